"""Subjects that may be one: found, held side by side, merged, and brought apart again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from twinwheel.errors import UsageError
from twinwheel_web import clock, pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.accounts.service import note_view
from twinwheel_web.registers import history, merging
from twinwheel_web.registers.models import Ground, Merge, Subject
from twinwheel_web.registers.service import standing
from twinwheel_web.registry.types import present, type_of

NEWEST = 20  # merges shown below the pairs


@may("registers.keep")
def duplicates(request: Request) -> HttpResponse:
    type = type_of(request)
    merges = Merge.objects.filter(kept__type=type).select_related("gone", "kept", "by", "undone_by")[:NEWEST]
    context = {"type": type, "types": present(), "pairs": merging.candidates(type), "merges": merges}
    return render(request, "registry/duplicates.html", context)


@may("registers.keep")
def compare(request: Request, kept: int, gone: int) -> HttpResponse:
    """Both side by side; posted: merge, the chosen fields of the one that goes taken over."""
    two = Subject.objects.in_bulk([kept, gone])
    stays, goes = (get_object_or_404(Subject, pk=pk) if pk not in two else two[pk] for pk in (kept, gone))
    for each in (stays, goes):
        note_view(request, each.type, each.code)
    if request.method == "POST":
        try:
            merging.merge(goes, stays, request.POST.getlist("take"), request.actor)
        except UsageError as error:
            messages.error(request, str(error))
            return redirect("registry:compare", kept, gone)
        messages.success(request, _("Merged. It can be undone on this page."))
        return redirect("registry:duplicates")
    return render(request, "registry/compare.html", {"kept": stays, "gone": goes, "rows": _rows(stays, goes)})


@require_POST
@may("registers.keep")
def undo(request: Request, pk: int) -> HttpResponse:
    try:
        merging.undo(get_object_or_404(Merge, pk=pk), request.actor)
    except UsageError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Both are in the register again."))
    return redirect("registry:duplicates")


def _rows(kept: Subject, gone: Subject) -> list[dict[str, Any]]:
    """The fields in which the two differ or either has a value, in the order of the pack.

    ``take``: proposed to be taken over, because the kept one has none, or the other's is certified and its own is not.
    ``locked``: a declared value does not replace a certified one.
    """
    day = clock.today()
    ours, theirs = standing(kept, day), standing(gone, day)
    on_ours, on_theirs = (history.provenance(each, day) for each in (kept, gone))
    rows = []
    for name in pack.current().fields_of(kept.type):
        if name not in theirs:
            continue
        certified = (
            on_theirs[name].ground == Ground.CERTIFIED,
            name in ours and on_ours[name].ground == Ground.CERTIFIED,
        )
        rows.append(
            {
                "name": name,
                "ours": ours.get(name),
                "theirs": theirs[name],
                "same": ours.get(name) == theirs[name],
                "certified": certified,
                "take": name not in ours or certified == (True, False),
                "locked": certified == (False, True),
            }
        )
    return rows
