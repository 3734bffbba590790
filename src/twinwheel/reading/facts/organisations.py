"""Organisations by their ends: …研究院, …有限公司.

``chains`` walks back from an ending and takes the names of ``offices``, which are sure by themselves, whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.countries import without_country as without_country
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, may_be_inside, proper, trimmed
from twinwheel.reading.facts.words import Token, known

_LEVEL_WORDS = frozenset("省市区县州")
_FORMAL = (
    "研究院",
    "研究所",
    "协会",
    "学会",
    "促进会",
    "联合会",
    "商会",
    "基金会",
    "研究中心",
    "交易所",
)
_JOINS = frozenset("和与及")
_SIDES = (
    "北方",
    "南方",
    "东方",
    "西方",
    "华北",
    "华东",
    "华南",
    "华中",
    "西部",
    "中部",
    "东部",
    "西南",
    "西北",
    "东北",
)
_BORDERS = MARKS | NO_BEGINNING
_CLOSES = frozenset("站场馆局院所厅部会社司厂园店联")
"""What ends here is a house of its own, and the one behind 和 another."""
_NATIONWIDE = ("协会", "学会", "委员会", "商会", "联合会", "中心", "联盟", "联席会议")
_OF_ONE_WORD = (
    "专业合作社",
    "街道办事处",
    "街道办",
    "律师事务所",
    "会计师事务所",
    "派出所",
    "农商行",
    "农商银行",
    "村镇银行",
)
"""Any word before these makes a name: 南津|街道办事处."""


def chains(sheet: Sheet, divisions: list[Candidate], sure: list[Candidate]) -> list[Candidate]:
    """Names that end as organisations end, with at least one proper name in them."""
    endings, whole = lexicon.typed("organisations", "endings"), lexicon.words("organisations", "whole")
    by_end = {area.end: area.start for area in divisions}
    by_end.update({atom.end: atom.start for atom in sure})
    last = _last_characters()
    found: list[Candidate] = []
    for token in sheet.words:
        if token.word[-1] not in last:
            continue
        ending = _ending(token, endings, whole)
        if ending is None or _goes_on(sheet, token) or _is_verb(sheet, token, endings):
            continue
        hit = _chain(sheet, token, ending, endings[ending], by_end)
        if hit:
            found.append(hit)
            by_end.setdefault(hit.end, hit.start)
    return found


def _ending(token: Token, endings: dict[str, str], whole: frozenset[str]) -> str | None:
    word = token.word
    for length in range(min(len(word), 8), 1, -1):
        if word[-length:] in endings:
            return word[-length:]
    if word[-1] == "部" and len(word) + 1 > 2 and word not in lexicon.words("organisations", "no_ministries"):
        return "部"
    if word[-1] in endings and (
        len(word) == 1 or word in whole or token.tag == "nt" or (len(word) >= 4 and not known(word))
    ):
        return word[-1]
    return None


@lru_cache(maxsize=1)
def _last_characters() -> frozenset[str]:
    """What the last character of an ending may be: most words are done with after one look."""
    return frozenset(ending[-1] for ending in lexicon.typed("organisations", "endings")) | {"部"}


def _is_verb(sheet: Sheet, token: Token, endings: dict[str, str]) -> bool:
    """True for what a house does right behind its name: 某某协会|组织."""
    return token.word == "组织" and sheet.text.endswith(tuple(endings), 0, token.start)


def _goes_on(sheet: Sheet, token: Token) -> bool:
    """True where the next word shows that the name has not ended or that this is no ending: 中心|城区, 公司|法, 所|关注."""
    following = sheet.word_after(token.end)
    if token.word == "控股" and following is not None and following.word == "的":
        return True  # 某某集团|控股的|某某新材
    if token.word == "所" and following is not None and following.tag[0] == "v":
        return True
    return following is not None and following.word in lexicon.words("organisations", "goes_on")


def _chain(sheet: Sheet, head: Token, ending: str, kind: str, by_end: dict[int, int]) -> Candidate | None:
    # A name of the dictionary is whole: 团中央|中国青少年发展基金会.
    whole = head.tag == "nt" and len(head.word) >= 5 and head.start not in by_end
    start = head.start if whole else sheet.back(head.start, by_end)
    start = _over_conjunction(sheet, start, head, by_end)
    start = trimmed(sheet, start, head.end)
    if sheet.text.endswith("全国", 0, start) and ending in _NATIONWIDE:
        start -= 2  # 全国|种业交易中心
    start = _from_place(sheet, start, head, by_end)
    start = _behind_deed(sheet, start, head, by_end)
    start = _behind_firm(sheet, start, head.start)
    start = without_country(sheet, start, head.end, ending)
    name = sheet.text[start : head.end]
    if name.endswith(_no_houses()) or is_role(sheet, start, head.end):
        return None
    if "各" in sheet.text[max(0, start - 6) : head.start]:
        return None
    if sheet.text.endswith(("有关", "相关", "全市", "全省", "多家", "某"), 0, start):
        return None
    if ending in ("部", "处", "办公室") and any(
        part in name[:-3] for part in ("公司", "集团", "银行", "大学", "医院", "事务所")
    ):
        return None
    generic = lexicon.words("organisations", "generic")
    if (
        name in generic
        or name.removeprefix("国家") in generic
        or len(name) <= max(2, len(ending))
        or "\n" in name
    ):
        return None
    if not _is_name(sheet, start, head, ending, by_end):
        return _plain(start, head, ending, kind)
    return Candidate(start, head.end, kind, "organisations.ending")


_BUILDS = frozenset(("建设", "建立", "开设", "兴建", "扩建", "投资"))


def _behind_deed(sheet: Sheet, start: int, head: Token, by_end: dict[int, int]) -> int:
    """What is built somewhere is not called by the place: 在|某县|建设|种薯中心."""
    if sheet.before(start) not in "在于赴到":
        return start
    tokens = sheet.tokens(start, head.start)
    founds = lexicon.words("organisations", "founds")
    deeds = (
        token.end
        for token in tokens
        if (token.word in founds or token.word in _BUILDS) and token.start in by_end
    )
    return next(deeds, start)


_FIRM_AND = re.compile("(?:有限公司|集团|股份公司)[和与及、]")


def _behind_firm(sheet: Sheet, start: int, stop: int) -> int:
    """Behind another firm in full: 某地某某有限公司和|某某（某地）置业有限公司."""
    found = list(_FIRM_AND.finditer(sheet.text, start, stop))
    return found[-1].end() if found else start


def _plain(start: int, head: Token, ending: str, kind: str) -> Candidate | None:
    """A name of common words, as houses of some kinds have them: 北方算力互通联盟. Weighed before it stands."""
    if ending not in (*_FORMAL, "联盟"):
        return None
    if head.end - start - len(ending) < (4 if ending == "联盟" else 2):
        return None
    return Candidate(start, head.end, kind, "organisations.plain")


def _strong_end(name: str) -> str:
    """An end that only stands behind the name of one house: 某某转化|国家重点实验室."""
    strong = lexicon.words("organisations", "strong")
    return next((name[at:] for at in range(len(name)) if name[at:] in strong), "")


@lru_cache(maxsize=1)
def _no_houses() -> tuple[str, ...]:
    """Where one meets, and what a house runs: they end like houses."""
    return (*lexicon.words("organisations", "venues"), *lexicon.words("organisations", "facilities"))


_OF_THE_WORLD = ("国际", "全球", "全国", "世界", "区域", "综合性")


def is_role(sheet: Sheet, start: int, end: int) -> bool:
    """True for what a city is to become (上海|国际科技创新中心): no house there."""
    first = sheet.word_after(start)
    if first is None or first.word not in gazetteer() or first.end >= end:
        return False
    role = sheet.text[first.end : end]
    return role.startswith(_OF_THE_WORLD) and role in lexicon.words("organisations", "generic")


def _is_name(sheet: Sheet, start: int, head: Token, ending: str, by_end: dict[int, int]) -> bool:
    tokens = sheet.tokens(start, head.end)
    name = sheet.text[start : head.end]
    before = tokens[:-1] if len(tokens) > 1 else tokens
    if name.startswith(tuple(lexicon.words("organisations", "national"))) and len(tokens) > 1:
        return len(name) >= len(ending) + 4 or ending not in lexicon.words("organisations", "weak")
    if ending in lexicon.words("organisations", "weak") and len(name) < 4:
        return False
    if name[0] in _LEVEL_WORDS and (tokens[0].word == name[0] or len(tokens) == 1):
        if ending in ("委员会", "集团", "公司") and sheet.before(start) in _BORDERS:
            return not all(token.word in lexicon.words("organisations", "common") for token in before[1:])
        return ending not in lexicon.words("organisations", "many_of_a_level")  # 省博物馆, 市红十字会
    areas = [token for token in before if by_end.get(token.end, -1) >= start and token.end < head.end]
    if (ending in ("部", "处", "司", "办", "关") and not areas) or name.endswith(
        ("市中心", "县中心", "区中心", "城中心")
    ):
        return False
    if areas or proper(before) or sheet.text[start] in "“‘":
        common = lexicon.words("organisations", "common")
        of_a_kind = all(t in areas or t.word in common for t in before)
        if ending in ("公司", "分公司") and all(t in areas for t in before):
            return False  # 武汉|公司: one of many
        if ending in ("公司", "企业") and of_a_kind and any(t.word.isascii() for t in before):
            return False  # 成都|AI|公司
        return bool(areas) or not all(token.word in common for token in before)
    strong = _strong_end(name)
    if strong and len(name) - len(strong) >= 2:
        return start in sheet.starts_at
    first = tokens[0].word
    trades, inside = lexicon.words("organisations", "trades"), lexicon.words("organisations", "inside")
    if ending in _OF_ONE_WORD:
        return len(name) - len(ending) >= 2 and first not in inside and start in sheet.starts_at
    if name.endswith((*_FORMAL, "大学")) and len(name) >= 6:
        return True
    if ending == "集团":
        sides = first in _SIDES and tokens[1].word in trades  # 南方|重机|集团
        return len(tokens) >= 3 and first not in trades and (first not in inside or sides)
    return False


def _over_conjunction(sheet: Sheet, start: int, head: Token, by_end: dict[int, int]) -> int:
    """Over 和 or 与 inside a name, where the part before it starts with a place and is no name by itself.

    上海|食品|与|发酵研究所, 芬兰|交通|与|通信部; but not 甲大学|与|乙研究院.
    """
    join = sheet.word_before(start)
    if join is None or join.word not in _JOINS or sheet.before(join.start) in _CLOSES:
        return start
    if head.word.endswith(("公司", "集团")):
        return start  # two firms: 某地|某某园艺|与|某某公司
    endings = lexicon.typed("organisations", "endings")
    at, steps = join.start, 0
    inside, outside = lexicon.words("organisations", "inside"), lexicon.words("organisations", "outside")
    while steps < 6:
        if at in by_end:
            own = proper(sheet.tokens(at, join.start))  # 德国|莱梅尔机械|和|某大学研究院
            fits = steps > 0 and not own and not sheet.text[by_end[at] : at].endswith(tuple(endings))
            if fits:  # 某科学院|某省|生态|与|地理|研究所
                return by_end.get(by_end[at], by_end[at])
            mother = sheet.text[by_end[at] : at].endswith(("科学院", "科院", "大学")) and steps > 0
            return by_end[at] if mother else start
        token = sheet.word_before(at)
        if token is None or token.word in outside or not may_be_inside(token, inside):
            return start
        if token.word in ("国家", "中国", "全国") or token.word in _LEVEL_WORDS:
            return token.start if steps > 0 else start
        at, steps = token.start, steps + 1
    return start


def _from_place(sheet: Sheet, start: int, head: Token, by_end: dict[int, int]) -> int:
    """A name from its place on, where only common words stand before the place (合作单位|江苏省…)."""
    if any(mark in sheet.text[start : head.end] for mark in "()（）"):
        return start  # the place in brackets is a branch: 某某(亚洲)研究院
    tokens = sheet.tokens(start, head.start)
    if tokens and tokens[0].word in lexicon.words("organisations", "national"):
        return start  # 国家超级计算天津中心
    for index, token in enumerate(tokens):
        if index == 1 and token.word in lexicon.words("organisations", "trades"):
            continue  # 路桥 is a place and a trade
        if index and token.end in by_end and by_end[token.end] >= start:
            return by_end[token.end] if not proper(tokens[:index]) and by_end[token.end] > start else start
        if index and token.word in ("国家", "中国", "全国", "中科院"):
            if _strong_end(sheet.text[token.start : head.end]):
                return start  # 煤转化|全国重点实验室
            return token.start if not proper(tokens[:index]) else start
        if token.tag == "ns" and index == 0:
            return start
    return start
