"""Members of a list: beside firms stand firms (甲科技、乙、丙和丁), beside 某路 stands 另一路.

Between two 、 the borders of a member are sure, whatever words the dictionary sees in it. Where two firms or more
stand in the list, what stands between them is one as well unless it is a place or a common noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import Sheet, is_han, proper
from twinwheel.reading.facts.words import Token, known

_CLAUSE = re.compile(r"[^，。；：:！？\n“”‘’「」《》]{1,300}")
_LAST_JOIN = re.compile("以及|[和与及]")
_LEAST_FIRMS = _LEAST_PLACES = 2
_LONGEST = 8
_NEVER = frozenset("pcurmqytd")
"""Known words of these kinds make no name."""
_NEVER_OR_DEED = _NEVER | {"v"}

_BEHIND = frozenset("vpcdut")
"""Words of these kinds stand behind a list."""


class _Member(NamedTuple):
    """``text[start:end]``; whether both its borders are sure."""

    start: int
    end: int
    sure: bool


@lru_cache(maxsize=1)
def _lists(text: str) -> list[list[_Member]]:
    """The members of each clause with a list in it; bounded, for a text may have no other mark. They are asked for
    twice."""
    return [list(_members(text, *clause.span())) for clause in _CLAUSE.finditer(text) if "、" in clause[0]]


def members(sheet: Sheet, firms: list[Candidate]) -> Iterator[tuple[int, int]]:
    """What stands in a list between or beside ``firms``, and is none of them."""
    starts, ends = {firm.start for firm in firms}, {firm.end for firm in firms}
    for listed in _lists(sheet.text):
        named = [each for each in listed if each.start in starts or each.end in ends]
        if not named:
            continue
        others = [_without_place(sheet, each) for each in listed if each not in named]
        names = [each for each in others if each.sure and _is_name(sheet, each)]
        alike = len(listed) > 2 and names == [each for each in others if each.sure]
        if len(named) < (1 if alike else _LEAST_FIRMS):
            continue
        yield from ((each.start, each.end) for each in names)
        if others and listed[-1] == others[-1] and not listed[-1].sure:
            yield from _last(sheet, listed[-1])


def _without_place(sheet: Sheet, member: _Member) -> _Member:
    """东州的|某某: without what tells where it is."""
    of = sheet.text.rfind("的", member.start, member.end - 2)
    return member._replace(start=of + 1) if of > 0 and member.sure else member


def _last(sheet: Sheet, member: _Member) -> Iterator[tuple[int, int]]:
    """The last member up to the verb behind it: 甲、乙和|丙|共同出资."""
    end = member.start
    while (token := sheet.word_after(end)) and token.end <= member.end and token.tag[0] not in _BEHIND:
        end = token.end
    following = sheet.word_after(end)
    ended = following is not None and following.tag[0] in _BEHIND
    if ended and end - member.start > 2 and _is_name(sheet, _Member(member.start, end, sure=True)):
        yield member.start, end


def siblings(sheet: Sheet, named: Iterable[Candidate]) -> Iterator[Candidate]:
    """What ends like its neighbour in a list and is named as it is: 甲实验室、乙实验室, 某街道、某街道."""
    starting: dict[int, list[Candidate]] = {}
    ending_at = {house.end: house for house in named}
    for house in named:
        starting.setdefault(house.start, []).append(house)
    for listed in _lists(sheet.text):
        whole = [
            (each, found)
            for each in listed
            for found in starting.get(each.start, ())
            if found.end == each.end or not each.sure
        ]
        opening = ending_at.get(listed[0].end)
        if opening and opening.start > listed[0].start:
            whole.append((listed[0], opening))
        if not whole:
            continue
        endings = {end: model for _, model in whole if (end := _ending(sheet.text, model))}
        taken = {each for each, _ in whole}
        if any(found.rule == "places.listed" for _, found in whole):
            yield from _short_divisions(sheet, [each for each in listed if each not in taken])
        of = sheet.text.rfind("的", listed[0].start, listed[0].end)
        first = [_Member(of + 1, listed[0].end, sure=True)] if of > 0 and listed[0] not in taken else []
        for each in [*first, *listed]:
            if each not in taken and (each.sure or each is not listed[0]):
                yield from _sibling(sheet, each, endings)
        if sum(found.rule.startswith("places.") for _, found in whole) >= _LEAST_PLACES:
            yield from _like_places(sheet, [each for each in listed if each.sure and each not in taken])


def _like_places(sheet: Sheet, listed: list[_Member]) -> Iterator[Candidate]:
    """What stands among places and ends like one: 某山景区、洋沙山, or is a short name behind its city's: 深圳南山."""
    endings = lexicon.typed("zones", "endings")
    for each in listed:
        name = sheet.text[each.start : each.end]
        above = next((n for n in (2, 3) if name[:n] in gazetteer() and name[n:] in _all_short_names()), None)
        if above:
            yield Candidate(each.start + above, each.end, "district", "places.sibling")
            continue
        ending = next((name[-n:] for n in range(min(6, len(name) - 2), 0, -1) if name[-n:] in endings), "")
        tokens = sheet.tokens(each.start, each.end)
        verbal = any(known(token.word) and token.tag[0] in _NEVER_OR_DEED for token in tokens)
        if ending and not (verbal or name in lexicon.words("zones", "generic") or _of_a_kind(tokens[:-1])):
            yield Candidate(each.start, each.end, endings[ending], "places.sibling")


