"""Text that remembers which character of which article it is: what pages are made of, and what they are scored by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NOWHERE = -1


class Glyph(NamedTuple):
    """A printed character: ``at`` counts the characters of the article with the number ``article``.

    What belongs to an article and is none of its characters (a dateline, an added sentence) has no ``at``.
    """

    char: str
    article: int = NOWHERE
    at: int = NOWHERE


Glyphs = list[Glyph]


def printed(text: str, article: int, start: int = 0) -> Glyphs:
    """``text`` as the characters of an article from ``start`` on."""
    return [Glyph(char, article, start + i) for i, char in enumerate(text)]


def furniture(text: str, article: int = NOWHERE) -> Glyphs:
    """Characters of no article, or beside the text of one."""
    return [Glyph(char, article) for char in text]


def joined(pieces: Iterable[Glyphs], between: str) -> Glyphs:
    found: Glyphs = []
    for piece in pieces:
        if found and piece:
            found += furniture(between)
        found += piece
    return found


def text_of(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.char for glyph in glyphs)


class Origin(NamedTuple):
    """Of each character of a raw text, its article and its place in it; -1 where it has none. Both int32."""

    article: NDArray[np.int32]
    at: NDArray[np.int32]

    @classmethod
    def of(cls, glyphs: Sequence[Glyph]) -> Origin:
        return cls(
            np.array([glyph.article for glyph in glyphs], dtype=np.int32),
            np.array([glyph.at for glyph in glyphs], dtype=np.int32),
        )

    def runs(self) -> list[list[int]]:
        """``[start, length, article, at]`` of the runs that count on: short enough to be kept as JSON."""
        if not len(self.article):
            return []
        step = np.where(self.at >= 0, 1, 0)
        breaks = (np.diff(self.article) != 0) | (np.diff(self.at) != step[1:]) | (np.diff(step) != 0)
        starts = [0, *(np.flatnonzero(breaks) + 1).tolist()]
        ends = [*starts[1:], len(self.article)]
        return [
            [start, end - start, int(self.article[start]), int(self.at[start])]
            for start, end in zip(starts, ends, strict=True)
            if self.article[start] >= 0
        ]

    @classmethod
    def from_runs(cls, runs: list[list[int]], length: int) -> Origin:
        found = cls(np.full(length, NOWHERE, dtype=np.int32), np.full(length, NOWHERE, dtype=np.int32))
        for start, count, article, at in runs:
            found.article[start : start + count] = article
            found.at[start : start + count] = np.arange(at, at + count) if at >= 0 else NOWHERE
        return found


class Change(NamedTuple):
    """A place where a rendition differs from the article: ``text[start:end]`` is there read as ``reading``."""

    article: int
    start: int
    end: int
    kind: str
    reading: str

    def plain(self) -> dict[str, Any]:
        return self._asdict()
