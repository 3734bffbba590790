"""The verdicts of every measure for every row of some codes, two bits a pair.

This is what a run, an update and a trial of a changed policy all start from. The bits are the same whichever
back end makes them; ``kernel`` does it with NumPy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twinwheel.matching.codes import Codes
from twinwheel.matching.kernel import Bits, blocks
from twinwheel.matching.program import Program

Groups = Sequence[tuple[int, ...]]
"""For each measure the program nodes that must all be met; ``Plan.roots``."""


@dataclass(frozen=True)
class Bitmaps:
    """T and P of some measures: row ``m`` of ``sure`` and ``possible`` is the bitmap of measure ``m``.

    Eight rows of the register to a byte, the first in the lowest bit. A bitmap is padded with zeros to whole
    64-bit words, so ``sure.view(np.uint64)`` is allowed; bits past the last row are 0.
    """

    rows: int
    sure: Bits
    possible: Bits

    @property
    def unknown(self) -> Bits:
        found: Bits = self.possible & ~self.sure
        return found


def bitmaps(program: Program, groups: Groups, codes: Codes) -> Bitmaps:
    """Decide some measures for all rows."""
    width = (codes.rows + 63) // 64 * 8
    sure, possible = (np.zeros((len(groups), width), np.uint8) for _ in range(2))
    for block in blocks(program, codes):
        first, last = block.start // 8, (block.stop + 7) // 8
        for measure, group in enumerate(groups):
            sure[measure, first:last], possible[measure, first:last] = block.all_of(group)
    return Bitmaps(codes.rows, sure, possible)
