"""A date or period of a text, what relative ones are reckoned from, and days and months that may not be."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from twinwheel.reading.facts.numerals import chinese

Precision = Literal[
    "day", "days", "part_of_month", "month", "quarter", "half", "year", "period", "plan", "now", "vague"
]

Role = Literal["by", "as_of", "from", "before"]


class When(NamedTuple):
    """``text[start:end]`` is the date itself, without 到, 截至 or 起 around it."""

    start: int
    end: int
    iso: str | None
    """``2018``, ``2019-H1``, ``2019-Q2``, ``2021-01``, ``2021-01-16``, a period ``2016/2020``; None unsettled."""
    precision: Precision
    role: Role | None = None
    """``by``: 到2025年; ``as_of``: 截至5月底; ``from``: 自2020年起; ``before``: 6月30日前."""
    relative: bool = False
    """It is reckoned from the day of publication or from another date."""

    @property
    def year(self) -> int | None:
        """The year it ends in."""
        return int(self.iso.rpartition("/")[2][:4]) if self.iso else None


N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
TO = r"(?:[-－—–~～〜至到]|——)"


@dataclass
class Context:
    """What relative dates are reckoned from."""

    published: date | None
    year: int | None = None
    """Of the last date named."""
    year_at: int = -1
    last: str | None = None
    day: str | None = None
    """The last day named: 当日."""


_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}


def third(year: int, month: int, part: str | None) -> tuple[str | None, Precision]:
    """A month, or the 上旬, 中旬, 下旬 or last day of it."""
    whole = month_of(year, month)
    if whole is None or part is None or part in "初中":
        return whole, "month"
    last = monthrange(year, month)[1]
    if part in "底末":
        return f"{whole}-{last:02}", "day"
    low, high = _THIRDS[part]
    return f"{whole}-{low:02}/{whole}-{min(high, last):02}", "part_of_month"


def number(text: str) -> int | None:
    """In digits or in Chinese numerals."""
    if text.isdigit():
        return int(text)
    value = chinese(text)
    return None if value is None else int(value)


def month_of(year: int, month: int) -> str | None:
    """None where there is no such month."""
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else None


def day_of(year: int, month: int, day: int) -> str | None:
    """None where there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
