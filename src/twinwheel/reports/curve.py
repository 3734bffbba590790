"""A curve with its band as inline SVG: no script, no library, both languages in the labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, log10

from markupsafe import Markup, escape

from twinwheel.reports.words import Words

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 96, 24, 14, 40


def drawing(
    values: Sequence[float],
    sure: Sequence[int],
    possible: Sequence[int],
    ticks: Sequence[tuple[float, Words]],
    here: float | None,
    level: int | None,
    said: Callable[[Sequence[float]], Sequence[Words]],
) -> Markup:
    """``sure`` over ``values`` as a line, the band up to ``possible`` shaded; today's value and level dashed.

    ``ticks`` are labels below, ``said`` what numbers at the side are called. The upright axis begins where the
    line does not lie flat on the floor: it is cut where all values are far from zero, and says so by its labels.
    """
    banded = list(possible) != list(sure)
    heights = [*sure, *(possible if banded else ()), *([level] if level is not None else [])]
    bottom, top, marks = _scale(min(heights), max(heights))
    span = (values[-1] - values[0]) or 1.0

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - values[0]) / span

    def y(number: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (number - bottom) / ((top - bottom) or 1))

    parts = []
    for mark, label in zip(marks, said(marks), strict=True):
        at = y(mark)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(_text(LEFT - 8, at + 5, "end", label))
    for value, label in ticks:
        at = x(value)
        parts.append(
            f'<line class="axis" x1="{at:.1f}" x2="{at:.1f}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM + 5}"/>'
        )
        anchor = "end" if at > WIDTH - RIGHT - 20 else "middle"
        parts.append(_text(WIDTH - 2 if anchor == "end" else at, HEIGHT - BOTTOM + 26, anchor, label))
    line = [(x(value), y(number)) for value, number in zip(values, sure, strict=True)]
    if banded:
        upper = [(x(value), y(number)) for value, number in zip(values, possible, strict=True)]
        parts.append(f'<polygon class="band" points="{_points([*upper, *reversed(line)])}"/>')
        parts.append(f'<polyline class="edge" points="{_points(upper)}"/>')
    if level is not None:
        at = y(level)
        parts.append(f'<line class="now" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>')
    if here is not None and values[0] <= here <= values[-1]:
        at = x(here)
        parts.append(f'<line class="now" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
    parts.append(f'<polyline class="line" points="{_points(line)}"/>')
    parts += [f'<circle class="dot" cx="{a:.1f}" cy="{b:.1f}" r="2.5"/>' for a, b in line]
    parts.append(
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM}"/>'
    )
    body = "".join(parts)
    return Markup(  # noqa: S704 - numbers, and labels that are escaped
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-hidden="true">{body}</svg>'
    )


def _scale(low: int, high: int) -> tuple[float, float, list[float]]:
    """Round ends and round marks around some numbers; from 0 where that costs less than half of the height."""
    if 0 <= low <= high / 2 or low == high:
        low = min(low, 0)
    span = max(high - low, 1)
    power = 10.0 ** floor(log10(span / 4))
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power * 5 >= span)
    step = max(step, 1.0)
    first = floor(low / step) * step
    marks = [first]
    while marks[-1] < high:
        marks.append(marks[-1] + step)
    if len(marks) == 1:
        marks.append(first + step)
    return marks[0], marks[-1], marks


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in pairs)


def _text(x: float, y: float, anchor: str, label: Words) -> str:
    both = [("zh", label.zh), ("en", label.en)]
    if label.zh == label.en:
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(label.zh)}</text>'
    return "".join(
        f'<text class="{lang}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
        for lang, text in both
    )
