"""The list of subjects, as a page and as a file, and how many stand where."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from twinwheel_web import pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.registry import exports
from twinwheel_web.registry import places as places_of
from twinwheel_web.registry.forms import FilterForm
from twinwheel_web.registry.listing import Listing, index_run
from twinwheel_web.registry.types import present, type_of


@may("registers.browse")
def list_(request: Request) -> HttpResponse:
    type = type_of(request)
    form, listing = _asked(request, type)
    page, shown = listing.page(request.GET.get("page"))
    context = {
        "type": type,
        "types": present(),
        "form": form,
        "listing": listing,
        "page": page,
        "shown": shown,
    }
    return render(request, "registry/list.html", context | {"by": pack.current().subjects[type].by})


@may("registers.export")
def export(request: Request, form: str) -> FileResponse:
    """The list that the same filters show, with every value that stands; who took it is noted."""
    type = type_of(request)
    _, listing = _asked(request, type)
    return exports.export(request.actor, listing, form)


@may("registers.browse")
def places(request: Request) -> HttpResponse:
    """How many subjects there are, or reach a measure, by place, size or industry."""
    type = type_of(request)
    run, by = index_run(type), pack.current().subjects[type].by
    field = request.GET.get("by") or (by[0] if by else "")
    measure = request.GET.get("measure") or ""
    if run is None or field not in by:
        return render(request, "registry/places.html", {"type": type, "run": None, "by": by})
    if measure not in run.summary["measures"]:
        measure = ""
    rows = places_of.rows(run, field, measure)
    drawn = places_of.on_map(rows, measure) if field == pack.current().place_field else None
    context = {
        "type": type,
        "types": present(),
        "run": run,
        "by": by,
        "field": field,
        "measure": measure,
        "measures": {id: each["title"] for id, each in run.summary["measures"].items()},
        "rows": rows,
        "most": max((row["subjects"] for row in rows), default=0),
        "map": drawn,
    }
    return render(request, "registry/places.html", context)


def _asked(request: Request, type: str) -> tuple[FilterForm, Listing]:
    form = FilterForm(type, index_run(type), request.GET)
    return form, Listing(type, **form.filters())
