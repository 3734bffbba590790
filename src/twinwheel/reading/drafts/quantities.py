"""Quantities as policies write them: a number, its unit, and how much of another unit that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from twinwheel.reading.drafts import data

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
_HAN = "零〇一二两三四五六七八九十百千"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,6}}(?:\.\d{{1,9}})?|\d{{1,15}}(?:\.\d{{1,9}})?|[{_HAN}]{{1,9}})"
_SCALE = r"(?:万亿|百万|千万|亿|万|千|百)?"


class Unit(NamedTuple):
    """``kind`` says what converts into what; ``size`` is how many of its smallest unit this one is."""

    kind: str
    size: Decimal


@dataclass(frozen=True)
class Quantity:
    """``text[start:end]``: ``value`` counts the smallest unit of its kind."""

    start: int
    end: int
    value: Decimal
    kind: str
    parts: tuple[int, int] | None = None
    """Of 三分之一, which no decimal is, what is divided by what; ``value`` is near it."""

    def into(self, unit: str | None) -> Decimal | None:
        """The number in another unit; None where the two measure different things or it is not exact.

        >>> next(quantities("1.5亿元")).into("万元")
        Decimal('15000')
        """
        if self.kind == "zero":
            return Decimal(0)
        if self.parts is not None:
            return None
        wanted = units().get(unit or "")
        if wanted is None:
            return None
        alike = self.kind == wanted.kind or {self.kind, wanted.kind} == {"things", "plain"}
        if not alike:
            return None
        return _exact(self.value, wanted.size)


class Day(NamedTuple):
    """``text[start:end]`` is a calendar date; of a month ``first`` and ``last`` are its days."""

    start: int
    end: int
    first: date
    last: date


@cache
def units() -> dict[str, Unit]:
    return {name: Unit(kind, Decimal(str(size))) for name, (kind, size) in data.table("units").items()}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, units()), key=len, reverse=True))
    return re.compile(
        rf"(?P<of>百分之|千分之|万分之)(?P<part>{_NUMBER})"
        rf"|(?P<below>[{_HAN}]{{1,3}})分之(?P<above>[{_HAN}]{{1,3}})"
        r"|(?<![\d/.])(?P<over>[1-9]\d?)/(?P<under>[2-9]|1\d)(?![\d/.年月])"
        rf"|(?P<half>一半|半数|(?<=过)半(?!数))"
        rf"|(?P<low>{_NUMBER})(?P<lowscale>{_SCALE})(?P<lowunit>{names})?(?P<to>[至到\-—–~～]{{1,2}})"
        rf"(?P<high>{_NUMBER})(?P<highscale>{_SCALE})(?P<highunit>{names})"
        rf"|(?P<number>{_NUMBER})(?P<scale>{_SCALE})(?P<unit>{names})?"
    )


_DATE = re.compile(
    r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?|(?=(?:起|以后|之后|以来|以前|之前|\(含\))))"
    r"|(?<![\d\-/.])((?:19|20)\d\d)([-/.](?:0?[1-9]|1[0-2]))([-/.](?:3[01]|[12]\d|0?[1-9]))(?![\d\-/.])"
)
"""2027年4月1日, 2027-04-01."""


def days(text: str) -> Iterator[Day]:
    """The calendar dates of a text, in order; ``2027年4月`` is the whole month."""
    for match in _DATE.finditer(text):
        year, month, day = (
            (int(match[4]), match[5][1:], match[6][1:]) if match[4] else (int(match[1]), match[2], match[3])
        )
        try:
            first = date(year, int(month or 1), int(day or 1))
            after = int(month or 12)
            last = (
                first
                if day
                else date.fromordinal(date(year + after // 12, after % 12 + 1, 1).toordinal() - 1)
            )
        except ValueError:
            continue
        yield Day(match.start(), match.end(), first, last)


def quantities(text: str) -> Iterator[Quantity]:
    """Every quantity of a text, in order; a range gives its two ends. Dates and years are none.

    >>> [(q.value, q.kind) for q in quantities("不低于5%，300万元至2000万元")]
    [(Decimal('0.05'), 'share'), (Decimal('3000000'), 'money'), (Decimal('20000000'), 'money')]
    """
    taken = [(match.start(), match.end()) for match in _DATE.finditer(text)]
    taken += [(match.start(), match.end()) for match in re.finditer(r"\d{1,2}月\d{1,2}日", text)]
    taken += [(match.start(), match.end()) for match in re.finditer(r"(?:19|20)\d\d年(?:度|底|初|末)?", text)]
    for match in _pattern().finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            yield from _read(match)


def _read(match: re.Match[str]) -> Iterator[Quantity]:
    start, end = match.span()
    if match["of"]:
        size = {"百": 100, "千": 1000, "万": 10000}[match["of"][0]]
        if (value := number(match["part"])) is not None:
            yield Quantity(start, end, value / size, "share")
    elif match["below"] or match["under"]:
        below, above = number(match["below"] or match["under"]), number(match["above"] or match["over"])
        if below and above is not None:
            part = _exact(above, below)
            parts = (int(above), int(below)) if part is None else None
            yield Quantity(start, end, above / below if part is None else part, "share", parts)
    elif match["half"]:
        yield Quantity(start, end, Decimal("0.5"), "share")
    elif match["low"]:
        unit, scale = match["lowunit"] or match["highunit"], match["lowscale"]
        if not match["lowunit"] and not scale and match["highunit"]:
            scale = match["highscale"]
        yield from _made(
            match.start("low"), match.end("lowunit" if match["lowunit"] else "low"), match["low"], scale, unit
        )
        yield from _made(match.start("high"), end, match["high"], match["highscale"], match["highunit"])
    else:
        yield from _made(start, end, match["number"], match["scale"], match["unit"])


def _made(start: int, end: int, digits: str, scale: str, unit: str | None) -> Iterator[Quantity]:
    value = number(digits)
    if value is None or (unit is None and not digits[0].isdigit() and not scale):
        return
    kind, size = units()[unit] if unit else Unit("plain", Decimal(1))
    yield Quantity(start, end, value * _SCALES[scale] * size, kind)


def number(text: str) -> Decimal | None:
    """A number in digits or in Chinese; None for what is none.

    >>> number("1,200.5"), number("一百二十"), number("两")
    (Decimal('1200.5'), Decimal('120'), Decimal('2'))
    """
    if text[:1].isdigit():
        try:
            return Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None
    total = current = 0
    for char in text:
        if char in _DIGITS:
            current = _DIGITS[char]
        else:
            total += (current or 1) * _TENS[char]
            current = 0
    if not any(char in _TENS for char in text) and len(text) > 1:
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    return Decimal(total + current)


def _exact(value: Decimal, size: Decimal) -> Decimal | None:
    """``value / size`` where at most twelve decimal places hold it exactly."""
    found = value / size
    places = found.quantize(Decimal("1E-12")) if abs(found) < 10**15 else found
    return _plain(places) if places * size == value else None


def _plain(value: Decimal) -> Decimal:
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
