"""From the text of one cell to a value: every rule that is applied, in one place.

A rule is called with the text and returns ``(value, refused)``: the value, or None for missing, and what
was wrong, or None. Nothing is guessed: a text no rule covers is refused. What counts as missing is
``MISSING``; an empty list must be written ``[]`` or 无, because a blank cell says nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from twinwheel.criteria.nearest import nearest
from twinwheel.messages import message
from twinwheel.packs.model import CodeList, FieldSpec
from twinwheel.registers import units
from twinwheel.registers.limits import (
    FIRST_DAY,
    LAST_DAY,
    MAX_CELL,
    MAX_DIGITS,
    MAX_ID,
    MAX_ITEMS,
    MAX_NUMBER,
)
from twinwheel.registers.problems import Refused, quoted

Value = float | bool | str | date | list[str | None]
Rule = Callable[[str], tuple["Value | Band | None", Refused | None]]

MISSING = frozenset({"", "-", "--", "–", "—", "——", "n/a", "null", "不详", "未知"})
"""Texts that mean: not known. Compared in lower case, after the ends are trimmed."""

EMPTY_LIST = frozenset({"[]", "无"})
YES = frozenset({"true", "yes", "y", "1", "是", "有"})
NO = frozenset({"false", "no", "n", "0", "否", "无"})

# Full-width forms of ASCII and the ideographic space. Not NFKC: that would turn ① into 1 and 10² into 102.
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20, 0x2212: 0x2D}
_EDGES = " \t\r\n\u3000\u00a0\u200b\ufeff"

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_UNIT = r"[^0-9<>=≥≤~～,.\s-][^0-9<>=≥≤~～,\s-]*"
_PLAIN = re.compile(rf"([+-]?)({_NUMBER})\s*({_UNIT})?")
_SPAN = re.compile(rf"({_NUMBER})\s*({_UNIT})??\s*(?:-|–|—|~|〜|至|到)\s*({_NUMBER})\s*({_UNIT})?")
_BEFORE = re.compile(
    r"(?P<least>>=|≥|不少于|不低于|不小于|至少)|(?P<above>>|超过|大于|多于|高于)"
    r"|(?P<most><=|≤|不超过|不多于|不高于|不大于|至多)|(?P<below><|不足|不满|未满|小于|少于|低于)"
)
_REGISTER_NUMBERS = Context(prec=MAX_DIGITS)
_AFTER = re.compile(r"(?:(?P<least>及以上|以上)|(?P<most>及以下|以下|以内))$")


@dataclass(frozen=True)
class Band:
    """A number known only as a range, both ends included; an open end is infinite."""

    low: float
    high: float


def tidy(text: str) -> str:
    """Full-width digits, letters and signs as ASCII, the ends trimmed.

    >>> tidy("　１２，５００．５％ ")
    '12,500.5%'
    """
    return text.translate(_HALF_WIDTH).strip(_EDGES)


def is_missing(text: str) -> bool:
    return text.strip(_EDGES).casefold() in MISSING


@dataclass(frozen=True)
class NumberRule:
    """Plain decimals, valid thousands groups, and units of the table in ``units``.

    ``exponent`` is the power of ten for a number without a unit of its own: not 0 where the column's
    heading or mapping states another unit than the field's.
    """

    spec: FieldSpec
    exponent: int = 0

    def __call__(self, text: str) -> tuple[float | Band | None, Refused | None]:
        if is_missing(text):
            return None, None
        try:
            return self.read(tidy(text)), None
        except Refused as refused:
            return None, refused

    def read(self, text: str) -> float | Band:
        if match := _PLAIN.fullmatch(text):
            sign, digits, unit = match.groups()
            if not (unit and _AFTER.search(unit)):
                return self._float(self._scaled(sign + digits, unit))
        band = self._band(text)
        if band is None:
            raise Refused(
                "not-a-number",
                message("{text} is not a number", text=quoted(text)),
                message(
                    "Write digits, such as 1234.5, with a known unit or none; leave the cell empty when it is not known."
                ),
            )
        if not self.spec.band:
            raise Refused(
                "band",
                message("{text} is a range, and this field needs an exact number", text=quoted(text)),
                message("Write the exact number, or leave the cell empty."),
            )
        return band.low if band.low == band.high else band

    def _band(self, text: str) -> Band | None:
        if match := _SPAN.fullmatch(text):
            first, unit, last, last_unit = match.groups()
            # 1-5亿 is 1亿 to 5亿; a unit at the first number alone says nothing of the second.
            low, high = self._scaled(first, unit or last_unit), self._scaled(last, last_unit)
            if unit and not last_unit:
                raise Refused(
                    "band",
                    message("{text}: the second number has no unit", text=quoted(text)),
                    message("Write it at both, or after both."),
                )
            if low > high:
                raise Refused(
                    "band",
                    message("{text} begins above its end", text=quoted(text)),
                    message("Write the smaller number first."),
                )
            return Band(self._float(low), self._float(high))
        # 以上, 以下 and 以内 include the number, 不满 and 超过 do not (Civil Code, article 1259).
        if match := _BEFORE.match(text):
            rest = text[match.end() :].strip()
        elif match := _AFTER.search(text):
            rest = text[: match.start()].strip()
        else:
            return None
        number = _PLAIN.fullmatch(rest)
        if number is None:
            return None
        end = self._scaled(number[1] + number[2], number[3])
        self._float(end)
        if match.lastgroup in ("above", "below"):
            end = self._next(end, up=match.lastgroup == "above")
        if match.lastgroup in ("least", "above"):
            return Band(self._float(end), math.inf)
        return Band(-math.inf, self._float(end))

    def _next(self, number: Decimal, *, up: bool) -> Decimal:
        """The nearest number that a register can hold above or below."""
        if self.spec.integer:
            return number + (1 if up else -1)
        if not number:
            return Decimal(1 if up else -1).scaleb(-MAX_DIGITS)
        return _REGISTER_NUMBERS.next_plus(number) if up else _REGISTER_NUMBERS.next_minus(number)

    def _scaled(self, digits: str, unit: str | None) -> Decimal:
        """The number in the field's unit, exactly."""
        number = Decimal(digits.replace(",", ""))
        if len("".join(map(str, number.as_tuple().digits)).strip("0")) > MAX_DIGITS:
            raise _too_long(digits)
        if unit is None or unit == "":
            return number.scaleb(self.exponent)
        wanted = "比例" if self.spec.type == "ratio" else self.spec.unit
        power = units.exponent(unit, wanted)
        if power is None:
            raise Refused(
                "unit",
                message(
                    "{text}: the unit {unit} is unknown here",
                    text=quoted(digits + unit),
                    unit=quoted(unit),
                ),
                message("Write the number in {wanted}, without a unit.", wanted=wanted)
                if wanted
                else message("Write the number without a unit."),
            )
        return number.scaleb(power)

    def _float(self, number: Decimal) -> float:
        if abs(number) > MAX_NUMBER:
            raise Refused(
                "too-many-digits",
                message("{text} is larger than any real figure", text=quoted(f"{number:f}")),
                f"Check the number; at most {MAX_NUMBER:,} {self.spec.unit or ''}".rstrip() + ".",
            )
        if self.spec.integer and number != number.to_integral_value():
            raise Refused(
                "not-integer",
                message("{text} is not a whole number", text=quoted(f"{number:f}")),
                message("Write a whole number."),
            )
        _within(number, self.spec, f"{number:f}")
        return float(number) + 0.0  # no negative zero


