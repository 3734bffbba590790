"""A sketch of a text: enough to tell how much of one text stands in another, in a few kilobytes.

The shingles of a text are all its runs of five characters, without marks and spaces. Each is hashed to a
number; the sketch keeps the smallest of them, all of them while the text is short. Of two sketches, those
numbers are compared that both of them would have kept. So the *containment* of a short text in a long one
is estimated as well as the likeness of two that are equally long.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.renditions.letters import code_points, content, folded

Hashes = NDArray[np.uint64]

SHINGLE = 5
"""Characters in a shingle."""
KEPT, SHARE = 512, 8
"""A sketch keeps 512 shingles, or one in eight of a text that has more than 4,096."""
MAX_FIGURES = 256
"""So many of the figures of a text are kept besides."""
TURNS = 3
"""A text that says everything so many times repeats itself."""
_SHORT = 40
"""Shingles; a line of dashes and zeros, or a name that stands alone a few times, is no such text."""
_FIGURE = np.uint64(1 << 63)
_STEP = np.uint64(0x100000001B3)
_DIGITS = re.compile(r"\d+(?:[.,:．，：∶︰]\d+)*")
"""Figures, before their marks are brought to one form."""


def sketch(text: str) -> Hashes:
    """The sketch of a text: distinct uint64 numbers, rising; 4 kB for an article of usual length.

    Those below 2**63 are shingles; those from there on are the figures of the text (``31.85``, ``2020``),
    by which two notices of the same form that tell of different things are told apart.
    """
    shingles = np.unique(hashed(code_points(content(text)), SHINGLE))
    shingles = shingles[: max(KEPT, len(shingles) // SHARE)]
    return np.concatenate([shingles, _figures(text)])


def shingles_of(sketched: Hashes) -> Hashes:
    """The shingles of a sketch, without its figures."""
    return sketched[: np.searchsorted(sketched, _FIGURE)]


def figures_of(sketched: Hashes) -> Hashes:
    """The figures of a sketch."""
    return sketched[np.searchsorted(sketched, _FIGURE) :]


def limit(shingles: Hashes) -> np.uint64:
    """Below or at this number, the sketch has every shingle of its text."""
    return shingles[-1] if len(shingles) >= KEPT else _FIGURE


def repeats(sketched: Hashes, text: str) -> bool:
    """Whether a text is for the most part the same words over and over. It is no rendition of what it repeats:
    held against that, all its turns but one would be a difference."""
    shingles = shingles_of(sketched)
    distinct = len(shingles) * (float(_FIGURE) / float(limit(shingles)))
    turned = TURNS * max(distinct, _SHORT)
    return len(text) > turned and len(content(text)) > turned


def shared(one: Hashes, other: Hashes) -> int:
    """How many numbers stand in both. Both rise and have none twice."""
    if len(one) > len(other):
        one, other = other, one
    if not len(one):
        return 0
    at = other.searchsorted(one)
    return int(np.count_nonzero(other.take(at, mode="clip") == one))  # beyond its end stands no equal


def hashed(codes: NDArray[np.uint32], size: int) -> Hashes:
    """Each run of so many characters as a number below 2**63; a text shorter than that is one run."""
    size = min(size, len(codes))
    if not size:
        return np.empty(0, dtype=np.uint64)
    wide, runs = codes.astype(np.uint64), len(codes) - size + 1
    return _mixed([wide[i : runs + i] for i in range(size)])


def _mixed(columns: Sequence[Hashes]) -> Hashes:
    """Each row of code points as a number below 2**63."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            mixed = mixed * _STEP + column
    return scattered(mixed) >> np.uint64(1)


def scattered(numbers: Hashes) -> Hashes:
    """Each number as one that looks drawn by lot (the finish of splitmix64)."""
    with np.errstate(over="ignore"):
        numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _figures(text: str) -> Hashes:
    by_length: defaultdict[int, set[str]] = defaultdict(set)
    for figure in set(_DIGITS.findall(text)):
        plain = folded(figure).replace(",", "").lstrip("0")
        by_length[len(plain)].add(plain)
    hashes = [
        _mixed([*code_points("".join(alike)).astype(np.uint64).reshape(-1, length).T]) | _FIGURE
        for length, alike in by_length.items()
        if length
    ]
    return np.unique(np.concatenate([*hashes, np.empty(0, dtype=np.uint64)]))[:MAX_FIGURES]
