"""What people send in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

MOST_FILES = 20
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.bmp,.webp,.html,.htm,.docx,.ofd,.md,.txt"


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files; each within the limit of the portal."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list | tuple) and data else [data or None]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)s files at a time.") % {"most": MOST_FILES})
        files = []
        problems: list[Any] = []
        for each in given:
            try:
                file = super().clean(each, initial)
                within_limit(file)
                files.append(file)
            except forms.ValidationError as error:
                problems += error.error_list
        if problems:
            raise forms.ValidationError(problems)
        return files


def within_limit(file: UploadedFile[Any]) -> None:
    """Raises ValidationError for a file larger than ``TWINWHEEL_UPLOAD_MB``."""
    most = settings.TWINWHEEL.upload_mb * 10**6
    if file.size and file.size > most:
        raise forms.ValidationError(
            _("%(file)s has %(size)s; at most %(most)s MB are taken.")
            % {
                "file": file.name,
                "size": filesizeformat(file.size),
                "most": settings.TWINWHEEL.upload_mb,
            }
        )


class AddForm(forms.Form):
    documents = FilesField(
        allow_empty_file=True,  # the library says so of that one, and reads the others
        label=_("Files"),
        help_text=_(
            "Several files that hold the same articles (print, scan, web page) are held against each other."
        ),
        widget=Files(attrs={"accept": ACCEPTED}),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("By default the headline of the first article."),
    )


class ImportForm(forms.Form):
    """A ``review.yaml`` made elsewhere."""

    file = forms.FileField(
        label=_("review.yaml made elsewhere"), widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"})
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        within_limit(file)
        return file
