"""What a figure counts or measures, in the words of the text: the noun behind a count, or the one before."""

from __future__ import annotations

import re
from functools import cache

from twinwheel.reading.facts.indicators.clauses import Clause
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import any_of, table

_LONGEST = 24
_BREAK = re.compile(r"[，。；：！？、,;:!?\n（(）)《》“”‘’○•]")
_NOUNS = frozenset("n a b j l i z".split())
_MARK = re.compile(r"的?“[^“”\n]{1,12}”")


@cache
def _linking() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(table('indicators')['linking'])})$")


@cache
def _nominal() -> frozenset[str]:
    return frozenset(table("indicators")["nominal"])


def _tag(text: str) -> list[tuple[str, str]]:
    import rjieba

    return [(word, tag) for word, tag in rjieba.tag(text)]


def _is_noun(word: str, tag: str) -> bool:
    return tag[0] in _NOUNS or tag.startswith(("n", "vn", "eng")) or word in _nominal()


def name_of(text: str, number: Number, clause: Clause) -> str | None:
    """None where neither side of the figure names anything: it is then a figure of what was named before."""
    if number.kind == "count":
        return _behind(text, number.end) or _before(text, clause.start, number.start)
    return _before(text, clause.start, number.start) or _behind_of(text, number)


def _behind_of(text: str, number: Number) -> str | None:
    """1500元的补贴"""
    return _behind(text, number.end + 1) if text[number.end : number.end + 1] == "的" else None


def _behind(text: str, at: int) -> str | None:
    mark = _MARK.match(text, at)
    stop = _BREAK.search(text, mark.end() if mark else at, at + _LONGEST)
    end = stop.start() if stop else min(at + _LONGEST, len(text))
    words = _tag(text[at:end])
    taken = last = 0
    for word, tag in words:
        if not (_is_noun(word, tag) or tag == "m" or (tag[0] == "v" and taken == 0 and len(words) > 1)):
            break
        taken += len(word)
        if _is_noun(word, tag):
            last = taken
    if words and words[0][1][0] == "v" and not _is_noun(*words[0]):
        return None
    return text[at : at + last] or None


def _before(text: str, start: int, end: int) -> str | None:
    said = text[max(start, end - _LONGEST) : end]
    while True:
        match = _linking().search(said)
        if match is None:
            break
        said = said[: match.start()]
    breaks = list(_BREAK.finditer(said))
    if breaks:
        said = said[breaks[-1].end() :]
    taken = ""
    for word, tag in reversed(_tag(said)):
        if not (_is_noun(word, tag) and not tag.startswith(("ns", "nr", "nt"))) and not (tag == "m" and taken and not word[0].isdigit()):
            break
        taken = word + taken
    return taken or None
