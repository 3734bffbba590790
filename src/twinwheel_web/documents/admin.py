"""Documents in the operator's console: to look at. They are added, decided about and deleted on their own pages."""

from __future__ import annotations

from django.contrib import admin

from twinwheel_web.accounts.console import ToLookAt
from twinwheel_web.documents.models import Decision, Document, DocumentSet, Record


@admin.register(DocumentSet)
class DocumentSetAdmin(ToLookAt):
    list_display = (
        "__str__",
        "status",
        "attempts",
        "organisation",
        "uploaded_by",
        "added_at",
        "published_at",
    )
    list_filter = ("status", "organisation")
    list_select_related = ("organisation", "uploaded_by")
    search_fields = ("title",)


@admin.register(Document)
class DocumentAdmin(ToLookAt):
    list_display = ("name", "set", "status", "kind", "size", "characters", "problem")
    list_filter = ("status", "kind")
    list_select_related = ("set",)
    search_fields = ("name", "sha256")


@admin.register(Record)
class RecordAdmin(ToLookAt):
    list_display = ("record_id", "set", "type", "kind", "worth", "reason")
    list_filter = ("type", ("reason", admin.EmptyFieldListFilter))
    list_select_related = ("set",)
    search_fields = ("record_id",)
    show_full_result_count = False


@admin.register(Decision)
class DecisionAdmin(ToLookAt):
    list_display = ("record_id", "set", "decision", "by", "organisation", "at", "taken_back_at")
    list_filter = ("decision",)
    list_select_related = ("set", "organisation")
    search_fields = ("record_id", "by")
