from __future__ import annotations

from django.urls import path

from twinwheel_web.policies import views

app_name = "policies"
urlpatterns = [path("", views.list_, name="list")]
