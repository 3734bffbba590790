"""Search; what was read from documents; what the newest run counted: what the database holds for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Field, Query, Router

from twinwheel_web import pack
from twinwheel_web.api.answers import shapes
from twinwheel_web.api.answers.forms import Unknown
from twinwheel_web.api.answers.values import known_type
from twinwheel_web.api.kept import kept
from twinwheel_web.api.params import Page, Paging, Text, paged
from twinwheel_web.api.problems import unknown_parameter
from twinwheel_web.documents.deciding import standing
from twinwheel_web.documents.models import DocumentSet, Record
from twinwheel_web.matches import service as matches
from twinwheel_web.search import service as search

router = Router()


class Hit(shapes.Shape):
    """One thing found. Marks are ranges of characters of the text."""

    kind: str
    key: str
    title: str
    title_marks: list[list[int]]
    url: str
    snippet: str
    snippet_marks: list[list[int]]


class Searched(Paging):
    q: Text = Field(
        description=gettext_noop("words that all stand in what is found; two characters are enough")
    )
    kind: Text | None = Field(
        None, description=gettext_noop("only things of this kind, such as measure or article")
    )


@router.get(
    "/search",
    response=Page[Hit],
    summary=gettext_noop("Search"),
    description=gettext_noop("Whatever holds all words, the best first: measures, places, articles, facts."),
    tags=["finding"],
)
def find(request: HttpRequest, response: HttpResponse, asked: Query[Searched]) -> Any:
    start = (asked.page - 1) * asked.per_page
    found = search.find(asked.q, [asked.kind] if asked.kind else [], asked.per_page, start)
    hits = [
        {
            "kind": each.kind,
            "key": each.key,
            "title": each.title.text,
            "title_marks": [list(mark) for mark in each.title.marks],
            "url": request.build_absolute_uri(each.url),
            "snippet": each.snippet.text,
            "snippet_marks": [list(mark) for mark in each.snippet.marks],
        }
        for each in found.hits
    ]
    return paged(request, response, hits, asked, found.total)


class DocumentsLine(shapes.Shape):
    """Documents that were read together and published."""

    id: int
    title: str
    published_at: str
    documents: list[str]
    summary: dict[str, Any] = Field(
        description=gettext_noop("articles, variants, facts by kind, as `twinwheel read` counts them")
    )


class RecordShape(shapes.Shape):
    """One article, variant or fact as it was read. Offsets count the characters of the raw text of a document.

    ``data`` is the machine's, in the form of document.schema.json; ``decision`` what a person decided of it, null: nobody
    has yet. What was rejected is not listed.
    """

    class Place(shapes.Shape):
        document: str
        start: int
        end: int

    class Ruling(shapes.Shape):
        decision: str
        value: dict[str, Any]

    id: str
    type: str
    kind: str
    words: str
    data: dict[str, Any]
    decision: Ruling | None
    places: list[Place]


@router.get(
    "/documents",
    response=Page[DocumentsLine],
    summary=gettext_noop("Documents"),
    description=gettext_noop("What was read and published, the newest first."),
    tags=["documents"],
)
def list_documents(request: HttpRequest, response: HttpResponse, paging: Query[Paging]) -> Any:
    found = _published().prefetch_related("documents").order_by("-published_at", "-id")
    start = (paging.page - 1) * paging.per_page
    page = paged(request, response, found[start : start + paging.per_page], paging, found.count())
    return page | {
        "items": [
            {
                "id": each.pk,
                "title": each.title,
                "published_at": each.published_at.isoformat(),
                "documents": [document.name for document in each.documents.all()],
                "summary": each.summary,
            }
            for each in page["items"]
        ]
    }


class Records(Paging):
    type: Text | None = Field(None, description=gettext_noop("article, variant or fact"))
    kind: Text | None = Field(None, description=gettext_noop("kind of article or fact"))


@router.get(
    "/documents/{id}/records",
    response=Page[RecordShape],
    summary=gettext_noop("What was read"),
    description=gettext_noop(
        "Articles, variants and facts of one set of documents in the order of the text, each with where it stands."
    ),
    tags=["documents"],
)
def list_records(request: HttpRequest, response: HttpResponse, id: int, asked: Query[Records]) -> Any:
    found = _published().filter(pk=id).first() if id < 2**63 else None
    if found is None:
        raise Http404
    decisions = standing(found)
    rejected = [key for key, each in decisions.items() if each.decision == each.Verdict.REJECTED]
    records = found.records.exclude(type=Record.Type.CHARACTERS).exclude(record_id__in=rejected)
    if asked.type:
        records = records.filter(type=asked.type)
    if asked.kind:
        records = records.filter(kind=asked.kind)
    start = (asked.page - 1) * asked.per_page
    some = records.order_by("turn", "id").prefetch_related("places__document")[start : start + asked.per_page]
    page = paged(request, response, some, asked, records.count())
    return page | {"items": [_record(each, decisions.get(each.record_id)) for each in page["items"]]}


def _published() -> Any:
    return DocumentSet.objects.exclude(published_at=None)


def _record(record: Record, decision: Any) -> dict[str, Any]:
    return {
        "id": record.record_id,
        "type": record.type,
        "kind": record.kind,
        "words": record.words,
        "data": record.data,
        "decision": {"decision": decision.decision, "value": decision.value} if decision else None,
        "places": [
            {"document": each.document.name, "start": each.start, "end": each.end}
            for each in record.places.all()
        ],
    }


class Count(shapes.Shape):
    """How many subjects one measure reached in the newest run. Money is the sum of known amounts."""

    measure: str
    title: shapes.Words
    outcomes: dict[shapes.Outcome, int]
    amount_yuan: shapes.Exact
    amounts_unknown: int
    as_of: shapes.Day
    pack_hash: str
    rows: int = Field(description=gettext_noop("subjects of the register that were decided"))


class Counted(Paging):
    subject: Text = Field("enterprise", description=gettext_noop("type of subject"))


def _newest_runs() -> str:
    """What the counts hang on besides the pack."""
    return ",".join(str(run.pk) for type in pack.current().subjects if (run := matches.newest(type)))


@router.get(
    "/counts",
    response=Page[Count],
    summary=gettext_noop("Counts of the newest run"),
    description=gettext_noop(
        "How many subjects of the register each measure reached in the newest run; empty before there was one."
    ),
    tags=["deciding"],
)
@kept(_newest_runs)
def list_counts(request: HttpRequest, response: HttpResponse, asked: Query[Counted]) -> Any:
    try:
        known_type(pack.current(), asked.subject)
    except Unknown as error:
        raise unknown_parameter("subject", error) from None
    run = matches.newest(asked.subject)
    counted = run.summary.get("measures", {}) if run else {}
    page = paged(request, response, list(counted.items()), asked)
    return page | {
        "items": [
            {
                "measure": id,
                "title": each["title"],
                "outcomes": each["outcomes"],
                "amount_yuan": each["amount_yuan"],
                "amounts_unknown": each["amounts_unknown"],
                "as_of": run.as_of.isoformat(),
                "pack_hash": run.pack_hash,
                "rows": run.summary["register"]["rows"],
            }
            for id, each in page["items"]
            if run
        ]
    }
