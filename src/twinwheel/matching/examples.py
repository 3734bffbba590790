"""Five telling subjects of a register, the same ones every time.

Each kind has a score; the highest wins, and among equals the one that comes first in the register. No
subject is shown twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Scores = npt.NDArray[np.int64]

KINDS = ("eligible", "nearly", "unknown", "ineligible", "conflict")
"""Most measures eligible; most failing by a single rule; most unknown; most ineligible; most that exclude
each other."""


@dataclass(frozen=True)
class Example:
    """A subject as it stands in the register. ``row`` counts from 0 over all batches."""

    kind: str
    score: int
    row: int
    values: dict[str, object]


class Picks:
    """The best few subjects of each kind so far."""

    def __init__(self) -> None:
        self._best: dict[str, list[Example]] = {kind: [] for kind in KINDS}

    def offer(self, kind: str, scores: Scores, first: int, start: int, table: pa.RecordBatch) -> None:
        """One block. ``first`` is its first row in the register, ``start`` in ``table``."""
        best = self._best[kind]
        least = best[-1].score if len(best) == len(KINDS) else 0
        if not len(scores) or scores.max() <= least:
            return
        # The earlier of two equals is kept: its number is taken off.
        keys = scores * len(scores) - np.arange(len(scores))
        for row in np.argpartition(keys, -min(len(keys), len(KINDS)))[-len(KINDS) :].tolist():
            if scores[row] > least:
                values = table.slice(start + row, 1).to_pylist()[0]
                best.append(Example(kind, int(scores[row]), first + row, values))
        best.sort(key=lambda each: (-each.score, each.row))
        del best[len(KINDS) :]

    def chosen(self) -> tuple[Example, ...]:
        """One subject of each kind, in the order of ``KINDS``; a kind nobody stands for is left out.

        The rarest kind chooses first.
        """
        taken: dict[str, Example] = {}
        for kind in reversed(KINDS):
            rows = {each.row for each in taken.values()}
            free = [each for each in self._best[kind] if each.row not in rows]
            if free:
                taken[kind] = free[0]
        return tuple(taken[kind] for kind in KINDS if kind in taken)
