"""Printed lines, from a text layer or from OCR → the raw text with a box for every line of it.

What both readers share: joining pieces that stand on one base line, cutting a line that runs across the
white gutter between two columns, and laying the lines one after the other into the raw text.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from twinwheel.errors import DocumentError
from twinwheel.reading.model import Block, Box, Page, Role, Source, SourceKind
from twinwheel.reading.sources.limits import MAX_CHARACTERS

GUTTER = 0.7
"""Narrowest gutter between two columns, in heights of the type."""
WIDE = 3.0
"""A gap this wide, in heights of the type, parts two things even where no column is seen."""
_NEAR = 6.0
"""How far up and down, in heights of the type, the edges of other lines bear witness of a gutter."""
_WITNESSES = 60
"""How many lines are asked at most; a page of a hundred thousand crumbs must not take an hour."""


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


def cut_at_gutters(lines: Sequence[Line]) -> list[Line]:
    """Lines that run across the gutter between two columns, cut there.

    A gap within a line is a gutter when lines above and below begin or end there and hardly any print runs
    through it, or when it is far wider than the other gaps of the line.
    """
    nearby = _Nearby(lines)
    found: list[Line] = []
    for line in lines:
        start = 0
        cuts = [at for at, low, high in _gaps(line) if _is_gutter(line, low, high, nearby)]
        for at in cuts or _unseen(line, nearby):
            found.append(line.cut(start, at))
            start = at
        found.append(line.cut(start, len(line.text)))
    return [line for line in found if line.text]


def _gaps(line: Line) -> list[tuple[int, float, float]]:
    """Gaps that may be gutters: ``(first character after it, its left, its right edge)``."""
    if not line.upright or line.role == "junk" or len(line.text) < 2:
        return []
    left, right = np.asarray(line.left), np.asarray(line.right)
    if (left[1:] - right[:-1]).max() <= GUTTER * line.size and not any(map(str.isspace, line.text)):
        return []
    ink = [i for i, char in enumerate(line.text) if not char.isspace()]
    if len(ink) < 2:
        return []
    gaps = left[ink[1:]] - right[ink[:-1]]
    usual = float(np.median(gaps)) if len(gaps) > 2 else 0.0
    return [
        (ink[i + 1], float(right[ink[i]]), float(left[ink[i + 1]]))
        for i in np.flatnonzero(gaps > max(GUTTER * line.size, 1.8 * usual)).tolist()
    ]


def _is_gutter(line: Line, low: float, high: float, nearby: _Nearby) -> bool:
    em = line.size
    edges = through = 0
    for other in nearby.of(line):
        box = other.box
        if (abs(box.left - high) < 0.8 * em and box.right > high + em) or (
            abs(box.right - low) < 0.8 * em and box.left < low - em
        ):
            edges += 1
        elif box.left < low and box.right > high and 0.7 < other.size / em < 1.4:
            after = _first_after(other, (low + high) / 2, 0.5 * GUTTER * em)
            through += after is None
            edges += after is not None and abs(after - high) < 0.4 * em
    if edges >= 3:
        return through * 4 <= edges
    return high - low > WIDE * em and through * 2 <= edges + 1


def _unseen(line: Line, nearby: _Nearby) -> list[int]:
    """Where OCR ran two columns together and left no gap: nearly all lines around it begin and end there."""
    if line.scores is None or not line.upright or line.box.right - line.box.left < 8 * line.size:
        return []
    em, box = line.size, line.box
    around = [other.box for other in nearby.of(line) if 0.7 < other.size / em < 1.4]
    for x in sorted(other.left for other in around if box.left + 3 * em < other.left < box.right - 3 * em):
        begin = sum(abs(other.left - x) < 0.6 * em for other in around)
        ends = [other.right for other in around if x - 2.5 * em < other.right < x + 0.2 * em]
        through = sum(other.left < x - 3 * em and other.right > x + 3 * em for other in around)
        if min(begin, len(ends)) >= 4 and through <= 1:
            middle = (median(ends) + x) / 2
            return [min(range(1, len(line.text)), key=lambda i: abs(line.left[i] - middle))]
    return []


def _first_after(line: Line, x: float, half: float) -> float | None:
    """Where the line's print goes on after the white around ``x``; None where there is print around it."""
    following = None
    for low, high, char in zip(line.left, line.right, line.text, strict=True):
        if char.isspace() or high <= x - half:
            continue
        if low < x + half:
            return None
        following = low if following is None else min(following, low)
    return following


class _Nearby:
    """Lines by how high they stand."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes = [line.size for line in lines if line.size > 0]
        self.step = max(_NEAR * median(sizes), 1e-3) if sizes else 1.0
        self.bands: defaultdict[int, list[Line]] = defaultdict(list)
        for line in lines:
            self.bands[int(line.top // self.step)].append(line)

    def of(self, line: Line) -> Iterable[Line]:
        band, asked, reach = int(line.top // self.step), 0, _NEAR * line.size
        for each in (band, band - 1, band + 1):
            for other in self.bands.get(each, ()):
                if other is not line and abs(other.top - line.top) <= reach:
                    asked += 1
                    if asked > _WITNESSES:
                        return
                    yield other


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
                name, f"it has more than {MAX_CHARACTERS:,} characters", "Split it into several files."
            )
    if not blocks:
        raise DocumentError.of(name, "there is no text on its pages", "Are they pictures without any words?")
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
