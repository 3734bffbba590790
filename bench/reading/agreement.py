"""When a value that was found is the value that is true: names, units, times, scopes, titles."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from bench.reading.align import simplified
from bench.reading.annotated import base

MARKS = re.compile(r"[“”‘’\"'「」『』《》〈〉\s·・,，、()（）]")
TWICE = re.compile(r"([区县市省])\1")
UNITS = {
    "百分点": "个百分点",
    "％": "%",
    "平方千米": "平方公里",
    "工作日": "个工作日",
    "月": "个月",
    "-": "",  # none is printed
    "块钱": "元",
    "块": "元",
    "度": "千瓦时",
}
YEAR = re.compile(r"(\d{4})(?:-(?:(H)([12])|(Q)([1-4])|(\d{2})(?:-(\d{2}))?))?$")


def plain(name: str | None) -> str:
    """A name without marks and spaces, in simplified characters."""
    return MARKS.sub("", simplified(name or "")).lower()


def same_amount(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    """Value and unit, with multiples taken out of the unit: 1260 家 is 1260 家, 1.2 万亿元 is 12000 亿元."""
    value, unit = base(gold["value"], gold["unit"])
    other, other_unit = base(Decimal(str(found["value"])), found["unit"] or "")
    if not _close(value, other) or UNITS.get(unit, unit) != UNITS.get(other_unit, other_unit):
        return False
    if gold.get("value_to") is None:
        return True
    return found["value_to"] is not None and Decimal(str(found["value_to"])) in (
        gold["value_to"],
        base(gold["value_to"], gold["unit"])[0],
    )


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= abs(one) * Decimal("0.002")


def same_time(gold: str | None, found: str | None, *, appeared: str) -> bool:
    """Both end on the same day and are points in time, or are the same period; a day of a month will do for it.

    Where the text says no time, or ``now``, the day, month or year the article appeared is right too.
    ``2023-11-12?`` may be left out as well.
    """
    if gold and gold.endswith("?"):
        return found is None or same_time(gold[:-1], found, appeared=appeared)
    if gold is None:
        return found is None or (_valid(found) and appeared.startswith(found[:10]))
    if found is None or not _valid(found) or not _valid(gold):
        return gold == found
    if _period(gold) == _period(found):
        return True
    if not (YEAR.match(gold) and YEAR.match(found)) or any(c in gold + found for c in "HQ/"):
        return False
    return _period(gold)[1] == _period(found)[1] or found.startswith(f"{gold}-")


def _valid(time: str) -> bool:
    return all(YEAR.match(each) for each in time.split("/"))


def _period(time: str) -> tuple[date, date]:
    first, _, last = time.partition("/")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(time: str) -> tuple[date, date]:
    found = YEAR.match(time)
    if found is None:
        raise ValueError(f'"{time}" is no time')
    year = int(found[1])
    if found[2]:
        return _months(year, 6 * int(found[3]) - 5, 6)
    if found[4]:
        return _months(year, 3 * int(found[5]) - 2, 3)
    if found[7]:
        day = date(year, int(found[6]), int(found[7]))
        return day, day
    return _months(year, int(found[6]), 1) if found[6] else _months(year, 1, 12)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def same_scope(gold: str | None, found: str | None, groups: Iterable[set[str]]) -> bool:
    """One of the scopes that will do, another name of it, or one that holds the other. None in gold: it is open."""
    if gold is None:
        return True
    other = plain(found)
    if len(other) < 2:
        return False
    wanted = {plain(each) for each in gold.split("/")}
    for group in groups:
        if wanted & group:
            wanted |= group
    return any(other in each or each in other for each in wanted if len(each) > 1)


def same_speaker(gold: str | None, found: str | None, groups: Iterable[set[str]]) -> bool:
    if gold is None or found is None:
        return gold is None and found is None
    wanted = {plain(each) for each in gold.split("/")}
    for group in groups:
        if wanted & group:
            wanted |= group
    return plain(found) in wanted


def same_office(gold: dict[str, Any], found: dict[str, Any], groups: Iterable[set[str]]) -> bool:
    """Title and organisation; where the one ends and the other begins may be drawn either way.

    海宁区委 | 书记, 海宁区 | 委书记 and 海宁区 | 区委书记 are the same. Between two titles the house may be told or not:
    市人大代表、某厂厂长 and 市人大代表、厂长 are the same where 某厂 is the organisation.
    """
    title, other = plain(gold["title"]), plain(found["title"])
    house = plain(found["organisation"])
    if house and house in other and same_scope(gold["organisation"], house, groups):
        told = other if house in title else other.replace(house, "")
        if title == told:
            return True
    if _one_word(gold["organisation"], title) == _one_word(found["organisation"], other):
        return True
    return title == other and (
        gold["organisation"] is None or same_scope(gold["organisation"], found["organisation"], groups)
    )


def _one_word(organisation: str | None, title: str) -> str:
    return TWICE.sub(r"\1", plain(organisation) + title)
