from __future__ import annotations

from django.urls import path

from twinwheel_web.documents import views

app_name = "documents"
urlpatterns = [path("", views.list_, name="list")]
