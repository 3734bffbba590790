"""The order in which pieces are read: recursive cuts along white bands (XY-cut)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from twinwheel.reading.layout.flow import joint
from twinwheel.reading.layout.items import Piece
from twinwheel.reading.model import Box

MOST = 300
"""Pieces of one article; more are crumbs, and read column by column without cutting."""


class Boxed(Protocol):
    """Whatever stands in a box."""

    @property
    def box(self) -> Box: ...


_Each = TypeVar("_Each", bound=Boxed)


def in_reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of one article: down a column, then the next one on the right.

    Where a band of white also runs across all columns (a picture, a heading between two halves), the text
    itself says whether the upper half is read first: by how many sentences the order leaves whole.
    """
    if len(pieces) > MOST:
        return sorted(pieces, key=lambda piece: (piece.box.left, piece.box.top))
    return _ordered(list(pieces))


def _ordered(pieces: list[Piece]) -> list[Piece]:
    if len(pieces) < 2:
        return pieces
    columns = _cut(pieces, 0)
    bands = _cut(pieces, 1)
    if len(columns) > 1 and len(bands) > 1:
        down = [piece for part in columns for piece in _ordered(part)]
        across = [piece for part in bands for piece in _ordered(part)]
        return across if _whole(across) > _whole(down) else down
    for parts in (columns, bands):
        if len(parts) > 1:
            return [piece for part in parts for piece in _ordered(part)]
    return sorted(pieces, key=lambda piece: (piece.box.top, piece.box.left))


def _whole(pieces: list[Piece]) -> int:
    return sum(joint(one, other) for one, other in pairwise(pieces) if one.kind == other.kind == "body")


def _cut(pieces: Sequence[_Each], axis: int) -> list[list[_Each]]:
    """Parts between which a straight white band runs: 0 cuts into columns, 1 into rows."""
    slack = 0.0 if axis else 0.02 * max((piece.box.right - piece.box.left for piece in pieces), default=0.0)
    parts: list[list[_Each]] = []
    end = float("-inf")
    for piece in sorted(pieces, key=lambda piece: (piece.box[axis], piece.box[axis + 2])):
        if not parts or piece.box[axis] >= end - slack:
            parts.append([])
        parts[-1].append(piece)
        end = max(end, piece.box[axis + 2])
    return parts


def by_gaps(boxed: Sequence[_Each]) -> list[_Each]:
    """Labels of an infographic: what stands close together stays together, so cut at the widest gaps first."""
    if len(boxed) < 2 or len(boxed) > MOST:
        return sorted(boxed, key=lambda each: (each.box.top, each.box.left))
    parts = max((_cut(boxed, 0), _cut(boxed, 1)), key=lambda parts: (len(parts) > 1, _widest(parts)))
    if len(parts) == 1:
        return sorted(boxed, key=lambda each: (each.box.top, each.box.left))
    return [each for part in parts for each in by_gaps(part)]


def _widest(parts: list[list[_Each]]) -> float:
    gaps = [0.0]
    for one, other in pairwise(parts):
        left = min(each.box.left for each in other) - max(each.box.right for each in one)
        top = min(each.box.top for each in other) - max(each.box.bottom for each in one)
        gaps.append(max(left, top))
    return max(gaps)


def by_place(boxed: Sequence[_Each]) -> list[_Each]:
    """The articles of a page as a reader meets them: from the top, and from the left where two stand level."""
    if len(boxed) < 2:
        return list(boxed)
    if len(boxed) <= MOST:
        for axis in (1, 0):
            parts = _cut(boxed, axis)
            if len(parts) > 1:
                return [each for part in parts for each in by_place(part)]
    return sorted(boxed, key=lambda each: (each.box.top, each.box.left))
