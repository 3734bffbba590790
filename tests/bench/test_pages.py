"""The pages hold no figure that was typed by hand, and the pictures can be read."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import pairwise
from math import isclose
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

PAGES = ("performance.md", "scale.md", "scale.zh.md")
MEASURED = re.compile(
    r"\d[\d,.]*\s?(?:ms|µs|ns|s|GB|MB|GB/s|M pairs|×|%|秒|毫秒|分钟|小时|倍)(?![\w-])|\b\d[\d,.]* (?:times|seconds|minutes|hours)\b"
)


@pytest.fixture
def bench(root: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.syspath_prepend(root)
    names = ("curves", "pages", "picture", "report", "scale")
    return SimpleNamespace(**{name: import_module(f"bench.{name}") for name in names})


def test_every_section_is_on_a_page_and_every_page_asks_for_what_is_made(root: Path, bench: Any) -> None:
    texts = [(root / "docs" / page).read_text(encoding="utf-8") for page in PAGES]
    asked = [name for text in texts for _, name, _ in bench.pages.SECTION.findall(text)]
    assert sorted(asked) == sorted(bench.pages.SECTIONS)
    begun = sum(text.count("<!-- bench: ") for text in texts)
    assert begun == len(asked), "every section has an end"


@pytest.mark.parametrize("page", PAGES)
def test_no_figure_is_typed_by_hand(root: Path, bench: Any, page: str) -> None:
    text = bench.pages.SECTION.sub("", (root / "docs" / page).read_text(encoding="utf-8"))
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    assert not MEASURED.findall(prose)


def test_a_section_is_made_anew_and_what_was_not_measured_stays(bench: Any) -> None:
    page = "before\n<!-- bench: latency -->\nold\n<!-- end -->\n<!-- bench: large -->\nkept\n<!-- end -->\nafter\n"
    one = {"what": "a subject", "first": 1.5, "best": 0.0001234, "median": 0.02, "runs": 9}
    machine = {"when": "2026-11-22", "python": "CPython 3.11", "cores": 2, "processor": "any"}
    found = {"latency": {"found": [one], "load": 0.25, "machine": machine}}
    assert bench.pages.filled(page, found) == (
        "before\n<!-- bench: latency -->\n2026-11-22, CPython 3.11, 2 cores of any, load 0.2.\n\n"
        "| what      | first ms | best ms | median ms | runs |\n"
        "|-----------|---------:|--------:|----------:|-----:|\n"
        "| a subject |  1,500.0 |   0.123 |      20.0 |    9 |\n"
        "<!-- end -->\n<!-- bench: large -->\nkept\n<!-- end -->\nafter\n"
    )
    with pytest.raises(bench.pages.UnknownSection, match='no section "speed"'):
        bench.pages.filled("<!-- bench: speed -->\n<!-- end -->", found)


# --- the formula ----------------------------------------------------------------------------


def test_the_formula_finds_the_costs_it_was_made_from(bench: Any) -> None:
    cost = {"start": 0.5, "measure": 1e-3, "subject": 2e-6, "pair": 3e-9}
    sizes = [(20_000, 200), (1_000_000, 50), (1_000_000, 2_000), (3_000_000, 200), (20_000, 2_000)]
    points = [(n, m, 0.5 + m * 1e-3 + n * (2e-6 + m * 3e-9)) for n, m in sizes]
    found = bench.scale.fitted(points)
    assert all(isclose(getattr(found, name), value, rel_tol=1e-6) for name, value in cost.items())
    assert found.error < 1e-6
    assert isclose(found(60_000_000, 10_000), 0.5 + 10 + 120 + 1_800, rel_tol=1e-6)


def test_no_cost_of_the_formula_is_below_zero(bench: Any) -> None:
    found = bench.scale.fitted([(1_000, 10, 1.0), (2_000, 10, 0.9), (3_000, 10, 1.1), (1_000, 20, 0.8)])
    assert min(found.start, found.measure, found.subject, found.pair) >= 0
    assert found.error > 0.05


# --- pictures -------------------------------------------------------------------------------


def test_a_line_goes_where_its_figures_are(bench: Any) -> None:
    """Ten times as much is as far to the right each time, and more is higher."""
    line = bench.picture.Line("a line", [(10, 1.0), (100, 10.0), (1_000, 100.0)], "#123456")
    svg = bench.picture.chart([bench.picture.Panel("title", "x", "y", [line])], "what it shows")
    tree = ElementTree.fromstring(svg)
    assert tree.find("{*}title").text == "what it shows"  # type: ignore[union-attr]
    (path,) = (each.get("d", "") for each in tree.iter() if each.get("stroke-width") == "1.8")
    places = [tuple(map(float, each.split())) for each in path.removeprefix("M").split("L")]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places)]
    assert isclose(steps[0][0], steps[1][0], abs_tol=0.11) and steps[0][0] > 50
    assert isclose(steps[0][1], steps[1][1], abs_tol=0.11) and steps[0][1] < -50


def test_names_at_the_ends_of_lines_do_not_lie_on_one_another(bench: Any) -> None:
    places = bench.picture._apart([100.0, 101.0, 102.0, 300.0])
    assert places == sorted(places)
    gaps = [b - a for a, b in pairwise(places)]
    assert min(gaps) >= bench.picture.LINE_HEIGHT
    low = bench.picture._apart([281.0, 282.0, 283.0])
    assert low[-1] <= bench.picture.PANEL[1] - bench.picture.BOTTOM
