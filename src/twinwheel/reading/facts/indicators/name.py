"""What a figure counts or measures, in the words of the text: the noun behind a count, or the one before."""

from __future__ import annotations

import re
from functools import cache

from twinwheel.reading.facts.indicators.clauses import Clause
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import Suffixes, table
from twinwheel.reading.facts.words import Words

_LONGEST = 24
_BREAK = re.compile(r"[，。；：！？、,;:!?\n（(）)《》“”‘’○•]")
_PREDICATE = re.compile(
    r"(?<=[一-鿿]{2})(?:现场|实际|落户|选址|入驻|签约|开工|投产|集中|全部|同台|参赛|参展|参会|参加|同比|环比|计划|报名|入选|上榜|进展|满负荷|恢复)+$"
)
"""56名记者|现场, 370家企业|落户: what they did is no part of what they are."""
_NOUNS = frozenset("nabjliz")
_AMONG = re.compile(
    r"(?:[位名并跃稳高]?[列居]|排名?[在到至]?|[由从]|全[国省市区县州球]|世界|国内)[一-鿿“”]{0,10}$"
)
"""增速居全省第二: among whom is no part of what is ranked."""
_MARK = re.compile(r"的?“[^“”\n]{1,12}”")


@cache
def _linking() -> Suffixes:
    return Suffixes(table("indicators")["linking"])


@cache
def _nominal() -> frozenset[str]:
    return frozenset(table("indicators")["nominal"])


def _is_noun(word: str, tag: str) -> bool:
    return tag[0] in _NOUNS or tag.startswith(("n", "vn", "eng")) or word in _nominal()


def name_of(text: str, number: Number, clause: Clause, names: Names) -> str | None:
    """None where neither side of the figure names anything: it is then a figure of what was named before."""
    subject = names.named_before(number.start, clause.start)
    start = subject.end if subject else clause.start
    words = names.words
    among = _AMONG.search(text, start, number.start) if number.ordinal else None
    if among:
        return noun_before(words, start, among.start())
    if number.kind == "count":
        return _behind(words, number.end) or noun_before(words, start, number.start)
    return noun_before(words, start, number.start) or _behind_of(words, number)


def _behind_of(words: Words, number: Number) -> str | None:
    """1500元的补贴"""
    return _behind(words, number.end + 1) if words.text.startswith("的", number.end) else None


def _behind(known: Words, at: int) -> str | None:
    text = known.text
    mark = _MARK.match(text, at)
    stop = _BREAK.search(text, mark.end() if mark else at, at + _LONGEST)
    end = stop.start() if stop else min(at + _LONGEST, len(text))
    words = known.within(at, end)
    if not words or _CHANGES.match(text, at) or (words[0][1][0] == "v" and not _is_noun(*words[0])):
        return None
    taken = last = 0
    for index, (word, tag) in enumerate(words):
        joins = (
            word in ("和", "及", "与")
            and index + 1 < len(words)
            and last == taken > 0
            and _is_noun(*words[index + 1])
        )
        if not (joins or _is_noun(word, tag) or tag[0] == "m") or any(char.isdigit() for char in word):
            break
        taken += len(word)
        if _is_noun(word, tag):
            last = taken
    said = text[at : at + last]
    return _PREDICATE.sub("", said) or said or None


_FORMER = re.compile(r"(?:(?:从|由|自)[^，。；、]{0,12}的?|(?:到|至)(?:现在|目前|如今)的?)$")
_CHANGES = re.compile(
    r"(?:缩减|提高|增加|下降|减少|降|压缩|缩短|扩大|升|跃升|增长|上升|提升|减).{0,2}(?:到|至|为)"
)
_LEADING = re.compile(
    r"^(?:力争|年(?!度)|月|日|底|末|仍|再|其中|全[市省区县国州球]|市|区内|园内|该|数字将|今年|去年|同期)+"
)
_VERBS = re.compile(
    r"^(?:培育|入驻|服务|推广|建成|新建|引进|聚集|集聚|吸引|带动|惠及|新增|发放|累计|节约|减少|可|年产|实现|完成|受理|拥有|开行|接待)(?=..)"
)


def noun_before(words: Words, start: int, end: int) -> str | None:
    """The noun phrase that ends at ``end``, linking verbs taken off."""
    start = max(start, end - _LONGEST)
    said = words.text[start:end]
    while True:
        length = _linking().longest(said)
        former = None if length else _FORMER.search(said)
        if not length and former is None:
            break
        said = said[: former.start() if former else -length]
    end = start + len(said)
    breaks = list(_BREAK.finditer(said))
    if breaks:
        start += breaks[-1].end()
    taken = ""
    for word, tag in reversed(words.within(start, end)):
        noun = (
            _is_noun(word, tag)
            or (taken and (tag[0] in "mf" or word in ("规模以上", "以上")))
            or tag.startswith("vn")
        )
        if not noun or any(char.isdigit() for char in word):
            break
        taken = word + taken
    taken = _VERBS.sub("", _LEADING.sub("", taken))
    return taken if len(taken) > 1 else None
