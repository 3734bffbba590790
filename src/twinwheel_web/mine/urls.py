from __future__ import annotations

from django.urls import path

from twinwheel_web.mine.views import alerts, ask, files, get, profile, trying

app_name = "mine"
urlpatterns = [
    path("", profile.mine, name="mine"),
    path("new/", profile.start, name="start"),
    path("profile/", profile.profile, name="profile"),
    path("profile/<slug:group>/", profile.section, name="section"),
    path("import/", files.take_in, name="import"),
    path("import/template.xlsx", files.template, name="template"),
    path("ask/", ask.ask, name="ask"),
    path("get/", get.get, name="get"),
    path("get/report.pdf", files.pdf, name="pdf"),
    path("get/report.xlsx", files.workbook, name="workbook"),
    path("get/<slug:measure>/", get.measure, name="measure"),
    path("calendar/", get.calendar, name="calendar"),
    path("what-if/", trying.what_if, name="what_if"),
    path("alerts/", alerts.inbox, name="alerts"),
    path("alerts/new/", alerts.alert_new, name="alert_new"),
    path("alerts/<int:pk>/stop/", alerts.stop, name="alert_stop"),
    path("alerts/notices/read/", alerts.read, name="notices_read"),
    path("alerts/notices/<int:pk>/mute/", alerts.mute, name="notice_mute"),
    path("alerts/digest/", alerts.digest, name="digest"),
]
