from __future__ import annotations

from django.urls import path

from twinwheel_web.mine import views

app_name = "mine"
urlpatterns = [path("", views.mine, name="mine")]
