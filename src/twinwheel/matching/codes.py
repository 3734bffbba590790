"""A batch of subjects as the small integers a program wants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.criteria.columns import Batch, Interval, interval
from twinwheel.matching.program import (
    AbsentColumn,
    ClassColumn,
    Column,
    FlagColumn,
    ListColumn,
    PrefixColumn,
    Program,
    RankColumn,
)

CodeArray = npt.NDArray[np.unsignedinteger]


@dataclass(frozen=True)
class CodeColumn:
    """Codes of one column. ``high`` differs from ``low`` only where some row is an interval."""

    low: CodeArray
    high: CodeArray

    @property
    def exact(self) -> bool:
        return self.low is self.high


@dataclass(frozen=True)
class Codes:
    """A batch, encoded: what matching reads instead of rows."""

    rows: int
    columns: tuple[CodeColumn, ...]

    @property
    def nbytes(self) -> int:
        return sum(each.low.nbytes + (0 if each.exact else each.high.nbytes) for each in self.columns)


def encode(program: Program, batch: Batch) -> Codes:
    """The columns of a program for one batch."""
    return Codes(batch.rows, tuple(_encoded(column, batch) for column in program.columns))


def _encoded(column: Column, batch: Batch) -> CodeColumn:
    match column:
        case RankColumn(term):
            return _ranked(column, interval(term, batch))
        case ClassColumn(name, named):
            indices, values = batch.texts(name)
            table = np.array([*(named.get(value, 1) for value in values), 0], _smallest(len(named) + 1))
            return _exact(table[indices])
        case PrefixColumn(name, prefix):
            indices, values = batch.texts(name)
            table = np.array([*(1 + value.startswith(prefix) for value in values), 0], np.uint8)
            return _exact(table[indices])
        case FlagColumn(name):
            yes, known = batch.flag(name)
            return _exact(np.where(known, 1 + yes.astype(np.uint8), 0).astype(np.uint8))
        case AbsentColumn(name):
            return _exact(1 + batch.absent(name).astype(np.uint8))
        case ListColumn(name, bits):
            return _exact(_listed(batch, name, bits))


def _exact(codes: CodeArray) -> CodeColumn:
    return CodeColumn(codes, codes)


def _smallest(top: int) -> type[np.unsignedinteger]:
    return np.uint8 if top < 256 else np.uint16 if top < 65_536 else np.uint32


def _ranked(column: RankColumn, found: Interval) -> CodeColumn:
    low = _ranks(column, found.low, found.known)
    return CodeColumn(low, low if found.exact else _ranks(column, found.high, found.known))


def _ranks(column: RankColumn, values: npt.NDArray[np.float64], known: npt.NDArray[np.bool_]) -> CodeArray:
    """1 + twice the cut points below, one more at a cut point; 0 where unknown.

    A few comparisons of the whole column beat a binary search per value until there are some dozen cuts.
    """
    kind = _smallest(column.top)
    if len(column.cuts) <= 24:
        codes = np.ones(len(values), kind)
        for cut in column.cuts:
            codes += values >= cut
            codes += values > cut
    else:
        below = np.searchsorted(column.cuts, values, "left")
        codes = (below + np.searchsorted(column.cuts, values, "right") + 1).astype(kind)
    codes *= known
    return codes


def _listed(batch: Batch, name: str, bits: dict[str, int]) -> CodeArray:
    rows, elements, partial, known = batch.lists(name)
    weights = [np.uint64(1) << np.uint64(bits[value]) if value in bits else np.uint64(0) for value in elements.dictionary.to_pylist()]
    table = np.array([*weights, 0], np.uint64)
    masks = known.astype(np.uint64) | (partial.astype(np.uint64) << np.uint64(1))
    found = table[elements.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
    named = found > 0
    np.bitwise_or.at(masks, rows[named], found[named])
    return masks
