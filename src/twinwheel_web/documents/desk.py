"""The desk: a window of one document's text, what is known of it beside, and the record somebody looks at.

The address holds all of it: ``file`` and ``part`` (the window), ``list``, ``kind``, ``q`` and ``page`` (what stands beside),
``at`` (the record). So a place can be sent to a colleague, and going back works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from twinwheel_web.documents import deciding, service, texts
from twinwheel_web.documents.fields import fields
from twinwheel_web.documents.models import Decision, Document, DocumentSet, Record, Status

ROWS = 50
MENTIONS = 4
"""Places of one record that are shown of each document."""
_BLANK_LINES = re.compile(r"\n\s*\n")
"""Left out where they are shown: the text layer of a newspaper has one after every line."""
LISTS = ("articles", "facts", "variants")
REVIEW_LISTS = ("queue", "decided")


def desk(found: DocumentSet, asked: QueryDict, *, review: bool) -> dict[str, Any]:
    """What the page shows of a set that was read."""
    files = list(found.documents.all())
    documents = [each for each in files if each.status == Status.DONE]
    chosen = found.records.filter(record_id=asked.get("at", "")).first()
    document, window, raw = _place(documents, chosen, asked)
    name = asked.get("list", "")
    known = (*REVIEW_LISTS, *LISTS) if review else LISTS
    name = name if name in known else known[0]
    rows = _rows(found, name, asked)
    base = reverse("documents:review" if review else "documents:set", args=[found.pk])
    here = _address(base, asked, file=document.number if document else None, part=window.number)
    page = Paginator(rows, ROWS).get_page(asked.get("page"))
    return {
        "set": found,
        "base": base,
        "list_here": _address(base, asked, part=None),
        "documents": documents,
        "failed": [each for each in files if each.problem],
        "facts": sum(found.summary.get("facts", {}).values()),
        "document": document,
        "window": window,
        "stretches": list(_stretches(document, raw, window, chosen, here)) if document else [],
        "list": name,
        "lists": known,
        "page": page,
        "entries": list(_entries(found, list(page.object_list))),
        "kinds": _kinds(found) if name == "facts" else [],
        "kind": asked.get("kind", ""),
        "query": asked.get("q", ""),
        "card": card(chosen) if chosen else None,
        "review": review,
        "waiting": service.queue(found).count() if review else 0,
    }


def _address(base: str, asked: QueryDict, **changed: int | None) -> str:
    """The address of this desk up to the record: ``at`` and its value are to be added. Made once: pages have hundreds."""
    kept = asked.copy()
    for name, value in {**changed, "at": None}.items():
        kept.pop(name, None)
        if value is not None:
            kept[name] = str(value)
    return f"{base}?{kept.urlencode()}{'&' if kept else ''}at="


def _place(
    documents: list[Document], chosen: Record | None, asked: QueryDict
) -> tuple[Document | None, texts.Window, str]:
    """The document and window that are asked for; else those where the chosen record stands; else the first."""
    if not documents:
        return None, texts.Window(0, 0, 1, 1), ""
    document = next((each for each in documents if str(each.number) == asked.get("file")), documents[0])
    part = asked.get("part", "")
    place = None
    if chosen is not None and not part:
        places = list(chosen.places.all())
        place = next((each for each in places if each.document_id == document.pk), next(iter(places), None))
        if place is not None:
            document = next((each for each in documents if each.pk == place.document_id), document)
    raw = texts.raw_of(document)
    if place is not None:
        return document, texts.window_at(raw, place.start), raw
    return (
        document,
        texts.window(raw, int(part) if part.isascii() and part.isdigit() and len(part) < 7 else 1),
        raw,
    )


# -- the text --------------------------------------------------------------------------------------------


def _stretches(
    document: Document, raw: str, window: texts.Window, chosen: Record | None, here: str
) -> Iterator[dict[str, Any]]:
    """What is shown, and what is folded away, as HTML."""
    for silent, article, pieces in texts.stretches(texts.pieces(document, raw, window)):
        yield {
            "article": article,
            "silent": silent,
            "open": chosen is not None and any(chosen in (*each.records, each.article) for each in pieces),
            "html": mark_safe("".join(_marked(each, chosen, here) for each in pieces)),  # noqa: S308 - escaped
            "characters": sum(len(piece.text) for piece in pieces),
        }


def _marked(piece: texts.Piece, chosen: Record | None, here: str) -> str:
    """A piece as HTML, a link to what stands on it. There are hundreds: put together here, not by the template."""
    text = escape(_BLANK_LINES.sub("\n", piece.text))
    classes = escape(" ".join(_classes(piece, chosen)))
    anchors = [escape(each) for each in piece.anchors]
    if not piece.records:
        before = "".join(f'<span id="{each}"></span>' for each in anchors)
        return f'{before}<span class="{classes}">{text}</span>' if classes else before + text
    before = "".join(f'<span id="{each}"></span>' for each in anchors[:-1])
    ids = [record.record_id for record in piece.records]
    at = ids[(ids.index(chosen.record_id) + 1) % len(ids)] if chosen in piece.records and chosen else ids[0]
    begins = any(each.startswith(record.anchor) for each in piece.anchors for record in piece.records)
    missing = escape(_("Words are missing here"))
    attributes = [
        f'class="{classes}"',
        *(f'id="{each}"' for each in anchors[-1:]),
        f'href="{escape(here + quote(at))}#card"',
        *([] if begins else ['tabindex="-1"']),
        *([] if piece.text else [f'aria-label="{missing}"']),
    ]
    return f"{before}<a {' '.join(attributes)}>{text}</a>"


def _classes(piece: texts.Piece, chosen: Record | None) -> Iterator[str]:
    if piece.article:
        yield f"k{piece.article.turn % texts.COLOURS}"
    yield from dict.fromkeys(_class(record) for record in piece.records)
    if not piece.text:
        yield "gap"
    if chosen is not None and chosen in (*piece.records, piece.article):
        yield "now"


def _class(record: Record) -> str:
    if record.type == Record.Type.FACT:
        return f"f {record.kind}"
    return "v" if record.type == Record.Type.VARIANT else "d"


# -- beside it -------------------------------------------------------------------------------------------


def _rows(found: DocumentSet, name: str, asked: QueryDict) -> QuerySet[Record]:
    if name == "queue":
        return service.queue(found)
    if name == "decided":
        return service.queue(found, decided=True)
    rows = found.records.filter(type=name.removesuffix("s")).order_by("turn")
    if name == "facts":
        if kind := asked.get("kind"):
            rows = rows.filter(kind=kind[:20])
        if query := asked.get("q", "").strip():
            rows = rows.filter(words__icontains=query[:100])
    return rows


def _entries(found: DocumentSet, records: list[Record]) -> Iterator[dict[str, Any]]:
    """Each record of a list, with what it says and the decision that stands."""
    standing = deciding.standing(found, [each.record_id for each in records])
    for record in records:
        yield {"record": record, "values": _said(record), "decision": standing.get(record.record_id)}


def _said(record: Record) -> list[Any]:
    """What a fact says; other records say it with their words."""
    if record.type != Record.Type.FACT:
        return []
    return [field for field in fields(record) if field.value not in (None, [], "")]


def _kinds(found: DocumentSet) -> list[tuple[str, int]]:
    """Kinds of facts, in the order of the library, with how many there are."""
    from twinwheel.reports.reading import KINDS

    facts = found.records.filter(type=Record.Type.FACT).order_by()
    counted = dict(facts.values_list("kind").annotate(Count("id")))
    return [(kind, counted[kind]) for kind in KINDS if kind in counted]


def card(record: Record, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A record as somebody looks at it: its places, the machine's values beside the accepted ones, its history."""
    history = list(
        Decision.objects.filter(set_id=record.set_id, record_id=record.record_id)
        .select_related("organisation", "taken_back_by")
        .order_by("-id")
    )
    decision = next((each for each in history if each.taken_back_at is None), None)
    rows = []
    for field in fields(record):
        accepted = decision.value.get(field.name) if decision else None
        changed = decision is not None and field.name in decision.value
        value = typed.get(field.name, field.typed) if typed else field.typed
        rows.append({"field": field, "accepted": accepted, "changed": changed, "typed": value})
    return {
        "record": record,
        "mentions": texts.mentions(record, MENTIONS),
        "rows": rows,
        "decision": decision,
        "machine_changed": decision is not None and deciding.machine_changed(record, decision),
        "history": history,
        "seen": decision.pk if decision else 0,
    }
