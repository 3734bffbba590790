"""What security researchers (RFC 9116) and robots read."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from twinwheel_web import clock
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request

VALID = timedelta(days=180)
PRIVATE = ("admin", "account", "sign", "support", "mine", "register", "sandbox", "demo", "health", "metrics")
"""First parts of addresses that are of no use to a search engine."""


@may("public.view")
@require_safe
def security(request: Request) -> HttpResponse:
    """Where to report a weakness. 404 while ``TWINWHEEL_CONTACT`` is not set: better none than one nobody reads."""
    if not settings.TWINWHEEL.contact:
        raise Http404
    expires = (clock.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": settings.TWINWHEEL.contact,
        "Expires": expires.isoformat(),
        "Preferred-Languages": "zh-Hans, en",
        "Canonical": request.build_absolute_uri(reverse("operations:security")),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@may("public.view")
@require_safe
def robots(request: Request) -> HttpResponse:
    """What is public may be found by anybody."""
    text = "User-agent: *\n" + "".join(f"Disallow: /{part}\n" for part in PRIVATE)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
