"""How well one column goes on in another: evidence, and what each piece of it weighs.

Of every column that breaks off, the columns that may go on with it are candidates, and so is none at all; a column with
its end goes on in the next one, or not. The weights are fitted by ``bench/reading/fit_links.py`` on pages of made-up
articles (a conditional logit, asked from both sides): of the candidates what is right is made likely. Left out of the
fit, a set of articles has 91 places of 100 right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import log, log2

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.flow import flow
from twinwheel.reading.articles.unit import Unit

Evidence = dict[str, float]

ENDLESS: Evidence = {"none": 1.0}
"""That a column which breaks off goes on nowhere."""
HEADLESS: Evidence = {"none_head": 1.0}
"""That no column leads to one."""

MOST_GAIN = 8.0
"""Nats of a word that was cut which count, at most."""
FAR = 16
"""Columns between an end and what goes on with it which count, at most."""

WEIGHTS = {
    "ahead": -0.14,
    "back": -5.27,
    "bad": -0.0,
    "both": 2.14,
    "closed": 2.14,
    "closed_bad": -0.21,
    "closed_closing": -1.44,
    "closed_fresh": 0.84,
    "closed_fresh2": 1.18,
    "closed_gain": -0.27,
    "closed_mark": -2.24,
    "closed_odd": -0.1,
    "closed_odds": -0.19,
    "closed_speaker": 1.93,
    "closed_strange": -0.3,
    "closed_well": -1.17,
    "closing": -2.33,
    "cut_word": 0.42,
    "digits": -1.29,
    "doubtful": -0.21,
    "flow": 0.64,
    "fresh": -0.13,
    "fresh2": -0.45,
    "gain": 0.6,
    "like": 0.61,
    "likelier": 0.43,
    "mark": 0.81,
    "next": 3.92,
    "none": -2.25,
    "none_head": -1.43,
    "odd": -0.69,
    "odds": -0.24,
    "said2": 0.95,
    "said3": 1.92,
    "said4": 3.45,
    "speaker": 0.82,
    "strange_head": 0.12,
    "wanting": -1.28,
    "well": -0.3,
    "year": 1.95,
    "zero": 0.53,
    "zero_alone": -0.86,
}
"""The logarithm of the odds that each piece of evidence adds; ``closed…`` is said of what follows a column with its end."""

_CONTINUES = re.compile("[，。、；：！？）》”’,;:!?)%％]")
_TURN = re.compile("([\u4e00-\u9fff·]{1,10})[:：]")
_QUOTES = re.compile("[“”《》（）()「」『』]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?:年|[-—])")
_CROSSING = ((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3))


def score(evidence: Evidence) -> float:
    """What the evidence of a candidate says together."""
    return sum([WEIGHTS.get(name, 0.0) * value for name, value in evidence.items()])


def of_words(tail: str, head: str, page: str) -> Evidence:
    """What the last words of an open end and the first of a beginning say; ``page`` is all of the text."""
    said = flow(tail, head)
    found = {"flow": said.follows, "fresh": said.first, "fresh2": said.second}
    if (gain := glue.gain(tail, head)) > 0:
        found["cut_word"], found["gain"] = 1.0, min(gain, MOST_GAIN)
    found |= dict.fromkeys(_manner(head), 1.0) | _figures(tail, head)
    wanting, closing = _last_opens(tail), _first_closes(head)
    if wanting or closing:
        found["both" if wanting and closing else "wanting" if wanting else "closing"] = 1.0
    if crossing := _crossing(tail, head, page):
        found[f"said{crossing}"] = 1.0
    return found


def of_place(left: int, right: int) -> Evidence:
    """What it says where both stand in the file."""
    if right == left + 1:
        return {"next": 1.0}
    return {"back": 1.0} if right < left else {"ahead": log2(min(right - left, FAR))}


def of_topics(like: float, mean: float, spread: float, odds: float) -> Evidence:
    """What it says how much both have in common, by itself and beside the others that may go on; ``odds`` are those
    that they are of two articles."""
    return {"like": log(like + 0.01), "likelier": max(min((like - mean) / spread, 3.0), -2.0), "odds": odds}


def after_end(tail: str, head: str, tails: Iterable[str], strange: float, odds: float) -> Evidence:
    """What is said for a column that follows one with its end, and may go on with what was cut elsewhere."""
    said = flow(tail, head)
    found = {
        "closed": 1.0,
        "closed_strange": strange,
        "closed_odds": odds,
        "closed_fresh": said.first,
        "closed_fresh2": said.second,
    }
    if gain := max((glue.gain(other, head) for other in tails), default=0.0):
        found["closed_gain"] = min(gain, MOST_GAIN)
    found |= {f"closed_{name}": 1.0 for name in _manner(head)}
    if _first_closes(head):
        found["closed_closing"] = 1.0
    return found


def speakers(units: Sequence[Unit]) -> set[str]:
    """Who speaks with a colon in some paragraphs, and 问 and 答."""
    return {turn[1] for unit in units if (turn := _TURN.match(unit.text))}


def _manner(head: str) -> list[str]:
    """How the words begin."""
    if glue.starts_badly(head):
        return ["bad", "mark"] if _CONTINUES.match(head) else ["bad"]
    return ["odd"] if glue.starts_oddly(head) else ["well"] if glue.starts_well(head) else []


def _figures(tail: str, head: str) -> Evidence:
    """What it says that the words behind begin with a figure."""
    if not head[:1].isdigit():
        return {}
    zero = head[0] == "0"
    if not tail[-1:].isdigit():
        return {"zero_alone": 1.0} if zero else {}
    found = {"digits": 1.0}
    if zero:
        found["zero"] = 1.0
    if _YEAR.search(tail[-4:] + head[:4]):
        found["year"] = 1.0
    return found


def _last_opens(text: str) -> bool:
    """Whether the last quote mark or bracket of a text opens; OCR loses too many of them to count them."""
    marks = _QUOTES.findall(text)
    return bool(marks) and marks[-1] in "“《（(「『"


def _first_closes(text: str) -> bool:
    mark = _QUOTES.search(text)
    return mark is not None and mark[0] in "”》）)」』"


def _crossing(tail: str, head: str, page: str) -> int:
    """How many characters across the border stand side by side elsewhere on the page: 0, 2, 3 or 4."""
    if not (tail[-1:].isalpha() and head[:1].isalpha()) or tail[-1] + head[0] not in page:
        return 0
    return max(left + right for left, right in _CROSSING if tail[-left:] + head[:right] in page)
