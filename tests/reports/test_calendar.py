"""The calendar as a page: what it shows, its colours, and how it stands in a real browser."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from twinwheel.matching.changes.calendar import Calendar
from twinwheel.packs import read_pack
from twinwheel.registers import open_register
from twinwheel.reports.calendar import write_calendar

from .test_browser import CHROMIUM, probed
from .test_style import THEMES, contrast, luminance

FOLDER = Path(__file__).parents[2] / "src" / "twinwheel" / "reports" / "templates"
CSS = (FOLDER / "calendar.css").read_text("utf-8")


def made(root: Path, folder: Path, first: date, last: date) -> tuple[str, Calendar]:
    pack = read_pack(root / "examples" / "example-bay")
    register = open_register(pack, root / "examples" / "example-bay.csv")
    calendar = Calendar(pack, "enterprise", first, last)
    for _ in calendar.tables(register.batches()):
        pass
    write_calendar(folder / "calendar.html", calendar, register)
    return (folder / "calendar.html").read_text("utf-8"), calendar


@pytest.fixture(scope="module")
def year(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Calendar]:
    return made(root, tmp_path_factory.mktemp("year"), date(2026, 12, 1), date(2028, 1, 31))


def test_a_year_has_a_column_per_month_and_a_week_one_per_day(
    year: tuple[str, Calendar], root: Path, tmp_path: Path
) -> None:
    def columns(html: str) -> int:
        head = re.search(r'<table class="heat months".*?</thead>', html, re.S)
        return head[0].count('<th scope="col">') - 2 if head else 0

    assert columns(year[0]) == 14
    assert columns(made(root, tmp_path, date(2027, 12, 29), date(2028, 1, 4))[0]) == 7


def test_many_years_have_a_column_per_quarter(root: Path, tmp_path: Path) -> None:
    html, _ = made(root, tmp_path, date(2026, 12, 20), date(2031, 2, 10))
    head = re.search(r'<table class="heat months".*?</thead>', html, re.S)
    assert head
    assert head[0].count('<th scope="col">') - 2 == 1 + 4 * 4 + 1
    assert len(re.findall(r">Q\d<", head[0])) == 18


def test_the_numbers_on_the_page_are_those_of_the_calendar(year: tuple[str, Calendar]) -> None:
    html, calendar = year
    table = re.search(r'<table class="heat months".*?</table>', html, re.S)
    assert table
    cells = re.findall(r"<td(?! class=\"sum\")[^>]*>(.*?)</td>", table[0])
    for sign, side in (
        ("+", calendar.turned.gained),
        ("−", calendar.turned.lost),
        ("±", calendar.turned.other),
    ):
        numbers = [
            int(n.replace(",", ""))
            for cell in cells
            for n in re.findall(rf">{re.escape(sign)}([\d,]+)<", cell)
        ]
        assert sum(numbers) == side.sum()
    for event in calendar.events:
        assert str(event.day) in html


def test_the_same_calendar_gives_the_same_page(
    year: tuple[str, Calendar], root: Path, tmp_path: Path
) -> None:
    assert made(root, tmp_path, date(2026, 12, 1), date(2028, 1, 31))[0] == year[0]


def colours(theme: str) -> dict[str, str]:
    light, chosen, system = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", body))
        for body in re.findall(r":root[^{]*\{([^}]*--r1[^}]*)\}", CSS)
    )
    assert chosen == system
    return THEMES[theme] | (chosen if theme == "dark" else light)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_losses_can_be_read_and_deepen(theme: str) -> None:
    found = colours(theme)
    for shade in range(1, 7):
        ink = found["on-low"] if shade < 4 else found[f"on-{shade}"]
        assert contrast(ink, found[f"r{shade}"]) >= 4.5
    for name in ("gain", "loss"):
        assert contrast(found[name], found["paper"]) >= 4.5
    shades = [luminance(found[f"r{shade}"]) for shade in range(1, 7)]
    assert shades in (sorted(shades), sorted(shades, reverse=True))


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium or google-chrome to draw the page")
def test_it_stays_in_its_width_in_both_languages(
    year: tuple[str, Calendar], tmp_path: Path, width: int
) -> None:
    html = year[0].replace("</header>", '<button data-switch="open" hidden></button></header>')
    steps = probed(html, tmp_path, width)
    assert (steps["start"]["heading"], steps["english"]["heading"]) == ("政策日历", "Policy calendar")
    assert {each["sideways"] for each in steps.values()} == {0}
    assert {each["loaded"] for each in steps.values()} == {0}
