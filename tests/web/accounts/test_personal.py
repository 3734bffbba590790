"""What is held about a person, to take along; and an account that is closed."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import models

from twinwheel_web import clock
from twinwheel_web.accounts import personal, service
from twinwheel_web.accounts.models import Membership, User, View
from twinwheel_web.registers.models import Filing

pytestmark = pytest.mark.django_db
SECRETS = ("md5$", "sha256$", "otpauth", "0123456789ABCDEF")


@pytest.fixture
def officer() -> User:
    """A clerk with a password, an address, a filing, a look and a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP

    found = User.objects.get(username="enterprise-officer")
    found.set_password("a long good password")
    found.email = "clerk@example.cn"
    found.save()
    EmailAddress.objects.create(user=found, email=found.email, verified=True, primary=True)
    own = found.memberships.get().organisation
    Filing.objects.create(
        subject=own.subjects.get(),
        values={"secret of the firm": "0123456789ABCDEF"},
        ground="declared",
        filed_by=found,
        organisation=own,
        filed_at=clock.now(),
    )
    View.objects.create(user=found, subject_type="enterprise", subject_code="X", page="/", at=clock.now())
    TOTP.activate(found, "0123456789ABCDEF")
    return found


def test_the_file_holds_the_account_memberships_filings_and_looks(client_of, officer: User) -> None:
    answer = client_of(officer.username).get("/account/data/")
    assert answer["Content-Disposition"].startswith("attachment")
    told = answer.json()
    assert told["account"]["email"] == "clerk@example.cn"
    assert told["accounts.membership"]["user"][0]["role"] == "officer"
    assert told["registers.filing"]["filed_by"][0]["ground"] == "declared"
    assert told["accounts.view"]["user"][0]["subject_code"] == "X"
    assert told["account.emailaddress"]["user"][0]["verified"] is True


def test_the_file_holds_no_password_key_or_value_of_an_enterprise(client_of, officer: User) -> None:
    client = client_of(officer.username)
    told = client.get("/account/data/").content.decode()
    assert not [
        secret for secret in (*SECRETS, officer.password, client.session.session_key) if secret in told
    ]


def test_whatever_points_at_a_person_is_found() -> None:
    named = {f"{field.model._meta.label_lower}.{field.name}" for field in personal.pointing()}
    assert {"accounts.membership.user", "registers.filing.filed_by", "usersessions.usersession.user"} <= named
    assert all(isinstance(field, models.ForeignKey) for field in personal.pointing())


def test_a_closed_account_names_nobody_and_lets_nobody_in(officer: User) -> None:
    personal.close(officer)
    left = User.objects.get(pk=officer.pk)
    assert (left.first_name, left.last_name, left.email, left.is_active) == ("", "", "", False)
    assert not left.has_usable_password()
    assert "clerk@example.cn" not in str(personal.everything(left))
    for model in (EmailAddress, UserSession):
        assert not model.objects.filter(user=left).exists()
    filing = Filing.objects.get(filed_by=left)
    assert filing.organisation == Membership.objects.get(user=left).organisation


def test_closing_asks_for_the_password_and_the_name_and_signs_out(client, officer: User) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=officer).delete()
    client.post("/sign/login/", {"login": officer.username, "password": "a long good password"})
    asked = client.get("/account/close/")
    assert asked.status_code == 302
    assert "reauthenticate" in asked.url
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert client.post(asked.url, {"password": "a long good password"}).url == "/account/close/"
    assert client.post("/account/close/", {"username": "somebody"}).status_code == 422
    assert client.post("/account/close/", {"username": officer.username}).status_code == 302
    assert client.get("/account/").status_code == 302
    assert not User.objects.get(pk=officer.pk).is_active


def test_other_sessions_of_a_closed_account_end(client, client_of, officer: User) -> None:
    elsewhere = client_of(officer.username)
    assert elsewhere.get("/account/").status_code == 200
    personal.close(officer)
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize("username", ["enterprise-manager", "operator"])
def test_who_alone_manages_hands_over_first(username: str) -> None:
    person = User.objects.get(username=username)
    with pytest.raises(service.Refused):
        personal.close(person)
    assert User.objects.get(pk=person.pk).username == username
