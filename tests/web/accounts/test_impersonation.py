"""Support acts in somebody's place: operators alone, logged, seen by the person, and kept out of what is personal."""

from __future__ import annotations

import pytest
from django.test import Client

from twinwheel_web.accounts import service
from twinwheel_web.accounts.models import Impersonation, User, View
from twinwheel_web.demo.people import PEOPLE
from twinwheel_web.registers.models import Filing

pytestmark = pytest.mark.django_db
IN_PERSON = (
    "/account/members/",
    "/account/delegations/",
    "/account/data/",
    "/account/close/",
    "/sign/password/change/",
    "/sign/password/set/",
    "/sign/email/",
    "/sign/2fa/",
    "/sign/2fa/totp/activate/",
    "/sign/2fa/recovery-codes/generate/",
    "/sign/sessions/",
    "/sign/3rdparty/",
)


def step_into(client: Client, username: str) -> int:
    return client.post("/support/acquire/", {"user_pk": User.objects.get(username=username).pk}).status_code


@pytest.fixture
def support(client_of) -> Client:
    """An operator in the place of an enterprise's manager."""
    client = client_of("operator")
    assert step_into(client, "enterprise-manager") == 302
    return client


@pytest.mark.parametrize("who", [None, *(each.username for each in PEOPLE)])
def test_operators_alone_step_into_anothers_place(client_of, who: str | None) -> None:
    client = client_of(who)
    step_into(client, "enterprise-officer")
    assert client.get("/").wsgi_request.user.username == (
        "enterprise-officer" if who == "operator" else who or ""
    )


def test_nobody_steps_into_the_place_of_an_operator_or_of_somebody_shut_out(client_of) -> None:
    User.objects.filter(username="person").update(is_active=False)
    User.objects.create(username="second", is_superuser=True)
    client = client_of("operator")
    for username in ("second", "person"):
        assert step_into(client, username) == 403
    assert not Impersonation.objects.exists()


def test_start_and_end_are_logged_and_shown_to_the_person(support: Client, client_of) -> None:
    [noted] = Impersonation.objects.all()
    assert (noted.operator.username, noted.user.username, noted.ended_at) == (
        "operator",
        "enterprise-manager",
        None,
    )
    support.post("/support/release/")
    noted.refresh_from_db()
    assert noted.ended_at >= noted.started_at
    assert support.get("/").wsgi_request.user.username == "operator"
    assert str(noted.operator) in client_of("enterprise-manager").get("/account/").content.decode()


def test_signing_out_ends_it_too(support: Client) -> None:
    support.post("/sign/logout/")
    assert Impersonation.objects.get().ended_at is not None
    assert not support.get("/").wsgi_request.user.is_authenticated


def test_every_page_says_so(support: Client) -> None:
    page = support.get("/")
    assert page.wsgi_request.user.is_hijacked
    assert "/support/release/" in page.content.decode()


@pytest.mark.parametrize("address", IN_PERSON)
def test_what_is_personal_stays_closed(support: Client, client_of, address: str) -> None:
    assert support.get(address).status_code == 403
    assert support.post(address).status_code == 403
    assert client_of("enterprise-manager").get(address).status_code != 403


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/mine/ask/", {"field": "x", "x": "1"}),
        ("/mine/import/", {"confirmed": "x"}),
        ("/mine/alerts/digest/", {"every": "day"}),
        ("/api/keys/1/revoke/", {}),
        ("/no-such-page/", {}),
    ],
)
def test_support_changes_nothing_in_anybodys_name(
    support: Client, client_of, address: str, data: dict[str, str]
) -> None:
    assert support.post(address, data).status_code in (403, 404)
    assert not Filing.objects.filter(filed_by__username="enterprise-manager").exists()
    support.post("/language/", {"language": "en", "next": "/"})
    assert 'lang="en"' in support.get("/").content.decode()
    if address == "/mine/ask/":
        assert support.get(address).status_code == 200


def test_the_console_stays_closed(support: Client) -> None:
    assert support.get("/admin/", follow=True).status_code == 403


def test_who_really_looked_is_noted(support: Client) -> None:
    request = support.get("/").wsgi_request
    own = request.actor.organisation.subjects.get()
    service.note_view(request, own.type, own.code)
    noted = View.objects.get(subject_code=own.code)
    assert (noted.user.username, noted.impersonator.username) == ("enterprise-manager", "operator")


@pytest.mark.parametrize("changed", [{"is_superuser": False}, {"is_active": False}])
def test_it_ends_when_the_operator_is_one_no_longer(support: Client, changed: dict[str, bool]) -> None:
    User.objects.filter(username="operator").update(**changed)
    assert not support.get("/").wsgi_request.user.is_authenticated
    assert Impersonation.objects.get().ended_at is not None
