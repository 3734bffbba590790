"""Closed frames on a page, from its rules: what stands within one is laid out by itself."""

from __future__ import annotations

from collections.abc import Sequence

from twinwheel.reading.layout.items import Item, Rules, around, height, width
from twinwheel.reading.model import Box

_MOST = 250
"""Level rules looked at. A page with more is a table or a drawing."""
_WHOLE_PAGE = 0.85
"""A frame around so much of the text is the border of the page."""


def framed(items: Sequence[Item], rules: Rules, size: float) -> tuple[list[list[Item]], list[Item], Rules]:
    """What stands within each frame, innermost first; what stands in none; and the rules that part text.

    A frame with nothing in it is the edge of a picture: its sides part nothing.
    """
    frames = _apart(_frames(rules, 1.5 * size), 0.5 * size)
    frames.sort(key=lambda box: width(box) * height(box))
    inside: list[list[Item]] = [[] for _ in frames]
    rest: list[Item] = []
    for item in items:
        at = next((i for i, frame in enumerate(frames) if _holds(frame, item.box)), None)
        (rest if at is None else inside[at]).append(item)
    total = sum(len(item.text) for item in items)
    for group in inside:
        if sum(len(item.text) for item in group) > _WHOLE_PAGE * total:
            rest += group
            group.clear()
    pictures = [frame for frame, group in zip(frames, inside, strict=True) if not group]
    return [group for group in inside if group], rest, rules.without_sides(pictures, 0.5 * size)


def _holds(frame: Box, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return frame.left <= x <= frame.right and frame.top <= y <= frame.bottom


def _frames(rules: Rules, near: float) -> list[Box]:
    """Two level rules of the same length, one below the other, closed by upright rules at both ends."""
    level = sorted((Box(*row) for row in rules.level.tolist()), key=lambda rule: rule.top)
    if len(level) > _MOST:
        return []
    steep = [Box(*row) for row in rules.steep.tolist()][: 4 * _MOST]
    found = []
    for i, upper in enumerate(level):
        for lower in level[i + 1 :]:
            if abs(upper.left - lower.left) > near or abs(upper.right - lower.right) > near:
                continue
            if lower.top - upper.bottom < near:
                continue
            box = around((upper, lower))
            if _closed(box, box.left, steep, near) and _closed(box, box.right, steep, near):
                found.append(box)
                break
    return found


def _closed(box: Box, x: float, steep: Sequence[Box], near: float) -> bool:
    return any(
        abs((rule.left + rule.right) / 2 - x) <= near
        and rule.top <= box.top + near
        and rule.bottom >= box.bottom - near
        for rule in steep
    )


def _apart(frames: list[Box], near: float) -> list[Box]:
    """Frames that touch side to side are the cells of one table: together one frame."""
    apart: list[Box] = []
    for frame in frames:
        merged = frame
        while (other := next((each for each in apart if _touch(each, merged, near)), None)) is not None:
            apart.remove(other)
            merged = around((other, merged))
        apart.append(merged)
    return apart


def _touch(one: Box, other: Box, near: float) -> bool:
    """Whether two boxes share a side; one within the other does not touch it."""
    beside = abs(one.right - other.left) <= near or abs(one.left - other.right) <= near
    stacked = abs(one.bottom - other.top) <= near or abs(one.top - other.bottom) <= near
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return (beside and down > near) or (stacked and across > near)
