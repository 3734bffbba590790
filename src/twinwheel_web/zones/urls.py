from __future__ import annotations

from django.urls import path

from twinwheel_web.zones import views

app_name = "zones"
urlpatterns = [path("", views.zone, name="zone"), path("indicators/", views.indicators, name="indicators")]
