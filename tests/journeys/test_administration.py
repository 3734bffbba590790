"""What the zone's officers, analysts and managers do, and the portal's operator."""

from __future__ import annotations

import re
import time
from pathlib import Path

from journeys.looking import barriers, foreign

MEASURE = "nat-cit-small-2023"
WORK = 60_000  # milliseconds the worker may take for a small job


def test_moving_a_threshold_keeping_the_variant_and_drafting_it(enter, language: str) -> None:
    page, name = enter("zone-analyst"), f"variant {language} {time.time_ns()}"
    page.goto(f"/sandbox/{MEASURE}/")
    reached = page.locator("#result [data-number=reached]").first
    before = reached.inner_text()
    page.locator("#moves input[type=text]").first.fill("10")
    page.locator("#result [data-number=losers]").first.wait_for()
    page.wait_for_url(re.compile(r"\?.+="))
    assert reached.inner_text() != before
    losers = page.locator("#result [data-number=losers]").first.inner_text()
    address = page.url
    page.goto(address)  # the address alone gives the same
    assert page.locator("#result [data-number=losers]").first.inner_text() == losers

    page.locator("form[action$='/keep/'] input[type=text]").first.fill(name)
    page.locator("form[action$='/keep/'] button").last.click()
    page.wait_for_url(re.compile(r"/sandbox/variants/\d+/"))
    assert page.locator("h1").inner_text() == name
    assert barriers(page) + foreign(page, language) == []
    page.locator("form[action$='/draft/'] button").click()
    page.wait_for_url(re.compile(r"/sandbox/drafts/\d+/"))
    assert page.locator("pre ins").count() >= 1
    assert barriers(page) + foreign(page, language) == []
    draft = page.request.get(page.locator("a[href$='/file/']").first.get_attribute("href"))
    assert f"id: {MEASURE}" in draft.text()
    assert page.request.get(f"/policies/{MEASURE}/").status == 200
    page.goto(f"/sandbox/{MEASURE}/")
    assert reached.inner_text() == before  # the policy is what it was


