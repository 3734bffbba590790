from __future__ import annotations

from django.urls import path

from twinwheel_web.documents import reviewing, views

app_name = "documents"
urlpatterns = [
    path("", views.list_, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.set_, name="set"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/document.json", views.document_json, name="document_json"),
    path("<int:pk>/facts.parquet", views.facts_parquet, name="facts_parquet"),
    path("<int:pk>/texts/<int:number>.txt", views.text, name="text"),
    path("<int:pk>/delete/", reviewing.delete, name="delete"),
    path("<int:pk>/publish/", reviewing.publish, name="publish"),
    path("<int:pk>/review/", reviewing.review, name="review"),
    path("<int:pk>/review/decide/", reviewing.decide, name="decide"),
    path("<int:pk>/review/undo/", reviewing.undo, name="undo"),
    path("<int:pk>/review/history/", reviewing.history, name="history"),
    path("<int:pk>/review/import/", reviewing.import_, name="import"),
    path("<int:pk>/draft/<int:number>/", reviewing.draft, name="draft"),
    path("<int:pk>/draft/<int:number>.zip", reviewing.draft_zip, name="draft_zip"),
    path("<int:pk>/review.yaml", reviewing.review_yaml, name="review_yaml"),
]
