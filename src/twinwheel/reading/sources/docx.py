"""Word documents: paragraphs, the rows of tables and text boxes, in their order, with their numbering."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading.model import Block, Role, Source
from twinwheel.reading.sources.numbering import Numbering
from twinwheel.reading.sources.text import within_limit
from twinwheel.reading.sources.zipped import Parts

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.I)
_TITLE_STYLES = ("title", "标题")
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")


def read_docx(data: bytes, name: str) -> Source:
    """Read a Word document. ``raw`` is its text, a paragraph or table row a line; what was deleted with
    tracked changes is left out, what was inserted is in.

    Raises:
        DocumentError: it is damaged, locked or too large.
    """
    document = _opened(data, name)
    numbering = Numbering(document)
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    for text, role, level in _paragraphs(document, numbering):
        blocks.append(Block(at, at + len(text), role=role, level=level))
        lines.append(text)
        at += len(text) + 1
    if not lines:
        raise DocumentError.of(
            name,
            message("it holds no text"),
            message("If its pages are pictures, save it as PDF and read that."),
        )
    raw = within_limit("\n".join(lines), name)
    stated = {key: value for key, value in _stated(document).items() if value}
    ran = (f"python-docx {version('python-docx')}",)
    return Source(name, hashlib.sha256(data).hexdigest(), "docx", raw, tuple(blocks), stated=stated, ran=ran)


def _opened(data: bytes, name: str) -> Document:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    parts = Parts(data, name)
    for (
        part
    ) in parts.names():  # python-docx resolves no entities; a document type has no business here at all
        if part.endswith((".xml", ".rels")):
            parts.xml(part)
    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise DocumentError.of(
            name,
            message("it is no sound Word document: {error}", error=heard(error)),
            message("Open it in Word and save it again."),
        ) from error


def _paragraphs(document: Document, numbering: Numbering) -> Iterator[tuple[str, Role, int]]:
    """Text, role and level of each paragraph and table row."""
    body = document.element.body
    for element in body.iterchildren():
        if element.tag == W + "p":
            yield from _paragraph(element, document, numbering)
        elif element.tag == W + "tbl":
            for row in element.iter(W + "tr"):
                text = _SPACES.sub(" ", " ".join(_text(cell) for cell in row.iter(W + "tc"))).strip()
                if text:
                    yield text, "table", 0
        elif element.tag == W + "sdt":  # a content control, such as a table of contents
            for paragraph in element.iter(W + "p"):
                yield from _paragraph(paragraph, document, numbering)


def _paragraph(element: Any, document: Document, numbering: Numbering) -> Iterator[tuple[str, Role, int]]:
    text = _SPACES.sub(" ", _text(element)).strip()
    if text:
        level = _level(element, document)
        role: Role = "heading" if level else "text"
        yield numbering.label(element) + text, role, level
    for box in element.iter(W + "txbxContent"):
        if _choice(box):
            for paragraph in box.iter(W + "p"):
                inner = _SPACES.sub(" ", _text(paragraph)).strip()
                if inner:
                    yield inner, "text", 0


def _text(element: Any) -> str:
    """The text of an element without what was deleted and without the text boxes anchored in it."""
    found: list[str] = []
    waiting = [element]
    while waiting:
        here = waiting.pop()
        if here is not element and here.tag in (
            W + "txbxContent",
            W + "del",
            W + "moveFrom",
            W + "instrText",
        ):
            continue
        if here.tag == W + "t":
            found.append(here.text or "")
        elif here.tag in (W + "tab", W + "br", W + "cr") or (here.tag == W + "p" and found):
            found.append(" ")
        waiting += reversed(list(here))
    return "".join(found)


def _choice(box: Any) -> bool:
    """A text box is written twice, for new and for old programs; the second is left out."""
    return not any(ancestor.tag.endswith("}Fallback") for ancestor in box.iterancestors())


def _level(element: Any, document: Document) -> int:
    """1 for the highest heading, 0 for ordinary text; from the outline level or the name of the style."""
    properties = element.find(W + "pPr")
    if properties is None:
        return 0
    outline = properties.find(W + "outlineLvl")
    if outline is not None:
        found = int(outline.get(W + "val") or 9)
        return found + 1 if found < 9 else 0
    style = properties.find(W + "pStyle")
    if style is None:
        return 0
    named = next((s.name or "" for s in document.styles if s.style_id == style.get(W + "val")), "")
    heading = _HEADING_STYLE.match(named)
    return int(heading[1]) if heading else 1 if named.lower() in _TITLE_STYLES else 0


def _stated(document: Document) -> dict[str, str]:
    core = document.core_properties
    return {"title": (core.title or "").strip(), "author": (core.author or "").strip()}
