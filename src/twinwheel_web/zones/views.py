from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from twinwheel.packs.model import ZoneSpec
from twinwheel_web import pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.design import sketch
from twinwheel_web.design.templatetags.words import english
from twinwheel_web.zones import service
from twinwheel_web.zones.templatetags.figures import time


def _zone() -> ZoneSpec:
    if (found := pack.current().zone) is None:
        raise Http404("the pack has no zone.yaml")
    return found


@may("public.view")
def zone(request: Request) -> HttpResponse:
    """What the zone is for, its places on a map and as a list, and where each figure is from."""
    spec, sources, drawn = _zone(), service.Sources(), sketch.current()
    shapes = sketch.geojson(spec, drawn, "en" if english() else "zh") if drawn else None
    page = {
        "headline": service.headline(spec, sources),
        "spots": service.spots(spec, sources),
        "scopes": service.scopes(service.followed(spec), sources),
        "indicators": len(spec.indicators),
        "note": drawn.note if drawn else None,
        "map": shapes,
        "drawn": {each["properties"]["kind"] for each in shapes["features"]} if shapes else set(),
        "sources": sources,
        "key": f"{pack.current().hash}{bool(drawn)}",
    }
    return render(request, "zones/zone.html", page)


@may("public.view")
def indicators(request: Request) -> HttpResponse:
    """Every indicator by what it is counted over; a chart where there are several figures."""
    spec, sources = _zone(), service.Sources()
    scopes = service.scopes(spec.indicators, sources)
    several = [each for scope in scopes for each in scope.series if each.several]
    charts = {each.indicator.id: service.points(each, time) for each in several}
    page = {"scopes": scopes, "charts": charts, "sources": sources, "key": pack.current().hash}
    return render(request, "zones/indicators.html", page)
