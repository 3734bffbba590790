"""Firms called by a bare name (某某去年营收…): what is said of them shows that they are firms.

No ending and no trade gives them away, and no dictionary has them. Evidence is what only a firm does or has
(营收, 融资, 量产), a word for a firm before the name (咖啡品牌…), or another firm beside it in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import latin, lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.firms import ends_name
from twinwheel.reading.facts.members import members
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.scan import scanner
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, is_han
from twinwheel.reading.facts.words import Token, known

_LONGEST = 6
"""Characters of a bare name; a longer one has an ending."""
_OFTEN = 4
"""Times a name of two plain words stands in the article that is about it."""
_ADVERBS = frozenset("先再又都也须应")
"""The dictionary glues them to what follows: 企业|先传|电子|担保."""
_JOINS = frozenset(("、", "和", "与", "及", "以及"))
_NEVER = frozenset("rmqtuyfpcdeo")


def brands(sheet: Sheet, named: list[Candidate]) -> list[Candidate]:
    """Bare names of firms. ``named`` are the organisations known so far: what stands beside a firm in a list."""
    found: dict[int, Candidate] = {}
    for span in [
        *_doing(sheet),
        *_described(sheet),
        *_traded(sheet),
        *_counted_up(sheet),
        *_branches(sheet),
        *latin.houses(sheet),
    ]:
        found.setdefault(span[0], Candidate(*span, "enterprise", "organisations.brand"))
    firms = [each for each in named if each.type == "enterprise"]
    for span in _beside(sheet, [*firms, *found.values()]):
        found.setdefault(span[0], Candidate(*span, "enterprise", "organisations.brand"))
    houses = [each for each in named if each.type not in ("enterprise", "government")]
    for span in members(sheet, [*firms, *houses, *found.values()]):
        found.setdefault(span[0], Candidate(*span, "enterprise", "organisations.brand"))
    return list(found.values())


@lru_cache(maxsize=1)
def _deeds() -> re.Pattern[str]:
    """What only a firm does or has."""
    return scanner(lexicon.words("brands", "only_firms"))


def _doing(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The subject of what firms do: 某某|去年|营收…, 某某|的|股价."""
    for hit in _deeds().finditer(sheet.text):
        span = _name_before(sheet, _over_adverbs(sheet, hit.start()), sure=True)
        name = sheet.text[slice(*span)] if span else ""
        if span and name in sheet.headline and sheet.times(name) > 2:
            yield span  # elsewhere goods and shares of a market look the same


def _over_adverbs(sheet: Sheet, at: int) -> int:
    """Back over what stands between a subject and its verb: 某某|近日|已|完成."""
    for _ in range(3):
        token = sheet.word_before(at)
        if token is None or not (token.tag[0] in "td" or token.word == "的"):
            return at
        at = token.start
    return at


def _name_before(sheet: Sheet, end: int, *, sure: bool, listed: bool = False) -> tuple[int, int] | None:
    """The bare name that ends at ``end`` and begins at a border, if what stands there is one."""
    start, tokens = end, list[Token]()
    while end - start <= _LONGEST:
        token = sheet.word_before(start)
        if token is None or _is_border(token):
            break
        if len(token.word) > _LONGEST or not (is_han(token.word) or token.word.isascii()):
            return None
        tokens.insert(0, token)
        start = token.start
    return (start, end) if _is_brand(sheet, start, end, tokens, sure=sure, listed=listed) else None


def _is_border(token: Token) -> bool:
    """True for a word no bare name holds: a mark, a preposition, a word for a firm."""
    return (
        token.word[0] in MARKS
        or token.word in lexicon.words("organisations", "outside")
        or token.word in lexicon.words("organisations", "leading")
        or token.word in lexicon.words("organisations", "descriptors")
        or (known(token.word) and token.tag[0] in "pcur" and token.word != "之")
        or (len(token.word) > 1 and known(token.word) and token.tag[0] == "t")
    )


