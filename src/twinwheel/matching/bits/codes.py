"""A batch of subjects as the small integers a program wants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.criteria.columns import Batch, Interval, interval, positions_of
from twinwheel.matching.bits.program import (
    AbsentColumn,
    Column,
    FlagColumn,
    ListColumn,
    Program,
    RankColumn,
    TextColumn,
)

CodeArray = npt.NDArray[np.unsignedinteger]

MANY = 256  # classes of a number from which a search is faster than comparisons


@dataclass(frozen=True)
class CodeColumn:
    """Codes of one column. ``high`` differs from ``low`` only where some row is an interval."""

    low: CodeArray
    high: CodeArray

    @property
    def exact(self) -> bool:
        return self.low is self.high

    def part(self, start: int, stop: int) -> CodeColumn:
        low = self.low[start:stop]
        return CodeColumn(low, low if self.exact else self.high[start:stop])


@dataclass(frozen=True)
class Codes:
    """A batch, encoded: what matching reads instead of rows."""

    rows: int
    columns: tuple[CodeColumn, ...]

    def part(self, start: int, stop: int) -> Codes:
        """The codes of some rows; nothing is copied."""
        return Codes(stop - start, tuple(each.part(start, stop) for each in self.columns))

    @property
    def nbytes(self) -> int:
        return sum(each.low.nbytes + (0 if each.exact else each.high.nbytes) for each in self.columns)


def encode(program: Program, batch: Batch) -> Codes:
    """The columns of a program for one batch."""
    return Codes(batch.rows, tuple(encoded(column, batch) for column in program.columns))


def encoded(column: Column, batch: Batch) -> CodeColumn:
    """One column for one batch."""
    match column:
        case RankColumn(term):
            return ranked(column, interval(term, batch))
        case TextColumn(name):
            indices, values = batch.texts(name)
            classes = [*map(column.class_of, values), 0]  # an index of -1, unknown, is the last
            return _exact(np.array(classes, kind_of(column))[indices])
        case FlagColumn(name):
            yes, known = batch.flag(name)
            return _exact((1 + yes.view(np.uint8)) * known)
        case AbsentColumn(name):
            return _exact(1 + batch.absent(name).view(np.uint8))
        case ListColumn(name, bits):
            return _exact(_listed(batch, name, bits))


def _exact(codes: CodeArray) -> CodeColumn:
    return CodeColumn(codes, codes)


def kind_of(column: Column) -> type[np.unsignedinteger]:
    """The smallest integers that hold the codes of a column."""
    return np.uint8 if column.top < 256 else np.uint16 if column.top < 65_536 else np.uint32


def ranked(column: RankColumn, found: Interval) -> CodeColumn:
    """A column of numbers, given the values of its term."""
    low = _ranks(column, found.low, found.known)
    return CodeColumn(low, low if found.exact else _ranks(column, found.high, found.known))


def _ranks(column: RankColumn, values: npt.NDArray[np.float64], known: npt.NDArray[np.bool_]) -> CodeArray:
    """1 and one more for each end below; 0 where unknown.

    To compare a whole column 200 times takes half as long as to search 200 ends once for each of its values.
    """
    kind = kind_of(column)
    if column.top < MANY:
        codes = np.ones(len(values), kind)
        for cut, after in column.ends:
            beyond = values > cut if after else values >= cut
            codes += beyond.view(np.uint8)
    else:
        at, past = ([cut for cut, after in column.ends if after is side] for side in (False, True))
        below = np.searchsorted(at, values, "right") + np.searchsorted(past, values, "left")
        codes = (1 + below).astype(kind)
    codes *= known.view(np.uint8)
    return codes


def _listed(batch: Batch, name: str, bits: dict[str, int]) -> CodeArray:
    rows, elements, partial, known = batch.lists(name)
    masks = known + np.uint8(2) * partial
    if len(rows):
        values = elements.dictionary.to_pylist()
        table = np.array([*(1 << bits[each] if each in bits else 0 for each in values), 0], np.uint8)
        found = table[positions_of(elements)]
        starts = np.flatnonzero(np.diff(rows, prepend=-1))  # the first element of each list that is not empty
        masks[rows[starts]] |= np.bitwise_or.reduceat(found, starts)
    return masks
