"""What is drawn on a PDF page beside its text: rules, frames, pictures."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from twinwheel.messages import message
from twinwheel.reading.model import Box
from twinwheel.reading.sources.pdf_characters import View

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MAX_OBJECTS = 200_000
MAX_RULES = 5_000


class PageError(Exception):
    """A page is more than is read."""


def drawn(page: pdfium.PdfPage, view: View, c: Any) -> tuple[list[Box], bool, bool]:
    """The rules on the page; whether pictures cover most of it; whether its words are drawn invisibly."""
    rules: list[Box] = []
    covered = 0.0
    invisible: bool | None = None
    for count, item in enumerate(page.get_objects(max_depth=3)):
        if count > MAX_OBJECTS:
            raise PageError(message("more than {most:,} things are drawn on it", most=MAX_OBJECTS))
        if item.type == c.FPDF_PAGEOBJ_PATH and item.level == 0 and len(rules) < MAX_RULES:
            rules += _rules(item, view, c)
        elif item.type == c.FPDF_PAGEOBJ_IMAGE:
            box = view.box(*item.get_bounds())
            covered = max(covered, (box.right - box.left) * (box.bottom - box.top))
        elif item.type == c.FPDF_PAGEOBJ_TEXT and invisible is not False:
            invisible = c.FPDFTextObj_GetTextRenderMode(item.raw) == c.FPDF_TEXTRENDERMODE_INVISIBLE
    return rules, covered > 0.5 * view.width * view.height, bool(invisible)


def _rules(item: pdfium.PdfObject, view: View, c: Any) -> list[Box]:
    """A thin path is a rule; of a frame or a tinted ground, its four sides are."""
    box = view.box(*item.get_bounds())
    width, height = box.right - box.left, box.bottom - box.top
    if max(width, height) < 12:
        return []
    if min(width, height) <= 4:
        return [box]
    if width * height > 0.9 * view.width * view.height or c.FPDFPath_CountSegments(item.raw) > 12:
        return []
    if min(width, height) < 20 or not _visible(item, c):
        return []
    left, top, right, bottom = box
    return [
        Box(left, top, right, top + 1),
        Box(left, bottom - 1, right, bottom),
        Box(left, top, left + 1, bottom),
        Box(right - 1, top, right, bottom),
    ]


def _visible(item: pdfium.PdfObject, c: Any) -> bool:
    """Stroked, or filled with something that is not white."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(item.raw, ctypes.byref(mode), ctypes.byref(stroke)):
        return False
    if stroke.value:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    at = [ctypes.byref(each) for each in (red, green, blue, alpha)]
    filled = mode.value and c.FPDFPageObj_GetFillColor(item.raw, *at)
    return bool(filled and alpha.value > 8 and min(red.value, green.value, blue.value) < 252)
