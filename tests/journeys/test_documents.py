"""What a reviewer of documents does, without a mouse."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def notice(enter):
    """The review of the sample notice, once the worker has read it."""
    page = enter("zone-reviewer")
    for _ in range(60):
        page.goto("/documents/")
        links = page.locator('main a[href^="/documents/"]').evaluate_all(
            "all => all.map(each => each.getAttribute('href'))"
        )
        sets = [each for each in links if re.fullmatch(r"/documents/\d+/", each)]
        page.goto(sets[-1])
        if page.locator("#desk").count():
            return page, sets[-1]
        page.wait_for_timeout(1000)
    raise AssertionError("the sample was not read")


def test_deciding_by_keyboard_and_taking_it_back(notice) -> None:
    page, address = notice
    page.goto(f"{address}review/?list=facts")
    page.keyboard.press("j")
    page.locator("#card").wait_for()
    first = page.locator("#card-title").inner_text()
    with page.expect_response(re.compile("/decide/")):
        page.keyboard.press("a")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("u")
    page.wait_for_load_state("networkidle")
    assert first
    page.goto(f"{address}review/history/")
    assert page.locator("main").inner_text()


def test_a_fact_leads_to_its_characters_and_back(notice) -> None:
    page, address = notice
    page.goto(f"{address}?list=facts")
    page.locator("a.entry").first.click()
    page.locator("#card .mentions a").first.wait_for()
    quote = page.locator("#card blockquote mark").first.inner_text()
    page.locator("#card .mentions a").first.click()
    page.wait_for_load_state("networkidle")
    anchor = page.url.partition("#")[2]
    assert anchor
    marked = page.locator(f'[id="{anchor}"]').first
    assert marked.is_visible()
    assert quote[:4] in page.locator(".raw").inner_text()
