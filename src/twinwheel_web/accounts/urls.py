from __future__ import annotations

from django.urls import path

from twinwheel_web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("act/", views.act, name="act"),
    path("leave/<int:pk>/", views.leave, name="leave"),
    path("members/", views.members, name="members"),
    path("members/<int:pk>/role/", views.change_role, name="change_role"),
    path("members/<int:pk>/end/", views.end, name="end"),
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/<int:pk>/end/", views.take_back, name="take_back"),
    path("looks/", views.looks, name="looks"),
    path("data/", views.data, name="data"),
    path("close/", views.close, name="close"),
]
