"""The best lawful combination: where measures exclude each other, which of them to take.

The exact maximum: most known money first, then most measures, then the order of the pack, so that the answer
is the same every time. Measures that exclude nothing here are simply taken. What is left falls into small
groups that exclude each other. Of each group all sets that can lawfully be had and not be added to are listed
once per set of eligible measures (Bron and Kerbosch 1973, with a pivot), and valued for many subjects at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Pairs = Collection[frozenset[str]]
Flags = npt.NDArray[np.bool_]

MAX_SETS = 100_000
"""Ways to choose within one group. A group of 31 measures may have that many, if it is made for it."""


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


def best(amounts: Mapping[str, Decimal | None], exclusions: Pairs) -> Combination:
    """The best lawful combination of eligible measures, given what each is worth in yuan (None: unknown)."""
    ids = tuple(amounts)
    fen = np.array([[int((amount or 0) * 100) for amount in amounts.values()]], np.int64)
    lost = losers(ids, np.ones((1, len(ids)), bool), fen.reshape(1, len(ids)), exclusions)[0]
    chosen = tuple(id for id, out in zip(ids, lost, strict=True) if not out)
    dropped = tuple(
        Dropped(id, tuple(other for other in chosen if frozenset({id, other}) in exclusions), amounts[id])
        for id, out in zip(ids, lost, strict=True)
        if out
    )
    return Combination(
        chosen,
        dropped,
        sum((amounts[id] or Decimal(0) for id in chosen), Decimal(0)),
        tuple(id for id in chosen if amounts[id] is None),
        tuple(each.measure for each in dropped if each.amount is None),
    )


def losers(ids: Sequence[str], eligible: Flags, fen: npt.NDArray[np.int64], exclusions: Pairs) -> Flags:
    """What each subject should leave out.

    ``eligible`` and ``fen`` have a row per subject and a column per measure in ``ids``; unknown money is 0.
    Returns flags of the same shape.
    """
    lost = np.zeros_like(eligible)
    for group in groups(ids, exclusions):
        columns = np.array([ids.index(id) for id in group])
        neighbours = rivals(group, exclusions)
        patterns, which = np.unique(eligible[:, columns], axis=0, return_inverse=True)
        for number, pattern in enumerate(patterns):
            present = sum(1 << place for place in np.flatnonzero(pattern).tolist())
            if any(neighbours[place] & present for place in np.flatnonzero(pattern)):
                sets = _flags(choices(neighbours, present), len(group))
                rows = np.flatnonzero(which.reshape(-1) == number)
                value = fen[np.ix_(rows, columns)] @ sets.T.astype(np.int64)
                # argmax takes the first of equals, and the sets stand in order of preference
                lost[np.ix_(rows, columns)] = pattern & ~sets[value.argmax(axis=1)]
    return lost


def groups(ids: Iterable[str], exclusions: Pairs) -> list[tuple[str, ...]]:
    """Connected groups of two or more measures, in the order of ``ids``."""
    ids = tuple(ids)
    neighbours: dict[str, set[str]] = {}
    for one, other in (tuple(pair) for pair in exclusions if pair <= set(ids)):
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    result, seen = [], set[str]()
    for start in ids:
        group, todo = set[str](), [start] if start in neighbours else []
        while todo:
            id = todo.pop()
            if id not in seen:
                seen.add(id)
                group.add(id)
                todo += neighbours[id]
        if group:
            result.append(tuple(id for id in ids if id in group))
    return result


def rivals(group: Sequence[str], exclusions: Pairs) -> tuple[int, ...]:
    """For each measure of a group the others it excludes, as a bitmask of places."""
    return tuple(
        sum(
            1 << place
            for place, other in enumerate(group)
            if frozenset({id, other}) in exclusions and other != id
        )
        for id in group
    )


@lru_cache(maxsize=4_096)
def choices(neighbours: tuple[int, ...], present: int) -> tuple[int, ...]:
    """The sets of ``present`` measures that hold no two rivals and cannot be added to; the preferred first.

    Raises:
        ValueError: there are more than ``MAX_SETS``.
    """
    found: list[int] = []
    for each in _independent(neighbours, 0, present, 0):
        found.append(each)
        if len(found) > MAX_SETS:
            raise ValueError(f"more than {MAX_SETS:,} ways to choose between {present.bit_count()} measures")
    places = len(neighbours)
    return tuple(sorted(found, key=lambda each: (-each.bit_count(), -int(f"{each:0{places}b}"[::-1], 2))))


def _independent(neighbours: tuple[int, ...], taken: int, open_: int, done: int) -> Iterator[int]:
    """Sets that extend ``taken`` by some of ``open_`` and cannot be added to, none of them holding all of ``done``'s."""
    if not open_ and not done:
        yield taken
        return
    pivot = max(
        _places(open_ | done), key=lambda place: (open_ & ~neighbours[place] & ~(1 << place)).bit_count()
    )
    for place in _places(open_ & (neighbours[pivot] | 1 << pivot)):
        bit = 1 << place
        yield from _independent(
            neighbours, taken | bit, open_ & ~neighbours[place] & ~bit, done & ~neighbours[place] & ~bit
        )
        open_ &= ~bit
        done |= bit


def _places(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _flags(sets: Sequence[int], places: int) -> Flags:
    return np.array([[bool(each >> place & 1) for place in range(places)] for each in sets])
