"""Puts a rule before a view. Every view of the portal has one: ``@may("public.view")`` where anybody may look."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from twinwheel_web.accounts import rules
from twinwheel_web.accounts.request import Request

Respond = Callable[..., HttpResponseBase]


def may(permission: str) -> Callable[[Respond], Respond]:
    """Let in who may; a visitor is asked to sign in, anybody else is refused.

    The permission is kept on the view as ``permission``, which the test of the whole table reads. What hangs on one
    subject is asked again in the view, by :func:`allow`, once the subject is known.
    """
    assert permission in rules.PERMISSIONS, permission

    def wrap(view: Respond) -> Respond:
        @wraps(view)
        def gate(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not rules.may(request.actor, permission):
                if not request.actor.signed_in:
                    return redirect_to_login(request.get_full_path())
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        gate.permission = permission  # type: ignore[attr-defined]  # a function may carry it
        return gate

    return wrap


def allow(request: Request, permission: str, subject: Any) -> None:
    """Go on if the actor may for this very subject.

    Raises:
        PermissionDenied: they may not.
    """
    if not rules.may(request.actor, permission, subject):
        raise PermissionDenied(permission)


def in_person(view: Respond) -> Respond:
    """Only the person themselves, not support in their place: who acts for whom, personal data, closing the account."""

    @wraps(view)
    def gate(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "is_hijacked", False):
            raise PermissionDenied("in person")
        return view(request, *args, **kwargs)

    return gate
