"""The register in the operator's console: to look at. What was filed is changed by filing, nowhere else."""

from __future__ import annotations

from django.contrib import admin

from twinwheel_web.accounts.console import ToLookAt
from twinwheel_web.registers.models import Export, Filing, Import, Merge, Subject
from twinwheel_web.registers.types import TypeFilter, named_type


@admin.register(Subject)
class SubjectAdmin(ToLookAt):
    list_display = ("name", "code", named_type, "organisation", "changed_at")
    list_filter = (("type", TypeFilter),)
    list_select_related = ("organisation",)
    search_fields = ("name", "code")
    show_full_result_count = False


@admin.register(Filing)
class FilingAdmin(ToLookAt):
    list_display = ("subject", "ground", "source", "until", "filed_by", "organisation", "filed_at")
    list_filter = ("ground",)
    list_select_related = ("subject", "filed_by", "organisation")
    search_fields = ("subject__code", "subject__name")
    show_full_result_count = False


@admin.register(Import)
class ImportAdmin(ToLookAt):
    list_display = ("file_name", named_type, "ground", "status", "rows", "asked_by", "asked_at", "ended_at")
    list_filter = ("status", ("type", TypeFilter))
    list_select_related = ("asked_by",)
    exclude = ("file", "rejects")  # uploads have no address of their own: a link to one would lead nowhere


@admin.register(Merge)
class MergeAdmin(ToLookAt):
    list_display = ("gone", "kept", "by", "at", "undone_by", "undone_at")
    list_select_related = ("gone", "kept", "by", "undone_by")


@admin.register(Export)
class ExportAdmin(ToLookAt):
    list_display = (named_type, "rows", "form", "user", "organisation", "at")
    list_filter = (("type", TypeFilter), "form")
    list_select_related = ("user", "organisation")
