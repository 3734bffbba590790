from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, re_path

from twinwheel_web.api import views
from twinwheel_web.api.door import door, missing
from twinwheel_web.api.schema import make, parameters

app_name = "api"
api = make()


def _operations() -> Iterator[URLPattern]:
    """Every operation of the API, behind its door."""
    patterns: list[Any] = api.urls[0]
    known = parameters(api)
    for each in patterns:
        if each.name != "api-root":
            address = str(each.pattern).replace("<", "{").replace(">", "}")
            yield path(f"v1/{each.pattern}", door(each.callback, known[address]), name=each.name)


urlpatterns = [
    path("docs", views.docs, name="docs"),
    path("v1/openapi.json", views.openapi, name="openapi"),
    path("keys/", views.list_, name="keys"),
    path("keys/new/", views.make, name="make"),
    path("keys/<int:id>/revoke/", views.revoke, name="revoke"),
    *_operations(),
    re_path(r"^v1/.*$", door(missing), name="missing"),
]
