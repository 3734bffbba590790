"""One's own subjects, and the profile of one: read, and filed section by section."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twinwheel_web import clock, pack
from twinwheel_web.accounts.gate import allow, may
from twinwheel_web.accounts.request import Request
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.mine import alerts, subjects
from twinwheel_web.mine import profile as service
from twinwheel_web.mine.inputs import changed, form_of
from twinwheel_web.mine.results import results_of
from twinwheel_web.mine.subjects import MAX_CODE, chosen, of_actor, startable
from twinwheel_web.mine.views.common import address, page
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import file_values, values_of

SOON = 90  # days in which a certificate that ends is worth a line on the overview


@may("mine.read")
def mine(request: Request) -> HttpResponse:
    """The overview of one subject, or how to begin without any."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:start") if startable(request.actor) else render(request, "mine/none.html")
    day = clock.today()
    found = results_of(subject.type, values_of(subject, day), day)
    lines = service.sections(subject, day, found.missing)
    ending = [
        each
        for each in service.certificates(subject, day)
        if (until := (each.certificate or {}).get("until")) and (date.fromisoformat(until) - day).days <= SOON
    ]
    return page(
        request,
        "mine/mine.html",
        subject,
        found=found,
        day=day,
        known=sum(each.known for each in lines),
        asked=sum(each.asked for each in lines),
        matters=sum(each.matters for each in lines),
        ending=ending,
        unread=alerts.notices_of(request.actor).filter(read_at=None).count(),
        others=of_actor(request.actor).exclude(pk=subject.pk),
        startable=startable(request.actor),
    )


class StartForm(forms.Form):
    """A profile that does not exist yet."""

    type = forms.ChoiceField(label=gettext_lazy("What is it?"))
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=MAX_CODE,
        help_text=gettext_lazy(
            "The unified social credit code of an enterprise; else the number it is known by."
        ),
    )
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=200)

    def __init__(self, request: Request, data: Any = None) -> None:
        from twinwheel.registers.uscc import HEADING

        organisation = request.actor.organisation
        assert organisation is not None
        super().__init__(data)
        self.actor = request.actor
        types = self.fields["type"]
        assert isinstance(types, forms.ChoiceField)
        may_start = startable(self.actor)
        types.choices = [(each, said(pack.current().subjects[each].label)) for each in may_start]
        if any(pack.current().subjects[each].key == HEADING for each in may_start):
            self.initial = {
                "code": organisation.code,
                "name": organisation.name,
            }  # its own profile comes first

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("type") and data.get("code"):
            fault = subjects.fault_of(self.actor, data["type"], data["code"])
            if fault:
                self.add_error("code", fault)
        return data


@may("mine.start")
def start(request: Request) -> HttpResponse:
    """Begin a profile for the actor's organisation."""
    form = StartForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject = subjects.start(request.actor, **form.cleaned_data)
        messages.success(request, _("The profile is open. Say what you know; leave out what you do not."))
        return redirect(address("mine:profile", subject))
    return render(request, "mine/start.html", {"form": form})


@may("mine.read")
def profile(request: Request) -> HttpResponse:
    """The sections with their progress, and what is certified apart."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    day = clock.today()
    found = results_of(subject.type, values_of(subject, day), day)
    sections = service.sections(subject, day, found.missing)
    only = request.GET.get("only") == "matters"
    return page(
        request,
        "mine/profile.html",
        subject,
        sections=[each for each in sections if each.matters or not only],
        certified=service.certificates(subject, day),
        known=sum(each.known for each in sections),
        asked=sum(each.asked for each in sections),
        matters=sum(each.matters for each in sections),
        only=only,
        day=day,
    )


@may("mine.read")
def section(request: Request, group: str) -> HttpResponse:
    """One section: a form for who may file, the same values to read for anybody else."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    day = clock.today()
    matter = results_of(subject.type, values_of(subject, day), day).missing
    sections = service.sections(subject, day, matter)
    here = next((each for each in sections if each.id == group), None)
    if here is None:
        raise Http404
    only = request.GET.get("only") == "matters"
    if request.method == "POST":
        allow(request, "mine.file", subject)
    free = _free(request, here, only)
    form = form_of(
        {each.name: each.spec for each in free},
        {each.name: each.value for each in free},
        request.POST if request.method == "POST" else None,
    )
    following = _after(sections, here, only)
    if form.is_valid():
        _file(request, subject, form)
        onward = following.id if following else group
        return redirect(address("mine:section", subject, onward, only="matters" if only else None))
    return page(
        request,
        "mine/section.html",
        subject,
        section=here,
        form=form,
        rows=[(each, form[each.name]) for each in free],
        locked=[each for each in here.lines if each.locked],
        sections=sections,
        following=following,
        only=only,
        status=422 if form.is_bound else 200,
    )


def _free(request: Request, here: service.Section, only: bool) -> list[service.Line]:
    """The fields of a section that no certificate holds; of what was sent, those that were on the page.

    What matters may have changed since it was shown.
    """
    free = [each for each in here.lines if not each.locked]
    if request.method == "POST":
        return [each for each in free if f"initial-{each.name}" in request.POST]
    return [each for each in free if each.matters or not only]


def _after(sections: list[service.Section], here: service.Section, only: bool) -> service.Section | None:
    """The next section; with the filter, the next in which something still matters."""
    rest = sections[sections.index(here) + 1 :]
    return next((each for each in rest if each.matters or not only), None)


def _file(request: Request, subject: Subject, form: forms.Form) -> None:
    values = changed(form)
    if not values:
        messages.info(request, _("Nothing was changed, so nothing was filed."))
        return
    file_values(subject, values, request.actor)
    said_ = ngettext("%(count)s value filed.", "%(count)s values filed.", len(values)) % {
        "count": len(values)
    }
    messages.success(request, said_)
