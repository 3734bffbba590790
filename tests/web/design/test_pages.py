"""What every page has: the header for who asks, languages, themes, and good words where something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from twinwheel_web.accounts.models import Membership, Organisation, User
from twinwheel_web.home import views as home_views

Clients = Callable[[str | None], Client]


def page(client: Client, address: str = "/", status: int = 200, language: str = "en") -> str:
    client.cookies["language"] = language
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


# --- the header


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        (
            None,
            ["Zone", "Policies", "Documents", "Sign in"],
            ["Sandbox", "Register", "My enterprise", "Console", "Sign out"],
        ),
        ("enterprise-officer", ["My enterprise", "Sign out"], ["Sandbox", "Register", "Console"]),
        ("zone-analyst", ["Sandbox", "Register"], ["My enterprise", "Console"]),
        ("operator", ["Console"], ["Sandbox"]),
    ],
)
def test_the_header_leads_where_its_reader_may_go(
    client_of: Clients, who: str | None, there: list[str], not_there: list[str]
) -> None:
    header = page(client_of(who), "/sign/password/reset/").split("</header>")[0]
    for words in there:
        assert f">{words}<" in header
    for words in not_there:
        assert f">{words}<" not in header


def test_the_header_says_where_one_is(client_of: Clients) -> None:
    header = page(client_of(None), "/zone/").split("</header>")[0]
    assert set(re.findall(r'<a href="([^"]+)" aria-current="true"', header)) == {"/zone/"}


def test_signing_in_comes_back_to_the_page(client_of: Clients) -> None:
    assert 'href="/sign/login/?next=/zone/%3Fa%3D1"' in page(client_of(None), "/zone/?a=1")


def test_who_acts_for_several_can_switch_on_every_page(client_of: Clients) -> None:
    user = User.objects.get(username="zone-analyst")
    other = Organisation.objects.exclude(memberships__user=user).order_by("pk")[0]
    client = client_of("zone-analyst")
    assert 'name="organisation"' not in page(client)
    Membership.objects.create(user=user, organisation=other, role="officer", since=date(2020, 1, 1))
    html = page(client)
    assert reverse("accounts:act") in html
    assert f'<option value="{other.pk}"' in html


def test_the_header_asks_for_nothing_but_the_actor(client_of: Clients) -> None:
    for who, most in ((None, 0), ("enterprise-officer", 4), ("zone-manager", 4)):
        client = client_of(who)
        with CaptureQueriesContext(connection) as asked:
            page(client, "/zone/")
        assert len(asked) <= most, [each["sql"] for each in asked]


def test_acting_in_somebodys_place_is_said_on_every_page_and_can_be_stopped(client_of: Clients) -> None:
    client, other = client_of("operator"), User.objects.get(username="enterprise-officer")
    client.post(reverse("hijack:acquire"), {"user_pk": other.pk, "next": "/"})
    html = page(client, "/zone/")
    assert f"You see what {other} sees" in html and reverse("hijack:release") in html
    client.post(reverse("hijack:release"), {"next": "/"})
    assert "You see what" not in page(client, "/zone/")


# --- languages and themes


def test_the_language_is_kept(client_of: Clients) -> None:
    client = client_of(None)
    assert 'lang="zh-CN"' in client.get("/zone/").content.decode()
    answer = client.post("/language/", {"language": "en", "next": "/zone/"})
    assert answer.status_code == 302 and answer["Location"] == "/zone/"
    assert '<html lang="en"' in client.get("/zone/").content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_in_the_page_before_it_is_painted(client_of: Clients, theme: str) -> None:
    client = client_of(None)
    assert "data-theme" not in page(client, "/zone/").split("<body")[0]
    answer = client.post("/theme/", {"theme": theme, "next": "/zone/"})
    assert answer["Location"] == "/zone/"
    assert f'data-theme="{theme}"' in page(client, "/zone/").split("<body")[0]
    client.post("/theme/", {"theme": "", "next": "/zone/"})
    assert "data-theme" not in page(client, "/zone/").split("<body")[0]


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
@pytest.mark.parametrize("form", ["/theme/", "/language/"])
def test_a_choice_never_leads_away_from_the_portal(client_of: Clients, form: str, away: str) -> None:
    answer = client_of(None).post(form, {"theme": "dark", "language": "en", "next": away})
    assert answer["Location"] == "/"


def test_a_theme_that_does_not_exist_is_none(client_of: Clients) -> None:
    client = client_of(None)
    client.post("/theme/", {"theme": '"><script>', "next": "/"})
    assert client.cookies["theme"].value == ""
    client.cookies["theme"] = "pink"
    assert "data-theme" not in page(client, "/zone/").split("<body")[0]
    assert client.get("/theme/").status_code == 405


# --- when something is wrong


def test_what_is_not_there_is_said_with_a_way_on(client_of: Clients) -> None:
    html = page(client_of(None), "/nothing/at-all/", 404)
    assert "There is no page at this address" in html and 'type="search"' in html


def test_who_may_not_is_told_as_whom_they_are_here(client_of: Clients) -> None:
    html = page(client_of("enterprise-officer"), "/sandbox/", 403)
    assert "This page is not open to you" in html and "acting for" in html
    assert "act for no organisation" in page(client_of("person"), "/sandbox/", 403)


def test_a_form_from_an_old_page_is_refused_in_good_words(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/theme/", {"theme": "dark"}, headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "What you sent was not taken" in answer.content.decode()


def test_a_failure_says_so_and_asks_the_database_nothing(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr(home_views.service, "new", fail)
    client = client_of(None)
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as asked:
        html = page(client, "/", 500)
    assert "Something went wrong on our side" in html
    assert "secret" not in html
    assert not [each for each in asked if "SELECT" in each["sql"]]


# --- what pages are made of

PAGES = [
    "/",
    "/zone/",
    "/zone/indicators/",
    "/sign/login/",
    "/sign/signup/",
    "/sign/password/reset/",
    "/nothing/",
]
OWN = [
    "/sign/email/",
    "/sign/2fa/",
    "/sign/sessions/",
    "/sign/logout/",
    "/sign/password/set/",
    "/sandbox/nothing/",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("who", "address"), [*((None, each) for each in PAGES), *(("person", each) for each in OWN)]
)
def test_pages_hold_nothing_the_content_policy_forbids_and_one_heading(
    client_of: Clients, who: str | None, address: str, language: str
) -> None:
    client = client_of(who)
    client.cookies["language"] = language
    response = client.get(address, follow=True)
    html = response.content.decode()
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    for attributes in re.findall(r"<script([^>]*)>", html):
        assert "src=" in attributes or 'type="application/json"' in attributes
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert html.count('<main id="main"') == 1
    assert html.count("<label") >= len(re.findall(r'<input type="(?!hidden)', html)) - len(
        re.findall(r'<input type="submit', html)
    )


def weight(html: str) -> int:
    """Bytes of a page with everything it loads, as they lie on disk: what is sent is compressed, a third of it."""
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    found = [finders.find(each) for each in files]
    assert all(found), files
    return len(html.encode()) + sum(Path(str(each)).stat().st_size for each in found)


@pytest.mark.parametrize(("address", "most"), [("/", 150), ("/zone/", 320), ("/sign/login/", 120)])
def test_pages_stay_light(client_of: Clients, address: str, most: int) -> None:
    assert weight(page(client_of(None), address)) < most * 1000


def test_the_pages_beside_a_page_are_few(client_of: Clients) -> None:
    from twinwheel_web.design.templatetags.words import page_numbers

    assert page_numbers(Paginator(range(1000), 10), 50) == [1, None, 48, 49, 50, 51, 52, None, 100]
    assert page_numbers(Paginator(range(30), 10), 2) == [1, 2, 3]


def test_who_looks_for_a_favicon_at_its_old_place_finds_it(client_of: Clients) -> None:
    found = client_of(None).get("/favicon.ico")
    assert found.status_code == 302 and finders.find(found["Location"].removeprefix("/static/"))
