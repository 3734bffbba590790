"""One page of a PDF → its lines and rules, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twinwheel.messages import message
from twinwheel.reading.model import Page
from twinwheel.reading.sources.gutters import cut_at_gutters
from twinwheel.reading.sources.lines import Printed
from twinwheel.reading.sources.pdf_characters import View, as_shown, measured, quarters_turned, unreadable
from twinwheel.reading.sources.pdf_drawn import PageError, drawn
from twinwheel.reading.sources.pdf_lines import lines_of

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MAX_PAGE_CHARACTERS = 200_000
"""A full broadsheet page has about 12,000."""
_FEW = 12
"""A page with a picture and fewer characters than this has no text layer to speak of."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """``usable`` is false where OCR has to read the page; ``hidden`` where an earlier OCR wrote the layer."""

    printed: Printed
    usable: bool
    hidden: bool


def text_layer(page: pdfium.PdfPage, number: int) -> TextLayer:
    """Read the text layer of one page.

    Raises:
        PageError: the page holds more than is read.
    """
    import pypdfium2.raw as c

    textpage = page.get_textpage()
    try:
        count = max(textpage.count_chars(), 0)
        if count > MAX_PAGE_CHARACTERS:
            raise PageError(
                message(
                    "it has {count:,} characters; at most {most:,} are read",
                    count=count,
                    most=MAX_PAGE_CHARACTERS,
                )
            )
        found = measured(textpage, count)
    finally:
        textpage.close()
    view = View.of(page, quarters_turned(found))
    rules, picture, hidden = drawn(page, view, c)
    chars = as_shown(found, view)
    lines = cut_at_gutters(lines_of(chars))
    text = "".join(line.text for line in lines)
    readable = sum(char.isalnum() and not unreadable(char) for char in text)
    usable = readable >= (_FEW if picture else 1) and 3 * sum(map(unreadable, text)) < len(text)
    shown = Page(number, round(view.width, 2), round(view.height, 2), tuple(rules))
    return TextLayer(Printed(shown, lines), usable, hidden and picture)
