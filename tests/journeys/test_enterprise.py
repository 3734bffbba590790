"""What a clerk does for their enterprise."""

from __future__ import annotations

import re

CLERK = "enterprise-officer"


def test_seeing_what_the_enterprise_can_get_and_why(enter) -> None:
    page = enter(CLERK)
    page.goto("/mine/get/")
    told = {
        each: int(page.locator(f"[data-outcome={each}]").inner_text())
        for each in ("eligible", "unknown", "ineligible")
    }
    listed = {each: page.locator(f"[data-is={each}]").count() for each in told}
    assert told == listed
    why = page.locator("details", has=page.locator(".why")).first
    why.locator("summary").click()
    why.locator(".why .chip").first.wait_for()
    assert "《" in why.inner_text()  # the citation


def test_taking_it_home_as_excel_and_pdf(enter) -> None:
    page = enter(CLERK)
    page.goto("/mine/get/")
    for kind, start in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        answer = page.request.get(f"/mine/get/report.{kind}")
        assert answer.status == 200
        assert answer.body().startswith(start)


def test_answering_the_question_that_decides_most(enter) -> None:
    page = enter(CLERK)
    page.goto("/mine/ask/")
    first = page.locator("main h2").first.inner_text()
    page.locator("main form a.button").first.click()  # I do not know; next question
    page.wait_for_load_state()
    second = page.locator("main h2").first.inner_text()
    assert first != second


def test_trying_other_values_without_keeping_them(enter) -> None:
    page = enter(CLERK)
    page.goto("/mine/what-if/")
    slider = page.locator("#trial input[type=range]").first
    slider.wait_for()
    with page.expect_response(re.compile("/mine/what-if/")):
        slider.evaluate(
            "each => { each.value = each.max; each.dispatchEvent(new Event('input', {bubbles: true})) }"
        )
    page.wait_for_url(re.compile(r"\?.+="))
    tried, address = page.locator("#tried").inner_text(), page.url
    page.goto(address)
    assert page.locator("#tried").inner_text() == tried
    page.goto("/mine/what-if/")
    assert "→" not in page.locator("#tried").inner_text()


def test_saving_a_search_is_being_told(enter, language: str) -> None:
    page = enter(CLERK)
    page.goto("/policies/?q=研发")
    page.locator('a[href*="/mine/alerts/new/"]').first.click()
    page.locator("main form input[type=text]").first.fill(f"研发 {language}")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile("/mine/alerts/$"))
    assert f"研发 {language}" in page.locator("main").inner_text()


def test_filling_in_a_value_and_taking_it_back(enter) -> None:
    page = enter("other-enterprise")
    page.goto("/mine/profile/")
    page.locator(".sections a").first.click()
    page.wait_for_load_state()
    field = page.locator("main form input[type=text]:not([readonly])").first
    before = field.input_value()
    field.fill("not a number at all")
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    assert page.locator("[aria-invalid=true]").count() >= 1
    assert field.input_value() == "not a number at all"  # nothing typed is lost
    field.fill(before)


def test_no_other_enterprise_is_open(enter) -> None:
    page = enter(CLERK)
    page.goto("/mine/")
    own = page.locator("main").inner_text()
    other = enter("other-enterprise")
    other.goto("/mine/")
    assert other.locator("main").inner_text() != own
    found = other.request.get("/mine/get/?subject=1")
    assert found.status in {403, 404}
