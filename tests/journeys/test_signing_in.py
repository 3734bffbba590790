"""How a person comes to an account, and into it."""

from __future__ import annotations

import re
import time
from email import message_from_bytes
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from journeys.looking import barriers, foreign

PASSWORD = "a long good password"


def code(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def confirmation(data: Path, name: str) -> str:
    """The link in the mail to a newcomer; the portal writes mail to a folder where it has no server."""
    for file in (data / "mail").iterdir():
        text = message_from_bytes(file.read_bytes()).get_payload(decode=True).decode("utf-8")
        if name in text and (link := re.search(r"/sign/confirm-email/[^/\s]+/", text)):
            return link[0]
    raise AssertionError(f"no mail to {name}")


def sign_out(page) -> None:
    page.locator("header form[action='/sign/logout/'] button").first.click()
    page.locator("header a[href^='/sign/login/']").first.wait_for()


def sign_in(page, name: str, password: str = PASSWORD) -> None:
    page.goto("/sign/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")


def test_signing_up_and_in_with_a_password_and_a_second_factor(enter, language: str, data: Path) -> None:
    page, name = enter(), f"newcomer-{time.time_ns()}"
    page.goto("/sign/signup/")
    for field, value in (("username", name), ("email", f"{name}@example.cn"), ("password1", PASSWORD)):
        page.locator(f"input[name={field}]").fill(value)
    page.locator("input[name=password2]").fill("another one altogether")
    page.locator("main form button[type=submit], main form button.primary").first.click()
    page.locator("main .errorlist").first.wait_for()
    assert page.locator("input[name=username]").input_value() == name  # nothing typed is lost
    for field in ("password1", "password2"):
        page.locator(f"input[name={field}]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("header form[action='/sign/logout/']").first.wait_for()

    page.goto(confirmation(data, name))
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "confirm-email" not in url)
    page.goto("/sign/2fa/totp/activate/")
    page.wait_for_url("**/sign/reauthenticate/**")  # the password once more
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "activate" not in url)
    sign_out(page)

    sign_in(page, name, "not the password")
    page.locator("main .errorlist, main .errors").first.wait_for()
    sign_in(page, name)
    page.wait_for_url("**/sign/2fa/authenticate/**")
    assert barriers(page) + foreign(page, language) == []
    page.goto("/account/")
    assert "/sign/" in page.url, "the password alone does not let in"
    page.goto("/sign/2fa/authenticate/")
    page.locator("input[name=code]").fill("000000" if code(secret) != "000000" else "111111")
    page.keyboard.press("Enter")
    page.locator("main .errorlist, main .errors").first.wait_for()
    page.locator("input[name=code]").fill(code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign/" not in url)
    page.goto("/account/")
    assert name in page.locator("main").inner_text()
    assert page.locator("main .chip.good").count() == 1  # the second factor is set up
