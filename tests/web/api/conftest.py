"""Keys of the sample's organisations, and requests as a program makes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from twinwheel_web import clock
from twinwheel_web.accounts.actors import Actor
from twinwheel_web.accounts.models import Membership
from twinwheel_web.api import keys

V1 = "/api/v1"
EVERYTHING = ("read:public", "read:own", "file:own")


@pytest.fixture(autouse=True)
def roomy(settings: Any) -> None:
    """Tests ask more often than the public may; those of the rate set their own."""
    settings.TWINWHEEL = replace(settings.TWINWHEEL, api_rate="100000/m")


@pytest.fixture
def token_of(db: None) -> Callable[..., str]:
    """A key of the organisation a person of the demo acts for."""

    def token(username: str = "enterprise-manager", *scopes: str) -> str:
        membership = Membership.objects.select_related("organisation", "user").get(user__username=username)
        actor = Actor(membership.user, membership.organisation)
        return keys.make(
            actor, "a test", scopes or EVERYTHING, clock.today() + timedelta(days=1), clock.now()
        )[1]

    return token


@pytest.fixture
def ask(db: None) -> Callable[..., HttpResponse]:
    """``ask("/measures", level="zone")``; with ``body`` a POST; ``key`` a token, ``lang`` a language."""

    def ask(
        path: str,
        body: Any = None,
        key: str = "",
        lang: str = "en",
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> HttpResponse:
        sent = (
            {"Accept-Language": lang} | ({"Authorization": f"Bearer {key}"} if key else {}) | (headers or {})
        )
        client = Client()
        if body is None:
            return client.get(V1 + path, query, headers=sent)
        text = body if isinstance(body, str) else json.dumps(body)
        return client.post(V1 + path, text, content_type="application/json", headers=sent)

    return ask