def _is_brand(
    sheet: Sheet, start: int, end: int, tokens: list[Token], *, sure: bool, listed: bool = False
) -> bool:
    """True where the words are not a phrase of the language: an unknown word, at most one known beside it."""
    name = sheet.text[start:end]
    if not tokens or not 2 <= len(name) <= _LONGEST or name in lexicon.short_divisions():
        return False
    if any(char in "着了过没不" for char in name) or (name[0] in "上下里内外" and not listed):
        return False
    if known(name):
        return listed and sure and tokens[0].tag == "nz" and name not in _generic()
    if (
        name[-1]
        in "的了等们在是上中下内外后前时者人价量率业额一二三四半全线期层件款号机房库园站楼目品器车船路桥桩井田棚柜店铺队组省市县区镇村"
        or name[0] in NO_BEGINNING
        or name[0] in "每该此这那本各某第不一二三四五六七八九十两几数首新老"
    ):
        return False
    if any(token.tag[0] in _NEVER and known(token.word) for token in tokens):
        return False
    trades = lexicon.words("organisations", "trades")
    if sure and len(tokens) == 2 and len(name) == 4 and tokens[1].word in trades and not listed:
        first, inside = tokens[0].word, lexicon.words("organisations", "inside")
        return first not in _generic() and first not in trades and first not in inside
    plain = [token for token in tokens if len(token.word) > 1 and known(token.word)]
    if sure and len(plain) == 2 and name in sheet.headline and sheet.times(name) >= _OFTEN:
        return True  # two words of the language, and what the article is about: 山海|罗盘
    if len(plain) > 1 or any(token.word in _generic() and token.word not in trades for token in plain):
        return False
    odd = [token for token in tokens if len(token.word) > 1 and (not known(token.word) or token.tag == "nrt")]
    if listed and not odd and len(name) <= 4:
        return not any(token.tag[0] in "vad" and len(token.word) > 1 for token in tokens)
    if not odd and (plain or any(token.tag[0] not in "gnxjz" for token in tokens)):
        return False
    if name.isascii():
        return name[0].isupper() and len(name) >= 3 and name not in _generic()
    return sure or not _like_a_person(name, tokens)


def _like_a_person(name: str, tokens: list[Token]) -> bool:
    return tokens[0].tag.startswith("nr") or (name[0] in lexicon.surnames()[0] and len(name) <= 3)


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return (
        lexicon.words("organisations", "common")
        | lexicon.words("organisations", "generic")
        | lexicon.words("titles", "heads")
        | lexicon.words("titles", "generic")
        | lexicon.words("titles", "kin")
    )


@lru_cache(maxsize=1)
def _houses() -> frozenset[str]:
    return lexicon.words("brands", "called") | lexicon.words("organisations", "descriptors")


