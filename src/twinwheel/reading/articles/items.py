"""Which lines are rows: of a table that lost its rules, or of a list of labels with what belongs to each.

A row is a line by itself, whatever stands around it. One line tells nothing; rows of one shape on each other do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from twinwheel.reading.articles.lines import PICTURES, Line
from twinwheel.reading.normalise import HAN

LONGEST = 60
"""Characters of a row."""
REACH = 2
"""Lines from a row to another one, at most: the one between is the rest of it."""
ROWS = 2
"""Printed rows of a table, at least."""
CELLS = {2: 3, 3: 2}
"""Rows on each other that it takes, by their cells: two cells are also a headline of two halves."""

_LABELLED = re.compile(
    f"([{HAN}A-Za-z0-9（）()、/]{{2,14}})[:：]\\s?[^\\s:：][^。]*[。；;]?$|([一二三四五六七八九十]是)[^。]*[。；;]?$"
)
_LABEL = re.compile(f"([{HAN}]{{2,6}})[ \\t\u3000]")
_GAP = re.compile(r"[ \t\u3000]+")
_USUAL = re.compile(
    "(?:时间|日期|期限|年限|地点|地址|对象|主体|条件|要求|标准|方式|范围|内容|材料|程序|流程|名称|单位|部门|机关|依据|金额|额度|比例|"
    "数量|规模|面积|人数|人员|费用|收入|投入|产值|信用|资质|类型|类别|等级|[档类级]|[一二三四五六七八九十]是)$"
)
"""How the labels of lists end; two lines with other words and a colon are headlines as well."""
_ROWS = ("plain", "label", "organisation", "caption")


def found(lines: Sequence[Line]) -> Iterator[int]:
    """The positions of the rows among the lines."""
    yield from (i for i, line in enumerate(lines) if line.row)
    rest = set(cells(lines))
    yield from (i for i in range(len(lines) - 1) if i + 1 in rest and i not in rest)
    yield from _labelled(lines)
    yield from _tabled(lines)
    yield from _pictured(lines)


def cells(lines: Sequence[Line]) -> Iterator[int]:
    """The positions of lines that stand in one printed row with the line before, in tables of two rows and more."""
    beside = [bool(i) and _beside(lines[i - 1], lines[i]) for i in range(len(lines))]
    i = 0
    while i < len(lines):
        rows, at = 0, i
        while (end := _end_of_row(beside, at)) - at > 1:
            rows, at = rows + 1, end
        if rows >= ROWS:
            yield from (k for k in range(i, at) if beside[k])
        i = max(at, i + 1)


def _end_of_row(beside: Sequence[bool], start: int) -> int:
    end = start + 1
    while end < len(beside) and beside[end]:
        end += 1
    return end


def _beside(left: Line, right: Line) -> bool:
    one, other = left.block.box, right.block.box
    if not one or not other or left.block.page != right.block.page or other.left < one.right:
        return False
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _labelled(lines: Sequence[Line]) -> Iterator[int]:
    shapes = [_LABELLED.match(line.text) if _able(line) else None for line in lines]
    labels = [shape[1] or shape[2] if shape else "" for shape in shapes]
    for i in range(len(lines) - 2, -1, -1):  # the label parted by a gap, in a list of others with a colon
        if (
            labels[i + 1]
            and not labels[i]
            and _cells(lines[i]) == 2
            and (found := _LABEL.match(lines[i].text))
        ):
            labels[i] = found[1]
    for i, label in enumerate(labels):
        near = {other for other in labels[max(i - REACH, 0) : i + REACH + 1] if other} - {label}
        usual = _USUAL.search(label) and any(map(_USUAL.search, near))
        if label and near and (len(near) > 1 or usual) and lines[i].form in _ROWS:
            yield i


def _able(line: Line) -> bool:
    return not line.level and len(line.text) <= LONGEST and line.form in (*_ROWS, "numbered", "contact")


def _tabled(lines: Sequence[Line]) -> Iterator[int]:
    """Lines of as many cells each, parted by gaps."""
    i = 0
    while i < len(lines):
        cells, end = _cells(lines[i]), i + 1
        while cells > 1 and end < len(lines) and _cells(lines[end]) == cells:
            end += 1
        if cells > 1 and end - i >= CELLS[min(cells, 3)]:
            yield from range(i, end)
        i = end


def _pictured(lines: Sequence[Line]) -> Iterator[int]:
    """Lines on each other behind the same small picture: ✅."""
    shapes = [PICTURES.match(line.text) if _able(line) else None for line in lines]
    marks = [shape.group().strip() if shape else "" for shape in shapes]
    for i, mark in enumerate(marks):
        if mark and mark in (*marks[max(i - 1, 0) : i], *marks[i + 1 : i + 2]):
            yield i


def _cells(line: Line) -> int:
    """How many cells a line has, if it may be a row; else 0."""
    if (
        line.level
        or len(line.text) > LONGEST
        or line.form not in ("plain", "label")
        or line.text[-1] in "，,。"
    ):
        return 0
    return len(_GAP.split(line.text.strip()))
