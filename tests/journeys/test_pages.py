"""Every page of every role, in both languages, wide and light, narrow and dark: accessible, whole, in its own language.

``PAGES`` has every page, under one of those who may see it (``tests/web/accounts`` holds who else may). A new page without
arguments that is neither there nor in ``NO_PAGES`` fails. Of the console every model has its list, its form and the page of one
row looked at, in English those of every other model: they are made by the same templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from django.contrib import admin
from django.urls import Resolver404, resolve, reverse

from addresses import addresses
from journeys.looking import barriers, foreign, sideways

PHONE, SCREEN = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
PAGES = {
    None: (
        "/", "/zone/", "/zone/indicators/", "/policies/", "/policies/?q=研发&as_of=2030-01-01", "/policies/?q=研白",
        "/policies/nat-hnte-2016/", "/documents/", "/documents/1/", "/documents/?q=通知", "/demo/", "/api/docs", "/nowhere/",
        "/sign/login/", "/sign/signup/", "/sign/password/reset/", "/sign/password/reset/done/",
        "/sign/password/reset/key/done/", "/sign/inactive/", "/sign/confirm-email/", "/sign/3rdparty/login/cancelled/",
    ),
    "enterprise-officer": (
        "/mine/", "/mine/get/", "/mine/get/?as_of=2026-01-01", "/mine/get/nat-hnte-2016/", "/mine/ask/", "/mine/profile/",
        "/mine/profile/identity/", "/mine/what-if/", "/mine/calendar/", "/mine/alerts/", "/mine/alerts/new/?q=研发",
        "/mine/import/", "/mine/new/", "/register/",
    ),
    "enterprise-manager": (
        "/account/", "/account/members/", "/account/delegations/", "/account/looks/", "/account/close/", "/api/keys/",
    ),
    "zone-analyst": (
        "/sandbox/", "/sandbox/nat-cit-small-2023/", "/sandbox/nat-cit-small-2023/curve/",
        "/sandbox/nat-cit-small-2023/checks/", "/sandbox/compare/",
    ),
    "zone-officer": (
        "/register/", "/register/places/", "/register/files/", "/register/files/new/", "/register/files/1/",
        "/register/duplicates/", "/register/duplicates/3/4/", "/register/runs/", "/register/runs/1/",
        "/register/subjects/3/", "/register/subjects/3/history/", "/register/subjects/3/history/?field=staff",
        "/mine/get/?subject=3",
    ),
    "zone-reviewer": (
        "/documents/", "/documents/add/", "/documents/1/", "/documents/1/review/", "/documents/1/review/history/",
        "/documents/1/draft/1/", "/documents/1/delete/",
    ),
    "person": (
        "/sign/2fa/", "/sign/2fa/totp/activate/", "/sign/sessions/", "/sign/email/", "/sign/password/set/",
        "/sign/password/change/", "/sign/3rdparty/", "/sign/logout/", "/account/",
    ),
    "operator": (
        "/admin/", "/admin/accounts/", "/admin/accounts/user/?q=zone&is_superuser__exact=0&_facets=True", "/admin/nowhere/",
        "/admin/accounts/user/1/password/", "/admin/accounts/user/1/history/", "/admin/accounts/user/1/delete/",
        "/admin/accounts/organisation/add/?_popup=1",
    ),
}  # fmt: skip
LEADS_ON = ".object-tools .addlink, #result_list tbody tr:first-child th a"
"""From a list of the console to its form and to the page of one row."""
NO_PAGES = {
    "policies:feed", "policies:deadlines", "policies:calendar", "policies:share", "mine:template", "mine:pdf",
    "mine:workbook", "accounts:data", "registry:export", "registry:rejects", "registry:run_file", "documents:document_json",
    "documents:draft_zip", "documents:facts_parquet", "documents:review_yaml", "documents:text", "sandbox:file",
    "operations:live", "operations:ready", "operations:metrics", "operations:security", "operations:robots",
    "design:favicon", "openid_connect_login", "openid_connect_callback",
    "mfa_download_recovery_codes",
    "demo:enter", "mine:notices_read", "mine:digest", "mine:alert_stop", "mine:notice_mute", "registry:start",
    "registry:undo", "accounts:act", "accounts:leave", "accounts:change_role", "accounts:end", "accounts:take_back",
    "api:make", "api:revoke", "design:theme", "documents:again", "documents:decide", "documents:import", "documents:publish",
    "documents:undo", "documents:progress", "sandbox:again", "sandbox:keep", "sandbox:publish", "sandbox:remove",
}  # fmt: skip
"""Files and data; then addresses that only take something."""
ON_THE_WAY = {
    "sandbox:variant", "sandbox:draft", "mfa_authenticate", "mfa_reauthenticate", "account_reauthenticate",
    "account_confirm_login_code", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "socialaccount_login_error", "socialaccount_signup", "account_confirm_email", "account_reset_password_from_key",
}  # fmt: skip
"""Open only to somebody who did something before; the journeys come by some of them."""


def _lists() -> list[str]:
    """Of the console."""
    names = [(each._meta.app_label, each._meta.model_name) for each in admin.site._registry]
    return [reverse(f"admin:{app}_{model}_changelist") for app, model in names]


LISTS = _lists()
AT_ONCE = 10


def _walks() -> Iterator[tuple[str, tuple[str | None, Sequence[str]]]]:
    """Who looks at what: short ones, so that two processes end at about the same time."""
    for who, pages in [*PAGES.items(), ("operator", LISTS)]:
        for start in range(0, len(pages), AT_ONCE):
            part = pages[start : start + AT_ONCE]
            yield f"{who} from {part[0].partition('?')[0]}", (who, part)


def _looked_at() -> set[str]:
    """Names of the pages in ``PAGES``."""
    found = set()
    for address in (each.partition("?")[0] for some in PAGES.values() for each in some):
        with suppress(Resolver404):
            found.add(resolve(address).view_name)
    return found


def test_every_page_is_looked_at() -> None:
    pages = {
        each.name for each in addresses() if each.name and (each.a_page or each.route.startswith("sign/"))
    }
    left_out = pages - _looked_at() - NO_PAGES - ON_THE_WAY
    assert left_out == set(), "add an address of each to PAGES; to NO_PAGES if it is none"
    assert pages >= (NO_PAGES | ON_THE_WAY), "these are no more"


WALKS = dict(_walks())


@pytest.mark.parametrize("walk", WALKS)
def test_pages_are_for_everybody(enter, language: str, walk: str) -> None:
    """Chinese on a wide screen in the light, English on a phone in the dark; whole on both."""
    who, pages = WALKS[walk]
    page = enter(who, dark=language == "en")
    wrong = {}
    lists = [each for each in pages if each in LISTS]
    to_see = [*pages] if language == "zh" or not lists else lists[::2]
    for address in to_see:  # a list of the console lengthens it
        sizes = (PHONE, SCREEN) if language == "zh" else (SCREEN, PHONE)
        page.set_viewport_size(sizes[0])
        page.goto(address)
        found = sideways(page)
        page.set_viewport_size(sizes[1])
        headings = page.locator("h1").count()
        found += sideways(page) + barriers(page) + foreign(page, language)
        found += [] if headings == 1 else [f"{headings} headings of the first level"]
        if found:
            wrong[address] = found
        if address in lists:
            to_see += page.eval_on_selector_all(LEADS_ON, "all => all.map(each => each.getAttribute('href'))")
    assert wrong == {}
