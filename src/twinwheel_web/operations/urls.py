from __future__ import annotations

from django.urls import path

from twinwheel_web.operations import views, wellknown

app_name = "operations"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path(".well-known/security.txt", wellknown.security, name="security"),
    path("robots.txt", wellknown.robots, name="robots"),
]
