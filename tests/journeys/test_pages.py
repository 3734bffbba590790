"""Every page of every role, wide and light, narrow and dark: accessible, and without a line of error in the console."""

from __future__ import annotations

import pytest

PAGES = {
    None: (
        "/", "/zone/", "/zone/indicators/", "/policies/", "/policies/?q=研发", "/policies/nat-hnte-2016/", "/documents/",
        "/demo/", "/sign/login/", "/sign/signup/", "/sign/password/reset/", "/api/docs", "/nowhere/",
    ),
    "enterprise-officer": (
        "/mine/", "/mine/get/", "/mine/get/nat-hnte-2016/", "/mine/ask/", "/mine/profile/", "/mine/what-if/",
        "/mine/calendar/", "/mine/alerts/", "/mine/import/", "/account/",
    ),
    "enterprise-manager": ("/account/members/", "/account/delegations/", "/account/looks/", "/account/data/", "/api/keys/"),
    "zone-analyst": ("/sandbox/", "/sandbox/nat-cit-small-2023/"),
    "zone-officer": (
        "/register/", "/register/places/", "/register/files/", "/register/files/new/", "/register/duplicates/",
        "/register/runs/", "/register/subjects/1/",
    ),
    "zone-reviewer": ("/documents/add/",),
    "person": ("/sign/2fa/", "/sign/sessions/", "/account/close/"),
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES, ids=str)
def test_pages_are_accessible(enter, accessible, who: str | None) -> None:
    wide, narrow = enter(who), enter(who, width=360, dark=True)
    for address in PAGES[who]:
        for page in (wide, narrow):
            page.goto(address)
            assert page.locator("h1").count() == 1, (
                f"{address}: {page.locator('h1').count()} headings of the first level"
            )
            accessible(page)
