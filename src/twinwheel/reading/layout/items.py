"""What the stages of layout pass on: printed lines of one page, pieces of columns, headlines, articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.model import Block, Box


@dataclass(frozen=True, slots=True)
class Item:
    """One block with a box, and its text."""

    block: Block
    text: str
    box: Box
    size: float

    @property
    def upright(self) -> bool:
        """Whether its characters stand side by side, not one below the other."""
        return self.box.bottom - self.box.top <= 1.5 * (self.box.right - self.box.left) or len(self.text) < 2


@dataclass(slots=True, eq=False)
class Piece:
    """A run of lines in one column with nothing between them, or the lines of one headline."""

    items: list[Item]
    kind: Literal["body", "title"]
    box: Box = field(init=False)

    def __post_init__(self) -> None:
        self.box = around(item.box for item in self.items)

    @property
    def size(self) -> float:
        """Of a headline, that of its largest line."""
        return max(item.size for item in self.items)

    @property
    def text(self) -> str:
        return "".join(item.text for item in self.items)


@dataclass(slots=True, eq=False)
class Laid:
    """One article on a page: its headlines, and its body in reading order."""

    titles: list[Piece]
    body: list[Piece]
    captions: list[Piece] = field(default_factory=list)
    framed: bool = False

    @property
    def box(self) -> Box:
        return around(piece.box for piece in (*self.titles, *self.body, *self.captions))


class Rules:
    """The rules of a page, as arrays: which of them lie between two things is asked thousands of times."""

    def __init__(self, rules: Sequence[Box]) -> None:
        level = [rule for rule in rules if rule.right - rule.left >= rule.bottom - rule.top]
        steep = [rule for rule in rules if rule.right - rule.left < rule.bottom - rule.top]
        self.level: NDArray[np.float64] = np.array(level, dtype=np.float64).reshape(-1, 4)
        self.steep: NDArray[np.float64] = np.array(steep, dtype=np.float64).reshape(-1, 4)

    def without_sides(self, frames: Sequence[Box], near: float) -> Rules:
        """Without those that are sides of these frames."""
        if not frames:
            return self
        kept = [
            Box(*row)
            for row in (*self.level.tolist(), *self.steep.tolist())
            if not any(_within(Box(*row), frame, near) for frame in frames)
        ]
        return Rules(kept)

    def below(self, upper: Box, lower: Box) -> bool:
        """Whether a level rule parts the two: over most of what they have in common."""
        if not len(self.level):
            return False
        left, right = max(upper.left, lower.left), min(upper.right, lower.right)
        if right <= left:
            left, right = lower.left, lower.right
        low, high = min(upper.bottom, lower.top), max(upper.bottom, lower.top)
        middle = (self.level[:, 1] + self.level[:, 3]) / 2
        shared = np.minimum(self.level[:, 2], right) - np.maximum(self.level[:, 0], left)
        return bool(((middle >= low - 1) & (middle <= high + 1) & (shared > 0.6 * (right - left))).any())

    def beside(self, first: Box, second: Box) -> bool:
        """Whether a steep rule parts the two: over most of the height they have in common."""
        if not len(self.steep):
            return False
        low, high = min(first.right, second.right), max(first.left, second.left)
        top, bottom = max(first.top, second.top), min(first.bottom, second.bottom)
        if bottom <= top:
            top, bottom = second.top, second.bottom
        middle = (self.steep[:, 0] + self.steep[:, 2]) / 2
        shared = np.minimum(self.steep[:, 3], bottom) - np.maximum(self.steep[:, 1], top)
        return bool(((middle >= low - 1) & (middle <= high + 1) & (shared > 0.6 * (bottom - top))).any())


def _within(box: Box, frame: Box, near: float) -> bool:
    return (
        box.left >= frame.left - near
        and box.right <= frame.right + near
        and box.top >= frame.top - near
        and box.bottom <= frame.bottom + near
    )


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds them all."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def width(box: Box) -> float:
    return box.right - box.left


def height(box: Box) -> float:
    return box.bottom - box.top


def shared_across(one: Box, other: Box) -> float:
    """How much of the narrower one's width both have in common, 0 to 1."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return max(0.0, shared / max(min(width(one), width(other)), 1e-6))


def shared_down(one: Box, other: Box) -> float:
    """How much of the lower one's height both have in common, 0 to 1."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, shared / max(min(height(one), height(other)), 1e-6))


def typical(items: Sequence[Item]) -> float:
    """The size of type most of the text is set in."""
    sizes = np.array([item.size for item in items])
    weights = np.array([max(len(item.text), 1) for item in items])
    order = np.argsort(sizes, kind="stable")
    total = np.cumsum(weights[order])
    return float(sizes[order][np.searchsorted(total, total[-1] / 2)])


def in_rows(items: Sequence[Item]) -> list[Item]:
    """From top to bottom, and within a row from left to right: the order of a page with one column."""
    rows: list[list[Item]] = []
    floor = -1e9
    for item in sorted(items, key=lambda item: (item.box.top, item.box.left)):
        if rows and item.box.top < floor:
            rows[-1].append(item)
            floor = min(floor, (item.box.top + item.box.bottom) / 2) if len(rows[-1]) == 1 else floor
        else:
            rows.append([item])
            floor = (item.box.top + item.box.bottom) / 2
    return [item for row in rows for item in sorted(row, key=lambda item: item.box.left)]
