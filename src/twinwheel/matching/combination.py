"""The best lawful combination: where measures exclude each other, which of them to take.

The exact maximum: most known money first, then most measures, then the order of the pack, so that the answer
is the same every time. Measures that exclude nothing here are simply taken. What is left falls into small
groups that exclude each other (a maximum-weight independent set each), and each group is searched completely.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache


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
    fen = {id: int((amount or 0) * 100) for id, amount in amounts.items()}
    lost = losers(ids, fen, pairs)
    dropped = tuple(
        Dropped(id, tuple(other for other in ids if other not in lost and {id, other} in pairs), amounts[id])
        for id in ids
        if id in lost
    )
    chosen = tuple(id for id in ids if id not in lost)
    return Combination(
        chosen,
        dropped,
        sum((amounts[id] or Decimal(0) for id in chosen), Decimal(0)),
        tuple(id for id in chosen if amounts[id] is None),
        tuple(each.measure for each in dropped if each.amount is None),
    )


def losers(ids: Sequence[str], fen: Mapping[str, int], pairs: Collection[frozenset[str]]) -> frozenset[str]:
    """The measures to leave out. ``pairs`` are those among ``ids``; unknown money counts as none."""
    result: set[str] = set()
    for group in groups(ids, pairs):
        neighbours = tuple(
            sum(
                1 << place
                for place, other in enumerate(group)
                if frozenset({id, other}) in pairs and other != id
            )
            for id in group
        )
        taken = _search(neighbours, tuple(fen[id] for id in group))
        result.update(id for place, id in enumerate(group) if not taken >> place & 1)
    return frozenset(result)


def groups(ids: Iterable[str], pairs: Collection[frozenset[str]]) -> list[tuple[str, ...]]:
    """Connected groups of two or more measures, in the order of ``ids``."""
    neighbours: dict[str, set[str]] = {}
    for one, other in map(tuple, pairs):
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    ids = tuple(ids)
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


@lru_cache(maxsize=4_096)
def _search(neighbours: tuple[int, ...], worth: tuple[int, ...]) -> int:
    """The best set as a bitmask; bit ``i`` of ``neighbours[j]`` says that i and j exclude each other.

    Branches on the measure with most rivals left, with it or without it, and remembers what it has solved:
    real groups are nearly cliques or stars, which fall apart at the first branch.
    """
    solved: dict[int, tuple[int, int, int]] = {}

    def search(rest: int) -> tuple[int, int, int]:
        """(money, measures, set): the best of the measures in ``rest``."""
        if rest not in solved:
            places = [place for place in range(len(worth)) if rest >> place & 1]
            pivot = max(
                places, key=lambda place: ((neighbours[place] & rest).bit_count(), -place), default=None
            )
            if pivot is None or not neighbours[pivot] & rest:
                solved[rest] = sum(worth[place] for place in places), len(places), rest
            else:
                without = search(rest & ~(1 << pivot))
                money, count, taken = search(rest & ~(1 << pivot) & ~neighbours[pivot])
                with_it = money + worth[pivot], count + 1, taken | 1 << pivot
                solved[rest] = max(
                    with_it, without, key=lambda each: (*each[:2], _early(each[2], len(worth)))
                )
        return solved[rest]

    return search((1 << len(worth)) - 1)[2]


def _early(taken: int, places: int) -> int:
    """Larger for a set whose first measures stand earlier in the pack; breaks ties the same way every time."""
    return int(f"{taken:0{places}b}"[::-1], 2)
