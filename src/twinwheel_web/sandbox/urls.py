from __future__ import annotations

from django.urls import path

from twinwheel_web.sandbox import kept, views

app_name = "sandbox"
urlpatterns = [
    path("", views.list_, name="list"),
    path("compare/", kept.compare, name="compare"),
    path("variants/<int:pk>/", kept.variant, name="variant"),
    path("variants/<int:pk>/again/", kept.again, name="again"),
    path("variants/<int:pk>/remove/", kept.remove, name="remove"),
    path("variants/<int:pk>/draft/", kept.publish, name="publish"),
    path("drafts/<int:pk>/", kept.draft, name="draft"),
    path("drafts/<int:pk>/file/", kept.file, name="file"),
    path("<slug:measure>/", views.measure, name="measure"),
    path("<slug:measure>/curve/", views.curve, name="curve"),
    path("<slug:measure>/checks/", views.checks, name="checks"),
    path("<slug:measure>/keep/", kept.keep, name="keep"),
]
