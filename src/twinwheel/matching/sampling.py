"""A fair sample of the rows in a bitmap, the same one every time, without unpacking the bitmap.

Every row of the register gets a pseudo-random priority from its number alone. The sample is the rows of
least priority: uniform, whatever order the register is in, and it does not depend on where batches end.
To find them in a long bitmap cheaply, it is first thinned by a mask of the rows of low priority.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.matching.bits.kernel import Bits

Priorities = npt.NDArray[np.uint64]


class Lots:
    """The priorities of the rows of one block, ``first`` being the number of its first row in the register."""

    def __init__(self, first: int, rows: int) -> None:
        self.priorities = _mixed(np.arange(first, first + rows, dtype=np.uint64))
        self._masks: dict[int, Bits] = {}

    def mask(self, level: int) -> Bits:
        """The rows whose priority lies in the lowest part of 1 in ``2 ** level``."""
        if level not in self._masks:
            low = self.priorities <= np.uint64((1 << 64 - level) - 1)
            self._masks[level] = np.packbits(low, bitorder="little")
        return self._masks[level]

    def least(self, bits: Bits, count: int, limit: int, worst: int) -> npt.NDArray[np.int64]:
        """The ``limit`` rows of least priority, none above ``worst``, among the ``count`` whose bit is set."""
        certain = 64 - worst.bit_length()
        level = max(certain, (count // (2 * limit)).bit_length() - 1)
        rows = _set(bits & self.mask(level))
        if level > certain and len(rows) < limit:  # an unlucky mask; as good as never
            rows = _set(bits & self.mask(certain))
        rows = rows[self.priorities[rows] <= np.uint64(worst)]
        return rows[np.argsort(self.priorities[rows], kind="stable")[:limit]]


@dataclass
class Sample:
    """At most ``limit`` rows of a register, with the columns that were asked for."""

    limit: int
    columns: list[str]
    _parts: list[tuple[Priorities, pa.RecordBatch]] = field(default_factory=list)
    _worst: int = 2**64 - 1

    def offer(self, bits: Bits, count: int, lots: Lots, start: int, table: pa.RecordBatch) -> None:
        """The rows of one block whose bit is set; ``start`` is the block's first row in ``table``."""
        rows = lots.least(bits, count, self.limit, self._worst)
        if not len(rows):
            return
        names = [name for name in self.columns if name in table.schema.names]
        self._parts.append((lots.priorities[rows], table.select(names).take(pa.array(rows + start))))
        found = np.sort(np.concatenate([priorities for priorities, _ in self._parts]))
        if len(found) >= self.limit:
            self._worst = int(found[self.limit - 1])

    def rows(self) -> list[dict[str, object]]:
        """The rows as they stand in the register, least priority first."""
        priorities = np.concatenate([part for part, _ in self._parts] or [np.zeros(0, np.uint64)])
        every = [row for _, part in self._parts for row in part.to_pylist()]
        return [every[position] for position in np.argsort(priorities, kind="stable")[: self.limit]]


def _set(bits: Bits) -> npt.NDArray[np.int64]:
    """The rows whose bit is set; only bytes that hold one are unpacked."""
    held = np.flatnonzero(bits)
    which, bit = np.nonzero(np.unpackbits(bits[held], bitorder="little").reshape(-1, 8))
    return held[which] * 8 + bit


def _mixed(numbers: Priorities) -> Priorities:
    """SplitMix64 (Steele, Lea, Flood 2014): neighbouring numbers come out far apart."""
    with np.errstate(over="ignore"):
        mixed = numbers * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
