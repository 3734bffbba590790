"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from twinwheel_web import pack

THEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor, the zone, whether this is a demo, and the theme chosen; empty: as the reader's system says."""
    chosen = request.COOKIES.get("theme", "")
    return {
        "actor": getattr(request, "actor", None),
        "zone": pack.current().zone,
        "demo": settings.TWINWHEEL.demo,
        "theme": chosen if chosen in THEMES else "",
    }
