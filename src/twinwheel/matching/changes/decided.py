"""Outcome and amount of every measure of a plan for every row of a batch, as arrays that can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.criteria.columns import Batch
from twinwheel.matching import amount
from twinwheel.matching.bits.bitmaps import bitmaps
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.bits.program import compile_program
from twinwheel.matching.plan import Candidate, Outcome, Plan, Rule
from twinwheel.matching.run import money

OUTCOMES: tuple[Outcome | None, ...] = (None, *Outcome)
"""What the numbers of ``Decided.outcome`` stand for; 0: there is no such pair."""

VERDICTS = (None, "met", "not_met", "unknown")
"""The same for the numbers of :func:`verdicts_of`."""

_NUMBER = {outcome: number for number, outcome in enumerate(OUTCOMES)}
Numbers = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Decided:
    """One measure over some rows: numbers of ``OUTCOMES``, fen, and where the amount is known (else fen is 0)."""

    outcome: Numbers
    fen: amount.Fen
    known: amount.Known

    @classmethod
    def absent(cls, rows: int) -> Decided:
        """No decisions at all: the subjects or the measure are not there."""
        return cls(np.zeros(rows, np.uint8), np.zeros(rows, np.int64), np.zeros(rows, bool))

    def taken(self, rows: npt.NDArray[np.int64]) -> Decided:
        return Decided(self.outcome[rows], self.fen[rows], self.known[rows])

    def differs(self, other: Decided) -> Bits:
        """Rows in which outcome or amount are not the same."""
        found: Bits = (self.outcome != other.outcome) | (self.known != other.known) | (self.fen != other.fen)
        return found

    def is_(self, *outcomes: Outcome | None) -> Bits:
        """Rows with one of some outcomes."""
        found: Bits = np.isin(self.outcome, [_NUMBER[each] for each in outcomes])
        return found


def decided(plan: Plan, table: pa.RecordBatch) -> list[Decided]:
    """Decide every candidate of a plan for a batch."""
    if not plan.candidates or not table.num_rows:
        return [Decided.absent(table.num_rows) for _ in plan.candidates]
    batch = Batch(table)
    bits = bitmaps(plan.program, plan.roots, encode(plan.program, batch))
    return [
        _decided(each, _unpacked(sure, batch.rows), _unpacked(possible, batch.rows), batch)
        for each, sure, possible in zip(plan.candidates, bits.sure, bits.possible, strict=True)
    ]


def _decided(candidate: Candidate, sure: Bits, possible: Bits, batch: Batch) -> Decided:
    best = Outcome.NEEDS_REVIEW if candidate.humans else Outcome.ELIGIBLE
    outcome = np.full(batch.rows, _NUMBER[Outcome.INELIGIBLE], np.uint8)
    outcome[possible] = _NUMBER[Outcome.UNKNOWN]
    outcome[sure] = _NUMBER[best]
    fen, known = np.zeros(batch.rows, np.int64), np.zeros(batch.rows, bool)
    if candidate.amounts:
        rows = np.flatnonzero(sure)
        fen[rows], known[rows] = money(candidate, rows, batch)
    return Decided(outcome, fen, known)


def verdicts_of(rules: tuple[Rule, ...], table: pa.RecordBatch) -> list[Numbers]:
    """For every rule the verdict on every row, as numbers of ``VERDICTS``."""
    program = compile_program([rule.condition for rule in rules])
    bits = bitmaps(program, [(root,) for root in program.roots], encode(program, Batch(table)))
    rows = table.num_rows
    return [
        np.where(_unpacked(sure, rows), 1, np.where(_unpacked(possible, rows), 3, 2)).astype(np.uint8)
        for sure, possible in zip(bits.sure, bits.possible, strict=True)
    ]


def _unpacked(bits: Numbers, rows: int) -> Bits:
    return np.unpackbits(bits, count=rows, bitorder="little").view(bool)
