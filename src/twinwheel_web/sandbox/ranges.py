"""From where to where a slider goes, and by which steps."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import floor, log10

from twinwheel.criteria.vocabulary import SHARE, FieldType

POSITIONS = 200
"""About so many positions of a slider."""
POINTS = 24
"""About so many points of a curve."""
TAIL = 0.05
"""Share of the register at either end that the range of a slider leaves out."""
WIDEST = 4
"""A range goes at most so many times the present value away from it."""


def range_of(
    value: Decimal, unit: str | None, kind: FieldType | None, filed: tuple[float, ...]
) -> tuple[Decimal, Decimal, Decimal]:
    """Low end, high end and step: they hold the present value, what most of the register files (``filed``), and nothing
    that the field cannot be. Without a field a number is not below zero, and a share not above one."""
    far = abs(value) * WIDEST
    ends = [Decimal(f"{each:.6g}") for each in filed]
    near = [min(max(each, value - far), value + far) if value else each for each in ends]
    low = min([value - abs(value) / 2, *near])
    high = max([value + abs(value) / 2, *near])
    if low == high:
        low, high = low - 1, high + 1
    step = step_of(high - low, POSITIONS, whole=bool(kind and kind.integer))
    low, high = _snapped(low, step, ROUND_FLOOR), _snapped(high, step, ROUND_CEILING)
    least, most = (kind.low, kind.high) if kind else (None, None)
    if isinstance(least, Decimal) or (kind is None and value >= 0):
        low = max(low, least if isinstance(least, Decimal) else Decimal(0))
    if isinstance(most, Decimal) or (kind is None and unit == SHARE):
        high = min(high, most if isinstance(most, Decimal) else max(Decimal(1), value))
    return low, high, step


def step_of(span: Decimal, number: int, *, whole: bool) -> Decimal:
    """1, 2 or 5 times a power of ten, so that at most ``number`` make up a span; of whole things at least one."""
    power = floor(log10(float(span) / number))
    step = next(each for digit in (1, 2, 5, 10) if (each := Decimal(digit).scaleb(power)) * number >= span)
    return max(step, Decimal(1)) if whole else step


def _snapped(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding) * step


def short(number: Decimal) -> str:
    """Without zeros that say nothing.

    >>> short(Decimal("12.50")), short(Decimal("100"))
    ('12.5', '100')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
