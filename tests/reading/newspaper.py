"""Random newspaper pages with the truth about them: what reads them can be scored on any number of pages.

A page is columns, a masthead, and articles that fill rectangles of the grid. What varies with the seed:
how many columns and articles, rules or only white gutters, headlines over all columns of an article or
over some, kickers and sub-headlines, pictures with lines wrapped round them, headings within an article,
framed notes, a framed infographic, justified and loosely spaced lines.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field, replace

from PIL import Image
from rapidfuzz.distance import LCSseq
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from twinwheel.reading.model import Region

FONT = "STSong-Light"  # not embedded: a viewer takes the Chinese font it has
NOUNS = [
    "园区",
    "企业",
    "项目",
    "平台",
    "人才",
    "资金",
    "政策",
    "服务",
    "数据",
    "产业",
    "技术",
    "创新",
    "市场",
    "街道",
    "港口",
    "码头",
    "仓库",
    "商会",
    "学校",
    "实验室",
    "车间",
    "设备",
    "工程",
    "合同",
    "订单",
]
VERBS = [
    "推进",
    "建设",
    "完善",
    "支持",
    "引导",
    "发布",
    "启动",
    "扩大",
    "优化",
    "提升",
    "落实",
    "公布",
    "开放",
    "举办",
    "签订",
    "承担",
    "改造",
    "调整",
    "检查",
    "培育",
]
ADVERBS = ["持续", "加快", "进一步", "全面", "逐步", "稳妥", "率先", "联合", "共同", "依法", "主动", "重点"]
WHO = ["负责人", "居民", "专家", "管委会", "商会会长", "工程师", "店主", "研究员", "记者", "志愿者"]
CLOSING = "，。、；：！？”）》】"


@dataclass
class Truth:
    """One article: its headline and its body as one string each, without line ends."""

    title: str
    body: str


@dataclass
class Sheet:
    """What is drawn: text with its place, rules, and the articles it is made of."""

    width: float
    height: float
    lines: list[tuple[float, float, float, str, float]] = field(default_factory=list)
    """Left, base line from the top, size, text, width it is justified to (0: as it comes)."""
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)
    articles: list[Truth] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)


def sentence(rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 3)):
        part = (
            rng.choice(ADVERBS)
            + rng.choice(VERBS)
            + rng.choice(NOUNS)
            + rng.choice(VERBS)
            + rng.choice(NOUNS)
        )
        if rng.random() < 0.2:
            part = f"{rng.choice(NOUNS)}{rng.randint(2, 9800)}{rng.choice(('家', '万元', '项', '人次'))}"
        if rng.random() < 0.15:
            part = f"{rng.choice(WHO)}表示，“{part}”"
        parts.append(part)
    return "，".join(parts) + rng.choice("。。。。！？")


def paragraph(rng: random.Random, length: int) -> str:
    text = ""
    while len(text) < length:
        text += sentence(rng)
    return text


def heading(rng: random.Random, length: int) -> str:
    text = ""
    while len(text) < length:
        text += rng.choice(VERBS) + rng.choice(NOUNS)
    return text[:length]


def broken(text: str, chars: int, indent: int = 2) -> list[tuple[str, int]]:
    """Lines of at most ``chars`` characters with their indents; closing marks hang on to their line."""
    lines, at, first = [], 0, indent
    while at < len(text):
        end = min(len(text), at + chars - first)
        while end < len(text) and text[end] in CLOSING:
            end += 1
        lines.append((text[at:end], first))
        at, first = end, 0
    return lines


class Setter:
    """Fills columns with paragraphs."""

    def __init__(self, rng: random.Random, sheet: Sheet, size: float, leading: float) -> None:
        self.rng, self.sheet, self.size, self.leading = rng, sheet, size, leading

    def flow(self, slots: list[tuple[float, float, float, float]], subheads: bool) -> str:
        """Fill slots ``(left, top, width, bottom)`` in order; returns the text. Ends with a full stop."""
        rows = [(x, y, wide) for x, top, wide, bottom in slots for y in self._rows(top, bottom)]
        text = ""
        at = 0
        while at < len(rows):
            left_over = len(rows) - at
            body = paragraph(self.rng, self.rng.randint(40, 160))
            at, done = self._paragraph(body, rows, at)
            text += done
            same = at + 3 < len(rows) and rows[at][0] == rows[at - 1][0] == rows[at + 2][0]
            if subheads and same and left_over > 12 and self.rng.random() < 0.25:
                x, y, wide = rows[at]
                words = heading(self.rng, 6)
                big = self.size * 1.25
                self.sheet.lines.append((x + (wide - 6 * big) / 2, y + 0.1 * big, big, words, 0))
                text += words
                at += 1
        return text

    def _rows(self, top: float, bottom: float) -> list[float]:
        rows, y = [], top + self.size
        while y <= bottom:
            rows.append(y)
            y += self.leading
        return rows

    def _paragraph(self, body: str, rows: list[tuple[float, float, float]], at: int) -> tuple[int, str]:
        done, first = "", True
        while body and at < len(rows):
            x, y, wide = rows[at]
            chars = max(4, int(wide / self.size))
            line, indent = broken(body, chars, 2 if first else 0)[0]
            body, last = body[len(line) :], len(line) == len(body)
            if at == len(rows) - 1 and body:
                line, body, last = line[:-1] + "。", "", True
            left = x + indent * self.size
            self.sheet.lines.append((left, y, self.size, line, 0 if last else x + wide - left))
            done, first, at = done + line, False, at + 1
        return at, done


def page(seed: int) -> Sheet:
    """The page of this seed."""
    rng = random.Random(seed)
    size = rng.choice((9.0, 9.5, 10.0, 10.5))
    columns = rng.randint(2, 5)
    chars = rng.randint(12, 19)
    gutter = size * rng.uniform(1.0, 1.8)
    margin = 36.0
    wide = chars * size
    sheet = Sheet(2 * margin + columns * wide + (columns - 1) * gutter, rng.uniform(780, 1100))
    setter = Setter(rng, sheet, size, size * rng.uniform(1.3, 1.6))
    masthead = f"示例湾日报  2026年{rng.randint(1, 12)}月{rng.randint(1, 28)}日  第{rng.randint(2, 12):02}版"
    sheet.lines.append((margin, 40, 11, masthead, 0))
    sheet.furniture.append(masthead)
    if rng.random() < 0.7:
        sheet.rules.append((margin, 46, sheet.width - margin, 46.8))
    style = {"ruled": rng.random() < 0.5, "upright": rng.random() < 0.35}
    grid = Grid(margin, wide, gutter, columns)
    _split(setter, grid, 0, columns, 60.0, sheet.height - 50, style, rng.randint(2, 6))
    foot = "编辑 王小样 美编 李小例"
    sheet.lines.append((margin, sheet.height - 24, 8, foot, 0))
    sheet.furniture.append(foot)
    return sheet


@dataclass
class Grid:
    margin: float
    wide: float
    gutter: float
    columns: int

    def left(self, column: int) -> float:
        return self.margin + column * (self.wide + self.gutter)

    def right(self, column: int) -> float:
        return self.left(column) + self.wide


def _split(
    setter: Setter,
    grid: Grid,
    first: int,
    last: int,
    top: float,
    bottom: float,
    style: dict[str, bool],
    articles: int,
) -> None:
    """Cut the rectangle of columns ``[first, last)`` in two until each part is one article."""
    rng, sheet, line = setter.rng, setter.sheet, setter.leading
    down = bottom - top > 22 * line
    across = last - first > 1
    if articles > 1 and (down or across):
        share = articles // 2
        if across and (not down or rng.random() < 0.45):
            middle = rng.randint(first + 1, last - 1)
            if style["ruled"] or style["upright"]:
                x = grid.right(middle - 1) + grid.gutter / 2
                sheet.rules.append((x - 0.3, top, x + 0.3, bottom))
            _split(setter, grid, first, middle, top, bottom, style, articles - share)
            _split(setter, grid, middle, last, top, bottom, style, share)
        else:
            middle_y = top + (bottom - top) * rng.uniform(0.4, 0.6)
            if style["ruled"]:
                sheet.rules.append((grid.left(first), middle_y, grid.right(last - 1), middle_y + 0.6))
            _split(setter, grid, first, last, top, middle_y - line, style, articles - share)
            _split(setter, grid, first, last, middle_y + line, bottom, style, share)
        return
    _article(setter, grid, first, last, top, bottom)


def _article(setter: Setter, grid: Grid, first: int, last: int, top: float, bottom: float) -> None:
    rng, sheet, size = setter.rng, setter.sheet, setter.size
    kind = rng.random()
    if kind < 0.10 and bottom - top < 420:
        _boxed(setter, grid.left(first), grid.right(last - 1), top, bottom)
        return
    n = last - first
    under = n if n < 3 or rng.random() < 0.65 else n - 1
    title, y = _headline(setter, grid.left(first), grid.right(first + under - 1), top)
    starts = [y + size * 0.9 if c < under else top for c in range(n)]
    slots = [(grid.left(first + c), starts[c], grid.wide, bottom) for c in range(n)]
    if rng.random() < 0.45 and bottom - y > 20 * setter.leading:
        slots = _picture(setter, slots, y)
    body = setter.flow(slots, subheads=rng.random() < 0.3)
    sheet.articles.append(Truth(title, body))


def _headline(setter: Setter, left: float, right: float, top: float) -> tuple[str, float]:
    """Kicker, headline in one or two lines, sub-headline; returns its text and where it ends."""
    rng, sheet, room = setter.rng, setter.sheet, right - left
    big = min(rng.uniform(1.7, 3.0) * setter.size, room / 6)
    title, y, centred = "", top, rng.choice((0, 1))
    if rng.random() < 0.35:
        small = setter.size * 1.3
        words = heading(rng, min(10, int(room / small)))
        y += small
        sheet.lines.append((left + (room - len(words) * small) / 2 * centred, y, small, words, 0))
        title += words
        y += 0.35 * small
    for _ in range(rng.choice((1, 1, 2))):
        words = heading(rng, max(4, min(16, int(room / big) - 1)))
        y += big
        spread = rng.random() < 0.15 and len(words) * big * 1.5 < room
        text = " ".join(words) if spread else words
        long = len(words) * big * (1.5 if spread else 1)
        sheet.lines.append((left + (room - long) / 2 * centred, y, big, text, long if spread else 0))
        title += words
        y += 0.25 * big
    if rng.random() < 0.25:
        small = setter.size * 1.35
        words = "——" + heading(rng, min(12, int(room / small) - 2))
        y += small
        inset = (room - len(words) * small) / 2 if centred else min(2 * big, room - len(words) * small)
        sheet.lines.append((left + inset, y, small, words, 0))
        title += words
        y += 0.2 * small
    return title, y


def _picture(
    setter: Setter, slots: list[tuple[float, float, float, float]], y: float
) -> list[tuple[float, float, float, float]]:
    """A picture over whole columns, between two halves of a column, or wrapped by short lines."""
    rng, sheet, size = setter.rng, setter.sheet, setter.size
    tall = rng.uniform(6, 11) * setter.leading
    where = rng.choice(("top", "middle", "wrap"))
    last = len(slots) - 1
    x, top, wide, bottom = slots[last]
    if where == "top":
        sheet.pictures.append((x, top + 4, x + wide, top + tall - 4))
        return [*slots[:-1], (x, top + tall, wide, bottom)]
    if where == "middle":
        middle = (max(top, y) + bottom) / 2
        above = (x, top, wide, middle - tall / 2)
        sheet.pictures.append((x, middle - tall / 2 + 6, x + wide, middle + tall / 2 - 4))
        return [*slots[:-1], above, (x, middle + tall / 2, wide, bottom)]
    middle = (max(top, y) + bottom) / 2
    narrow = size * int(wide / size * 0.55)
    rows = int(tall / setter.leading)
    first = int((middle - top - size) / setter.leading)
    start, end = top + first * setter.leading, top + (first + rows) * setter.leading
    sheet.pictures.append((x + narrow + size, start + 4, x + wide, end - 2))
    above = (x, top, wide, start + size - 1)
    return [*slots[:-1], above, (x, start, narrow, end + size - 1), (x, end, wide, bottom)]


def _boxed(setter: Setter, left: float, right: float, top: float, bottom: float) -> None:
    """A framed note, set over the whole width; or a framed infographic of short labels."""
    rng, sheet, size = setter.rng, setter.sheet, setter.size
    sheet.boxes.append((left, top, right, bottom))
    inner = (left + size, top + size, right - left - 2 * size, bottom - size)
    if rng.random() < 0.5:
        title = heading(rng, 4)
        sheet.lines.append((left + size, top + 2.6 * size, size * 1.6, title, 0))
        x, y, wide, low = inner
        body = setter.flow([(x, y + 2.6 * size, wide, low)], subheads=False)
        sheet.articles.append(Truth(title, body))
        return
    labels, y = [], top + 3 * size
    while y < bottom - size:
        label = heading(rng, rng.choice((4, 6, 8)))
        sheet.lines.append((left + size, y, size * 1.1, label, 0))
        labels.append(label)
        y += 2.4 * size
    sheet.articles.append(Truth("", "".join(labels)))


def _with_font() -> None:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def printed(sheet: Sheet) -> bytes:
    """The page as a PDF with a text layer."""
    _with_font()
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(sheet.width, sheet.height), invariant=1)
    grey = ImageReader(Image.new("L", (2, 2), 180))
    for left, top, right, bottom in sheet.pictures:
        paper.drawImage(grey, left, sheet.height - bottom, right - left, bottom - top)
    paper.setFillGray(0)
    for left, top, right, bottom in sheet.rules:
        paper.rect(left, sheet.height - bottom, right - left, bottom - top, stroke=0, fill=1)
    paper.setLineWidth(0.6)
    for left, top, right, bottom in sheet.boxes:
        paper.rect(left, sheet.height - bottom, right - left, bottom - top)
    for left, base, size, text, wide in sheet.lines:
        natural = pdfmetrics.stringWidth(text, FONT, size)
        space = (wide - natural) / max(len(text) - 1, 1) if wide else 0
        paper.setFont(FONT, size)
        paper.drawString(left, sheet.height - base, text, charSpace=space)
    paper.save()
    return out.getvalue()


def by_characters(sheet: Sheet) -> Sheet:
    """The same sheet with every character drawn by itself."""
    _with_font()
    lines = []
    for left, base, size, text, wide in sheet.lines:
        natural = pdfmetrics.stringWidth(text, FONT, size)
        space = (wide - natural) / max(len(text) - 1, 1) if wide else 0
        for char in text:
            lines.append((left, base, size, char, 0.0))
            left += pdfmetrics.stringWidth(char, FONT, size) + space
    return replace(sheet, lines=lines)


def drawn_in(order: str, sheet: Sheet, seed: int) -> Sheet:
    """The same sheet as another program would write it: ``rows`` across all columns, or in no order at all."""
    whole = sheet if order in ("rows", "any line") else by_characters(sheet)
    lines = list(whole.lines)
    if order in ("rows", "characters of rows"):
        lines.sort(key=lambda line: (round(line[1]), line[0]))
    else:
        random.Random(seed).shuffle(lines)
    return replace(whole, lines=lines)


def right_characters(truths: list[Truth], raw: str, regions: list[Region]) -> float:
    """The share of the articles' characters that are in the right region and in the right order.

    Each article is held against one region, the one that has most of it in its order.
    """
    texts = ["".join("".join(raw[b.start : b.end].split()) for b in region.blocks) for region in regions]
    scored = sorted(
        (
            (LCSseq.similarity(truth.title + truth.body, text), i, j)
            for i, truth in enumerate(truths)
            for j, text in enumerate(texts)
        ),
        reverse=True,
    )
    good, used_truths, used_texts = 0, set(), set()
    for same, i, j in scored:
        if i not in used_truths and j not in used_texts:
            used_truths.add(i)
            used_texts.add(j)
            good += same
    return good / sum(len(truth.title + truth.body) for truth in truths)
