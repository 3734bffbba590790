"""Views of those who review: the queue, decisions, their history, publishing."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from twinwheel.errors import DataError, UsageError
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.design.templatetags import words
from twinwheel_web.documents import deciding, drafting, fields, service, tasks
from twinwheel_web.documents.desk import card, desk
from twinwheel_web.documents.forms import ImportForm
from twinwheel_web.documents.models import Decision, DocumentSet, Record, Status
from twinwheel_web.documents.views import visible

ROWS = 50
NUMBER = re.compile("[0-9]{1,18}")
"""Of a decision, as a page sends it back."""
CONFLICT = 409


@may("documents.review")
@require_safe
def review(request: Request, pk: int) -> HttpResponse:
    found = visible(request, pk)
    if found.status != Status.DONE:
        return redirect("documents:set", pk)
    context = desk(found, request.GET, review=True)
    said = request.GET.get("said", "")
    if NUMBER.fullmatch(said):
        context["said"] = found.decisions.filter(
            pk=int(said), user=request.actor.user, taken_back_at=None
        ).first()
        context["said_record"] = (
            context["said"] and found.records.filter(record_id=context["said"].record_id).first()
        )
    return render(request, "documents/review.html", context)


@may("documents.review")
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Accept, correct or reject; then on to the next thing to look at."""
    found = visible(request, pk)
    record = get_object_or_404(found.records, record_id=request.POST.get("record", ""))
    verdict, seen = request.POST.get("verdict", ""), request.POST.get("seen", "")
    if verdict not in Decision.Verdict.values or not NUMBER.fullmatch(seen):
        return HttpResponseBadRequest()
    following = _following(found, record)
    try:
        value = fields.corrected(record, request.POST) if verdict == Decision.Verdict.CORRECTED else {}
        note = request.POST.get("note", "").strip()[:500]
        said = deciding.decide(record, verdict, value, request.actor, seen=int(seen), note=note)
    except deciding.Overtaken as overtaken:
        return _refused(request, found, record, CONFLICT, standing=overtaken.standing, overtaken=True)
    except (ValueError, UsageError) as error:
        return _refused(request, found, record, 400, problem=words.said(str(error)))
    return _to(found, following or record, said=said.pk, page=request.POST.get("page", ""))


def _following(found: DocumentSet, record: Record) -> Record | None:
    """What is to be looked at after a record; from the top again after the last."""
    waiting = service.queue(found).exclude(pk=record.pk)
    if record.worth is None:
        return None
    after = Q(worth__lt=record.worth) | Q(worth=record.worth, record_id__gt=record.record_id)
    return waiting.filter(after).first() or waiting.first()


def _refused(
    request: Request, found: DocumentSet, record: Record, status: int, **told: object
) -> HttpResponse:
    """The same page again with what was typed, and why nothing was written."""
    asked = request.GET.copy()
    asked["at"] = record.record_id
    context = desk(found, asked, review=True) | told
    context["card"] = card(record, {name: str(value) for name, value in request.POST.items()})
    context["note"] = request.POST.get("note", "")
    response = render(request, "documents/review.html", context, status=status)
    response["HX-Push-Url"] = _address(found, record)
    return response


def _to(found: DocumentSet, record: Record, **more: int | str) -> HttpResponse:
    return redirect(_address(found, record, **more))


def _address(found: DocumentSet, record: Record, **more: int | str) -> str:
    asked = {"at": record.record_id, **{name: value for name, value in more.items() if value}}
    return f"{reverse('documents:review', args=[found.pk])}?{urlencode(asked)}#card"


