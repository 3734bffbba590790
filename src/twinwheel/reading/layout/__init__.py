"""A page's boxes and rules → its regions: articles, framed boxes, furniture, in reading order.

::

    Source ─items─► furniture taken out ─► one column?  notice.py: one document over all its pages
                                        └► several?     page.py: frames, headlines, columns, ownership

Geometry alone: what a text says is for the room above (``articles``), but for whether a sentence goes on.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np

from twinwheel.reading.layout.furniture import furniture, repeated_lines
from twinwheel.reading.layout.items import Item, Rules, in_rows, typical
from twinwheel.reading.layout.notice import is_one_column, notice_regions
from twinwheel.reading.layout.page import page_regions, region_of
from twinwheel.reading.model import Block, Box, Page, Region, Source

_HALF_EMPTY = tuple("，。、；：！？”’）》】」』")
"""Marks whose right half is white. At the end of a line they hang into the gutter without touching anything.

OCR boxes are drawn around the ink."""


def regions(source: Source) -> list[Region]:
    """The regions of a source whose blocks have boxes; every block is in exactly one of them.

    Headlines come first in their region and are named in ``titles``. Furniture (mastheads, page numbers,
    running heads, editors' names) is one region of kind ``imprint`` a page; words drawn at a slant
    (watermarks) are ``junk``; captions come last in their article, with the role ``caption``.
    """
    sheets = _sheets(source)
    repeated = repeated_lines([sheet.items for sheet in sheets], [sheet.page.height for sheet in sheets])
    apart: list[Region] = []
    for sheet in sheets:
        apart += sheet.without_furniture(repeated)
    found: list[Region] = []
    for single, run in groupby((sheet for sheet in sheets if sheet.items), _one_column):
        if single:
            found += notice_regions([sheet.items for sheet in run])
        else:
            for sheet in run:
                size = typical(sheet.items)
                found += page_regions(sheet.items, sheet.rules, size, scanned=source.kind == "scan")
    return found + apart


def in_reading_order(source: Source) -> tuple[Source, list[Region]]:
    """The same source with its raw text in the order of its regions, and these.

    A scan's lines come row by row across all columns; laid out this way a sentence that runs over a line's
    end is one range of the raw text.
    """
    found = regions(source)
    order = [block for region in found for block in region.blocks]
    new: dict[tuple[int, int], tuple[int, int]] = {}
    parts: list[str] = []
    length = 0
    for block in order:
        new[block.start, block.end] = (length, length + block.end - block.start)
        parts += (source.raw[block.start : block.end], "\n")
        length += block.end - block.start + 1
    return _moved_source(source, order, new, "".join(parts)), [_moved_region(region, new) for region in found]


def _moved_source(
    source: Source, order: list[Block], new: dict[tuple[int, int], tuple[int, int]], raw: str
) -> Source:
    from dataclasses import replace

    at = np.full(len(raw), -1, dtype=np.int64)
    for (start, end), (low, high) in new.items():
        at[low:high] = np.arange(start, end)
    known = at >= 0
    scores = across = None
    if source.scores is not None:
        scores = np.full(len(raw), np.nan, dtype=np.float32)
        scores[known] = source.scores[at[known]]
    if source.across is not None:
        across = np.full((len(raw), 2), np.nan, dtype=np.float32)
        across[known] = source.across[at[known]]
    blocks = tuple(_moved(block, new) for block in order)
    return replace(source, raw=raw, blocks=blocks, scores=scores, across=across)


def _moved_region(region: Region, new: dict[tuple[int, int], tuple[int, int]]) -> Region:
    from dataclasses import replace

    return replace(
        region,
        blocks=tuple(_moved(block, new) for block in region.blocks),
        titles=tuple(_moved(block, new) for block in region.titles),
    )


def _moved(block: Block, new: dict[tuple[int, int], tuple[int, int]]) -> Block:
    from dataclasses import replace

    start, end = new[block.start, block.end]
    return replace(block, start=start, end=end)


class _Sheet:
    """One page while it is laid out."""

    def __init__(self, page: Page, items: list[Item]) -> None:
        self.page = page
        self.items = items
        self.rules = Rules(page.rules)

    def without_furniture(self, repeated: frozenset[str]) -> list[Region]:
        """Take furniture and watermarks out; they come back as regions of their own."""
        found = furniture(self.items, self.page, self.rules, repeated)
        junk = [item for item in self.items if item.block.role == "junk"]
        imprint = [item for item in self.items if id(item) in found and item.block.role != "junk"]
        self.items = [item for item in self.items if id(item) not in found and item.block.role != "junk"]
        regions = [region_of(in_rows(imprint), kind="imprint")] if imprint else []
        return [*regions, region_of(in_rows(junk), kind="junk")] if junk else regions


def _one_column(sheet: _Sheet) -> bool:
    return is_one_column(sheet.items)


def _sheets(source: Source) -> list[_Sheet]:
    """The pages with their lines. A page nobody described is as large as what stands on it."""
    by_page: dict[int, list[Item]] = {page.number: [] for page in source.pages}
    for block in source.blocks:
        box = block.box or Box(0.0, float(block.start), 1.0, float(block.start) + 1.0)
        size = block.size or max(box.bottom - box.top, 0.1)
        text = source.raw[block.start : block.end]
        if source.kind != "scan" and text[-1:] in _HALF_EMPTY and box.right - box.left > 2 * size:
            box = box._replace(right=box.right - 0.5 * size)
        by_page.setdefault(block.page, []).append(Item(block, text, box, size))
    pages = {page.number: page for page in source.pages}
    return [_Sheet(pages.get(number) or _page(number, items), items) for number, items in by_page.items()]


def _page(number: int, items: list[Item]) -> Page:
    return Page(number, max(item.box.right for item in items), max(item.box.bottom for item in items))
