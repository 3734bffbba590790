"""Which lines are headlines, by the size of their type, and which of them stand together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.layout.items import (
    Item,
    Piece,
    Rules,
    around,
    height,
    shared_across,
    shared_down,
    width,
)

LARGER = 1.22
"""Headline type against body type."""
_DOUBTFUL = 1.6
"""On a scan, a line that seems larger by less than this is body where it stands in line with body."""
_SHORT = 8
"""Characters; of a shorter line OCR tells the size by its height alone, and that is a third off at times."""
_LEAD_LINES = 4
"""So many long lines of one larger type below each other are a lead paragraph, not a headline."""
_LEAD_LENGTH = 14
_NEVER_LAST = tuple("。，、；")
_SUBTITLE = "—－-―"
MOST_TITLES = 400
"""Of a page. A page where more lines are large has no headlines, only large type."""


def headlines(items: Sequence[Item], body: float, rules: Rules, *, scanned: bool) -> list[Piece]:
    """The headlines, each with its stacked lines; none of their lines is body."""
    larger = [item for item in items if _is_large(item, body)]
    larger += _going_on(items, larger, body)
    if scanned:
        larger = _without_misjudged(larger, items, body)
    larger = _without_leads(larger, body)
    if len(larger) > MOST_TITLES:
        return []
    large = {id(item) for item in larger}
    small = np.array([item.box for item in items if id(item) not in large], dtype=np.float64).reshape(-1, 4)
    return [Piece(_in_order(group), "title") for group in _together(larger, rules, small)]


def _is_large(item: Item, body: float) -> bool:
    if item.block.role == "heading":
        return True
    if item.text[-1:] in _NEVER_LAST and item.size < _DOUBTFUL * body:
        return False
    return _is_set_large(item, body)


def _is_set_large(item: Item, body: float) -> bool:
    says_something = sum(char.isalpha() for char in item.text) >= 2
    return says_something and item.size >= LARGER * body and item.block.role == "text"


def _going_on(items: Sequence[Item], larger: Sequence[Item], body: float) -> list[Item]:
    """Lines that end with a comma and yet belong to a headline: its next line in the same type stands below."""
    open_ = [item for item in items if item.text[-1:] in _NEVER_LAST and _is_set_large(item, body)]
    if len(open_) > MOST_TITLES or len(larger) > MOST_TITLES:
        return []
    seen = {id(item) for item in larger}
    return [
        item
        for item in open_
        if id(item) not in seen
        and any(
            0.95 < item.size / other.size < 1.05
            and 0 < other.box.top - item.box.top < 1.7 * item.size
            and abs(other.box.left - item.box.left) < 2.2 * item.size
            for other in larger
        )
    ]


def _without_misjudged(larger: list[Item], items: Sequence[Item], body: float) -> list[Item]:
    """Without lines that OCR took for large: those that stand in a column of body."""
    seen = {id(item) for item in larger}
    small = np.array([item.box for item in items if id(item) not in seen], dtype=np.float64).reshape(-1, 4)

    def in_line(item: Item) -> bool:
        box, short = item.box, len(item.text) <= _SHORT
        before = 2.8 if short else 0.8
        level = (small[:, 0] > box.left - before * body) & (small[:, 0] < box.left + 2.8 * body)
        middle = (small[:, 1] + small[:, 3]) / 2
        above = level & (middle < box.top + 0.3 * body) & (box.top - small[:, 3] < 0.9 * body)
        below = level & (middle > box.bottom - 0.3 * body) & (small[:, 1] - box.bottom < 0.9 * body)
        return bool(above.any() and (short or below.any()))

    return [item for item in larger if item.size > _DOUBTFUL * body or not in_line(item)]


def _without_leads(larger: list[Item], body: float) -> list[Item]:
    leads: set[int] = set()
    run: list[Item] = []
    for item in [*sorted(larger, key=lambda item: (item.box.left // (4 * body), item.box.top)), None]:
        if item and run and _goes_on(run[-1], item):
            run.append(item)
            continue
        if len(run) >= _LEAD_LINES and sum(len(each.text) for each in run) >= _LEAD_LENGTH * len(run):
            leads.update(id(each) for each in run)
        run = [item] if item else []
    return [item for item in larger if id(item) not in leads]


def _goes_on(upper: Item, lower: Item) -> bool:
    return (
        0.9 < upper.size / lower.size < 1.11
        and shared_across(upper.box, lower.box) > 0.6
        and 0 <= lower.box.top - upper.box.top < 2.2 * upper.size
    )


def _together(larger: list[Item], rules: Rules, small: NDArray[np.float64]) -> list[list[Item]]:
    leader = list(range(len(larger)))

    def of(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    order = sorted(range(len(larger)), key=lambda i: larger[i].box.top)
    tallest = max((height(item.box) + 2 * item.size for item in larger), default=0.0)
    for place, i in enumerate(order):
        for j in order[place + 1 :]:
            if larger[j].box.top - larger[i].box.top > tallest:
                break
            if of(i) != of(j) and _one_headline(larger[i], larger[j], rules, small):
                leader[of(j)] = of(i)
    groups: dict[int, list[Item]] = {}
    for i in order:
        groups.setdefault(of(i), []).append(larger[i])
    return list(groups.values())


def _one_headline(one: Item, other: Item, rules: Rules, small: NDArray[np.float64]) -> bool:
    """Parts of one row, or stacked lines, of one headline."""
    em = max(one.size, other.size)
    if shared_down(one.box, other.box) > 0.5:
        gap = max(one.box.left, other.box.left) - min(one.box.right, other.box.right)
        alike = 0.75 < one.size / other.size < 1.33
        if gap > (0.9 if alike else 0.4) * em or rules.beside(one.box, other.box):
            return False
        left, right = (one, other) if one.box.left < other.box.left else (other, one)
        return not _gutter_below(left, right, small)
    upper, lower = (one, other) if one.box.top < other.box.top else (other, one)
    if not (upper.upright and lower.upright):
        return False
    if not -0.3 * em < lower.box.top - upper.box.bottom < 0.95 * em:
        return False
    if rules.below(upper.box, lower.box) or _body_between(upper, lower, small):
        return False
    if lower.text[:1] in _SUBTITLE:  # set to the right, under the end of the headline
        return lower.box.left < upper.box.right + 2 * lower.size and lower.box.right > upper.box.left
    both = width(around((one.box, other.box)))
    return shared_across(one.box, other.box) > 0.5 and both < 1.25 * max(width(one.box), width(other.box))


def _gutter_below(left: Item, right: Item, small: NDArray[np.float64]) -> bool:
    """Whether two columns begin under a gap in a row of large type: then these are two headlines."""
    top = max(left.box.bottom, right.box.bottom)
    near = (small[:, 1] > top - right.size) & (small[:, 1] < top + 6 * right.size)
    begins = near & (np.abs(small[:, 0] - right.box.left) < 0.8 * right.size)
    begins &= small[:, 0] > left.box.right - 0.3 * right.size
    through = near & (small[:, 0] < left.box.right - right.size) & (small[:, 2] > right.box.left + right.size)
    return int(begins.sum()) >= 3 and int(through.sum()) == 0


def _body_between(upper: Item, lower: Item, small: NDArray[np.float64]) -> bool:
    """Whether a line of the body stands between: then the lower one is a heading within the article."""
    middle = (small[:, 1] + small[:, 3]) / 2
    over = (small[:, 0] < lower.box.right) & (small[:, 2] > lower.box.left)
    return bool((over & (middle > upper.box.bottom) & (middle < lower.box.top)).any())


def _in_order(items: list[Item]) -> list[Item]:
    from twinwheel.reading.layout.items import in_rows

    if all(not item.upright for item in items):  # set vertically: the right one is read first
        return sorted(items, key=lambda item: -item.box.right)
    return in_rows(items)
