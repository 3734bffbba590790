"""Offices that are called by what they look after, behind what they belong to: 高新区|产业服务局, 某某部|海上搜救中心,
韩国|产业资源部, 市政协|经济委."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.scan import scanner
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.words import Token

_BUREAU = re.compile(
    "(?:高新区|经开区|开发区|新区|综保区|保税区|自贸区|起步区|合作区|示范区)(?P<what>[一-鿿]{2,12}?局)(?![面势部域限长])"
)
_OF_MINISTRY = re.compile(
    "(?P<what>[一-鿿]{2,10}?)(?:中心|研究院|研究所|总站|出版社)(?![一-鿿]?城|建设|体系|项目)"
)
_COMMITTEE = re.compile(
    "[省市区县]?(?:政协|人大)(?:常委会)?(?:经济|提案|农业农村|农业|人资环|人口资源环境|教科卫体|教科文卫|教科文卫体|社会法制|社法|民宗|民族宗教"
    "|民族侨外|港澳台侨外事|港澳台侨|外事|文化文史|文史|文化|联谊|财经|财政经济|预算|法制|监察司法|监察和司法|城建环资|城乡建设|环资|社会建设|社建"
    "|科教|科技|代表|人事|外)(?:委员会|工委|委会|委)(?![员托任派])"
)
"""Committees of the congress and the consultative conference of a place."""
_ABROAD = "部署厅省"
_INSIDE = "nvbajzlgsc"


def bureaus(sheet: Sheet, areas: dict[int, int], known: Iterable[Candidate]) -> Iterator[Candidate]:
    """Every such office; ``areas`` are places by their ends, ``known`` the houses on the list."""
    for office in _BUREAU.finditer(sheet.text):
        start, end = office.span()
        inside = sheet.tokens(office.start("what"), end)
        if not sheet.splits_word(start) and not sheet.splits_word(end) and _looks_after(inside):
            yield _government(areas.get(start, start), end)
    for committee in _COMMITTEE.finditer(sheet.text):
        start, end = committee.span()
        if not sheet.splits_word(start) and not sheet.splits_word(end):
            yield _government(areas.get(start, start), end)
    yield from _of_ministries(sheet, known)
    yield from _abroad(sheet)


def _government(start: int, end: int) -> Candidate:
    return Candidate(start, end, "government", "organisations.department")


def _of_ministries(sheet: Sheet, known: Iterable[Candidate]) -> Iterator[Candidate]:
    """Houses below a ministry, called by it: 某某部|海上搜救中心."""
    kinds = lexicon.typed("organisations", "endings")
    for ministry in known:
        if ministry.type != "government" or sheet.text[ministry.end - 1] not in "部局委署":
            continue
        house = _OF_MINISTRY.match(sheet.text, ministry.end)
        if house is None or sheet.splits_word(house.end()):
            continue
        inside = sheet.tokens(ministry.end, house.end())
        if len(inside) > 1 and _nouns(inside[:-1]) and inside[0].tag != "v":
            ending = next(house[0][-n:] for n in (4, 3, 2) if house[0][-n:] in kinds or n == 2)
            yield Candidate(
                ministry.start, house.end(), kinds.get(ending, "institute"), "organisations.department"
            )


@lru_cache(maxsize=1)
def _foreign() -> re.Pattern[str]:
    countries = scanner(lexicon.words("zones", "countries") - {"中国"}).pattern
    return re.compile(rf"(?:{countries})(?P<what>[一-鿿]{{2,8}}?[{_ABROAD}])(?![门分长署队件位落委])")


def _abroad(sheet: Sheet) -> Iterator[Candidate]:
    """Ministries of other countries: 韩国|产业资源部, 日本|经济产业省."""
    for office in _foreign().finditer(sheet.text):
        inside = sheet.tokens(*office.span("what"))
        of_japan = sheet.text[office.end() - 1] != "省" or office[0].startswith(
            "日本"
        )  # 印尼|某某省 is a province
        if of_japan and inside[-1].word in _ABROAD and _ended(sheet, office.end()) and _looks_after(inside):
            yield _government(*office.span())


def _ended(sheet: Sheet, at: int) -> bool:
    """True where no word is cut, but the one that 部 and what follows make (部下|属)."""
    return not sheet.splits_word(at) or sheet.text.startswith("下属", at)


def _looks_after(inside: list[Token]) -> bool:
    """True for words that say what an office is for: nouns, deeds as nouns, 和; not 建设|开局."""
    last = inside[-1].word
    return len(last) != 2 and len(inside) > 1 and _nouns(inside[:-1])


def _nouns(inside: list[Token]) -> bool:
    outside = lexicon.words("organisations", "outside")
    return all(
        token.tag[0] in _INSIDE and (token.word not in outside or token.word in ("和", "与"))
        for token in inside
    )
