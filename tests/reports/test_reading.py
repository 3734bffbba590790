"""The page about what was read: complete, self-contained, safe, and every piece of text in its place."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from twinwheel.reading import pipeline, results
from twinwheel.reports import reading

NEWS = """示例湾新区：三年建成数据港

示例湾日报记者 林一 周二

示例湾新区总面积12.6平方公里，<script>alert(1)</script>已聚集企业3200余家。
新区管委会副主任郑晓东表示，“我们希望有关部门尽快出台数据出境的清单。”
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "a.txt").write_text(NEWS, encoding="utf-8")
    (folder / "b.txt").write_text(NEWS.replace("郑晓东", "郑晓冬").replace("，", ","), encoding="utf-8")
    pipeline.read([folder / "a.txt", folder / "b.txt"], folder / "out", tagger="rules", jobs=1)
    reading.write(folder / "out")
    return folder / "out"


def test_the_pieces_put_together_are_the_raw_text(folder: Path) -> None:
    for document in results.documents(folder):
        raw = results.raw_text(folder, document)
        pieces = list(reading.pieces(document, raw))
        assert "".join(piece.text for piece in pieces) == raw
        for fact in document["facts"]:
            marked = "".join(piece.text for piece in pieces if fact["fact_id"] in piece.ids.split())
            assert set("".join(fact["quotes"][document["file"]])) <= set(marked)


def test_the_page_loads_nothing_and_runs_nothing_of_the_text(folder: Path) -> None:
    page = (folder / "reading.html").read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)
    assert "<script>alert" not in page
    assert "default-src 'none'" in page


def test_the_data_of_the_script_is_whole(folder: Path) -> None:
    page = (folder / "reading.html").read_text(encoding="utf-8")
    data = json.loads(page.split('<script type="application/json" id="data">')[1].split("</script>")[0])
    assert data["raws"]["a.txt"] == NEWS
    for fact_id, spans in data["spans"].items():
        assert fact_id in page
        for file, ranges in spans.items():
            assert all(0 <= start <= end <= len(data["raws"][file]) for start, end in ranges)


def test_both_languages_are_there_for_every_kind() -> None:
    from typing import get_args

    from twinwheel.reading.facts.model import Fact
    from twinwheel.reading.model import ArticleKind
    from twinwheel.reading.renditions.model import VariantKind
    from twinwheel.reading.review import WORTH

    kinds = {kind.model_fields["kind"].default for kind in get_args(get_args(Fact)[0])}
    assert kinds == set(reading.KINDS)
    assert set(get_args(ArticleKind)) == set(reading.ARTICLES)
    assert set(get_args(VariantKind)) == set(reading.VARIANTS)
    assert set(WORTH) == set(reading.REASONS)
    fields = {name for kind in get_args(get_args(Fact)[0]) for name in kind.model_fields}
    assert fields - set(reading.FIELDS) == {"kind", "mentions", "rule", "review"}


@pytest.mark.parametrize(("limit", "room"), [("MOST_CHARACTERS", len(NEWS) + 5), ("MOST_FACTS", 1)])
def test_what_does_not_fit_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, room: int
) -> None:
    monkeypatch.setattr(reading, limit, room)
    page = reading.page(folder)
    assert 'data-name="a.txt"' in page
    assert "b.txt" in page
    assert 'data-name="b.txt"' not in page


class Balanced(HTMLParser):
    """Every element that is opened is closed, in order."""

    EMPTY = frozenset(["meta", "input", "br", "circle", "path", "link"])

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


def test_the_markup_is_balanced(folder: Path) -> None:
    parser = Balanced()
    parser.feed((folder / "reading.html").read_text(encoding="utf-8"))
    assert parser.open == []
