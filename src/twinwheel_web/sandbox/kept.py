"""Variants that were kept: saved, compared, brought up to date, published as drafts."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from twinwheel.errors import UsageError
from twinwheel_web import pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.sandbox import service, texts, variants
from twinwheel_web.sandbox.forms import KeepForm
from twinwheel_web.sandbox.models import Draft, Variant
from twinwheel_web.sandbox.shown import value_said
from twinwheel_web.sandbox.views import address_of


@require_POST
@may("sandbox.use")
def keep(request: Request, measure: str) -> HttpResponse:
    """Save what is moved as a variant."""
    spec = pack.current().measures.get(measure)
    if spec is None:
        raise Http404
    form, settings = KeepForm(request.POST), request.POST.getlist("setting")
    if form.is_valid():
        try:
            found = variants.keep(request.actor, measure, settings, **form.cleaned_data)
        except (UsageError, service.NotReady) as error:
            form.add_error(None, _("This cannot be tried: %(why)s") % {"why": _why(error)})
        else:
            messages.success(
                request, _("Saved. You find it under the sandbox, and may compare it with others.")
            )
            return redirect("sandbox:variant", found.pk)
    return render(
        request, "sandbox/keep.html", {"spec": spec, "form": form, "settings": settings}, status=422
    )


@require_safe
@may("sandbox.use")
def variant(request: Request, pk: int) -> HttpResponse:
    """One variant: what it moves, what it did when it was computed, what came of it."""
    found = get_object_or_404(variants.variants_of(request.actor), pk=pk)
    spec = pack.current().measures.get(found.measure)
    try:
        page = address_of(found.measure, found.settings) if spec else None
    except service.NotReady:
        page = None
    context = {
        "variant": found,
        "spec": spec,
        "stale": variants.kept([found])[0].stale,
        "address": page,
        "drafts": found.drafts.all(),
        "outcomes": _outcomes(found),
    }
    return render(request, "sandbox/variant.html", context)


def _why(error: Exception) -> str:
    """What is in the way, in the language of the page."""
    if isinstance(error, UsageError):
        return " ".join(said(each) for each in (error.what, error.advice) if each)
    return str(error)


def _outcomes(found: Variant) -> list[tuple[str, tuple[int, int]]]:
    """Subjects by outcome, now and as tried; outcomes nobody has are left out."""
    effect = found.effect
    if effect is None:
        return []
    before, after = (effect[side]["outcomes"] for side in ("before", "after"))
    return [(name, (before[name], after[name])) for name in after if before[name] or after[name]]


@require_POST
@may("sandbox.use")
def again(request: Request, pk: int) -> HttpResponse:
    """Compute a variant anew, for the pack that is served and the newest register."""
    found = get_object_or_404(variants.variants_of(request.actor), pk=pk)
    try:
        variants.compute(found)
        messages.success(request, _("Computed anew."))
    except (UsageError, service.NotReady) as error:
        messages.error(request, _("This cannot be tried any more: %(why)s") % {"why": _why(error)})
    return redirect("sandbox:variant", pk)


@require_POST
@may("sandbox.use")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a variant; drafts made of it stay."""
    get_object_or_404(variants.variants_of(request.actor), pk=pk).delete()
    messages.success(request, _("Removed."))
    return redirect("sandbox:list")


@require_POST
@may("sandbox.use")
def publish(request: Request, pk: int) -> HttpResponse:
    """Write a variant as a draft."""
    found = get_object_or_404(variants.variants_of(request.actor), pk=pk)
    try:
        made = variants.publish(request.actor, found)
    except (UsageError, service.NotReady, texts.Unwritten) as error:
        messages.error(request, _("No draft can be written: %(why)s") % {"why": _why(error)})
        return redirect("sandbox:variant", pk)
    return redirect("sandbox:draft", made.pk)


@require_safe
@may("sandbox.use")
def draft(request: Request, pk: int) -> HttpResponse:
    """One draft: its text beside that of the pack, what checking found, the tests it breaks."""
    found = get_object_or_404(variants.drafts_of(request.actor), pk=pk)
    spec = pack.current().measures.get(found.measure)
    context = {
        "draft": found,
        "spec": spec,
        "files": [(path, text, _lines(path, text)) for path, text in found.files.items()],
        "current": found.pack_hash == pack.current().hash,
    }
    return render(request, "sandbox/draft.html", context)


