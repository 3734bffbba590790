"""Whether one article ends and another begins between two whole paragraphs that stand on each other.

Told by what is said on either side: the words around a border between two articles of a page are on average five
times less alike than those around a place within one, so that their likeness alone gives odds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.topics import Topics, likeness
from twinwheel.reading.articles.unit import Unit

CONTEXT = 6
"""Paragraphs on either side by which a topic is judged."""
LEAST = 40
"""Characters on either side below which their words tell nothing."""
ENOUGH = 400
"""Characters on either side that are enough; the regression was made on sides of up to this length."""
LONGEST = 1.5
"""The logarithm of the lengths over the usual is held to be no more."""
SURE = 5.0
"""The logarithm of the odds is held to lie between this and its negative."""
CONSTANT, LIKE, LENGTH, USUAL_LENGTH = -9.26, -2.07, 1.94, 10.5
"""A logistic regression over 2,900 places between paragraphs of 60 made-up articles, as many in an article as
between two: on the logarithm of the likeness, and on the logarithms of the lengths of both sides together less
the usual, since short texts have little in common in any case."""
NOTHING = -6.5
"""The logarithm of the likeness is held to be no less."""
TURNS = 2.0
"""What it counts that one side is an interview in turns and the other is not."""
ANSWERS = 6.0
"""What it counts against a border that who spoke before speaks behind it, or somebody answers."""

LEADS, LEADS_ON, SAID = 2.0, -2.0, 0.5
"""What it counts that a paragraph begins as the first of a text does, as one that goes on, or with a quote."""

FULL_LINES = 3
"""Full printed lines on either side from which on the width of the column is known."""
WIDTHS = (-0.5, 0.7, 2.0, 2.0, 2.0)
"""What it counts that the columns on either side differ by none, one… characters: of many pages all are of one
width. A column that is narrower still may stand beside a picture."""

_MARK = re.compile("[，。、；：！？“”‘’《》（）]")
_TURN = re.compile("[\u4e00-\u9fff·]{2,12}[:：]|[QA问答]\\d?[:：]")
_LEADS = re.compile(
    r"[^。，]{0,14}?\d{1,2}日(?!起|前|至|[—-])|[^，。]{0,12}(?:近日|日前|近期|[昨今前][日天晚]|上周|本周|上月|前不久|连日来|最新)"
    r"|[^，。]{0,6}(?:清晨|凌晨|深夜|傍晚)|[初仲深盛]?[春夏秋冬][时日季天夜]|走进|记者从"
)
_LEADS_ON = re.compile(
    "(?:该|此|这|那|其|他|她|它|同时|另外|不过|但|然而|与此|据悉|据了解|为此|对此|因此|于是|可|除了|除此|接下来|下一步|"
    "最后|首先|其次|再|又|也|还|而|目前|截至|其中|当然|事实上|值得|[一二三四五]是|[一二三四五六七八九十]、|答|问|Q|A)"
)


def odds(before: Sequence[Unit], after: Sequence[Unit], topics: Topics) -> float:
    """The logarithm of the odds that two articles meet here, without regard to how rare that is.

    ``before`` and ``after`` are the paragraphs of the two sides; the nearest of them are looked at. 0 where
    there are too few words to tell.
    """
    before, after = _near(before[: -CONTEXT - 1 : -1])[::-1], _near(after)
    one, other = _length(before), _length(after)
    if min(one, other) < LEAST:
        return 0.0
    like = likeness(*(topics.of(unit.number for unit in side) for side in (before, after)))
    said = manner(after[0].text) + _turns(before, after)
    return strangeness(like, one, other) + said + widths(before, after)


def strangeness(like: float, one: int, other: int) -> float:
    """The logarithm of the odds that two texts are of two articles, by the likeness of their topics and by how
    many characters they have."""
    lengths = min(log(max(one, 1) * max(other, 1)) - USUAL_LENGTH, LONGEST)
    found = CONSTANT + LIKE * max(log(max(like, 1e-6)), NOTHING) + LENGTH * lengths
    return max(-SURE, min(SURE, found))


def widths(before: Sequence[Unit], after: Sequence[Unit]) -> float:
    """What the columns of printed lines say: of one article they are mostly of one width."""
    one, other = _column(before), _column(after)
    if not one or not other:
        return 0.0
    off = abs(one - other)
    return WIDTHS[off] if off < len(WIDTHS) else 0.0


def _column(units: Sequence[Unit]) -> int:
    """Width of the column some paragraphs are set in; 0 where they have too few full lines to tell.

    Marks are set narrower where a line needs it, so lines with many of them tell nothing.
    """
    lines = [line for unit in units for line in unit.lines[:-1]]
    if len(lines) < FULL_LINES:
        return 0
    full = [round(line.width) for line in lines if len(_MARK.findall(line.text)) < 2]
    if len(full) < FULL_LINES:
        return 0
    width, count = max(Counter(full).items(), key=lambda pair: (pair[1], pair[0]))
    return width if 5 * count >= 2 * len(full) else 0


def _near(paragraphs: Sequence[Unit]) -> list[Unit]:
    """The first of some paragraphs: as many as are enough to tell a topic."""
    found: list[Unit] = []
    length = 0
    for unit in paragraphs[:CONTEXT]:
        found.append(unit)
        length += len(unit.text)
        if length >= ENOUGH:
            break
    return found


def _turns(before: Sequence[Unit], after: Sequence[Unit]) -> float:
    """What it says that people speak in turns on either side, or on one; a talk goes on with who spoke before."""
    one, other = ([turn[0] for unit in side if (turn := _TURN.match(unit.text))] for side in (before, after))
    first = _TURN.match(after[0].text)
    if first and (first[0] in one or (one and before[-1].text[-1] in "？?")):
        return -ANSWERS
    return TURNS if max(len(one), len(other)) > 1 and not min(len(one), len(other)) else 0.0


def manner(paragraph: str) -> float:
    """What the first words of a paragraph say of it: those of a first one, or of one that goes on. (Of 371 first
    paragraphs, 143 begin with a day; of 1,494 others, 40.)"""
    if found := torn(paragraph):
        return found
    if _LEADS_ON.match(paragraph):
        return LEADS_ON
    return LEADS if _LEADS.match(paragraph) else SAID if paragraph[:1] == "“" else 0.0


def torn(paragraph: str) -> float:
    """What speaks for a paragraph being the rest of one that was broken elsewhere."""
    if glue.starts_badly(paragraph):
        return 3.0
    return 1.5 if glue.starts_oddly(paragraph) and not _LEADS_ON.match(paragraph) else 0.0


def _length(units: Sequence[Unit]) -> int:
    return sum(len(unit.text) for unit in units)
