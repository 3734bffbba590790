from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from twinwheel_web.sandbox.models import Variant


class KeepForm(forms.ModelForm[Variant]):
    """What a variant is called when it is kept."""

    class Meta:
        model = Variant
        fields = ("title", "note")
        labels = {"title": _("Name of the variant"), "note": _("Note")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
