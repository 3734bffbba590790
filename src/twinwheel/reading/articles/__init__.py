"""A source → its articles. Goes in: blocks of raw text. Comes out: articles whose every character knows its place.

::

    blocks ─lines─► lines ─paragraphs─► units ─tails─► without furniture and lists of links
        ─allotting─► each title of a stack before its text ─cutting─► columns ─columns─► chains
        ─dividing─► parted where two articles meet ─titles─► with their titles ─assembly─► regions ─build─► articles

Every border between whole paragraphs is weighed by ``seams``: how unlike its sides are, and how the words begin.

A source whose blocks have boxes is taken apart by ``twinwheel.reading.layout`` instead, up to the regions.
"""

from __future__ import annotations

from twinwheel.reading.articles.assembly import page_regions, regions
from twinwheel.reading.articles.build import build, build_page
from twinwheel.reading.articles.lines import Page
from twinwheel.reading.articles.titles import pair_regions
from twinwheel.reading.model import Article, Source

__all__ = ["articles", "build", "regions"]


def articles(source: Source) -> list[Article]:
    """The articles of a source, by geometry where most of its blocks have a box, else by text evidence."""
    page = Page.of(source)
    boxed = sum(block.box is not None for block in source.blocks)
    if 2 * boxed > len(source.blocks):
        from twinwheel.reading import layout

        return build_page(page, pair_regions(page, layout.regions(source)))
    return build_page(page, page_regions(page))
