"""For the machines that watch a portal."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse

from twinwheel_web import clock
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.operations import checks

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = frozenset(
    {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "forwarded", "via"}
)
"""Headers of which a proxy sets at least one: what it passes on comes from elsewhere, though the proxy is on this machine."""


@may("public.view")
def live(request: Request) -> HttpResponse:
    """The process answers. Nothing else is looked at: a restart would not mend it."""
    return HttpResponse("ok\n", content_type="text/plain")


@may("public.view")
def ready(request: Request) -> HttpResponse:
    """Whether requests can be sent here: 200, or 503 with the parts that fail by name, and nothing that tells more."""
    found = [check(clock.now()) for check in checks.READY]
    well = all(each.state != "fail" for each in found)
    parts = {each.name: each.state for each in found}
    return JsonResponse(
        {"status": "ready" if well else "not ready", "parts": parts}, status=200 if well else 503
    )


@may("public.view")
def metrics(request: Request) -> HttpResponse:
    """Prometheus text, over all workers; for the bearer of ``TWINWHEEL_METRICS_TOKEN``, or without one for loopback alone."""
    token = settings.TWINWHEEL.metrics_token
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        allowed = secrets.compare_digest(given.encode(), token.encode())
    else:
        allowed = request.META["REMOTE_ADDR"] in LOOPBACK and not FORWARDED & {
            *map(str.lower, request.headers)
        }
    if not allowed:
        raise PermissionDenied("operations.metrics")
    from django_prometheus.exports import ExportToDjangoView

    response: HttpResponse = ExportToDjangoView(request)
    return response