@dataclass(frozen=True)
class EndRule:
    """One end of a range, as ``F[min]`` and ``F[max]`` of a written register hold it; inf is an open end."""

    spec: FieldSpec

    def __call__(self, text: str) -> tuple[float | Band | None, Refused | None]:
        if text.strip() in ("inf", "-inf"):
            return float(text), None
        return NumberRule(self.spec.model_copy(update={"band": False}))(text)


@dataclass(frozen=True)
class DateRule:
    """2024-01-05, 2024/1/5, 2024.1.5, 20240105, 2024年1月5日; with a time only at midnight."""

    spec: FieldSpec

    _FORM = re.compile(
        r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})日?"
        r"(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?"
    )
    _MONTH = re.compile(r"[0-9]{4}(?:年[0-9]{1,2}月?|[-/.][0-9]{1,2}|年)?")

    def __call__(self, text: str) -> tuple[date | None, Refused | None]:
        if is_missing(text):
            return None, None
        try:
            return self.read(tidy(text)), None
        except Refused as refused:
            return None, refused

    def read(self, text: str) -> date:
        if len(text) == 8 and text.isascii() and text.isdigit():
            parts = text[:4], text[4:6], text[6:]
        elif (match := self._FORM.fullmatch(text)) and ("年" in text) == text.endswith("日"):
            parts = match[1], match[2] or match[3] or match[4] or match[5], match[6]
        else:
            if self._MONTH.fullmatch(text):
                what = (
                    message("the day is missing")
                    if len(text) > 4
                    else message("the month and day are missing")
                )
            elif text.isascii() and text.replace(".", "").isdigit():
                what = message("this is a number, not a date; only a date cell of Excel may count days")
            else:
                what = message("this is not a date")
            raise Refused(
                "date",
                message("{text}: {what}", text=quoted(text), what=what),
                message("Write it as 2024-01-05."),
            )
        try:
            day = date(*map(int, parts))
        except ValueError:
            raise Refused(
                "date",
                message("{text}: there is no such day", text=quoted(text)),
                message("Write it as 2024-01-05."),
            ) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Refused(
                "out-of-range",
                message(
                    "{text}: no date before {first} or after {last} is taken",
                    text=quoted(text),
                    first=FIRST_DAY.year,
                    last=LAST_DAY.year,
                ),
                message("Check the year; leave the cell empty when it is not known."),
            )
        _within(day, self.spec, str(day))
        return day


