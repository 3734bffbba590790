"""Divisions nobody lists: a level behind an unknown word (石港市), or before what a department does.

The dictionary cuts such names wrongly (滨|城市, 市|委): every way of that is looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, is_han
from twinwheel.reading.facts.words import Token, known

LEVELS = {
    "省": "province",
    "市": "city",
    "区": "district",
    "县": "district",
    "旗": "district",
    "州": "region",
    "镇": "street",
    "乡": "street",
    "村": "other",
}
_STOPS = frozenset("全各本该我某两多每跨城省市区县乡镇新老旧大小中外都超")
_STOPS_BEFORE_DISTRICT = frozenset("内东西南北郊山景园社地特灾片校厂库专战牧矿林港湾经高好")
_AT_FRONT = re.compile(r"[一-鿿]{2,3}?[市县]")


def stops(level: str) -> frozenset[str]:
    """Before 市 or 县 these make no name (全市, 大城市), before 区 more of them do (港区, 校区)."""
    return _STOPS if level in "省市县" else _STOPS | _STOPS_BEFORE_DISTRICT


def unlisted(sheet: Sheet, index: int, token: Token) -> Candidate | None:
    """An unknown word with a level: 临山市 as one word, 石港 + 市 as two, 湖 + 城市 cut wrongly."""
    word, before = token.word, sheet.words[index - 1] if index else None
    if word[-1] not in LEVELS and word[0] not in "省市区县州":
        return None
    if before is not None and before.word in lexicon.words("organisations", "outside"):
        before = None  # 会同|市
    office = word[0] in "省市区县州" and word in lexicon.words("zones", "offices")
    if (word in LEVELS or office) and before and before.end == token.start:
        glued = before.word[0] in NO_BEGINNING and not known(before.word) and len(before.word) > 1
        start = before.start + glued
        stem = sheet.text[start : token.start]
        if f"{before.word}{word[0]}" in lexicon.divisions():
            return Candidate(before.start, token.start + 1, LEVELS[word[0]], "places.listed")
        least = 1 if word == "州" and glued else 2
        if least <= len(stem) <= 4 and stem[-1] not in stops(word[0]) and name_like(before):
            return Candidate(start, token.start + 1, LEVELS[word[0]], "places.level")
        if word in ("镇", "乡", "村"):
            return _village(sheet, token)
        return _county(sheet, before, token) if word in ("县", "市") else None
    if len(word) in (3, 4, 5) and word[-1] in LEVELS and not known(word) and token.tag.startswith("n"):
        if word[-2] in NO_BEGINNING:
            return None  # 再由|市, 另据|市
        if word[-2] not in stops(word[-1]) and word not in lexicon.words("zones", "generic"):
            start = token.start + (word[0] in NO_BEGINNING and len(word) > 3)
            return Candidate(start, token.end, LEVELS[word[-1]], "places.level")
        return None
    if len(word) == 2 and word[1] in "市县" and before and before.end == token.start:
        return _cut_wrongly(sheet, before, token)
    return None


def _village(sheet: Sheet, level: Token) -> Candidate | None:
    """石鼓|镇, 礼|张|村: one or two words behind a border, whatever they mean elsewhere."""
    start = level.start
    for _ in range(3):
        token = sheet.word_before(start)
        if token is None or level.start - token.start > 4 or not is_han(token.word):
            break
        if token.tag[0] in "pcudrmtqv" or token.word[-1] in "的各本该新老乡城山农渔":
            break
        start = token.start
    border = sheet.word_before(start)
    ends = border is None or border.word[0] in MARKS or border.tag[0] in "pcvu"
    if level.start - start < 2 or not (ends or sheet.before(start) in "省市县区镇乡"):
        return None
    return Candidate(start, level.end, LEVELS[level.word], "places.level")


def _county(sheet: Sheet, stem: Token, level: Token) -> Candidate | None:
    """青石|县: one word of two characters behind a border, unless counties are called so (贫困县)."""
    if (
        len(stem.word) != 2
        or not is_han(stem.word)
        or stem.tag[0] not in "nsjg"
        or stem.word[-1] in stops(level.word)
    ):
        return None
    border = sheet.word_before(stem.start)
    if border is None or border.word[0] in MARKS or border.tag[0] in "pc" or border.word[-1] in "省市县州":
        return Candidate(stem.start, level.end, LEVELS[level.word], "places.level")
    return None


_MARKETS = frozenset(f"{first}市" for first in "上下入开收股楼车门超夜早集闹黑面应救房债")
"""Words that end like cities: 赴港|上市."""


def _cut_wrongly(sheet: Sheet, before: Token, token: Token) -> Candidate | None:
    """滨|城市, 溪|州市: a character before a word that happens to end in a level."""
    if len(before.word) > 1 or not is_han(before.word) or before.word in stops(token.word[1]):
        return None
    if token.word in _MARKETS or token.word[0] in "全各本该我某两多每大小省市区县地":
        return None
    if token.word == "城市" and before.tag not in ("ns", "ng", "g", "nr"):
        return None
    border = sheet.before(before.start)
    if border in MARKS or border in NO_BEGINNING or border in "年月日局的了":
        return Candidate(before.start, token.end, LEVELS[token.word[1]], "places.level")
    return None


def name_like(token: Token) -> bool:
    if not all("一" <= char <= "鿿" for char in token.word):
        return False
    return token.tag in ("ns", "nr", "nrt", "nz") or (
        not known(token.word) and token.tag not in ("v", "a", "d", "m", "t")
    )


def of_departments(sheet: Sheet, departments: list[Candidate]) -> Iterator[Candidate]:
    """Places that only the department behind them shows, because the dictionary cut them wrongly."""
    for found in departments:
        place = (
            _AT_FRONT.match(sheet.text, found.start, found.end)
            if found.rule == "organisations.department"
            else None
        )
        if place and sheet.text[place.end() - 2] not in stops(sheet.text[place.end() - 1]):
            yield Candidate(place.start(), place.end(), LEVELS[sheet.text[place.end() - 1]], "places.level")
