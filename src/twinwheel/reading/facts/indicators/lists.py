"""Figures that belong to the members of a list, one each: 东湖区、西山区收入分别为30亿元和20亿元"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from twinwheel.reading.facts.indicators.clauses import Clauses
from twinwheel.reading.facts.indicators.roles import LEAD, is_lead
from twinwheel.reading.facts.indicators.subjects import Subject
from twinwheel.reading.facts.numbers import Number

_JOINT = re.compile(r"分别|依次")
_SUM = re.compile(r"(?:合计|共计|总计|[二三两]者|相加)")
_AND = re.compile(r"[、和与及]")
_SEVERAL = re.compile(r"[两三四五六七八二\d](?:地|市|区|县|省|州|镇|乡|村|校|院|家|国|线|园|站)")
_ALL_ALIKE = re.compile(
    r"(?:[两三四五六七八九]?[地市省区县家])?[^，。；分依]{0,20}?(?:均|都|各|皆)|为|是|则为|达"
)
_VERB = re.compile(
    r"位列|分列|收入|产值|营收|报价|面积|人口|实现|完成|接待|总投资|运送|发送|获|达|为|以|的|\d"
)
_TO = re.compile(r"[对与向从]$")
_LEVEL = "省市县区州镇乡村园港院校站馆"
_LONGEST = 14


class Lists:
    """Asked for one figure after another."""

    def __init__(self, text: str, clauses: Clauses, subjects: Sequence[Subject]) -> None:
        self._text = text
        self._clauses = clauses
        self._subjects = subjects
        self._starts = [each.start for each in subjects]

    def of(self, number: Number) -> str | None:
        """The owner that its place in a list gives the figure."""
        index = self._clauses.at(number.start)
        return self._share(index, number) or self._sum(index) or self._each(index, number)

    def _sum(self, index: int) -> str | None:
        """…分别为30亿元和20亿元，合计50亿元: that of all members together."""
        clause = self._clauses.all[index]
        if not _SUM.match(self._text, clause.start, clause.end):
            return None
        return "、".join(self._owners_before(index)) or None

    def _each(self, index: int, number: Number) -> str | None:
        """江州、云江均为30万套, 梧州、柏州为25万套: that of every member."""
        start = self._clauses.all[index].start
        low = bisect_left(self._starts, start)
        first = self._subjects[low] if low < len(self._subjects) else None
        if first is None or first.kind != "place" or not is_lead(self._text, start, first.start):
            return None
        last = low
        while last + 1 < len(self._subjects) and self._is_next(last):
            last += 1
        end = self._subjects[last].end
        if last == low or end > number.start or not _ALL_ALIKE.match(self._text, end, number.start):
            return None
        return self._text[first.start : end]

    def _is_next(self, index: int) -> bool:
        one, other = self._subjects[index], self._subjects[index + 1]
        return _AND.fullmatch(self._text, one.end, other.start) is not None and other.kind == "place"

    def _share(self, index: int, number: Number) -> str | None:
        joint = _JOINT.search(self._text, self._clauses.all[index].start, number.start)
        if joint is None:
            return None
        owners = self._owners(index, number.start) or self._owners_before(index)
        nth = len(_AND.findall(self._text, joint.end(), number.start))
        return owners[nth] if nth < len(owners) else None

    def _owners_before(self, index: int) -> list[str]:
        """…分别完成1.2亿吨和9600万吨，增速分别为6.1%和4.8%: those of a clause before in the sentence."""
        for before in (index - 1, index - 2):
            if before < 0 or self._clauses.all[before].sentence != self._clauses.all[index].sentence:
                break
            owners = self._owners(before, self._clauses.all[before].end)
            if owners:
                return owners
        return []

    def _owners(self, index: int, until: int) -> list[str]:
        """The members of the list that 分别 or 依次 stands behind in this clause."""
        clause = self._clauses.all[index]
        joint = _JOINT.search(self._text, clause.start, until)
        if joint is None:
            return []
        start = clause.start
        if joint.start() - start < 4 and index and self._clauses.all[index - 1].sentence == clause.sentence:
            start = self._clauses.all[index - 1].start
        lead = LEAD.match(self._text, start, joint.start())
        return self._listed(lead.end() if lead else start, joint.start())

    def _listed(self, start: int, end: int) -> list[str]:
        """The names of a list like 东埠、南浦、西梁三地: none where none of them is known to be a name."""
        text = self._text
        if _TO.search(text, max(start - 1, 0), start) or text[start : start + 1] in ("对", "与", "向", "从"):
            return []
        several = _SEVERAL.search(text, start, end)
        low = bisect_left(self._starts, start)
        known = [
            each
            for each in self._subjects[low : low + 12]
            if each.end <= end and each.kind not in ("person", "noun")
        ]
        items = [item for item in _AND.split(text[start : several.start() if several else end]) if item]
        named = (known and known[0].start == start) or (items and items[0][-1] in _LEVEL)
        if len(items) < 2 or not (several or named):
            return []
        first = known[0] if len(known) == 1 and known[0].start == start else None
        if first and first.kind == "firm" and first.end < start + len(items[0]):
            return [first.name] * len(items)  # 某厂电机、轴承分别占5%和7%: what it makes
        found, at = [], start
        for item in items:
            at = text.index(item, at)
            own = next((each for each in known if at <= each.start < at + len(item)), None)
            found.append(own.name if own else _VERB.split(item)[0])
            at += len(item)
        return found if all(1 < len(item) <= _LONGEST for item in found) else []