@dataclass(frozen=True)
class BoolRule:
    """true/false, yes/no, Y/N, 1/0, 是/否, 有/无."""

    def __call__(self, text: str) -> tuple[bool | None, Refused | None]:
        word = tidy(text).casefold()
        if word in YES:
            return True, None
        if word in NO:
            return False, None
        if word in MISSING:
            return None, None
        return None, Refused(
            "bool", message("{text} is neither yes nor no", text=quoted(text)), message("Write 是 or 否.")
        )


@dataclass(frozen=True)
class TextRule:
    """Any text of reasonable length, the ends trimmed."""

    longest: int = MAX_CELL

    def __call__(self, text: str) -> tuple[str | None, Refused | None]:
        if is_missing(text):
            return None, None
        text = text.strip(_EDGES)
        if len(text) > self.longest:
            advice = message("At most {most:,} characters fit here.", most=self.longest)
            return None, Refused("text", message("{text} is too long", text=quoted(text)), advice)
        if any((char < " " and char not in "\t\n\r") or "\x7f" <= char <= "\x9f" for char in text):
            return None, Refused(
                "text",
                message("{text} holds control characters", text=quoted(text)),
                message("Take them out."),
            )
        return text, None


@dataclass(frozen=True)
class IdRule:
    """A subject's id: one line of text. Unlike other fields, what means missing elsewhere is refused."""

    def __call__(self, text: str) -> tuple[str | None, Refused | None]:
        value, refused = TextRule(MAX_ID)(text)
        if refused is None and value is None:
            refused = Refused(
                "id", message("the row has no id"), message("Give every subject an id of its own.")
            )
        elif refused is None and value is not None and not value.isprintable():
            value, refused = (
                None,
                Refused(
                    "id",
                    message("{text} is not on one line", text=quoted(text)),
                    message("Write the id on one line."),
                ),
            )
        elif refused is not None:
            refused = Refused("id", refused.what, refused.advice)
        return value, refused


class CodeRule:
    """A value of a code list, or its standard code, an alias or its English label.

    Open lists, and code fields without a list, keep what is not in the list.
    """

    def __init__(self, codes: CodeList | None) -> None:
        self.open = codes is None or codes.open
        self.known = spellings(codes) if codes else {}
        self._values = [code.value for code in codes.codes] if codes else []
        self._other = TextRule()

    def __call__(self, text: str) -> tuple[str | None, Refused | None]:
        value = self.known.get(_key(text))
        if value is not None:
            return value, None
        other, refused = self._other(text)
        if other is None or self.open:
            return other, refused
        near = nearest(other[:MAX_ID], self._values)
        advice = (
            message("Did you mean {near}?", near=quoted(near))
            if near
            else message("It takes: {values}.", values=_some(self._values))
        )
        return None, Refused(
            "unknown-code", message("{text} is not in the code list", text=quoted(other)), advice
        )


class ListRule:
    """Several values of a code list: a JSON array, or text with separators.

    A separator divides only if no spelling of the code list contains it (农、林、牧、渔业 is one value).
    An item that is refused becomes an unknown item, so that what the list surely holds still counts.
    """

    SEPARATORS = "、；;|,，\n"

    def __init__(self, codes: CodeList | None, separator: str | None = None) -> None:
        self.item = CodeRule(codes)
        inside = set("".join(self.item.known))
        usable = [char for char in self.SEPARATORS if char not in inside and tidy(char) not in inside]
        self._split = re.compile("|".join(map(re.escape, [separator] if separator else usable)) or r"(?!)")

    def __call__(self, text: str) -> tuple[list[str | None] | None, Refused | None]:
        if _key(text) in self.item.known:
            return self.of([text])
        if is_missing(text):
            return None, None
        if len(text) > MAX_CELL:
            return None, TextRule()(text)[1]
        text = text.strip(_EDGES)
        if text in EMPTY_LIST:
            return [], None
        if text.startswith("["):
            try:
                items = json.loads(text)
            except (ValueError, RecursionError):
                return None, _not_a_list(text)
            if not isinstance(items, list) or any(isinstance(item, list | dict) for item in items):
                return None, _not_a_list(text)
            return self.of([None if item is None else _word(item) for item in items])
        # A separator at the end, or two together, is an artefact of exports: an empty item is no item.
        return self.of([item for item in self._split.split(text) if item.strip(_EDGES)])

    def of(self, items: Iterable[str | None]) -> tuple[list[str | None] | None, Refused | None]:
        """The values of ``items``, each once, in their order."""
        values: dict[str | None, None] = {}
        first: Refused | None = None
        for item in items:
            value, refused = self.item(item) if item is not None else (None, None)
            values[value] = None
            first = first or refused
        if len(values) > MAX_ITEMS:
            return None, Refused(
                "text",
                message("a list of {count:,} values", count=len(values)),
                message("At most {most:,} fit in a cell.", most=MAX_ITEMS),
            )
        return list(values), first


