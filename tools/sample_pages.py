"""Print the two sample pages of examples/pages: a newspaper page with four columns, and a bad scan of it.

    .venv/bin/pip install fonttools     # only for this; the products are committed
    .venv/bin/python tools/sample_pages.py

The words are in ``examples/pages/newspaper.yaml``. The same words, fonts and versions of the libraries give
the same bytes. The type is Noto Serif CJK and Noto Sans CJK (SIL Open Font License 1.1, which allows a
subset within a document); reportlab wants TrueType outlines, so the few glyphs used are converted first.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "pages"
FONTS = Path("/usr/share/fonts/opentype/noto")
FACES = {"serif": "NotoSerifCJK-Regular.ttc", "bold": "NotoSansCJK-Bold.ttc"}
WIDTH, HEIGHT, MARGIN = 690.0, 812.0, 36.0
SIZE, LEADING, GUTTER, COLUMNS = 9.6, 14.2, 14.0, 4
COLUMN = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GUTTER) / COLUMNS
CLOSING = "，。、；：！？”’）》】%"
OPENING = "“‘（《【〔"
SCAN_DPI = 135


def main() -> int:
    if not FONTS.is_dir():
        print(f"needs the Noto CJK fonts in {FONTS} (Debian: fonts-noto-cjk)", file=sys.stderr)
        return 1
    page = yaml.safe_load((FOLDER / "newspaper.yaml").read_text(encoding="utf-8"))
    pdf = printed(page)
    (FOLDER / "newspaper.pdf").write_bytes(pdf)
    (FOLDER / "newspaper-scan.jpg").write_bytes(scanned(pdf))
    return 0


def printed(page: dict[str, Any]) -> bytes:
    """The page as PDF."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    letters = "".join(sorted(set(str(page)) | set("　 ")))
    for name, file in FACES.items():
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(true_type(FONTS / file, letters))))
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    paper.setTitle("示例湾日报 2026年3月18日 第06版（虚构样张）")
    Sheet(paper).page(page)
    paper.save()
    return out.getvalue()


def true_type(path: Path, letters: str) -> bytes:
    """The simplified Chinese face of a collection, with these letters only, its curves made quadratic."""
    from fontTools import subset
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTCollection, newTable

    font = next(each for each in TTCollection(str(path)).fonts if "CJK SC" in each["name"].getDebugName(4))
    options = subset.Options(layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 4, 5, 6, 13, 14])
    chosen = subset.Subsetter(options)
    chosen.populate(text=letters)
    chosen.subset(font)
    order, outlines, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    for glyph in glyphs.values():
        glyph.recalcBounds(table)
    font["hmtx"].metrics = {
        name: (font["hmtx"].metrics[name][0], getattr(glyphs[name], "xMin", 0)) for name in order
    }
    for tag in ("CFF ", "VORG", "vhea", "vmtx", "GPOS", "GSUB", "BASE", "GDEF"):
        if tag in font:
            del font[tag]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in [
        "maxZones",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxComponentDepth",
    ]:
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    font["post"].formatType = 3.0
    font["head"].created = font["head"].modified = 0
    font["head"].glyphDataFormat = 0
    font.recalcTimestamp = False
    font.sfntVersion = "\x00\x01\x00\x00"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def left(column: int) -> float:
    """The left edge of a column."""
    return MARGIN + column * (COLUMN + GUTTER)


