"""Work in the background, in the operator's console: to look at."""

from __future__ import annotations

from django.contrib import admin
from django_tasks_db.admin import DBTaskResult  # type: ignore[attr-defined]  # which has registered it by then

from twinwheel_web.accounts.console import ToLookAt
from twinwheel_web.operations.models import Work

admin.site.unregister(DBTaskResult)


@admin.register(Work)
class WorkAdmin(ToLookAt):
    list_display = ("task_path", "status", "enqueued_at", "started_at", "finished_at")
    list_filter = ("status",)
    search_fields = ("task_path", "traceback")
    ordering = ("-enqueued_at",)
