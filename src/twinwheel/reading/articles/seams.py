"""Whether one article ends and another begins between two whole paragraphs that stand on each other.

Told by what is said on either side. On made-up pages of four articles the words around a border between two of
them are five times less alike than those within one, so that their likeness alone gives odds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log

from twinwheel.reading.articles.paragraphs import Unit
from twinwheel.reading.articles.topics import Topics, likeness

CONTEXT = 6
"""Paragraphs on either side by which a topic is judged."""
LEAST = 60
"""Characters on either side below which their words tell nothing."""
SURE = 4.0
"""The logarithm of the odds is held to lie between this and its negative."""
WITHIN, WITHIN_SPREAD = -3.27, 0.68
"""Mean and spread of the logarithm of the likeness of two sides of one article…"""
ACROSS, ACROSS_SPREAD = -5.1, 0.94
"""… and of two articles, measured over 580 places between paragraphs of made-up articles."""

_LEADS = re.compile(
    r"\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|近日|日前|昨日|昨天|今日|今天|上周|本周|清晨|[初仲深]?[春夏秋冬][时日季天]|走进|“"
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
    before, after = before[-CONTEXT:], after[:CONTEXT]
    if min(_length(before), _length(after)) < LEAST:
        return 0.0
    one, other = (topics.of(unit.number for unit in side) for side in (before, after))
    like = log(max(likeness(one, other), 0.0005))
    across = -0.5 * ((like - ACROSS) / ACROSS_SPREAD) ** 2 - log(ACROSS_SPREAD)
    within = -0.5 * ((like - WITHIN) / WITHIN_SPREAD) ** 2 - log(WITHIN_SPREAD)
    found = across - within if like < WITHIN else min(across - within, 0.0)
    return max(-SURE, min(SURE, found)) + manner(after[0].text)


def manner(paragraph: str) -> float:
    """What the first words of a paragraph say of it: those of a first one, or of one that goes on."""
    if _LEADS_ON.match(paragraph):
        return -1.5
    return 0.5 if _LEADS.match(paragraph) else 0.0


def _length(units: Sequence[Unit]) -> int:
    return sum(len(unit.text) for unit in units)
