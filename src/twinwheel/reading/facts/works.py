"""Works: what is built and called by what it is part of or by its kind.

Railways by a character for each place (沪苏湖高铁), lines by their number (轨道交通3号线西延线), phases of what is named
(某软件园三期), apparatus of science, and the members of a list of projects (甲隧道、乙码头二期等交通项目).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.programme_words import HAN, Named, generic
from twinwheel.reading.facts.tables import any_of, table


def works(text: str, names: Names) -> list[Named]:
    """Every place where one is named, in no order; they may overlap."""
    return [
        *_lines(text),
        *_numbered_lines(text, names),
        *_phases(text, names),
        *_phases_of_works(text, names),
        *_listed(text, names),
        *_side_by_side(text, names),
        *_plants(text, names),
        *_of_the_country(text, names),
    ]


@cache
def _line() -> re.Pattern[str]:
    lines = table("programmes")["lines"]
    return re.compile(
        rf"[{lines['places']}]{{2,5}}(?:{any_of(lines['ends'])})(?![{HAN}]{{0,2}}公司|[网局段])"
    )


def _lines(text: str) -> list[Named]:
    """沪苏湖高铁, 兰新铁路; a border or a small word stands before them."""
    return [
        Named(match.start(), match.end(), "facility", None, False, True)
        for match in _line().finditer(text)
        if not "一" <= text[match.start() - 1 : match.start()] <= "鿿"
        or text[match.start() - 1] in "在从对与和及由将是经为了的到至乘坐"
    ]


_NUMBERED = re.compile(
    rf"(?:轨道交通|地铁|有轨电车|轻轨|云轨|磁浮|市域铁路|BRT)(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|机场|快\d)(?:号线|线)"
    rf"(?:[{HAN}]{{0,4}}?(?:延伸线|延长线|延线|支线|段|工程))?"
)


def _numbered_lines(text: str, names: Names) -> Iterator[Named]:
    """地铁28号线, with the city before it: 某市地铁13号线."""
    for line in _NUMBERED.finditer(text):
        city = names.named_at(line.start() - 1)
        start = city.start if city and city.fact.kind == "place" else line.start()
        yield Named(start, line.end(), "facility", None, False, True)


_PHASE = re.compile(rf"(?P<what>[{HAN}]{{0,8}}?)[一二三四五]期(?:工程|项目)?(?![{HAN}]?[叠共])")


def _phases(text: str, names: Names) -> Iterator[Named]:
    """What is named, and a phase of it: 某软件园|三期, 某公司|高新|三期."""
    for each in (*names.organisations, *names.places):
        for mention in each.mentions:
            phase = _PHASE.match(text, mention.end)
            if phase and names.words.within(*phase.span("what")) == _nouns(names, *phase.span("what")):
                yield Named(mention.start, phase.end(), "facility", None, False, True)


_PART = re.compile(
    rf"(?P<what>[{HAN}]{{2,12}}(?:中心|园区|园|基地|港|谷|城|大厦|广场|厂|机场|码头|医院|校区|院区))[一二三四五]期"
)


_PHASE_ENDS = re.compile("[一二三四五]期")


def _phases_of_works(text: str, names: Names) -> Iterator[Named]:
    """A phase of what nothing else tells to be named: 落地|三医创新中心二期."""
    for part in _PART.finditer(text) if _PHASE_ENDS.search(text) else ():
        start = _after_verb(names, *part.span("what"))
        if part.end("what") - start >= _LEAST_PART:
            yield Named(start, part.end(), "facility", None, False, True)


_LEAST_PART = 4


def _nouns(names: Names, start: int, end: int) -> list[tuple[str, str]]:
    return [(word, tag) for word, tag in names.words.within(start, end) if tag[0] not in "vpcurmtq"]


@cache
def _list_of_projects() -> re.Pattern[str]:
    return re.compile(rf"等[{HAN}\d]{{0,8}}?(?:{any_of(table('programmes')['listed_as'])})")


_CLAUSE_END = re.compile(r"[，。；：\n]")
_LONGEST_LIST = 160


@cache
def _project_end() -> re.Pattern[str]:
    return re.compile(rf"[{HAN}A-Za-z0-9（）]{{3,28}}(?:{any_of(table('programmes')['project_ends'])})")


def _listed(text: str, names: Names) -> Iterator[Named]:
    """The members of a list of projects: 甲大道延伸段、乙码头二期等交通项目."""
    for tail in _list_of_projects().finditer(text):
        low = max(0, tail.start() - _LONGEST_LIST)
        at = max((mark.end() for mark in _CLAUSE_END.finditer(text, low, tail.start())), default=low)
        pieces = text[at : tail.start()].split("、")
        for index, piece in enumerate(pieces if len(pieces) > 1 else []):
            start = at if index else _after_verb(names, at, at + len(piece))
            end, at = at + len(piece), at + len(piece) + 1
            if _project_end().fullmatch(text, start, end) and generic().sub("", text[start:end]):
                yield Named(start, end, "facility", None, False, True)


def _after_verb(names: Names, start: int, end: int) -> int:
    """Where the first member of a list begins, behind the verb that brings the list in."""
    begin = at = start
    for word, tag in names.words.within(start, end):
        at += len(word)
        if tag in ("v", "p", "d", "uj", "ul", "c", "r"):
            begin = at
    return begin


_MEMBER = rf"[{HAN}A-Za-z0-9（）]{{6,28}}项目"
_TWO = re.compile(rf"{_MEMBER}(?=[、…]|等|和{_MEMBER})|(?<=项目[、和]){_MEMBER}")


def _side_by_side(text: str, names: Names) -> Iterator[Named]:
    """Projects one behind the other, each by its full name: 甲储能基地项目、乙药业制剂项目……"""
    at = -1
    for member in _TWO.finditer(text) if "项目、" in text else ():
        first = member.start() != at
        start = _after_verb(names, *member.span()) if first else member.start()
        beside = not first or _TWO.match(text, member.end() + 1) is not None
        at = member.end() + 1
        if beside and _is_one(names, start, member.end()):
            yield Named(start, member.end(), "programme", None, False, True)


_KIND = re.compile(
    r"(?:重大|重点|产业|工业|服务业|制造业|签约|投资|招商|建设|合作|科技|民生|改造|技改|外资|其他)项目\Z"
)


def _is_one(names: Names, start: int, end: int) -> bool:
    """Whether a project is called by more than its kind."""
    counted = any(tag[0] in "mrtc" for _, tag in names.words.within(start, end))
    return end - start >= _LEAST_PROJECT and not counted and not _KIND.search(names.text, start, end)


_LEAST_PROJECT = 8
_PLANT = re.compile(r"(?:超级|智能|智慧|生产|智造|制造|第[一二三四]){0,2}(?:工厂|生产基地|智造基地|制造基地)")


def _plants(text: str, names: Names) -> Iterator[Named]:
    """A firm's plant in a town: 某某电池|石港|工厂."""
    for each in names.organisations if "工厂" in text or "基地" in text else ():
        for mention in each.mentions if each.type == "enterprise" else ():
            town = names.named_at(mention.end)
            plant = _PLANT.match(text, town.end) if town and town.fact.kind == "place" else None
            if plant:
                yield Named(mention.start, plant.end(), "facility", None, False, True)


@cache
def _science() -> re.Pattern[str]:
    listed = table("programmes")["science"]
    words = rf"(?P<words>(?:{any_of(listed['before'])}){{0,3}}(?:{any_of(listed['words'])}){{1,4}})"
    return re.compile(rf"{words}(?:(?P<sure>{any_of(listed['sure'])})|(?:{any_of(listed['ends'])}))")


_ENOUGH = 4
"""Characters of words of physics that name an apparatus without its place: 自由电子|激光装置, but no 激光|设施."""


def _of_the_country(text: str, names: Names) -> Iterator[Named]:
    """中国散裂中子源, 某地同步|实验装置, 全国一体化政务服务平台: called by what they are."""
    data = table("programmes")
    if any(word in text for word in (*data["science"]["sure"], *data["science"]["ends"])):
        for match in _science().finditer(text):
            town = names.named_at(match.start() - 1) if match.start() else None
            placed = town if town and town.fact.kind == "place" and town.end == match.start() else None
            if placed or match["sure"] or len(match["words"]) >= _ENOUGH:
                start = placed.start if placed else match.start()
                yield Named(start, match.end(), "facility", None, False, True)
    for match in re.finditer(any_of(data["national"]), text):
        yield Named(*match.span(), "platform", None, False, True)
