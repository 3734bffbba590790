"""A newspaper page of several columns from articles: as a PDF with a text layer, and as a spoiled picture of it.

The page is set here, line by line, so that both show the same; reportlab writes the PDF, Pillow the picture.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.reading.annotated import Annotated
from bench.reading.page import Page

WIDTH, HEIGHT, MARGIN = 842.0, 1191.0, 40.0
SIZE, LEADING, GUTTER = 9.5, 14.0, 14.0
HEADLINE, SMALL_HEADLINE = 22.0, 13.0
NO_FIRST = "，。、；：！？”’）》"
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSerifCJK-Regular.ttc",
)
DPI = 150


@dataclass
class Sheet:
    """Lines of type ``(x, y, size, text)`` and rules ``(x0, y0, x1, y1)``; points from the top left corner."""

    lines: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    bottom: float = MARGIN


def newspaper_pdf(file: str, articles: Sequence[Annotated], rng: random.Random) -> Page:
    sheet, placed = set_page(articles, rng)
    if rng.random() < 0.5:  # a program that writes the page row by row: the file's order says nothing
        sheet.lines.sort(key=lambda line: (round(line[1]), line[0]))
    return Page(file, "pdf", placed, _pdf(sheet), titled=dict.fromkeys(range(len(placed)), True))


def newspaper_scan(file: str, articles: Sequence[Annotated], rng: random.Random) -> Page:
    sheet, placed = set_page(articles, rng)
    return Page(file, "scan", placed, _picture(sheet, rng), titled=dict.fromkeys(range(len(placed)), True))


def has_fonts() -> bool:
    return any(Path(font).exists() for font in FONTS)


def set_page(articles: Sequence[Annotated], rng: random.Random) -> tuple[Sheet, list[Annotated]]:
    """Bands from top to bottom: one article over the whole width, or two side by side with a rule between.

    Returns the sheet and the articles that found room on it.
    """
    sheet = Sheet()
    placed: list[Annotated] = []
    for band in _bands(articles, rng):
        if sheet.bottom > HEIGHT - 260:
            break
        top = sheet.bottom
        if placed:
            sheet.rules.append((MARGIN, top, WIDTH - MARGIN, top))
            top += 12
        share = (WIDTH - 2 * MARGIN - 24 * (len(band) - 1)) / len(band)
        bottoms = [
            _set_article(
                sheet,
                article,
                MARGIN + i * (share + 24),
                top,
                share,
                rng.choice((3, 4, 5)) if len(band) == 1 else 2,
            )
            for i, article in enumerate(band)
        ]
        sheet.bottom = max(bottoms) + 14
        if len(band) == 2:
            middle = MARGIN + share + 12
            sheet.rules.append((middle, top, middle, max(bottoms)))
        placed += band
    return sheet, placed


def _bands(articles: Sequence[Annotated], rng: random.Random) -> Iterator[list[Annotated]]:
    left = list(articles)
    while left:
        count = 2 if len(left) > 1 and rng.random() < 0.5 else 1
        yield left[:count]
        left = left[count:]


def _set_article(sheet: Sheet, article: Annotated, x: float, top: float, width: float, columns: int) -> float:
    """Headline over its columns, and columns of even length. Returns the bottom."""
    boxed = article.kind in ("sidebar", "editors_note")
    left, inner, y = (x + 8, width - 16, top + 8) if boxed else (x, width, top)
    for subtitle in article.role("subtitle"):
        y = _wrapped(sheet, subtitle, left, y, inner, SMALL_HEADLINE)
    size = HEADLINE if width > 400 else 17.0
    for title in article.role("title"):
        y = _wrapped(sheet, title, left, y, inner, size) + 4
    bottom = _columns(sheet, article, left, y, inner, columns)
    if boxed:
        edges = (x, top, x + width, bottom + 6)
        sheet.rules += _frame(*edges)
    return bottom + (8 if boxed else 0)


def _frame(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float, float, float]]:
    return [(x0, y0, x1, y0), (x1, y0, x1, y1), (x0, y1, x1, y1), (x0, y0, x0, y1)]


def _wrapped(sheet: Sheet, text: str, x: float, y: float, width: float, size: float) -> float:
    for line in broken(text, width, size, indent=0):
        sheet.lines.append((x, y, size, line))
        y += size * 1.4
    return y


def _columns(sheet: Sheet, article: Annotated, x: float, y: float, width: float, columns: int) -> float:
    column = (width - GUTTER * (columns - 1)) / columns
    lines = [
        line
        for part in article.parts
        if part.role not in ("title", "subtitle")
        for line in broken(
            article.text[part.start : part.end], column, SIZE, indent=2 if part.role == "paragraph" else 0
        )
    ]
    tall = -(-len(lines) // columns)
    for i, line in enumerate(lines):
        which, row = divmod(i, tall)
        blank = len(line) - len(line.lstrip("　"))
        sheet.lines.append(
            (
                x + which * (column + GUTTER) + blank * SIZE,
                y + row * LEADING,
                SIZE,
                line.lstrip("　"),
            )
        )
    return y + tall * LEADING


def advance(char: str) -> float:
    """Its width in ems, and rather more than less."""
    if not char.isascii():
        return 1.0
    return 0.9 if char in "%MW" else 0.75 if char.isupper() else 0.55


def broken(text: str, width: float, size: float, *, indent: int) -> list[str]:
    """Lines no wider than ``width``; marks that end a clause hang at the end of the line."""
    lines, line, used = [], "　" * indent, indent * size
    for char in text:
        wide = advance(char) * size
        if used + wide > width and char not in NO_FIRST:
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += wide
    return [*lines, line] if line else lines


def _pdf(sheet: Sheet) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setLineWidth(0.6)
    for x0, y0, x1, y1 in sheet.rules:
        canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
    for x, y, size, line in sheet.lines:
        canvas.setFont("STSong-Light", size)
        canvas.drawString(x, HEIGHT - y - size, line)
    canvas.save()
    return content.getvalue()


@lru_cache
def _font(size: float) -> Any:
    from PIL import ImageFont

    path = next(font for font in FONTS if Path(font).exists())
    return ImageFont.truetype(path, round(size * DPI / 72), index=2)  # the face for simplified Chinese


def _picture(sheet: Sheet, rng: random.Random) -> bytes:
    """The sheet at 150 dpi, a little askew, with grain, as a grey JPEG."""
    import numpy as np
    from PIL import Image, ImageDraw

    scale = DPI / 72
    image = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 246)
    draw = ImageDraw.Draw(image)
    for rule in sheet.rules:
        draw.line([edge * scale for edge in rule], fill=60, width=2)
    for x, y, size, line in sheet.lines:
        at = x * scale
        for char in line:
            draw.text((at, y * scale), char, font=_font(size), fill=25)
            at += advance(char) * size * scale
    image = image.rotate(rng.uniform(-0.4, 0.4), resample=Image.Resampling.BICUBIC, fillcolor=246)
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, 12, (image.height, image.width))
    noisy = Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))
    content = io.BytesIO()
    noisy.save(content, "JPEG", quality=80, dpi=(DPI, DPI))
    return content.getvalue()
