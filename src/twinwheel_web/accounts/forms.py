"""What people fill in about who acts for whom."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from twinwheel_web.accounts.models import Delegation, Organisation, User
from twinwheel_web.accounts.service import organisation_named, person_named, roles_of


class MemberForm(forms.Form):
    """``cleaned_data["person"]`` is the person."""

    person = forms.CharField(
        label=_("Username or e-mail"),
        help_text=_(
            "Of somebody who has an account here; an e-mail address counts once they have confirmed it."
        ),
        max_length=254,
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = roles_of(organisation)
        self.fields["role"].initial = "officer"

    def clean_person(self) -> User:
        found = person_named(self.cleaned_data["person"].strip())
        if found is None:
            raise forms.ValidationError(gettext("Nobody here has this username or confirmed e-mail address."))
        return found


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = roles_of(organisation)


class DelegationForm(forms.Form):
    """``cleaned_data["taker"]`` is the organisation."""

    taker = forms.CharField(
        label=_("Organisation"), help_text=_("Its full name or unified social credit code."), max_length=200
    )
    scope = forms.ChoiceField(
        label=_("What it may do"), choices=Delegation.Scope, initial=Delegation.Scope.VIEW
    )
    until = forms.DateField(
        label=_("Until and including"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, giver: Organisation, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.giver, self.day = giver, day
        self.fields["until"].widget.attrs["min"] = day.isoformat()

    def clean_taker(self) -> Organisation:
        found = organisation_named(self.cleaned_data["taker"].strip())
        if not found:
            raise forms.ValidationError(gettext("No organisation here has this name or code."))
        if len(found) > 1:
            raise forms.ValidationError(gettext("Several organisations have this name; give the code."))
        if found[0] == self.giver:
            raise forms.ValidationError(gettext("This is your own organisation."))
        return found[0]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.day:
            raise forms.ValidationError(gettext("This day is past."))
        return until


class CloseForm(forms.Form):
    """The name is typed once more, so that nobody closes an account by mistake."""

    username = forms.CharField(
        label=_("Your username"), max_length=150, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_username(self) -> str:
        if self.cleaned_data["username"] != self.user.username:
            raise forms.ValidationError(gettext("This is not your username."))
        return self.user.username
