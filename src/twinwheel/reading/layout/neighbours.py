"""What stands above, below and beside a headline or a piece of a column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twinwheel.reading.layout.items import Piece, Rules, shared_across, width
from twinwheel.reading.model import Box


class Neighbours:
    """The headlines and the pieces of columns on a page, with the rules between them.

    ``size`` is that of the body's type.
    """

    def __init__(self, titles: Sequence[Piece], body: Sequence[Piece], rules: Rules, size: float) -> None:
        self.nodes = [*titles, *body]
        self.titles = list(titles)
        self.rules = rules
        self.size = size
        self.boxes = np.array([node.box for node in self.nodes], dtype=np.float64).reshape(-1, 4)

    def body_between(self, title: Piece, piece: Piece) -> bool:
        """Whether text stands between the headline and the column, level with the headline."""
        boxes = self.boxes[len(self.titles) :]
        between = (boxes[:, 0] > title.box.right - self.size) & (boxes[:, 2] < piece.box.left + self.size)
        level = (boxes[:, 1] < title.box.bottom) & (boxes[:, 3] > title.box.top)
        return bool((between & level).any())

    def next_in_row(self, piece: Piece, leftward: bool) -> Piece | None:
        box, em = self.column_box(piece), self.size
        gap = box.left - self.boxes[:, 2] if leftward else self.boxes[:, 0] - box.right
        level = (np.abs(self.boxes[:, 1] - box.top) < 1.3 * em) & (gap > -0.8 * em) & (gap < 4 * em)
        level[: len(self.titles)] = False
        if not level.any():
            return None
        found = self.nodes[int(np.where(level, gap, np.inf).argmin())]
        return None if self.rules.beside(box, found.box) else found

    def column_box(self, piece: Piece) -> Box:
        """The piece as wide as its column: one that ends with a short line is as wide as what stands below it."""
        boxes = self.boxes[len(self.titles) :]
        below = (np.abs(boxes[:, 0] - piece.box.left) < self.size) & (boxes[:, 1] >= piece.box.top)
        below &= boxes[:, 1] < piece.box.bottom + 6 * self.size
        right = float(boxes[below, 2].max(initial=piece.box.right))
        return piece.box._replace(right=right) if len(piece.items) == 1 else piece.box

    def last_below(self, piece: Piece) -> Piece:
        """The end of the column that begins with this piece: the last piece below it before a headline."""
        column = [
            node
            for node in self.nodes[len(self.titles) :]
            if node.box.top >= piece.box.top
            and abs(node.box.left - piece.box.left) < self.size
            and not any(
                piece.box.top < title.box.top < node.box.top and shared_across(title.box, node.box) > 0.2
                for title in self.titles
            )
        ]
        return max(column, key=lambda node: node.box.top, default=piece)

    def above_title(self, title: Piece) -> Piece | None:
        """What stands above it in the column it heads: a short last line may not reach over a centred heading."""
        below = self.below(title)
        if below is None or width(below.box) < width(title.box) or len(title.items) > 1:
            return self.above(title)
        box = title.box._replace(left=min(title.box.left, below.box.left))
        return self.above(title, box)

    def above(self, piece: Piece, box: Box | None = None) -> Piece | None:
        """The nearest thing that ends above its top, over a good part of its width."""
        box = box or piece.box
        lines = 0.5 * self.size
        across = np.minimum(self.boxes[:, 2], box.right) - np.maximum(self.boxes[:, 0], box.left)
        narrower = np.minimum(self.boxes[:, 2] - self.boxes[:, 0], width(box))
        over = (
            (self.boxes[:, 3] <= box.top + lines) & (across > 0.25 * narrower) & (self.boxes[:, 1] < box.top)
        )
        if not over.any():
            return None
        distance = np.where(over, box.top - self.boxes[:, 3], np.inf)
        nearest = self.nodes[int(distance.argmin())]
        return nearest if nearest is not piece else None

    def column_left(self, piece: Piece) -> Piece | None:
        box, em = piece.box, self.size
        beside = (
            (self.boxes[:, 2] <= box.left + 0.8 * em)
            & (self.boxes[:, 1] <= box.top + 2.2 * em)
            & (self.boxes[:, 3] > box.top + 0.5 * em)
        )
        if not beside.any():
            return self.column_left_lower(piece)
        distance = np.where(beside, box.left - self.boxes[:, 2], np.inf)
        nearest = self.nodes[int(distance.argmin())]
        return nearest if distance.min() < 25 * em else None

    def column_left_lower(self, piece: Piece) -> Piece | None:
        """Of a column whose left neighbours begin lower (a picture stands over them): the highest of them."""
        box, em = piece.box, self.size
        beside = (
            (self.boxes[:, 2] <= box.left + 0.8 * em)
            & (self.boxes[:, 2] > box.left - 4 * em)
            & (self.boxes[:, 1] < box.bottom)
            & (self.boxes[:, 3] > box.top)
        )
        if not beside.any():
            return None
        return self.nodes[int(np.where(beside, self.boxes[:, 1], np.inf).argmin())]

    def below(self, title: Piece) -> Piece | None:
        under = [
            node
            for node in self.nodes
            if node.kind == "body"
            and node.box.top >= title.box.bottom - 0.5 * self.size
            and node.box.top - title.box.bottom < 4 * self.size
            and shared_across(node.box, title.box) > 0.3
        ]
        return min(under, key=lambda node: node.box.top, default=None)

    def headless(self, piece: Piece) -> bool:
        above = self.above(piece)
        return above is None or above.kind != "title"

    def column_right(self, piece: Piece, owner: Piece) -> Piece | None:
        """The top of the column on its right: the highest piece there under no other article's headline."""
        em = self.size
        right = [
            node
            for node in self.nodes
            if node.kind == "body" and -0.8 * em <= node.box.left - piece.box.right < 4 * em
        ]
        right = [node for node in right if self.above(node) in (None, owner) or self.headless(node)]
        return min(right, key=lambda node: node.box.top, default=None)
