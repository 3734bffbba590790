"""One page of a newspaper → its regions: one an article, one a framed box, one for the furniture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from twinwheel.reading.layout.columns import pieces
from twinwheel.reading.layout.flow import is_caption
from twinwheel.reading.layout.frames import framed
from twinwheel.reading.layout.headlines import headlines
from twinwheel.reading.layout.items import Item, Laid, Piece, Rules, around, in_rows, typical
from twinwheel.reading.layout.order import by_gaps, by_place
from twinwheel.reading.layout.ownership import articles
from twinwheel.reading.model import ArticleKind, Block, Region

MOST_LINES = 3_000
"""Of a page; a full newspaper page has about 600. One with more is read from top to bottom as it is."""
_LABEL = 12
"""Most lines of an infographic are shorter than this, and hardly any ends a sentence."""


def page_regions(items: Sequence[Item], rules: Rules, size: float, *, scanned: bool) -> list[Region]:
    """The regions of one page, furniture taken out before; ``size`` is that of the body's type."""
    if len(items) > MOST_LINES:
        return [region_of(in_rows(items))]
    groups, rest, rules = framed(items, rules, size)
    laid = [article for group in groups for article in _framed(group, rules, scanned)]
    laid += _laid(rest, rules, size, scanned) if rest else []
    return [_region(article) for article in by_place(laid)]


def _framed(items: list[Item], rules: Rules, scanned: bool) -> list[Laid]:
    found = _laid(items, rules, typical(items), scanned)
    if _is_infographic(items):  # its labels belong together, whatever their size
        heading = _heading_over_all(found)
        labels = [item for item in items if heading is None or item not in heading.items]
        found = [Laid([heading] if heading else [], [Piece(by_gaps(labels), "body")])]
    return [replace(article, framed=True) for article in found]


def _heading_over_all(found: Sequence[Laid]) -> Piece | None:
    """The one headline that is larger than all others in a frame and stands above everything."""
    titles = sorted((title for article in found for title in article.titles), key=lambda title: title.box.top)
    rest = [piece for article in found for piece in (*article.titles, *article.body, *article.captions)]
    if not titles or len(rest) == 1:
        return None
    first = titles[0]
    others = [piece for piece in rest if piece is not first]
    over = all(piece.box.top >= first.box.bottom - 0.5 * first.size for piece in others)
    return first if over and all(piece.size < 0.92 * first.size for piece in others) else None


def _laid(items: list[Item], rules: Rules, size: float, scanned: bool) -> list[Laid]:
    titles = headlines(items, size, rules, scanned=scanned)
    large = {id(item) for title in titles for item in title.items}
    body = pieces([item for item in items if id(item) not in large], titles, rules)
    captions = [piece for piece in body if is_caption(piece, size, scanned=scanned)]
    set_aside = {id(piece) for piece in captions}
    body = [piece for piece in body if id(piece) not in set_aside]
    found = articles(titles, body, rules, size)
    for caption in captions:
        _to_nearest(caption, found)
    return found


def _to_nearest(caption: Piece, found: list[Laid]) -> None:
    """A caption goes to the article whose box is nearest, at its end: it is no part of the running text."""
    nearest = min(found, key=lambda article: _distance(caption, article), default=None)
    if nearest is None:
        found.append(Laid([], [caption]))
    else:
        nearest.captions.append(caption)


def _distance(caption: Piece, article: Laid) -> float:
    one, other = caption.box, article.box
    across = max(one.left - other.right, other.left - one.right, 0.0)
    down = max(one.top - other.bottom, other.top - one.bottom, 0.0)
    return across + down


def _region(article: Laid) -> Region:
    titles = [item.block for title in article.titles for item in title.items]
    body = [item.block for piece in article.body for item in piece.items]
    captions = [replace(item.block, role="caption") for piece in article.captions for item in piece.items]
    blocks = (*titles, *body, *captions)
    return Region(blocks, tuple(titles), _kind(article), blocks[0].page, article.box)


def _kind(article: Laid) -> ArticleKind | None:
    """Only what the frame tells; everything else is for those who read the text."""
    if article.framed and _is_infographic([item for piece in article.body for item in piece.items]):
        return "sidebar"
    return None


def _is_infographic(items: Sequence[Item]) -> bool:
    short = sum(len(item.text) <= _LABEL for item in items)
    stops = sum(item.text.rstrip()[-1:] in "。！？" for item in items)
    return len(items) >= 3 and 4 * short >= 3 * len(items) and 5 * stops <= len(items)


def region_of(items: Sequence[Item], titles: Sequence[Block] = (), kind: ArticleKind | None = None) -> Region:
    """A region of these lines, in this order."""
    blocks = tuple(item.block for item in items)
    return Region(blocks, tuple(titles), kind, blocks[0].page, around(item.box for item in items))
