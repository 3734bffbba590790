"""What an article and each section of it say they are about: a year or a quarter, what is or what is to be done."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.moments import When
from twinwheel.reading.model import Part

_PLANS = re.compile(
    r"方案|规划(?!局|馆|院)|行动|计划(?!单列|生育|新|总投资|建|投|引|培|实施|发|开|在|于|用|今|明|年内)|要点|任务|目标|清单"
)
_AIMS = re.compile(
    r"目标|任务|打算|下一步|展望|计划(?!单列|生育)|安排|部署|[这怎][样么]干|怎么办|愿景|新的一年"
)
_SO_FAR = re.compile(r"基础|现状|成[效就绩]|回[顾眸望]|问题|背景|形势|挑战|过去|走过|[这那]样走|亮点")
_AGAINST = re.compile(r"(?:[高低多少快慢大小]于|超过?|不及|[比较])$")
"""计划单列市低于去年: what it is held against, and not the time it is about."""
_BARE_YEAR = re.compile(r"(?<!\d)20\d\d(?![\d年年/.\-—－])(?!个|家|元|人|项|名)")
_LINE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])[^，。；：\n]{1,24}|[^，。；、：\n]{1,14}"
)
"""A line that is a heading, though it is not set as one."""
_BEGINNING = 80
"""Characters of the first paragraph that tell what the article is about."""
_WEEKLY = re.compile(r"[周日]报|周评|日评|[一本上]周")
CARRIED = frozenset({"year", "half", "quarter", "period", "month", "days"})
"""Periods that hold for what follows; a day only holds for what it is said of."""


class Section(NamedTuple):
    """What stands below a title or heading."""

    start: int
    topic: When | None
    """The period it says it is about."""
    plans: bool
    """It tells what is to be done."""


class Sections:
    """The sections of an article, the one below its title first."""

    def __init__(self, reading: Reading, dates: Sequence[When]) -> None:
        self._text = reading.text
        self._dates = dates
        self._starts = [when.start for when in dates]
        self.published = reading.date
        self.last_year = max((when.iso[:4] for when in dates if when.iso), default="0")
        """The latest year that is named: where nobody knows the day of publication, earlier ones are over."""
        self.all = list(self._read(reading))
        self._section_starts = [section.start for section in self.all]
        self.lead = self._of_lead(reading)
        """The period the article begins with: 上半年，…"""
        self.reported = self._first_period(reading)
        """What 报告期 and 假期 mean."""

    def between(self, start: int, end: int) -> list[When]:
        """The dates that lie in ``[start, end)``, in order."""
        low, high = bisect_right(self._starts, start - 1), bisect_right(self._starts, end - 1)
        return [when for when in self._dates[low:high] if when.end <= end]

    def at(self, position: int) -> Section:
        return self.all[max(bisect_right(self._section_starts, position) - 1, 0)]

    def _read(self, reading: Reading) -> Iterator[Section]:
        """The title's period and purpose hold until a heading has its own."""
        titles = [part for part in reading.parts if part.role in ("title", "subtitle")]
        plans = any(_PLANS.search(self._text, part.start, part.end) for part in titles)
        named = [when for part in titles for when in self._periods(part, plans)]
        if titles and any(_WEEKLY.search(self._text, part.start, part.end) for part in titles):
            lead = next((part for part in reading.parts if part.role == "paragraph"), titles[0])
            named += [
                when for when in self.between(lead.start, lead.end) if when.role == "as_of" and when.iso
            ]
        own = named[0] if named else None
        yield Section(0, own, plans)
        for part in reading.parts:
            if is_heading(self._text, part):
                over = _SO_FAR.search(self._text, part.start, part.end) is not None
                aims = not over and self._is_of_aims(part)
                periods = self._periods(part, aims or plans)
                if periods or aims or over or part.role == "heading":
                    yield Section(part.start, periods[0] if periods else own, (aims or plans) and not over)

    def _is_of_aims(self, part: Part) -> bool:
        """It says so, or names a year that has only begun."""
        return _AIMS.search(self._text, part.start, part.end) is not None or any(
            when.precision == "year" and is_ahead(when, self.published)
            for when in self.between(part.start, part.end)
        )

    def _periods(self, part: Part, plans: bool) -> list[When]:
        found = [
            when
            for when in self.between(part.start, part.end)
            if when.iso
            and when.precision in CARRIED
            and not _AGAINST.search(self._text, max(when.start - 8, 0), when.start)
            and (plans or not is_ahead(when, self.published))
        ]
        years = (
            When(match.start(), match.end(), match[0], "year")
            for match in _BARE_YEAR.finditer(self._text, part.start, part.end)
        )
        return [*found, *(year for year in years if plans or not is_ahead(year, self.published))]

    def _of_lead(self, reading: Reading) -> When | None:
        lead = next((part for part in reading.parts if part.role == "paragraph"), None)
        periods = (
            self._periods(Part("paragraph", lead.start, min(lead.end, lead.start + _BEGINNING)), False)
            if lead
            else []
        )
        return next((when for when in periods if when.precision != "days"), None)

    def _first_period(self, reading: Reading) -> When | None:
        """What 报告期 and 假期 mean: the period of the title, or the first one of the first paragraph."""
        lead = next((part for part in reading.parts if part.role == "paragraph"), None)
        return self.all[0].topic or next(iter(self._periods(lead, False)) if lead else iter(()), None)


def is_heading(text: str, part: Part) -> bool:
    """A heading, or a paragraph that looks like one: 二、2019年工作安排."""
    line = part.role == "paragraph" and _LINE.fullmatch(text, part.start, part.end) is not None
    return part.role == "heading" or line


def is_ahead(when: When, published: date | None) -> bool:
    """It ends after the month of publication; a year only when it is a later one, or has just begun."""
    if when.iso is None or published is None:
        return False
    end = when.iso.rpartition("/")[2]
    if when.iso == str(published.year) and not when.relative and published.month < 3:
        return True
    if len(end) < 7:
        return end[:4] > str(published.year)
    if end[5] in "HQ":
        end = f"{end[:4]}-{int(end[6]) * (6 if end[5] == 'H' else 3):02}"
    return end[:7] > f"{published:%Y-%m}"
