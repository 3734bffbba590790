from __future__ import annotations

from django.urls import path

from twinwheel_web.demo import views

app_name = "demo"
urlpatterns = [path("", views.splash, name="splash"), path("enter/", views.enter, name="enter")]
