"""What the zone's officers and analysts do."""

from __future__ import annotations

import re
from pathlib import Path

MEASURE = "nat-cit-small-2023"


def test_moving_a_threshold_and_keeping_the_variant(enter, language: str) -> None:
    page = enter("zone-analyst")
    page.goto(f"/sandbox/{MEASURE}/")
    before = page.locator("#result [data-number=reached]").first.inner_text()
    number = page.locator("#moves input[type=text]").first
    with page.expect_response(re.compile(rf"/sandbox/{MEASURE}/\?")):
        number.fill("10")
    page.locator("#result [data-number=losers]").first.wait_for()
    assert page.locator("#result [data-number=reached]").first.inner_text() != before
    page.wait_for_url(re.compile(r"\?.+="))
    page.locator("form[action$='/keep/'] input[type=text]").first.fill(f"variant {language}")
    page.locator("form[action$='/keep/'] button").last.click()
    page.wait_for_url(re.compile(r"/sandbox/variants/\d+/"))
    page.locator("form[action$='/draft/'] button").click()
    page.wait_for_url(re.compile(r"/sandbox/drafts/\d+/"))
    link = page.locator("a[href$='/file/']").first.get_attribute("href")
    draft = page.request.get(link).text()
    assert f"id: {MEASURE}" in draft


def test_importing_a_table_with_mistakes(enter, root: Path, language: str) -> None:
    page = enter("zone-officer")
    page.goto("/register/files/new/")
    page.set_input_files("input[type=file]", root / "examples" / "enterprises.csv")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/register/files/\d+/"))
    page.locator("#problems").wait_for(timeout=40_000)  # read, checked and taken by the worker
    text = page.locator("#part").inner_text()
    assert "2020-02-30" in text
    assert "91000000EXAMPLE89X" in text
    page.goto("/register/?q=91000000EXAMPLE46B")
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(r"/register/subjects/\d+/"))
    assert "312" in page.locator("main").inner_text()


def test_looking_at_runs_and_places(enter) -> None:
    page = enter("zone-officer")
    page.goto("/register/runs/")
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(r"/register/runs/\d+/"))
    page.goto("/register/places/")
    assert page.locator("main table").count() >= 1


def test_members_and_keys_of_an_organisation(enter, language: str) -> None:
    page = enter("zone-manager")
    page.goto("/account/members/")
    assert page.locator("main tbody tr").count() >= 4
    page.goto("/api/keys/")
    page.locator("main form input[type=text]").first.fill(f"key {language}")
    for box in page.locator("main form[action$='/new/'] input[type=checkbox]").all()[:1]:
        box.check()
    page.locator("main form[action$='/new/'] button.primary").click()
    token = page.locator("#token").inner_text()
    answer = page.request.get("/api/v1/measures", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 200
    assert page.request.get("/api/v1/measures", headers={"Authorization": "Bearer twk_wrong"}).status == 401


def test_support_in_somebodys_place_is_visible(enter) -> None:
    page = enter("operator")
    page.goto("/admin/")
    assert page.locator("#content").is_visible()