def _short_divisions(sheet: Sheet, listed: list[_Member]) -> Iterator[Candidate]:
    """Short names of divisions that are words of another kind elsewhere: 龙岗、盐田和某市."""
    short = _all_short_names()
    for each in listed:
        if each.sure:
            if sheet.text[each.start : each.end] in short:
                yield Candidate(each.start, each.end, "district", "places.sibling")
            continue
        for start, end in ((each.end - 2, each.end), (each.start, each.start + 2)):
            beyond = start if start > each.start else end
            inner = each.start <= start and end <= each.end and not sheet.splits_word(beyond)
            if inner and sheet.text[start:end] in short and sheet.after(end) not in "省市县路街镇村山河江湖":
                yield Candidate(start, end, "district", "places.sibling")
                break


@lru_cache(maxsize=1)
def _all_short_names() -> frozenset[str]:
    """Those of divisions, everyday words too."""
    short = {lexicon.short_name(name) for name in lexicon.divisions()}
    short |= lexicon.words("zones", "foreign_cities") | lexicon.words("zones", "areas")
    return frozenset(name for name in short if len(name) >= 2) - lexicon.words("zones", "not_divisions")


def _ending(text: str, named: Candidate) -> str:
    """How it ends that others may end as well."""
    place = named.rule.startswith("places.")
    endings = lexicon.typed("zones" if place else "organisations", "endings")
    name = text[named.start : named.end]
    longest = next((name[-n:] for n in range(min(6, len(name) - 2), 0, -1) if name[-n:] in endings), "")
    return longest if place or len(longest) > 1 else ""


def _sibling(sheet: Sheet, member: _Member, endings: dict[str, Candidate]) -> Iterator[Candidate]:
    for ending, model in endings.items():
        at = sheet.text.find(ending, member.start + 2, min(member.end, member.start + 2 * _LONGEST))
        end = at + len(ending)
        if at < 0 or sheet.splits_word(end):
            continue
        name, tokens = sheet.text[member.start : end], sheet.tokens(member.start, at)
        generic = name in lexicon.words("zones", "generic") or name in lexicon.words(
            "organisations", "generic"
        )
        verbal = any(known(token.word) and token.tag[0] in _NEVER_OR_DEED for token in tokens)
        if is_han(name) and not generic and not verbal and not _of_a_kind(tokens):
            place = model.rule.startswith("places.")
            rule = "places.sibling" if place else "organisations.listed"
            yield Candidate(member.start, end, model.type, rule)
            return


def _of_a_kind(tokens: list[Token]) -> bool:
    """True for words that say of what kind it is, not which: 中心|街道, 重点|实验室."""
    return bool(tokens) and all(token.word in lexicon.words("zones", "kinds") for token in tokens)


def _members(text: str, start: int, stop: int) -> Iterator[_Member]:
    """The members of the list in a clause; where the first begins and the last ends is not sure."""
    at, first = start, True
    while (comma := text.find("、", at, stop)) >= 0:
        join = _join(text, at, comma) if first else None
        yield _Member(join.end() if join else at, comma, sure=not first)
        at, first = comma + 1, False
    join = _join(text, at, stop)
    if join and join.start() - at >= 2:
        yield _Member(at, join.start(), sure=True)
        at = join.end()
    tail = text.find("等", at, stop)
    yield _Member(at, tail if tail > 0 else stop, sure=tail > 0)


def _join(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The word that joins the last two; no part of another: not 参与."""
    joins = _LAST_JOIN.finditer(text, start, stop)
    return next((join for join in joins if not known(text[join.start() - 1 : join.end()])), None)


def _is_name(sheet: Sheet, member: _Member) -> bool:
    name = sheet.text[member.start : member.end]
    if not 2 <= len(name) <= (_LONGEST if is_han(name) else 2 * _LONGEST) or name in _no_firms():
        return False
    if name.isascii():
        return name[0].isupper()
    if not is_han(re.sub("[A-Za-z0-9]", "", name)):
        return False
    tokens = sheet.tokens(member.start, member.end)
    if known(name):
        return tokens[0].tag in ("nz", "nr", "nrt", "nt")
    if any(known(token.word) and token.tag[0] in _NEVER and len(token.word) > 1 for token in tokens):
        return False
    if (
        tokens[-1].tag == "v"
        and known(tokens[-1].word)
        and tokens[-1].word not in lexicon.words("organisations", "trades")
    ):
        return False  # 平台|运行
    if tokens[-1].word in _closing():
        return False
    plain = all(len(token.word) > 1 and known(token.word) for token in tokens) and not proper(tokens)
    if plain and tokens[-1].word in lexicon.words("organisations", "things"):
        return False  # 基础设施|建设, 动力|电池
    return not all(token.word in _common() for token in tokens)


@lru_cache(maxsize=1)
def _no_firms() -> frozenset[str]:
    """Places, and what is never the name of one house."""
    generic = lexicon.words("organisations", "generic") | lexicon.words("organisations", "common")
    return frozenset(gazetteer()) | generic | lexicon.words("organisations", "trades")


@lru_cache(maxsize=1)
def _closing() -> frozenset[str]:
    """Words that no firm is called by at its end: 设计|环节, 智能|产业."""
    keys = ("lines", "listed", "no_employer", "descriptors", "inside", "not_firms")
    return frozenset[str]().union(*(lexicon.words("organisations", key) for key in keys)) - lexicon.words(
        "organisations", "trades"
    )


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Words that describe what firms do: a member of these alone is a trade, 医养健康."""
    return frozenset[str]().union(
        *(lexicon.words("organisations", key) for key in ("trades", "common", "inside", "lines", "generic"))
    )
