"""Characters of a PDF page → lines. The order in which a file draws them may be any.

Columns, rows across all columns, character by character, or none: a line is what stands on one base line and
touches; white gutters are looked for afterwards.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.sources.gutters import HALF_EMPTY
from twinwheel.reading.sources.lines import Line
from twinwheel.reading.sources.pdf_characters import DOWN, UP, Chars

_STEP = 0.8
_OTHER_TYPE = 1.15
"""Of two sizes that differ by more, the larger begins or ends a headline: only what nearly touches is one line."""
_CRUMBS = 0.3
"""Runs to a character; where so many are drawn apart, the order they are drawn in tells nothing."""
_REACH = 4.0
"""Characters drawn one after the other are one line up to this gap, in sizes of the type, unless something
that was drawn later fills it: then up to ``_STEP``."""


def lines_of(chars: Chars) -> list[Line]:
    """Characters that stand on one base line and touch, or were drawn one after the other; upright text first."""
    if not len(chars.codes):
        return []
    starts = _starts(chars)
    if len(starts) > _CRUMBS * len(chars.codes) + 20:  # drawn in no order at all
        chars = chars.taken(_by_rows(chars))
        starts = _starts(chars)
    text = chars.text
    runs = [_line(chars, text, range(low, high)) for low, high in pairwise([*starts, len(text)])]
    upright = _reaching(_columns_of_characters(_joined([run for run in runs if run and run.role == "text"])))
    return upright + [run for run in runs if run and run.role != "text"]


def _starts(chars: Chars) -> list[int]:
    """Where a run begins: characters drawn one after the other on one base line, close together, in one type."""
    large = np.maximum(chars.size[1:], chars.size[:-1])
    small = np.minimum(chars.size[1:], chars.size[:-1])
    ahead = chars.left[1:] - chars.right[:-1]
    same = (
        (np.abs(np.diff(chars.base)) <= 0.4 * large)
        & (ahead > -0.6 * large)
        & (ahead < np.where(large < _OTHER_TYPE * small, _STEP, 0.25) * large)
        & (large < 1.8 * small)
        & ~(chars.turned[1:] | chars.turned[:-1])
    ) | (chars.turned[1:] & chars.turned[:-1])
    return [0, *(np.flatnonzero(~same) + 1).tolist()]


def _by_rows(chars: Chars) -> NDArray[np.int64]:
    """The order of the characters by base line, and along it from left to right."""
    upright = np.lexsort((chars.base, chars.turned))
    steps = np.diff(chars.base[upright]) > 0.005 * np.maximum(chars.size[upright][1:], 1.0)
    row = np.empty(len(upright), dtype=np.int64)
    row[upright] = np.concatenate([[0], np.cumsum(steps)])
    order: NDArray[np.int64] = np.lexsort((chars.left, row, chars.turned))
    return order


def _line(chars: Chars, text: list[str], at: range) -> Line | None:
    low, high = at.start, at.stop
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    if low == high:
        return None
    size = _middle(chars.size[low:high])
    base = _middle(chars.base[low:high])
    top, bottom = base - UP * size, base + DOWN * size
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
    """Single characters one below the other (a headline set vertically) become one line.

    They take the place of their first one in the order.
    """
    alone = [i for i, run in enumerate(runs) if len(run.text) == 1]
    below: dict[int, int] = {}
    cells: dict[tuple[int, int], list[int]] = {}
    for i in alone:
        cells.setdefault(_cell(runs[i], 0), []).append(i)
    for i in alone:
        near = [j for down in (0, 1, 2) for j in _in_cells(cells, runs[i], down)]
        under = [j for j in near if j != i and _below(runs[i], runs[j], drawn_next=j == i + 1)]
        if under:
            below[i] = min(under, key=lambda j: runs[j].top)
    stacked: set[int] = set()
    found: list[Line] = []
    heads = set(below) - set(below.values())
    columns = {head: _down(head, below) for head in heads}
    for column in columns.values():
        if len(column) >= 3:
            stacked.update(column)
    for i, run in enumerate(runs):
        if i not in stacked:
            found.append(run)
        elif i in columns:
            found.append(_vertical([runs[j] for j in columns[i]]))
    return found


def _cell(run: Line, down: int) -> tuple[int, int]:
    em = max(run.size, 0.1)
    return round(run.left[0] / em), round(run.top / em) + down


def _in_cells(cells: dict[tuple[int, int], list[int]], run: Line, down: int) -> list[int]:
    """Those that may stand below the run; of a heap of them in one place, the first few."""
    across, at = _cell(run, down)
    return [j for near in (across - 1, across, across + 1) for j in cells.get((near, at), ())[:8]]


def _down(head: int, below: dict[int, int]) -> list[int]:
    column, seen = [head], {head}
    while (head := below.get(head, -1)) >= 0 and head not in seen:
        column.append(head)
        seen.add(head)
    return column


def _vertical(stack: list[Line]) -> Line:
    return Line(
        "".join(run.text for run in stack),
        [run.left[0] for run in stack],
        [run.right[0] for run in stack],
        stack[0].top,
        stack[-1].bottom,
        stack[0].size,
        upright=False,
    )


def _below(upper: Line, lower: Line, *, drawn_next: bool) -> bool:
    if not drawn_next and min(upper.text, lower.text) < "\u3400":  # figures of a table
        return False
    return (
        abs(upper.left[0] - lower.left[0]) < 0.3 * upper.size
        and 0.7 * upper.size < lower.top - upper.top < (1.7 if drawn_next else 1.4) * upper.size
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
    return sorted(rows, key=lambda line: order[id(line)])


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
    em, gap = max(line.size, row.size), row.left[0] - line.right[-1]
    return (
        -0.3 * em < gap < _REACH * em
        and abs(line.bottom - row.bottom) < 0.25 * em
        and em < (1.5 if gap < 0.5 * em else 1.1) * min(line.size, row.size)
    )


def _touches(line: Line, run: Line) -> bool:
    em = max(line.size, run.size)
    near = 0.5 if all(map(_latin, run.text)) or all(map(_latin, line.text)) else 0.2
    if near < 0.5 and line.text[-1] in HALF_EMPTY:
        return False
    return (
        line.upright
        and -0.3 * em < run.left[0] - line.right[-1] < near * em
        and abs(line.bottom - run.bottom) < 0.25 * em
        and em < 1.5 * min(line.size, run.size)
    )


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
