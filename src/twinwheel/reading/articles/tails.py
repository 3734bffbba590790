"""Which units are no part of any article: lists of links to other pages, with or without a word before them.

A link is a title by itself: bulleted, or cut short with dots, or with a date behind it, or set in under such a
line as the first words of the other page. One of them says nothing; a run of them is a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from twinwheel.reading.articles.lines import ends_sentence
from twinwheel.reading.articles.unit import Unit

LEAST = 4
"""Links in a run that has no word before it."""
PROSE = 60
"""A paragraph this long, that ends a sentence and is under no bullet, is text."""
LONGER = 100
"""Characters of paragraphs that are more than a link is set out with."""

SENTENCE = 14
"""A paragraph this long, that ends a sentence, goes on with the text after a list."""
_ATTACHED = re.compile(r"附件?\s?\d{0,2}\s?[：:.．、]")
_NEXT = re.compile(r"(?:附件)?\s?\d{1,2}\s?[.．、：:]")
_CUT = re.compile(r"(?:\.{3}|…|[.．]{6})[”\"』」]?$")
_DATED = re.compile(
    r"^.{6,60}[\s(（\[【]\d{2,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?[)）\]】]?(?:\s.{0,20})?$"
)


def junk(units: Sequence[Unit]) -> set[int]:
    """The positions of the units that are lists of links, with what stands among them."""
    links = _links(units)
    found: set[int] = set()
    i = 0
    while i < len(units):
        if units[i].kind == "marker" and not _in_menu(units, i) and not _told(units, i + 1):
            end = _end_of_list(units, links, i + 1)
            if end - i > 1 or i > len(units) * 2 // 3:
                found.update(range(i, end))
                i = end
                continue
        elif links[i]:
            end = _end_of_run(units, links, i)
            strong = sum(_surely(units[j]) for j in range(i, end))
            if strong >= LEAST and _apart(units, links, i, end):
                found.update(range(i, end))
                i = end
                continue
        i += 1
    return found | _said_by_the_file(units)


def _in_menu(units: Sequence[Unit], at: int) -> bool:
    """Whether a word like 新闻 stands above the text, and the file itself says that it is no part of one."""
    text = any(unit.kind == "body" and unit.lines[0].block.role == "text" for unit in units[:at])
    return units[at].lines[0].block.role == "junk" and not text


def _told(units: Sequence[Unit], at: int) -> bool:
    """Whether sentences stand under a word like 链接: a box of a newspaper, no list."""
    return at < len(units) and units[at].kind == "body" and units[at].text.endswith("。")


def _said_by_the_file(units: Sequence[Unit]) -> set[int]:
    """What the file itself marks as no text, but for the line of date and source right before the text."""
    said = {i for i, unit in enumerate(units) if unit.lines[0].block.role == "junk"}
    text = (
        i for i, unit in enumerate(units) if i not in said and unit.kind == "body" and len(unit.text) >= 40
    )
    first = next(text, 0)
    said -= {i for i in range(max(first - 3, 0), first) if units[i].kind in ("meta", "byline")}
    return said - set(_attached(units))


def _attached(units: Sequence[Unit]) -> Iterator[int]:
    """The list of what is attached: links as well, and a part of the notice all the same."""
    listing = False
    for i, unit in enumerate(units):
        begins = bool(_ATTACHED.match(unit.text)) and len(unit.text) <= PROSE
        listing = begins or (listing and bool(_NEXT.match(unit.text)))
        if listing:
            yield i


def _links(units: Sequence[Unit]) -> list[bool]:
    """Which units look like a link or the words under one."""
    links: list[bool] = []
    for i, unit in enumerate(units):
        under = bool(links) and links[-1] and _set_in(unit) and _bulleted(units[i - 1])
        links.append(_surely(unit) or under or (unit.kind == "nav" and bool(links) and links[-1]))
    return links


def _surely(unit: Unit) -> bool:
    line = unit.lines[0]
    if line.row or unit.kind in ("byline", "note", "label", "caption") or line.form in ("numbered", "anchor"):
        return False
    if line.bullet and line.block.role != "table" and not _prose(unit):
        return True
    return bool(_DATED.match(unit.text) or (_CUT.search(unit.text) and len(unit.text) < 200))


def _bulleted(unit: Unit) -> bool:
    return unit.lines[0].bullet or _set_in(unit)


def _set_in(unit: Unit) -> bool:
    return unit.lines[0].indent >= 3 and unit.kind != "note"


def _prose(unit: Unit) -> bool:
    return len(unit.text) >= PROSE and not unit.open_end


def _end_of_list(units: Sequence[Unit], links: Sequence[bool], at: int) -> int:
    """Where the list after a marker ends: before text that begins an article again, or with the page."""
    for i in range(at, len(units)):
        if links[i] or _set_in(units[i]) or not _prose(units[i]):
            continue
        if i - 2 >= at and not links[i - 2] and _begins(units[i - 2 : i + 3]):
            return i - 2
        ahead = [unit for unit in units[i : i + 3] if _prose(unit) and not _set_in(unit)]
        if len(ahead) == 3 and sum(map(len, (unit.text for unit in ahead))) > 250:
            start = i
            while (
                start > at and not links[start - 1] and units[start - 1].kind in ("heading", "meta", "byline")
            ):
                start -= 1
            return start
    return len(units)


def _begins(units: Sequence[Unit]) -> bool:
    """Whether a title, a line of source and date, and then text follow one another, more than a card of a list has."""
    head, line, *text = units
    bodies = takewhile(lambda unit: unit.kind == "body", text)
    return (
        head.kind == "heading"
        and line.kind in ("meta", "byline")
        and sum(len(unit.text) for unit in bodies) > LONGER
    )


def _end_of_run(units: Sequence[Unit], links: Sequence[bool], at: int) -> int:
    end = at
    while end < len(units) and (
        links[end] or (end + 1 < len(units) and links[end + 1] and not _prose(units[end]))
    ):
        end += 1
    return end


def _apart(units: Sequence[Unit], links: Sequence[bool], start: int, end: int) -> bool:
    """Whether a run without a marker is no list within a text: nothing but page furniture comes after it, or
    nothing comes before it, and most of it is cut short, dated or set out as links are."""
    text = ("body", "note")
    before = any(unit.kind in text and len(unit.text) >= PROSE for unit in units[:start])
    after = any(
        unit.kind in text and len(unit.text) >= SENTENCE and ends_sentence(unit.text) and not links[i]
        for i, unit in enumerate(units[end:], end)
    )
    if before and after:
        return False
    run = units[start:end]
    marks = sum(bool(_CUT.search(unit.text) or _DATED.match(unit.text)) for unit in run)
    titles = sum(unit.lines[0].bullet and unit.text[-1] not in "。；;，" for unit in run)
    previous = units[start - 1] if start else None
    announced = previous is not None and previous.text.endswith(("：", ":"))
    return (
        not announced
        and (marks >= 2 or titles >= 0.7 * len(run))
        and (marks >= 1 or not before or titles >= 6)
    )
