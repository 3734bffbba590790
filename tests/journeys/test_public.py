"""What anybody does without signing in."""

from __future__ import annotations

import re

import pytest


def count(page) -> int:
    """The number of measures the library says it found."""
    return len(page.locator("#library .list > li").all())


def test_finding_a_measure_and_reading_it_as_of_another_day(enter, language: str) -> None:
    page = enter()
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if language == "zh" else "en")
    page.locator("main input[type=search]").fill("研发")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/policies/\?.*q="))
    assert count(page) > 3
    with page.expect_response(re.compile(r"q=%E7%A0%94%E7%99%BD")):
        page.locator("#q").fill("研白")  # the two characters stand together nowhere
    page.wait_for_function("document.querySelectorAll('#library .list > li').length === 0")

    page.goto("/policies/nat-hnte-2016/")
    assert "国科发火〔2016〕32号" in page.locator("main").inner_text()
    page.goto("/policies/nat-hnte-2016/?as_of=2015-06-01")
    assert page.locator("h1").count() == 1
    assert "2015" in page.locator("main").inner_text()


def test_narrowing_the_library_changes_its_address_and_counts(enter) -> None:
    page = enter()
    page.goto("/policies/")
    before = page.locator("#library").inner_text()
    first = page.locator("#filters input[type=checkbox]").first
    first.check()
    page.wait_for_url(re.compile(r"\?.+="))
    page.wait_for_function("before => document.querySelector('#library').innerText !== before", arg=before)
    address = page.url
    page.goto(address)  # the address alone gives the same
    assert page.locator("#filters input[type=checkbox]").first.is_checked()


def test_a_figure_of_the_zone_leads_to_its_source(enter) -> None:
    page = enter()
    page.goto("/zone/")
    figure = page.locator("dl.figures a").first
    target = figure.get_attribute("href")
    figure.click()
    assert target and target.startswith("#")
    source = page.locator(f'[id="{target[1:]}"]')
    assert source.is_visible()
    assert re.search(r"20\d\d", source.inner_text())
    page.locator(".leaflet-container").wait_for()
    assert page.locator(".leaflet-interactive").count() > 5


def test_indicators_are_charts_and_tables(enter) -> None:
    page = enter()
    page.goto("/zone/indicators/")
    page.locator(".chart svg").first.wait_for()
    assert page.locator("main table").count() >= 1


def test_the_language_and_the_light_are_kept(enter, language: str) -> None:
    page = enter()
    page.goto("/policies/")
    before = page.locator("h1").inner_text()
    page.locator("form[action='/language/'] button").first.click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() != before
    page.goto("/zone/")
    assert page.locator("html").get_attribute("lang") == ("en" if language == "zh" else "zh-CN")


@pytest.mark.parametrize(
    ("address", "start"),
    [
        ("/policies/feed.atom", b"<?xml"),
        ("/policies/deadlines.ics", b"BEGIN:VCALENDAR"),
        ("/policies/nat-hnte-2016/share.png", b"\x89PNG"),
        ("/.well-known/security.txt", b""),
        ("/robots.txt", b"User-agent"),
    ],
)
def test_what_other_programs_fetch(enter, address: str, start: bytes) -> None:
    answer = enter().request.get(address)
    assert answer.status in {200, 404} if not start else answer.status == 200
    assert answer.body().startswith(start)