def test_importing_a_table_with_mistakes_and_what_comes_of_it(
    enter, root: Path, language: str, tmp_path
) -> None:
    page, staff = enter("zone-officer"), str(1000 + time.time_ns() // 1_000_000 % 8000)
    table = (root / "examples" / "enterprises.csv").read_text("utf-8").replace(",312,", f",{staff},")
    (tmp_path / "enterprises.csv").write_text(table, "utf-8")
    page.goto("/register/files/new/")
    page.set_input_files("input[type=file]", tmp_path / "enterprises.csv")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/register/files/\d+/"))
    page.locator("#problems").wait_for(
        timeout=WORK
    )  # read, checked and taken by the worker, while the page looks on
    told = page.locator("#part").inner_text()
    assert "2020-02-30" in told
    assert "91000000EXAMPLE89X" in told
    assert barriers(page) + foreign(page, language) == []
    rejects = page.request.get(page.locator("a[href$='rejects.csv']").get_attribute("href")).text()
    assert "91000000EXAMPLE89X" in rejects

    page.goto("/register/?q=91000000EXAMPLE46B")
    page.locator("main tbody th a").click()
    page.wait_for_url(re.compile(r"/register/subjects/\d+/"))
    row = page.locator(
        "main tr", has=page.locator("td", has_text=re.compile(rf"^\D*{staff[0]},?{staff[1:]}\b"))
    )
    row.locator("th a").click()
    page.wait_for_url(re.compile(r"/history/\?field="))
    newest = page.locator("main tbody tr").first.inner_text()
    assert staff in newest.replace(",", "")
    assert "enterprises.csv" in newest


def test_looking_at_runs_filters_and_places(enter) -> None:
    page = enter("zone-officer")
    page.goto("/register/runs/")
    page.locator("main tbody th a").last.click()  # the first run, which is done
    page.wait_for_url(re.compile(r"/register/runs/\d+/"))
    row = page.locator("#measures ~ .scroll tbody tr, section[aria-labelledby=measures] tbody tr").first
    eligible = int(row.locator("td").first.inner_text().replace(",", ""))
    row.locator("th a").click()
    page.wait_for_url(re.compile("outcome=eligible"))
    listed = re.search(r"[\d,]+", page.locator("main .lead").inner_text())
    assert listed
    assert (
        abs(int(listed[0].replace(",", "")) - eligible) <= 10
    )  # a newer run may count what was imported since
    page.goto("/register/places/")
    assert page.locator("main table").count() >= 1


def test_taking_a_member_in_and_letting_them_go(enter, language: str) -> None:
    manager, person = enter("zone-manager"), enter("person")
    person.goto("/zone/")
    assert person.locator("header .bar > nav a[href='/sandbox/']").count() == 0
    manager.goto("/account/members/")
    members = manager.locator("main tbody tr").count()
    manager.locator("main form[action='/account/members/'] input[name=person]").fill("nobody-of-this-name")
    manager.locator("main form[action='/account/members/'] button.primary").click()
    manager.locator("main .errorlist").wait_for()
    manager.locator("main form[action='/account/members/'] input[name=person]").fill("person")
    manager.locator("main form[action='/account/members/'] select[name=role]").select_option("analyst")
    manager.locator("main form[action='/account/members/'] button.primary").click()
    taken = manager.locator("main tbody tr", has=manager.locator(".under", has_text=re.compile("^person$")))
    taken.wait_for()
    assert manager.locator("main tbody tr").count() == members + 1
    person.goto("/zone/")
    assert person.locator("header .bar > nav a[href='/sandbox/']").count() == 1
    taken.locator("form[action$='/end/'] button").click()
    taken.wait_for(state="detached")
    assert person.request.get("/sandbox/").status == 403


def test_delegating_and_taking_it_back(enter) -> None:
    manager, taker = enter("enterprise-manager"), "示范园区运营有限公司"
    manager.goto("/account/delegations/")
    manager.locator("input[name=taker]").fill(taker)
    manager.locator("select[name=scope]").select_option(index=0)
    manager.locator("input[name=until]").fill("2099-12-31")
    manager.locator("main form[action='/account/delegations/'] button.primary").click()
    given = manager.locator("main tbody tr", has_text=taker).filter(has=manager.locator("form"))
    given.wait_for()
    own = manager.request.get("/mine/").text()
    number = re.search(r"subject=(\d+)", own)
    assert number
    other = enter("operating-officer")
    other.goto("/mine/")
    assert other.locator(f"main a[href*='subject={number[1]}']").count() >= 1
    given.locator("form button").click()
    given.wait_for(state="detached")


def test_a_key_of_an_organisation_opens_the_api_until_it_is_revoked(enter, language: str) -> None:
    page, name = enter("zone-manager"), f"key {language} {time.time_ns()}"
    page.goto("/api/keys/")
    page.locator("main form[action$='/new/'] input[name=name]").fill(name)
    page.locator("main form[action$='/new/'] button.primary").click()
    token = page.locator("#token").inner_text()
    assert barriers(page) + foreign(page, language) == []
    given = {"Authorization": f"Bearer {token}"}
    assert page.request.get("/api/v1/measures", headers=given).status == 200
    assert page.request.get("/api/v1/measures", headers={"Authorization": "Bearer twk_wrong"}).status == 401
    page.goto("/api/keys/")
    assert token not in page.content()
    row = page.locator("main tbody tr", has_text=name)
    row.locator("form button").click()
    row.locator("form").wait_for(state="detached")
    assert page.request.get("/api/v1/measures", headers=given).status == 401


def test_support_in_somebodys_place_is_visible_and_logged(enter, language: str) -> None:
    page = enter("operator")
    page.goto("/admin/accounts/impersonation/")
    before = page.locator("#result_list tbody tr").count()
    page.goto("/admin/accounts/user/")
    row = page.locator(
        "#result_list tbody tr", has=page.locator("th a", has_text=re.compile("^enterprise-officer$"))
    )
    row.locator("[data-hijack-user]").click()
    page.locator("header .ribbon.alarm").wait_for()
    page.goto("/mine/get/")
    assert page.locator("header .ribbon.alarm").is_visible()
    assert barriers(page) + foreign(page, language) == []
    assert page.request.get("/sign/password/change/").status == 403  # what only the person may do
    page.locator("header .ribbon.alarm button").click()
    page.locator("header .ribbon.alarm").wait_for(state="detached")
    page.goto("/admin/accounts/impersonation/")
    assert page.locator("#result_list tbody tr").count() == before + 1
    clerk = enter("enterprise-officer")
    clerk.goto("/account/")
    assert clerk.locator("section[aria-labelledby=support] li").count() >= 1
