"""Coming in: passwords and their throttle, the second factor, OpenID Connect, and how long a session lasts."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from twinwheel_web import clock
from twinwheel_web.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long good password"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_attempts_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    found = User.objects.get(username="zone-officer")
    found.set_password(PASSWORD)
    found.save()
    EmailAddress.objects.create(user=found, email="officer@example.cn", verified=True, primary=True)
    return found


def sign_in(client: Client, login: str = "zone-officer", password: str = PASSWORD, **more: str):
    return client.post("/sign/login/", {"login": login, "password": password}, **more)


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def code(secret: str = SECRET) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


# --- local accounts


@pytest.mark.parametrize("login", ["zone-officer", "officer@example.cn"])
def test_a_person_comes_in_by_username_or_address(client, person: User, login: str) -> None:
    assert sign_in(client, login).status_code == 302
    assert signed_in(client)


def test_who_signs_up_acts_for_nobody(client) -> None:
    filled = {"username": "newcomer", "email": "new@example.cn", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/sign/signup/", filled).status_code == 302
    assert signed_in(client)
    assert client.get("/account/").wsgi_request.actor.organisation is None
    assert client.get("/register/").status_code == 403


@pytest.mark.parametrize("weak", ["short", "password123", "newcomer-newcomer"])
def test_a_weak_password_is_refused(client, weak: str) -> None:
    filled = {
        "username": "newcomer-newcomer",
        "email": "new@example.cn",
        "password1": weak,
        "password2": weak,
    }
    assert client.post("/sign/signup/", filled).context["form"].errors
    assert not User.objects.filter(username="newcomer-newcomer").exists()


def test_a_forgotten_password_is_set_anew_by_mail(client, person: User) -> None:
    client.post("/sign/password/reset/", {"email": "officer@example.cn"})
    [letter] = mail.outbox
    link = re.search(r"https?://\S+?(/\S+)", letter.body).group(1)
    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0],
        {"password1": "another good password", "password2": "another good password"},
    )
    assert sign_in(client, password="another good password").status_code == 302


def test_an_open_session_alone_adds_no_address_to_set_a_password_by(client, person: User) -> None:
    sign_in(client)
    added = {"action_add": "", "email": "thief@example.cn"}
    assert client.post("/sign/email/", added).url.startswith("/sign/reauthenticate/")
    assert not EmailAddress.objects.filter(email="thief@example.cn").exists()
    client.post("/sign/reauthenticate/", {"password": PASSWORD})
    client.post("/sign/email/", added | {"email": "own@example.cn"})
    assert EmailAddress.objects.filter(user=person, email="own@example.cn").exists()


def test_asking_for_a_new_password_does_not_say_who_has_an_account(client, person: User) -> None:
    known = client.post("/sign/password/reset/", {"email": "officer@example.cn"})
    other = client.post("/sign/password/reset/", {"email": "nobody@example.cn"})
    assert (known.status_code, known.url) == (other.status_code, other.url)


# --- the throttle


def fail(client: Client, times: int, login: str = "zone-officer") -> None:
    for _ in range(times):
        sign_in(client, login, "wrong")


def test_after_five_failures_even_the_right_password_is_refused_until_the_time_is_over(
    client, person: User
) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        fail(client, 5)
        assert sign_in(client).status_code == 200
        assert not signed_in(client)
        time.shift(5 * 60 + 1)
        assert sign_in(client).status_code == 302


def test_four_failures_are_forgiven(client, person: User) -> None:
    fail(client, 4)
    assert sign_in(client).status_code == 302


def test_one_persons_failures_do_not_shut_out_another(client, person: User) -> None:
    fail(client, 5, login="zone-analyst")
    assert sign_in(client).status_code == 302


def test_failures_over_many_names_shut_out_their_address_alone(person: User) -> None:
    here, there = Client(REMOTE_ADDR="198.51.100.7"), Client(REMOTE_ADDR="198.51.100.8")
    for number in range(20):
        sign_in(here, f"name-{number}", "wrong")
    assert sign_in(here).status_code == 200
    assert sign_in(there).status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "told"),
    [
        (0, "203.0.113.9", "198.51.100.7"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
    ],
)
def test_an_address_is_believed_from_as_many_proxies_as_there_are(
    rf, settings, proxies: int, forwarded: str, told: str
) -> None:
    from allauth.account.adapter import get_adapter

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert get_adapter().get_client_ip(request) == told


def test_a_forged_address_does_not_escape_the_throttle(person: User) -> None:
    for number in range(20):
        sign_in(
            Client(REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}"),
            f"n-{number}",
            "wrong",
        )
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 200


def test_counted_attempts_are_not_crowded_out_of_the_cache(client, person: User) -> None:
    fail(client, 5)
    for number in range(400):  # Django's own limit is 300
        cache.set(f"crowd-{number}", 1)
    assert sign_in(client).status_code == 200


# --- the second factor


def test_with_a_second_factor_the_password_alone_does_not_open(client, person: User) -> None:
    TOTP.activate(person, SECRET)
    assert sign_in(client).url == "/sign/2fa/authenticate/"
    assert not signed_in(client)
    assert client.post("/sign/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    assert client.post("/sign/2fa/authenticate/", {"code": code()}).status_code == 302
    assert signed_in(client)


def test_a_recovery_code_opens_once(client, person: User) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    TOTP.activate(person, SECRET)
    spare = RecoveryCodes.activate(person).get_unused_codes()[0]
    for expected in (True, False):
        other = Client()
        sign_in(other)
        other.post("/sign/2fa/authenticate/", {"code": spare})
        assert signed_in(other) is expected


@pytest.fixture
def officers(settings) -> None:
    settings.TWINWHEEL = replace(settings.TWINWHEEL, two_factor="officers")


SET_UP = "/sign/2fa/totp/activate/"


@pytest.mark.usefixtures("officers")
@pytest.mark.parametrize(
    ("who", "led"),
    [
        ("zone-officer", True),
        ("department-reviewer", True),
        ("operator", True),
        ("enterprise-manager", False),
        ("person", False),
        (None, False),
    ],
)
def test_officers_set_up_a_second_factor_before_anything_else(client_of, who: str | None, led: bool) -> None:
    answer = client_of(who).get("/policies/")
    assert (answer.status_code == 302 and answer.url == SET_UP) is led


@pytest.mark.usefixtures("officers")
def test_an_officer_who_has_set_it_up_goes_on(client, person: User) -> None:
    sign_in(client)
    page = client.get(SET_UP)
    if page.status_code == 302:  # the password once more
        client.post(page.url, {"password": PASSWORD})
        page = client.get(SET_UP)
    secret = page.context["form"].secret
    answer = client.post(SET_UP, {"code": code(secret)})
    assert answer.status_code == 302
    assert Authenticator.objects.filter(user=person).exists()
    assert client.get("/register/").status_code == 200


@pytest.mark.usefixtures("officers")
def test_whoever_must_set_it_up_can_still_leave(client_of) -> None:
    client = client_of("zone-officer")
    client.post("/sign/logout/")
    assert client.get("/policies/").status_code == 200


# --- sessions


def test_a_session_ends_by_itself(client, person: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        sign_in(client)
        time.shift(settings.TWINWHEEL.session_hours * 3600 - 60)
        assert signed_in(client)
        time.shift(120)
        assert not signed_in(client)


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(client, person: User) -> None:
    cookie = sign_in(client).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- OpenID Connect

of_the_provider = pytest.mark.filterwarnings(
    "ignore:get_jwt_config:DeprecationWarning", "ignore:authlib.jose"
)
"""The provider of these tests uses what its own library will drop; it runs in this process."""


@pytest.fixture(scope="module")
def provider():
    with warnings.catch_warnings(record=True):  # of the library under it, about itself
        from oidc_provider_mock import User as Claims
        from oidc_provider_mock import run_server_in_thread

    claims = [
        Claims(sub="wang", claims={"email": "wang@example.cn", "name": "王工", "preferred_username": "wang"})
    ]
    with run_server_in_thread(user_claims=claims) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def connected(settings, settings_of, provider: str) -> str:
    made = settings_of(OIDC_ISSUER=provider, OIDC_CLIENT="portal", OIDC_SECRET="s" * 32, OIDC_NAME="统一认证")
    settings.SOCIALACCOUNT_PROVIDERS = made["SOCIALACCOUNT_PROVIDERS"]
    settings.CONTENT_SECURITY_POLICY = made["CONTENT_SECURITY_POLICY"]
    return provider


def through_the_provider(client: Client, process: str = "login") -> object:
    """The way a browser goes: our button, the provider's page, and back."""
    import requests

    away = client.post(f"/sign/oidc/oidc/login/?process={process}").url
    back = requests.post(away, data={"sub": "wang"}, allow_redirects=False, timeout=10).headers["Location"]
    address = urlsplit(back)
    assert "code" in parse_qs(address.query)
    came = client.get(f"{address.path}?{address.query}")
    assert came.status_code == 302, "the provider's answer was not taken"
    return came


