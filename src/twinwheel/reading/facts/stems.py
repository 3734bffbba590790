"""Firms called by words of the language and their trade: 紫薇|证券, 松塔|资本. Weighed before they stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.firms import FUNCTION, ends_name, field
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import NO_BEGINNING, Sheet, is_han
from twinwheel.reading.facts.words import known

_LONGEST_STEM = 4


def stems(sheet: Sheet, named: list[Candidate]) -> Iterator[Candidate]:
    """Words of the language before a trade, where the name may end: 紫薇|证券, 松塔|资本. Weighed before they stand."""
    trades, ends = lexicon.words("organisations", "trades"), {name.end for name in named}
    for index, trade in enumerate(sheet.words):
        if trade.word not in trades or len(trade.word) < 2 or trade.end in ends:
            continue
        if trade.word in lexicon.words("organisations", "things"):
            continue
        if not (ends_name(sheet, trade.end) or field(sheet, trade.end)):
            continue
        for back in range(index - 1, max(-1, index - 4), -1):
            stem = sheet.words[back]
            size = trade.start - stem.start
            if size > _LONGEST_STEM or not is_han(stem.word) or stem.word in _no_stems():
                break
            if stem.word in "的了和与及或在是有" or (
                known(stem.word) and stem.tag[0] in FUNCTION and len(stem.word) > 1
            ):
                break
            if size >= 2 and stem.word[0] not in NO_BEGINNING:
                yield Candidate(stem.start, trade.end, "enterprise", "organisations.stem")


@lru_cache(maxsize=1)
def _no_stems() -> frozenset[str]:
    """Words that no firm is called by."""
    keys = ("common", "inside", "outside", "trades", "generic", "leading", "no_stems", "lines", "not_firms")
    every = frozenset[str]().union(*(lexicon.words("organisations", key) for key in keys))
    return every | lexicon.words("zones", "kinds") | frozenset(gazetteer())
