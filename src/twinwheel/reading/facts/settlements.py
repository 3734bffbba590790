"""Towns, villages, streets, waters and hills that no list has: an ending, a stem before it, and a border before that.

The dictionary cuts such names wrongly (市鹭屿|区, 白沙|渡|大桥), so this walks back from every ending in the text
and asks where the stem may begin: behind a mark, a preposition, a verb, or the end of the place above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.scan import scanner
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, is_han
from twinwheel.reading.facts.words import Token, known

_LONGEST_STEM = 5
_LEVEL_ENDS = "省市县区镇乡州旗盟"
_NEVER_FIRST = frozenset(
    "全各本该我某两多每跨此这那他她你其由在从对向赴据被把让至将是于与及到自以而如的了和等最更很第"
)
_NEVER_LAST = frozenset(
    "的了全各本该某多每新老旧大小下进返回还出入跨和与及或等是有个座条级一二两三四五六七八九十几由据从对向将"
)
_NO_DISTRICT = frozenset("内东西南北郊山景园社地特灾片校厂库专战牧矿林港湾经高好街禁")
_MOVES = frozenset("去到来在过游进赴离抵回建修住走逛看爬登挖填跨守护治沿经过叫穿出入驻访属距近临是请")
_GLUED = frozenset("在到于沿从由往向赴对的和与及将把被年月日时是了经请")
_NATURE = "山岭峰江河海溪湖潭湾岛坝洲"
_WATERS = ("江", "河", "溪", "州")
_ROADS = ("路", "街", "大道", "大街", "巷")
_TOWNS = ("镇", "乡", "街道", "水库")
_BREAKS = "pcudrmtqyeo"


class _Stem(NamedTuple):
    """Where a stem begins, and what stands before it: a place (``level``), a ``mark``, a ``word``, or nothing said."""

    start: int
    border: str
    words: list[Token]


@lru_cache(maxsize=1)
def _listed_names() -> frozenset[str]:
    return frozenset(lexicon.divisions()) | frozenset(lexicon.short_divisions())


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return scanner(lexicon.typed("zones", "settlements"))


def settlements(sheet: Sheet, places: list[Candidate]) -> Iterator[Candidate]:
    """Every settlement, street, water or hill with a name of its own. ``places`` are those found before."""
    ends = {place.end for place in places}
    kinds = lexicon.typed("zones", "settlements")
    for river in _RIVER.finditer(sheet.text) if _SHORE.search(sheet.text) else ():
        start, end = river.span("name")
        start += 2 * (end - start > 3 and sheet.text[start : start + 2] in _listed_names())  # 武汉|东湖|畔
        if sheet.before(start) in MARKS or sheet.before(start) in "在沿到于过临的" or start in ends:
            ends.add(end)
            yield Candidate(start, end, "other", "places.water")
    for found in _pattern().finditer(sheet.text):
        at, end = found.span()
        cut = _cut_before(sheet, at, end, ends)
        if cut:
            ends.add(end)
            yield Candidate(cut, end, kinds[found.group()], "places.settlement")
            continue
        town = sheet.word_before(at) if found.group() in _ROADS else None
        free = sheet.after(end) not in "站口桥" and not sheet.text.startswith("街道", end)
        if town and free and town.word in _listed_names() and not sheet.splits_word(end):
            ends.add(end)
            yield Candidate(town.start, end, "street", "places.water")  # 六安|路
            continue
        road = found.group() in _ROADS and sheet.after(end).isdigit()
        if not road and _inside_word(sheet, at, end):
            continue
        stem = _stem(sheet, at, ends)
        if stem and _is_name(sheet, stem, at, end):
            ends.add(end)
            shore = found.group() in _NATURE and sheet.after(end) in "畔岸麓脚巅"
            rule = "places.water" if shore else "places.settlement"
            yield Candidate(stem.start, end, kinds[found.group()], rule)


_SHORE = re.compile(
    "[江河湖溪水塘](?=畔|[东西南北]岸|流域|水系|干流|支流|沿岸|两岸|水位|大堤|航道|河段|洪水|上游|下游|中游|源头)"
)
_RIVER = re.compile(rf"(?:(?<![一-鿿])|(?<=[在沿到于过临的]))(?P<name>[一-鿿]{{1,3}}{_SHORE.pattern})")


def _cut_before(sheet: Sheet, at: int, end: int, ends: set[int]) -> int | None:
    """Where a name begins of which the dictionary took the last two characters for a word: 岚|城镇, 仙|林村."""
    if end - at > 1 or sheet.text[at] not in "镇乡村江河山路":
        return None
    last, before = sheet.word_before(end), sheet.word_before(at - 1)
    if last is None or last.start != at - 1 or before is None or len(before.word) > 1:
        return None
    plain = before.tag[0] in "ngjzx" and before.word not in _NEVER_FIRST | _NEVER_LAST | _MOVES
    start = before.start
    border = sheet.before(start)
    behind_border = border in MARKS or start in ends or (sheet.text[at] == "路" and border in NO_BEGINNING)
    return start if plain and is_han(before.word) and behind_border else None


def _inside_word(sheet: Sheet, at: int, end: int) -> bool:
    """True where the ending is part of a word that means something else: 电|路, 村|民; not 清漪|江水."""
    if sheet.splits_word(end):
        return sheet.text[at] not in _NATURE or sheet.after(end) not in "畔边岸面麓脚巅"
    if end - at == 1 and sheet.text[at] == "市" and known(sheet.text[at - 1 : end]):
        return True  # 赴港|上市
    last = sheet.word_before(end)
    if last is not None and last.tag.startswith("nr") and sheet.after(end) in "麓畔":
        return False  # 戴云山|麓
    if last is None or last.start >= at or not known(last.word):
        return False
    return last.tag != "ns" or last.word in lexicon.words("zones", "generic") or last.word in _listed_names()


def _stem(sheet: Sheet, at: int, ends: set[int]) -> _Stem | None:
    """Back from the ending at ``at`` over the words that may be its stem."""
    spelled = _spelled(sheet, at)
    if spelled:
        return spelled
    start = at
    words: list[Token] = []
    while True:
        if start < at and sheet.before(start) in _LEVEL_ENDS and start in ends:
            return _Stem(start, "level", words)
        if sheet.before(start) in MARKS or sheet.before(start).isascii():
            return _Stem(start, "mark", words)
        token = _word_before(sheet, start, ends)
        if token is None or not is_han(token.word) or _breaks(token, at - start):
            return _Stem(start, "word", words)
        if at - token.start > _LONGEST_STEM:
            return _Stem(start, "none", words)
        cut = _glued(token)
        if cut:
            inner = Token(token.start + cut, token.end, token.word[cut:], token.tag)
            return _Stem(inner.start, "word", [inner, *words] if inner.word else words)
        start, words = token.start, [token, *words]


def _spelled(sheet: Sheet, at: int) -> _Stem | None:
    """A stem of four or more characters that spell foreign words: 巴音布鲁克."""
    letters, start = lexicon.transliteration(), at
    while start > 0 and at - start < 8 and sheet.text[start - 1] in letters:
        start -= 1
    word = sheet.text[start:at]
    tokens = sheet.tokens(start, at)
    if len(word) < 4 or any(_common(token) for token in tokens):
        return None
    return _Stem(start, "word", [Token(start, at, word, "ns")])


def _word_before(sheet: Sheet, at: int, ends: set[int]) -> Token | None:
    """The word that ends at ``at``, or its part behind a place that ends inside it (汀洲市|鹭屿)."""
    token = sheet.word_before(at)
    if token is None:
        index = sheet.covering(at - 1)
        if index is None:
            return None
        word = sheet.words[index]
        token = Token(word.start, at, sheet.text[word.start : at], word.tag)
    cut = next((end for end in range(token.end - 1, token.start, -1) if end in ends), None)
    return Token(cut, token.end, sheet.text[cut : token.end], "nz") if cut else token


def _glued(token: Token) -> int:
    """How much of an unknown word belongs before it: 日在|麟州, 建在|麓, 经|屿."""
    if len(token.word) < 2 or known(token.word):
        return 0
    return 1 + max(index if char in _GLUED else -1 for index, char in enumerate(token.word))


def _breaks(token: Token, behind: int) -> bool:
    """True for a word that stands before a name and is no part of it; ``behind`` is the stem's length so far."""
    if not known(token.word):
        return False
    if len(token.word) == 1:
        if token.tag[0] in "pcur":
            return True
        return behind > 0 and (token.word in _MOVES or token.word in _GLUED or token.tag[0] in _BREAKS + "vf")
    return token.tag[0] in _BREAKS + "vf"


