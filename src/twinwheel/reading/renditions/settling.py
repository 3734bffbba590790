"""Where an addition or omission stands, when an alignment may as well put it a little to the left or right."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]
_SLIDE = 16
_STOPS, _MARKS = "。!?;…", ",:、"


def settle(at: Places, one: str, other: str, found: Iterable[tuple[int, int, int, int]]) -> None:
    """Moves each addition and omission to where it reads best, when it may as well stand a little off.

    Of ``A。B。`` against ``A。``, ``B。`` is added and not ``。B``; and two witnesses that lack the same words
    lack them at the same place. ``found`` are the edits ``at`` leaves.
    """
    for i0, i1, j0, j1 in found:
        if i0 == i1:
            _settle_addition(at, other, i0, j0, j1)
        elif j0 == j1:
            _settle_omission(at, one, j0, i0, i1)


def _settle_addition(at: Places, text: str, i: int, start: int, end: int) -> None:
    left = right = 0
    while left < min(_SLIDE, i, start) and at[i - 1 - left] == start - 1 - left:
        if text[start - 1 - left] != text[end - 1 - left]:
            break
        left += 1
    while right < min(_SLIDE, len(at) - i) and at[i + right] == end + right:
        if text[start + right] != text[end + right]:
            break
        right += 1
    shift = _best_shift(text, start, end, left, right)
    for step in range(1, 1 - shift):
        at[i - step] = end - step
    for step in range(shift):
        at[i + step] = start + step


def _settle_omission(at: Places, text: str, j: int, start: int, end: int) -> None:
    left = right = 0
    while left < min(_SLIDE, start) and 0 <= at[start - 1 - left] == j - 1 - left:
        if text[start - 1 - left] != text[end - 1 - left]:
            break
        left += 1
    while right < min(_SLIDE, len(at) - end) and at[end + right] == j + right:
        if text[start + right] != text[end + right]:
            break
        right += 1
    shift = _best_shift(text, start, end, left, right)
    for step in range(1, 1 - shift):
        at[end - step], at[start - step] = j - step, -1
    for step in range(shift):
        at[start + step], at[end + step] = j + step, -1


def _best_shift(text: str, start: int, end: int, left: int, right: int) -> int:
    shifts = range(-left, right + 1)
    return max(shifts, key=lambda shift: _reads_well(text, start + shift, end + shift))


def _reads_well(text: str, start: int, end: int) -> int:
    before = text[start - 1] if start else "。"
    after = text[end] if end < len(text) else "。"
    if before in _STOPS and text[end - 1] in _STOPS:
        return 3
    if before in _STOPS + _MARKS and text[end - 1] in _STOPS + _MARKS:
        return 2
    return int(text[start] in _MARKS and after in _STOPS + _MARKS)
