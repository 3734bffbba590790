"""Whether headings between two texts are the titles of an article that starts there, or headings within one.

A headline and a heading inside an article look alike without type sizes. What is around them tells: each piece of
evidence has a weight, fitted by a logistic regression over 660 places on pages of made-up articles, each article by
itself among them; leaving one set of articles out, 93 of 100 places are told (90 by weights set by hand).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twinwheel.reading.articles.topics import Topics
from twinwheel.reading.articles.unit import Unit

CONSTANT = -6.0
HEADINGS, LENGTH, SHORT, STYLED = 1.9, 0.1, -0.4, 1.0
"""For each heading; for each character of the first, up to ``LONG``; where it is no longer than ``LABEL``; where it
has the marks of headlines."""
LONG, LABEL = 30, 9
SAID = 2.8
"""What it counts that the text behind says all that a heading says."""
BYLINE, PERSON, UNSURE = 1.9, -1.3, -3.0
"""A byline or a date among them; a person by himself, as those who are asked in one text; perhaps a printed line."""
TORN, HEADLESS = 1.8, 0.9
"""The text above breaks off, or ends with whom to ask; it is a piece without a title itself."""
STATED, SEVERAL, BYLINES_ABOVE = -1.6, 0.4, 1.5
"""Of the page: it says where its one text appeared; it surely has several texts; their bylines stand above them."""
UNLIKE = 0.43
"""For each nat of the odds by the words on either side."""
LEVEL = 1.3
"""For a heading of the level of the title above, and against one of a lower."""
_MARKS = "“：:！？!?"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the page and of the text above; ``level`` is 1, 0 or -1, or more where levels mean parts."""

    torn: bool
    headless: bool
    stated: bool
    several: bool
    bylines_above: bool
    level: float
    odds: float


def score(pending: Sequence[Unit], section: Sequence[Unit], topics: Topics, known: Evidence) -> float:
    """The logarithm of the odds that what ``pending`` holds, before the paragraphs of ``section``, starts an article."""
    headings = [unit for unit in pending if unit.kind == "heading"]
    first = headings[0].text
    words = topics.pairs_of(unit.number for unit in section)
    said = max(topics.covered(unit.text, words) for unit in headings)
    return (
        CONSTANT
        + HEADINGS * len(headings)
        + LENGTH * min(len(first), LONG)
        + SHORT * (len(first) <= LABEL)
        + STYLED * any(mark in first for mark in _MARKS)
        + SAID * said
        + BYLINE * any(unit.kind in ("byline", "meta") for unit in pending)
        + PERSON * (len(headings) == 1 and headings[0].person)
        + UNSURE * (not any(unit.sure for unit in headings))
        + TORN * known.torn
        + HEADLESS * known.headless
        + STATED * known.stated
        + SEVERAL * known.several
        + BYLINES_ABOVE * known.bylines_above
        + LEVEL * known.level
        + UNLIKE * known.odds
    )
