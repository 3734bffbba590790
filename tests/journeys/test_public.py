"""What anybody sees without signing in."""

from __future__ import annotations

import pytest

PAGES = ("/", "/zone/", "/policies/", "/documents/")


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_is_accessible_wide_and_narrow(enter, accessible, address: str) -> None:
    for width, dark in ((1280, False), (360, True)):
        page = enter(width=width, dark=dark)
        page.goto(address)
        assert page.locator("h1").count() == 1
        accessible(page)
