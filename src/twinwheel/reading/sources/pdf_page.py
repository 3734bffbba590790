"""One page of a PDF → its lines and rules, as it is shown: rotation undone, the origin at the top left."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.model import Box, Page
from twinwheel.reading.sources.gutters import cut_at_gutters
from twinwheel.reading.sources.lines import Line, Printed

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MAX_PAGE_CHARACTERS = 200_000
"""A full broadsheet page has about 12,000."""
MAX_OBJECTS = 200_000
MAX_RULES = 5_000
_FEW = 12
"""A page with a picture and fewer characters than this has no text layer to speak of."""
_UP, _DOWN = 0.88, 0.12
"""How far a Chinese character reaches above and below the base line, in sizes of the type."""
_STEP = 0.8
_REACH = 4.0
"""Characters drawn one after the other are one line up to this gap, in sizes of the type, unless something
that was drawn later fills it: then up to ``_STEP``."""


_HANGING = "，。、；：！？”’）》】」』"


class PageError(Exception):
    """A page is more than is read."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """``usable`` is false where OCR has to read the page; ``hidden`` where an earlier OCR wrote the layer."""

    printed: Printed
    usable: bool
    hidden: bool


@dataclass(slots=True)
class _Chars:
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
            raise PageError(f"it has {count:,} characters; at most {MAX_PAGE_CHARACTERS:,} are read")
        found = _measured(textpage, count)
    finally:
        textpage.close()
    view = _View.of(page, _turn(found))
    rules, picture, hidden = _drawn(page, view, c)
    chars = _as_shown(found, view)
    lines = cut_at_gutters(_lines(chars))
    text = "".join(line.text for line in lines)
    readable = sum(char.isalnum() and not _unreadable(char) for char in text)
    usable = readable >= (_FEW if picture else 1) and 3 * _strange(text) < len(text)
    shown = Page(number, round(view.width, 2), round(view.height, 2), tuple(rules))
    return TextLayer(Printed(shown, lines), usable, hidden and picture)


def _measured(textpage: pdfium.PdfTextPage, count: int) -> NDArray[np.float64]:
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
class _View:
    """How points of the page become points as shown: turned clockwise by ``quarters``, from the top left."""

    left: float
    top: float
    across: float
    down: float
    quarters: int

    @classmethod
    def of(cls, page: pdfium.PdfPage, quarters: int) -> _View:
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


def _turn(rows: NDArray[np.float64]) -> int:
    """Quarters to turn the page clockwise so that most of its text stands upright.

    This holds for pages that say they are rotated and for those that are without saying so.
    """
    if not len(rows):
        return 0
    quarters = -np.round(rows[:, 8] / (np.pi / 2)).astype(int) % 4  # angles count clockwise
    return int(np.bincount(quarters, minlength=4).argmax())


def _as_shown(rows: NDArray[np.float64], view: _View) -> _Chars:
    x0, y0 = view.points(rows[:, 1], rows[:, 2])
    x1, y1 = view.points(rows[:, 3], rows[:, 4])
    _, base = view.points(rows[:, 5], rows[:, 6])
    angle = rows[:, 8] + view.quarters * np.pi / 2
    turned = np.abs(np.sin(angle / 2)) > 0.06  # more than 7 degrees off the upright
    middle = (y0 + y1) / 2
    size = rows[:, 7]
    return _Chars(
        rows[:, 0].astype(np.uint32),
        np.minimum(x0, x1),
        np.maximum(x0, x1),
        np.where(turned, middle + (_UP - _DOWN) / 2 * size, base),
        size,
        turned,
    )


def _lines(chars: _Chars) -> list[Line]:
    """Characters drawn one after the other on one base line, then pieces that touch; upright text first."""
    count = len(chars.codes)
    if not count:
        return []
    em = np.maximum(chars.size[1:], chars.size[:-1])
    ahead = chars.left[1:] - chars.right[:-1]
    same = (
        (np.abs(np.diff(chars.base)) <= 0.4 * em)
        & (ahead > -0.6 * em)
        & (ahead < _STEP * em)
        & ~(chars.turned[1:] ^ chars.turned[:-1])
        & (np.maximum(chars.size[1:], chars.size[:-1]) < 1.8 * np.minimum(chars.size[1:], chars.size[:-1]))
    ) | (chars.turned[1:] & chars.turned[:-1])
    starts = [0, *(np.flatnonzero(~same) + 1).tolist(), count]
    text = chars.text
    runs = [_line(chars, text, range(low, high)) for low, high in pairwise(starts)]
    upright = _joined(_columns_of_characters([run for run in runs if run and run.role == "text"]))
    return upright + [run for run in runs if run and run.role != "text"]


def _line(chars: _Chars, text: list[str], at: range) -> Line | None:
    low, high = at.start, at.stop
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    if low == high:
        return None
    size = _middle(chars.size[low:high])
    base = _middle(chars.base[low:high])
    top, bottom = base - _UP * size, base + _DOWN * size
    if chars.turned[low]:
        top = float(chars.base[low:high].min() - size)
        bottom = float(chars.base[low:high].max())
    line = Line("", [], [], top, bottom, size, role="junk" if chars.turned[low] else "text")
    gaps = chars.left[low + 1 : high] - chars.right[low : high - 1]
    usual = max(_middle(gaps), 0.0) if len(gaps) > 3 else 0.0
    for i in range(low, high):
        _put(line, text[i], float(chars.left[i]), float(chars.right[i]), usual)
    return line


def _middle(values: NDArray[np.float64]) -> float:
    """The upper median; for a few dozen values this is ten times as fast as NumPy's."""
    ordered = sorted(values.tolist())
    return float(ordered[len(ordered) // 2])


def _put(line: Line, char: str, left: float, right: float, usual: float = 0.0) -> None:
    """One more character; a space before it where one is seen but none is in the text.

    Some programs print a space as nothing but a gap. ``usual`` is the gap the line is spaced with.
    """
    if line.text and line.role == "text" and not (char.isspace() or line.text[-1].isspace()):
        gap = left - line.right[-1] - usual
        if gap > 0.17 * line.size and _latin(char) == _latin(line.text[-1]):  # 2026 年 is only set apart
            line.text += " "
            line.left.append(line.right[-1])
            line.right.append(left)
    line.text += char
    line.left.append(left)
    line.right.append(max(right, left))


def _columns_of_characters(runs: list[Line]) -> list[Line]:
    """Single characters drawn one below the other (a headline set vertically) become one line."""
    found: list[Line] = []
    stack: list[Line] = []

    def close() -> None:
        if len(stack) >= 3:
            found.append(
                Line(
                    "".join(run.text for run in stack),
                    [run.left[0] for run in stack],
                    [run.right[0] for run in stack],
                    stack[0].top,
                    stack[-1].bottom,
                    stack[0].size,
                    upright=False,
                )
            )
        else:
            found.extend(stack)
        stack.clear()

    for run in runs:
        single = len(run.text) == 1
        if stack and not (single and _below(stack[-1], run)):
            close()
        if single:
            stack.append(run)
        else:
            found.append(run)
    close()
    return found


def _below(upper: Line, lower: Line) -> bool:
    return (
        abs(upper.left[0] - lower.left[0]) < 0.3 * upper.size
        and 0.7 * upper.size < lower.top - upper.top < 1.7 * upper.size
        and abs(upper.size - lower.size) < 0.1 * upper.size
    )


def _joined(runs: list[Line]) -> list[Line]:
    """Pieces of one line that were drawn at different times (digits in another font) put together.

    Only what touches is joined: a gap of half a character may already be the gutter of another column, into
    which the first one's last comma hangs.
    The lines keep the order in which their first piece was drawn.
    """
    order = {id(run): number for number, run in enumerate(runs)}
    rows: list[Line] = []
    latest: dict[int, list[Line]] = {}
    for run in sorted(runs, key=lambda run: (min(run.left), order[id(run)])):
        key = round(run.bottom / max(run.size, 0.1) * 2)
        near = [line for k in (key - 1, key, key + 1) for line in latest.get(k, ())[-4:]]
        touching = next((line for line in near if _touches(line, run)), None) if run.upright else None
        if touching is None:
            rows.append(run)
            latest.setdefault(key, []).append(run)
            continue
        order[id(touching)] = min(order[id(touching)], order[id(run)])
        for char, left, right in zip(run.text, run.left, run.right, strict=True):
            _put(touching, char, left, right)
        touching.top, touching.bottom = min(touching.top, run.top), max(touching.bottom, run.bottom)
    return _reaching(sorted(rows, key=lambda line: order[id(line)]))


def _reaching(rows: list[Line]) -> list[Line]:
    """What was drawn one after the other on one base line, across a gap nothing fills."""
    found: list[Line] = []
    for row in rows:
        if found and row.upright and found[-1].upright and _reaches(found[-1], row):
            usual = row.left[0] - found[-1].right[-1] if len(found[-1].text) < 3 else 0.0
            for char, left, right in zip(row.text, row.left, row.right, strict=True):
                _put(found[-1], char, left, right, usual)
        else:
            found.append(row)
    return found


def _reaches(line: Line, row: Line) -> bool:
    em = max(line.size, row.size)
    return (
        -0.3 * em < row.left[0] - line.right[-1] < _REACH * em
        and abs(line.bottom - row.bottom) < 0.25 * em
        and em < 1.5 * min(line.size, row.size)
    )


def _touches(line: Line, run: Line) -> bool:
    em = max(line.size, run.size)
    near = 0.5 if all(map(_latin, run.text)) or all(map(_latin, line.text)) else 0.2
    if near < 0.5 and line.text[-1] in _HANGING:
        return False
    return (
        line.upright
        and -0.3 * em < run.left[0] - line.right[-1] < near * em
        and abs(line.bottom - run.bottom) < 0.25 * em
        and em < 1.5 * min(line.size, run.size)
    )


def _drawn(page: pdfium.PdfPage, view: _View, c: Any) -> tuple[list[Box], bool, bool]:
    """The rules on the page; whether pictures cover most of it; whether its words are drawn invisibly."""
    rules: list[Box] = []
    covered = 0.0
    invisible: bool | None = None
    for count, item in enumerate(page.get_objects(max_depth=3)):
        if count > MAX_OBJECTS:
            raise PageError(f"more than {MAX_OBJECTS:,} things are drawn on it")
        if item.type == c.FPDF_PAGEOBJ_PATH and item.level == 0 and len(rules) < MAX_RULES:
            rules += _rules(item, view, c)
        elif item.type == c.FPDF_PAGEOBJ_IMAGE:
            box = view.box(*item.get_bounds())
            covered = max(covered, (box.right - box.left) * (box.bottom - box.top))
        elif item.type == c.FPDF_PAGEOBJ_TEXT and invisible is not False:
            invisible = c.FPDFTextObj_GetTextRenderMode(item.raw) == c.FPDF_TEXTRENDERMODE_INVISIBLE
    return rules, covered > 0.5 * view.width * view.height, bool(invisible)


def _rules(item: pdfium.PdfObject, view: _View, c: Any) -> list[Box]:
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


def _char(code: int) -> str:
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\N{REPLACEMENT CHARACTER}"
    if code in (2, 0xAD, 0xFFFE):  # a hyphen at the end of a line, as PDFium marks it
        return "-"
    if code < 32 or 0x7F <= code < 0xA0:
        return " "
    return chr(code)


def _unreadable(char: str) -> bool:
    return char == "\N{REPLACEMENT CHARACTER}" or 0xE000 <= ord(char) < 0xF900 or ord(char) >= 0xF0000


def _strange(text: str) -> int:
    return sum(map(_unreadable, text))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
