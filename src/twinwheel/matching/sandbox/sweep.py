"""One number moved from end to end: who is reached and what it costs at every point, in one pass.

All points are compiled into one program, so a term is ranked once among all of them; what the points share is
decided once. A point's money is that of the point before it, and only the subjects that differ are added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import floor, log10

import pyarrow as pa

from twinwheel.criteria import edit, logic, tree
from twinwheel.criteria.check import type_of
from twinwheel.errors import UsageError
from twinwheel.matching.bits.bitmaps import bitmaps
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.bits.kernel import Rails, count
from twinwheel.matching.bits.program import compile_program
from twinwheel.matching.plan import Candidate
from twinwheel.matching.sandbox.money import Budget
from twinwheel.matching.sandbox.proposal import Setting, constant, proposed, setting
from twinwheel.matching.sandbox.sandbox import Sandbox, meaning
from twinwheel.messages import message

POINTS = 40  # steps at most, if none were asked for
MOST_POINTS = 2_000


@dataclass(frozen=True)
class Range:
    """What is moved, and over which values, in ascending order."""

    setting: Setting
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class Point:
    """One value. ``reached`` surely meet every rule, up to ``possible`` may. ``budget`` None: no money is promised.

    ``value`` None: the policy as it is, where a whole expression stands in the place of the number.
    """

    value: Decimal | None
    reached: int
    possible: int
    budget: Budget | None


@dataclass(frozen=True)
class Curve:
    """What one measure does over a range, in ``unit``; ``present`` is the measure as it is."""

    measure: str
    range: Range
    unit: str | None
    points: tuple[Point, ...]
    present: Point


def read_range(text: str, *, step: Decimal | None = None, points: int | None = None) -> Range:
    """Read ``TARGET=LOW..HIGH``. Without a step or a number of points the step is a round number.

    Raises:
        UsageError: it is no range, or has too many points.
    """
    each = setting(text)
    first, dots, last = each.value.partition("..")
    if each.key not in ("threshold", "value"):
        raise UsageError(
            message('"{target}" cannot be swept', target=each.target),
            message(
                "A sweep moves MEASURE/CRITERION.threshold or :PARAMETER; try other values one at a time, with --set."
            ),
        )
    if not dots:
        raise UsageError(
            message('"{text}" is no range', text=text),
            message("Write {target}=0.03..0.06.", target=each.target),
        )
    ends = [constant(part.strip()) for part in (first, last)]
    low, high = (end for end in ends)
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        raise UsageError(
            message('"{text}": numbers are wanted', text=text),
            message("Days can be tried one at a time, with --set."),
        )
    if high == low:
        raise UsageError(
            message('"{text}" is one value', text=text),
            message("Try it with --set {target}={low}.", target=each.target, low=first.strip()),
        )
    if high < low:
        raise UsageError(
            message('"{text}" does not run upwards', text=text),
            message(
                "Write {target}={high}..{low}.", target=each.target, high=last.strip(), low=first.strip()
            ),
        )
    if (step is not None and step <= 0) or (points is not None and points < 2):
        raise UsageError(
            message("a range needs a positive step and two points"),
            message("Leave them out for round steps."),
        )
    return Range(each, tuple(_values(low, high, step, points)))


def _values(low: Decimal, high: Decimal, step: Decimal | None, points: int | None) -> list[Decimal]:
    if points is not None:
        if points > MOST_POINTS:
            raise UsageError(
                message("{count:,} points are too many", count=points),
                message("At most {most_points:,}.", most_points=MOST_POINTS),
            )
        return [low + (high - low) * n / (points - 1) for n in range(points)]
    step = step or _round_step(low, high)
    number = int((high - low) / step)
    if number >= MOST_POINTS:
        raise UsageError(
            message("{count:,} points are too many", count=number + 1),
            message("At most {most_points:,}; take a larger step.", most_points=MOST_POINTS),
        )
    found = [low + step * n for n in range(number + 1)]
    return found if found[-1] == high else [*found, high]


def _round_step(low: Decimal, high: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, so that there are some ``POINTS`` of them; whole numbers stay whole."""
    span = high - low
    power = floor(log10(float(span) / POINTS))
    step = next(step for digit in (1, 2, 5, 10) if (step := Decimal(digit).scaleb(power)) * POINTS >= span)
    whole = low == low.to_integral_value(ROUND_FLOOR) and high == high.to_integral_value(ROUND_CEILING)
    return max(step, Decimal(1)) if whole else step


def sweep(sandbox: Sandbox, over: Range, settings: Sequence[Setting] = ()) -> tuple[Curve, ...]:
    """A curve for every measure that the number moves. ``settings`` are put in place at every point.

    Raises:
        UsageError: the number cannot be set, or money depends on it in a way that only single runs show.
    """
    if not over.values:
        raise UsageError(message("no points to try"), message("Write LOW..HIGH."))
    moved: dict[str, list[Candidate]] = {}
    for value in over.values:
        here = replace(over.setting, value=f"{value:f}")
        pairs = sandbox.pairs(proposed(sandbox.plan.pack, sandbox.plan.as_of, [*settings, here]))
        for id, _, new in pairs:
            if new is not None:
                moved.setdefault(id, []).append(new)
    curves = [
        _curve(sandbox, over, each)
        for each in moved.values()
        if len(each) == len(over.values) and len({meaning(point) for point in each}) > 1
    ]
    if not curves:
        raise UsageError(
            message('"{target}" moves nothing', target=over.setting.target),
            message("No measure means anything else at these values."),
        )
    return tuple(curves)


