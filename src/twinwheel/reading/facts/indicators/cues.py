"""What the words of a clause say of its figures: reached, aimed at, forecast or past."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from twinwheel.reading.facts.tables import any_of, table

_NAMED = re.compile(r"《[^《》]*》?|“[^“”，。]{1,20}”")
_HOPES = re.compile(r"期[待盼]|希望|盼")
_TOOK = re.compile(
    r"将(?![于在被由从再还会继陆逐全进新投建打])[^，。；\d]{2,16}?(?:改造?成|改建[成为]|[变转]为|[迁搬移]至|[迁搬移]到|纳入|列[为入]|划[入归])"
)
"""将老厂房改造成…: what was done to it, and not what will be"""
_SAID_BEFORE = re.compile(
    r"此前[^，。；！？,;\n]{0,18}(?:表示|透露|宣布|公布|披露|介绍|发布|报道|印发|出台|提出|明确)"
)
_OWN_ONLY = re.compile(r"瞄准|锚定")
"""They say what it is for, and not what the next clause counts."""
PRICE = re.compile(
    r"(?:计划|规划)总投资|(?<![年度内])(?:计划|规划)投资(?![建设兴新入用于])(?=[^，。；]{0,8}$|[^，。；\d]{0,8}\d)"
)
"""项目83个，计划投资365亿元: what they cost, as planned; 今年计划投资… is an aim of the year."""
_OF_YEAR = re.compile(r"今年|明年|全年|年度|年内|\d年|[两三四五六]年|季度|上?下?半年")


class Cues(NamedTuple):
    """What the words of a clause say of its figures."""

    forecast: bool
    target: bool
    weak: bool
    """Only 将 or 届时 say that it is aimed at: a forecast in a clause before may be meant."""
    actual: bool
    historic: bool


_CUES = ("forecast", "target", "weak_target", "actual", "historic")
_NO_CUES = Cues(False, False, False, False, False)


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")[key]))


@cache
def _any() -> re.Pattern[str]:
    words = table("indicators")
    return re.compile(any_of({each for key in _CUES for each in words[key]}))


def cues_of(said: str) -> Cues:
    if not _any().search(said):
        return _NO_CUES  # most clauses say nothing, and one search is enough to know it
    said = _SAID_BEFORE.sub("〇", _TOOK.sub("〇", said))
    said = _NAMED.sub("", _words("not_target").sub("〇", said))
    if "投资" in said and ("总" in said or not _OF_YEAR.search(said)):
        said = PRICE.sub("〇", said)
    target = _words("target").search(said) is not None
    return Cues(
        _words("forecast").search(said) is not None and not _HOPES.search(said),
        target,
        target and _words("weak_target").search(said) is not None,
        _words("actual").search(said) is not None,
        _words("historic").search(said) is not None,
    )


def cues_before(said: str) -> Cues:
    """Of a clause before that of the figure."""
    return cues_of(_OWN_ONLY.sub("", said.replace("一度", "")))
