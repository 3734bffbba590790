"""Decisions for one batch: the outcome of every candidate for every subject, and what an unknown one waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.criteria.columns import Batch
from twinwheel.criteria.logic import FieldTerm
from twinwheel.criteria.missing import waits
from twinwheel.matching.bits.bitmaps import bitmaps, chosen
from twinwheel.matching.bits.codes import Codes, encode
from twinwheel.matching.bits.kernel import Bits, Block, blocks, positions
from twinwheel.matching.bits.program import AtomNode, Join, Program, RankColumn
from twinwheel.matching.plan import Candidate, Plan

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


def verdicts(
    plan: Plan, batch: Batch, codes: Codes | None = None, *, back_end: str | None = None
) -> Iterator[Verdicts]:
    """Every candidate over every block of a batch. ``codes`` are those of its rows, if they are there already.

    What NumPy works out for the verdicts is found again by whoever follows them; numba is faster even so.
    """
    codes = codes or encode(plan.program, batch)
    fast = chosen(back_end, codes.rows * len(plan.candidates)) == "numba"
    made = bitmaps(plan.program, plan.roots, codes, back_end="numba") if fast else None
    for block in blocks(plan.program, codes):
        first, last = block.start // 8, (block.stop + 7) // 8
        for position, (candidate, roots) in enumerate(zip(plan.candidates, plan.roots, strict=True)):
            if made is not None:
                sure, possible = made.sure[position, first:last], made.possible[position, first:last]
            else:
                sure, possible = block.all_of(roots)
            yield Verdicts(candidate, position, sure, possible, block)


def missing(plan: Plan, found: Verdicts, batch: Batch) -> tuple[Rows, npt.NDArray[np.int64], list[list[str]]]:
    """What the unknown rows of a candidate wait for: (rows, position in the lists, distinct lists of fields)."""
    rows = found.rows(found.unknown)
    waits = _Waits(plan.program, found.block, batch)
    for root in plan.roots[found.position]:
        waits.follow(root, found.unknown)
    fields = sorted(waits.fields)
    local = rows - found.block.start
    bits = [np.unpackbits(waits.fields[name], count=found.block.rows, bitorder="little") for name in fields]
    marks = [each[local] for each in bits]
    which, examples = _alike(marks, len(rows))
    lists = [[name for name, mark in zip(fields, marks, strict=True) if mark[row]] for row in examples]
    return rows, which, lists


def _alike(marks: list[npt.NDArray[np.uint8]], rows: int) -> tuple[Rows, Rows]:
    """Rows with the same marks get the same number, counted from 0; and one row of each number.

    A table of all numbers that could occur does it without sorting; it is packed before it grows large.
    """
    number, size = np.zeros(rows, np.int64), 1
    for mark in marks:
        number, size = 2 * number + mark, 2 * size
        if size > 4096:
            number, size = _packed_numbers(number, size)
    number, size = _packed_numbers(number, size)
    example = np.zeros(size, np.int64)
    example[number] = np.arange(rows)
    return number, example


def _packed_numbers(number: Rows, size: int) -> tuple[Rows, int]:
    """The numbers that occur among 0 … ``size``, renumbered without gaps."""
    occurs = np.zeros(size, bool)
    occurs[number] = True
    return (np.cumsum(occurs) - 1)[number], int(np.count_nonzero(occurs))


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
                    waiting = reached & self._open(number, name)
                    self.fields[name] = self.fields[name] | waiting if name in self.fields else waiting
            case Join("choice", (condition, then, otherwise)):
                sure, possible = self.block.rails(condition)
                self.follow(condition, reached)
                self.follow(then, reached & possible)
                self.follow(otherwise, reached & ~sure)
            case Join(_, parts):
                for part in parts:
                    self.follow(part, reached)

    def _open(self, number: int, name: str) -> Bits:
        """Rows of the block where the field leaves the atom open."""
        node = self.program.nodes[number]
        assert isinstance(node, AtomNode)
        column = self.program.columns[node.column]
        computed = isinstance(column, RankColumn) and not isinstance(column.term, FieldTerm)
        key = (node.column if computed else None, name)
        if key not in self.block.open_fields:
            if isinstance(column, RankColumn) and computed:
                rows = waits(column.term, self.batch).get(name, self.batch.none)
            else:
                rows = self.batch.open(name)
            here = rows[self.block.start : self.block.stop]
            self.block.open_fields[key] = np.packbits(here, bitorder="little")
        return self.block.open_fields[key]
