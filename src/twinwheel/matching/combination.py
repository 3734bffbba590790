"""The best lawful combination: where measures exclude each other, which of them to take.

The exact maximum: most known money first, then most measures, then the order of the pack, so that the answer
is the same every time. Measures that exclude nothing here are simply taken. What is left falls into small
groups that exclude each other, and each group is searched completely.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

Pairs = frozenset[frozenset[str]]
MAX_GROUP = 24
"""Measures that exclude each other in one group. The largest real group has five."""


@dataclass(frozen=True)
class Dropped:
    """A measure left out because of ones that were chosen. ``amount`` None: what it is worth is unknown."""

    measure: str
    because: tuple[str, ...]
    amount: Decimal | None


@dataclass(frozen=True)
class Combination:
    """What to take and what that leaves out. ``amount`` adds what is known; ``open`` names chosen measures
    whose money is unknown, ``doubtful`` dropped ones whose unknown money could have tipped the choice."""

    chosen: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    amount: Decimal
    open: tuple[str, ...]
    doubtful: tuple[str, ...]


def best(amounts: Mapping[str, Decimal | None], exclusions: Collection[frozenset[str]]) -> Combination:
    """The best lawful combination of eligible measures, given what each is worth in yuan (None: unknown)."""
    ids = tuple(amounts)
    pairs = frozenset(pair for pair in exclusions if pair <= amounts.keys())
    chosen: set[str] = set()
    for group in groups(ids, pairs):
        chosen |= set(_search(group, tuple(amounts[id] or Decimal(0) for id in group), pairs))
    dropped = tuple(
        Dropped(
            id,
            tuple(other for other in ids if other in chosen and frozenset({id, other}) in pairs),
            amounts[id],
        )
        for id in ids
        if id not in chosen
    )
    return Combination(
        tuple(id for id in ids if id in chosen),
        dropped,
        sum((amounts[id] or Decimal(0) for id in chosen), Decimal(0)),
        tuple(id for id in ids if id in chosen and amounts[id] is None),
        tuple(each.measure for each in dropped if each.amount is None),
    )


def groups(ids: Sequence[str], pairs: Pairs) -> list[tuple[str, ...]]:
    """Connected groups of measures, in the order of ``ids``; most stand alone."""
    neighbours: dict[str, set[str]] = {id: set() for id in ids}
    for one, other in map(tuple, pairs):
        neighbours[one].add(other)
        neighbours[other].add(one)
    result, seen = [], set[str]()
    for start in ids:
        group, todo = set[str](), [start]
        while todo:
            id = todo.pop()
            if id not in seen:
                seen.add(id)
                group.add(id)
                todo += neighbours[id]
        if group:
            result.append(tuple(id for id in ids if id in group))
    return result


@lru_cache(maxsize=65_536)
def _search(group: tuple[str, ...], amounts: tuple[Decimal, ...], pairs: Pairs) -> tuple[str, ...]:
    """Branch on the first measure that still excludes another: with it, or without it."""
    if len(group) > MAX_GROUP:
        raise ValueError(
            f"{len(group)} measures exclude each other; more than {MAX_GROUP} cannot be searched"
        )
    worth = dict(zip(group, amounts, strict=True))

    def value(ids: tuple[str, ...]) -> tuple[Decimal, int]:
        return sum((worth[id] for id in ids), Decimal(0)), len(ids)

    def search(rest: tuple[str, ...]) -> tuple[str, ...]:
        for id in rest:
            rivals = {other for other in rest if frozenset({id, other}) in pairs}
            if rivals:
                with_it = search(tuple(each for each in rest if each not in rivals))
                without = search(tuple(each for each in rest if each != id))
                return with_it if value(with_it) >= value(without) else without
        return rest

    return search(group)