def _is_name(sheet: Sheet, stem: _Stem, at: int, end: int) -> bool:
    text = sheet.text
    before, name, ending = text[stem.start : at], text[stem.start : end], text[at:end]
    least = 1 if ending in _WATERS and stem.border != "none" else 2
    if not stem.words or not least <= len(before) <= 8 or not is_han(before):
        return False
    if before[0] in _NEVER_FIRST or before[-1] in _NEVER_LAST or before in lexicon.words("zones", "kinds"):
        return False
    if name in lexicon.words("zones", "generic") or name in lexicon.words("zones", "not_places"):
        return False
    if ending == "路" and before[-1] in "乡村县省":
        return False  # 某某乡|路好走了
    if ending in _NATURE and sheet.after(end) == "麓" and stem.border != "none":
        return True
    if ending == "区" and before[-1] in _NO_DISTRICT:
        return False
    named_so = known(name) and ending in _ROADS and stem.words[-1].end == at  # 解放路, 人民路
    if (known(name) and not named_so) or (sheet.before(stem.start) in "“‘" and sheet.after(end) in "”’"):
        return False
    if len(before) == 1:
        return stem.words[0].tag in ("ns", "ng", "g", "nr") and sheet.often(name, at) > 1
    if ending in _NATURE and stem.border == "mark" and before[0] in lexicon.surnames()[0] and len(name) == 3:
        return False  # a person: 某铁山
    if ending in _NATURE and len(stem.words) > 1 and stem.words[0].word in _listed_names():
        return False  # 武汉|东|湖
    if ending in "湖河江溪湾" and sheet.after(end) in "畔岸" and len(before) <= 3:
        return True  # 严家湖|畔
    return _fits(stem, ending, before, sheet.often(name, at))


