"""Longer names that begin with the name of a house every reader knows: 中石化|湖南炼化, 西门子|北洋基金, 惠普|云启."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.firms import ends_name
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import Sheet, is_han
from twinwheel.reading.facts.words import known

_LONGEST = 7
"""Characters that may follow the known name."""


def wider(sheet: Sheet, named: Iterable[Candidate]) -> Iterator[Candidate]:
    """The longer name, where one begins with a firm on the list."""
    firms = [each for each in named if each.rule == "organisations.known" and each.type == "enterprise"]
    starts = {firm.start: firm.end for firm in firms}
    for firm in firms:
        end = starts.get(firm.end) or _in_place(sheet, firm.end)
        if end:
            yield firm._replace(end=end, rule="organisations.branch")


def _in_place(sheet: Sheet, at: int) -> int | None:
    """Over a place and what the house does or has there: 湖南|炼化, 亚洲|基金."""
    place = sheet.word_after(at)
    if place is None or place.word not in gazetteer():
        return None
    end, trades = place.end, lexicon.words("organisations", "trades")
    last = None
    while (token := sheet.word_after(end)) and token.end - at <= _LONGEST and is_han(token.word):
        odd = token.word in trades or (not known(token.word) and len(token.word) > 1)
        if not odd:
            break
        end, last = token.end, token
    return end if last is not None and ends_name(sheet, end) else None
