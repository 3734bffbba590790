"""A first look at every page, by those who may and may not."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        (None, "/", 200),
        (None, "/sandbox/", 302),
        ("zone-analyst", "/sandbox/", 200),
        ("enterprise-officer", "/sandbox/", 403),
        ("enterprise-officer", "/mine/", 200),
        ("agent", "/mine/", 200),
        ("zone-officer", "/register/", 200),
    ],
)
def test_a_page_opens_to_those_who_may(client_of, who: str | None, address: str, status: int) -> None:
    assert client_of(who).get(address).status_code == status
