"""One log line a request."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

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
