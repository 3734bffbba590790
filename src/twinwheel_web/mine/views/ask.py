"""One question at a time, the most deciding first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from twinwheel_web import clock, pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.design.templatetags.words import outcome_name
from twinwheel_web.mine.alerts import outcomes
from twinwheel_web.mine.asking import next_question
from twinwheel_web.mine.inputs import form_of
from twinwheel_web.mine.subjects import chosen
from twinwheel_web.mine.views.common import address, page
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import file_values, standing


@may("mine.file")
def ask(request: Request) -> HttpResponse:
    """Show the next question; file its answer and show the one after it."""
    subject = chosen(request, "mine.file")
    if subject is None:
        return redirect("mine:mine")
    day = clock.today()
    fields = pack.current().fields_of(subject.type)
    skip = [name for name in request.GET.getlist("skip") if name in fields]
    asked = next_question(subject, day, skip)
    name = request.POST.get("field") or (asked.question.field if asked.question else None)
    form = None
    if name in fields:
        known = {name: standing(subject, day).get(name)}
        form = form_of({name: fields[name]}, known, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return _answered(request, subject, name, form.cleaned_data[name], skip)
    measures = pack.current().measures
    now = outcomes(subject, day)
    return page(
        request,
        "mine/ask.html",
        subject,
        asked=asked,
        form=form,
        field=form[name] if form and name else None,
        waiting=[measures[id] for id in asked.question.measures] if asked.question else [],
        skip=skip,
        skipping=address("mine:ask", subject, skip=[*skip, name]) if name else "",
        eligible=sum(each == "eligible" for each in now.values()),
        unknown=sum(each == "unknown" for each in now.values()),
        all=len(now),
        decided=sum(each != "unknown" for each in now.values()),
        status=422 if form is not None and form.errors else 200,
    )


def _answered(request: Request, subject: Subject, name: str, value: Any, skip: list[str]) -> HttpResponse:
    """File an answer and say what it decided; "not known" is no answer and is passed over."""
    if value is None:
        return redirect(address("mine:ask", subject, skip=[*skip, name]))
    day = clock.today()
    before = outcomes(subject, day)
    file_values(subject, {name: value}, request.actor)
    subject.refresh_from_db()
    after = outcomes(subject, day)
    parts = []
    for outcome in ("eligible", "unknown"):
        was, now = (sum(each == outcome for each in found.values()) for found in (before, after))
        parts.append(f"{outcome_name(outcome)} {was} → {now}")
    messages.success(request, _("Filed.") + " " + _("; ").join(parts))
    return redirect(address("mine:ask", subject, skip=skip or None))
