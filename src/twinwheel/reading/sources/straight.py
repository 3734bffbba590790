"""A picture of a page set straight: the right way up, not askew; and the rules printed on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.model import Box

Picture = NDArray[np.uint8]
_STEEPEST = 3.0
"""Degrees; what lies more askew than this was not laid on a scanner."""
_WORTH = 0.15
"""Degrees; below this turning costs more sharpness than it gains."""
_PREVIEW = 1_000
"""Longest side of the picture the angle is looked for on."""


def deskewed(picture: Picture) -> Picture:
    """The picture turned by the small angle at which its lines are most level."""
    import cv2

    angle = skew(picture)
    if abs(angle) < _WORTH:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(turned, dtype=np.uint8)


def skew(picture: Picture) -> float:
    """Degrees by which to turn the picture so that its lines are level, within 3 either way.

    Lines are most level where the sums of ink along the rows differ most from row to row (Postl 1986);
    the same along columns, for a page lying on its side.
    """
    ink = _ink(picture, _PREVIEW)
    best = _sharpest(ink, np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.5))
    return _sharpest(ink, best + np.arange(-0.4, 0.41, 0.1))


def _sharpest(ink: NDArray[np.float32], angles: NDArray[np.float64]) -> float:
    import cv2

    height, width = ink.shape
    scores = []
    for angle in angles:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
        turned = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)
        rows, columns = turned.sum(axis=1), turned.sum(axis=0)
        scores.append(
            max(
                float(np.square(np.diff(rows)).sum()) / width,
                float(np.square(np.diff(columns)).sum()) / height,
            )
        )
    level = int(np.argmin(np.abs(angles)))
    best = int(np.argmax(scores))
    return float(angles[best]) if scores[best] > 1.02 * scores[level] else float(angles[level])


def upright(picture: Picture, score: Callable[[Picture], float]) -> Picture:
    """The picture turned by quarters until it reads well; as it is where it does or none does."""
    import cv2

    best, sure = picture, score(_middle(picture))
    if sure >= 0.8:
        return picture
    for turn in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE):
        turned = np.asarray(cv2.rotate(picture, turn), dtype=np.uint8)
        if (now := score(_middle(turned))) > sure + 0.05:
            best, sure = turned, now
    return best


def _middle(picture: Picture, most: int = 900) -> Picture:
    height, width = picture.shape[:2]
    top, left = max(0, (height - most) // 2), max(0, (width - most) // 2)
    return np.ascontiguousarray(picture[top : top + most, left : left + most])


def rules(picture: Picture, points_per_pixel: float) -> list[Box]:
    """Long thin lines of ink, level or upright, as thin boxes in points."""
    import cv2

    ink = (_ink(picture, 0) > 0.35).astype(np.uint8)
    height, width = ink.shape
    long = max(40, min(height, width) // 16)
    found: list[Box] = []
    for level in (True, False):
        shape = (long, 1) if level else (1, long)
        wide = cv2.dilate(ink, np.ones((3, 1) if level else (1, 3), np.uint8))
        only = cv2.morphologyEx(wide, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        count, _, stats, _ = cv2.connectedComponentsWithStats(only, connectivity=8)
        for left, top, across, down, _area in stats[1 : min(count, 2_000)].tolist():
            thick = down if level else across
            if thick <= 12:
                found.append(
                    Box(*(value * points_per_pixel for value in (left, top, left + across, top + down)))
                )
    return found


def _ink(picture: Picture, longest: int) -> NDArray[np.float32]:
    """1 where there is ink, 0 on paper; paper may be grey or darker on one side."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    if longest and max(grey.shape) > longest:
        scale = longest / max(grey.shape)
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    around = max(15, max(grey.shape) // 60) | 1
    paper = cv2.blur(grey, (around, around)).astype(np.float32)
    return np.clip((paper - grey.astype(np.float32) - 12) / 60, 0, 1).astype(np.float32)
