"""One log line a request; one transaction a change."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

LOG = logging.getLogger("twinwheel.request")


class RequestLogMiddleware:
    """Method, path, status, milliseconds and who; never a query string, a body or a name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        user = getattr(request, "user", None)
        facts = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
            "user": getattr(user, "pk", None),
        }
        LOG.info("%(method)s %(path)s %(status)s %(ms)s ms", facts, extra=facts)
        return response


class AtomicWritesMiddleware:
    """A request that may change something is one transaction; an error of the server takes all of it back.

    Not Django's ``ATOMIC_REQUESTS``: that would open one for every page read too, and on SQLite, where a transaction that
    may write waits for every other, readers would wait for each other.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS", "TRACE"}:
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
