"""Lines that run across the white gutter between two columns → cut there.

A program may write a page row by row across all its columns, and an OCR engine may take two lines beside each
other for one. Neither the order of a file nor its spaces say where a column ends; what does is white that goes
on above and below, with print beginning along its right side and print on its left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.sources.lines import Line

WHITE = 0.45
"""A gap this wide, in heights of the type, may be the narrowest part of a gutter: a comma hangs into it."""
GUTTER = 0.7
"""Narrowest gutter that needs no more than a few witnesses."""
PLAIN = 1.2
"""White this wide is no space between words: one witness is enough."""
WIDE = 3.0
"""A gap this wide parts two things even where no column is seen."""
_NEAR = 10.0
"""How far up and down, in heights of the type, other lines bear witness of a gutter."""
_COLUMN = 30.0
"""Print so far from a gap, in heights of the type, says nothing of it."""
_WITNESSES = 160
"""How many runs of print are asked at most; a page of a hundred thousand crumbs must not take an hour."""
_UNSEEN_WITNESSES = 60
_OUT_OF_STEP = 0.08
"""So far, in heights of the type, from the usual distance of characters: a gutter may lie between them."""
_AFTER_A_MARK = 0.6
"""White so wide stands after every comma."""
HALF_EMPTY = frozenset("，。、；：！？”’）》】」』")
"""Marks whose right half is white where they are as wide as a character."""


def cut_at_gutters(lines: Sequence[Line]) -> list[Line]:
    """Lines that run across the gutter between two columns, cut there."""
    print_ = _Print(lines)
    around = _Nearby(lines) if any(line.scores is not None for line in lines) else None
    found: list[Line] = []
    for number, line in enumerate(lines):
        cuts = print_.cuts(number, line)
        if not cuts and around is not None:
            cuts = _unseen(line, around)
        start = 0
        for at in cuts:
            found.append(line.cut(start, at))
            start = at
        found.append(line.cut(start, len(line.text)) if start else line)
    return [line for line in found if line.text]


@dataclass(slots=True)
class _Gap:
    """White within a line, from ``low`` to ``high``; the character ``at`` is the first one after it.

    ``end`` is the right edge of the character before it, ``low`` that of its ink.

    ``hung``: the mark before it may hang so far into a gutter that next to no white is left.
    """

    at: int
    end: float
    low: float
    high: float
    hung: bool = False


class _Print:
    """The runs of print on a page, parted wherever a gutter might be, from top to bottom."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.gaps: dict[int, list[_Gap]] = {}
        left, right, middle, size = list[float](), list[float](), list[float](), list[float]()
        sure = list[bool]()
        for number, line in enumerate(lines):
            if not line.upright or line.role == "junk" or not line.text:
                continue
            gaps = _gaps(line)
            if gaps:
                self.gaps[number] = gaps
            left += [min(line.left), *(gap.high for gap in gaps)]
            right += [*(gap.low for gap in gaps), _end(line)]
            middle += [(line.top + line.bottom) / 2] * (len(gaps) + 1)
            size += [line.size] * (len(gaps) + 1)
            sure += [True, *(not gap.hung for gap in gaps)]
        order = np.argsort(np.asarray(middle), kind="stable")
        self.left, self.right, self.middle, self.size = (
            np.asarray(values, dtype=np.float64)[order] for values in (left, right, middle, size)
        )
        self.sure = np.asarray(sure, dtype=np.bool_)[order]

    def cuts(self, number: int, line: Line) -> list[int]:
        gaps = self.gaps.get(number)
        if not gaps:
            return []
        near = self._near(line)
        return [gap.at for gap in gaps if _is_gutter(gap, line, near)]

    def _near(self, line: Line) -> _Near:
        """The runs up to ten lines above and below, without those of its own row."""
        here, em = (line.top + line.bottom) / 2, line.size
        low, high = np.searchsorted(self.middle, (here - _NEAR * em, here + _NEAR * em)).tolist()
        if high - low > _WITNESSES:
            centre = int(np.searchsorted(self.middle, here))
            low, high = max(low, centre - _WITNESSES // 2), min(high, centre + _WITNESSES // 2)
        part = slice(low, high)
        away = self.middle[part] - here
        other = np.abs(away) > 0.5 * em
        return _Near(
            self.left[part][other],
            self.right[part][other],
            away[other] / em,
            self.size[part][other] / em,
            self.sure[part][other],
        )


@dataclass(slots=True)
class _Near:
    """Runs of print around a line: their edges, how far below it they stand, and how large, in its heights.

    ``sure`` are those that begin after white, not only after a mark that might hang.
    """

    left: NDArray[np.float64]
    right: NDArray[np.float64]
    away: NDArray[np.float64]
    size: NDArray[np.float64]
    sure: NDArray[np.bool_]

    def between(self, through: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Those before the nearest of ``through`` above and the nearest below."""
        above = self.away[through & (self.away < 0)].max(initial=-np.inf)
        below = self.away[through & (self.away > 0)].min(initial=np.inf)
        kept: NDArray[np.bool_] = (self.away > above) & (self.away < below)
        return kept


def _gaps(line: Line) -> list[_Gap]:
    """Gaps of the line that may be gutters: wider than its type is usually spaced, or out of step."""
    em = line.size
    ink = [i for i, char in enumerate(line.text) if not char.isspace()]
    if len(ink) < 2:
        return []
    steps = [line.left[after] - line.right[at] for at, after in pairwise(ink)]
    if max(steps) - min(steps) < _OUT_OF_STEP * em:
        return []
    usual = sorted(steps)[len(steps) // 2] if len(steps) > 2 else 0.0
    least = max(WHITE * em + usual, 1.8 * usual) if usual > 0.05 * em else WHITE * em
    found: list[_Gap] = []
    for at, after, step in zip(ink, ink[1:], steps, strict=False):
        end = low = line.right[at]
        if line.text[at] in HALF_EMPTY:
            low = (low + line.left[at]) / 2 if end - line.left[at] > 0.8 * em else low
        elif step <= least:
            continue
        high = line.left[after]
        hung = high - low <= (least if low == end else max(least, _AFTER_A_MARK * em + usual))
        found.append(_Gap(after, end, min(low, high), high, hung))
    return found


def _ink_end(line: Line, at: int) -> float:
    wide = line.right[at] - line.left[at]
    if line.text[at] in HALF_EMPTY and wide > 0.8 * line.size:
        return line.right[at] - 0.5 * wide
    return line.right[at]


def _end(line: Line) -> float:
    last = max(range(len(line.text)), key=line.right.__getitem__)
    return _ink_end(line, last)


def _is_gutter(gap: _Gap, line: Line, near: _Near) -> bool:
    """Whether runs of print above and below begin where it ends, and hardly any goes through it."""
    em, white = line.size, (gap.high - gap.low) / line.size
    over_body = len(near.size) > 0 and float(np.median(near.size)) < 0.8
    if over_body and white <= PLAIN and gap.high - gap.end < GUTTER * em:  # a mark within a headline
        return False
    if gap.hung:
        through = (near.left < gap.high - em) & (near.right > gap.high + em)
    else:
        through = (near.left < gap.low + 0.1 * em) & (near.right > gap.high - 0.1 * em)
    beside = (near.left < gap.low) & (near.right < gap.high) & (near.right > gap.high - _COLUMN * em)
    if not beside.any() and white <= WIDE:
        return False
    between = near.between(through)
    column = between & (near.left < gap.high + _COLUMN * em) & (near.right > gap.high - _COLUMN * em)
    level = _level(near.left, gap, em) & near.sure & (near.right > near.left + 0.4 * em)
    exact = int((level & between).sum())
    if exact >= 2 and 4 * exact >= 3 * len(set(near.away[column].tolist())):
        return True
    if gap.hung:
        return exact >= 4 or int(level.sum()) >= max(5, 6 * int(through.sum()))
    begin = (near.left > gap.low + 0.3 * em) & (near.left < gap.high + 0.3 * em)
    indented = np.abs(near.left - gap.high - 2 * em) < 0.3 * em
    begin = (begin | (indented & ~through)) & near.sure & (near.right > near.left + 0.4 * em)
    return _is_witnessed(white, int((begin & between).sum()), exact, int(begin.sum()), int(through.sum()))


def _is_witnessed(white: float, close: int, exact: int, begin: int, through: int) -> bool:
    """The narrower the white, the more runs of print must begin behind it and the fewer run through it.

    ``close`` and ``exact`` are those before the next print that runs through, above and below.
    """
    if white > PLAIN:
        return close >= 1 or 2 * through <= begin or (white > WIDE and 2 * through <= begin + 1)
    if white > GUTTER:
        return close >= 3 or exact >= 2 or (begin >= 3 and 4 * through <= begin)
    return close >= 5 or (begin >= 5 and 6 * through <= begin)


def _level(left: NDArray[np.float64], gap: _Gap, em: float) -> NDArray[np.bool_]:
    """Which of them begin just where the gap ends, or two characters before where a paragraph is indented."""
    indented = (np.abs(left - gap.high + 2 * em) < 0.1 * em) & (left > gap.low)
    tight: NDArray[np.bool_] = (np.abs(left - gap.high) < 0.1 * em) | indented
    return tight


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


class _Nearby:
    """Lines by how high they stand."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes = [line.size for line in lines if line.size > 0]
        self.step = max(6.0 * median(sizes), 1e-3) if sizes else 1.0
        self.bands: defaultdict[int, list[Line]] = defaultdict(list)
        for line in lines:
            self.bands[int(line.top // self.step)].append(line)

    def of(self, line: Line) -> Iterable[Line]:
        band, asked, reach = int(line.top // self.step), 0, 6.0 * line.size
        for each in (band, band - 1, band + 1):
            for other in self.bands.get(each, ()):
                if other is not line and abs(other.top - line.top) <= reach:
                    asked += 1
                    if asked > _UNSEEN_WITNESSES:
                        return
                    yield other
