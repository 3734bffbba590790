"""Where a piece may be cut, and what may be left out of a phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import get_args

from twinwheel.criteria import tree
from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.atoms import Join


@cache
def joiner() -> str:
    return "|".join(sorted(map(re.escape, data.table("words")["joiners"]), key=len, reverse=True))


_WITH = frozenset({"和", "及", "以及", "与", "暨"})


@cache
def _cuts() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<join>{joiner()})|(?P<of>的)|(?<=注册)(?=成立|[经纳])|(?<=[一-龥])(?=用于)"
        rf"|(?<=[区县园]内)(?=运营|成立|设立|实际|依法|正常|[^注登]{{0,4}}满)"
        rf"|(?P<who>(?<=企业|单位|机构|公司)(?<![在毕入被关合][孵业驻投联作]企业)(?<!被投资企业)|(?<=化器|大学|空间|领域|行业))(?={_SAID})"
    )


_SAID = (
    r"(?:[对于向](?!外|应|有)|首次|租用|租赁|购[置买]|承[租担]|落户|入驻|迁入|新(?:建|设|入驻|落户|迁入|引进|购|租|注册)|开展|实施|牵头|参与|引进|投保"
    r"|(?:上|本|当|全|每|近|前|最近)[一两三五]?个?(?:会计)?年|年度?[营销研主]|研发[费投人]|营业收入|销售收入|从业人|资产[总负]|获[得批评]|取得|完成|列入|设[立有]|建[有成]|拥有|具有|从事)"
)
"""What is said of a subject right behind its name: 高新技术企业于2030年…, 制造业企业上年度营业收入…."""
_BY_OTHERS = re.compile(r"[向给为由从被]")
"""与高等院校开展合作, 向科技型中小企业提供服务: who is named there is not who applies."""


def chunks_of(text: str) -> list[tuple[int, int, Join]]:
    """Where to cut, and how each chunk hangs on the one before. Marks in brackets stay together."""
    found: list[tuple[int, int, Join]] = []
    start, join = 0, "and"
    depth = 0
    depths = []
    for char in text:
        depth += (char == "(") - (char == ")")
        depths.append(depth)
    beside = False
    alternatives = set(data.table("words")["or"])
    for match in _cuts().finditer(text):
        if depths[min(match.start(), len(text) - 1)]:
            continue
        if match["who"] is not None and (beside or _BY_OTHERS.match(text, start)):
            continue
        beside = match["join"] == "与"
        if match.start() > start:
            found.append((start, match.start(), join))  # type: ignore[arg-type]  # join is one of the two words of its Literal
            join = "and"
        if match["who"] is not None:
            join = "has"
        word = match["join"] or ""
        if match["of"]:
            join = "of"
        elif word in alternatives:
            join = "or"
        elif word == "、":
            join = "list" if join == "and" else join
        elif word in _WITH:
            join = "with"
        start = match.end()
    if start < len(text):
        found.append((start, len(text), join))  # type: ignore[arg-type]  # join is one of the two words of its Literal
    assert all(each[2] in get_args(Join) for each in found)
    return found


def without_negator(words: str) -> list[str]:
    """The words with one 未, 不, 无… taken out: the longest first, the earliest first."""
    found = []
    for word in sorted(data.table("words")["negators"], key=len, reverse=True):
        at = words.find(word)
        if at >= 0:
            found.append(words[:at] + words[at + len(word) :])
    return found


_NOR = re.compile(r"[,，](?:且|也|亦|并且)?(?:无|未发生|未有|没有|不存在)")


def in_one(words: str) -> str:
    """未发生重大事故，无严重违法行为 as one denial of both: 未发生重大事故或严重违法行为."""
    return _NOR.sub("或", words)


@cache
def _period() -> re.Pattern[str]:
    listed = sorted(map(re.escape, data.table("words")["periods"]), key=len, reverse=True)
    return re.compile("|".join(listed))


def periodless(phrase: str) -> str:
    return _period().sub("", phrase)


def all_of(nodes: Sequence[tree.Node]) -> tree.Node:
    return nodes[0] if len(nodes) == 1 else tree.And(tuple(nodes))


def any_of(nodes: Sequence[tree.Node]) -> tree.Node:
    return nodes[0] if len(nodes) == 1 else tree.Or(tuple(nodes))
