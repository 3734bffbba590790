from __future__ import annotations

from django.urls import path

from twinwheel_web.policies import views

app_name = "policies"
urlpatterns = [
    path("", views.list_, name="list"),
    path("feed.atom", views.feed, name="feed"),
    path("deadlines.ics", views.deadlines, name="deadlines"),
    path("<slug:id>/", views.measure, name="measure"),
    path("<slug:id>/share.png", views.share, name="share"),
    path("<slug:id>.ics", views.calendar, name="calendar"),
]