class Sheet:
    """Sets the articles on the page; places count from the top."""

    def __init__(self, paper: Any) -> None:
        self.paper = paper

    def page(self, page: dict[str, Any]) -> None:
        articles = {article["id"]: article for article in page["articles"]}
        self.masthead(page["masthead"])
        self.main(articles["main"], top=70, bottom=419)
        self.rule(MARGIN, WIDTH - MARGIN, 431)
        self.interview(articles["interview"], top=442, bottom=694)
        self.upright_rule(left(2) - GUTTER / 2, 438, 694)
        self.brief(articles["talent"], 2, top=442, bottom=694)
        self.brief(articles["cargo"], 3, top=442, bottom=694)
        self.text(MARGIN, 796, 8, page["staff"])
        self.note(articles["note"], left(0), 132, left(2) - GUTTER)
        self.figures(articles["figures"], MARGIN, 706, WIDTH - MARGIN)

    def masthead(self, head: dict[str, str]) -> None:
        self.text(MARGIN, 40, 18, head["name"], "bold")
        self.text(left(1) + 40, 40, 14, head["section"], "bold")
        self.text(left(2) + 40, 40, 9, head["date"])
        self.text(WIDTH - MARGIN - 40, 40, 11, head["page"], "bold")
        self.rule(MARGIN, WIDTH - MARGIN, 48, 1.2)

    def main(self, article: dict[str, Any], top: float, bottom: float) -> None:
        """Headline over all columns; the note stands under it in two of them, a picture wraps the third."""
        self.text(MARGIN, top + 8, 12, article["kicker"], "bold")
        self.text(MARGIN + 20, top + 44, 30, article["title"], "bold")
        picture = (left(2) + 7 * SIZE, 246.0, left(2) + COLUMN, 330.0)
        self.picture(*picture)
        rows = self.rows(0, 236, bottom) + self.rows(1, 236, bottom)
        rows += [
            (x, y, wide - 8.2 * SIZE if picture[1] < y < picture[3] + SIZE else wide)
            for x, y, wide in self.rows(2, 132, bottom)
        ]
        rows += self.rows(3, 132, bottom)
        self.paragraphs([*article["paragraphs"], article["byline"]], rows)

    def interview(self, article: dict[str, Any], top: float, bottom: float) -> None:
        self.text(left(0), top + 12, 12.5, article["kicker"])
        self.text(left(0), top + 38, 21, article["title"], "bold")
        self.paragraphs(
            article["paragraphs"], self.rows(0, top + 50, bottom) + self.rows(1, top + 50, bottom)
        )

    def brief(self, article: dict[str, Any], column: int, top: float, bottom: float) -> None:
        title, size = article["title"], 14.5
        half = -(-len(title) // 2)
        self.text(left(column), top + 15, size, title[:half], "bold")
        self.text(left(column), top + 34, size, title[half:], "bold")
        self.paragraphs(article["paragraphs"], self.rows(column, top + 42, bottom))

    def note(self, article: dict[str, Any], x: float, top: float, right: float) -> None:
        self.frame(x, top, right, top + 92)
        self.text(x + 8, top + 20, 13, article["title"], "bold")
        rows = [(x + 8, top + 36 + row * LEADING, right - x - 16) for row in range(5)]
        self.paragraphs(article["paragraphs"], rows)

    def figures(self, article: dict[str, Any], x: float, top: float, right: float) -> None:
        self.frame(x, top, right, top + 70)
        self.text(x + 8, top + 18, 13, article["title"], "bold")
        step = (right - x - 16) / 6
        for number, label in enumerate(article["labels"]):
            at = x + 8 + number // 2 * step, top + (56 if number % 2 else 40)
            self.text(*at, 9.2 if number % 2 else 8.4, label, "bold" if number % 2 else "serif")

    def rows(self, column: int, top: float, bottom: float) -> list[tuple[float, float, float]]:
        count = int((bottom - top - SIZE) // LEADING) + 1
        return [(left(column), top + SIZE + row * LEADING, COLUMN) for row in range(count)]

    def paragraphs(self, paragraphs: list[str], rows: list[tuple[float, float, float]]) -> None:
        """Set the paragraphs into the rows, each line but the last of a paragraph as wide as its column."""
        places = iter(rows)
        for paragraph in paragraphs:
            rest, indent = paragraph, 2 * SIZE
            while rest:
                x, y, wide = next(places)
                line = self.fitting(rest, wide - indent)
                rest = rest[len(line) :]
                self.text(x + indent, y, SIZE, line, wide=wide - indent if rest else 0)
                indent = 0
        unused = len(list(places))
        print(f"{paragraphs[0][:12]}…: {unused} rows left over")

    def fitting(self, text: str, wide: float) -> str:
        """As much as one line takes; no closing mark begins a line and no opening one ends it."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        end = 1
        while end < len(text) and stringWidth(text[: end + 1], "serif", SIZE) <= wide + 0.01:
            end += 1
        if text[end : end + 1] and text[end] in CLOSING and text[end + 1 : end + 2] not in tuple(CLOSING):
            end += 1  # one closing mark is squeezed in; with two, the character before them goes with them
        while 1 < end < len(text) and (
            text[end - 1] in OPENING or text[end] in CLOSING or _number(text[end - 1 : end + 1])
        ):
            end -= 1
        return text[:end]

    def text(self, x: float, y: float, size: float, words: str, face: str = "serif", wide: float = 0) -> None:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        space = (wide - stringWidth(words, face, size)) / max(len(words) - 1, 1) if wide else 0
        self.paper.setFont(face, size)
        self.paper.drawString(x, HEIGHT - y, words, charSpace=space)

    def rule(self, x0: float, x1: float, y: float, thick: float = 0.6) -> None:
        self.paper.setLineWidth(thick)
        self.paper.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def upright_rule(self, x: float, top: float, bottom: float) -> None:
        self.paper.setLineWidth(0.6)
        self.paper.line(x, HEIGHT - top, x, HEIGHT - bottom)

    def frame(self, x: float, top: float, right: float, bottom: float) -> None:
        self.paper.setLineWidth(0.8)
        self.paper.rect(x, HEIGHT - bottom, right - x, bottom - top)

    def picture(self, x: float, top: float, right: float, bottom: float) -> None:
        """A grey landscape: water, a crane, a ship."""
        from PIL import Image, ImageDraw
        from reportlab.lib.utils import ImageReader

        image = Image.new("L", (160, 190), 205)
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, 120, 160, 190), fill=150)
        pen.polygon([(20, 120), (120, 120), (105, 142), (36, 142)], fill=70)
        pen.line([(130, 122), (130, 30), (60, 44)], fill=60, width=5)
        pen.rectangle((48, 96, 92, 118), fill=110)
        self.paper.drawImage(ImageReader(image), x, HEIGHT - bottom, right - x, bottom - top)


def _number(pair: str) -> bool:
    """Whether a line would be cut within a number."""
    return len(pair) == 2 and all(char.isdigit() or char == "." for char in pair)


def scanned(pdf: bytes) -> bytes:
    """The page as a poor scan: grey, a little askew, unsharp, noisy, darker on one side, saved small."""
    import numpy as np
    import pypdfium2 as pdfium
    from PIL import Image, ImageFilter

    page = pdfium.PdfDocument(pdf)[0]
    image = page.render(scale=SCAN_DPI / 72).to_pil().convert("L")
    image = image.rotate(0.7, resample=Image.Resampling.BICUBIC, expand=False, fillcolor=250)
    image = image.filter(ImageFilter.GaussianBlur(0.55))
    grain = np.random.default_rng(18).normal(0, 9, (image.height, image.width))
    shade = np.linspace(-4, -26, image.width)[None, :]
    spoiled = np.clip(np.asarray(image, dtype=float) * 0.86 + 26 + grain + shade, 0, 255).astype("uint8")
    out = io.BytesIO()
    Image.fromarray(spoiled).save(out, "JPEG", quality=42, dpi=(SCAN_DPI, SCAN_DPI))
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
