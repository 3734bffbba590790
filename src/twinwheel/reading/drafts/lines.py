"""Lines as they were before the edge of the paper broke them, and the rows of a table in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from twinwheel.reading.text import MappedText

MAX_WIDTH = 60
"""Characters of a line on paper; a text whose lines are longer was broken by nobody."""
NARROW = 24
"""Short lines are of about one length by chance too; broken ones are so for the most part."""
_END = "。！？!?；;：:"
_GAP = re.compile(r"(?<=\S)(?:\u3000{2,}| {3,}|[ \u3000]*\t[ \u3000\t]*)(?=\S)")
_WIDE = re.compile(r"\u3000{2}| {3}|\t|[|｜│]")
_EDGE = " \t\u3000|｜│"
"""What a row may begin and end with."""
_DAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日$|[—\-]?\d+[—\-]?$")
_LABEL = re.compile(
    r"(?:联系[人方电]|咨询|邮箱|电话|地址|附件|责任|牵头|配合|来源|责编|编辑)[^，。；：:]{0,6}[：:]"
)
"""联系人：, 责任单位：, whatever the line before them ends in."""
_TITLE = re.compile(r"(?:通\s?知|办法|措施|指南|意见|细则|公告|规定|方案)$")


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends, without the blanks around it."""
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


def cells(text: MappedText, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a line: what stands between wide gaps or bars of the raw text. One cell where it is no row of a table."""
    row = text.text[start:end]
    start, end = end - len(row.lstrip(_EDGE)), start + len(row.rstrip(_EDGE))
    found = [start]
    for match in re.finditer(r"[\s|｜│]+", text.text[start:end]):
        low, high = start + match.start(), start + match.end()
        if low > start and high < end and _WIDE.search(text.raw[text.ends[low - 1] : text.starts[high]]):
            found += [low, high]
    found.append(end)
    return list(zip(found[::2], found[1::2], strict=True))


def unbroken(text: MappedText, begins: Callable[[str], bool]) -> MappedText:
    """Without the line ends that only the edge of the paper made: those behind a raw line as wide as the others.

    ``begins`` tells whether a line begins something of its own, by its mark.
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text.raw))]
    ends = [*(each - 1 for each in starts[1:]), len(text.raw)]
    raw = [text.raw[start:end] for start, end in zip(starts, ends, strict=True)]
    widths = [len(line.strip()) for line in raw]
    said = sorted(width for width in widths if width)
    edge = said[(len(said) * 9) // 10] if len(said) >= 6 else MAX_WIDTH + 1
    full = sum(width >= edge - 4 for width in said)
    ragged = edge > MAX_WIDTH or full * (2 if edge < NARROW else 3) < len(said)
    dropped: list[int] = []
    for (start, end), (after, stop) in pairwise(match.span() for match in re.finditer(r"[^\n]+", text.text)):
        last = bisect_right(starts, max(0, int(text.ends[end - 1]) - 1)) - 1
        following = bisect_right(starts, int(text.starts[after])) - 1
        if _GAP.search(raw[last].strip()) or _GAP.search(raw[following].strip()):
            continue  # a row of a table
        line, behind = text.text[start:end].strip(), text.text[after:stop].strip()
        wide = not ragged and widths[last] >= edge - 4
        if (wide or _torn(line, behind)) and _runs_on(line, behind) and not begins(behind):
            dropped += range(end, after)
    return text.without(dropped) if dropped else text


def _torn(line: str, following: str) -> bool:
    """A line that ends inside a list or before the last characters of a word, however wide the others are."""
    if len(line) < 10:
        return False
    return line[-1:] in "、，," or bool(re.match(r"(?:或者|以及|[一-龥]?[、，,。；])", following))


def _runs_on(line: str, following: str) -> bool:
    if not line or not following or line[-1] in _END or _DAY.match(following) or _LABEL.match(following):
        return False
    return not (_TITLE.search(line) and following[-1] in "：:")
