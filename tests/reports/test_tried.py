"""The page of a trial: complete in both languages, safe, and drawn by a real browser."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from twinwheel.matching.plan import plan
from twinwheel.matching.sandbox.proposal import propose
from twinwheel.matching.sandbox.sandbox import Sandbox
from twinwheel.matching.sandbox.sweep import read_range, sweep
from twinwheel.matching.sandbox.tried import Tried, tried
from twinwheel.packs import Pack
from twinwheel.registers import Register
from twinwheel.reports.curve import HEIGHT, LEFT, TOP, drawing
from twinwheel.reports.tried import page
from twinwheel.reports.tried_curve import numbers_of
from twinwheel.reports.words import Words

from .conftest import DAY
from .test_browser import CHROMIUM, probed


@pytest.fixture(scope="module")
def found(pack: Pack, register: Register) -> Tried:
    sandbox = Sandbox(plan(pack, "enterprise", DAY), register)
    settings = ["nat-cit-small-2023/income-cap.threshold=150", "nat-hnte-2016/rd-ratio.threshold=0.01"]
    curves = sweep(sandbox, read_range("nat-cit-small-2023/income-cap.threshold=100..500"))
    return tried(sandbox, propose(pack, DAY, settings), curves)


@pytest.fixture(scope="module")
def html(found: Tried) -> str:
    return page(found)


def text(html: str, lang: str) -> str:
    """What a reader of one language sees."""
    other = "en" if lang == "zh" else "zh"
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>|<script>.*?</script>", "", html, flags=re.S)
    body = re.sub(rf'<(span|text) class="{other}"[^>]*>.*?</\1>', "", body, flags=re.S)
    return re.sub(r"<[^>]+>", " ", body)


def test_numbers_on_the_page_are_those_of_the_trial(found: Tried, html: str) -> None:
    for each in found.measures:
        effect = each.effect
        assert f'<span class="value">{effect.losers:,}</span>' in html
        if effect.after.budget:
            assert f"{Decimal(effect.after.budget.known).scaleb(-2):,.2f}" in html
    assert html.count('class="dot"') == 2 * len(found.curves[0].points)


def test_each_language_is_complete(html: str) -> None:
    chinese, english = text(html, "zh"), text(html, "en")
    assert "受益" in chinese
    assert "Winners" not in chinese
    assert "Winners" in english
    left = {each for each in re.findall(r"[一-鿿]+", english) if each not in {"双轮", "政策试算", "中文"}}
    assert not left


def test_nothing_is_fetched_and_nothing_unfinished_is_shown(html: str) -> None:
    assert not re.search(r'(src|href)="(?!#)', html)
    assert "NaN" not in html
    assert "None" not in text(html, "zh")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium or google-chrome to draw the page")
@pytest.mark.parametrize(
    ("width", "query", "heading"), [(1280, "", "政策试算"), (500, "?lang=en", "Policy trial")]
)
def test_a_browser_draws_it_in_its_width(
    html: str, tmp_path: Path, width: int, query: str, heading: str
) -> None:
    steps: dict[str, dict[str, Any]] = probed(html, tmp_path, width, query)
    assert steps["start"]["heading"] == heading
    assert {each["sideways"] for each in steps.values()} == {0}
    assert {each["loaded"] for each in steps.values()} == {0}


# --- the curve ------------------------------------------------------------------------------------


def labels(numbers: Any) -> list[Words]:
    return [Words(f"{each:g}", f"{each:g}") for each in numbers]


def points(svg: str, kind: str) -> list[tuple[float, float]]:
    found = re.search(rf'class="{kind}" points="([^"]*)"', svg)
    assert found is not None
    return [(float(a), float(b)) for a, b in (pair.split(",") for pair in found[1].split())]


def test_a_curve_runs_from_end_to_end_and_bigger_is_higher() -> None:
    svg = drawing(
        [1.0, 2.0, 3.0], [10, 20, 40], [15, 30, 60], [(1.0, Words("<一>", "<one>"))], 2.0, 20, labels
    )
    line, band = points(svg, "line"), points(svg, "band")
    assert line[0][0] == LEFT
    assert line[0][1] > line[1][1] > line[2][1] >= TOP
    assert len(band) == 6
    assert all(upper[1] < lower[1] for upper, lower in zip(band[:3], line, strict=True))
    assert "&lt;one&gt;" in svg


def test_a_flat_curve_and_one_without_a_band_are_drawn() -> None:
    svg = drawing([0.0, 1.0], [7, 7], [7, 7], [], None, None, labels)
    assert 'class="band"' not in svg
    assert all(TOP <= y <= HEIGHT for _, y in points(svg, "line"))
    assert drawing([0.0, 1.0], [0, 0], [0, 0], [], None, 0, labels).count('class="dot"') == 2


@pytest.mark.parametrize(
    ("values", "unit", "shown", "name"),
    [
        (["100", "500"], "万元", [Words("100", "1"), Words("500", "5")], Words("万元", "CNY million")),
        (["0", "250000000"], "元", [Words("0", "0"), Words("2.5", "250")], Words("亿元", "CNY million")),
        (["0.03"], "比例", [Words("3%", "3%")], Words("", "")),
        (["1200"], "人", [Words("1,200", "1,200")], Words("人", "")),
        (["5"], "年", [Words("5", "5")], Words("年", "years")),
    ],
)
def test_axes_have_short_numbers_and_say_the_unit_once(
    values: list[str], unit: str, shown: list[Words], name: Words
) -> None:
    assert numbers_of(list(map(Decimal, values)), unit) == (shown, name)
