from __future__ import annotations

from django.urls import path

from twinwheel_web.registry import views

app_name = "registry"
urlpatterns = [path("", views.list_, name="list")]
