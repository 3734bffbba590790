"""Runs in the operator's console: to look at."""

from __future__ import annotations

from django.contrib import admin

from twinwheel_web.accounts.console import ToLookAt
from twinwheel_web.matches.models import Run
from twinwheel_web.registers.types import TypeFilter, named_type


@admin.register(Run)
class RunAdmin(ToLookAt):
    list_display = (named_type, "as_of", "status", "rows", "attempts", "asked_by", "asked_at", "ended_at")
    list_filter = ("status", ("type", TypeFilter))
    list_select_related = ("asked_by",)
    exclude = ("summary", "survey")
