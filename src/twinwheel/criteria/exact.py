"""What a term comes to for one subject, in exact decimals: the numbers a person is shown.

``subject.interval`` decides, in doubles, as every engine does. This reading does the same arithmetic
without their noise, where 0.1 + 0.7 is 0.8. Only quotients are rounded, to ``QUOTIENT_DIGITS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Term
from twinwheel.criteria.subject import Band, Scalar, Subject, truth

QUOTIENT_DIGITS = 12

# A double has up to 17 digits; their products stay exact. Nothing raises: infinite ends of a band are common.
_EXACT = Context(prec=60, traps=[])
_QUOTIENT = Context(prec=QUOTIENT_DIGITS, traps=[])


@dataclass(frozen=True)
class Range:
    """A number known only to lie between two ends, both included; an open end is infinite. Dates as ordinals."""

    low: Decimal
    high: Decimal

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def exact(term: Term, subject: Subject) -> Range | None:
    """Both ends of a term; equal where it is known exactly, None where it is unknown."""
    match term:
        case logic.Constant(value):
            return _range([number(value)])
        case logic.Nothing():
            return None
        case logic.FieldTerm(field):
            return of_value(subject.get(field))
        case logic.TermChoice(condition, then, otherwise):
            chosen = truth(condition, subject)
            if chosen is not None:
                return exact(then if chosen else otherwise, subject)
            return _joined([exact(then, subject), exact(otherwise, subject)], min, max)
        case logic.Extreme(name, arguments):
            pick = min if name == "least" else max
            return _joined([exact(each, subject) for each in arguments], pick, pick)
        case logic.Operation(op, left, right):
            one, other = exact(left, subject), exact(right, subject)
            return None if one is None or other is None else _computed(op, one, other)


def of_value(value: Scalar) -> Range | None:
    """A field's value as a range; None where nothing is filed.

    >>> of_value(0.042)
    Range(low=Decimal('0.042'), high=Decimal('0.042'))
    """
    if value is None:
        return None
    if isinstance(value, Band):
        return Range(number(value.low), number(value.high))
    if isinstance(value, date):
        return _range([Decimal(value.toordinal())])
    assert isinstance(value, int | float)
    return _range([number(value)])


def number(value: float) -> Decimal:
    """The decimal that a double was written as.

    >>> number(0.1), number(5000.0)
    (Decimal('0.1'), Decimal('5000'))
    """
    return Decimal(int(value)) if value == value // 1 and abs(value) < 1e15 else Decimal(repr(value))


_Pick = Callable[[Iterable[Decimal]], Decimal]


def _joined(parts: list[Range | None], low: _Pick, high: _Pick) -> Range | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return Range(low(part.low for part in known), high(part.high for part in known))


def _computed(op: str, one: Range, other: Range) -> Range | None:
    if op == "+":
        return _range([_EXACT.add(one.low, other.low), _EXACT.add(one.high, other.high)])
    if op == "-":
        return _range([_EXACT.subtract(one.low, other.high), _EXACT.subtract(one.high, other.low)])
    if op == "/" and other.low <= 0 <= other.high:
        return None
    compute = _EXACT.multiply if op == "*" else _QUOTIENT.divide
    return _range([compute(a, b) for a in (one.low, one.high) for b in (other.low, other.high)])


def _range(ends: list[Decimal]) -> Range | None:
    return None if any(end.is_nan() for end in ends) else Range(min(ends), max(ends))
