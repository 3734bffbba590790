"""Workbooks in and out, and the PDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twinwheel_web import clock
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.mine import exporting, taking_in
from twinwheel_web.mine.results import results_of
from twinwheel_web.mine.subjects import chosen
from twinwheel_web.mine.views.common import address, asked_day, page
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import file_values, values_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = 3600  # seconds in which a preview can be confirmed


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy(
            "Excel (xlsx, xlsm, xls) or CSV: the template filled in, or one row with field names above it."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.TWINWHEEL.upload_mb * 2**20:
            raise forms.ValidationError(
                _("The file is larger than %(mb)s MB.") % {"mb": settings.TWINWHEEL.upload_mb}
            )
        return file


def _salt(subject: Subject) -> str:
    return f"twinwheel.mine.import.{subject.pk}"


@may("mine.file")
def take_in(request: Request) -> HttpResponse:
    """Upload, look at the differences, confirm. What was previewed travels signed; nothing is kept in between."""
    subject = chosen(request, "mine.file")
    if subject is None:
        return redirect("mine:mine")
    if "confirmed" in request.POST:
        return _confirmed(request, subject)
    form = FileForm(request.POST or None, request.FILES or None)
    incoming = None
    if request.method == "POST" and form.is_valid():
        try:
            incoming = taking_in.read(subject, form.cleaned_data["file"], clock.today())
        except taking_in.Unreadable as error:
            form.add_error("file", str(error))
    signed = ""
    if incoming:
        taken = {"values": incoming.values, "source": form.cleaned_data["file"].name[:200]}
        signed = signing.dumps(taken, salt=_salt(subject), compress=True)
    status = 422 if form.errors else 200
    return page(
        request, "mine/import.html", subject, form=form, incoming=incoming, signed=signed, status=status
    )


def _confirmed(request: Request, subject: Subject) -> HttpResponse:
    try:
        taken = signing.loads(request.POST["confirmed"], salt=_salt(subject), max_age=KEPT)
    except signing.BadSignature:
        messages.error(request, _("The preview is too old; choose the file once more."))
        return redirect(address("mine:import", subject))
    if taken["values"]:
        file_values(subject, taken["values"], request.actor, source=taken["source"])
    count = len(taken["values"])
    messages.success(
        request, ngettext("%(count)s value filed.", "%(count)s values filed.", count) % {"count": count}
    )
    return redirect(address("mine:profile", subject))


@may("mine.file")
def template(request: Request) -> HttpResponse:
    """The workbook to fill in."""
    subject = chosen(request, "mine.file")
    if subject is None:
        return redirect("mine:mine")
    return _file(taking_in.template(subject, clock.today()), f"{subject.code}.xlsx", XLSX)


@may("mine.read")
def workbook(request: Request) -> HttpResponse:
    """What one can get, as a workbook."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    day = asked_day(request)
    found = results_of(subject.type, values_of(subject, day), day)
    return _file(exporting.workbook(subject, found), f"{subject.code}-{day}.xlsx", XLSX)


@may("mine.read")
def pdf(request: Request) -> HttpResponse:
    """The same as a PDF; where this server cannot draw one, a page says so."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    if lacks := exporting.pdf_lacks():
        return page(request, "mine/no_pdf.html", subject, lacks=lacks, day=asked_day(request), status=503)
    day = asked_day(request)
    found = results_of(subject.type, values_of(subject, day), day)
    return _file(exporting.pdf(subject, found), f"{subject.code}-{day}.pdf", "application/pdf")


def _file(content: bytes, name: str, type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