def _traded(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Words of the language and a trade where one can only be a firm: 东州的|木槿智控|，, 老股东|松塔资本|跟投."""
    trades = lexicon.words("organisations", "trades")
    said = _houses()
    for token in sheet.words:
        if token.word == "的":
            place = sheet.word_before(token.start)
            if place is None or place.word not in gazetteer():
                continue
        elif token.word not in said:
            continue
        first = sheet.word_after(token.end)
        end = token.end
        while (word := sheet.word_after(end)) and word.end - token.end <= _LONGEST and is_han(word.word):
            deed = word.tag[0] == "v" and word.tag != "vn" and len(word.word) > 1
            if known(word.word) and (word.tag[0] in "pcurdm" or (deed and word.word not in trades)):
                break
            end = word.end
            if word.word in trades and end - token.end >= 4 and ends_name(sheet, end):
                adverb = first is not None and first.word[0] in _ADVERBS and not known(first.word)
                if first is not None and not adverb and first.word not in _never_first():
                    yield token.end, end
                break


@lru_cache(maxsize=1)
def _never_first() -> frozenset[str]:
    """Words that only say what a firm does: 的|生物|医药."""
    keys = ("common", "inside", "outside", "trades", "generic", "leading", "no_stems", "lines", "not_firms")
    every = frozenset[str]().union(*(lexicon.words("organisations", key) for key in keys))
    return every | lexicon.words("zones", "kinds") | frozenset(gazetteer())


def _described(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """A name behind a word for a firm and before a border: 瑞典|企业|某某|、, 咖啡|品牌|某某|的."""
    said = lexicon.words("brands", "called")
    for token in sheet.words:
        if token.word in said:
            before = sheet.word_before(token.start)
            if before is None or before.tag[0] not in "nsbjzaf":
                continue
            span = _name_after(sheet, token.end, sure=before.tag[:2] == "ns")
            if span:
                yield span


_COUNTED_UP = re.compile(
    r"(?:客户|股东|供应商|合作伙伴|合作方|竞争对手|对手|投资方|投资人|投资者|友商|同行|买家|厂商|品牌|企业|公司|机构)"
    r"(?:名单)?(?:里|中|既|还|分别|主要|已)?(?:包括了?|有|为|如|是|则?有|涵盖|囊括)"
)


def _counted_up(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The members of a list that is said to be one of firms beforehand: 客户包括|甲|、|乙|和|丙."""
    for said in _COUNTED_UP.finditer(sheet.text):
        at, spans = said.end(), list[tuple[int, int]]()
        while span := _name_after(sheet, at, sure=True, listed=True):
            spans.append(span)
            join = sheet.word_after(span[1])
            if join is None or join.word not in _JOINS:
                break
            at = join.end
        if len(spans) > 1:
            yield from spans


def _name_after(
    sheet: Sheet, start: int, *, sure: bool = False, listed: bool = False
) -> tuple[int, int] | None:
    """The bare name that begins at ``start`` and ends at a border."""
    end, tokens = start, list[Token]()
    foreign = latin.LATIN.match(sheet.text, start)
    if foreign and " " in foreign[0]:
        return foreign.span() if listed else None
    while end - start <= _LONGEST:
        token = sheet.word_after(end)
        if token is None or token.word[0] in MARKS or token.word in lexicon.words("organisations", "outside"):
            break
        if known(token.word) and token.tag[0] in "pcurdvtf" and tokens:
            break
        tokens.append(token)
        end = token.end
    following = sheet.word_after(end)
    if following is not None and following.word in ("”", "’", "》", "·"):
        return None
    return (
        (start, end)
        if tokens and _is_brand(sheet, start, end, tokens, sure=sure or len(tokens) > 1, listed=listed)
        else None
    )


_BRANCH = re.compile(r"[（(](?:中国|大中华|亚太|亚洲|中国区|香港|中国大陆|远东|北美|欧洲)[）)]")


def _branches(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """A firm and where its branch is: 渣打（中国）."""
    for bracket in _BRANCH.finditer(sheet.text):
        start, name = bracket.start(), ""
        while bracket.start() - start < 8:
            token = sheet.word_before(start)
            if token is None or _is_border(token) or not (is_han(token.word) or token.word.isascii()):
                break
            name, start = token.word + name, token.start
        if len(name) >= 2 and name not in _generic() and name not in lexicon.short_divisions():
            yield start, bracket.end()


def _beside(sheet: Sheet, firms: list[Candidate]) -> Iterator[tuple[int, int]]:
    """The neighbours of a firm in a list, one after the other: 甲科技|、|乙|和|丙."""
    ends, starts = {firm.end for firm in firms}, {firm.start for firm in firms}
    for firm in firms:
        sure = sheet.before(firm.start) == "、" and firm.start - 1 in ends
        at = firm.end
        while (join := sheet.word_after(at)) and join.word in _JOINS and join.end not in starts:
            span = _name_after(sheet, join.end, sure=sure, listed=True)
            if span is None:
                break
            yield span
            at = span[1]
        sure = sheet.after(firm.end) == "、" and firm.end + 1 in starts
        at = firm.start
        while (join := sheet.word_before(at)) and join.word in _JOINS and join.start not in ends:
            span = _name_before(sheet, join.start, sure=sure, listed=True)
            if span is None:
                break
            yield span
            at = span[0]
