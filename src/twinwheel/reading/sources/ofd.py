"""OFD, the national format for official documents (GB/T 33190-2016): a zip of XML pages.

``OFD.xml`` names the documents in it, each ``Document.xml`` its pages, each page its text objects with
their place in millimetres. Read with our own code: no library that could be had reads every file of its
kind and has a licence we can pass on (docs/decisions).
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twinwheel.errors import DocumentError
from twinwheel.messages import message
from twinwheel.reading.model import Block, Box, Page, Source
from twinwheel.reading.sources.limits import MAX_CHARACTERS, MAX_PAGE_BLOCKS, MAX_PAGES
from twinwheel.reading.sources.text import within_limit
from twinwheel.reading.sources.zipped import Parts

if TYPE_CHECKING:
    from lxml import etree

MM = 72 / 25.4
"""Points in a millimetre."""
THIN = 1.5
"""Points: what is drawn thinner than this is a rule."""
A4 = (210.0, 297.0)
_MAX_DELTAS = 100_000


class _Piece(NamedTuple):
    """One text code: its characters, where each begins across, and its box, in points from the top left."""

    text: str
    edges: list[float]
    """Left edge of each character, and the right edge of the last."""
    box: Box
    size: float


def read_ofd(data: bytes, name: str) -> Source:
    """Read an OFD. ``raw`` is its text, a line a line; blocks have page and box.

    Raises:
        DocumentError: it is damaged, locked, too large, or holds pictures only.
    """
    parts = Parts(data, name)
    main = parts.xml("OFD.xml")
    if any(found.endswith("Encryptions.xml") for found in parts.names()):
        raise DocumentError.of(name, message("it is encrypted"), message("Save it without a password."))
    lines: list[list[_Piece]] = []
    where: list[int] = []
    pages: list[Page] = []
    characters = 0
    for page, pieces in _pages(parts, main, name):
        pages.append(page)
        joined = _lines(pieces)
        characters += sum(len(piece.text) for piece in pieces)
        if len(pages) > MAX_PAGES or len(joined) > MAX_PAGE_BLOCKS or characters > MAX_CHARACTERS:
            raise DocumentError.of(
                name,
                message("it is too large: page {number}", number=page.number),
                message("Split it into several files."),
            )
        lines += joined
        where += [page.number] * len(joined)
    if not lines:
        raise DocumentError.of(
            name, message("it holds no text, only pictures"), message("Save it as PDF and read that.")
        )
    return _source(data, name, lines, where, pages, main)


def _source(
    data: bytes,
    name: str,
    lines: list[list[_Piece]],
    where: list[int],
    pages: list[Page],
    main: etree._Element,
) -> Source:
    texts = ["".join(piece.text for piece in line) for line in lines]
    raw = within_limit("\n".join(texts), name)
    across = np.full((len(raw), 2), np.nan, dtype=np.float32)
    blocks, at = [], 0
    for line, text, page in zip(lines, texts, where, strict=True):
        here = at
        for piece in line:
            across[here : here + len(piece.text), 0] = piece.edges[:-1]
            across[here : here + len(piece.text), 1] = piece.edges[1:]
            here += len(piece.text)
        blocks.append(Block(at, at + len(text), page, _around(line), max(piece.size for piece in line)))
        at += len(text) + 1
    title = next((words for element in _all(main, "Title") if (words := (element.text or "").strip())), "")
    stated = {"title": title} if title else {}
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(name, sha256, "ofd", raw, tuple(blocks), tuple(pages), across=across, stated=stated)


def _pages(parts: Parts, main: etree._Element, name: str) -> Iterator[tuple[Page, list[_Piece]]]:
    """Each page of each document in the file, with its text."""
    number = 0
    for root in _all(main, "DocRoot"):
        path = _at("", (root.text or "").strip())
        document, base = parts.xml(path), posixpath.dirname(path)
        size = _size(document)
        templates = {element.get("ID"): element.get("BaseLoc") for element in _all(document, "TemplatePage")}
        for element in _all(document, "Page"):
            number += 1
            content = parts.xml(_at(base, element.get("BaseLoc") or ""))
            layers = [content]
            for used in _all(content, "Template"):
                place = templates.get(used.get("TemplateID"))
                if place and _at(base, place) in parts:
                    layers.append(parts.xml(_at(base, place)))
            width, height = _size(content) or size or A4
            rules = tuple(rule for layer in layers for rule in _rules(layer))[:MAX_PAGE_BLOCKS]
            pieces = [piece for layer in layers for piece in _pieces(layer)]
            yield Page(number, width * MM, height * MM, rules), pieces


def _at(base: str, place: str) -> str:
    """A path within the zip; one that begins with / is reckoned from its root."""
    return posixpath.normpath(place if place.startswith("/") else posixpath.join(base, place)).lstrip("/")


def _all(root: etree._Element, tag: str) -> Iterator[etree._Element]:
    yield from root.iter(f"{{*}}{tag}", tag)


def _numbers(text: str | None) -> list[float]:
    """Numbers parted by spaces; in a run of deltas ``g 4 3.5`` means 3.5 four times."""
    words = (text or "").split()
    found: list[float] = []
    at = 0
    try:
        while at < len(words) and len(found) < _MAX_DELTAS:
            if words[at] == "g" and at + 2 < len(words):
                found += [float(words[at + 2])] * min(int(words[at + 1]), _MAX_DELTAS)
                at += 3
            else:
                found.append(float(words[at]))
                at += 1
    except ValueError:  # what cannot be read says nothing
        return found
    return found


def _size(root: etree._Element) -> tuple[float, float] | None:
    for element in _all(root, "PhysicalBox"):
        box = _numbers(element.text)
        if len(box) == 4 and box[2] > 0 and box[3] > 0:
            return box[2], box[3]
    return None


def _pieces(root: etree._Element) -> Iterator[_Piece]:
    for element in _all(root, "TextObject"):
        box = _numbers(element.get("Boundary"))
        if len(box) != 4:
            continue
        matrix = _numbers(element.get("CTM"))
        wide, high = (matrix[0] or 1.0, matrix[3] or 1.0) if len(matrix) == 6 else (1.0, 1.0)
        size = (_numbers(element.get("Size")) or [box[3]])[0]
        for code in _all(element, "TextCode"):
            text = (code.text or "").replace("\n", " ").replace("\r", " ")
            if text.strip():
                yield _piece(text, code, box, size * abs(high), abs(wide))


def _piece(text: str, code: etree._Element, box: list[float], size: float, wide: float) -> _Piece:
    left = box[0] + (_numbers(code.get("X")) or [0.0])[0] * wide
    base = box[1] + (_numbers(code.get("Y")) or [size])[0]
    steps = _numbers(code.get("DeltaX"))
    down = _numbers(code.get("DeltaY"))
    edges = [left]
    for at in range(len(text)):
        width = size if text[at] > "\xff" else size / 2
        edges.append(edges[-1] + (steps[at] * wide if at < len(steps) else 0.0 if down else width))
    if len(steps) >= len(text) - 1 and edges[-1] <= edges[-2]:
        edges[-1] = edges[-2] + size
    bottom = base + sum(down[: len(text) - 1]) + size * 0.2
    edges = [edge * MM for edge in edges]
    return _Piece(text, edges, Box(edges[0], (base - size) * MM, max(edges), bottom * MM), size * MM)


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces that go on where the one before ended are one line; programs cut lines at every change of font."""
    lines: list[list[_Piece]] = []
    for piece in pieces:
        if lines and _goes_on(lines[-1][-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _goes_on(before: _Piece, piece: _Piece) -> bool:
    shared = min(before.box.bottom, piece.box.bottom) - max(before.box.top, piece.box.top)
    gap = piece.box.left - before.box.right
    return shared > 0.5 * min(before.size, piece.size) and -0.6 * piece.size < gap < 1.2 * piece.size


def _around(line: list[_Piece]) -> Box:
    boxes = [piece.box for piece in line]
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _rules(root: etree._Element) -> Iterator[Box]:
    for element in _all(root, "PathObject"):
        box = _numbers(element.get("Boundary"))
        if len(box) == 4 and min(box[2], box[3]) * MM < THIN < max(box[2], box[3]) * MM:
            yield Box(box[0] * MM, box[1] * MM, (box[0] + box[2]) * MM, (box[1] + box[3]) * MM)
