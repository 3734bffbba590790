"""The tokens of portal.css hold the contrast that WCAG 2.2 AA asks for, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import twinwheel_web.design

pytestmark = pytest.mark.once

CSS = (Path(twinwheel_web.design.__file__).parent / "static" / "design" / "portal.css").read_text("utf-8")
TONES = ("good", "bad", "doubt", "person")
TEXT = [
    *((ink, paper) for ink in ("ink", "soft", "accent", "seal", *TONES) for paper in ("paper", "wash")),
    *((tone, f"{tone}-wash") for tone in (*TONES, "accent")),
    *((ink, f"{tone}-wash") for ink in ("ink", "soft") for tone in (*TONES, "accent")),
    ("on-accent", "accent"),
    ("on-accent", "eligible"),
    ("soft", "h0"),
    *(("on-low", f"h{step}") for step in (1, 2, 3)),
    *((f"on-{step}", f"h{step}") for step in (4, 5, 6)),
]
"""Words on what lies under them: 4.5 to 1."""
SHAPES = [
    (mark, paper)
    for mark in ("open", "focus", *(f"series-{number}" for number in range(1, 6)))
    for paper in ("paper", "wash")
]
"""Borders of controls, the ring of the focus, lines of charts: 3 to 1."""


def blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The tokens of the light, of the dark that was chosen, of the dark that the system asks for."""
    light, chosen, asked = re.findall(r":root[^{]*\{(.*?)\}", CSS, re.DOTALL)[:3]
    read = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", block)) for block in (light, chosen, asked)]
    return read[0], read[1], read[2]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3)])
def test_colours_keep_their_contrast(theme: str, pairs: list[tuple[str, str]], least: float) -> None:
    light, dark, _ = blocks()
    tokens = light if theme == "light" else light | dark
    poor = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(tokens[pair[0]], tokens[pair[1]])) < least
    }
    assert not poor


def test_the_dark_is_the_same_chosen_and_asked_for() -> None:
    light, chosen, asked = blocks()
    assert chosen == asked
    assert chosen.keys() <= light.keys()
