"""Bitmaps turned round: from the subjects of each measure to the measures of each subject."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twinwheel.matching.bits.bitmaps import chosen
from twinwheel.matching.bits.kernel import Bits

Numbers = npt.NDArray[np.int64]
Measures = npt.NDArray[np.unsignedinteger]

MOST_ROWS = 65_536  # a row is then a number of sixteen bits, which NumPy sorts in linear time


def turned(bits: Bits, rows: int, *, back_end: str | None = None) -> tuple[Numbers, Measures]:
    """How many bits each row has, and of which measures: those of the first row, of the second and so on, ascending.

    ``bits`` is a bitmap a measure in whole 64-bit words (``Bitmaps.sure``) over at most ``MOST_ROWS`` rows. The
    measures come in the smallest of 8, 16 and 32 bits that hold them all.
    """
    assert rows <= MOST_ROWS
    if not bits.size:
        return np.zeros(rows, np.int64), np.zeros(0, np.uint8)
    if chosen(back_end, rows * len(bits)) == "numba":
        from twinwheel.matching.writing import compiled_turn

        return compiled_turn.turned(np.ascontiguousarray(bits).view(np.uint64), rows, kind_of(len(bits)))
    return _turned(bits, rows)


def kind_of(measures: int) -> type[np.unsignedinteger]:
    """The smallest integers that tell so many measures apart."""
    return np.uint8 if measures <= 1 << 8 else np.uint16 if measures <= 1 << 16 else np.uint32


def _turned(bits: Bits, rows: int) -> tuple[Numbers, Measures]:
    words = np.flatnonzero(
        np.ascontiguousarray(bits).view(np.uint64) != 0
    )  # most are empty, and so are most bytes
    found = bits.view(np.uint64).reshape(-1)[words].view(np.uint8)
    filled = np.flatnonzero(found != 0)
    each = np.flatnonzero(np.unpackbits(found[filled], bitorder="little").view(bool))
    place = filled[each >> 3]
    measure, word = np.divmod(words[place >> 3].astype(np.uint32), np.uint32(bits.shape[1] // 8))
    row = (64 * word + 8 * (place & 7) + (each & 7)).astype(np.uint16)
    order = np.argsort(row, kind="stable")
    return np.bincount(row, minlength=rows), measure.astype(kind_of(len(bits)))[order]