def _curve(sandbox: Sandbox, over: Range, candidates: Sequence[Candidate]) -> Curve:
    first = candidates[0]
    if any(each.amounts != first.amounts for each in candidates):
        raise UsageError(
            message(
                '"{target}" moves the amounts of "{measure}"', target=over.setting.target, measure=first.id
            ),
            message("Try its values one at a time, with --set."),
        )
    rails = _rails(sandbox, candidates)
    prices = sandbox.prices(first)
    points: list[Point] = []
    for place, (value, now) in enumerate(zip(over.values, rails, strict=True)):
        budget = None
        if prices is not None:
            last = points[-1].budget if points else None
            budget = prices.budget(*now) if last is None else prices.moved(last, rails[place - 1], now)
        points.append(Point(value, count(now[0]), count(now[1]), budget))
    old = next(each for each in sandbox.plan.candidates if each.id == first.id)
    side = sandbox.side(old)
    number, unit = _present(sandbox, over.setting, old)
    present = Point(number, side.reached, count(side.possible), side.budget)
    return Curve(first.id, over, unit, tuple(points), present)


def _rails(sandbox: Sandbox, candidates: Sequence[Candidate]) -> list[Rails]:
    """The bitmaps of every point, from one program over columns that are encoded once."""
    conditions = [rule.condition for each in candidates for rule in each.rules]
    program = compile_program(conditions)
    fields = frozenset(name for condition in set(conditions) for name in logic.read_fields(condition))
    groups, position = [], 0
    for each in candidates:
        groups.append(program.roots[position : position + len(each.rules)])
        position += len(each.rules)
    found = bitmaps(program, groups, encode(program, sandbox.whole.batch(fields)))
    return list(zip(found.sure, found.possible, strict=True))


def _present(sandbox: Sandbox, each: Setting, found: Candidate) -> tuple[Decimal | None, str | None]:
    """The number as it is today, None where a whole expression stands in its place; and the unit it is in."""
    pack = sandbox.plan.pack
    if each.measure is None:
        parameter = pack.vocabulary.parameters[each.part]
        now = parameter.on(sandbox.plan.as_of)
        return (now if isinstance(now, Decimal) else None), parameter.unit
    rule = next((rule for rule in found.rules if rule.spec.id == each.part), None)
    if rule is None:
        return None, None
    if each.number is not None:
        old = edit.numbers(rule.node)[each.number - 1]
        if isinstance(old, tree.Interval):
            return Decimal(old.count), {"YEAR": "年", "MONTH": "月", "DAY": "日"}[old.unit]
        value = old.value if isinstance(old.value, Decimal) else None
        return value, _unit_of(rule.node, old, sandbox)
    comparison = edit.comparisons(rule.node)[0]
    side = edit.compared_with(comparison)
    value = side.value if isinstance(side, tree.Literal) and isinstance(side.value, Decimal) else None
    return value, _unit_of(rule.node, side, sandbox)


def _unit_of(node: tree.Node, part: tree.Node, sandbox: Sandbox) -> str | None:
    """The unit of what a number is compared with."""
    other = edit.held_against(node, part)
    return None if other is None else type_of(other, sandbox.plan.pack.vocabulary)[0].unit


SCHEMA = pa.schema(
    [
        pa.field("measure_id", pa.string(), nullable=False),
        pa.field("value", pa.decimal128(38, 12), nullable=False),
        pa.field("reached", pa.int64(), nullable=False),
        pa.field("possible", pa.int64(), nullable=False),
        pa.field("known_yuan", pa.decimal128(38, 2)),
        pa.field("lower_yuan", pa.decimal128(38, 2)),
        pa.field("upper_yuan", pa.decimal128(38, 2)),
        pa.field("unpriced", pa.int64()),
        pa.field("unbounded", pa.int64()),
    ]
)
"""Columns of ``sweep.parquet``: ``unpriced`` amounts are missing in ``known_yuan``, ``unbounded`` ones have no upper bound."""


def table(curves: Sequence[Curve]) -> pa.Table:
    """The points of all curves, one row each."""
    rows = []
    for curve in curves:
        for each in curve.points:
            b = each.budget
            money = [None] * 5 if b is None else [
                Decimal(b.known).scaleb(-2), Decimal(b.low).scaleb(-2),
                None if b.high is None else Decimal(b.high).scaleb(-2), b.unpriced, b.unbounded,
            ]  # fmt: skip
            assert each.value is not None
            value = each.value.quantize(Decimal("1e-12"))
            rows.append(
                dict(
                    zip(
                        SCHEMA.names, [curve.measure, value, each.reached, each.possible, *money], strict=True
                    )
                )
            )
    return pa.Table.from_pylist(rows, SCHEMA)
