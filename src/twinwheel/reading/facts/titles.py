"""Titles: what people are, one after the other as a newspaper strings them together (党委书记、副总裁)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.scan import Listed


class Title(NamedTuple):
    """``text[start:end]`` is a title, or several of one person; ``generic`` ones make no person of a name."""

    start: int
    end: int
    generic: bool


# A department of a firm belongs to the title: 某公司|运营部部长.
_OFFICE = re.compile(
    r"(?:公司|集团|[分支]行|银行|大学|[学医究]院|[协商学]会|中心)(?P<office>[一-鿿]{2,5}部)\Z"
    r"|(?:局|厅|委|署|海关|总站|支队|大学|[学医法究检]院|街道办|公司|集团|中心|中学|小学|[分支]行)(?P<section>[一-鿿]{1,7}[科系室处股班])\Z"
)
_JOINS = ("、", "，", ",", "兼任", "兼", "和", "暨", "及", "")


_NO_TITLE = ("们", "团", "制", "级", "会议", "单位", "办公", "候选", "馆")
"""Behind a title these show that it is none: 专家|们, 主席|团."""
_CHIEFS = "会计|经济|统计|审计|精算|工程|工艺|规划|设计|建筑|建造|质量|检验|化验|测绘|地质|农艺|畜牧|兽医|飞行|调度|架构|信息|数据|安全|药|教"
"""What a house has a 总…师 for."""
_BOARDS = ("委员", "董事", "监事", "理事")


_SHAPES = re.compile(f"首席[一-鿿]{{2,4}}[官家师]|副?总(?:(?:{_CHIEFS})师|工(?![会程业时作期]))")


@lru_cache(maxsize=1)
def _heads() -> Listed:
    begins = ("首席", "副总", "总工", *(f"总{chief[0]}" for chief in _CHIEFS.split("|")))
    return Listed(lexicon.words("titles", "heads") | _generic(), _SHAPES, begins)


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    """What makes no person of a name: an office anyone holds, a relation."""
    return lexicon.words("titles", "generic") | lexicon.words("titles", "kin")


@lru_cache(maxsize=1)
def _longest_before() -> int:
    return max(map(len, lexicon.words("titles", "before")))


def titles(text: str) -> list[Title]:
    """Every title in the text, neighbours of one person joined, in order."""
    found: list[Title] = []
    generic = _generic()
    for at, end in _heads().spans(text):
        said = text[at:end]
        if text.startswith(_NO_TITLE, end) or (said[-2:] in _BOARDS and text.startswith("会", end)):
            continue
        start = _with_words_before(text, at, found[-1].end if found else 0)
        title = Title(start, end, said in generic and start == at)
        last = found[-1] if found else None
        relations = lexicon.words("titles", "kin")
        kin = last is not None and (text[last.start : last.end] in relations or said in relations)
        joins = text[last.end : title.start] if last else None
        held = joins in ("，", ",") and last and text[last.start - 1 : last.start] in ("任", "为", "是")
        if last and not kin and joins in _JOINS and not held:  # 甲任副主任，|教授乙…
            found[-1] = Title(last.start, title.end, last.generic and title.generic)
        else:
            found.append(title)
    return found


_YOUTH_LEAGUE = tuple(f"团{level}委" for level in "省市区县州旗")


def _with_words_before(text: str, at: int, floor: int) -> int:
    """Where a title begins whose head begins at ``at``: 区委|常务|副|区长."""
    before = lexicon.words("titles", "before")
    while not text.endswith(_YOUTH_LEAGUE, 0, at):  # 团市委|书记
        lengths = range(min(_longest_before(), at - floor), 0, -1)
        length = next((each for each in lengths if text[at - each : at] in before), 0)
        if not length:
            break
        at -= length
    office = _OFFICE.search(text, max(floor, at - 10), at)
    return office.start(office.lastgroup or 0) if office else at
