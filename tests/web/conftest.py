"""A portal for every test: the demo with a few enterprises, and anybody of its people to sign in as.

The demo is filled once a process; each test runs in a transaction that is rolled back. ``client_of("zone-analyst")`` is a
test client signed in as that person of ``demo.people``; ``client_of(None)`` a visitor.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

ROWS = 60


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    from twinwheel_web.demo.service import fill

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
        fill(ROWS)


@pytest.fixture
def client_of(db: None) -> Callable[[str | None], Client]:
    from twinwheel_web.accounts.models import User

    def client(username: str | None) -> Client:
        found = Client()
        if username is not None:
            found.force_login(
                User.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend"
            )
        return found

    return client


@pytest.fixture(autouse=True)
def no_runs_left() -> Iterator[None]:
    """A run that is rolled back leaves its folder, and the next one gets its number."""
    yield
    shutil.rmtree(settings.TWINWHEEL.data / "runs", ignore_errors=True)
