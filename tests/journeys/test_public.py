"""What anybody does without signing in."""

from __future__ import annotations

import re

import pytest

HNTE = "/policies/nat-hnte-2016/"


def test_finding_a_measure_and_reading_it_as_of_another_day(enter, language: str) -> None:
    page = enter()
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if language == "zh" else "en")
    page.locator("main input[type=search]").fill("研发")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/policies/\?.*q="))
    assert page.locator("#library .list > li").count() > 3
    assert all(
        "研发" in each for each in page.locator("#library .list > li").all_inner_texts() if language == "zh"
    )
    page.locator("#q").fill("研白")  # the two characters stand together nowhere
    page.locator("#library .empty").wait_for()
    page.wait_for_url(re.compile(r"q=%E7%A0%94%E7%99%BD"))
    page.locator("#q").fill("国科发火〔2016〕32号")
    page.locator(f'#library a[href="{HNTE}"]').click()

    page.locator("h1").wait_for()
    assert "国科发火〔2016〕32号" in page.locator("main").inner_text()
    assert page.locator("main .head .chip.good").count() == 1  # in force
    page.locator("#as_of").fill("2015-06-01")
    page.locator("form.asof button").click()
    page.wait_for_url("**as_of=2015-06-01")
    assert page.locator("main .head .chip.info").count() == 1  # still to come
    assert page.locator("main .head .chip.good").count() == 0


def test_narrowing_the_library_changes_its_address_and_counts(enter) -> None:
    page = enter()
    page.goto("/policies/")
    choice = page.locator("#filters label", has=page.locator("input[type=checkbox]")).first
    said = int(choice.locator(".count").inner_text())
    everything = int(page.locator("#library .count-line strong").inner_text())
    choice.locator("input").check()
    page.locator("#library .applied li").wait_for()
    assert int(page.locator("#library .count-line strong").inner_text()) == said < everything
    page.goto(page.url)  # the address alone gives the same
    assert page.locator("#filters input[type=checkbox]").first.is_checked()
    page.locator("#library .applied a").click()
    page.locator("#library .applied").wait_for(state="detached")
    assert int(page.locator("#library .count-line strong").inner_text()) == everything


def test_a_figure_of_the_zone_leads_to_its_source(enter) -> None:
    page = enter()
    page.goto("/zone/")
    page.locator(".leaflet-interactive").nth(5).wait_for()
    figure = page.locator("dl.figures a.cite").first
    source = page.locator(figure.get_attribute("href") or "")
    figure.click()
    page.locator("#cited").wait_for()
    assert source.locator("cite").inner_text() in page.locator("#cited").inner_text()
    assert figure.locator(".value").inner_text() in page.locator("#cited").inner_text()
    page.locator("#cited .to").click()
    assert source.is_visible()


def test_indicators_are_charts_with_the_same_figures_in_tables(enter) -> None:
    page = enter()
    page.goto("/zone/indicators/")
    page.locator(".chart svg").first.wait_for()
    assert page.locator(".chart svg").count() == page.locator(".chart").count()
    assert page.locator("main tbody a.cite").count() >= page.locator(".chart").count()


def test_the_language_and_the_light_are_kept(enter, language: str) -> None:
    page = enter()
    page.goto("/policies/?q=研发")
    before = page.locator("h1").inner_text()
    page.locator("header .bar > .tools form[action='/language/'] button").click()
    page.locator(f"html[lang={'en' if language == 'zh' else 'zh-CN'}]").wait_for()
    assert page.locator("h1").inner_text() != before
    assert page.locator("#q").input_value() == "研发"  # the same page, in another language
    page.locator("header .bar > .tools .to-dark").click()
    page.locator("html[data-theme=dark]").wait_for()
    page.goto("/zone/")
    assert page.locator("html").get_attribute("lang") == ("en" if language == "zh" else "zh-CN")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_measure_is_found_without_a_mouse(enter) -> None:
    page = enter()
    page.goto("/policies/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("高新技术企业认定")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q="))
    link = page.locator("#library .list h3 a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/policies/[a-z0-9-]+/"))


@pytest.mark.parametrize(
    ("address", "start"),
    [
        ("/policies/feed.atom", b"<?xml"),
        ("/policies/deadlines.ics", b"BEGIN:VCALENDAR"),
        (f"{HNTE}share.png", b"\x89PNG"),
        ("/robots.txt", b"User-agent"),
        ("/health/ready", b"{"),
    ],
)
def test_what_other_programs_fetch(portal: str, browser, address: str, start: bytes) -> None:
    with browser.new_context(base_url=portal) as context:
        answer = context.request.get(address)
        assert answer.status == 200
        assert answer.body().startswith(start)
