"""The OCR engine: a picture → its lines, with a box and a score for every character."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.sources.gutters import HALF_EMPTY
from twinwheel.reading.sources.lines import Line

UNSURE = 0.35
"""A line the engine is less sure of than this on average is a picture's texture, not text."""
_SAMPLE = 16
_OFTEN_WIDER = 0.82
"""A box of the engine is this much higher than the type in it: it is widened after the text is found."""


@cache
def _engine() -> Any:
    """One engine a process; it takes half a second to load."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 9_000,  # by default a broadsheet is shrunk until its type is lost
            "Global.text_score": 0.0,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.max_candidates": 4_000,
        }
    )


def lines(picture: NDArray[np.uint8], points_per_pixel: float) -> list[Line]:
    """The lines on a picture, in the order the engine finds them."""
    result = _engine()(picture)
    if result.boxes is None or result.txts is None:
        return []
    words = list(result.word_results or ())
    if len(words) != len(result.txts):  # the engine leaves out lines it found no characters in
        words = [()] * len(result.txts)
    found = []
    for corners, text, score, characters in zip(result.boxes, result.txts, result.scores, words, strict=True):
        if text.strip() and float(score) >= UNSURE:
            found.append(_line(np.asarray(corners), text, float(score), characters, points_per_pixel))
    return [line for line in found if line.text]


def _line(
    corners: NDArray[Any], text: str, score: float, characters: Sequence[Any], points_per_pixel: float
) -> Line:
    left, top = corners.min(axis=0) * points_per_pixel
    right, bottom = corners.max(axis=0) * points_per_pixel
    height, width = float(bottom - top), float(right - left)
    upright = not (height > 1.5 * width and len(text) > 1)
    line = Line("", [], [], float(top), float(bottom), 0.0, [], upright=upright)
    for char, sure, low, high in _characters(
        text, score, characters, float(left), float(right), points_per_pixel, upright
    ):
        line.text += char
        line.left.append(low)
        line.right.append(high)
        (line.scores or []).append(sure)
    line.scores = line.scores[: len(line.text)] if line.scores else [score] * len(line.text)
    line.size = round(_size(line, height if upright else width), 2)
    if upright and height > 1.7 * line.size:  # the box took in a part of the next line
        middle = (line.top + line.bottom) / 2
        line.top, line.bottom = middle - 0.6 * line.size, middle + 0.6 * line.size
    return line.cut(0, len(line.text))


def _size(line: Line, thickness: float) -> float:
    """The size of the type: the step from one Chinese character to the next, unless they are widely spaced.

    The height of a box is off by a tenth either way, and twice the type's where two lines nearly touch.
    """
    by_height = _OFTEN_WIDER * thickness
    wide = [i for i, char in enumerate(line.text) if "\u3400" <= char <= "\u9fff"]
    steps = [
        (line.left[j] + line.right[j] - line.left[i] - line.right[i]) / 2
        for i, j in pairwise(wide)
        if j == i + 1
    ]
    if line.upright and len(steps) >= 4 and 0.3 * by_height < (step := median(steps)) < 1.25 * by_height:
        return step
    return min(by_height, _by_width(line)) if line.upright and len(wide) >= 2 else by_height


def _by_width(line: Line) -> float:
    """The size at which the line would be as wide as it is, were its characters not spaced.

    The ink of a mark at its end fills but half of it.
    """
    ems = sum(0.55 if char.isascii() else 1.0 for char in line.text)
    ems -= 0.5 * (line.text[-1] in HALF_EMPTY)
    return (max(line.right) - min(line.left)) / max(ems, 1.0)


def _characters(
    text: str,
    score: float,
    characters: Sequence[Any],
    left: float,
    right: float,
    points_per_pixel: float,
    upright: bool,
) -> list[tuple[str, float, float, float]]:
    """Each character with its score and edges; spread evenly where the engine's boxes do not fit its text."""
    found: list[tuple[str, float, float, float]] = []
    if "".join(each[0] for each in characters).replace(" ", "") == text.replace(" ", ""):
        for word, sure, corners in characters:
            xs = [float(x) * points_per_pixel for x, _ in corners]
            low, step = min(xs), (max(xs) - min(xs)) / max(len(word), 1)
            for i, char in enumerate(word):
                found.append((char, float(sure), low + i * step, low + (i + 1) * step))
    if not found or not upright:
        step = 0.0 if not upright else (right - left) / len(text)
        return [
            (char, score, left + i * step, left + (i + 1) * step if upright else right)
            for i, char in enumerate(text)
        ]
    return found


def sample_score(picture: NDArray[np.uint8]) -> float:
    """How sure the engine is of a few long lines of the picture as it stands, 0 to 1: for telling up from down."""
    engine = _engine()
    try:
        crops, found = engine.detect_and_crop(picture, {"preprocess": {"ratio_h": 1.0, "ratio_w": 1.0}})
    except Exception:  # noqa: BLE001 - the engine's own error for "nothing found" is not importable
        return 0.0
    if found.boxes is None:
        return 0.0
    long = sorted((crop for crop in crops if crop.shape[1] > 2 * crop.shape[0]), key=lambda c: -c.shape[1])
    if not long:
        return 0.0
    read = engine.recognize_txt(long[:_SAMPLE])
    return float(np.mean(read.scores)) if read.scores else 0.0
