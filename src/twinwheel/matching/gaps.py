"""By how little a criterion is failed, from a sample of the subjects that fail it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.shortfall import Shortfall, shortfall
from twinwheel.criteria.values import from_row
from twinwheel.matching.plan import Rule

Key = tuple[str, str, str | None]  # field, kind of shortfall, unit

STEPS = (Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal(1))
"""A gap's share of what is required, at most: the bounds between the steps of ``Gap.steps``."""


@dataclass(frozen=True)
class Gap:
    """The distances of a sample to what one criterion requires of ``field``, in ``unit``.

    ``median`` is the lower median, a distance that was really found. ``steps`` counts the distances by their
    share of what is required, the last beyond all of ``STEPS``; empty where it has no size, as for a date.
    ``known`` of ``sampled`` subjects have such a distance. ``choice``: there are other ways to meet it.
    """

    field: str
    kind: str
    unit: str | None
    median: Decimal
    steps: tuple[int, ...]
    known: int
    sampled: int
    choice: bool


def gap(rule: Rule, lowering: Lowering, rows: Iterable[dict[str, object]]) -> Gap | None:
    """Sum up the rows of a sample; None where nothing in them can be measured."""
    found: dict[Key, list[tuple[Shortfall, bool]]] = {}
    sampled = 0
    for row in rows:
        sampled += 1
        # Of two distances in the same field, as of two tiers, a subject counts with the shorter.
        nearest: dict[Key, tuple[Shortfall, bool]] = {}
        for each, choice in _measured(
            shortfall(rule.node, lowering, from_row(lowering.vocabulary, row)), False
        ):
            key: Key = each.fields[0], each.kind, each.unit
            if key not in nearest or _size(each) < _size(nearest[key][0]):
                nearest[key] = each, choice
        for key, value in nearest.items():
            found.setdefault(key, []).append(value)
    if not found:
        return None
    (name, kind, unit), most = max(found.items(), key=lambda item: len(item[1]))
    distances = sorted(_size(each) for each, _ in most)
    return Gap(
        name,
        kind,
        unit,
        distances[(len(distances) - 1) // 2],
        _steps([each for each, _ in most]),
        len(most),
        sampled,
        any(choice for _, choice in most),
    )


def _measured(shortfalls: Iterable[Shortfall], choice: bool) -> Iterator[tuple[Shortfall, bool]]:
    """Every part with a distance, and whether it is one of several that would do."""
    for each in shortfalls:
        if each.gap is not None and each.fields:
            yield each, choice
        for arm in each.arms:
            if len(arm) == 1:
                yield from _measured(arm, True)


def _size(each: Shortfall) -> Decimal:
    assert each.gap is not None
    return each.gap


def _steps(shortfalls: list[Shortfall]) -> tuple[int, ...]:
    counts: Counter[int] = Counter()
    for each in shortfalls:
        if not isinstance(each.required, Decimal) or not each.required.is_finite() or not each.required:
            return ()
        share = _size(each) / abs(each.required)
        counts[sum(share > step for step in STEPS)] += 1
    return tuple(counts[step] for step in range(len(STEPS) + 1))
