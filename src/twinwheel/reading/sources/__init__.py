"""Files as they come → ``Source``: the raw text, and its blocks with page and box.

One module a format. Which one reads a file is decided by what is in the file, not by its name.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading.model import Source, SourceKind
from twinwheel.reading.sources.limits import MAX_FILE_BYTES
from twinwheel.reading.sources.text import blocks_of, decoded, within_limit

PageDone = Callable[[int, int, bool], None]
"""Called before OCR begins a page and when one is read: with how many are read, of how many, and whether by OCR."""

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_BEFORE_HTML = re.compile(rb"(?>\s+|\xef\xbb\xbf|<!--.*?-->)*+", re.S)
"""Spaces and comments before the first element. Possessive: what a comment is, is not tried in another way."""
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)


def open_source(path: Path, name: str, page_done: PageDone | None = None) -> Source:
    """Read one document. ``name`` is what it is called in results.

    Raises:
        DocumentError: it cannot be read, or is more than we read (``limits.py``); says why.
        OSError: the file is not there or may not be read.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise DocumentError.of(
            name,
            message("it has {size:,} bytes; at most {most:,} are read", size=size, most=MAX_FILE_BYTES),
            message("Split it into several files."),
        )
    with path.open("rb") as file:  # a pipe or a device does not say how large it is
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise DocumentError.of(
            name,
            message("it has more than {most:,} bytes", most=MAX_FILE_BYTES),
            message("Split it into several files."),
        )
    if not data.strip(b"\0 \t\r\n"):
        raise DocumentError.of(name, message("it is empty"), message("Was it copied in full?"))
    return read_bytes(data, name, page_done)


def kind_of(data: bytes, name: str) -> SourceKind:
    """The format, by the first bytes; of zipped formats by what they hold.

    Raises:
        DocumentError: nobody here reads such a file.
    """
    if data.lstrip()[:5] == b"%PDF-" or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "scan"
    if data.startswith(b"PK"):
        return _zipped_kind(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if (
            "EncryptedPackage".encode("utf-16-le") in data
        ):  # [MS-OFFCRYPTO] 2.3.4: a .docx with a password lies in such a file
            raise DocumentError.of(
                name, message("it is locked with a password"), message("Save it without a password.")
            )
        raise DocumentError.of(
            name, message("it is an old Word or WPS file (.doc, .wps)"), message("Save it as .docx or .pdf.")
        )
    if _is_html(data[:8192]) or name.lower().endswith((".html", ".htm", ".xhtml")):
        return "html"
    return "text"


def _is_html(data: bytes) -> bool:
    before = _BEFORE_HTML.match(data)
    return before is not None and _HTML.match(data, before.end()) is not None


def _zipped_kind(data: bytes, name: str) -> SourceKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename.lstrip("/") for entry in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
        raise DocumentError.of(
            name,
            message("its zip is damaged: {error}", error=heard(error)),
            message("Was it copied in full?"),
        ) from error
    if "OFD.xml" in names:
        return "ofd"
    if "word/document.xml" in names or any(inner.startswith("word/") for inner in names):
        return "docx"
    raise DocumentError.of(
        name,
        message("it is a zip, but neither DOCX nor OFD"),
        message("Unpack it and give the documents themselves."),
    )


def read_bytes(data: bytes, name: str, page_done: PageDone | None = None) -> Source:
    """``open_source`` for a document that is in memory."""
    kind = kind_of(data, name)
    if kind == "pdf":
        from twinwheel.reading.sources.pdf import read_pdf

        return read_pdf(data, name, page_done)
    if kind == "scan":
        from twinwheel.reading.sources.scan import read_scan

        return read_scan(data, name, page_done)
    if kind == "html":
        from twinwheel.reading.sources.html import read_html

        return read_html(data, name)
    if kind == "docx":
        from twinwheel.reading.sources.docx import read_docx

        return read_docx(data, name)
    if kind == "ofd":
        from twinwheel.reading.sources.ofd import read_ofd

        return read_ofd(data, name)
    raw, encoding = decoded(data, name)
    raw = within_limit(raw, name)
    return Source(name, hashlib.sha256(data).hexdigest(), "text", raw, blocks_of(raw), encoding=encoding)
