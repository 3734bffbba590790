"""Files that came into the register: each with what was wrong in it, and how far it is while it is taken."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.registers import background, imports
from twinwheel_web.registers.models import Import
from twinwheel_web.registry.forms import ImportForm
from twinwheel_web.registry.listing import PAGE


@may("registers.browse")
def files(request: Request) -> HttpResponse:
    found = Import.objects.select_related("asked_by", "organisation").defer("result")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/files.html", {"page": page})


@may("registers.keep")
def new(request: Request) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        import_ = imports.begin(
            asked["file"],
            asked["type"],
            request.actor,
            ground=asked["ground"],
            source=asked["source"],
            until=asked["until"] if asked["ground"] == "certified" else None,
        )
        return redirect("registry:file", import_.pk)
    return render(request, "registry/new.html", {"form": form}, status=422 if form.errors else 200)


@may("registers.browse")
@never_cache
def file(request: Request, pk: int) -> HttpResponse:
    """An import; asked by htmx, the part of the page that changes."""
    found = get_object_or_404(Import.objects.select_related("asked_by", "organisation"), pk=pk)
    context = {"found": found, "far": None if found.ended else background.far(found.work)}
    part = "registry/file_part.html" if request.htmx else "registry/file.html"
    return render(request, part, context)


@may("registers.keep")
def rejects(request: Request, pk: int) -> FileResponse:
    """The rows that were not taken, each with its reasons, as CSV."""
    found = get_object_or_404(Import, pk=pk)
    if not found.rejects:
        raise Http404
    return FileResponse(
        found.rejects.open("rb"), as_attachment=True, filename=f"{found.file_name}.rejects.csv"
    )
