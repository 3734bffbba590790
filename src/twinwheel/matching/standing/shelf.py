"""The bitmaps of measures that come, go and change: each has a place, and keeps it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twinwheel.matching.bits.bitmaps import Bitmaps
from twinwheel.matching.bits.kernel import Bits, Rails
from twinwheel.matching.standing.vector import Truths

SPARE = 64
"""Places for more measures before the bits of all are copied. Memory that is never written to costs nothing."""


class Shelf:
    """Starts as a copy of some bitmaps; measure ``m`` has place ``m``. A place where no measure stands is all zeros."""

    def __init__(self, bitmaps: Bitmaps) -> None:
        self.places = len(bitmaps.sure)  # used up to here, the free ones among them
        self._sure, self._possible = (_larger(bits, self.places) for bits in (bitmaps.sure, bitmaps.possible))
        self._free: list[int] = []

    def rails(self, place: int) -> Rails:
        """(T, P) of a measure: a view."""
        return self._sure[place], self._possible[place]

    def copy(self, places: Sequence[int], rows: int) -> Bitmaps:
        return Bitmaps(rows, self._sure[list(places)], self._possible[list(places)])

    def room(self) -> int:
        """A place for one measure more."""
        if self._free:
            return self._free.pop()
        if self.places == len(self._sure):
            self._sure, self._possible = (_larger(bits, self.places) for bits in (self._sure, self._possible))
        self.places += 1
        return self.places - 1

    def put(self, place: int, rails: Rails) -> None:
        self._sure[place], self._possible[place] = rails

    def clear(self, place: int) -> None:
        """Nobody stands there any more."""
        self._sure[place] = self._possible[place] = 0
        self._free.append(place)

    def change(self, row: int, truths: Truths) -> Truths:
        """Set the truth (0, 1 unknown, 2) of one row for every place; what it was before."""
        byte, bit = divmod(row, 8)
        rails = [bits[: self.places, byte] for bits in (self._sure, self._possible)]
        before: Truths = np.sum([each >> bit & 1 for each in rails], axis=0, dtype=np.uint8)
        for each, least in zip(rails, (2, 1), strict=True):
            each &= np.uint8(0xFF ^ (1 << bit))
            each |= (truths >= least).view(np.uint8) << np.uint8(bit)
        return before


def _larger(bits: Bits, used: int) -> Bits:
    """The bits that are in use, with half as many places more, and at least some."""
    larger = np.zeros((used + max(SPARE, used // 2), bits.shape[1]), np.uint8)
    larger[:used] = bits[:used]
    return larger
