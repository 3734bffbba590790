"""The characters of a PDF page with their places, as the page is shown: rotation undone, the origin top left."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.model import Box

if TYPE_CHECKING:
    import pypdfium2 as pdfium

UP, DOWN = 0.88, 0.12
"""How far a Chinese character reaches above and below the base line, in sizes of the type."""


@dataclass(slots=True)
class Chars:
    """The characters of a page in the order they are drawn; places as shown, in points."""

    codes: NDArray[np.uint32]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    base: NDArray[np.float64]
    size: NDArray[np.float64]
    turned: NDArray[np.bool_]

    @property
    def text(self) -> list[str]:
        return [_char(code) for code in self.codes.tolist()]

    def taken(self, order: NDArray[np.int64]) -> Chars:
        """The same characters in another order."""
        return Chars(
            self.codes[order],
            self.left[order],
            self.right[order],
            self.base[order],
            self.size[order],
            self.turned[order],
        )


def measured(textpage: pdfium.PdfTextPage, count: int) -> NDArray[np.float64]:
    """Per character: code, box (left, bottom, right, top), origin, size, angle; drawn ones only.

    A PDF may say size 1 and scale everything by a matrix: the size is what both come to. The height of a box
    would not do: some fonts give that of the ink, so 一 would be a tenth as high as 二.
    """
    import pypdfium2.raw as c

    rows = np.zeros((count, 9))
    kept = 0
    box, matrix, x, y = c.FS_RECTF(), c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    box_at, matrix_at, x_at, y_at = (ctypes.byref(each) for each in (box, matrix, x, y))
    handle = textpage.raw
    for i in range(count):
        code = c.FPDFText_GetUnicode(handle, i)
        if code in (10, 13) or (code == 32 and c.FPDFText_IsGenerated(handle, i) == 1):
            continue
        c.FPDFText_GetLooseCharBox(handle, i, box_at)
        c.FPDFText_GetCharOrigin(handle, i, x_at, y_at)
        c.FPDFText_GetMatrix(handle, i, matrix_at)
        rows[kept] = (
            code,
            box.left,
            box.bottom,
            box.right,
            box.top,
            x.value,
            y.value,
            c.FPDFText_GetFontSize(handle, i) * hypot(matrix.c, matrix.d),
            c.FPDFText_GetCharAngle(handle, i),
        )
        kept += 1
    rows = rows[:kept]
    rows = rows[np.isfinite(rows).all(axis=1) & (np.abs(rows[:, 1:7]) < 1e6).all(axis=1)]
    rows[:, 7] = np.clip(rows[:, 7], 0.1, 2_000)
    return rows


@dataclass(frozen=True, slots=True)
class View:
    """How points of the page become points as shown: turned clockwise by ``quarters``, from the top left."""

    left: float
    top: float
    across: float
    down: float
    quarters: int

    @classmethod
    def of(cls, page: pdfium.PdfPage, quarters: int) -> View:
        left, bottom, right, top = page.get_bbox()
        return cls(left, top, max(right - left, 1.0), max(top - bottom, 1.0), quarters % 4)

    @property
    def width(self) -> float:
        return self.down if self.quarters % 2 else self.across

    @property
    def height(self) -> float:
        return self.across if self.quarters % 2 else self.down

    def points(self, x: Any, y: Any) -> tuple[Any, Any]:
        x, y = x - self.left, self.top - y
        match self.quarters:
            case 1:
                return self.down - y, x
            case 2:
                return self.across - x, self.down - y
            case 3:
                return y, self.across - x
        return x, y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        (x0, y0), (x1, y1) = self.points(left, bottom), self.points(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def quarters_turned(rows: NDArray[np.float64]) -> int:
    """Quarters to turn the page clockwise so that most of its text stands upright.

    This holds for pages that say they are rotated and for those that are without saying so.
    """
    if not len(rows):
        return 0
    quarters = -np.round(rows[:, 8] / (np.pi / 2)).astype(int) % 4  # angles count clockwise
    return int(np.bincount(quarters, minlength=4).argmax())


def as_shown(rows: NDArray[np.float64], view: View) -> Chars:
    x0, y0 = view.points(rows[:, 1], rows[:, 2])
    x1, y1 = view.points(rows[:, 3], rows[:, 4])
    _, base = view.points(rows[:, 5], rows[:, 6])
    angle = rows[:, 8] + view.quarters * np.pi / 2
    turned = np.abs(np.sin(angle / 2)) > 0.06  # more than 7 degrees off the upright
    middle = (y0 + y1) / 2
    size = rows[:, 7]
    return Chars(
        rows[:, 0].astype(np.uint32),
        np.minimum(x0, x1),
        np.maximum(x0, x1),
        np.where(turned, middle + (UP - DOWN) / 2 * size, base),
        size,
        turned,
    )


def _char(code: int) -> str:
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\N{REPLACEMENT CHARACTER}"
    if code in (2, 0xAD, 0xFFFE):  # a hyphen at the end of a line, as PDFium marks it
        return "-"
    if code < 32 or 0x7F <= code < 0xA0:
        return " "
    return chr(code)


def unreadable(char: str) -> bool:
    return char == "\N{REPLACEMENT CHARACTER}" or 0xE000 <= ord(char) < 0xF900 or ord(char) >= 0xF0000
