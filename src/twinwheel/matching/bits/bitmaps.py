"""The verdicts of every measure for every row of some codes, two bits a pair.

This is what a run, an update and a trial of a changed policy all start from. The bits are the same whichever
back end makes them: ``fast`` with numba, if it is there and the work is worth starting it; ``kernel`` with NumPy alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np

from twinwheel.errors import UsageError
from twinwheel.matching.bits.codes import Codes
from twinwheel.matching.bits.kernel import Bits, blocks
from twinwheel.matching.bits.program import Program
from twinwheel.messages import message

Groups = Sequence[tuple[int, ...]]
"""For each measure the program nodes that must all be met; ``Plan.roots``."""


BACK_ENDS = ("numpy", "numba")
VARIABLE = "TWINWHEEL_BACK_END"  # the environment variable that asks for one of them

WORTH = 1_000_000_000
"""Subjects x measures from which it pays to import numba, which takes as long as NumPy takes for these."""


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


def bitmaps(
    program: Program,
    groups: Groups,
    codes: Codes,
    *,
    back_end: str | None = None,
    threads: int | None = None,
) -> Bitmaps:
    """Decide some measures for all rows.

    ``back_end`` is one of ``BACK_ENDS``; see :func:`chosen` for who decides where it is None. ``threads`` are those of
    numba, all processors if None; NumPy uses one.

    Raises:
        UsageError: there is no such back end, or it was asked for and is not installed.
    """
    width = (codes.rows + 63) // 64 * 8
    make = np.zeros if chosen(back_end, codes.rows * len(groups)) == "numpy" else np.empty
    sure, possible = (make((len(groups), width), np.uint8) for _ in range(2))
    fill(program, groups, codes, sure, possible, back_end=back_end, threads=threads)
    return Bitmaps(codes.rows, sure, possible)


def fill(
    program: Program,
    groups: Groups,
    codes: Codes,
    sure: Bits,
    possible: Bits,
    *,
    back_end: str | None = None,
    threads: int | None = None,
) -> None:
    """The same into bitmaps that are there already: a row of whole words per group, in memory one after the other."""
    if chosen(back_end, codes.rows * len(groups)) == "numba":
        from twinwheel.matching.bits import fast

        fast.fill(program, groups, codes, sure, possible, threads)
        return
    for bits in (sure, possible):
        bits[:, (codes.rows + 7) // 8 :] = 0
    for block in blocks(program, codes):
        first, last = block.start // 8, (block.stop + 7) // 8
        for measure, group in enumerate(groups):
            sure[measure, first:last], possible[measure, first:last] = block.all_of(group)


def chosen(back_end: str | None = None, pairs: int | None = None) -> str:
    """The back end for a piece of work: the one asked for, else what the environment variable says, else numba where
    it is installed and already in use or ``pairs`` (subjects x measures; None: very many) are worth starting it.

    Raises:
        UsageError: there is no such back end, or it was asked for and is not installed.
    """
    asked, where = back_end or os.environ.get(VARIABLE), "" if back_end else f"{VARIABLE}: "
    if asked:
        if asked not in BACK_ENDS:
            raise UsageError(
                message('{where}no back end "{asked}"', where=where, asked=asked),
                message("There are: {names}.", names=", ".join(BACK_ENDS)),
            )
        if asked == "numba" and not _installed():
            advice = message(
                "Install it with: pip install 'twinwheel[fast]'. NumPy alone gives the same answers, more slowly."
            )
            raise UsageError(message('{where}the back end "numba" is not installed', where=where), advice)
        return asked
    if not _installed():
        return "numpy"
    started = "twinwheel.matching.bits.compiled" in sys.modules
    return "numba" if started or pairs is None or pairs >= WORTH else "numpy"


@cache
def _installed() -> bool:
    return find_spec("numba") is not None
