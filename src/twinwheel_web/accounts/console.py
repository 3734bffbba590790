"""Django's admin as the operator's console: one way in, the portal's own sign-in with its second factor and throttle."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin, TabularInline
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twinwheel.messages import Message, in_language
from twinwheel_web.accounts.package_words import translate_names


class Console(AdminSite):
    site_header = site_title = _("Operator's console")
    index_title = _("What the portal keeps")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        super().register(model_or_iterable, admin_class, **options)
        for model in [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable:
            translate_names(model)

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators alone, and never somebody in another's place."""
        user = request.user
        return bool(user.is_active and user.is_superuser and not getattr(user, "is_hijacked", False))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied("operations.console")
        return redirect_to_login(request.GET.get("next") or "/admin/")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]  # Django's answers with a page, ours leads to allauth's
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # as above
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")


class _NamedCells(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # cannot be subscripted where it runs
    """Rows of a table: the heading of a column is no label, so every cell says what it is."""

    def add_fields(self, form: forms.ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            drawn: Any = getattr(field.widget, "widget", field.widget)  # within its links to other pages
            drawn.attrs["aria-label"] = str(field.label)


DATES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput({"type": "datetime-local", "step": 1}, "%Y-%m-%dT%H:%M:%S"),
    },
    models.DateField: {"widget": forms.DateInput({"type": "date"}, "%Y-%m-%d")},
}
"""The browser's own calendar: Django's two boxes for one moment have no labels."""


class ToKeep(ModelAdmin[Any]):
    """Kept by hand."""

    formfield_overrides = DATES


class RowsToKeep(TabularInline[Any, Any]):
    """Rows of another model, kept on the page of what they belong to."""

    formfield_overrides = DATES
    formset = _NamedCells
    extra = 0


class ToLookAt(ModelAdmin[Any]):
    """Kept to be looked at: nobody adds to it by hand, changes it or deletes from it.

    So what is shown of it may be in the words of the reader: messages are in the language of the page.
    """

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        return found and _in_words(found)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        listed = super().get_changelist_instance(request)
        listed.result_list = [_in_words(each) for each in listed.result_list]
        return listed

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _in_words(found: models.Model) -> models.Model:
    """A row with its messages in the language of the page: to be shown, never saved."""
    for name, value in list(vars(found).items()):
        if isinstance(value, Message):
            setattr(found, name, in_language(value, get_language() or ""))
    return found
