"""Work in the background as the operator reads of it. Nothing is kept here: the rows are those of django-tasks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult


class Work(DBTaskResult[Any, Any]):
    class Meta:
        proxy = True
        verbose_name = _("work in the background")
        verbose_name_plural = _("work in the background")

    def __str__(self) -> str:
        return str(self.task_path)
