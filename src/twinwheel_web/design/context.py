"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from twinwheel_web import pack


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "actor": getattr(request, "actor", None),
        "zone": pack.current().zone,
        "demo": settings.TWINWHEEL.demo,
        "theme": theme if (theme := request.COOKIES.get("theme")) in {"light", "dark"} else "",
    }
