"""Any bytes are read as a PDF and taken apart, every line once, or refused with a DocumentError."""

from __future__ import annotations

from collections import Counter

from twinwheel.errors import DocumentError
from twinwheel.reading.layout import in_reading_order
from twinwheel.reading.sources import pdf

pdf.ocr_installed = lambda: False


def one(data: bytes) -> None:
    try:
        source = pdf.read_pdf(b"%PDF-1.7\n" + data, "a.pdf")
    except DocumentError as error:
        assert error.problems[0].advice
        return
    ordered, found = in_reading_order(source)
    before = Counter(source.raw[block.start : block.end] for block in source.blocks)
    assert before == Counter(
        ordered.raw[block.start : block.end] for region in found for block in region.blocks
    )
