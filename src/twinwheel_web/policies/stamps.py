"""When a page seen before is still good: it follows from the pack, the day, the newest run and the language alone.

For visitors only: what somebody signed in sees has their name on it, and is sent each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition

from twinwheel import __version__
from twinwheel_web import clock, pack
from twinwheel_web.accounts.gate import Respond
from twinwheel_web.matches.models import Run
from twinwheel_web.matches.service import newest

COOKIES = (settings.CSRF_COOKIE_NAME, "theme")
"""Cookies a page of ours depends on, besides the language: its forms hold the one, its colours the other."""


def kept(*, run: Callable[..., str | None] | None = None) -> Callable[[Respond], Respond]:
    """ETag for a view; ``run`` names the type of subject whose newest run it speaks of, if any.

    No Last-Modified: a time says nothing of the language or of the cookies a page hangs on.
    """

    def etag(request: HttpRequest, **kwargs: Any) -> str | None:
        if request.user.is_authenticated or len(get_messages(request)):
            return None
        found = run_of(request, run(**kwargs)) if run else None
        facts = [
            *(pack.current().hash, __version__, getattr(staticfiles_storage, "manifest_hash", "")),
            *(clock.today().isoformat(), get_language() or "", request.get_full_path(), request.get_host()),
            *(request.headers.get("HX-Request", ""), str(found.pk) if found else ""),
            *(request.COOKIES.get(name, "") for name in COOKIES),
        ]
        return f'"{sha256(chr(0).join(facts).encode()).hexdigest()[:32]}"'

    def wrap(view: Respond) -> Respond:
        answer = condition(etag)(view)

        @wraps(view)
        def stamped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse = answer(request, *args, **kwargs)  # type: ignore[assignment]
            patch_vary_headers(response, ["Cookie", "Accept-Language", "HX-Request"])
            response.headers.setdefault("Cache-Control", "private, no-cache")  # keep it, but ask each time
            return response

        return stamped

    return wrap


def run_of(request: HttpRequest, type: str | None) -> Run | None:
    """The newest run over a type of subject, read once a request."""
    if not hasattr(request, "newest_run"):
        request.newest_run = newest(type) if type else None  # type: ignore[attr-defined]
    found: Run | None = request.newest_run  # type: ignore[attr-defined]
    return found
