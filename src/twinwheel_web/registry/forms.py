"""What is asked of a list and of an upload."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from twinwheel_web import clock, pack
from twinwheel_web.design.templatetags.words import field_name, outcome_name, said
from twinwheel_web.matches import reading
from twinwheel_web.matches.models import Run
from twinwheel_web.registers import imports
from twinwheel_web.registers.models import Ground, Import
from twinwheel_web.registers.uploads import SUFFIXES, refuse_bad
from twinwheel_web.registry.values import code_text

UNKNOWN, NONE = "?", "-"
"""How the address says: not known; known to be none."""


class FilterForm(forms.Form):
    """The filters of a list. Without a run there is nothing to count by, and the search alone is left."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)

    def __init__(self, type: str, run: Run | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields_by: list[str] = pack.current().subjects[type].by if run else []
        if run is None:
            return
        index = reading.index(run)
        for field in self.fields_by:
            self.fields[field] = forms.ChoiceField(
                label=field_name(field), required=False, choices=[("", _("All")), *_choices(field, index)]
            )
        measures = run.summary["measures"]
        self.fields["measure"] = forms.ChoiceField(
            label=_("Measure"),
            required=False,
            choices=[("", _("All")), *((id, said(each["title"])) for id, each in measures.items())],
        )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Outcome"),
            required=False,
            choices=[(each, outcome_name(each)) for each in reading.OUTCOMES],
        )

    def filters(self) -> dict[str, Any]:
        """What was asked, for a Listing; what cannot be read is left out."""
        found = self.cleaned_data if self.is_valid() else {}
        values = {UNKNOWN: None, NONE: ""}
        return {
            "q": found.get("q", ""),
            "by": {
                field: values.get(value, value) for field in self.fields_by if (value := found.get(field))
            },
            "measure": found.get("measure", ""),
            "outcome": found.get("outcome", "") or reading.OUTCOMES[0],
        }


def _choices(field: str, index: reading.Index) -> list[tuple[str, str]]:
    marks: dict[str | None, tuple[str, Any]] = {None: (UNKNOWN, _("not known")), "": (NONE, _("none"))}
    return [
        (marks[value][0], f"{marks[value][1]} ({number})") if value in marks
        else (str(value), f"{code_text(field, str(value))} ({number})")
        for value, number in index.count(field).most_common()
    ]  # fmt: skip


class ImportForm(forms.Form):
    """A register file, and on what ground its values are."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Excel, CSV, Parquet or JSON; the first sheet, one row for each subject, its headings the names of the fields."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    type = forms.ChoiceField(label=_("What its rows are"))
    ground = forms.ChoiceField(label=_("Ground of its values"), choices=Ground, initial=Ground.DECLARED)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=200,
        help_text=_("Who certified the values, and by what."),
    )
    until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day the certificates hold; empty: without end."),
    )
    again = forms.BooleanField(label=_("Take the same file once more"), required=False)

    same: Import | None = None
    """An import of the same file there was before."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        types = pack.current().subjects
        self.fields["type"].choices = [(id, said(each.label)) for id, each in types.items()]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        refuse_bad(file)
        return file

    def clean_until(self) -> Any:
        if (until := self.cleaned_data["until"]) and until < clock.today():
            raise ValidationError(_("That day is over. What is certified until then is not known any more."))
        return until

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("ground") == Ground.CERTIFIED and not found.get("source"):
            self.add_error("source", _("Say who certified the values."))
        if "file" in found and "type" in found and not found.get("again"):
            self.same = imports.before(found["file"], found["type"])
            if self.same is not None:
                self.add_error(
                    "again", _("This very file was taken before. Tick the box to take it once more.")
                )
        return found
