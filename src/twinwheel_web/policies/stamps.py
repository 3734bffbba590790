"""When a page seen before is still good: it follows from the pack, the day, the newest run and the language alone.

For visitors only. What somebody signed in sees has their name on it, and is never asked for twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
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
    """ETag and Last-Modified for a view; ``run`` names the type of subject whose newest run it speaks of, if any."""

    def of_run(request: HttpRequest, **kwargs: Any) -> tuple[str, datetime | None]:
        found = run_of(request, run(**kwargs)) if run else None
        return (str(found.pk), found.ended_at) if found else ("", None)

    def etag(request: HttpRequest, **kwargs: Any) -> str | None:
        if _private(request):
            return None
        facts = [
            *(pack.current().hash, __version__, getattr(staticfiles_storage, "manifest_hash", "")),
            *(clock.today().isoformat(), get_language() or "", request.get_full_path(), request.get_host()),
            *(request.headers.get("HX-Request", ""), of_run(request, **kwargs)[0]),
            *(request.COOKIES.get(name, "") for name in COOKIES),
        ]
        return f'"{sha256(chr(0).join(facts).encode()).hexdigest()[:32]}"'

    def modified(request: HttpRequest, **kwargs: Any) -> datetime | None:
        if _private(request):
            return None
        today = timezone.make_aware(datetime.combine(clock.today(), time()))
        known = [today, changed(pack.current().hash), of_run(request, **kwargs)[1]]
        return max(each for each in known if each is not None)

    def wrap(view: Respond) -> Respond:
        answer = condition(etag, modified)(view)

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


def _private(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated or len(get_messages(request)))


@lru_cache(maxsize=1)
def changed(pack_hash: str) -> datetime:
    """When a file of the pack, or of those it extends, was last written."""
    folders = {pack.current().folder, *(each.parent for each in _files())}
    times = [file.stat().st_mtime for folder in folders for file in folder.rglob("*.yaml")]
    return datetime.fromtimestamp(int(max(times)), timezone.get_current_timezone())


def _files() -> list[Any]:
    from pathlib import Path

    return [Path(document.file) for document, _ in pack.current().documents.values()]
