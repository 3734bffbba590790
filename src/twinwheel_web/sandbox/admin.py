"""Variants and drafts in the operator's console: to look at."""

from __future__ import annotations

from django.contrib import admin

from twinwheel_web.accounts.console import ToLookAt
from twinwheel_web.sandbox.models import Draft, Variant


@admin.register(Variant, Draft)
class KeptAdmin(ToLookAt):
    list_display = ("title", "measure", "organisation", "made_by", "made_at")
    list_filter = ("organisation",)
    search_fields = ("title", "measure")
    list_select_related = ("organisation", "made_by")
