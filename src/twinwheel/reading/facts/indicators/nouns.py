"""Noun phrases that stand where a subject stands, and no finder of names knows: 中心站占地…, “潮声”覆盖…, 样本企业…"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.roles import lead_end
from twinwheel.reading.facts.indicators.subjects import NO_PLACE, Subject
from twinwheel.reading.facts.tables import Suffixes, any_of, table
from twinwheel.reading.facts.words import Words
from twinwheel.reading.facts.words import known as is_word

_HAN = "一-鿿"
_TAGS = frozenset("nabjlizrm")
_LONGEST = 24
_PLACE_FIRST = re.compile(
    rf"(?:(?![占比全我本各该照在于与和向对从按为居据由是多外每某])[{_HAN}]){{2}}[省市县](?![{_HAN}]?[场长值])"
)
_NO_HEAD = frozenset(
    "全据由在被以将经致者距按让使把向往沿较比高低超近我他她它们这那该其此本每各单整某同首多占新老另大小两"
)
_NUMBERED = re.compile(r"(?:\d{1,2}号(?:线|楼|桥|泊位|码头|高炉|机组|厂房)|T\d航站楼)(?:[一二三四]期)?")
"""2号线一期, T3航站楼"""
_SIDE = re.compile(r"[东南西北][起至临邻接靠]")
"""西起望云门, 东至高铁站: where it lies."""
_DIVISIONS = frozenset("省市县乡镇村")
_WHOLE = frozenset(("流域",))
_COUNTED = re.compile(
    r"(?:总?数|数量|家数|个数)?(?:已?达到?|为|约|近|超过?|有|共|仅)?(?!\d{4}年)[\d一二两三四五六七八九十百千几数]|[一-鿿]?(?:负责人|主任|局长|书记|院长|经理)"
)
_LABEL = re.compile(r"[“‘]?[^，。；：:！？、\n\d]{2,16}[：:](?!“)")
_QUOTED = re.compile(
    r"[“‘](?P<in>[^“”‘’，。；：！？、\n]{2,10})[”’](?=是|让|已|在|由|共|自|于|建成|覆盖|累计|平台|系统|工程|上线|运行|投用|的)"
)


def phrases(
    words: Words, clauses: Clauses, known: Sequence[Subject], paragraphs: Collection[int]
) -> Iterator[Subject]:
    """What the clauses of these paragraphs begin with, where no ``known`` name stands there."""
    text = clauses.text
    starts = [subject.start for subject in known]
    shorts = _short_forms(known)
    paragraph = -1
    for clause in clauses.all:
        if clause.paragraph in paragraphs:
            if clause.paragraph != paragraph:
                yield from _label(text, clause)
            start = lead_end(text, clause.start, clause.end)
            index = bisect_right(starts, start) - 1
            if index < 0 or start >= known[index].end:
                head = (
                    _quoted(text, clause.start)
                    or _short_form(text, start, shorts)
                    or noun_head(words, clause, start)
                )
                if head:
                    yield head
        paragraph = clause.paragraph


def _label(text: str, clause: Clause) -> Iterator[Subject]:
    """“绿电入京”通道：线路全长…: what a paragraph is headed with."""
    label = _LABEL.match(text, clause.start, clause.end + 1)
    if label and (label[0][0] in "“‘" or _owners().longest(text[clause.start : clause.end])):
        yield Subject(clause.start, clause.end, text[clause.start : clause.end], label[0], "label")


def _quoted(text: str, start: int) -> Subject | None:
    """“潮声”让…: what is in marks at the beginning of a clause, and does something."""
    match = _QUOTED.match(text, start)
    return Subject(*match.span(), match["in"], match[0], "thing") if match else None


def _short_forms(known: Sequence[Subject]) -> dict[str, Subject]:
    """槐坪 for 槐坪村, 砺行 for 砺行装备."""
    found: dict[str, Subject] = {}
    for subject in known:
        if subject.kind == "place" and len(subject.name) > 2 and subject.name[-1] in "省市县区州镇乡村":
            found.setdefault(subject.name[:-1], subject)
        elif subject.kind == "firm" and len(subject.name) > 3 and not is_word(subject.name[:2]):
            found.setdefault(subject.name[:2], subject)
    return found


def _short_form(text: str, start: int, shorts: dict[str, Subject]) -> Subject | None:
    for length in (2, 3, 4):
        whole = shorts.get(text[start : start + length])
        if whole and not text.startswith(whole.name, start):
            return Subject(start, start + length, whole.name, text[start : start + length], whole.kind)
    return None


@cache
def _owners() -> Suffixes:
    return Suffixes(table("indicators")["owners"])


@cache
def _owner_within() -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")["owners"]))


def noun_head(words: Words, clause: Clause, start: int) -> Subject | None:
    """The noun phrase that begins here and ends like something that has figures."""
    text = words.text
    numbered = _NUMBERED.match(text, start, clause.end)
    if numbered:
        return Subject(start, numbered.end(), numbered[0], numbered[0], "noun")
    if _SIDE.match(text, start):
        return None
    place = _PLACE_FIRST.match(text, start, clause.end)
    if place and not NO_PLACE.search(place[0]) and not is_word(place[0][:2]) and place[0][0] not in _NO_HEAD:
        return Subject(start, place.end(), place[0], place[0], "noun")
    if text[start : start + 1] in _NO_HEAD or not _owner_within().search(
        text, start, min(start + _LONGEST, clause.end)
    ):
        return None
    at, found = start, None
    for word, tag in words.within(start, min(start + _LONGEST, clause.end)):
        if tag[0] not in _TAGS or word[0] in _NO_HEAD or word[0].isdigit():
            break
        at += len(word)
        if (
            at - start >= (2 if word in _WHOLE else 3)
            and _owners().longest(text[start:at])
            and not _COUNTED.match(text, at)
        ):
            found = at
            break
    if found is None:
        return None
    said = text[start:found]
    if said[-1] in _DIVISIONS and is_word(said[:-1]):
        return None  # 时间省下来 is no province
    return Subject(start, found, said, said, "noun")
