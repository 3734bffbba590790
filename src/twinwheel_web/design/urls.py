from __future__ import annotations

from django.urls import path

from twinwheel_web.design import views

app_name = "design"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("favicon.ico", views.favicon, name="favicon"),
]
