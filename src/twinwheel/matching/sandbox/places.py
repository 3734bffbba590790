"""How a bitmap spreads over places, industries and sizes: the fields a type of subject is broken down by.

A zone pack adds its clusters: a subject lies in a cluster if it is filed in one of the cluster's parks, or in
the cluster by its own name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.matching.amount import Fen
from twinwheel.matching.bits.kernel import Bits, positions
from twinwheel.matching.breakdown import NONE, NOT_FILED, Categories, Placed
from twinwheel.matching.plan import Plan
from twinwheel.matching.sandbox.whole import Whole
from twinwheel.packs.model import Text

Counts = npt.NDArray[np.int64]

FEW = 50  # one row in so many, or fewer, is looked up by itself


@dataclass(frozen=True)
class Division:
    """One way to divide a register. ``values`` are codes of ``field``, or None (not filed), or "" (known to be none).

    ``titles`` are what the values of a division that is no field are called, and ``title`` what it is called
    itself. ``several``: a subject may stand under more than one value.
    """

    field: str
    values: Sequence[str | None]
    placed: Placed
    rows: int
    several: bool
    title: Text | None = None
    titles: Sequence[Text] = ()

    def count(self, bits: Bits) -> Counts:
        """Set bits by value."""
        return np.bincount(self.placed.codes[self._chosen(bits)], minlength=len(self.values))

    def added(self, bits: Bits, fen: Fen) -> list[int]:
        """Money of the rows whose bit is set, by value; exact, because the halves of words are added apart."""
        chosen = self._chosen(bits)
        money = fen[self.placed.rows[chosen]]
        codes, size = self.placed.codes[chosen], len(self.values)
        high, low = (
            np.bincount(codes, part.astype(np.float64), size) for part in (money >> 26, money & 0x3FF_FFFF)
        )
        return [(int(a) << 26) + int(b) for a, b in zip(high, low, strict=True)]

    def _chosen(self, bits: Bits) -> npt.NDArray[np.int64]:
        """Where in ``placed`` the rows stand whose bit is set. Few rows are looked up, many are marked."""
        rows = positions(bits, self.rows)
        if not self.several:
            return rows
        if len(rows) * FEW > self.rows:
            marked = np.zeros(self.rows, bool)
            marked[rows] = True
            return np.flatnonzero(marked[self.placed.rows])
        first = np.searchsorted(self.placed.rows, rows)
        number = np.searchsorted(self.placed.rows, rows, "right") - first
        before = np.cumsum(number) - number
        return np.repeat(first - before, number) + np.arange(int(number.sum()))


CLUSTERS = Text(zh="组团", en="Cluster")


def divisions(plan: Plan, whole: Whole) -> tuple[Division, ...]:
    """A division for every field the type of subject is broken down by, and the zone's clusters, which come second.

    Raises:
        PackError: the pack breaks results down by a field that cannot be counted by.
    """
    result: list[Division] = []
    vocabulary = plan.pack.vocabulary
    for name in plan.pack.subjects[plan.subject].by:
        placed = Categories(plan, name).of(whole.batch(vocabulary.inputs(frozenset({name}))))
        several = vocabulary.fields[name].kind == "codes"
        found = Division(name, placed.values, placed, whole.rows, several)
        result.append(found)
        clusters = _clusters(plan, found)
        if clusters is not None:
            result.append(clusters)
    return tuple(result)


def _clusters(plan: Plan, by: Division) -> Division | None:
    """The clusters behind the values of a field that names parks; None where it names none."""
    zone = plan.pack.zone
    if zone is None:
        return None
    lies_in = {place.id: number for number, place in enumerate(zone.clusters)}
    named = {name: lies_in[each.id] for each in zone.clusters for name in _names(each.title.zh)}
    for park in zone.parks:
        if park.within in lies_in:
            named |= dict.fromkeys(_names(park.title.zh), lies_in[park.within])
    codes = plan.pack.code_lists.get(plan.pack.fields[by.field].codes or "")
    spellings = {code.value: {code.value, *code.aliases} for code in codes.codes} if codes else {}
    none, not_filed = len(zone.clusters), len(zone.clusters) + 1
    table = np.full(len(by.values), none)
    for place, value in enumerate(by.values):
        if value is NOT_FILED:
            table[place] = not_filed
        elif found := [named[each] for each in spellings.get(value, {value}) if each in named]:
            table[place] = found[0]
    if (table >= none).all():
        return None
    # Who lies in a cluster is not counted among those that lie in none for another of their parks.
    size = len(zone.clusters) + 2
    inside = np.zeros(by.rows, bool)
    inside[by.placed.rows[table[by.placed.codes] < none]] = True
    kept = (table[by.placed.codes] < none) | ~inside[by.placed.rows]
    keys = np.unique(by.placed.rows[kept] * size + table[by.placed.codes[kept]])
    values: list[str | None] = [*(each.id for each in zone.clusters), NONE, NOT_FILED]
    placed = Placed(keys // size, keys % size, values)
    return Division(by.field, values, placed, by.rows, True, CLUSTERS, [each.title for each in zone.clusters])


def _names(title: str) -> set[str]:
    """A title, and the same without what stands in brackets."""
    return {title, re.sub("（[^）]*）", "", title)}
