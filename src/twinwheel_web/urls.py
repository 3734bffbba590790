"""Every address of the portal; each app keeps its own under its noun."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("twinwheel_web.home.urls")),
    path("zone/", include("twinwheel_web.zones.urls")),
    path("policies/", include("twinwheel_web.policies.urls")),
    path("documents/", include("twinwheel_web.documents.urls")),
    path("mine/", include("twinwheel_web.mine.urls")),
    path("sandbox/", include("twinwheel_web.sandbox.urls")),
    path("register/", include("twinwheel_web.registry.urls")),
    path("account/", include("twinwheel_web.accounts.urls")),
    path("sign/", include("allauth.urls")),
    path("support/", include("hijack.urls")),
    path("api/", include("twinwheel_web.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("twinwheel_web.operations.urls")),
    path("", include("twinwheel_web.design.urls")),
]
if settings.TWINWHEEL.demo:
    urlpatterns.append(path("demo/", include("twinwheel_web.demo.urls")))

handler403 = "twinwheel_web.design.views.forbidden"
handler404 = "twinwheel_web.design.views.not_found"
handler500 = "twinwheel_web.design.views.failed"
