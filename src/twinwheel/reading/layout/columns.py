"""Lines → pieces of columns: lines that stand one below the other with nothing between them."""

from __future__ import annotations

from collections.abc import Sequence

from twinwheel.reading.layout.items import Item, Piece, Rules, around, shared_across, shared_down, width
from twinwheel.reading.model import Box

LEADING = 1.7
"""Lines of one piece are at most this far apart, in sizes of the type: one blank line still is."""


def pieces(items: Sequence[Item], titles: Sequence[Piece], rules: Rules) -> list[Piece]:
    """Group the lines of the body. Every line is in exactly one piece.

    A line goes on with the piece that ends right above it, unless a headline or a rule lies between, the
    type differs, or it is much wider than the piece (then it stands below several columns).
    """
    done: list[_Column] = []
    growing: list[_Column] = []
    for item in sorted(items, key=lambda item: (item.box.top, item.box.left)):
        still: list[_Column] = []
        for column in growing:
            (still if item.box.top - column.row.bottom < LEADING * 2 * column.size else done).append(column)
        growing = still
        if not _grow(growing, item, titles, rules):
            growing.append(_Column(item))
    return [Piece(column.items, "body") for column in [*done, *growing] if column.items]


class _Column:
    """A piece while it grows: ``row`` is the box of its last row, ``box`` of all of it."""

    def __init__(self, item: Item) -> None:
        self.items = [item]
        self.row = self.box = item.box
        self.size = item.size
        self.rows = 1

    def take(self, item: Item, *, same_row: bool) -> None:
        self.items.append(item)
        self.row = around((self.row, item.box)) if same_row else item.box
        self.rows += not same_row
        self.box = around((self.box, item.box))
        if not same_row and len(item.text) > 4:
            self.size = item.size


def _grow(growing: list[_Column], item: Item, titles: Sequence[Piece], rules: Rules) -> bool:
    """Give the line to the piece it goes on with, if there is one."""
    within = [column for column in growing if _within_row(column, item)]
    if within:
        within[0].take(item, same_row=True)
        return True
    above = [column for column in growing if _right_above(column, item, titles, rules)]
    if len(above) > 1:
        above = _of_one_row(above, growing)
    if len(above) != 1:
        return False
    above[0].take(item, same_row=False)
    return True


def _within_row(column: _Column, item: Item) -> bool:
    """Whether the line is another part of the last row: a row is cut where its spaces are wide."""
    return (
        column.rows > 1
        and shared_down(column.row, item.box) > 0.6
        and item.box.left >= column.row.right - 0.3 * item.size
        and item.box.right <= column.box.right + 0.6 * item.size
        and 0.7 < item.size / column.size < 1.4
    )


def _right_above(column: _Column, item: Item, titles: Sequence[Piece], rules: Rules) -> bool:
    em = max(column.size, item.size)
    gap = item.box.top - column.row.bottom
    if not -0.7 * em < gap < LEADING * em or shared_down(column.row, item.box) > 0.5:
        return False
    if shared_across(column.row, item.box) < 0.5 and not (  # a row of two characters, then an indented one
        column.rows > 1 and shared_across(column.box, item.box) > 0.8
    ):
        return False
    if not _of_one_type(column, item):
        return False
    if width(item.box) > 1.5 * width(column.box) + 2 * em and column.rows > 1:
        return False
    return not (rules.below(column.row, item.box) or _headline_between(column.row, item.box, titles))


def _of_one_type(column: _Column, item: Item) -> bool:
    return 0.72 < item.size / column.size < 1.38 or len(item.text) < 4


def _headline_between(upper: Box, lower: Box, titles: Sequence[Piece]) -> bool:
    middle_of_upper, middle_of_lower = (upper.top + upper.bottom) / 2, (lower.top + lower.bottom) / 2
    return any(
        title.box.top >= middle_of_upper - 1
        and title.box.bottom <= middle_of_lower + title.size
        and title.box.top < lower.top
        and shared_across(title.box, lower) > 0.2
        for title in titles
    )


def _of_one_row(above: list[_Column], growing: list[_Column]) -> list[_Column]:
    """Parts of one cut row, made one again; a line below two real columns goes on with neither."""
    if any(column.rows > 1 for column in above):
        return [max(above, key=lambda c: c.rows)] if sum(c.rows > 1 for c in above) == 1 else []
    first = min(above, key=lambda column: column.box.left)
    for column in above:
        if column is not first:
            for item in column.items:
                first.take(item, same_row=True)
            growing.remove(column)
    return [first]
