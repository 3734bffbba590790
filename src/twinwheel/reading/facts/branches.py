"""Parts of a house that are called by it and where they stand: 某大学某市校区, 某医院某院区, 某大学（某市）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import NO_BEGINNING, Sheet, is_han
from twinwheel.reading.facts.tables import table
from twinwheel.reading.facts.words import Token

_FARTHEST = 6
"""Characters between the name of the house and what part of it is meant."""
_BRACKET = re.compile(r"[（(](?P<where>[一-鿿]{2,5})[）)]")
_NEVER_BETWEEN = frozenset("pcurvdmtqy")
_COUNTS = frozenset("一二三四五六七八九十两几各多每等")


def branches(sheet: Sheet, named: Iterable[Candidate]) -> Iterator[Candidate]:
    """The names of ``named`` that go on to a part of the house."""
    for house in named:
        end = _part(sheet, house) or _in_brackets(sheet, house)
        if end:
            yield house._replace(end=end, rule="organisations.branch")
    yield from _of_banks(sheet)


@lru_cache(maxsize=8)
def _parts(kind: str) -> re.Pattern[str] | None:
    """The parts that a house of this type has, behind where they stand."""
    listed = table("organisations")["parts"].get(kind, "").split()
    return re.compile(rf"(?P<where>[一-鿿]{{0,{_FARTHEST}}}?){lexicon.trie(listed)}") if listed else None


def _part(sheet: Sheet, house: Candidate) -> int | None:
    pattern = _parts(house.type)
    part = pattern.match(sheet.text, house.end) if pattern else None
    if part is None or sheet.splits_word(part.end()):
        return None
    if not part["where"] and part[0] == "总部":
        return None  # 某某光电|总部: the house itself
    return part.end() if _is_where(sheet, *part.span("where")) else None


def _is_where(sheet: Sheet, start: int, end: int) -> bool:
    """True for nothing, or words that may say where the part stands or which it is."""
    return all(
        is_han(token.word) and (token.tag[0] not in _NEVER_BETWEEN or token.word[0] == "第" or _piece(token))
        for token in sheet.tokens(start, end)
    )


def _piece(token: Token) -> bool:
    """True for one character of a name that the dictionary cut: 道|外|支行, 明|月|院区."""
    return len(token.word) == 1 and token.tag[0] in "mqt" and token.word not in _COUNTS


_BANK = re.compile("银行(?P<where>[一-鿿]{2,8}?)(?:支行|分行)")


def _of_banks(sheet: Sheet) -> Iterator[Candidate]:
    """A branch of a bank, whatever words the bank is called by: 龙门|银行|道外支行."""
    outside, leading = lexicon.words("organisations", "outside"), lexicon.words("organisations", "leading")
    for branch in _BANK.finditer(sheet.text):
        bank = sheet.word_before(branch.start()) or sheet.word_before(branch.start() + 2)
        if bank is None or sheet.splits_word(branch.end()) or not _is_where(sheet, *branch.span("where")):
            continue
        start, called = bank.start, sheet.text[bank.start : branch.start()]
        if 2 <= len(called) <= 4 and is_han(called) and bank.word not in outside | leading:
            start += called[0] in NO_BEGINNING and len(called) > 2
            yield Candidate(start, branch.end(), "enterprise", "organisations.branch")


def _in_brackets(sheet: Sheet, house: Candidate) -> int | None:
    """某大学（深圳）: a place in brackets right behind the name of a house that others have in other places."""
    bracket = _BRACKET.match(sheet.text, house.end)
    if bracket is None or house.type == "government" or bracket["where"] not in gazetteer():
        return None
    return bracket.end()
