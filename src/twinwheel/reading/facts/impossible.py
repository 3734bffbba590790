"""What no evidence can make a name: an ending alone, a trade with what it makes, the number of a document."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import Sheet, proper
from twinwheel.reading.facts.words import Token, known

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
_LEAST_GOODS = 2
"""Words behind the place; of one a firm may be called by (某市|电子)."""
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
    if guessed and name.removesuffix("国际").removesuffix("公司").removesuffix("分") in gazetteer():
        return True  # 武汉|公司: one of many
    if guessed and (_goods_of_place(sheet, candidate) or _site_of_firm(sheet, candidate)):
        return True
    following = sheet.word_after(candidate.end)
    return guessed and following is not None and following.word in _lines_of_trade()


_SITE = re.compile("(?:总装|生产|制造)?(?:工厂|基地|厂区|项目|车间)")


def _site_of_firm(sheet: Sheet, candidate: Candidate) -> bool:
    """True for a firm and where its site lies: 某某|西部|工厂, 某某|某市|基地."""
    last = sheet.word_before(candidate.end)
    if last is None or last.start <= candidate.start or not _SITE.match(sheet.text, candidate.end):
        return False
    return last.word in gazetteer() or last.word in ("东部", "西部", "南方", "北方", "中部")


def _goods_of_place(sheet: Sheet, candidate: Candidate) -> bool:
    """True for what is made in a place, of words that every dictionary has: 某市|新能源|汽车, 某开发区|智能|装备."""
    tokens = sheet.tokens(candidate.start, candidate.end)
    places = gazetteer()
    at = next((i for i in range(len(tokens), 0, -1) if _place_ends(sheet, tokens[:i], places)), 0)
    rest = tokens[at:]
    if not at or len(rest) < _LEAST_GOODS or rest[-1].word not in lexicon.words("organisations", "things"):
        return False
    return all(len(token.word) > 1 and known(token.word) for token in rest) and not proper(rest)


def _place_ends(sheet: Sheet, tokens: list[Token], places: dict[str, str]) -> bool:
    """True where these words are a place: one on the list, or a zone by its ending."""
    last = tokens[-1]
    if len(tokens) == 1 and last.word in places:
        return True
    name = sheet.text[tokens[0].start : last.end]
    return len(tokens) > 1 and name.endswith(_zones()) and tokens[0].word in places


def _describes(sheet: Sheet, place: Candidate) -> bool:
    """True for what only tells of what kind something is (越南|文标签), or how a base is called (某河|生产基地)."""
    if place.type == "country" and (sheet.after(place.end) in "文语籍裔" or _slogan(sheet, place)):
        return True
    if place.type == "region" and _side_of(sheet, place):
        return True
    if place.rule in ("places.ending", "places.tagger") and _honour(sheet, place):
        return True
    led = sheet.before(place.start) in "在沿到于从经至"
    if not led and sheet.text.endswith("一路", place.start, place.end) and _goes(sheet, place.end):
        return True
    return place.rule in _BY_SHAPE and _BASE.match(sheet.text, place.end) is not None


_SIDES = frozenset(("东北", "西北", "东南", "西南", "华北", "华东", "华南", "华中", "华西"))
_TOWARDS = frozenset("往向朝偏")
_WHICH = ("地区", "各", "三", "五", "六", "市场", "片区")


def _side_of(sheet: Sheet, place: Candidate) -> bool:
    """True for a side of the sky (往|西南|走), and where it only tells which of several is meant: 华东|代工厂."""
    if sheet.text[place.start : place.end] not in _SIDES:
        return False
    following = sheet.word_after(place.end)
    tells = following is not None and following.tag[0] in "nbmj" and not following.word.startswith(_WHICH)
    return sheet.before(place.start) in _TOWARDS or tells


_RANKED = re.compile("[一-鿿]{0,8}?(?:百强|十强|千强|十佳|百佳|五百强|独角兽榜|排行榜|[1-9]0{1,2}[强佳])")


def _slogan(sheet: Sheet, country: Candidate) -> bool:
    """True for what the country is to become (数字|中国), and for a list of its best: 中国|连锁百强."""
    if sheet.text[country.start : country.end] != "中国":
        return False
    before = sheet.text[max(0, country.start - 2) : country.start]
    return before in lexicon.words("zones", "to_become") or bool(_RANKED.match(sheet.text, country.end))


_WON = re.compile("国家|省|市|全国|全省|全市|[一-鿿]{2,3}[省市区]")
_TITLES = ("示范区", "试验区", "示范园", "示范园区", "小镇", "示范城市", "先行区", "引领区", "示范基地")


def _honour(sheet: Sheet, zone: Candidate) -> bool:
    """True for a title that is won or applied for: 跻身|某省数字经济特色小镇, 冲刺|国家新型工业化示范园."""
    name, verb = sheet.text[zone.start : zone.end], sheet.word_before(zone.start)
    if not name.endswith(_TITLES) or not _WON.match(name):
        return False
    return verb is not None and verb.word in lexicon.words("zones", "wins")


def _goes(sheet: Sheet, at: int) -> bool:
    """True where 一路 is how something goes on: 恒川|一路|快跑."""
    following = sheet.word_after(at)
    return following is not None and following.tag[0] in "vad"


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(ending for ending in lexicon.typed("zones", "endings") if len(ending) > 1)


@lru_cache(maxsize=1)
def _lines_of_trade() -> frozenset[str]:
    """Behind the name of a trade they show that it is one: 空天信息|产业, 铁海联运|班列."""
    return lexicon.words("organisations", "lines")
