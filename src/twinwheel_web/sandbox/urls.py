from __future__ import annotations

from django.urls import path

from twinwheel_web.sandbox import views

app_name = "sandbox"
urlpatterns = [path("", views.list_, name="list")]
