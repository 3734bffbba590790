"""Where in the file another article may go on, though the paragraph before has its end: by a word that was cut
elsewhere, and by what the paragraphs are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from twinwheel.reading.articles import glue, seams
from twinwheel.reading.articles.columns import CONTEXT
from twinwheel.reading.articles.topics import Topics
from twinwheel.reading.articles.unit import Unit

STRANGE = 0.0
"""The odds (their logarithm) from which a paragraph may be of another article than the one before it."""
SAID = 3.0
"""The same of one that begins with half a word."""
CUT_WORD = 4.5
"""The dictionary's gain from which a word was surely cut in two."""
LONGEST_PAGE = 250
"""Units of a page that is searched for such places."""
MOST_TRIED = 60_000
"""Pairs of an end and a beginning that are looked at; a longer page than that is no newspaper page."""


def mend(units: Sequence[Unit]) -> None:
    """Short lines taken for headings that are the end of a column: a word cut there goes on elsewhere."""
    heads = [
        units[i]
        for i, unit in enumerate(units)
        if unit.kind == "body" and not unit.anchored and not glue.starts_well(unit.text)
        and (i == 0 or units[i - 1].kind != "body" or units[i - 1].open_end)
    ]  # fmt: skip
    if len(heads) * len(units) > MOST_TRIED:
        return
    for unit, following in zip(units, [*units[1:], None], strict=True):
        if unit.kind != "heading" or unit.level or unit.person or len(unit.text) < 4:
            continue
        if following and (following.anchored or following.kind in ("byline", "meta")):
            continue
        if any(glue.gain(unit.text, head.text) >= CUT_WORD for head in heads):
            unit.kind = "body"


def borders(units: Sequence[Unit], topics: Topics, known: Collection[int]) -> dict[int, float]:
    """Paragraphs that follow a closed one and have little in common with it, with the odds of that."""
    if len(units) > LONGEST_PAGE or not any(map(_left_open, units, [*units[1:], None])):
        return {}
    found = {}
    for i in range(1, len(units)):
        unit, last = units[i], units[i - 1]
        if i in known or unit.kind != "body" or last.kind != "body" or last.open_end or unit.anchored:
            continue
        if unit.lines[0].form in ("numbered", "question") or seams.manner(unit.text) < 0:
            continue
        before, after = _around(units, i)
        if (odds := seams.odds(before, after, topics)) >= STRANGE:
            found[i] = odds
    return found


def _left_open(unit: Unit, following: Unit | None) -> bool:
    """Whether a paragraph breaks off, and not in a word that the next one goes on with."""
    return unit.open_end and not (
        following and following.kind == "body" and glue.gain(unit.text, following.text) > 1
    )


def _around(units: Sequence[Unit], i: int) -> tuple[list[Unit], list[Unit]]:
    """The paragraphs right before and after a place, up to something that is none."""
    first, end = i, i
    while first > 0 and i - first < CONTEXT and units[first - 1].kind == "body":
        first -= 1
    while end < len(units) and end - i < CONTEXT and units[end].kind == "body":
        end += 1
    return list(units[first:i]), list(units[i:end])


def cut_words(units: Sequence[Unit]) -> dict[int, float]:
    """Paragraphs that follow a closed one and yet go on with a word that was cut elsewhere on the page, with how
    much is said for it."""
    tails = [unit for unit in units if unit.open_end]
    if len(tails) * len(units) > MOST_TRIED:
        return {}
    found: dict[int, float] = {}
    for i, unit in enumerate(units):
        if (
            not i
            or unit.kind != "body"
            or unit.anchored
            or units[i - 1].kind != "body"
            or units[i - 1].open_end
        ):
            continue
        if glue.starts_badly(unit.text):
            found[i] = SAID
            continue
        if glue.starts_well(unit.text):
            continue
        best = max((glue.gain(tail.text, unit.text) for tail in tails if tail is not unit), default=0.0)
        if best >= CUT_WORD:
            found[i] = SAID
    return found
