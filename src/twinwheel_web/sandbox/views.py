"""Choosing a measure, moving its numbers, and seeing at once what that does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from twinwheel.errors import UsageError
from twinwheel_web import pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.sandbox import service
from twinwheel_web.sandbox.dials import Dials
from twinwheel_web.sandbox.forms import KeepForm
from twinwheel_web.sandbox.moves import Moves, address, read_moves
from twinwheel_web.sandbox.shown import curve_of, effects_of, measures_to_try
from twinwheel_web.sandbox.variants import drafts_of, kept, variants_of

OURS = ("over", "title", "note", "csrfmiddlewaretoken", "language")
"""Keys of an address and of the form to keep a variant that move nothing."""
A_PAGE = 50


@require_safe
@may("sandbox.use")
def list_(request: Request) -> HttpResponse:
    """Measures to try, variants and drafts of the actor's organisation."""
    wanted = request.GET.get("q", "").strip()
    page = Paginator(variants_of(request.actor), A_PAGE).get_page(request.GET.get("page"))
    measures = pack.current().measures
    return render(
        request,
        "sandbox/list.html",
        {
            "types": measures_to_try(wanted),
            "wanted": wanted,
            "page": page,
            "variants": kept(page),
            "drafts": [(each, measures.get(each.measure)) for each in drafts_of(request.actor)[:A_PAGE]],
        },
    )


@require_safe
@may("sandbox.use")
def measure(request: Request, measure: str) -> HttpResponse:
    """One measure with its dials; what the address moves is tried. Asked by htmx, only the result comes back."""
    spec = pack.current().measures.get(measure)
    if spec is None:
        raise Http404
    try:
        prepared = service.ready(measure)
    except service.NotReady as error:
        return render(request, "sandbox/not_ready.html", {"spec": spec, "refused": error})
    dials = service.dials(prepared, measure)
    moves = read_moves(dials, request.GET.dict(), OURS)
    context = {
        "spec": spec,
        "run": prepared.run,
        "day": prepared.sandbox.plan.as_of,
        "coming": prepared.sandbox.plan.as_of != prepared.run.as_of,
        "other_pack": prepared.run.pack_hash != pack.current().hash,
        "moves": moves,
        **_result(prepared, dials, moves),
    }
    if request.htmx:
        return render(request, "sandbox/moved.html", context)
    rows = [
        (group, [(dial, moves.values.get(dial.key, dial.typed)) for dial in group.dials])
        for group in dials.groups
    ]
    swept = [dial for dial in dials.by_key.values() if dial.swept]
    context |= {
        "groups": rows,
        "swept": swept,
        "over": request.GET.get("over") or next(iter(address(dials, moves.settings)), None),
        "keep": KeepForm(),
        "variants": kept(variants_of(request.actor).filter(measure=measure)[:A_PAGE]),
    }
    return render(request, "sandbox/measure.html", context)


def _result(prepared: service.Prepared, dials: Dials, moves: Moves) -> dict[str, Any]:
    """What the moves do; ``refused`` where the library does not take them."""
    found = {"settings": moves.settings, "here": urlencode(address(dials, moves.settings))}
    if moves.wrong:
        return found
    try:
        tried = service.try_out(prepared, moves.settings)
    except UsageError as error:
        return found | {"refused": error}
    changed = any(each.effect.id == dials.measure for each in tried.measures)
    now = None if changed else service.present(prepared, dials.measure)
    return found | effects_of(tried, now)


@require_safe
@may("sandbox.use")
def curve(request: Request, measure: str) -> HttpResponse:
    """The curve of one number from end to end, everything else as the address moves it."""
    prepared, dials, moves = _asked(request, measure)
    swept = {key: dial for key, dial in dials.by_key.items() if dial.swept}
    dial = swept.get(request.GET.get("over", "")) or next(iter(swept.values()), None)
    if dial is None:
        raise Http404
    others = tuple(each for each in moves.settings if not each.startswith(f"{dials.target(dial.key)}="))
    context: dict[str, Any] = {"dial": dial}
    try:
        over = f"{dials.target(dial.key)}={dial.low}..{dial.high}"
        tried = service.try_out(prepared, others, over, dial.stride)
        moved = next((each for each in moves.settings if each not in others), None)
        context |= curve_of(tried, dial, None if moved is None else Decimal(moved.rpartition("=")[2]))
    except UsageError as error:
        context["refused"] = error
    return _part(request, measure, "sandbox/curve.html", context)


@require_safe
@may("sandbox.use")
def checks(request: Request, measure: str) -> HttpResponse:
    """Conflicts and slips that the moves bring."""
    prepared, _dials, moves = _asked(request, measure)
    context: dict[str, Any] = {"moves": moves}
    if moves.settings and not moves.wrong:
        try:
            context["checked"] = service.checked(prepared, measure, moves.settings)
        except UsageError as error:
            context["refused"] = error
    return _part(request, measure, "sandbox/checks.html", context)


def _part(request: Request, measure: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """A part of the page of a measure: alone for htmx, else as a page of its own."""
    if request.htmx:
        return render(request, template, context)
    spec = pack.current().measures[measure]
    return render(request, "sandbox/part.html", {"part": template, "spec": spec, **context})


def _asked(request: Request, measure: str) -> tuple[service.Prepared, Dials, Moves]:
    if measure not in pack.current().measures:
        raise Http404
    try:
        prepared = service.ready(measure)
    except service.NotReady as error:
        raise Http404 from error
    dials = service.dials(prepared, measure)
    return prepared, dials, read_moves(dials, request.GET.dict(), OURS)


def address_of(measure: str, settings: list[str]) -> str:
    """The page on which some settings of a measure are moved."""
    page = reverse("sandbox:measure", args=[measure])
    dials = service.dials(service.ready(measure), measure)
    return f"{page}?{urlencode(address(dials, settings))}"
