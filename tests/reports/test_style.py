"""The style sheet: readable (WCAG AA) in the light, in the dark and on paper, and apart in grey."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "src" / "twinwheel" / "reports" / "templates" / "style.css").read_text(
    "utf-8"
)
Colours = dict[str, str]


def _blocks() -> dict[str, Colours]:
    """The colours of each theme; those that a theme does not set stay as they are in the light."""
    found = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", body))
        for body in re.findall(r":root[^{]*\{([^}]*--[^}]*)\}", CSS)
    ]
    light, chosen, system, paper = found
    assert chosen == system, "the dark theme is the same whether chosen or asked for by the system"
    return {"light": light, "dark": light | chosen, "paper": light | paper}


THEMES = _blocks()
TEXT_ON = [
    *((text, ground) for text in ("ink", "soft", "accent", "seal", "good", "bad", "doubt", "person") for ground in ("paper", "wash")),
    *(("on-low", f"h{shade}") for shade in (1, 2, 3)),
    *((f"on-{shade}", f"h{shade}") for shade in (4, 5, 6)),
    ("soft", "h0"),
]  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    pairs = [each * 2 for each in digits] if len(digits) == 3 else [digits[at : at + 2] for at in (0, 2, 4)]
    parts = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("part", ["eligible", "open"])
def test_bars_and_borders_stand_out(theme: str, part: str) -> None:
    assert contrast(THEMES[theme][part], THEMES[theme]["paper"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_bars_stay_apart_in_grey(theme: str) -> None:
    """Solid parts differ in lightness; the others are striped or dotted."""
    colours = THEMES[theme]
    apart = 1.25 if theme == "dark" else 3  # light blue beside ochre: they touch, and each has its number
    assert contrast(colours["eligible"], colours["nearly"]) >= apart
    assert contrast(colours["nearly"], colours["track"]) >= 1.5
    steps = [colours[f"d{step}"] for step in range(5)]
    assert all(contrast(one, other) >= 1.3 for one, other in pairwise(steps))
    shades = [luminance(colours[f"h{shade}"]) for shade in range(7)]
    assert shades in (sorted(shades), sorted(shades, reverse=True))


def test_paper_has_no_dark_ground() -> None:
    for shade in range(7):
        assert luminance(THEMES["paper"][f"h{shade}"]) > 0.35
    assert luminance(THEMES["paper"]["paper"]) == luminance("#fff")
