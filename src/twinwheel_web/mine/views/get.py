"""What one subject can get, why, and what will change."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from twinwheel_web import clock
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.mine.results import one_measure, programmes, results_of, ways_of
from twinwheel_web.mine.subjects import chosen
from twinwheel_web.mine.turning import turns
from twinwheel_web.mine.views.common import asked_day, page
from twinwheel_web.registers.service import values_of


@may("mine.read")
def get(request: Request) -> HttpResponse:
    """Every measure in force, grouped; the best lawful combination; programmes."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    day = asked_day(request)
    found = results_of(subject.type, values_of(subject, day), day)
    return page(
        request,
        "mine/get.html",
        subject,
        found=found,
        day=day,
        today=clock.today(),
        programmes=programmes(subject.type, day),
    )


@may("mine.read")
def measure(request: Request, measure: str) -> HttpResponse:
    """One measure, criterion by criterion, with the ways to it; a fragment when htmx asks."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    day = asked_day(request)
    values = values_of(subject, day)
    item = one_measure(subject.type, values, day, measure)
    if item is None:
        raise Http404
    ways, obstacles = ways_of(item)
    return page(
        request,
        "mine/criteria.html" if request.htmx else "mine/measure.html",
        subject,
        item=item,
        ways=ways,
        obstacles=obstacles,
        day=day,
        today=clock.today(),
    )


@may("mine.read")
def calendar(request: Request) -> HttpResponse:
    """What changes by itself within a year."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    day = asked_day(request)
    return page(
        request, "mine/calendar.html", subject, turns=turns(subject, day), day=day, today=clock.today()
    )
