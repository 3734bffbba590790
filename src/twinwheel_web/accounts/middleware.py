"""Gives every request its actor; keeps support out of what is personal; leads officers to a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from twinwheel_web.accounts import rules
from twinwheel_web.accounts.actors import CHOSEN, actor_of
from twinwheel_web.accounts.impersonation import only_in_person
from twinwheel_web.accounts.service import impersonator_of
from twinwheel_web.clock import today

Respond = Callable[[HttpRequest], HttpResponse]
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class ActorMiddleware:
    """Says who asks. What somebody signed in was sent is kept by nobody, unless its view says otherwise: on a shared
    computer it would still be there after they left."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user, request.session.get(CHOSEN), today()))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ImpersonationMiddleware:
    """Support sees what the person sees, but neither changes anything nor opens what is personal; and only while an operator."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get("hijack_history"):
            operator = impersonator_of(request)  # type: ignore[arg-type]
            if operator is None or not (operator.is_active and operator.is_superuser):
                logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        match = request.resolver_match
        if getattr(request.user, "is_hijacked", False) and only_in_person(
            match.view_name if match else "", request.method
        ):
            raise PermissionDenied("in person")


class TwoFactorMiddleware:
    """With ``TWINWHEEL_TWO_FACTOR=officers``, who must have a second factor sets it up before anything else."""

    OPEN = ("mfa_", "account_reauthenticate", "account_logout", "language")
    """Names of pages that stay open: setting it up, saying who one is, leaving, reading it in one's language."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if settings.TWINWHEEL.two_factor != "officers" or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match and (match.url_name or "").startswith(self.OPEN):
            return None
        if request.session.get("hijack_history") or not rules.needs_second_factor(request.actor):  # type: ignore[attr-defined]
            return None
        return None if is_mfa_enabled(request.user) else redirect("mfa_activate_totp")


class PermissionsPolicyMiddleware:
    """No page asks for camera, place or money."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
