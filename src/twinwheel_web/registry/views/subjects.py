"""One subject: what stands of it, on what ground, and everything ever filed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from twinwheel_web import clock, pack
from twinwheel_web.accounts.gate import allow, may
from twinwheel_web.accounts.request import Request
from twinwheel_web.accounts.service import note_view
from twinwheel_web.registers import history
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import standing


@may("registers.look")
def subject(request: Request, pk: int) -> HttpResponse:
    found = _subject(request, pk)
    day = clock.today()
    values, grounds = standing(found, day), history.provenance(found, day)
    groups = []
    for id, group in pack.current().groups.items():
        if found.type in group.subjects:
            rows = [(name, values[name], grounds.get(name)) for name in group.fields if name in values]
            groups.append({"id": id, "title": group.title, "rows": rows, "all": len(group.fields)})
    context = {
        "subject": found,
        "day": day,
        "groups": [each for each in groups if each["rows"]],
        "empty": [each for each in groups if not each["rows"]],
        "ended": sorted(set(found.certificates) - set(values)),
        "merged": found.merges.filter(undone_at=None).select_related("gone", "by"),
    }
    return render(request, "registry/subject.html", context)


@may("registers.look")
def past(request: Request, pk: int) -> HttpResponse:
    """Everything filed of one field, or without one: every filing."""
    found = _subject(request, pk)
    field = request.GET.get("field", "")
    context: dict[str, Any] = {"subject": found, "field": field}
    if field:
        context["entries"] = history.of(found, field)
    else:
        context["filings"] = list(reversed(history.everything(found)))
    return render(request, "registry/history.html", context)


def _subject(request: Request, pk: int) -> Subject:
    found = get_object_or_404(Subject.objects.select_related("merged_into", "organisation"), pk=pk)
    allow(request, "registers.look", found)
    note_view(request, found.type, found.code)
    return found
