"""The page: well formed, self-contained, complete in both languages, the same every time, safe."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest

from random_subjects import DAY
from twinwheel.matching import output
from twinwheel.matching.plan import plan
from twinwheel.matching.run import run, tallies
from twinwheel.matching.survey import Survey
from twinwheel.packs import Pack
from twinwheel.registers import Register, open_register
from twinwheel.registers.sample import write_sample
from twinwheel.reports.report import write_report
from twinwheel.reports.words import LONGEST, shown

Write = Callable[..., str]
TEMPLATES = Path(__file__).parents[2] / "src" / "twinwheel" / "reports" / "templates"
VOID = {"meta", "br", "hr", "img", "input", "link", "circle"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Page(HTMLParser):
    """Collects elements and checks on the way that every one that opens is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.spans: list[tuple[str, str]] = []  # class and text of language spans, in order
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in <{tag}>"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, dict(attrs)))
            if self._language():
                self.spans.append((self._language(), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open, f"</{tag}> without a start"
        assert self._open[-1][0] == tag, f"</{tag}> inside <{self._open[-1][0]}>, line {self.getpos()}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._language():
            language, text = self.spans[-1]
            self.spans[-1] = language, text + data
        if data.strip():
            self.texts.append((tuple(tag for tag, _ in self._open), data.strip()))

    def _language(self) -> str:
        found = self._open[-1][1].get("class") if self._open else None
        return found if found in {"zh", "en"} else ""

    def text(self) -> str:
        return "\n".join(text for path, text in self.texts if not {"script", "style"} & set(path))


@pytest.fixture(scope="session")
def read(html: str) -> Page:
    return Page(html)


def test_every_element_is_closed_and_every_id_is_there_once(read: Page) -> None:
    ids = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in read.elements:
        for name in ("href", "aria-labelledby"):
            target = (attrs.get(name) or "").removeprefix("#")
            if name != "href" or (attrs.get(name) or "").startswith("#"):
                assert not target or target in ids, target


def test_nothing_is_loaded(html: str, read: Page) -> None:
    for tag, attrs in read.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "video", "audio", "form"}
        assert not {"src", "srcset", "action", "background", "ping", "data"} & attrs.keys()
        if "href" in attrs:
            assert tag == "a"
            assert re.match(r"#|https?://", attrs["href"] or "")
    css = "".join(text for path, text in read.texts if path[-1] == "style")
    assert not re.search(r"url\s*\(|@import|@font-face|expression", css)
    script = "".join(text for path, text in read.texts if path[-1] == "script")
    assert not re.search(r"fetch|XMLHttp|import|WebSocket|innerHTML|eval|document\.write", script)
    assert html.count("<script") == 1


def test_every_measure_of_the_pack_is_on_the_page_once(pack: Pack, read: Page) -> None:
    ids = [attrs["id"] for tag, attrs in read.elements if tag == "tr" and "id" in attrs]
    assert sorted(map(str, ids)) == sorted(pack.measures)
    text = read.text()
    for measure in pack.measures.values():
        assert measure.title.zh in text
        assert measure.title.en in text


def test_both_languages_are_complete(read: Page) -> None:
    """A Chinese span is always followed by its English twin, and neither is left out."""
    languages = [language for language, _ in read.spans]
    assert languages == ["zh", "en"] * (len(languages) // 2)
    pairs = list(zip(read.spans[::2], read.spans[1::2], strict=True))
    for (_, zh), (_, en) in pairs:
        assert bool(zh.strip()) >= bool(en.strip())
        assert zh.strip(), en
    assert len(pairs) > 1000


def test_the_words_of_the_page_itself_are_not_mixed() -> None:
    """In the templates the second text of a pair is English; Chinese stands nowhere else."""
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for _, en in re.findall(r't\("((?:[^"\\]|\\.)*)"[^,"]*,\s*"((?:[^"\\]|\\.)*)"', text):
            assert not CHINESE.search(en.replace("双轮", "")), f"{path.name}: {en}"
        rest = re.sub(r"\{\{.*?\}\}|\{#.*?#\}", "", text)
        alone = re.findall(
            r"<span class=\"en\" lang=\"zh-CN\">中文</span>|双轮 Twinwheel|政策匹配报告 Policy matching report",
            rest,
        )
        for known in alone:
            rest = rest.replace(known, "")
        assert not CHINESE.search(rest), path.name


def test_the_same_run_gives_the_same_bytes(write: Write, html: str, register: Register) -> None:
    assert write() == html
    assert write(list(register.batches(97))) == html


def test_no_clock_and_no_path_of_this_machine(html: str, pack: Pack, register: Register) -> None:
    assert str(pack.folder) not in html
    assert str(register.path) not in html
    assert not re.search(r"\d\d:\d\d", html)
    assert not re.search(r"\d\.\d{6,}", re.sub(r"<style>.*?</style>", "", html, flags=re.S)), "float noise"


def test_the_parts_stand_in_the_order_an_officer_reads(read: Page) -> None:
    parts = [attrs["id"] for tag, attrs in read.elements if tag == "section"]
    assert parts == [
        *("overview", "reach", "places", "sums", "missing", "failed"),
        *("stories", "programmes", "idle", "quality", "method"),
    ]
    linked = [
        (attrs["href"] or "")[1:]
        for tag, attrs in read.elements
        if tag == "a" and (attrs["href"] or "")[0] == "#"
    ]
    assert linked[1:] == parts


def test_five_subjects_are_explained_with_rule_verdict_and_citation(html: str, read: Page) -> None:
    assert sum(tag == "article" for tag, _ in read.elements) == 5
    for word in ("最优合法组合", "不可兼得", "请补：", "差", "现为"):
        assert word in html
    assert "国科发火〔2016〕32号" in html
    assert "第十一条(五)" in html


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></script><svg onload=alert(1)>",
    "\u202eevil\u202c {{ 7*7 }} {% raw %}",
    "\x00\x07a\nb\u2028c",
    "长" * 500,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(name: str, pack: Pack, write: Write, register: Register) -> None:
    on = plan(pack, "enterprise", DAY)
    few = replace(on, candidates=on.candidates[:3])  # names are the point here, not measures
    read = Page(write([named(batch, name) for batch in register.batches()], few))
    assert sum(tag == "script" for tag, _ in read.elements) == 1
    assert not any(tag == "img" for tag, _ in read.elements)
    assert not any(attribute.startswith("on") for _, attrs in read.elements for attribute in attrs)
    held = [text for path, text in read.texts if path[-1] == "bdi"]
    assert held[:2] == [shown(name).strip(), shown(f"{name}0").strip()]
    assert all(len(text) <= LONGEST for text in held)
    assert "\x00" not in read.text()


def named(batch: pa.RecordBatch, name: str) -> pa.RecordBatch:
    """The same subjects under a hostile name and hostile, different ids."""
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns["subject_id"] = pa.array([name + "0"] * batch.num_rows)
    columns["subject_name"] = pa.array([name] * batch.num_rows)
    return pa.RecordBatch.from_pydict(columns)


def test_a_hostile_pack_is_only_text(pack: Pack, write: Write) -> None:
    on = plan(pack, "enterprise", DAY)
    evil = "<b onclick=alert(1)>x</b>"
    measures = {
        id: spec.model_copy(
            update={
                "title": spec.title.model_copy(update={"zh": evil, "en": evil}),
                "source": spec.source.model_copy(update={"url": "javascript:alert(1)", "document": evil}),
            }
        )
        for id, spec in pack.measures.items()
    }
    candidates = tuple(replace(each, spec=measures[each.id]) for each in on.candidates)
    read = Page(write(on=replace(on, pack=replace(pack, measures=measures), candidates=candidates)))
    assert not any(attribute.startswith("on") for _, attrs in read.elements for attribute in attrs)
    assert not any((attrs.get("href") or "").startswith("javascript") for _, attrs in read.elements)


def test_a_day_without_measures_still_makes_a_page(pack: Pack, write: Write) -> None:
    read = Page(write(on=plan(pack, "enterprise", date(1990, 1, 1))))
    assert "尚未施行" in read.text()
    assert "600" in read.text()


def test_a_register_without_subjects_still_makes_a_page(write: Write) -> None:
    read = Page(write([]))
    assert not any(tag == "article" for tag, _ in read.elements)


@pytest.mark.parametrize("subject", ["person", "project", "receivable", "bonded_account", "investor"])
def test_every_type_of_subject_makes_a_page(subject: str, pack: Pack, tmp_path: Path) -> None:
    write_sample(pack, tmp_path / "r.parquet", 60, subject=subject, seed=1)
    register = open_register(pack, tmp_path / "r.parquet")
    on = plan(pack, subject, DAY)
    tally, survey = tallies(on), Survey(on)
    assert list(run(on, register.batches(), tally, observers=[survey]))
    write_report(tmp_path / "report.html", on, survey, tally, output.summary(on, register, tally, Decimal(0)))
    read = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert {attrs["id"] for tag, attrs in read.elements if tag == "tr" and "id" in attrs} == set(
        pack.measures
    )
