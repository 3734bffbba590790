"""Houses the dictionary or the tagger holds to be some, where the lists do not contradict."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.countries import without_country
from twinwheel.reading.facts.firms import ends_name
from twinwheel.reading.facts.levels import LEVELS
from twinwheel.reading.facts.offices import type_of
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import MARKS, Sheet, proper, trimmed
from twinwheel.reading.facts.words import known

_FIELD = 4
"""Characters between a firm and the title of somebody there: 行业首席…."""
_LEAST_BEFORE_DEED = 3
"""Characters of the name that a deed may be taken off."""
_TOGETHER = frozenset(
    ["联合", "会同", "携手", "联手", "联袂", "协同", "签约", "落户", "入驻", "牵手", "对接"]
)
_WITH = frozenset("同跟与和及暨")
_DEEDS = frozenset("任派参获设签建拟将已正系赴来到发称为由与并在给向投购租借办搬送请教叫让帮替同跟使令助")
"""Verbs and particles of one character that end no name."""
_LONGEST_BARE = 4
"""Characters of a firm's name without its trade."""


def by_dictionary(sheet: Sheet) -> Iterator[Candidate]:
    """Words that the dictionary holds to be houses: 世界气象组织."""
    generic, ministries = lexicon.words("organisations", "generic"), lexicon.words("organisations", "whole")
    for token in sheet.words:
        if (
            token.tag == "nt"
            and (len(token.word) > 3 or token.word in ministries)  # 供电所 is one of many
            and token.word not in generic
            and not _described(token.word)
        ):
            yield Candidate(token.start, token.end, type_of(token.word), "organisations.dictionary")


def _described(word: str) -> bool:
    """True for two plain words that the dictionary joins: 卫星|通信, 新兴|产业."""
    endings = lexicon.typed("organisations", "endings")
    return len(word) == 4 and known(word[:2]) and known(word[2:]) and not any(map(word.endswith, endings))


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return lexicon.words("organisations", "generic") | lexicon.words("zones", "generic")


@lru_cache(maxsize=1)
def _done() -> frozenset[str]:
    """What houses do."""
    return frozenset().union(
        *(lexicon.words("organisations", key) for key in ("outside", "does_next", "founds"))
    )


def tagged(sheet: Sheet) -> Iterator[Candidate]:
    """What the tagger holds to be organisations and the lists do not contradict."""
    for token in sheet.tagged:
        if token.tag != "ORG" or len(token.word) < 2 or token.word in _generic():
            continue
        if token.word[-1] in "和与及、":
            continue
        if any(mark in "，。；：、！？\n“”" for mark in token.word) or token.word[0] in MARKS:
            continue
        if sheet.splits_word(token.end) and not _before_deed(sheet, token.end):
            continue
        start, end = trimmed(sheet, token.start, token.end), _without_deed(sheet, token.start, token.end)
        end = _without_second(sheet, start, end)
        with_trade = _over_trade(sheet, start, end)
        traded, end = with_trade > end, with_trade
        if end in sheet.title_ending and sheet.title_ending[end].start > start:
            end = sheet.title_ending[end].start  # 某区委|书记
        end = _without_section(sheet, start, end)
        start = without_country(sheet, start, end, "")
        if sheet.text[start] in MARKS:
            continue
        if end - start < 2 or (end - start == 2 and not _stands_for_firm(sheet, start, end)):
            continue
        name = sheet.text[start:end]
        zone = next((kind for ending, kind in _zones() if name.endswith(ending)), None)
        if name.endswith("幼儿园"):
            zone = None
        elif name.endswith(_venues()):
            zone = "other"  # where one meets: 某某国际会展中心
        elif name.endswith(_facilities()):
            continue  # what a house runs: 某某电池某市工厂
        if zone:
            yield Candidate(start, end, zone, "places.tagger")  # 某科学城, 某生命科学园
        elif traded or proper(sheet.tokens(start, end)):
            yield Candidate(start, end, type_of(name), "organisations.tagger")


def _before_deed(sheet: Sheet, end: int) -> bool:
    """True where the dictionary glued a trade to the deed behind it: 某某科技|开发的."""
    trade = any(sheet.text[end - size : end] in lexicon.words("organisations", "trades") for size in (2, 3))
    index = sheet.covering(end)
    return trade and index is not None and known(sheet.text[end : sheet.words[index].end])