class Replacing:
    """Another rule, behind a table of replacements from a column mapping."""

    def __init__(self, rule: Rule, values: Mapping[str, str]) -> None:
        self.rule, self.values = rule, values

    def __call__(self, text: str) -> tuple[Value | Band | None, Refused | None]:
        return self.rule(self.values.get(text.strip(_EDGES), text))


def spellings(codes: CodeList) -> dict[str, str]:
    """Every way to write a value, by its comparison key. A value's own name goes before a code, a code
    before an alias, an alias before an English label; one that two values share at the same rank is left out.
    """
    known: dict[str, str] = {}
    for rank in range(4):
        here: dict[str, str | None] = {}
        for code in codes.codes:
            names: Iterable[str | None] = ((code.value,), (code.code,), code.aliases, (code.en,))[rank]
            for name in names:
                if name is not None and (key := _key(name)) not in known:
                    here[key] = code.value if here.get(key, code.value) == code.value else None
        known |= {key: value for key, value in here.items() if value is not None}
    return known


def rule_for(
    spec: FieldSpec, code_lists: Mapping[str, CodeList], *, exponent: int = 0, separator: str | None = None
) -> Rule:
    """The rule for a field. ``exponent`` and ``separator`` come from the column's heading or mapping."""
    codes = code_lists[spec.codes] if spec.codes else None
    match spec.type:
        case "number" | "ratio":
            return NumberRule(spec, exponent)
        case "date":
            return DateRule(spec)
        case "bool":
            return BoolRule()
        case "code":
            return CodeRule(codes)
        case "codes":
            return ListRule(codes, separator)
        case "text":
            return TextRule()


def plain(number: float) -> str:
    """A double as a rule reads it: at most 15 significant digits, which is what spreadsheets show, no exponent.

    >>> plain(0.1 + 0.2), plain(1e-05), plain(20.0), plain(float("nan"))
    ('0.3', '0.00001', '20', 'nan')
    """
    if not math.isfinite(number):
        return str(number)
    return f"{Decimal(f'{number:.{MAX_DIGITS}g}'):f}"


def _within(value: Decimal | date, spec: FieldSpec, text: str) -> None:
    low, high = spec.min, spec.max
    below = low is not None and type(low) is type(value) and value < low  # type: ignore[operator]
    above = high is not None and type(high) is type(value) and value > high  # type: ignore[operator]
    if below or above:
        limit = f"{low if below else high}" + (f" {spec.unit}" if spec.unit and spec.type == "number" else "")
        advice = (
            message("A ratio is a share of 1: write 12% or 0.12.")
            if spec.type == "ratio" and above
            else message("Check the value.")
        )
        raise Refused(
            "out-of-range",
            message("{text} is out of range: at least {limit}", text=quoted(text), limit=limit)
            if below
            else message("{text} is out of range: at most {limit}", text=quoted(text), limit=limit),
            advice,
        )


def _too_long(digits: str) -> Refused:
    return Refused(
        "too-many-digits",
        message("{text} has more than {most} significant digits", text=quoted(digits), most=MAX_DIGITS),
        message("Round it; such precision is lost on the way."),
    )


def _not_a_list(text: str) -> Refused:
    return Refused(
        "text",
        message("{text} is not a list", text=quoted(text)),
        message('Write ["first", "second"], or first、second.'),
    )


def _key(text: str) -> str:
    return tidy(text).casefold()


def _word(item: object) -> str:
    return json.dumps(item) if isinstance(item, bool) else str(item)


def _some(values: list[str]) -> str:
    first = "、".join(values[:8])
    more = len(values) - 8
    return message("{first} and {more} more", first=first, more=more) if more > 0 else first
