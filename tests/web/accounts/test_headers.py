"""What every answer tells the browser to refuse; cookies; security.txt and robots.txt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from twinwheel_web import clock

pytestmark = pytest.mark.django_db
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (None, "/"),
        (None, "/nothing-here"),
        (None, "/sign/login/"),
        ("person", "/sandbox/"),
        ("operator", "/admin/"),
        (None, "/robots.txt"),
    ],
)
def test_every_answer_says_what_the_browser_refuses(client_of, who: str | None, address: str) -> None:
    answer = client_of(who).get(address)
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert {part.strip() for part in answer["Content-Security-Policy"].split(";")} >= POLICY
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/", "/account/", "/mine/get/", "/mine/get/report.xlsx"])
def test_what_somebody_signed_in_was_sent_is_kept_by_no_cache(client_of, address: str) -> None:
    kept = client_of("enterprise-manager").get(address)["Cache-Control"]
    assert {"private", "no-store"} <= {part.strip() for part in kept.split(",")}


def test_with_https_cookies_links_and_the_future_are_https(settings, settings_of) -> None:
    made = settings_of(HTTPS="yes", PROXIES="1")
    for name in (
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_PROXY_SSL_HEADER",
    ):
        setattr(settings, name, made[name])
    assert Client().get("/").status_code == 301
    answer = Client().get("/sign/login/", HTTP_X_FORWARDED_PROTO="https")
    assert answer.status_code == 200
    assert int(answer["Strict-Transport-Security"].partition("max-age=")[2].partition(";")[0]) >= 31_536_000
    assert answer.cookies["csrftoken"]["secure"]


def test_without_proxies_nobody_claims_to_have_come_by_https(settings_of) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in settings_of(HTTPS="yes", PROXIES="0")


def test_a_change_without_its_token_is_refused() -> None:
    assert (
        Client(enforce_csrf_checks=True).post("/sign/login/", {"login": "a", "password": "b"}).status_code
        == 403
    )


def test_security_txt_is_as_the_standard_wants(client, settings) -> None:
    settings.TWINWHEEL = replace(settings.TWINWHEEL, contact="mailto:safe@example.cn")
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:safe@example.cn"
    assert clock.now() < datetime.fromisoformat(lines["Expires"]) < clock.now() + timedelta(days=365)
    assert lines["Preferred-Languages"]
    assert lines["Canonical"].endswith("/.well-known/security.txt")


def test_without_a_contact_there_is_no_security_txt(client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


def test_robots_are_told_what_is_not_for_them(client) -> None:
    told = client.get("/robots.txt").content.decode().splitlines()
    assert {"User-agent: *", "Disallow: /admin", "Disallow: /mine", "Disallow: /sign"} <= set(told)
    assert "Disallow: /policies" not in told
    assert "Disallow: /" not in told
