"""The raw text of a document, a window at a time, cut wherever something begins or ends. Offsets count its characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from twinwheel_web.documents.models import Document, Place, Record

WINDOW = 6_000
"""Characters shown at once: three pages of print, about 100 KB with all its marks."""
LINE = 400
"""A window ends at a line end, where there is one so near."""
AROUND = 24
"""Characters shown on either side of a mention."""
COLOURS = 8
"""Articles beyond this many take the colours again."""
_NOWHERE = re.compile("[\x00\ud800-\udfff]")
SILENT = frozenset({"imprint", "junk"})
"""Kinds of article that are folded away."""


def raw_of(document: Document) -> str:
    """The raw text as a page can hold it, one character for one; empty of a document that was not read.

    Raises:
        DocumentError: it is not where reading laid it.
    """
    from twinwheel.reading import results

    if not document.text_file:
        return ""
    return holdable(results.raw_text(document.set.read, {"text_file": document.text_file}))


def holdable(text: str) -> str:
    """The text with a mark for every character that no page and no database can hold: NUL, halves of characters."""
    return _NOWHERE.sub("\ufffd", text)


class Window(NamedTuple):
    """Characters ``[low, high)``: the ``number``-th part of ``of``, from 1."""

    low: int
    high: int
    number: int
    of: int


def window(raw: str, number: int) -> Window:
    """The window of a number; the nearest there is."""
    of = max(1, -(-len(raw) // WINDOW))
    number = min(max(number, 1), of)
    return Window(_cut(raw, number - 1), _cut(raw, number), number, of)


def window_at(raw: str, offset: int) -> Window:
    """The window a character stands in."""
    number = offset // WINDOW + 1
    return window(raw, number - 1 if number > 1 and offset < _cut(raw, number - 1) else number)


def _cut(raw: str, number: int) -> int:
    at = min(number * WINDOW, len(raw))
    end = raw.find("\n", at, at + LINE) + 1
    return end if 0 < at < len(raw) and end else at


class Piece(NamedTuple):
    """Characters from ``start`` on which the same things stand. ``anchors`` are of what begins here."""

    text: str
    start: int
    records: tuple[Record, ...]
    """Facts, variants and doubtful characters here; the innermost first."""
    article: Record | None
    anchors: tuple[str, ...]

    @property
    def silent(self) -> bool:
        return self.article is not None and self.article.kind in SILENT


def pieces(document: Document, raw: str, shown: Window) -> Iterator[Piece]:
    """The text of a window; put together again it is ``raw[low:high]``. Where a rendition lacks words, an empty piece."""
    places = Place.objects.filter(document=document, start__lt=shown.high, end__gt=shown.low).select_related(
        "record"
    )
    gaps: dict[int, list[Place]] = {}
    clipped = []
    for each in places:
        if each.start == each.end:
            gaps.setdefault(each.start, []).append(each)
        else:
            clipped.append((max(each.start, shown.low), min(each.end, shown.high), each))
    cuts = sorted(
        {shown.low, shown.high, *gaps, *(low for low, _, _ in clipped), *(high for _, high, _ in clipped)}
    )
    begins: dict[int, list[int]] = {}
    for number, (low, _, _) in enumerate(clipped):
        begins.setdefault(low, []).append(number)
    here: list[int] = []
    for low, high in pairwise(cuts):
        here = [number for number in here if clipped[number][1] > low] + begins.get(low, [])
        standing = [clipped[number][2] for number in here]
        for gap in gaps.get(low, ()):
            yield _piece(raw, low, low, [*(each for each in standing if each.start < low), gap])
        yield _piece(raw, low, high, standing)


def _piece(raw: str, low: int, high: int, standing: Sequence[Place]) -> Piece:
    inner = sorted(
        (each for each in standing if each.record.type != Record.Type.ARTICLE),
        key=lambda each: each.end - each.start,
    )
    article = next((each.record for each in standing if each.record.type == Record.Type.ARTICLE), None)
    if low == high:
        inner = inner[:1]  # what is missing here, and not what stands around it
    anchors = tuple(anchor(each) for each in standing if each.start == low)
    return Piece(raw[low:high], low, tuple(dict.fromkeys(each.record for each in inner)), article, anchors)


def anchor(place: Place) -> str:
    """What a place is called in the address: the record, and which of its mentions from the second on."""
    return place.record.anchor + (f"-{place.turn}" if place.turn > 1 else "")


class Stretch(NamedTuple):
    """Pieces that are shown, or folded away, together."""

    silent: bool
    article: Record | None
    pieces: list[Piece]


def stretches(found: Iterator[Piece]) -> Iterator[Stretch]:
    for article, together in groupby(found, key=lambda piece: piece.article if piece.silent else None):
        yield Stretch(article is not None, article, list(together))


class Mention(NamedTuple):
    """A place in one document, with the characters around it. ``quote`` is ``raw[start:end]``; empty of an omission."""

    document: Document
    place: Place
    window: int
    before: str
    quote: str
    after: str
    anchor: str


def mentions(record: Record, most: int) -> list[Mention]:
    """Where a record stands, by document; at most so many in each. Of an article, where its parts begin."""
    found: list[Mention] = []
    raws: dict[int, str] = {}
    for place in record.places.filter(turn__lte=most).select_related("document__set"):
        place.record = record
        if place.document_id not in raws:
            raws[place.document_id] = raw_of(place.document)
        raw = raws[place.document_id]
        found.append(
            Mention(
                place.document,
                place,
                window_at(raw, place.start).number,
                raw[max(0, place.start - AROUND) : place.start],
                raw[place.start : place.end],
                raw[place.end : place.end + AROUND],
                anchor(place),
            )
        )
    return found
