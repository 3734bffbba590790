"""Which numbers and days a text bears out, so that an invented one is seen. Apart from the reader's own rules.

A text bears out what it prints, in every unit it could be meant in: 1.5亿元 is 150,000,000 元, 15,000 万元 and 1.5 亿元,
3% is 0.03, 满两年 is 2, 24 and 730. Slips of OCR that leave a number readable (3O万元) are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from twinwheel.criteria import tree

CHINESE = "零〇一二两三四五六七八九十百千"
MANY = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
NUMBER = re.compile(
    rf"(?P<of>百分之|千分之|万分之)?(?P<digits>[0-9][0-9O,]*(?:\.[0-9]+)?|[{CHINESE}]+)"
    r"(?P<many>[十百千]?[万亿]|[百千](?=元))?(?P<unit>%|‰|个?百分点|成|倍|周?年|周?岁|个?月|周|天|日|万?元|美元)?"
)
OF = {"百分之": Decimal(100), "千分之": Decimal(1_000), "万分之": Decimal(10_000)}
PART = {"%": Decimal(100), "‰": Decimal(1_000), "百分点": Decimal(100), "成": Decimal(10)}
WORDS = {
    "减半": "0.5",
    "折半": "0.5",
    "半数": "0.5",
    "一半": "0.5",
    "过半": "0.5",
    "全额": "1",
    "全免": "1",
    "免": "0",
    "为零": "0",
    "免征": "1",
}
DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?")
YEAR = re.compile(r"(\d{4})年")
CHINESE_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
DIGITS = {each: str(at) for at, each in enumerate("〇一二三四五六七八九")} | {"零": "0"}


def plain(text: str) -> str:
    """Compatibility forms folded and all blanks taken out, broken lines among them."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return CHINESE_YEAR.sub(lambda found: "".join(DIGITS[each] for each in found[0]), folded)


@lru_cache(maxsize=4096)
def numbers(text: str) -> frozenset[Decimal]:
    """Every number the text bears out, in any unit."""
    folded = plain(text)
    found = {Decimal(0)} | {Decimal(value) for word, value in WORDS.items() if word in folded}
    found |= set(_fractions(folded))
    points = set()
    for at in NUMBER.finditer(folded):
        values = set(_values(at))
        found |= values
        if at["unit"] in ("百分点", "个百分点"):
            points |= values
    return frozenset(found | {one + other for one in found for other in points})


FRACTION = re.compile(rf"([{CHINESE}]+)分之([{CHINESE}]+)(?![{CHINESE}])")
"""四分之一; 百分之三 is read as a share already."""


def _fractions(text: str) -> Iterator[Decimal]:
    for at in FRACTION.finditer(text):
        whole, part = _chinese(at[1]), _chinese(at[2])
        if whole and part is not None:
            yield part / whole


def _values(found: re.Match[str]) -> Iterator[Decimal]:
    value = _value(found["digits"])
    if value is None:
        return
    if found["of"]:
        yield value / OF[found["of"]]
        return
    unit = (found["unit"] or "").removeprefix("个")
    if unit in PART:
        yield value / PART[unit]
        return
    full = value * MANY[found["many"] or ""]
    yield from (value, full, full / 10**4, full / 10**8)
    if unit == "万元":
        yield from (full * 10**4, full / 10**4)
    if unit in ("年", "周年"):
        yield from (full * 12, full * 365, full * 366, full * 360)
    if unit == "月":
        yield from (full / 12, full * 30)


def _value(digits: str) -> Decimal | None:
    if digits[0] in CHINESE:
        return _chinese(digits)
    return Decimal(digits.replace("O", "0").replace(",", "").rstrip("."))


def _chinese(digits: str) -> Decimal | None:
    """Whole numbers up to the thousands: 三十六, 两百, 一千二百; None for what is none (百)."""
    total = unit_of = 0
    number: int | None = None
    for each in digits:
        if each in "十百千":
            if number is None and (each != "十" or total):
                return None
            total += (1 if number is None else number) * MANY[each]
            number, unit_of = None, MANY[each]
        else:
            value = 2 if each == "两" else int(DIGITS[each])
            if number is not None and not (number == 0 and unit_of):
                return None
            number = value
    return Decimal(total + (number or 0))


@lru_cache(maxsize=4096)
def days(text: str) -> frozenset[date]:
    """Every day the text bears out: those it prints, the first and last of months and years, and their neighbours."""
    folded = plain(text)
    found: set[date] = set()
    year = 0
    for at in DAY.finditer(folded):
        year = int(at[1]) if at[1] else year
        if not year:
            continue
        month = int(at[2])
        found |= _day(year, month, int(at[3])) if at[3] else _month(year, month)
    for at in YEAR.finditer(folded):
        if 1900 < int(at[1]) < 2200:
            found |= _day(int(at[1]), 1, 1) | _day(int(at[1]), 12, 31)
    beside = {each + timedelta(days=step) for each in found for step in (-1, 0, 1)}
    spans = {int(each) for each in numbers(text) if 0 < each <= 20 and each == int(each)}
    later = {moved for each in found for years in spans if (moved := _later(each, years))}
    return frozenset(beside | later | {each - timedelta(days=1) for each in later})


def _day(year: int, month: int, number: int) -> set[date]:
    try:
        return {date(year, month, number)}
    except ValueError:
        return set()


def _month(year: int, month: int) -> set[date]:
    if not 1 <= month <= 12:
        return set()
    following = date(year + month // 12, month % 12 + 1, 1)
    return {date(year, month, 1), following - timedelta(days=1)}


def _later(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return None


def constants(node: tree.Node) -> Iterator[Decimal | date]:
    """The numbers and days an expression holds, spans of time among them."""
    for each in tree.walk(node):
        match each:
            case tree.Literal(bool()):
                continue
            case tree.Literal(Decimal() | date() as value):
                yield value
            case tree.Interval(count, _):
                yield Decimal(count)


def invented(node: tree.Node, text: str) -> list[Decimal | date]:
    """What an expression holds and the text does not bear out."""
    return [
        each
        for each in constants(node)
        if (each not in days(text) if isinstance(each, date) else abs(each) not in numbers(text))
    ]
