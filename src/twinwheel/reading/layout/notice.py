"""Pages of one column (a notice, a report): one document runs through all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twinwheel.reading.layout.items import Item, in_rows, shared_across, typical
from twinwheel.reading.layout.page import region_of
from twinwheel.reading.model import Block, Region

_LONG = 8
"""Characters; two lines at least so long side by side are two columns, shorter ones a table or a form."""
_TITLE = 1.25
"""The title of a notice is set in type so much larger than its body (22 points over 16)."""
_NEXT_TITLE = 1.35
_NUMBERED = re.compile(
    r"\s*(第[一二三四五六七八九十百零\d]{1,5}[章节编部条]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[、.．]|附件|附录|附表|目录)"
)


def is_one_column(items: Sequence[Item]) -> bool:
    """Whether hardly any text stands beside other text."""
    beside = 0
    long = sorted(
        (item for item in items if len(item.text) >= _LONG), key=lambda item: (item.box.top, item.box.left)
    )
    for at, item in enumerate(long):
        near = (*long[max(0, at - 4) : at], *long[at + 1 : at + 5])
        if any(
            abs(item.box.bottom - other.box.bottom) < item.size and shared_across(item.box, other.box) < 0.1
            for other in near
        ):
            beside += len(item.text)
    return 4 * beside < sum(len(item.text) for item in long) or len(long) < 3


def notice_regions(pages: Sequence[Sequence[Item]]) -> list[Region]:
    """One region for the text of all these pages; another begins where a title as large as the first does.

    Chapters and attachments bear titles as large as the notice's: they stay within it.
    """
    items = [item for page in pages for item in in_rows(page)]
    if not items:
        return []
    size = typical(items)
    largest = max((item.size for item in items if _says(item)), default=size)
    starts = [0]
    if largest >= _NEXT_TITLE * size:
        starts += _further_titles(items, size, largest)
    ends = [*starts[1:], len(items)]
    return [
        region_of(items[low:high], _titles(items[low:high], size))
        for low, high in zip(starts, ends, strict=True)
    ]


def _further_titles(items: Sequence[Item], size: float, largest: float) -> list[int]:
    """Where a line of the largest type follows body, and is no heading within the document."""
    found: list[int] = []
    body_since = False
    seen = False
    for at, item in enumerate(items):
        if item.size < 0.92 * largest or not _says(item):
            body_since = body_since or (seen and item.size < 1.15 * size and len(item.text) > 4)
            continue
        before = "".join(each.text for each in items[max(0, at - 2) : at])
        if seen and body_since and not _NUMBERED.match(item.text) and "附件" not in before[-40:]:
            found.append(at)
        body_since, seen = False, True
    return found


def _titles(items: Sequence[Item], size: float) -> list[Block]:
    """The first run of large lines, if no body stands before it (a letterhead may)."""
    found: list[Block] = []
    for at, item in enumerate(items):
        if item.size >= _TITLE * size and _says(item):
            found.append(item.block)
        elif found or at > 8:
            break
    return found


def _says(item: Item) -> bool:
    return sum(char.isalpha() for char in item.text) >= 2