def _over_trade(sheet: Sheet, start: int, end: int) -> int:
    """With the trade that the tagger left behind a bare name: 三条石|科技."""
    trade, name = sheet.word_after(end), sheet.text[start:end]
    if (
        end - start > _LONGEST_BARE
        or trade is None
        or len(trade.word) < 2
        or trade.word not in lexicon.words("organisations", "trades")
    ):
        return end
    whole = name[-1] in LEVELS or name in gazetteer() or type_of(f"{name}某") != type_of(name)
    deed = trade.tag[0] == "v" and name.endswith(tuple(lexicon.words("organisations", "trades")))
    return end if whole or deed or not ends_name(sheet, trade.end) else trade.end


def _without_section(sheet: Sheet, start: int, end: int) -> int:
    """A firm without the part of it or the field that belongs to the title behind: 某某科技|飞行运营部|经理, 某某证券|机械|首席….

    A trade that is a thing everywhere (机械) may stand behind one that is not (证券).
    """
    if not any(at in sheet.title_starting for at in range(end, end + _FIELD)):
        return end
    trades, things = lexicon.words("organisations", "trades"), lexicon.words("organisations", "things")
    tokens = sheet.tokens(start, end)
    if len(tokens) < 3 or (tokens[-1].word in trades - things):
        return end
    inner = [token for token in tokens[1:-1] if token.word in (trades - things) | {"公司", "集团", "银行"}]
    part = tokens[-1].word in things or sheet.before(end) in "部处科室"
    return inner[-1].end if inner and part else end


def _without_deed(sheet: Sheet, start: int, end: int) -> int:
    """Without the verb behind a body that the tagger took along: 某县人民政府|合作, 某某智能|共建, 某大学|派."""
    tokens = sheet.tokens(start, end)
    last = tokens[-1]
    if len(tokens) < 2 or last.tag[0] not in "vd" or last.start - start < _LEAST_BEFORE_DEED:
        return end
    if len(last.word) == 1:
        return last.start if known(last.word) and last.word in _DEEDS else end
    does = last.word in _done() and last.word not in lexicon.words("organisations", "trades")
    return last.start if does and sheet.text.endswith(_ends(), start, last.start) else end


def _without_second(sheet: Sheet, start: int, end: int) -> int:
    """Without the deed and the second house that the tagger took along: 甲市某局|联合|乙法院, 某某智能|共建|实验室."""
    founds = lexicon.words("organisations", "founds")
    for token in sheet.tokens(start, end)[1:]:
        joins = token.word in _WITH and sheet.text.endswith(_ends(), start, token.start)
        if joins and token.start - start >= _LEAST_BEFORE_DEED and token.end < end:
            return token.start
        together = token.word in _TOGETHER or token.word in founds
        if together and token.start - start >= _LEAST_BEFORE_DEED and token.end < end:
            return token.start if sheet.text.endswith(_ends(), start, token.start) else end
    return end


@lru_cache(maxsize=1)
def _ends() -> tuple[str, ...]:
    """How houses end: 大学, 中院, 智能."""
    houses = (
        end for end in lexicon.typed("organisations", "endings") if len(end) > 1 or end in "院所厂局厅委"
    )
    return (*houses, *lexicon.words("organisations", "trades"))


@lru_cache(maxsize=1)
def _zones() -> list[tuple[str, str]]:
    """Endings of zones and parks with their type; the models that tag names hold them to be organisations."""
    endings = lexicon.typed("zones", "endings").items()
    return [(ending, kind) for ending, kind in endings if kind in ("zone", "park")]


@lru_cache(maxsize=1)
def _venues() -> tuple[str, ...]:
    return tuple(lexicon.words("organisations", "venues"))


@lru_cache(maxsize=1)
def _facilities() -> tuple[str, ...]:
    return tuple(lexicon.words("organisations", "facilities"))


def _stands_for_firm(sheet: Sheet, start: int, end: int) -> bool:
    """Two characters are too few to tell a firm from a town: something beside them must."""
    name = sheet.text[start:end]
    if any(f"{name}{level}" in sheet.text for level in "省市县区州镇政发办函字"):
        return False
    word = sheet.word_after(start)
    if word is not None and word.end == end and word.tag == "ns":
        return False
    following = sheet.word_after(end)
    return following is not None and (
        following.tag in ("v", "p", "d") or following.word in ("、", "等", "的")
    )
