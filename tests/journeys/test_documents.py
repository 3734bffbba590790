"""What a reviewer of documents does, without a mouse."""

from __future__ import annotations

import re

import pytest

from journeys.looking import barriers, foreign

NOTICE = "/documents/1/"


@pytest.fixture
def page(enter):
    """A reviewer's, once the worker has read the sample notice."""
    found = enter("zone-reviewer")
    found.goto(NOTICE)  # it looks for itself until the reading is done
    found.locator("#desk").wait_for(timeout=60_000)
    return found


def test_deciding_by_keyboard_and_taking_it_back(page, language: str) -> None:
    page.goto(f"{NOTICE}review/?list=facts")
    page.keyboard.press("j")
    card = page.locator("#card-title")
    card.wait_for()
    first = card.inner_text()
    page.keyboard.press("j")
    page.wait_for_function("first => document.querySelector('#card-title')?.innerText !== first", arg=first)
    page.keyboard.press("k")
    page.wait_for_function("first => document.querySelector('#card-title')?.innerText === first", arg=first)
    page.keyboard.press("a")
    page.locator(".side .said .chip.good").wait_for()
    assert barriers(page) + foreign(page, language) == []
    page.keyboard.press("u")
    page.locator(".side .said").wait_for(state="detached")
    page.goto(f"{NOTICE}review/history/")
    assert page.locator("main tbody tr").first.locator("td:nth-child(3) .under").count() == 1  # taken back by


def test_correcting_keeps_the_machines_value_beside_the_persons(page, language: str) -> None:
    right = {"zh": "示例甲", "en": "示例乙"}[language]
    page.goto(f"{NOTICE}review/?list=facts")
    page.keyboard.press("j")
    page.locator("#card-title").wait_for()
    page.keyboard.press("c")
    page.wait_for_function("document.activeElement.closest('#correct') !== null")
    field = page.evaluate("document.activeElement.id")
    page.locator(f"[id='{field}']").fill(right)
    page.keyboard.press("Enter")
    page.locator(".side .said").wait_for()
    page.goto(f"{NOTICE}review/history/")
    newest = page.locator("main tbody tr").first
    assert newest.locator("ins").inner_text() == right
    assert newest.locator("del").inner_text() not in {"", right}
    newest.locator("th a").click()
    page.locator("#card form[action$='/undo/'] button").last.wait_for(state="attached")
    page.locator("#card details", has=page.locator("form[action$='/undo/']")).locator("summary").click()
    page.locator("#card details form[action$='/undo/'] button").click()
    page.locator("#card ins").wait_for(state="detached")


def test_a_fact_leads_to_its_characters_and_back(page) -> None:
    page.goto(f"{NOTICE}?list=facts")
    page.locator("a.entry").first.click()
    mention = page.locator("#card .mentions a").first
    mention.wait_for()
    quote = page.locator("#card blockquote mark").first.inner_text()
    mention.click()
    page.wait_for_url(re.compile("#."))
    anchor = page.url.partition("#")[2]
    mark = page.locator(f'[id="{anchor}"]').first
    mark.wait_for()
    assert quote[:4] in page.locator(".raw").inner_text()
    assert page.locator(".raw .now").count() >= 1  # its characters are marked
