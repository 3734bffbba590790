"""Mastheads, page numbers, the editors' names: what belongs to the page and to no article on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

from twinwheel.reading.layout.items import Item, Rules, height, shared_across, shared_down, typical
from twinwheel.reading.model import Page

_EDGE = 0.1
"""Furniture stands in this part of the page at its top and foot."""
_LONGEST = 64
"""Characters of one such line; without this a pattern would be tried on whole paragraphs."""
_HEADLINE = 1.25
"""Type so much larger than the body beside a page number is a headline, or a name that is known as one."""
_MASTHEAD = 90
"""Characters of everything above the rule under a masthead."""


def furniture(items: Sequence[Item], page: Page, rules: Rules, repeated: frozenset[str]) -> set[int]:
    """The ids of the items that are furniture. ``repeated`` are lines that stand on other pages as well."""
    if not items:
        return set()
    top = min(item.box.top for item in items)
    foot = max(item.box.bottom for item in items)
    high = min(top + 0.3 * _EDGE * page.height, _EDGE * page.height)
    low = max(foot - 0.3 * _EDGE * page.height, (1 - _EDGE) * page.height)
    edge = [item for item in items if item.box.bottom <= max(high, top + 1) or item.box.top >= low]
    edge += [item for item in items if item.box.bottom <= _EDGE * page.height and item not in edge]
    named = {
        id(item)
        for item in edge
        if _key(item) in repeated or (_matches(item, "edge") and not _in_a_column(item, items))
    }
    named |= {id(item) for item in items if _matches(item, "any")}
    named |= _above_rule(items, page, rules)
    headline = _HEADLINE * typical(items)
    return named | {
        id(item)
        for item in edge
        if any(id(other) in named and shared_down(item.box, other.box) > 0.5 for other in edge)
        and ((len(item.text) <= 12 and item.size < headline) or _matches(item, "beside"))
        and _a_row_of_furniture(item, edge, named)
    }


def repeated_lines(pages: Sequence[Sequence[Item]], heights: Sequence[float]) -> frozenset[str]:
    """Lines at the edge of several pages, the same but for their digits."""
    if len(pages) < 2:
        return frozenset()
    seen: Counter[str] = Counter()
    for items, tall in zip(pages, heights, strict=True):
        seen.update(
            {
                _key(item)
                for item in items
                if item.box.bottom <= _EDGE * tall or item.box.top >= (1 - _EDGE) * tall
            }
        )
    least = max(2, (len(pages) + 1) // 2)
    return frozenset(key for key, count in seen.items() if count >= least and len(key) <= _LONGEST)


def _key(item: Item) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", item.text))


def _above_rule(items: Sequence[Item], page: Page, rules: Rules) -> set[int]:
    """The masthead: little text above a rule across the page, some of it a date or a page's number."""
    left = min(item.box.left for item in items)
    right = max(item.box.right for item in items)
    found: set[int] = set()
    for x0, y0, x1, y1 in rules.level.tolist():
        if x1 - x0 < 0.6 * (right - left):
            continue
        if y1 < 0.16 * page.height:
            beyond = [item for item in items if item.box.bottom <= y0 + 0.3 * height(item.box)]
        elif y0 > 0.88 * page.height:
            beyond = [item for item in items if item.box.top >= y1 - 0.3 * height(item.box)]
        else:
            continue
        if sum(len(item.text) for item in beyond) <= _MASTHEAD and any(
            _matches(item, "edge") for item in beyond
        ):
            found |= {id(item) for item in beyond}
    return found


def _in_a_column(item: Item, items: Sequence[Item]) -> bool:
    """Whether it stands in a column of the same type: a date under a letter is a part of the letter."""
    return any(
        0.9 < other.size / item.size < 1.11
        and 0 < item.box.top - other.box.top < 1.9 * item.size
        and shared_across(item.box, other.box) > 0.5
        and not (_matches(other, "edge") or _matches(other, "any"))
        for other in items
    )


def _a_row_of_furniture(item: Item, edge: Sequence[Item], named: set[int]) -> bool:
    """Most of its row is furniture already, so that a body line level with a page number stays body."""
    row = [other for other in edge if shared_down(item.box, other.box) > 0.5]
    return 2 * sum(id(other) in named for other in row) >= len(row) - 1


def _matches(item: Item, where: str) -> bool:
    text = re.sub(r"\s+", "", item.text)
    return len(text) <= _LONGEST and any(pattern.fullmatch(text) for pattern in _patterns()[where])


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    lines = resources.files(__package__).joinpath("furniture.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[re.Pattern[str]]] = {"edge": [], "beside": [], "any": []}
    for line in lines:
        if line and not line.startswith("#"):
            where, pattern = line.split(" ", 1)
            found[where].append(re.compile(pattern))
    return found
