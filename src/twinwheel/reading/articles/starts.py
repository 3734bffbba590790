"""Whether headings between two texts are the titles of an article that starts there, or headings within one.

A headline and a heading inside an article look alike without type sizes. What is around them tells: each piece of
evidence has a weight, fitted by ``bench/reading/fit_starts.py`` on pages of made-up articles, each article by itself
among them. With the set of articles it is asked of left out, it tells 93 places of 100; weights set by hand told 90.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twinwheel.reading.articles.topics import Topics
from twinwheel.reading.articles.unit import Unit

LONGEST = 30
"""Characters of a heading that count."""
SHORT = 9
"""Characters of a heading that is mostly one within a text."""
_MARKS = "“：:！？!?"
"""What headlines have."""

WEIGHTS = {
    "always": -6.0,
    "headings": 1.9,  # for each
    "length": 1.0,  # for ten characters of the first
    "short": -0.4,
    "styled": 1.0,
    "said": 2.8,  # the share of a heading that the text behind says
    "byline": 1.9,  # or a date among the headings
    "person": -1.3,  # and nothing else: those who are asked in one text stand so
    "unsure": -3.0,  # it may be a printed line of the text
    "torn": 1.8,  # the text above breaks off, or ends with whom to ask
    "headless": 0.9,  # the text above is a piece without a title
    "stated": -1.6,  # the page says at its top where its one text appeared
    "several": 0.4,  # it surely has more than one
    "bylines_above": 1.5,
    "level": 1.3,  # of the title above: as high, or lower
    "deep": -3.0,  # the third level or deeper, where the page has greater ones
    "odds": 0.43,  # by the words on either side
}
"""The logarithm of the odds that each piece of evidence adds."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the page and of the text above the headings."""

    torn: bool
    headless: bool
    stated: bool
    several: bool
    bylines_above: bool
    level: float
    deep: bool
    odds: float


def score(pending: Sequence[Unit], section: Sequence[Unit], topics: Topics, known: Known) -> float:
    """The logarithm of the odds that what ``pending`` holds, before the paragraphs of ``section``, starts an article."""
    return sum(WEIGHTS[name] * value for name, value in evidence(pending, section, topics, known).items())


def evidence(
    pending: Sequence[Unit], section: Sequence[Unit], topics: Topics, known: Known
) -> dict[str, float]:
    """What speaks for and against it, by the names of ``WEIGHTS``."""
    headings = [unit for unit in pending if unit.kind == "heading"]
    first = headings[0].text
    words = topics.pairs_of(unit.number for unit in section)
    return {
        "always": 1.0,
        "headings": len(headings),
        "length": min(len(first), LONGEST) / 10,
        "short": len(first) <= SHORT,
        "styled": any(mark in first for mark in _MARKS),
        "said": max(topics.covered(unit.text, words) for unit in headings),
        "byline": any(unit.kind in ("byline", "meta") for unit in pending),
        "person": len(headings) == 1 and headings[0].person,
        "unsure": not any(unit.sure for unit in headings),
        "torn": known.torn,
        "headless": known.headless,
        "stated": known.stated,
        "several": known.several,
        "bylines_above": known.bylines_above,
        "level": known.level,
        "deep": known.deep,
        "odds": known.odds,
    }
