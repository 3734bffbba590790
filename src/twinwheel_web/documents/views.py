from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.accounts.rules import may as rules_may
from twinwheel_web.documents import service
from twinwheel_web.documents.desk import desk
from twinwheel_web.documents.finding import KINDS, set_of
from twinwheel_web.documents.forms import AddForm
from twinwheel_web.documents.models import DocumentSet, Status
from twinwheel_web.search import service as search

ROWS = 20
LONGEST_QUERY = 100


def visible(request: Request, pk: int) -> DocumentSet:
    """The set, if the actor may see it; as if there were none, if not."""
    return get_object_or_404(service.visible(request.actor), pk=pk)


@may("public.view")
@require_safe
def list_(request: Request) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    sets = service.with_counts(service.visible(request.actor)).select_related("organisation")
    if query:
        sets = sets.filter(title__icontains=query)
    page = Paginator(sets, ROWS).get_page(request.GET.get("page"))
    total = search.find(query, KINDS, limit=0).total if query else 0
    hits = Paginator(range(total), ROWS).get_page(request.GET.get("hits"))
    found = search.find(query, KINDS, ROWS, (hits.number - 1) * ROWS).hits if total else ()
    known = service.visible(request.actor).in_bulk({set_of(hit.key) for hit in found})
    found_in = [(hit, known[of]) for hit in found if (of := set_of(hit.key)) in known]
    context = {"query": query, "page": page, "hits": hits, "found": found_in, "total": total}
    return render(request, "documents/list.html", context)


@may("documents.add")
def add(request: Request) -> HttpResponse:
    from twinwheel.reading.sources.scan import ocr_installed

    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()
    if form.is_valid():
        uploads = [service.Upload(each.name or "", each.chunks) for each in form.cleaned_data["documents"]]
        found = service.add(form.cleaned_data["title"], uploads, request.actor)
        return redirect("documents:set", found.pk)
    return render(
        request,
        "documents/add.html",
        {"form": form, "ocr": ocr_installed()},
        status=400 if form.is_bound else 200,
    )


@may("public.view")
@require_safe
def set_(request: Request, pk: int) -> HttpResponse:
    found = visible(request, pk)
    if found.status != Status.DONE:
        return render(request, "documents/waiting.html", _progress(found))
    return render(request, "documents/set.html", desk(found, request.GET, review=False))


@may("public.view")
@require_safe
def progress(request: Request, pk: int) -> HttpResponse:
    """How far reading is, asked for again and again; the whole page once it is over."""
    found = visible(request, pk)
    response = render(request, "documents/progress.html", _progress(found))
    if not found.busy:
        response["HX-Refresh"] = "true"
    return response


def _progress(found: DocumentSet) -> dict[str, Any]:
    return {
        "set": found,
        "documents": list(found.documents.all()),
        "may_again": service.may_read_again(found),
        "stages": {
            "": _("Waiting for its turn"),
            "files": _("Reading files"),
            "scans": _("Reading scanned pages, after all other files"),
            "articles": _("Finding facts"),
        },
    }


@may("documents.add")
@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    found = visible(request, pk)
    own = found.organisation_id == getattr(request.actor.organisation, "pk", None)
    if not own and not rules_may(request.actor, "documents.review"):
        raise Http404
    if service.may_read_again(found):
        service.read_again(found)
    else:
        messages.warning(request, _("It is being read already."))
    return redirect("documents:set", pk)


# -- downloads -------------------------------------------------------------------------------------------


@may("public.view")
@require_safe
def document_json(request: Request, pk: int) -> StreamingHttpResponse:
    found = _read(request, pk)
    names = rules_may(request.actor, "documents.review")
    response = StreamingHttpResponse(
        service.written(found, names=names), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="document.json"'
    return response


@may("public.view")
@require_safe
def facts_parquet(request: Request, pk: int) -> FileResponse:
    from twinwheel.reading.results import FACTS

    file = (_read(request, pk).read / FACTS).open("rb")
    return FileResponse(
        file, as_attachment=True, filename=FACTS, content_type="application/vnd.apache.parquet"
    )


@may("public.view")
@require_safe
def text(request: Request, pk: int, number: int) -> HttpResponse:
    """The raw text of a document, as all offsets count it."""
    from twinwheel.reading.results import raw_text

    found = _read(request, pk)
    document = get_object_or_404(found.documents, number=number, status=Status.DONE)
    raw = raw_text(found.read, {"text_file": document.text_file})
    response = HttpResponse(raw.encode("utf-8", "surrogatepass"), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{pk}-{number}.txt"'
    return response


def _read(request: Request, pk: int) -> DocumentSet:
    found = visible(request, pk)
    if found.status != Status.DONE:
        raise Http404
    return found
