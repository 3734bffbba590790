"""A request as views know it: Django's, with the actor and what htmx says of itself."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from twinwheel_web.accounts.actors import Actor


class Request(HttpRequest):
    """For type checkers: the middleware sets both on Django's own request."""

    actor: Actor
    htmx: HtmxDetails
