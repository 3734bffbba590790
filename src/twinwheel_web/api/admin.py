"""Keys in the operator's console: who has them, and how often they may ask."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from twinwheel_web.accounts.console import ToKeep
from twinwheel_web.api.models import Key
from twinwheel_web.api.rates import read_rate


class _Form(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Key
        fields = ["name", "rate", "expires", "revoked_at"]

    def clean_rate(self) -> str:
        rate: str = self.cleaned_data["rate"]
        try:
            read_rate(rate)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return rate


@admin.register(Key)
class KeyAdmin(ToKeep):
    form = _Form
    list_display = ["prefix", "organisation", "name", "rate", "expires", "last_used_at", "revoked_at"]
    list_select_related = ["organisation"]
    search_fields = ["prefix", "name", "organisation__name"]
    readonly_fields = ["organisation", "prefix", "scopes", "created_by", "created_at", "last_used_at"]
    fields = [*readonly_fields, "name", "rate", "expires", "revoked_at"]

    def has_add_permission(self, request: object) -> bool:
        return False
