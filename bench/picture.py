"""Line charts with logarithmic axes as SVG, from the standard library alone: same figures, same bytes.

A chart is one or more panels side by side. A line is known by its colour, its marker and the name at its end, so
it can be told without colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

Point = tuple[float, float]

PANEL = 470, 330  # width and height of one panel, in pixels
LEFT, RIGHT, TOP, BOTTOM = 64, 128, 40, 46  # of which these are for ticks, names and titles
LINE_HEIGHT = 13
FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"
GREY = "#767676"


@dataclass(frozen=True)
class Line:
    """Points of one contender. ``dashed`` is for what is worked out and not measured."""

    name: str
    points: Sequence[Point]
    colour: str
    marker: str = "circle"
    dashed: bool = False


@dataclass(frozen=True)
class Panel:
    title: str
    x: str
    y: str
    lines: Sequence[Line]


def chart(panels: Sequence[Panel], description: str) -> str:
    """All panels as one SVG. ``description`` is for those who do not see it."""
    width, height = PANEL[0] * len(panels), PANEL[1]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" font-family="{FONT}" font-size="11">',
        f"<title>{escape(description)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({PANEL[0] * number} 0)">')
        parts += _panel(panel)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel) -> Iterator[str]:
    lines = [each for each in panel.lines if each.points]
    xs = _Axis([x for each in lines for x, _ in each.points], LEFT, PANEL[0] - RIGHT)
    ys = _Axis([y for each in lines for _, y in each.points], PANEL[1] - BOTTOM, TOP)
    yield _text(LEFT, 18, panel.title, "start", weight="600", size=13)
    yield from _grid(xs, ys)
    yield _text((LEFT + PANEL[0] - RIGHT) / 2, PANEL[1] - 10, panel.x)
    middle = (TOP + PANEL[1] - BOTTOM) / 2
    yield f'<g transform="translate(14 {middle:.0f}) rotate(-90)">{_text(0, 0, panel.y)}</g>'
    for line in lines:
        yield from _drawn(line, xs, ys)
    ends = [(ys.at(line.points[-1][1]), line) for line in lines]
    for (at, line), beside in zip(
        sorted(ends, key=lambda each: each[0]), _apart(sorted(y for y, _ in ends)), strict=True
    ):
        from_x, to_x = xs.at(line.points[-1][0]), PANEL[0] - RIGHT
        yield (
            f'<path d="M{from_x + 4:.1f} {at:.1f}L{to_x + 4} {beside:.1f}h4" fill="none"'
            f' stroke="{line.colour}" stroke-width="0.8" stroke-dasharray="1 3"/>'
        )
        yield _text(to_x + 10, beside + 4, line.name, "start", colour=line.colour)


def _grid(xs: _Axis, ys: _Axis) -> Iterator[str]:
    right, bottom = PANEL[0] - RIGHT, PANEL[1] - BOTTOM
    for value in xs.ticks():
        x = xs.at(value)
        yield f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="#e4e4e4"/>'
        yield _text(x, bottom + 16, short(value), colour="#444444")
    for value in ys.ticks():
        y = ys.at(value)
        yield f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#e4e4e4"/>'
        yield _text(LEFT - 6, y + 4, short(value), "end", colour="#444444")
    yield f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#888888"/>'


def _drawn(line: Line, xs: _Axis, ys: _Axis) -> Iterator[str]:
    places = [(xs.at(x), ys.at(y)) for x, y in line.points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dashes = ' stroke-dasharray="5 4"' if line.dashed else ""
    yield f'<path d="M{path}" fill="none" stroke="{line.colour}" stroke-width="1.8"{dashes}/>'
    if not line.dashed:
        for x, y in places:
            yield f'<path d="{_MARKERS[line.marker].format(x=f"{x:.1f}", y=f"{y:.1f}")}" fill="{line.colour}"/>'


_MARKERS = {
    "circle": "M{x} {y}m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0",
    "square": "M{x} {y}m-3 -3h6v6h-6z",
    "diamond": "M{x} {y}m0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z",
    "triangle": "M{x} {y}m0 -4.5l4.5 7.5h-9z",
    "down": "M{x} {y}m0 4.5l4.5 -7.5h-9z",
}
MARKERS = tuple(_MARKERS)


class _Axis:
    """Places of values between two pixels, by their logarithm."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        self.low, self.high = (log10(min(values)), log10(max(values))) if values else (0.0, 1.0)
        room = max(0.04 * (self.high - self.low), 0.05)
        self.low, self.high = self.low - room, self.high + room
        self.first, self.last = first, last

    def at(self, value: float) -> float:
        return self.first + (self.last - self.first) * (log10(value) - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Powers of ten; where there are few, also twice and five times one."""
        powers = range(floor(self.low), ceil(self.high) + 1)
        for steps in ((1,), (1, 3), (1, 2, 5)):
            found = [step * 10.0**power for power in powers for step in steps]
            shown = [each for each in found if self.low <= log10(each) <= self.high]
            if len(shown) >= 4:
                break
        return shown


def _apart(places: Sequence[float]) -> list[float]:
    """Places that ascend, moved so that no two are closer than a line of text, and none leaves the panel."""
    result: list[float] = []
    for place in places:
        result.append(max(place, result[-1] + LINE_HEIGHT) if result else place)
    over = max(0.0, result[-1] - (PANEL[1] - BOTTOM)) if result else 0.0
    for position in range(len(result) - 1, -1, -1):
        limit = result[position + 1] - LINE_HEIGHT if position + 1 < len(result) else result[position] - over
        result[position] = min(result[position], limit)
    return result


def _text(
    x: float,
    y: float,
    text: str,
    anchor: str = "middle",
    *,
    colour: str = "#222222",
    weight: str = "",
    size: int = 0,
) -> str:
    more = (f' font-weight="{weight}"' if weight else "") + (f' font-size="{size}"' if size else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{more}>{escape(text)}</text>'


def short(value: float) -> str:
    """A tick as people read it.

    >>> [short(each) for each in (0.003, 0.5, 20, 1_000, 20_000, 3e6, 1e9)]
    ['0.003', '0.5', '20', '1,000', '20k', '3M', '1G']
    """
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= size * 0.9999:
            return f"{value / min(size, 1e3 if letter == 'k' else size):g}{letter}"
    return f"{value:,.0f}" if value >= 1 else f"{value:.10f}".rstrip("0").rstrip(".")
