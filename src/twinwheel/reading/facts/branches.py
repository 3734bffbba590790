"""Parts of a house that are called by it and where they stand: 某大学某市校区, 某医院某院区, 某大学（某市）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import Sheet, is_han

_FARTHEST = 6
"""Characters between the name of the house and what part of it is meant."""
_BRACKET = re.compile(r"[（(](?P<where>[一-鿿]{2,5})[）)]")
_NEVER_BETWEEN = frozenset("pcurvdmtqy")


def branches(sheet: Sheet, named: Iterable[Candidate]) -> Iterator[Candidate]:
    """The names of ``named`` that go on to a part of the house."""
    for house in named:
        end = _part(sheet, house) or _in_brackets(sheet, house)
        if end:
            yield house._replace(end=end, rule="organisations.branch")


@lru_cache(maxsize=8)
def _parts(kind: str) -> re.Pattern[str] | None:
    """The parts that a house of this type has, behind where they stand."""
    parts = lexicon.typed("organisations", "parts")
    listed = [part for part, of in parts.items() if of == kind]
    return re.compile(rf"(?P<where>[一-鿿]{{0,{_FARTHEST}}}?){lexicon.trie(listed)}") if listed else None


def _part(sheet: Sheet, house: Candidate) -> int | None:
    pattern = _parts(house.type)
    part = pattern.match(sheet.text, house.end) if pattern else None
    if part is None or sheet.splits_word(part.end()):
        return None
    return part.end() if _is_where(sheet, *part.span("where")) else None


def _is_where(sheet: Sheet, start: int, end: int) -> bool:
    """True for nothing, or words that may say where the part stands or which it is."""
    return all(
        is_han(token.word) and (token.tag[0] not in _NEVER_BETWEEN or token.word[0] == "第")
        for token in sheet.tokens(start, end)
    )


def _in_brackets(sheet: Sheet, house: Candidate) -> int | None:
    """某大学（深圳）: a place in brackets right behind the name of a house that others have in other places."""
    bracket = _BRACKET.match(sheet.text, house.end)
    if bracket is None or house.type == "government" or bracket["where"] not in gazetteer():
        return None
    return bracket.end()
