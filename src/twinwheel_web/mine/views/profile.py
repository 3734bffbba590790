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
from twinwheel_web.accounts.rules import may as may_do
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.mine import alerts
from twinwheel_web.mine import profile as service
from twinwheel_web.mine.inputs import changed, form_of
from twinwheel_web.mine.results import results_of
from twinwheel_web.mine.subjects import (
    MAX_CODE,
    chosen,
    fault_of,
    of_actor,
    startable,
)
from twinwheel_web.mine.subjects import (
    start as start_profile,
)
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
        organisation = request.actor.organisation
        assert organisation is not None
        super().__init__(data, initial={"code": organisation.code, "name": organisation.name})
        self.actor = request.actor
        types = self.fields["type"]
        assert isinstance(types, forms.ChoiceField)
        types.choices = [(each, said(pack.current().subjects[each].label)) for each in startable(self.actor)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("type") and data.get("code"):
            fault = fault_of(self.actor, data["type"], data["code"])
            if fault:
                self.add_error("code", fault)
        return data


@may("mine.start")
def start(request: Request) -> HttpResponse:
    """Begin a profile for the actor's organisation."""
    form = StartForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject = start_profile(request.actor, **form.cleaned_data)
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
    lines = [each for each in here.lines if each.matters or not only]
    free = {each.name: each for each in lines if not each.locked}
    filing = request.method == "POST"
    if filing:
        allow(request, "mine.file", subject)
        # What was on the page that was sent is what is read, whatever has come to matter since.
        free = {
            each.name: each
            for each in here.lines
            if not each.locked and f"initial-{each.name}" in request.POST
        }
    form = form_of(
        {name: each.spec for name, each in free.items()},
        {name: each.value for name, each in free.items()},
        request.POST if filing else None,
    )
    following = _after(sections, here, only)
    if filing and form.is_valid():
        _file(request, subject, form)
        return redirect(
            address("mine:section", subject, following or group, only="matters" if only else None)
        )
    rows = [(each, form[each.name]) for each in free.values()]
    return page(
        request,
        "mine/section.html",
        subject,
        section=here,
        form=form,
        rows=rows,
        locked=[each for each in here.lines if each.locked],
        may_file=may_do(request.actor, "mine.file", subject),
        sections=sections,
        following=next((each for each in sections if each.id == following), None),
        only=only,
        status=422 if filing else 200,
    )


def _after(sections: list[service.Section], here: service.Section, only: bool) -> str | None:
    """The next section; with the filter, the next in which something still matters."""
    place = [each.id for each in sections].index(here.id)
    return next((each.id for each in sections[place + 1 :] if each.matters or not only), None)


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
