"""ETags of what follows from the pack, the day and a run: known before the answer is made, so 304 costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import get_language
from ninja.decorators import decorate_view

from twinwheel import __version__
from twinwheel_web import clock, pack

CACHED = "public, no-cache"  # may be kept, is asked about each time


def kept(*also: Callable[[], str]) -> Callable[[Any], Any]:
    """Give an operation a strong ETag over the pack, the day, the language, the address asked and what ``also`` says."""

    def decorate(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def keep(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            tag = _tag(request, *(each() for each in also))
            known = parse_etags(request.headers.get("If-None-Match", ""))
            if tag in [each.removeprefix("W/") for each in known]:
                unchanged = HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": CACHED})
                del unchanged["Content-Type"]
                return unchanged
            response = run(request, **kwargs)
            if response.status_code == 200:
                response["ETag"], response["Cache-Control"] = tag, CACHED
            return response

        return keep

    return decorate_view(decorate)


def _tag(request: HttpRequest, *also: str) -> str:
    parts = (
        __version__,
        pack.current().hash,
        clock.today().isoformat(),
        get_language() or "",
        request.get_full_path(),
        *also,
    )
    return f'"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'
