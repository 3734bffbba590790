"""Saved searches, and what they told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from twinwheel_web import clock
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.accounts.rules import may as may_do
from twinwheel_web.mine import alerts as service
from twinwheel_web.mine.models import Digest
from twinwheel_web.mine.subjects import LONGEST_ID, chosen, of_actor

ROWS = 50


@may("mine.told")
def inbox(request: Request) -> HttpResponse:
    """What was told, newest first; the searches; how often by mail."""
    assert request.actor.user is not None
    subjects = list(of_actor(request.actor))
    only = subjects[0] if len(subjects) == 1 else None
    found = Paginator(service.notices_of(request.actor), ROWS).get_page(request.GET.get("page"))
    digest = Digest.objects.filter(person=request.actor.user).first() or Digest(person=request.actor.user)
    return render(
        request,
        "mine/alerts.html",
        {
            "page_obj": found,
            "notices": service.with_measures(found),
            "alerts": [
                (each, service.in_words(each.query))
                for each in service.of_actor(request.actor).select_related("subject")
            ],
            "digest": digest,
            "choices": Digest.Every.choices,
            "unread": service.notices_of(request.actor).filter(read_at=None).count(),
            "subjects": subjects,
            "only": only,
            "may_file": only is not None and may_do(request.actor, "mine.file", only),
        },
    )


def _title(query: dict[str, list[str]]) -> str:
    return " · ".join(each for _name, values in service.in_words(query) for each in values) or _(
        "All measures"
    )


class AlertForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What to call it"), max_length=200)


@may("mine.told")
def alert_new(request: Request) -> HttpResponse:
    """Save the search of the address; with ``?subject=``-own, what changes for that subject."""
    own = chosen(request, "mine.view") if request.GET.get("own") else None
    query, left = service.query_of(request.GET)
    name = own.name if own else _title(query)
    form = AlertForm(request.POST or None, initial={"name": name[:200]})
    if request.method == "POST" and form.is_valid():
        service.save(request.actor, form.cleaned_data["name"], {} if own else query, own, clock.today())
        messages.success(request, _("Saved. You will be told of what is new in it."))
        return redirect("mine:alerts")
    now = service.outcomes(own, clock.today()) if own else service.matching(query, clock.today())
    context: dict[str, Any] = {
        "form": form,
        "query": service.in_words(query),
        "left": left,
        "own": own,
        "count": len(now),
    }
    return render(request, "mine/alert_new.html", context)


@may("mine.told")
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Forget a search and what it told."""
    get_object_or_404(service.of_actor(request.actor), pk=pk).delete()
    messages.success(request, _("You will not be told of this search any more."))
    return redirect("mine:alerts")


@may("mine.told")
@require_POST
def read(request: Request) -> HttpResponse:
    """Mark the notices of the form as read, or as unread again; without any, all are read."""
    notices = service.notices_of(request.actor)
    if wanted := request.POST.getlist("notice"):
        known = [int(pk) for pk in wanted if pk.isdecimal() and len(pk) < LONGEST_ID]
        notices = notices.filter(pk__in=known)
    notices.update(read_at=None if request.POST.get("unread") else clock.now())
    return redirect("mine:alerts")


@may("mine.told")
@require_POST
def mute(request: Request, pk: int) -> HttpResponse:
    """Hear no more of one measure in one search."""
    service.mute(request.actor, get_object_or_404(service.notices_of(request.actor), pk=pk))
    messages.success(request, _("You will not be told of this measure in this search any more."))
    return redirect("mine:alerts")


@may("mine.told")
@require_POST
def digest(request: Request) -> HttpResponse:
    """How often by mail."""
    if request.POST.get("every") in Digest.Every.values:
        Digest.objects.update_or_create(
            person=request.actor.user,
            defaults={"every": request.POST["every"], "language": get_language() or "zh-hans"},
        )
        messages.success(request, _("Kept."))
    return redirect("mine:alerts")
