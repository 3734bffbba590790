from __future__ import annotations

from django.urls import path

from twinwheel_web.registry.views import files, lists, merges, runs, subjects

app_name = "registry"
urlpatterns = [
    path("", lists.list_, name="list"),
    path("list.<slug:form>", lists.export, name="export"),
    path("places/", lists.places, name="places"),
    path("subjects/<int:pk>/", subjects.subject, name="subject"),
    path("subjects/<int:pk>/history/", subjects.past, name="history"),
    path("files/", files.files, name="files"),
    path("files/new/", files.new, name="new"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/rejects.csv", files.rejects, name="rejects"),
    path("duplicates/", merges.duplicates, name="duplicates"),
    path("duplicates/<int:kept>/<int:gone>/", merges.compare, name="compare"),
    path("duplicates/<int:pk>/undo/", merges.undo, name="undo"),
    path("runs/", runs.runs, name="runs"),
    path("runs/start/", runs.start, name="start"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/<str:name>", runs.run_file, name="run_file"),
]
