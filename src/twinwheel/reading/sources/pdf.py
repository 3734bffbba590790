"""PDF: the characters of its text layer with their places; pages without one are read by OCR."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading.model import Source, SourceKind
from twinwheel.reading.sources.limits import MAX_FILE_BYTES, MAX_PAGES
from twinwheel.reading.sources.lines import Printed, laid_out
from twinwheel.reading.sources.scan import OCR_MISSING, ocr_installed, ocr_version, printed_page

if TYPE_CHECKING:
    import pypdfium2 as pdfium

DPI = 200
"""A page without a text layer is drawn this fine for OCR: 150 lose small type, 300 take twice as long."""
_MOST_PIXELS = 20_000_000
_LONGEST_SIDE = 14_400
"""Points; a page may not be larger than 200 inches (PDF 32000, annex C)."""


def read_pdf(data: bytes, name: str, page_done: Callable[[int, int, bool], None] | None = None) -> Source:
    """Read the text layer of a PDF, page by page; by OCR the pages that have none.

    Boxes are in points from the top left corner of the page as it is shown. A searchable scan (a picture
    with invisible words behind it) counts as a scan: somebody's OCR wrote those words.

    Raises:
        DocumentError: damaged, locked, too large, without any text, or OCR is needed and not installed.
    """
    if len(data) > MAX_FILE_BYTES:
        raise DocumentError.of(
            name,
            message(
                "it has {count:,} bytes; at most {most:,} are read", count=len(data), most=MAX_FILE_BYTES
            ),
            message("Split it into several files."),
        )
    document = _opened(data, name)
    try:
        return _read(document, data, name, page_done)
    finally:
        document.close()


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise DocumentError.of(
                name, message("it is locked with a password"), message("Save it without one, then read that.")
            ) from error
        raise DocumentError.of(
            name,
            message("it is not a PDF that can be opened: {error}", error=heard(error)),
            message("Was it copied in full?"),
        ) from error
    if not 1 <= pages <= MAX_PAGES:
        document.close()
        raise DocumentError.of(
            name,
            message("it has {pages:,} pages; 1 to {most:,} are read", pages=pages, most=MAX_PAGES),
            message("Split it into several files."),
        )
    return document


def _read(
    document: pdfium.PdfDocument, data: bytes, name: str, page_done: Callable[[int, int, bool], None] | None
) -> Source:
    import pypdfium2 as pdfium

    from twinwheel.reading.sources.pdf_drawn import PageError
    from twinwheel.reading.sources.pdf_page import text_layer

    printed: list[Printed] = []
    hidden = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise DocumentError.of(
                name,
                message("page {number} is damaged: {error}", number=index + 1, error=heard(error)),
                message("Was it copied in full?"),
            ) from error
        try:
            layer = text_layer(page, index + 1)
            if layer.usable:
                printed.append(layer.printed)
                hidden += layer.hidden
            else:
                if page_done:
                    page_done(index, len(document), True)
                printed.append(_by_ocr(page, index + 1, name))
        except PageError as error:
            raise DocumentError.of(
                name,
                message("page {number}: {what}", number=index + 1, what=error.args[0]),
                message("Split it, or print it anew."),
            ) from error
        finally:
            page.close()
        if page_done:
            page_done(index + 1, len(document), printed[-1].scanned)
    ran = [f"pypdfium2 {pdfium.PYPDFIUM_INFO.version}"]
    if any(page.scanned for page in printed):
        ran.append(ocr_version())
    return laid_out(printed, data, name, _kind(printed, hidden), ran)


def _kind(printed: list[Printed], hidden: int) -> SourceKind:
    by_ocr = sum(len(line.text) for page in printed if page.scanned for line in page.lines)
    total = sum(len(line.text) for page in printed for line in page.lines)
    return "scan" if 2 * by_ocr > total or 2 * hidden > len(printed) else "pdf"


def _by_ocr(page: pdfium.PdfPage, number: int, name: str) -> Printed:
    """The page drawn and read; nothing where nothing is drawn on it."""
    width, height = page.get_size()
    if not (0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE):
        raise DocumentError.of(
            name,
            message(
                "page {number} is {width:.0f} by {height:.0f} points; at most {most:,} are read",
                number=number,
                width=width,
                height=height,
                most=_LONGEST_SIDE,
            ),
            message("Print it on a page of usual size."),
        )
    if not any(True for _ in page.get_objects(max_depth=1)):
        from twinwheel.reading.model import Page

        return Printed(Page(number, width, height), [])
    if not ocr_installed():
        raise DocumentError.of(
            name, message("page {number} has no text layer; it is a picture", number=number), OCR_MISSING
        )
    scale = min(DPI / 72, (_MOST_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale)
    try:
        return printed_page(bitmap.to_numpy().copy(), number, points_per_pixel=1 / scale)
    finally:
        bitmap.close()