def _lines(path: str, text: str) -> list[Any]:
    """The differences to the file as the pack has it now."""
    folders = texts.folders(pack.current().folder)
    files = [file for folder in folders if (file := folder.parent / path).is_file()]
    return texts.differing(files[0].read_text(encoding="utf-8-sig"), text) if files else []


@require_safe
@may("sandbox.use")
def file(request: Request, pk: int) -> HttpResponse:
    """A draft as the file it is; several as one archive."""
    found: Draft = get_object_or_404(variants.drafts_of(request.actor), pk=pk)
    if len(found.files) == 1:
        ((path, text),) = found.files.items()
        return _download(text.encode(), "application/yaml", path.rpartition("/")[2])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in found.files.items():
            archive.writestr(path, text)
    return _download(held.getvalue(), "application/zip", f"{found.measure}.zip")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": str(content_disposition_header(True, name))}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
@may("sandbox.use")
def compare(request: Request) -> HttpResponse:
    """Two to four variants of one measure beside each other."""
    ids = [each for each in request.GET.getlist("variant") if each.isascii() and each.isdigit()]
    found = list(
        variants.variants_of(request.actor).filter(pk__in=ids[: variants.COMPARED[1]]).order_by("pk")
    )
    fewest, most = variants.COMPARED
    wrong = None
    if not fewest <= len(found) or len(ids) > most:
        wrong = _("Choose two to four variants.")
    elif len({each.measure for each in found}) > 1:
        wrong = _("Choose variants of the same measure.")
    if wrong:
        messages.error(request, wrong)
        return redirect("sandbox:list")
    return render(
        request,
        "sandbox/compare.html",
        {
            "variants": [(each.variant, each.stale) for each in variants.kept(found)],
            "spec": pack.current().measures.get(found[0].measure),
            "lines": compared(found),
            "bars": _bars(found),
        },
    )


def compared(found: list[Variant]) -> dict[str, Any]:
    """The numbers of some variants side by side, ``now`` being those of the first that has them."""
    effects = [each.effect for each in found]
    first = next((each for each in effects if each), None)
    sides = [each["after"] if each else (first["before"] if first else None) for each in effects]
    return {
        "now": first["before"] if first else None,
        "sides": sides,
        "winners": [each["winners"] if each else 0 for each in effects],
        "losers": [each["losers"] if each else 0 for each in effects],
        "reached": [_reached(each) for each in sides],
        "reached_now": _reached(first["before"]) if first else None,
        "divisions": _divisions(effects),
    }


def _reached(side: dict[str, Any] | None) -> int | None:
    """Subjects that meet every rule."""
    return None if side is None else side["outcomes"]["eligible"] + side["outcomes"]["needs_review"]


def _divisions(effects: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """For each division its values with the change of every variant; those that nothing changes for are left out."""
    first = next((each for each in effects if each), None)
    result = []
    for place, division in enumerate(first["by"] if first else ()):
        rows = []
        for value in [each["value"] for each in division["values"]]:
            changes = [_change(each, place, value) for each in effects]
            if any(changes):
                rows.append({"said": value_said(division["field"], value), "changes": changes})
        result.append({"field": division["field"], "title": division["title"], "rows": rows})
    return result


def _change(effect: dict[str, Any] | None, place: int, value: str | None) -> int:
    if effect is None:
        return 0
    found = next((each for each in effect["by"][place]["values"] if each["value"] == value), None)
    return found["after"] - found["before"] if found else 0


def _bars(found: list[Variant]) -> dict[str, Any]:
    """The same for the chart. Money is a float only here, where it becomes pixels."""
    lines = compared(found)
    names = [pgettext("policy", "Now"), *(each.title for each in found)]
    sides = [lines["now"], *lines["sides"]]
    known = [Decimal(each["budget"]["known_yuan"]) if each and each["budget"] else None for each in sides]
    return {
        "names": names,
        "reached": [lines["reached_now"], *lines["reached"]],
        "known": [None if each is None else float(each) for each in known]
        if any(each is not None for each in known)
        else None,
    }
