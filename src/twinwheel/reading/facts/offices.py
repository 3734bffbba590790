"""Bodies of government and houses every reader knows: names that are sure by themselves.

Departments of a place (浙江省杭州市经济和信息化局), its committee, government and courts, houses called by their level
(市二院), the administration of a zone (某新城管委会), and the names on the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import bureaus, lexicon
from twinwheel.reading.facts.candidates import Candidate, longest
from twinwheel.reading.facts.scan import Listed
from twinwheel.reading.facts.sheet import ASKS, MARKS, NO_BEGINNING, Sheet, is_han, trimmed
from twinwheel.reading.facts.words import Token, known

_DEPARTMENT_END = re.compile(r"委员会|办公室|管理局|监管局|总局|[局厅委办部署处]")
_DEPARTMENT_GOES_ON = {
    "局": "面势部域限长",
    "厅": "堂级长",
    "委": "员托任派会屈婉",
    "办": "法理事公学好成到",
    "部": "门分长署队件位落委",
    "处": "理分罚长于在境置",
    "署": "长理名",
}
"""What follows these where they are part of another word: 局面, 委托, 部门."""
_LEVEL_WORDS = frozenset("省市区县州")


def atoms(sheet: Sheet, divisions: list[Candidate]) -> list[Candidate]:
    """Names every reader knows, departments of a place, and the bodies of a place (临泽县人民政府)."""
    found = listed = [*_known(sheet)]
    ends = {area.end: area.start for area in divisions}
    found = [*listed, *_departments(sheet, ends)]
    found += _bodies(sheet, divisions)
    found += _local(sheet)
    found += _administrations(sheet)
    found += _party(sheet)
    found += _of_divisions(sheet, divisions)
    found += _ad_hoc(sheet, divisions)
    found += bureaus.bureaus(sheet, ends, listed)
    return longest(found)


@lru_cache(maxsize=1)
def _local_pattern() -> re.Pattern[str]:
    houses = lexicon.trie(lexicon.words("organisations", "local"))
    return re.compile(
        rf"[省市县区州镇乡](?:第?[一二三四五六七八九十]{{1,2}}(?:人民医院|医院|中学|小学|院|中)|{houses})"
    )


def _local(sheet: Sheet) -> Iterator[Candidate]:
    """Houses of a place that are called by its level: 市二院, 县一中, 市文联."""
    for found in _local_pattern().finditer(sheet.text):
        start, end = found.span()
        if _border(sheet, start) and not sheet.splits_word(end):
            yield Candidate(start, end, type_of(found.group()), "organisations.local")


@lru_cache(maxsize=1)
def _listed() -> Listed:
    return Listed(lexicon.typed("organisations", "known"))


_SHORT_UNIVERSITY = re.compile(
    "(?:国防|电子|(?:[东南西北中华上大青兰重武长哈沈浙江苏福安河湖广云贵桂川陕甘宁新蒙吉辽冀鲁豫鄂湘赣皖闽粤黔滇][一-鿿]?))"
    "(?:理工|工大|师大|农大|林大|医大|药大|财大|交大|科大|民大|矿大|海大|电大|邮大|政法)(?=[的、，。和与及毕任教在副党校等）)]|$)"
)
"""What universities are called in short: 辽工大, 华中师大."""
_BUREAUS = re.compile(
    r"中(?:建|铁|交|冶|核|化|电建|能建|水)(?:第?[一二三四五六七八九十]{1,3}(?:航局|公局|航院|局|院|公司))"
)
"""The numbered houses of the great builders: 中建三局, 中铁十二局."""


_ACADEMY = re.compile(
    r"(?:中科院|中国科学院|农科院|中国农科院|林科院|中国林科院|社科院|中国社科院|医科院|中国医科院|地科院|中国地科院)"
    r"(?P<what>[一-鿿]{2,9}?)(?P<kind>所|台|站)(?![以有在需谓属得到长])"
)
"""The institutes of the academies as they are called in short: 中科院成都光机所."""


def _academy(sheet: Sheet) -> Iterator[Candidate]:
    for found in _ACADEMY.finditer(sheet.text):
        words = sheet.tokens(*found.span("what"))
        if not any(word.tag[0] in "purydv" and known(word.word) and word.tag != "vn" for word in words):
            yield Candidate(*found.span(), "institute", "organisations.known")


def _known(sheet: Sheet) -> Iterator[Candidate]:
    yield from _academy(sheet)
    for numbered in _BUREAUS.finditer(sheet.text):
        yield Candidate(*numbered.span(), "enterprise", "organisations.known")
    for short in _SHORT_UNIVERSITY.finditer(sheet.text):
        if _border(sheet, short.start()) and not sheet.splits_word(short.end()):
            yield Candidate(*short.span(), "university", "organisations.known")
    types = lexicon.typed("organisations", "known")
    for start, end in _listed().spans(sheet.text):
        name = sheet.text[start:end]
        if not sheet.splits_word(start) and not sheet.splits_word(end):
            if end - start == 3 and sheet.text[max(0, start - 2) : start] in ("市委", "省委", "区委", "县委"):
                start -= 2  # 市委|网信办
            yield Candidate(start, end, types[name], "organisations.known")


def _departments(sheet: Sheet, areas: dict[int, int]) -> Iterator[Candidate]:
    text, listed = sheet.text, lexicon.departments()
    for ending in _DEPARTMENT_END.finditer(text):
        at, end = ending.span()
        deed = text.startswith(("会同", "会商", "会签", "会见"), end)
        if not deed and text[end : end + 1] in tuple(_DEPARTMENT_GOES_ON.get(text[end - 1], "长")):
            continue
        for cut in dict.fromkeys((at, end - 1)):  # 市场监管|局, not 市场|监管局
            if text[cut - 2 : cut] not in _department_tails():
                continue
            length = next((n for n in range(min(14, cut), 1, -1) if text[cut - n : cut] in listed), 0)
            start = _with_area(sheet, cut - length, areas) if length else cut
            if start < cut - length:
                yield Candidate(start, end, "government", "organisations.department")
                break


@lru_cache(maxsize=1)
def _department_tails() -> frozenset[str]:
    """What a department's matters may end with: most places are done with after one look."""
    return frozenset(matter[-2:] for matter in lexicon.departments())


