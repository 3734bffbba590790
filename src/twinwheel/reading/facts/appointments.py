"""Titles and employers of the people of an article: several titles joined by 、, 该局|局长, and one house of several people.

``employers`` reads the words before one title. Here the titles of a person are put together, and an employer
that is not named before them is looked for: what 该局 or 公司 points back to, the house of the person named just
before (甲院副院长某、|护理部主任某), and, for a person to look at, the firm named last (总经理|某).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.antecedents import Firms
from twinwheel.reading.facts.appositions import beside
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.employers import SAID, TITLE, Ending, office, text_of
from twinwheel.reading.facts.people import Found
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han
from twinwheel.reading.facts.titles import Title

INFERRED = "employers.inferred"
"""The employer was taken from the sentences before: a person should look."""
_FAR = 800
"""Characters between 该公司 and the firm it stands for, a few paragraphs."""
_MOST = 12
"""Titles of one person that are put together."""
_POINTS = re.compile(
    r"(?P<this>[该本此]|这[家所个]|)(?P<house>公司|集团|企业|机构|银行|学校|医院|实验室|研究院|研究所|学院|协会|商会|学会|联盟"
    r"|园区|基地|中心|管委会|居委会|村委会|合作社|[局厅院所校行厂馆社店])"
)
_BORDERS = (MARKS - {"、"}) | frozenset("和与及由据听随让请")
"""What may stand before a bare 公司."""
_TYPES = {
    "公司": "enterprise",
    "集团": "enterprise",
    "企业": "enterprise",
    "学校": "university",
    "校": "university",
}
_HEADED = {
    "校": "校学院",
    "院": "院",
    "所": "所",
    "馆": "馆",
    "厂": "厂",
    "局": "局",
    "厅": "厅",
    "署": "署",
    "台": "台",
    "会": "会",
    "行": "行",
    "园": "园",
    "社": "社",
    "站": "站",
}
"""How the house ends that somebody heads: 校长, 院长."""
_LEVEL = re.compile(
    r"(?:(?:老|原|前|时任|常务|副)*([省市县区州镇乡村旗盟]|街道)(?:长|委|党委|党工委|办|支书|主任|党支部|政府|人大|政协|会计|领导))"
)
"""Whose head somebody is by his title: 副|市|长, 村|支书."""
_SEAT = re.compile(r"[一-鿿]{2,8}?(?=(?:人民)?政府|委)")
"""The place in the name of its government: 沧浦市|人民政府."""
_PART_OF = re.compile(
    r"(?:[科室处部股班组队庭]|车间|中心|病区|项目部?)(?:副|常务|代理)*(?:主任|护士长|[科处部股班组队庭]?长|经理|主管|总监|负责人)\Z"
    r"|(?:机务|乘务|护士|轮机|水手|列车|工段|教务|值班站|审判)长\Z|大队长\Z|技术员\Z"
    r"|(?:质检|检验|操作|巡检|装配)[员工]\Z|[一-鿿]工程师\Z|技师\Z|(?:质量|生产|工艺|设备|安全|研发)(?:负责人|主管)\Z"
)
"""Who leads a part of a house, and no house, or works in one."""
_OF_KIND = (
    (re.compile(r"(?:审判长|审判员|庭长|书记员)\Z"), ("法院", "法庭")),
    (re.compile(r"(?:关长|关员)\Z"), ("海关",)),
    (
        re.compile(r"\A副?(?:会长|秘书长|理事长)\Z"),
        ("协会", "商会", "学会", "联盟", "促进会", "联合会", "基金会"),
    ),
    (re.compile(r"\A(?:常委|委员)\Z"), ("政协",)),
    (re.compile(r"\A代表\Z"), ("人大", "人大常委会")),
    (re.compile(r"\A街道"), ("街道", "街道办", "街道办事处")),
)
"""Who is mostly of what kind of house, by how that ends: 审判长 of a 法院, 秘书长 of a 协会 or 联盟."""
_CLASS = re.compile(
    r"(?:[一二三四五六七八九]年级|第[一二三四五六七八九十]{1,2}代|[七八九0]0后|[大高初研博][一二三四]|(?:\d{4}|[一-鿿]{2}\d{2})级)(?:本科|硕士|博士)?\Z"
)
"""What class a pupil is in: 五年级|学生."""
_PARTY = re.compile(r"(?<!人大)代表\Z")
"""Whom somebody speaks for here: 经营者代表、某集团|副总经理."""


_BESIDE = ("人大代表", "政协委员", "政协常委", "党代表")
"""What somebody is beside his work: 市人大代表，某集团|董事长."""
_SITS_IN = ("省委", "市委", "区委", "县委", "州委", "地委", "政协", "人大")
"""A body in which somebody sits who heads a house of his own; 市公安局 is not called by another name than its city."""
_LEVELS = "省市区县州"
_HOUSE_OF_TITLE = re.compile(
    r"(?:\A|、)(?:[一-鿿]{0,4}?)(?P<house>管委会|居委会|村委会|合作社|协会|商会|学会|联盟|研究院)(?:副|常务副|执行)?(?:主任|书记|会长|理事长|院长|秘书长|社长)"
)
"""A house without its own name within a row of titles: 市委常委、管委会主任."""


class _Pointed(NamedTuple):
    """该局, or a bare 公司, before a title: what it is called, and where it begins."""

    house: str
    start: int
    said: bool


def of_people(
    sheet: Sheet, persons: list[Found], standing: list[Candidate], thought: list[Candidate]
) -> tuple[list[Found], dict[int, Candidate | None]]:
    """The people with their titles from where those begin, and, by where each name begins, who employs them.

    ``thought`` are the names that were thought of; before a title also those are believed that do not stand.
    """
    by_end = {each.end: each for each in [*sorted(thought, key=lambda each: -each.start), *standing]}
    stands = frozenset(standing)
    names = Ending(by_end, {end: each.start for end, each in by_end.items()}, stands)
    found: list[Found] = []
    employers: dict[int, Candidate | None] = {}
    pointed: dict[int, _Pointed] = {}
    for person in persons:
        if person.title is None:
            person = person._replace(title=beside(sheet, person.start, person.end))
        if person.title is not None:
            points = _points(sheet, person.title)
            if person.title.start == person.end:  # 许方|委员
                title, employers[person.start] = person.title, None
            elif points:
                house, title = points
                pointed[person.start], employers[person.start] = house, None
            else:
                title, employers[person.start] = _titles(sheet, person.title, names)
            person = person._replace(title=title)
        found.append(person)
    for start, each in employers.items():
        if each and each not in stands and each.rule.startswith("organisations."):
            employers[start] = each._replace(rule=TITLE)  # the title shows that it is one
    called = {sheet.text[person.start : person.end] for person in persons}
    for start, each in employers.items():
        if each and each.rule == TITLE and sheet.text[each.start : each.end] in called:
            employers[start] = None  # 某某某的|弟子: a person employs nobody
    named = sorted({*standing, *(each for each in employers.values() if each)})
    only, firms = _only(sheet, named), Firms(sheet.text, named)
    for index, person in enumerate(found):
        if person.title is None or employers[person.start] is not None:
            continue
        before = found[index - 1] if index else None
        if person.start in pointed:
            employers[person.start] = _meant(sheet, pointed[person.start], named, firms)
        elif before and _of_one_house(sheet, before, employers.get(before.start), person.title):
            employers[person.start] = employers.get(before.start)
        else:
            employers[person.start] = _inferred(
                sheet, person.title, named, only, firms, follows=person.title.start == person.end
            )
    return found, employers


def _titles(sheet: Sheet, last: Title, names: Ending) -> tuple[Title, Candidate | None]:
    """All the titles that end with this one, and the employer of the first; else of the last that has one."""
    text = sheet.text
    title, employer = office(sheet, last, names)
    first = employer
    for _ in range(_MOST):
        begins = first.start if first else title.start
        earlier = sheet.title_ending.get(begins - 1)
        if earlier is None:
            break
        beside = text_of(sheet, earlier).endswith(_BESIDE)
        if text[begins - 1] not in ("、兼，," if beside else "、兼"):
            break
        head, first = office(sheet, earlier, names)
        if first is None and (earlier.generic or _PARTY.search(text_of(sheet, earlier))):
            break
        sits = text_of(sheet, head).startswith(_SITS_IN)
        own = employer is not None and text[employer.start] not in _LEVELS
        if first and own and (sits or text.endswith(_SITS_IN, first.start, first.end)):
            return title._replace(start=first.start, generic=False), employer  # 某市委常委、某新区|党工委书记
        title = title._replace(start=head.start, generic=False)
        employer = first or employer
    grade = _CLASS.search(text, max(0, title.start - 10), title.start)
    return (title._replace(start=grade.start()) if grade else title), employer


def _points(sheet: Sheet, title: Title) -> tuple[_Pointed, Title] | None:
    """该局物业科|科长: the house that is pointed back to, and the title with its office; None where none is."""
    text, low = sheet.text, max(0, title.start - 14)
    for found in _POINTS.finditer(text, low, title.start):
        of = text.startswith("的", found.end())
        gap = text[found.end() + of : title.start]
        bare, before = not found["this"], sheet.before(found.start())
        if gap and not is_han(gap):
            continue
        if bare and (len(found["house"]) == 1 or before not in _BORDERS):
            continue
        return _Pointed(found["house"], found.start("house"), bare), title._replace(start=found.end() + of)
    return None


def _meant(sheet: Sheet, pointed: _Pointed, named: list[Candidate], firms: Firms) -> Candidate | None:
    """Who 该局 or 公司 is: the firm meant, or the last one named that is called so, else, where it stands bare, its own words
    (管委会)."""
    text, house = sheet.text, pointed.house
    firm = firms.meant(pointed.start) if house in ("公司", "企业") else None
    if firm:
        return firm
    for each in reversed(named[: bisect_left(named, pointed.start, key=lambda candidate: candidate.start)]):
        if pointed.start - each.end > _FAR:
            break
        called = text.endswith(house, each.start, each.end) and each.end - each.start > len(house)
        if (
            called
            or each.type == _TYPES.get(house)
            or (house == "机构" and each.rule.startswith("organisations."))
        ):
            return each
    end = pointed.start + len(house)
    return Candidate(pointed.start, end, "other", SAID) if pointed.said and house not in _TYPES else None


def _of_one_house(sheet: Sheet, before: Found, house: Candidate | None, title: Title) -> bool:
    """Whether a title without an employer follows a person right away: 某医院副院长甲|、护理部主任|乙."""
    if house is None or title.start - before.end != 1:
        return False
    if _of_its_own(text_of(sheet, title), sheet.text[house.end - 1]):
        return False
    level = sheet.text[title.start]
    return level not in "省市县区镇乡村" or level in sheet.text[house.end - 2 : house.end]


def _of_its_own(said: str, kind: str) -> bool:
    """Whether a title names a body of a kind (by its last character), so that it is of no other one: 财政部部长甲、|能源部部长|乙."""
    return kind in "部局厅署" and said.endswith((f"{kind}{kind}长", f"{kind}副{kind}长"))


def _only(sheet: Sheet, named: list[Candidate]) -> Candidate | None:
    """The firm of the article: the one of the headline, else the only one there is, by its longest name."""
    firms = {sheet.text[each.start : each.end]: each for each in named if each.type == "enterprise"}
    fits = [name for name in firms if name in sheet.headline] or list(firms)
    longest = max(fits, key=len, default="")
    return firms[longest] if longest and all(name in longest for name in fits) else None


@lru_cache(maxsize=1)
def _leads() -> tuple[str, ...]:
    """What ends the title of who leads a firm."""
    return tuple(lexicon.words("titles", "leads") | lexicon.words("titles", "of_a_firm"))


def _inferred(
    sheet: Sheet,
    title: Title,
    named: list[Candidate],
    only: Candidate | None,
    firms: Firms,
    *,
    follows: bool,
) -> Candidate | None:
    """The house of a title that stands by itself (听|总经理|某某), as whoever reads on takes it.

    A 市长 is of the city, an 院长 of the house called so that the paragraph named last. Who leads a firm is of the one meant;
    who leads a part of a house (骨科主任, 机务长), of the house named last in the paragraph, else of ``only``, the firm of the
    article. ``follows``: it stands behind the name.
    """
    text, said = sheet.text, text_of(sheet, title)
    before = sheet.word_before(title.start)
    stands = before is None or before.word[0] in MARKS or before.tag[0] in "pcdvt"
    if not (stands or follows):
        return None
    leads = said.endswith(_leads()) or said == "负责人"
    ends = _HEADED.get(said[-2:-1], "") if said[-1] == "长" else ""
    level = _LEVEL.match(said)
    ends = level[1] if level else ends
    own = _HOUSE_OF_TITLE.search(said)
    of_kind = next((houses for kind, houses in _OF_KIND if kind.search(said)), ())
    houses = (own["house"],) if own else of_kind
    earlier = named[: bisect_left(named, title.start, key=lambda candidate: candidate.start)]
    here = text.rfind("\n", 0, title.start)
    if houses:  # 市委常委、|管委会|主任
        for each in reversed(earlier):
            if text.endswith(houses, each.start, each.end) and text[each.start : each.end] not in houses:
                return each._replace(rule=INFERRED)
    part = bool(_PART_OF.search(said)) and not title.generic
    for each in reversed(earlier):
        if title.start - each.end > _FAR or (each.start < here and not ends):
            break
        body = (
            each.rule.startswith("organisations.")
            and each.type not in ("media", "association")
            and not _of_its_own(said, text[each.end - 1])
        )
        if (ends and text[each.end - 1] in ends) or (part and body):
            return each._replace(rule=INFERRED)
        seat = _SEAT.match(text, each.start, each.end) if level and each.type == "government" else None
        if seat and seat[0][-1] in ends:
            return each._replace(end=seat.end(), rule=INFERRED)
    firm = firms.meant(title.start) if leads else only if part else None
    return firm._replace(rule=INFERRED) if firm else None
