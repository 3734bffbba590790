"""Offsets of one text in another: of the main text in the collated one, of letters in their text and in the raw file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from twinwheel.reading.model import Article, Part
from twinwheel.reading.renditions.letters import Letters
from twinwheel.reading.text import Span

_SCATTERED = 40


class Piece(NamedTuple):
    """``[start, end)`` of the collated text is ``[low, high)`` of the main text, or what a place puts there."""

    start: int
    end: int
    low: int
    high: int
    place: int | None


class Offsets(NamedTuple):
    """Where the offsets of the main text are in the collated text, as a start and as an end of a range."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def range(self, low: int, high: int) -> tuple[int, int]:
        start = int(self.starts[low])
        return start, max(start, int(self.ends[high])) if high > low else start


def new_offsets(pieces: list[Piece], size: int) -> Offsets:
    starts = np.zeros(size + 1, dtype=np.int64)
    ends = np.zeros(size + 1, dtype=np.int64)
    for piece in pieces:
        if piece.place is None:
            kept = np.arange(piece.start, piece.end + 1)
            starts[piece.low : piece.high + 1] = kept
            ends[piece.low + 1 : piece.high + 1] = kept[1:]
        else:
            starts[piece.low : piece.high] = piece.start
            starts[piece.high] = piece.end
            ends[piece.low + 1 : piece.high + 1] = piece.end
    return Offsets(starts, ends)


def moved(part: Part, new: Offsets) -> Part:
    start, end = new.range(part.start, part.end)
    return Part(part.role, start, end)


def text_range(letters: Letters, start: int, end: int, *, opens_line: bool = False) -> tuple[int, int]:
    """Letters as a range of their text; no letters are a point after the letter before them, or before the
    letter after them where they would open a line."""
    if start < end:
        return int(letters.at[start]), int(letters.at[end - 1]) + 1
    if opens_line and start < len(letters.at):
        return int(letters.at[start]), int(letters.at[start])
    point = int(letters.at[start - 1]) + 1 if start else 0
    return point, point


def raw_span(article: Article, low: int, high: int) -> Span:
    """One range of the raw text: the whole of the words, or the longest piece of them if they lie far apart."""
    mapped = article.text
    if low < high and np.all(np.diff(mapped.starts[low:high]) == 1):
        return Span(int(mapped.starts[low]), int(mapped.ends[high - 1]))  # most are short and in one piece
    ranges = mapped.raw_ranges(low, high) if low < high else []
    if not ranges:
        point = int(mapped.ends[low - 1]) if low else (int(mapped.starts[0]) if len(mapped) else 0)
        return Span(point, point)
    start, end = min(r.start for r in ranges), max(r.end for r in ranges)
    if end - start <= 2 * (high - low) + _SCATTERED:
        return Span(start, end)
    return max(ranges, key=lambda r: r.end - r.start)


def fill_spaces(at: NDArray[np.int32], text: str, other: str) -> None:
    """A space or line end between two letters stands for the one between the same letters of the other text."""
    if text == other:
        at[:] = np.arange(len(text))
        return
    for match in re.finditer(r"(?<=\S)\s+(?=\S)", text):
        i, end = match.span()
        before, after = int(at[i - 1]), int(at[end])
        if before >= 0 and after - before - 1 == end - i and other[before + 1 : after].isspace():
            at[i:end] = np.arange(before + 1, after)


def opposite(one: str, other: str) -> Iterator[tuple[int, int]]:
    """The characters of two readings that stand for each other; both places rise."""
    for op in Levenshtein.opcodes(one, other):
        if op.tag in ("equal", "replace"):
            for step in range(op.src_end - op.src_start):
                yield op.src_start + step, op.dest_start + step