def _with_area(sheet: Sheet, at: int, areas: dict[int, int]) -> int:
    """Where the places and levels before a department begin: 浙江省|杭州市|…, 省|…, 国家|…."""
    while True:
        token = sheet.word_before(at)
        if at in areas:
            at = areas[at]
        elif token and token.word.endswith("人民政府"):
            return token.start
        elif (
            token and token.word in _LEVEL_WORDS and sheet.before(token.start) not in "全各本该我某两多每跨城"
        ) or (token and token.word in ("国家", "中国", "中央", "全国", "自治区", "新区")):
            return _own_stem(sheet, token.start) if token.word == "新区" else token.start
        else:
            return _unlisted_area(sheet, at)


def _own_stem(sheet: Sheet, at: int) -> int:
    """What the new area is called by: 西海岸|新区|商务局."""
    stem = sheet.word_before(at)
    return stem.start if stem and stem.tag[0] in "nsj" and _border(sheet, stem.start) else at


def _unlisted_area(sheet: Sheet, at: int) -> int:
    """A place that the dictionary cut wrongly, before a department: 河|谷市|农业农村局."""
    if sheet.before(at) not in "省市区县州" or sheet.before(at - 1) in "全各本该我某每":
        return at  # 据该市|农业农村局
    if _border(sheet, at - 1) or sheet.before(at - 1) in ASKS:
        return at - 1  # 报送至|市经信局, 请|市经信局
    for start in (at - 3, at - 4):
        if start >= 0 and sheet.text[start : at - 1] in lexicon.words("organisations", "outside"):
            return at - 1  # 会同|市发改委
        if start >= 0 and is_han(sheet.text[start:at]) and _border(sheet, start):
            return start
    return at


def _border(sheet: Sheet, at: int) -> bool:
    return sheet.before(at) in MARKS or sheet.before(at) in NO_BEGINNING or sheet.before(at) in "和的"


def _bodies(sheet: Sheet, divisions: list[Candidate]) -> Iterator[Candidate]:
    """The party committee, government, congress or court of a place."""
    text = sheet.text
    for area in divisions:
        if area.type in ("country", "region") and text[area.end - 1] not in "州盟":
            continue
        for body in _bodies_longest_first().get(text[area.end : area.end + 1], ()):
            if text.startswith(body, area.end) and _body_ends(text, area.end + len(body), body):
                yield Candidate(area.start, area.end + len(body), "government", "organisations.body")
                break


@lru_cache(maxsize=1)
def _bodies_longest_first() -> dict[str, list[str]]:
    """By their first character."""
    found: dict[str, list[str]] = {}
    for body in sorted(lexicon.words("organisations", "bodies"), key=len, reverse=True):
        found.setdefault(body[0], []).append(body)
    return found


@lru_cache(maxsize=1)
def _party_pattern() -> re.Pattern[str]:
    return re.compile(rf"[省市区县州镇]委{lexicon.trie(lexicon.words('organisations', 'party'))}")