@may("documents.review")
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take back the decision a person saw standing."""
    found = visible(request, pk)
    record = get_object_or_404(found.records, record_id=request.POST.get("record", ""))
    seen = request.POST.get("seen", "")
    if not NUMBER.fullmatch(seen):
        return HttpResponseBadRequest()
    try:
        deciding.take_back(found, record.record_id, request.actor, seen=int(seen))
    except deciding.Overtaken as overtaken:
        return _refused(request, found, record, CONFLICT, standing=overtaken.standing, overtaken=True)
    return _to(found, record, page=request.POST.get("page", ""))


@may("documents.review")
@require_safe
def history(request: Request, pk: int) -> HttpResponse:
    found = visible(request, pk)
    decisions = found.decisions.select_related("organisation", "taken_back_by").order_by("-id")
    page = Paginator(decisions, ROWS).get_page(request.GET.get("page"))
    words = dict(
        found.records.filter(record_id__in=[each.record_id for each in page]).values_list(
            "record_id", "words"
        )
    )
    entries = [(each, words.get(each.record_id)) for each in page]
    return render(
        request,
        "documents/history.html",
        {"set": found, "page": page, "entries": entries, "form": ImportForm()},
    )


@may("documents.review")
@require_safe
def review_yaml(request: Request, pk: int) -> FileResponse:
    found = visible(request, pk)
    file = deciding.export(found).open("rb")
    return FileResponse(file, as_attachment=True, filename="review.yaml", content_type="application/yaml")


@may("documents.review")
@require_POST
def import_(request: Request, pk: int) -> HttpResponse:
    """Take in a ``review.yaml`` made elsewhere."""
    found = visible(request, pk)
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            taken = deciding.import_(found, form.cleaned_data["file"], request.actor)
        except DataError as error:
            first = error.problems[0]
            where = _("Line %(line)s: %(what)s") % {"line": first.line, "what": words.said(first.what)}
            messages.error(request, _("The file cannot be read.") + " " + where)
        else:
            messages.success(request, _imported(taken))
    else:
        messages.error(request, " ".join(map(str, form.errors["file"])))
    return redirect("documents:history", pk)


def _imported(taken: deciding.Taken) -> str:
    told = [ngettext("%(n)s decision taken in.", "%(n)s decisions taken in.", taken.new) % {"n": taken.new}]
    if taken.known:
        told.append(_("%(n)s stood already.") % {"n": taken.known})
    if taken.otherwise:
        told.append(_("%(n)s left out: people here decided otherwise.") % {"n": taken.otherwise})
    return " ".join(told)


@may("documents.review")
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Let everybody see a set, or no longer."""
    found = visible(request, pk)
    if request.POST.get("publish") == "yes":
        service.publish(found, request.actor)
        messages.success(request, _("Everybody can see it now."))
    else:
        service.unpublish(found)
        messages.success(request, _("Only those who work on it can see it now."))
    return redirect("documents:set", pk)


@may("documents.review")
def delete(request: Request, pk: int) -> HttpResponse:
    """What would be gone; POST deletes it."""
    found = visible(request, pk)
    if request.method != "POST":
        decisions = found.decisions.filter(taken_back_at=None).count()
        return render(request, "documents/delete.html", {"set": found, "decisions": decisions})
    try:
        service.delete(found, request.actor)
    except UsageError as error:
        messages.error(request, str(error))
        return redirect("documents:set", pk)
    messages.success(request, _("The documents were deleted."))
    return redirect("documents:list")


# -- drafts ----------------------------------------------------------------------------------------------


@may("documents.review")
def draft(request: Request, pk: int, number: int) -> HttpResponse:
    """The measures drafted from a document beside its text; POST has them drafted."""
    found = visible(request, pk)
    document = get_object_or_404(found.documents.select_related("set"), number=number, status=Status.DONE)
    if request.method == "POST" and document.characters <= drafting.LONGEST:
        document.draft = Status.WAITING
        document.save(update_fields=["draft"])
        tasks.draft.enqueue(document.pk)
        return redirect("documents:draft", pk, number)
    context = {
        "set": found,
        "document": document,
        "longest": drafting.LONGEST,
        "shown": drafting.shown(document) if document.draft == Status.DONE else None,
    }
    return render(request, "documents/draft.html", context)


@may("documents.review")
@require_safe
def draft_zip(request: Request, pk: int, number: int) -> HttpResponse:
    found = visible(request, pk)
    document = get_object_or_404(found.documents.select_related("set"), number=number, draft=Status.DONE)
    response = HttpResponse(drafting.archive(document), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="draft-{pk}-{number}.zip"'
    return response
