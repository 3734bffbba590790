"""Near misses: who fails a measure by exactly one criterion, and by how little.

A near miss *surely* gets the measure once that criterion is met; a *possible* one has other criteria that are
unknown. Distances are in the unit of the field, as a person would subtract.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from math import floor, inf, log10
from operator import and_

import numpy as np
import numpy.typing as npt

from twinwheel.criteria import edit, logic, tree
from twinwheel.criteria.check import type_of
from twinwheel.criteria.logic import Logic
from twinwheel.matching.bits.kernel import Bits, count, positions
from twinwheel.matching.plan import Candidate, Rule
from twinwheel.matching.sandbox.whole import Whole
from twinwheel.packs import Pack

Floats = npt.NDArray[np.float64]

STEPS = 8
"""Steps of a histogram, besides the last one for all that lies beyond them."""


@dataclass(frozen=True)
class Distances:
    """By how much near misses fall short. ``ends[k]`` is the upper end of step ``k``; ``counts`` has one more, for
    what lies beyond. ``median`` is a distance that was found. ``unknown`` have no distance: a value is missing."""

    unit: str | None
    ends: tuple[Decimal, ...]
    counts: tuple[int, ...]
    median: Decimal
    unknown: int


@dataclass(frozen=True)
class NearMiss:
    """Subjects that fail a measure by one criterion alone. ``distances`` None: it compares no number."""

    criterion: str
    sure: int
    possible: int
    distances: Distances | None


def near_misses(whole: Whole, pack: Pack, found: Candidate) -> tuple[NearMiss, ...]:
    """Every criterion that alone keeps someone from a measure, the one that keeps most first."""
    rails = [whole.rails(rule.condition) for rule in found.rules]
    failed = [whole.full & ~possible for _, possible in rails]
    once, twice = whole.blank, whole.blank
    for bits in failed:
        twice, once = twice | (once & bits), once | bits
    result = []
    for place, rule in enumerate(found.rules):
        only = failed[place] & ~twice
        number = count(only)
        if number:
            others = [sure for at, (sure, _) in enumerate(rails) if at != place]
            sure = reduce(and_, others, only)
            result.append(NearMiss(rule.spec.id, count(sure), number, _distances(whole, pack, rule, only)))
    return tuple(sorted(result, key=lambda each: (-each.sure, -each.possible, each.criterion)))


def _distances(whole: Whole, pack: Pack, rule: Rule, only: Bits) -> Distances | None:
    unit = _unit(pack, rule.node)
    if unit is None:
        return None
    found = distance(rule.condition, whole, positions(only, whole.rows))
    known = None if found is None else np.sort(found[np.isfinite(found)])
    if found is None or known is None or not len(known):
        return None
    step = _nice(float(np.quantile(known, 0.9)) / STEPS, whole_numbers=unit[1])
    ends = [step * n for n in range(1, STEPS + 1)]
    below = np.searchsorted(known, [float(end) * (1 + 1e-9) for end in ends], "right")
    counts = np.diff([0, *below.tolist(), len(known)])
    median = Decimal(f"{known[(len(known) - 1) // 2]:.9g}")
    return Distances(unit[0], tuple(ends), tuple(counts.tolist()), median, len(found) - len(known))


def _unit(pack: Pack, node: tree.Node) -> tuple[str | None, bool] | None:
    """The unit that all comparisons of a condition share, and whether it counts whole things; None: no one unit."""
    units = set()
    for each in edit.comparisons(node):
        side = each.left if edit.compared_with(each) is each.right else each.right
        kind, _ = type_of(side, pack.vocabulary)
        other, _ = type_of(edit.compared_with(each), pack.vocabulary)
        is_day = kind.kind == "date"
        integer = is_day or bool(kind.field and kind.field.integer)
        units.add(("日" if is_day else kind.unit or other.unit, integer))
    return units.pop() if len(units) == 1 else None


def distance(node: Logic, whole: Whole, rows: npt.NDArray[np.int64]) -> Floats | None:
    """How far rows that do not meet a condition are from it: 0 where they do, NaN where that is not known,
    the least distance where a band or an unknown tier leaves it open.

    None for a condition that a distance does not describe, such as a code or a yes.
    """
    match node:
        case logic.InRange(term, low, high):
            found = whole.interval(term)
            lows, highs, known = found.low[rows], found.high[rows], found.known[rows]
            with np.errstate(invalid="ignore"):
                apart = np.maximum(np.maximum(low - highs, lows - high), 0.0)
            return np.where(known, apart, np.nan)
        case logic.Choice(condition, then, otherwise):
            return _of_choice(whole, rows, condition, then, otherwise)
        case logic.Conjunction(items) | logic.Disjunction(items):
            parts = [distance(item, whole, rows) for item in items]
            if any(part is None for part in parts):
                return None
            join = np.maximum if isinstance(node, logic.Conjunction) else np.minimum
            return reduce(join, (part for part in parts if part is not None))
    return None


def _of_choice(
    whole: Whole, rows: npt.NDArray[np.int64], condition: Logic, then: Logic, otherwise: Logic
) -> Floats | None:
    """The distance of the branch that applies; where that is not known, the least of both."""
    sure, possible = (
        np.unpackbits(bits, count=whole.rows, bitorder="little")[rows].view(bool)
        for bits in whole.rails(condition)
    )
    result = np.full(len(rows), np.nan)
    for chosen, branch in ((possible, then), (~sure, otherwise)):
        if chosen.any():
            part = distance(branch, whole, rows[chosen])
            if part is None:
                return None
            result[chosen] = np.fmin(result[chosen], part)
    return result


def _nice(step: float, *, whole_numbers: bool) -> Decimal:
    """The next number of the form 1, 2 or 5 times a power of ten."""
    if not 0 < step < inf:
        return Decimal(1)
    power = floor(log10(step))
    found = next(
        Decimal(digit).scaleb(power)
        for digit in (1, 2, 5, 10)
        if float(Decimal(digit).scaleb(power)) >= step * 0.999
    )
    return max(found, Decimal(1)) if whole_numbers else found
