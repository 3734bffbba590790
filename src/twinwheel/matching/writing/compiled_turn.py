"""``turned`` compiled by numba; the same result, in a fifth of the time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba.cpython.unsafe.numbers import trailing_zeros

from twinwheel.matching.bits.compiled import compiled

Words = npt.NDArray[np.uint64]

TILE = 64  # words: the matches of 4,096 rows stay in the second-level cache


def turned(
    words: Words, rows: int, kind: type[np.unsignedinteger]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.unsignedinteger]]:
    """See ``turned.turned``; a row of ``words`` is a measure."""
    numbers = np.zeros(64 * words.shape[1], np.int64)
    matches = int(np.bitwise_count(words).sum())
    measures, pairs = np.empty(matches, kind), np.empty(matches + 1, np.uint64)
    filled = np.empty(TILE * len(words) + 1, np.uint32)
    _turn(words, filled, pairs, numbers, measures)
    return numbers[:rows], measures


@compiled
def _turn(words, filled, pairs, numbers, measures):  # type: ignore[no-untyped-def]
    """Tile after tile: the words that are not empty, their bits as pairs, and these sorted by counting.

    ``filled`` and ``pairs`` are room for one tile and for all matches.
    """
    next_ = np.empty(64 * TILE, np.int64)
    done = 0
    for tile in range(0, words.shape[1], TILE):
        size = min(TILE, words.shape[1] - tile)
        count = 0
        for measure in range(words.shape[0]):
            for word in range(size):  # no branch, so none is mispredicted
                filled[count] = measure * TILE + word
                count += words[measure, tile + word] != 0
        found = 0
        for k in range(count):
            measure, word = filled[k] // TILE, filled[k] % TILE
            left = words[measure, tile + word]
            while left:
                row = 64 * word + trailing_zeros(left)  # type: ignore[call-arg]
                pairs[found] = np.uint64(row) << np.uint64(32) | np.uint64(measure)
                numbers[64 * tile + row] += 1
                found += 1
                left &= left - np.uint64(1)
        for row in range(64 * size):
            next_[row] = done
            done += numbers[64 * tile + row]
        for k in range(found):
            row = pairs[k] >> np.uint64(32)
            measures[next_[row]] = pairs[k] & np.uint64(0xFFFF_FFFF)
            next_[row] += 1
