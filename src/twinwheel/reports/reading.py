"""One self-contained page about what was read: the text with articles in colour, facts and variants marked,
and what a person should look at. It works without a network, and without scripts as plain text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from twinwheel import __version__
from twinwheel.reading import results, review
from twinwheel.replacing import replacing
from twinwheel.reports.both import Words, environment
from twinwheel.reports.fact_list import fact_list, safe

PAGE = results.PAGE
MOST_CHARACTERS = 3_000_000
"""Raw text that one page shows; a browser becomes slow beyond it. The rest is named, and lies in the folder."""
MOST_FACTS = 20_000
"""Facts that one page shows, as far as documents share it: it has about a kilobyte for each."""
_FULL = 0.01
"""With so little room left, no further document is tried."""
MOST_ITEMS = 500
"""Things to look at that are listed: nobody looks at more in a day."""
_BLANK_LINES = re.compile(r"\n\s*\n")
"""Left out where they are shown: the text layer of a newspaper has one after every line."""
COLOURS = 8
"""Articles beyond this many take the colours again."""

KINDS = {
    "indicator": Words("指标", "indicators"),
    "person": Words("人物", "people"),
    "organisation": Words("机构", "organisations"),
    "place": Words("地点与片区", "places and zones"),
    "programme": Words("项目与平台", "programmes and platforms"),
    "policy_document": Words("文件", "policy documents"),
    "measure": Words("措施", "measures"),
    "quote": Words("引语", "quotes"),
    "ask": Words("诉求", "asks"),
    "relation": Words("关系", "relations"),
}
ARTICLES = {
    "article": Words("文章", "article"),
    "interview": Words("访谈", "interview"),
    "editors_note": Words("编者按", "editor's note"),
    "brief": Words("简讯", "brief"),
    "sidebar": Words("图表", "sidebar"),
    "fragment": Words("残篇", "fragment"),
    "imprint": Words("版面信息", "imprint"),
    "junk": Words("无关内容", "not part of it"),
}
VARIANTS = {
    "punctuation": Words("标点", "punctuation"),
    "ocr_shape": Words("形近误识", "OCR, by shape"),
    "ocr_normalisation": Words("误识为常见词", "OCR, to a commoner word"),
    "conversion": Words("转换", "conversion"),
    "word_choice": Words("用词", "choice of words"),
    "omission": Words("脱漏", "omission"),
    "edition": Words("版本增删", "edition"),
    "script": Words("繁简", "script"),
}
REASONS = {
    "number_differs": Words("数字不一致", "a number differs"),
    "name_differs": Words("名称不一致", "a name differs"),
    "sum_differs": Words("合计对不上", "the sum does not add up"),
    "title_differs": Words("标题不一致", "a title differs"),
    "doubtful_number": Words("数字识别不清", "a number is hard to read"),
    "words_differ": Words("文字不一致", "words differ"),
    "unsure": Words("识别存疑", "the machine is not sure"),
    "headless": Words("缺标题或残缺", "no headline, or cut off"),
    "unattributed": Words("引语无出处", "nobody is named as speaker"),
    "doubtful": Words("文字识别不清", "hard to read"),
}
FIELDS = {
    "name": Words("名称", "name"),
    "value": Words("数值", "value"),
    "value_to": Words("至", "to"),
    "unit": Words("单位", "unit"),
    "qualifier": Words("修饰", "qualifier"),
    "as_of": Words("时点", "as of"),
    "scope": Words("范围", "scope"),
    "status": Words("状态", "status"),
    "comparison": Words("比较", "comparison"),
    "compared_with": Words("相比", "compared with"),
    "title": Words("职务", "title"),
    "organisation": Words("机构", "organisation"),
    "aliases": Words("又称", "also"),
    "type": Words("类型", "type"),
    "area": Words("面积", "area"),
    "area_unit": Words("面积单位", "unit of area"),
    "parent": Words("隶属", "part of"),
    "owner": Words("主管", "owner"),
    "purpose": Words("用途", "purpose"),
    "issuer": Words("发文机关", "issuer"),
    "number": Words("文号", "number"),
    "date": Words("日期", "date"),
    "actor": Words("主体", "actor"),
    "instrument": Words("手段", "instrument"),
    "object": Words("对象", "object"),
    "condition": Words("条件", "condition"),
    "mode": Words("方式", "mode"),
    "speaker": Words("说话人", "speaker"),
    "text": Words("内容", "text"),
    "asker": Words("提出者", "asker"),
    "addressee": Words("向谁", "addressee"),
    "content": Words("诉求", "content"),
    "subject": Words("主语", "subject"),
}


class Piece(NamedTuple):
    """Characters of a page on which the same things stand."""

    text: str
    classes: str
    ids: str
    """Of the facts and variants that stand here, with spaces between."""
    article: int | None


def write(folder: Path) -> None:
    """Write ``reading.html`` beside ``document.json``. Raises OutputError where it cannot be written."""
    with replacing(folder / PAGE) as path:
        path.write_text(page(folder), encoding="utf-8", newline="\n", errors="replace")


def page(folder: Path) -> str:
    """The page as text, from the files in ``folder``."""
    shown, left = _fitting(folder)
    items = review.queue(shown)
    facts = _facts(shown)
    variants = _variants(shown)
    count = Counter(fact["kind"] for fact in facts)
    templates = environment()
    return templates.get_template("reading.html").render(
        documents=[_document(document, raw, number) for number, (document, raw) in enumerate(shown)],
        left=left,
        items=items[:MOST_ITEMS],
        waiting=sum(not item.decided for item in items),
        more=max(0, len(items) - MOST_ITEMS),
        facts=facts,
        fact_list=fact_list(facts, FIELDS, templates),
        kinds=[(kind, words, count[kind]) for kind, words in KINDS.items() if count[kind]],
        variants=variants,
        words={"articles": ARTICLES, "variants": VARIANTS, "reasons": REASONS, "kinds": KINDS},
        characters=sum(len(raw) for _, raw in shown),
        articles=len({a["article_id"] for document, _ in shown for a in document["articles"]}),
        taggers=sorted({document["ran"]["tagger"] for document, _ in shown}),
        data=_data(shown, facts, variants),
        version=__version__,
    )


def _fitting(folder: Path) -> tuple[list[tuple[dict[str, Any], str]], list[str]]:
    """The documents with their raw text as far as one page holds them, and the names of the others."""
    shown: list[tuple[dict[str, Any], str]] = []
    characters, facts = MOST_CHARACTERS, MOST_FACTS
    for document in results.documents(folder):
        raw = results.raw_text(folder, document)
        fits = len(raw) <= characters and (len(document["facts"]) <= facts or not shown)
        if raw and fits:
            shown.append((document, raw))
            characters -= len(raw)
            facts -= len(document["facts"])
        if characters < MOST_CHARACTERS * _FULL or facts < MOST_FACTS * _FULL:
            break
    known = {document["file"] for document, _ in shown}
    return shown, [file for file in results.files(folder) if file not in known]


def _document(document: Mapping[str, Any], raw: str, number: int) -> dict[str, Any]:
    return {
        "file": document["file"],
        "kind": document["kind"],
        "ran": ", ".join(document["ran"]["reader"]),
        "number": number,
        "text": Markup("".join(_marked(piece, number) for piece in pieces(document, raw))),  # noqa: S704 - escaped
        "articles": [{"colour": at % COLOURS, **article} for at, article in enumerate(document["articles"])],
    }


def _marked(piece: Piece, number: int) -> str:
    """A piece on the page. There are hundreds of thousands: put together here, not by the template."""
    text = safe(_BLANK_LINES.sub("\n", piece.text))
    if not piece.classes:
        return text
    ids = f' data-i="{safe(piece.ids)}"' if piece.ids else ""
    article = f' data-a="{number}-{piece.article}"' if piece.article is not None else ""
    return f'<span class="{piece.classes}"{ids}{article}>{text}</span>'


def pieces(document: Mapping[str, Any], raw: str) -> Iterator[Piece]:
    """The raw text cut wherever something begins or ends; put together again it is the raw text."""
    marks = list(_marks(document))
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for at, (start, end, _, _, _) in enumerate(marks):
        begins.setdefault(start, []).append(at)
        ends.setdefault(end, []).append(at)
    cuts = sorted({0, len(raw), *begins, *ends})
    here: dict[int, None] = {}
    for low, high in pairwise(cuts):
        for at in ends.get(low, ()):
            here.pop(at, None)
        for at in begins.get(low, ()):
            here[at] = None
        classes, ids = dict[str, None](), dict[str, None]()
        article = None
        for at in here:
            _, _, class_, id_, of = marks[at]
            classes[class_] = None
            if id_:
                ids[id_] = None
            if article is None:
                article = of
        yield Piece(raw[low:high], " ".join(classes), " ".join(ids), article)


def _marks(document: Mapping[str, Any]) -> Iterator[tuple[int, int, str, str, int | None]]:
    """Start, end, class, id and article of everything that stands on the page. Empty ranges are left out."""
    file = document["file"]
    for at, article in enumerate(document["articles"]):
        silent = " silent" if article["kind"] in ("imprint", "junk") else ""
        for start, end in article["segments"]:
            if end > start:
                yield start, end, f"k{at % COLOURS}{silent}", "", at
    for fact in document["facts"]:
        for start, end in fact["spans"].get(file, ()):
            if end > start:
                yield start, end, f"f {fact['kind']}", fact["fact_id"], None
    for variant in document["variants"]:
        start, end = variant["spans"].get(file, (0, 0))
        if end > start:
            yield start, end, "v", variant["variant_id"], None
    for start, end, _ in document["doubtful"]:
        yield start, end, "d", "", None


def _facts(shown: Sequence[tuple[Mapping[str, Any], str]]) -> list[Mapping[str, Any]]:
    """Each fact once, kind by kind."""
    found: dict[str, Mapping[str, Any]] = {}
    for document, _ in shown:
        for fact in document["facts"]:
            found.setdefault(fact["fact_id"], fact)
    order = {kind: turn for turn, kind in enumerate(KINDS)}
    return sorted(found.values(), key=lambda fact: order[fact["kind"]])


def _variants(shown: Sequence[tuple[Mapping[str, Any], str]]) -> list[Mapping[str, Any]]:
    return list({v["variant_id"]: v for document, _ in shown for v in document["variants"]}.values())


def _data(
    shown: Sequence[tuple[Mapping[str, Any], str]],
    facts: Sequence[Mapping[str, Any]],
    variants: Sequence[Mapping[str, Any]],
) -> Markup:
    """What the script needs: raw texts, and where each fact and variant stands in them. Safe within a script."""
    spans: dict[str, Any] = {}
    machine: dict[str, Any] = {}
    for document, _ in shown:
        for fact in document["facts"]:
            spans[fact["fact_id"]] = fact["spans"]
            machine[fact["fact_id"]] = {
                k: v for k, v in fact.items() if k in FIELDS and v not in (None, [], "")
            }
    for variant in variants:
        spans[variant["variant_id"]] = {file: [span] for file, span in variant["spans"].items()}
        machine[variant["variant_id"]] = {"chosen": variant["chosen"]}
    decided = {
        record[key]: record["accepted"]
        for document, _ in shown
        for records, key in (("facts", "fact_id"), ("variants", "variant_id"), ("articles", "article_id"))
        for record in document[records]
        if record["accepted"]
    }
    data = {
        "raws": {document["file"]: raw for document, raw in shown},
        "spans": spans,
        "machine": machine,
        "decided": decided,
    }
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - no < is left in it
