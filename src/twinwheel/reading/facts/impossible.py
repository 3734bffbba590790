"""What no evidence can make a name: an ending alone, a trade with what it makes, the number of a document."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import Sheet

_GUESSED = (
    "organisations.trade",
    "organisations.tagger",
    "organisations.dictionary",
    "organisations.stem",
    "organisations.plain",
)
_LEAST_FUND = 6
"""Characters of a fund's name; a shorter one may be the firm that runs funds."""
_SEATS = ("书记", "副书记", "委员", "成员")
_PRODUCTS = re.compile(
    "等[^，。；：、\n]{0,6}?(?:项目|产业|产品|领域|行业|技术|设备|装备|材料|环节|赛道|板块|制造|业务)"
)
"""Behind the last of a list these say that it is one of things that are made: 单晶硅、锂电材料|等新材料项目."""
_AND_TRADE = re.compile("[和与及][一-鿿]{2,8}?(?:服务业|产业|行业|制造业|工业)(?![园联研协基集投公大学])")
"""Behind a trade it shows that the place before it has it: 某市软件|和信息服务业."""
_VISITORS = (
    "代表团",
    "考察团",
    "访问团",
    "参观团",
    "专家组",
    "调研组",
    "工作组",
    "考察组",
    "督导组",
    "专家团",
)
_BY_SHAPE = ("places.shape", "places.tagger", "places.water", "places.settlement")
_BASE = re.compile("[一-鿿]{2,8}?基地")


def impossible(sheet: Sheet, candidate: Candidate) -> bool:
    """True for what cannot stand, whatever it is made of."""
    if candidate.rule.startswith("places."):
        return _describes(sheet, candidate)
    name, guessed = sheet.text[candidate.start : candidate.end], candidate.rule in _GUESSED
    if candidate.rule == "organisations.ending" and name in lexicon.typed("organisations", "endings"):
        return True
    if candidate.rule == "organisations.dictionary" and name.endswith(_zones()):
        return True
    if name.endswith(("母基金", "子基金", "引导基金", "产业基金", "专项基金")):
        return True  # a programme
    if guessed and name.endswith(_VISITORS):
        return True
    if name.endswith("基金") and len(name) >= _LEAST_FUND and guessed:
        return True
    if sheet.after(candidate.end) in "〔［[" or sheet.text.startswith("工作报告", candidate.end):
        return True  # the number or the title of a document: 某科规〔2023〕4号, 某市政府工作报告
    if name.endswith("党工委") and sheet.text.startswith(_SEATS, candidate.end):
        return True  # 某新区|党工委书记: the zone, and what one is in it
    if guessed and (
        _PRODUCTS.match(sheet.text, candidate.end) or _AND_TRADE.match(sheet.text, candidate.end)
    ):
        return True
    following = sheet.word_after(candidate.end)
    return guessed and following is not None and following.word in _lines_of_trade()


def _describes(sheet: Sheet, place: Candidate) -> bool:
    """True for what only tells of what kind something is (越南|文标签), or how a base is called (某河|生产基地)."""
    if place.type == "country":
        return sheet.after(place.end) in "文语籍裔"
    return place.rule in _BY_SHAPE and _BASE.match(sheet.text, place.end) is not None


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(ending for ending in lexicon.typed("zones", "endings") if len(ending) > 1)


@lru_cache(maxsize=1)
def _lines_of_trade() -> frozenset[str]:
    """Behind the name of a trade they show that it is one: 空天信息|产业, 铁海联运|班列."""
    return lexicon.words("organisations", "lines")
