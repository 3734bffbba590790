from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twinwheel_web import clock, pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.matches.service import newest
from twinwheel_web.policies import asked as asking
from twinwheel_web.policies import calendars, library, pictures
from twinwheel_web.policies.asked import Asked
from twinwheel_web.policies.days import between, events_of
from twinwheel_web.policies.feeds import MeasuresFeed
from twinwheel_web.policies.measure import PAGES_KEPT, page
from twinwheel_web.policies.stamps import kept, run_of
from twinwheel_web.search import service as search
from twinwheel_web.search.snippets import mark

PAGE = 20
KEPT = 600
"""Seconds a list is kept in this process."""
BACK = timedelta(days=366)
"""How far back the calendar of all measures reaches."""

_feed = MeasuresFeed()


@may("public.view")
@kept()
def list_(request: Request) -> HttpResponse:
    """The library; to htmx only the part of the page that changes."""
    asked = asking.read(request.GET, clock.today())
    query = asking.address(asked, clock.today())
    if request.htmx:
        response = HttpResponse(_region(request, asked))
        response["HX-Push-Url"] = request.path + (f"?{query}" if query else "")
        return response
    context = {
        "asked": asked,
        "of": len(library.rows(asked.day)),
        "query": query,
        "region": _region(request, asked),
    }
    return render(request, "policies/list.html", context)


def _region(request: Request, asked: Asked) -> SafeString:
    """Filters and hits, the same for everybody. Kept a while where no words are asked for, whose index may change."""
    facts = [pack.current().hash, get_language() or "", clock.today().isoformat(), request.GET.urlencode()]
    key = "library." + sha256("\0".join(facts).encode()).hexdigest()
    cache = caches["process"]
    known: SafeString | None = None if asked.q else cache.get(key)
    if known is None:
        known = SafeString(render_to_string("policies/library.html", _listed(request, asked), request))
        if not asked.q:
            cache.set(key, known, KEPT)
    return known


def _listed(request: Request, asked: Asked) -> dict[str, Any]:
    today = clock.today()
    query = asking.address(asked, today)
    among = asking.among(asked)
    found = asking.ordered(library.chosen(among, asked.wanted), asked)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    facets = library.facets(among, asked.wanted)
    pieces = search.snippets(asked.q, asking.KIND, [row.id for row in listed]) if asked.q else {}
    return {
        "asked": asked,
        "facets": facets,
        "page": listed,
        "marked": [(row, mark(said(row.spec.title), asked.q), pieces.get(row.id)) for row in listed],
        "total": len(found),
        "sorts": asking.SORTS,
        "applied": [
            (facet.title, choice, asking.address(asking.without(asked, facet.name, choice.value), today))
            for facet in facets
            for choice in facet.chosen
        ],
        "apart": search.apart(asked.q) if asked.q and not among else "",
        "alert": _alert(query),
        "query": query,
        "today": today,
    }


@may("public.view")
@kept(run=lambda id: _type(id))
def measure(request: Request, id: str) -> HttpResponse:
    spec, today = _spec(id), clock.today()
    day, wrong = asking.read_day(request.GET.get("as_of"), today)
    run = run_of(request, spec.subject)
    context = {
        "spec": spec,
        "day": day,
        "wrong": wrong,
        "today": today,
        "body": body(pack.current().hash, id, day, get_language() or "", run.pk if run else None),
        "picture": request.build_absolute_uri(reverse("policies:share", args=[id])),
        "address": request.build_absolute_uri(reverse("policies:measure", args=[id])),
    }
    return render(request, "policies/measure.html", context)


@lru_cache(maxsize=PAGES_KEPT)
def body(pack_hash: str, id: str, day: date, language: str, run: int | None) -> SafeString:
    """What a measure's page says to everybody, written once for a pack, day, language and run."""
    found = page(id, day)
    return render_to_string(
        "policies/body.html", {"page": found, "spec": found.spec, "reach": _reach(id, run)}
    )


@may("public.view")
@kept()
def share(request: Request, id: str) -> HttpResponse:
    _spec(id)
    image = pictures.picture(id, clock.today(), get_language() or "", pack.current().hash)
    if image is None:
        raise Http404("no Chinese font on this machine: install one, such as Noto Sans CJK")
    return HttpResponse(image, content_type="image/png")


@may("public.view")
@kept()
def calendar(request: Request, id: str) -> HttpResponse:
    spec = _spec(id)
    return _ics(request, said(spec.title), events_of(spec), f"{id}.ics")


@may("public.view")
@kept()
def deadlines(request: Request) -> HttpResponse:
    """The days of all measures, or of those an address asks for, from a year back on."""
    asked = asking.read(request.GET, clock.today())
    specs = [row.spec for row in library.chosen(asking.among(asked), asked.wanted)]
    events = between(clock.today() - BACK, date.max, specs)
    return _ics(
        request, f"{said(pack.current().info.title)} · {asking.title(asked)}", events, "deadlines.ics"
    )


@may("public.view")
@kept()
def feed(request: Request) -> HttpResponse:
    response: HttpResponse = _feed(request)
    return response


def _spec(id: str) -> Any:
    found = pack.current().measures.get(id)
    if found is None:
        raise Http404(_("There is no such measure."))
    return found


def _type(id: str) -> str | None:
    found = pack.current().measures.get(id)
    return found.subject if found else None


def _reach(id: str, run: int | None) -> dict[str, Any] | None:
    """What the run counted of a measure, by outcome; None where it was not matched."""
    spec = pack.current().measures[id]
    found = newest(spec.subject) if run is not None else None
    counted = found.summary.get("measures", {}).get(id) if found else None
    if found is None or counted is None:
        return None
    parts, start = [], 0
    for outcome, count in counted["outcomes"].items():
        parts.append({"outcome": outcome, "count": count, "start": start})
        start += count
    money = any(each.amount for each in spec.benefit)
    return {**counted, "run": found, "parts": parts, "all": start, "has_amount": money}


def _ics(request: HttpRequest, name: str, events: Any, file: str) -> HttpResponse:
    address = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(
        calendars.calendar(name, events, address), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'inline; filename="{file}"'
    return response


def _alert(query: str) -> str:
    """Where a search is kept as an alert; empty where this portal keeps none."""
    try:
        address = reverse("mine:alert_new")
    except NoReverseMatch:
        return ""
    return f"{address}?{query}"
