"""What is published can be found: articles by all their words, facts by their quote and values, variants by every reading."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.http import urlencode

from twinwheel_web.documents.models import DocumentSet, Record
from twinwheel_web.documents.texts import raw_of
from twinwheel_web.search import service as search
from twinwheel_web.search.models import Entry

KINDS = ("article", "fact")
SHOWN = 80
"""Characters of a title."""


def put(found: DocumentSet) -> None:
    """Into the index, in the place of what stood there of this set. A set nobody may see yet is taken out."""
    remove(found)
    if found.published_at is not None:
        search.put(_items(found))


def remove(found: DocumentSet) -> None:
    """Out of the index, whatever readings put there."""
    for kind in KINDS:
        keys = Entry.objects.filter(kind=kind, key__startswith=f"{found.pk}/").values_list("key", flat=True)
        search.remove(kind, list(keys))


def _items(found: DocumentSet) -> Iterator[search.Item]:
    address = reverse("documents:set", args=[found.pk])
    raws = {each.pk: raw_of(each) for each in found.documents.all()}
    readings: dict[str, list[str]] = {}
    for variant in found.records.filter(type=Record.Type.VARIANT):
        readings.setdefault(variant.article_id, []).extend(variant.data["readings"].values())
    shown = found.records.filter(type__in=[Record.Type.ARTICLE, Record.Type.FACT]).exclude(
        kind__in=["imprint", "junk"]
    )
    for record in shown.prefetch_related("places"):
        if record.type == Record.Type.ARTICLE:
            texts = [raws[each.document_id][each.start : each.end] for each in record.places.all()]
            texts += readings.get(record.record_id, [])
        else:
            texts = [words for quotes in record.data["quotes"].values() for words in quotes]
            texts += [str(record.data[name]) for name in ("name", "content", "text") if record.data.get(name)]
        yield search.Item(
            kind=record.type,
            key=f"{found.pk}/{record.record_id}",
            title=(record.words or found.title).replace("\n", "")[:SHOWN],
            url=f"{address}?{urlencode({'at': record.record_id})}#{record.anchor}",
            texts=tuple(dict.fromkeys(words.replace("\n", "") for words in texts)),
        )
