"""Lines that stand elsewhere in the other text: a title above or below its small line, a label of a drawing.

They are too short for the seeds of an alignment. What two texts leave unaligned is compared line by line, and
lines that are nearly the same are held to be the same line, so that its misread character is a difference and the
line is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from twinwheel.reading.renditions.alignment import Places, short_runs
from twinwheel.reading.renditions.letters import Letters

_LEFT_OVER = 0.7
"""So much of a line has nothing in the other text to stand for it."""
_ALIKE = 0.7
_SHORT = 6
"""Lines of fewer letters must be the same but for nothing; of one letter they say nothing."""
_LONGEST = 120
_MOST = 64
"""Of so many left-over lines on each side, so that the pairs stay few; further ones are no titles."""


class _Line(NamedTuple):
    start: int
    end: int


def settle_moved(at: Places, one: Letters, other: Letters) -> None:
    """Leads the letters of ``one`` in lines that were moved to where they stand in ``other``, in place."""
    mine = list(_left_over(one, at < 0))
    if not mine:
        return
    free = np.ones(len(other.strict), dtype=bool)
    free[at[at >= 0]] = False
    theirs = list(_left_over(other, free))
    pairs = [
        (alike, line, twin)
        for line in mine
        for twin in theirs
        if (alike := _alike(one.loose[slice(*line)], other.loose[slice(*twin)]))
    ]
    for _, line, twin in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if line in mine and twin in theirs:
            mine.remove(line)
            theirs.remove(twin)
            _lead(at, one, other, line, twin)


def _lead(at: Places, one: Letters, other: Letters, line: _Line, twin: _Line) -> None:
    holders = np.flatnonzero((at >= twin.start) & (at < twin.end))
    at[holders] = -1  # what stood for a letter of it by chance
    at[line.start : line.end] = -1
    for run in short_runs(one.loose[slice(*line)], other.loose[slice(*twin)]):
        first = twin.start + run.j
        at[line.start + run.i : line.start + run.i + run.size] = np.arange(first, first + run.size)


def _alike(one: str, other: str) -> float:
    if min(len(one), len(other)) < _SHORT:
        return float(one == other)
    return Levenshtein.normalized_similarity(one, other, score_cutoff=_ALIKE)


def _left_over(letters: Letters, loose: NDArray[np.bool_]) -> Iterator[_Line]:
    """The first lines of which most letters are loose."""
    if not loose.any():
        return
    count = np.concatenate([[0], np.cumsum(loose)])
    told = 0
    for start, end in _lines(letters):
        if 1 < end - start <= _LONGEST and count[end] - count[start] >= _LEFT_OVER * (end - start):
            yield _Line(start, end)
            told += 1
            if told == _MOST:
                return


def _lines(letters: Letters) -> Iterator[tuple[int, int]]:
    """The lines of a text as ranges of its letters."""
    start = low = 0
    for line in letters.source.splitlines(keepends=True):
        low += len(line)
        end = int(np.searchsorted(letters.at, low))
        if end > start:
            yield start, end
        start = end
