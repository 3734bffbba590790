"""Decisions for one batch: the outcome of every candidate for every subject, and what an unknown one waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.criteria.columns import Batch
from twinwheel.matching.codes import encode
from twinwheel.matching.kernel import Bits, Block, blocks, positions
from twinwheel.matching.plan import Candidate, Plan
from twinwheel.matching.program import AtomNode, Join, Program

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Verdicts:
    """One candidate over one block: bitmaps of the rows that surely and possibly meet all its rules."""

    candidate: Candidate
    position: int
    sure: Bits
    possible: Bits
    block: Block

    @property
    def unknown(self) -> Bits:
        return self.possible & ~self.sure

    def rows(self, bits: Bits) -> Rows:
        """Rows of the batch whose bit is set."""
        return positions(bits, self.block.rows) + self.block.start


def verdicts(plan: Plan, batch: Batch) -> Iterator[Verdicts]:
    """Every candidate over every block of a batch."""
    codes = encode(plan.program, batch)
    for block in blocks(plan.program, codes):
        for position, (candidate, roots) in enumerate(zip(plan.candidates, plan.roots, strict=True)):
            sure, possible = block.all_of(roots)
            yield Verdicts(candidate, position, sure, possible, block)


def missing(plan: Plan, found: Verdicts, batch: Batch) -> tuple[Rows, npt.NDArray[np.int64], list[list[str]]]:
    """What the unknown rows of a candidate wait for: (rows, position in the lists, distinct lists of fields)."""
    rows = found.rows(found.unknown)
    waits = _Waits(plan.program, found.block, batch)
    for root in plan.roots[found.position]:
        waits.follow(root, found.unknown)
    fields = sorted(waits.fields)
    if not len(rows):
        return rows, np.zeros(0, np.int64), []
    local = rows - found.block.start
    marks = [np.unpackbits(waits.fields[name], count=found.block.rows, bitorder="little")[local] for name in fields]
    patterns = np.packbits(np.stack(marks, axis=1), axis=1, bitorder="little") if fields else np.zeros((len(rows), 1), np.uint8)
    distinct, which = np.unique(patterns, axis=0, return_inverse=True)
    bits = np.unpackbits(distinct, axis=1, count=len(fields), bitorder="little").astype(bool)
    return rows, which.reshape(-1), [[name for name, on in zip(fields, row, strict=True) if on] for row in bits]


class _Waits:
    """Follows unknown branches down to fields; the same walk as ``criteria.missing``, for many rows at once."""

    def __init__(self, program: Program, block: Block, batch: Batch) -> None:
        self.program = program
        self.block = block
        self.batch = batch
        self.fields: dict[str, Bits] = {}

    def follow(self, number: int, reached: Bits) -> None:
        reached = reached & self.block.unknown(number)
        if not reached.any():
            return
        match self.program.nodes[number]:
            case AtomNode():
                for name in self.program.read[number]:
                    waiting = reached & self._open(name)
                    self.fields[name] = self.fields[name] | waiting if name in self.fields else waiting
            case Join("choice", (condition, then, otherwise)):
                sure, possible = self.block.rails(condition)
                self.follow(condition, reached)
                self.follow(then, reached & possible)
                self.follow(otherwise, reached & ~sure)
            case Join(_, parts):
                for part in parts:
                    self.follow(part, reached)

    def _open(self, name: str) -> Bits:
        if name not in self.block.open_fields:
            self.block.open_fields[name] = np.packbits(self.batch.open(name)[self.block.start : self.block.stop], bitorder="little")
        return self.block.open_fields[name]
