"""What if: nothing is stored; the state is the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from twinwheel_web import clock
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.mine.inputs import Cell, form_of
from twinwheel_web.mine.subjects import chosen
from twinwheel_web.mine.trying import choosable, offered, slider, try_values
from twinwheel_web.mine.views.common import page
from twinwheel_web.registers.service import standing

PREFIX = "v"
MOST = 12  # fields at a time


@may("mine.read")
def what_if(request: Request) -> HttpResponse:
    """Some fields to move, and what would be other than now; a fragment when htmx asks."""
    subject = chosen(request)
    if subject is None:
        return redirect("mine:mine")
    day = clock.today()
    usable, known = choosable(subject.type), standing(subject, day)
    names = [name for name in _named(request.GET) if name in usable][:MOST]
    form = form_of({name: usable[name] for name in names}, known, _typed(request.GET, names, known), PREFIX)
    form.is_valid()
    trial = try_values(subject, form.cleaned_data, day)
    context: dict[str, Any] = {"trial": trial, "changes": trial.changes, "day": day}
    if request.htmx:
        return page(request, "mine/tried.html", subject, form=form, **context)
    if not names:
        names = offered(trial.now)
        form = form_of({name: usable[name] for name in names}, known, None, PREFIX)
    context["rows"] = [
        (form[name], slider(subject.type, name, usable[name], known.get(name), day), known.get(name))
        for name in names
    ]
    context["more"] = [name for name in usable if name not in names] if len(names) < MOST else []
    return page(request, "mine/what_if.html", subject, form=form, **context)


def _named(address: QueryDict) -> list[str]:
    """The fields of an address: those with a value, and those that were just added."""
    given = [name.removeprefix(f"{PREFIX}-") for name in address if name.startswith(f"{PREFIX}-")]
    return list(dict.fromkeys([*given, *address.getlist("add")]))


def _typed(address: QueryDict, names: list[str], known: dict[str, Any]) -> QueryDict:
    """What the address says; a field that was just added stands as it does now."""
    from twinwheel_web import pack

    typed = address.copy()
    for name in names:
        cell = Cell(name, pack.current().fields[name])
        typed.setdefault(f"{PREFIX}-{name}", cell.prepare_value(known.get(name)) or "")
    return typed
