"""Runs of all measures over the register: what they counted, and their files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from twinwheel_web import clock, pack
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.matches import service
from twinwheel_web.matches.models import Run
from twinwheel_web.matches.work import FILES
from twinwheel_web.registers import background
from twinwheel_web.registry.listing import PAGE
from twinwheel_web.registry.types import present


@may("registers.browse")
def runs(request: Request) -> HttpResponse:
    found = Run.objects.select_related("asked_by").defer("summary", "survey")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/runs.html", {"page": page, "types": present()})


@require_POST
@may("matches.start")
def start(request: Request) -> HttpResponse:
    type = request.POST.get("type", "")
    if type not in pack.current().subjects:
        raise Http404(type)
    run = service.start(type, clock.today(), request.actor)
    messages.success(request, _("The run was asked for."))
    return redirect("registry:run", run.pk)


@may("registers.browse")
@never_cache
def run(request: Request, pk: int) -> HttpResponse:
    """A run; asked by htmx, the part of the page that changes."""
    found = get_object_or_404(Run.objects.select_related("asked_by"), pk=pk)
    measures: dict[str, Any] = found.summary.get("measures", {})
    context = {
        "found": found,
        "far": None if found.ended else background.far(found.work),
        "files": [name for name in FILES if (found.folder / name).is_file()],
        "measures": sorted(measures.items(), key=lambda each: -each[1]["outcomes"]["eligible"]),
    }
    return render(request, "registry/run_part.html" if request.htmx else "registry/run.html", context)


@may("registers.export")
def run_file(request: Request, pk: int, name: str) -> FileResponse:
    """A file of a run, to keep; the report among them, whose own script would not run here."""
    found = get_object_or_404(Run.objects.defer("summary", "survey"), pk=pk)
    if name not in FILES or not (found.folder / name).is_file():
        raise Http404(name)
    filename = f"{found.type}-{found.as_of:%Y%m%d}-{name}"
    return FileResponse((found.folder / name).open("rb"), as_attachment=True, filename=filename)