def _party(sheet: Sheet) -> Iterator[Candidate]:
    """Offices of a party committee that is said with its level alone: 市委组织部."""
    for office in _party_pattern().finditer(sheet.text):
        if _border(sheet, office.start()):
            yield Candidate(*office.span(), "government", "organisations.department")


_ADMINISTRATION = re.compile("管委会|管理委员会|党工委|执行委员会|管理局|管理办公室")
_LONGEST_ZONE = 14
_PARKS_OF_A_KIND = ("园区", "产业园", "产业园区", "各园区")
_NO_ZONE = frozenset("pcurdmtqy")


def _administrations(sheet: Sheet) -> Iterator[Candidate]:
    """The administration of a zone, whatever words the zone's name is made of: 沣|西|新城|管委会."""
    zones = tuple(lexicon.typed("zones", "endings"))
    for office in _ADMINISTRATION.finditer(sheet.text):
        at = start = office.start()
        while (token := sheet.word_before(start)) and at - token.start <= _LONGEST_ZONE:
            verb = token.tag[0] == "v" and token.tag != "vn"
            if not is_han(token.word) or (known(token.word) and (token.tag[0] in _NO_ZONE or verb)):
                break
            start = token.start
        start = trimmed(sheet, start, office.end())
        zone = sheet.text[start:at]
        if len(zone) > 2 and zone.endswith(zones) and zone not in _PARKS_OF_A_KIND:
            yield Candidate(start, office.end(), "government", "organisations.department")


_HOUSE = re.compile(
    r"(?P<what>[一-鿿]{2,14}?)(?:服务中心|创新中心|中心|研究院|研究所|设计院|博物馆|图书馆|美术馆|救援队|小学|中学|实验室)(?![一-鿿]?城|建设|体系|试点|项目)"
)
_FRONT_ALONE = re.compile("[省市区县]|国家(?!级)")
_NO_HOUSE = frozenset("pudrqyt")


def _of_divisions(sheet: Sheet, divisions: list[Candidate]) -> Iterator[Candidate]:
    """A house that begins with its division in full or its level, of whatever words: 某省科技资源统筹中心."""
    text = sheet.text
    fronts = [
        (area.start, area.end, "organisations.body") for area in divisions if area.rule == "places.listed"
    ]
    fronts += [
        (*found.span(), "organisations.department")
        for found in _FRONT_ALONE.finditer(text)
        if _border(sheet, found.start())
    ]
    for start, end, rule in fronts:
        house = _HOUSE.match(text, end) if text[end - 1] in "省市区县家" else None
        if house is None or sheet.splits_word(house.end()):
            continue
        inside, name = sheet.tokens(end, house.end()), text[end : house.end()]
        if sheet.before(start) in "在于赴到来" and inside[0].tag[0] == "v":
            continue  # 在某县|建设…中心
        if _describes_house(inside):
            yield Candidate(start, house.end(), type_of(name), rule)


def _describes_house(inside: list[Token]) -> bool:
    """True where these words may stand between a division and what kind of house it has: no deed, no second house."""
    endings = lexicon.typed("organisations", "endings")
    if len(inside) < 2 or (inside[0].tag == "v" and known(inside[0].word)):
        return False
    return not any(
        token.tag[0] in _NO_HOUSE or (token.word in endings and len(token.word) > 1) for token in inside[:-1]
    )


_AD_HOC = re.compile("[一-鿿]{2,6}?(?:专班|(?<![主承协举合联督交催操])办)(?![理法公事学成到好证件卷展])")
"""Offices set up for one thing: 某市低空办."""


def _ad_hoc(sheet: Sheet, divisions: list[Candidate]) -> Iterator[Candidate]:
    """An office of a listed place for whatever it looks after."""
    for area in divisions:
        if area.rule != "places.listed" or sheet.text[area.end - 1] not in "省市区县":
            continue
        office = _AD_HOC.match(sheet.text, area.end)
        if office is None or sheet.splits_word(office.end()):
            continue
        inside = sheet.tokens(area.end, office.end() - 1)
        if all(token.tag[0] in "nbajzlgsf" or token.tag == "vn" for token in inside):
            yield Candidate(area.start, office.end(), "government", "organisations.department")


def _body_ends(text: str, end: int, body: str) -> bool:
    goes_on = tuple(_DEPARTMENT_GOES_ON["委"]) if body.endswith("委") else ("代表",)
    return not text.startswith(goes_on, end)


def type_of(name: str) -> str:
    """The type a name's ending makes of it; a name that ends in nothing known is held to be a firm."""
    listed = lexicon.typed("organisations", "known").get(name)
    if listed:
        return listed
    endings = lexicon.typed("organisations", "endings")
    for length in range(min(len(name), 8), 0, -1):
        if name[-length:] in endings:
            return endings[name[-length:]]
    return "enterprise"
