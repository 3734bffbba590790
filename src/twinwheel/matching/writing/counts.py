"""The tallies of all measures as arrays: to add those of a part costs little, however many measures there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import Tally

Numbers = npt.NDArray[np.int64]


@dataclass
class Counts:
    """Of every measure of a plan, in its order. Sums of fen outgrow 64 bits, so they are Python's integers."""

    outcomes: Numbers
    """A row per measure, a column per outcome in the order of ``Outcome``."""
    fen: list[int]
    unpriced: list[int]

    @classmethod
    def of(cls, measures: int) -> Counts:
        """Nothing counted yet."""
        return cls(np.zeros((measures, len(Outcome)), np.int64), [0] * measures, [0] * measures)

    @classmethod
    def of_tallies(cls, tally: dict[str, Tally]) -> Counts:
        outcomes = [[each.outcomes[outcome] for outcome in Outcome] for each in tally.values()]
        return cls(
            np.array(outcomes, np.int64).reshape(-1, len(Outcome)),
            [each.amount_fen for each in tally.values()],
            [each.amounts_unknown for each in tally.values()],
        )

    def add(self, other: Counts) -> None:
        """Add the counts of other subjects."""
        self.outcomes += other.outcomes
        for mine, others in ((self.fen, other.fen), (self.unpriced, other.unpriced)):
            for number, more in enumerate(others):
                if more:
                    mine[number] += more

    def tallies(self, plan: Plan) -> dict[str, Tally]:
        """The same by measure."""
        rows = zip(plan.candidates, self.outcomes.tolist(), self.fen, self.unpriced, strict=True)
        return {
            candidate.id: Tally(Counter(dict(zip(Outcome, outcomes, strict=True))), fen, unpriced)
            for candidate, outcomes, fen, unpriced in rows
        }

    def plain(self) -> list[Any]:
        """For JSON."""
        return [self.outcomes.tolist(), self.fen, self.unpriced]

    @classmethod
    def read(cls, plain: list[Any], measures: int) -> Counts:
        """What :meth:`plain` gave. Raises ValueError where it is not that."""
        outcomes, fen, unpriced = plain
        found = np.array(outcomes, np.int64).reshape(-1, len(Outcome))
        if {len(found), len(fen), len(unpriced)} != {measures}:
            raise ValueError("of other measures")
        return cls(found, [int(each) for each in fen], [int(each) for each in unpriced])
