"""Runs in the operator's console: to look at."""

from __future__ import annotations

from django.contrib import admin

from twinwheel_web.accounts.console import ToLookAt
from twinwheel_web.matches.models import Run


@admin.register(Run)
class RunAdmin(ToLookAt):
    list_display = ("type", "as_of", "status", "rows", "attempts", "asked_by", "asked_at", "ended_at")
    list_filter = ("status", "type")
    list_select_related = ("asked_by",)
    exclude = ("summary", "survey")
