"""Gives every request its actor, worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from twinwheel_web.accounts.actors import CHOSEN, actor_of
from twinwheel_web.clock import today


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user, request.session.get(CHOSEN), today()))  # type: ignore[attr-defined]
        return self.get_response(request)
