"""The form a manager makes a key with."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from twinwheel_web.api.models import Key

DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year")), ("730", _("two years"))]


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the key"),
        max_length=80,
        help_text=_("What the key is for, such as the system that uses it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=Key.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["read:public"],
    )
    days = forms.ChoiceField(label=_("Valid for"), choices=DAYS, initial="365")

    def expires(self, today: date) -> date:
        """The last day of the key."""
        return today + timedelta(days=int(self.cleaned_data["days"]))
