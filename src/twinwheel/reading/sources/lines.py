"""Printed lines, from a text layer or from OCR → the raw text with a box for every line of it.

What both readers share: what a line is, and laying the lines one after the other into the raw text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twinwheel.errors import DocumentError
from twinwheel.messages import message
from twinwheel.reading.model import Block, Box, Page, Role, Source, SourceKind
from twinwheel.reading.sources.limits import MAX_CHARACTERS


@dataclass(slots=True)
class Line:
    """One line as printed: its characters, the left and right edge of each, and where it stands."""

    text: str
    left: list[float]
    right: list[float]
    top: float
    bottom: float
    size: float
    scores: list[float] | None = None
    role: Role = "text"
    upright: bool = True
    """False where the characters stand one below the other."""

    @property
    def box(self) -> Box:
        return Box(min(self.left), self.top, max(self.right), self.bottom)

    def cut(self, start: int, end: int) -> Line:
        """The characters ``[start, end)`` of it, without spaces at the ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Line(
            self.text[start:end],
            self.left[start:end],
            self.right[start:end],
            self.top,
            self.bottom,
            self.size,
            None if self.scores is None else self.scores[start:end],
            self.role,
            self.upright,
        )


@dataclass(slots=True)
class Printed:
    """One page: its lines in the order they were found, and the rules drawn on it."""

    page: Page
    lines: list[Line]
    scanned: bool = False


def laid_out(
    printed: Sequence[Printed], data: bytes, name: str, kind: SourceKind, ran: Iterable[str]
) -> Source:
    """The source: one line of print one line of raw text, pages parted by a form feed's empty line.

    Raises:
        DocumentError: there is no text at all, or more than is read.
    """
    raw, blocks = _Raw(), list[Block]()
    for page in printed:
        for line in page.lines:
            start = raw.length
            raw.add(line)
            box = line.box
            blocks.append(
                Block(start, start + len(line.text), page.page.number, box, round(line.size, 2), line.role)
            )
        if raw.length > MAX_CHARACTERS:
            raise DocumentError.of(
                name,
                message("it has more than {most:,} characters", most=MAX_CHARACTERS),
                message("Split it into several files."),
            )
    if not blocks:
        raise DocumentError.of(
            name, message("there is no text on its pages"), message("Are they pictures without any words?")
        )
    scanned = any(page.scanned for page in printed)
    return Source(
        name,
        hashlib.sha256(data).hexdigest(),
        kind,
        "".join(raw.parts),
        tuple(blocks),
        tuple(page.page for page in printed),
        scores=np.asarray(raw.scores, dtype=np.float32) if scanned else None,
        across=_pairs(raw.left, raw.right),
        ran=tuple(dict.fromkeys(ran)),
    )


class _Raw:
    """The raw text while it grows, with what is known of each of its characters."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.left: list[float] = []
        self.right: list[float] = []
        self.scores: list[float] = []
        self.length = 0

    def add(self, line: Line) -> None:
        self.parts += (line.text, "\n")
        self.length += len(line.text) + 1
        self.left += [*line.left, np.nan]
        self.right += [*line.right, np.nan]
        self.scores += [*(line.scores or [np.nan] * len(line.text)), np.nan]


def _pairs(left: list[float], right: list[float]) -> NDArray[np.float32]:
    return np.stack([np.asarray(left, dtype=np.float32), np.asarray(right, dtype=np.float32)], axis=1)
