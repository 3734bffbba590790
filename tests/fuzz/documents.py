"""Any bytes are read as a document, or refused with a DocumentError that says what to do."""

from __future__ import annotations

from twinwheel.errors import DocumentError
from twinwheel.reading.articles import articles
from twinwheel.reading.sources import kind_of, pdf, read_bytes

pdf.ocr_installed = lambda: False


def one(data: bytes) -> None:
    try:
        if kind_of(data, "a") == "scan":  # pictures go to OCR, which takes seconds each
            return
        source = read_bytes(data, "a")
    except DocumentError as error:
        assert error.problems[0].advice
        return
    for article in articles(source):
        assert all(0 <= start < end <= len(source.raw) for start, end in article.segments)
