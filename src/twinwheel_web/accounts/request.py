"""A request as views know it: Django's, with the actor and what htmx says of itself."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from twinwheel_web.accounts.actors import Actor


class Request(HttpRequest):
    """For type checkers: the middleware sets both on Django's own request."""

    actor: Actor
    htmx: HtmxDetails


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where a form asks to be led on to (``next``), if that is a page of this portal; else another of its pages."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else otherwise
