"""What the units of a page tell of it as a whole: whether it is one document, where its titles and bylines stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from twinwheel.reading.articles import titles
from twinwheel.reading.articles.unit import Unit

TITLE = 12
"""Characters from which on a heading is no name of a part of an official document."""
_SIGNED = re.compile(
    r"[。！？]”?[（(【](?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]{1,3}\s[\u4e00-\u9fff]{1,3}(?:\s[\u4e00-\u9fff]{1,3})*"
    r"|[^（）()。]{0,14}(?:记者|通讯员|报道|作者|撰稿|整理|来源|据|完)[^（）()。]{0,24})[)）】]\s*$"
)
_TURNS = re.compile(r"[（(]?(?:下转|转)第?\s?[A-Z]?\d{1,3}\s?版[^（）()]{0,10}[)）]?$")
_APPEARED = re.compile(r"来\s*源|出\s*处|转自|\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_TAKEN = re.compile("摘自|摘编自|选自|转载自|原载")
_ARTICLE_OF_LAW = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,4}[条章节]")
_PART = re.compile("[一二三四五六七八九十]{1,3}、")


def official(units: Sequence[Unit]) -> bool:
    """Whether the page is an official document: a number, an addressee, articles of law, or the title of one
    over numbered parts. It is one article."""
    if any(unit.anchored or unit.kind == "byline" for unit in units):
        return False
    first = next((i for i, unit in enumerate(units) if unit.kind == "body"), len(units))
    top = [unit.lines[0].form for unit in units[: min(first + 1, 14)]]
    if "number" in top or "addressee" in top:
        again = _titled_again(units[first:], [unit.level for unit in units[:first]])
        return not again and not any(map(_like_a_title, units[first:]))
    laws = sum(bool(_ARTICLE_OF_LAW.match(unit.text)) for unit in units)
    parts = sum(bool(_PART.match(unit.text)) for unit in units)
    return laws >= 3 or ("headline" in top[:4] and parts >= 2)


def _titled_again(units: Sequence[Unit], levels: Sequence[int]) -> bool:
    """Whether a heading of the level of the first title stands farther down: that of another text."""
    title = min((level for level in levels if level), default=0)
    return bool(title) and any(0 < unit.level <= title for unit in units)


def _like_a_title(unit: Unit) -> bool:
    """Whether a line within a document can only be the title of another text: its own parts are numbered or named
    briefly, and what it issues (…办法) is part of it."""
    return titles.may_stand_alone(unit) and len(unit.text) >= TITLE and unit.lines[0].form != "headline"


def is_organisation(unit: Unit) -> bool:
    """Whether a line is the name of an organisation and nothing else: who issued or wrote the text."""
    return unit.lines[0].form == "organisation" and not unit.level


def heads(unit: Unit) -> bool:
    """Whether a line says where and when the text below it appeared: the head of an article."""
    return unit.kind == "meta" and not closes(unit) and bool(_APPEARED.search(unit.text))


def closes(unit: Unit) -> bool:
    """Whether a line says where the text above it is from: in brackets, or taken from another paper."""
    return unit.kind == "meta" and (unit.text[0] in "（(" or bool(_TAKEN.match(unit.text)))


def signed(unit: Unit) -> bool:
    """Whether a paragraph ends with the name of its author in brackets, or by turning to another page."""
    end = unit.text[-60:]
    return bool(_SIGNED.search(end) or _TURNS.search(end))


def several(units: Sequence[Unit]) -> bool:
    """Whether the page surely has the first or the last words of more than one article."""
    ends = sum(unit.anchored or unit.kind == "byline" or signed(unit) for unit in units)
    return ends > 1 or _headed_within(units)


def _headed_within(units: Sequence[Unit]) -> bool:
    """Whether on a page of printed lines a text begins with where it appeared below another one."""
    return any(len(unit.lines) > 1 for unit in units) and any(
        heads(unit) and last.kind == "body" and after.kind == "body"
        for last, unit, after in zip(units, units[1:], units[2:], strict=False)
    )


def titles_together(units: Sequence[Unit]) -> bool:
    """Whether titles of several articles stand on each other between two texts."""
    first = next((i for i, unit in enumerate(units) if unit.kind == "body"), len(units))
    heads = [titles.may_stand_alone(unit) for unit in units[first:]]
    levels = [unit.level for unit in units[first:]]
    return any(one and other and a == b for (one, a), (other, b) in pairwise(zip(heads, levels, strict=True)))


def bylines_end(units: Sequence[Unit]) -> bool:
    """Whether on this page bylines stand at the end of the articles: so most of them that can tell."""
    before = after = between = 0
    for i, unit in enumerate(units):
        if unit.kind != "byline":
            continue
        previous = units[i - 1].kind if i else "heading"
        following = units[i + 1].kind if i + 1 < len(units) else "heading"
        if previous in ("heading", "meta") and following in ("body", "note", "caption"):
            before += 1
        elif previous == "body" and following != "body":
            after += 1
        elif previous == "body":
            between += 1
    return after >= before and after + between > 0
