"""Support steps into somebody's place to see what they see: logged from start to end, and changing nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from hijack.signals import hijack_ended, hijack_started

from twinwheel_web import clock
from twinwheel_web.accounts.models import Impersonation, User

OWN = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
"""Pages of the sign-in package: password, e-mail, second factor, sessions. Nobody but the person opens them."""
LEFT_OPEN = frozenset({"hijack:release", "account_logout", "accounts:act", "design:language", "design:theme"})
"""What may be done in another's place: leave it, act for another of their organisations, read in another language."""


def only_in_person(name: str, method: str | None) -> bool:
    """Whether a page is closed to whoever stands in another's place.

    Whatever changes something is: it would stand in the history as done by somebody who did not do it.
    """
    return name not in LEFT_OPEN and (name.startswith(OWN) or method not in {"GET", "HEAD", "OPTIONS"})


@receiver(hijack_started, dispatch_uid="note_start")
def _started(hijacker: User, hijacked: User, **_: Any) -> None:
    Impersonation.objects.create(operator_id=hijacker.pk, user_id=hijacked.pk, started_at=clock.now())


@receiver(hijack_ended, dispatch_uid="note_end")
def _ended(hijacker: User, hijacked: User, **_: Any) -> None:
    _close(hijacker.pk, hijacked.pk)


@receiver(user_logged_out, dispatch_uid="note_end_by_leaving")
def _left(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    history = request.session.get("hijack_history") if request else None
    if history and user:
        _close(int(history[-1]), user.pk)


def _close(operator: int, user: int) -> None:
    Impersonation.objects.filter(operator=operator, user=user, ended_at=None).update(ended_at=clock.now())