def _one_word(stem: _Stem) -> bool:
    """True where the stem is a place's name or spells a foreign word."""
    spelled = all(char in lexicon.transliteration() for word in stem.words for char in word.word)
    return spelled or (len(stem.words) == 1 and stem.words[0].tag == "ns")


def _fits(stem: _Stem, ending: str, before: str, often: int) -> bool:
    """Whether a stem of these words may make a name: unknown ones do, everyday ones behind a border."""
    common = [word for word in stem.words if _common(word)]
    if ending in _ROADS and len(before) == 2 and len(stem.words) == 1 and common and common[0].tag[0] in "nv":
        return stem.border != "none" and before not in lexicon.words("zones", "kinds")
    if len(before) - len(ending) > 2 and stem.border != "level" and not _one_word(stem):
        return False
    if not common:
        return stem.border != "none" or (len(before) <= 3 and often > 1)
    if stem.border == "level":
        return len(stem.words) <= 2
    if ending in _WATERS and often > 1 and len(stem.words) == 1 and stem.border != "none":
        return common[0].tag == "n"
    if len(stem.words) == 1 and len(before) <= 3 and common[0].tag[0] == "n":
        borders = ("word", "mark") if ending in _TOWNS else ("word",)
        return ending in (*_TOWNS, "山", "溪", "大桥") and stem.border in borders
    return False


def _common(word: Token) -> bool:
    """True for a word of two or more characters that means something else."""
    return len(word.word) > 1 and known(word.word) and word.tag not in ("ns", "nr", "nrt", "nz", "nrfg")