@of_the_provider
def test_whoever_the_provider_vouches_for_gets_an_account_and_comes_back_to_it(
    client, connected: str
) -> None:
    assert "统一认证" in client.get("/sign/login/").content.decode()
    through_the_provider(client)
    assert signed_in(client)
    user = SocialAccount.objects.get(uid="wang").user
    again = Client()
    through_the_provider(again)
    assert again.get("/account/").wsgi_request.user.pk == user.pk
    assert user.memberships.count() == 0


@of_the_provider
def test_a_person_links_the_provider_to_the_account_they_have(client, connected: str, person: User) -> None:
    sign_in(client)
    assert through_the_provider(client, "connect").url.startswith("/sign/reauthenticate/")
    assert not SocialAccount.objects.exists()
    client.post("/sign/reauthenticate/", {"password": PASSWORD})
    through_the_provider(client, "connect")
    assert SocialAccount.objects.get(uid="wang").user == person


@of_the_provider
def test_an_address_the_provider_tells_takes_over_nobodys_account(
    client, connected: str, person: User
) -> None:
    EmailAddress.objects.filter(user=person).update(email="wang@example.cn")
    through_the_provider(client)
    assert not signed_in(client)
    assert not SocialAccount.objects.filter(user=person).exists()


@of_the_provider
def test_a_second_factor_is_asked_after_the_provider_too(client, connected: str) -> None:
    through_the_provider(client)
    TOTP.activate(SocialAccount.objects.get(uid="wang").user, SECRET)
    again = Client()
    assert through_the_provider(again).url == "/sign/2fa/authenticate/"
    assert not signed_in(again)


@of_the_provider
def test_the_browser_may_be_led_to_the_provider_and_nowhere_else(client, connected: str) -> None:
    policy = client.get("/sign/login/")["Content-Security-Policy"]
    assert f"form-action 'self' {connected}" in policy
