"""What is published can be found: articles by all their words, facts by their quote and values, variants by every reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.http import urlencode

from twinwheel_web.documents import texts
from twinwheel_web.documents.models import DocumentSet, Record
from twinwheel_web.search import service as search
from twinwheel_web.search.models import Entry

KINDS = ("article", "fact")
SHOWN = 80
"""Characters of a title."""
OVERLAP = 40
"""Characters of its neighbours that a window is found by, so that no word is cut."""
ROWS = 500
"""Records in memory at once."""


def put(found: DocumentSet) -> None:
    """Into the index, in the place of what stood there of this set. A set nobody may see yet is taken out.

    It takes seconds, in which somebody may unpublish or delete the set: so that is asked again at its end.
    """
    remove(found)
    if found.published_at is None:
        return
    search.put(_items(found))
    if not DocumentSet.objects.filter(pk=found.pk, published_at__isnull=False).exists():
        remove(found)


def remove(found: DocumentSet) -> None:
    """Out of the index, whatever readings put there."""
    for kind in KINDS:
        keys = Entry.objects.filter(kind=kind, key__startswith=f"{found.pk}/").values_list("key", flat=True)
        search.remove(kind, list(keys))


def set_of(key: str) -> int:
    """The number of the set that something in the index is of."""
    return int(key.partition("/")[0])


def _items(found: DocumentSet) -> Iterator[search.Item]:
    address = reverse("documents:set", args=[found.pk])
    documents = list(found.documents.select_related("set"))
    raws = {each.pk: texts.raw_of(each) for each in documents}
    numbers = {each.pk: each.number for each in documents}
    readings: dict[str, list[str]] = {}
    for variant in found.records.filter(type=Record.Type.VARIANT):
        readings.setdefault(variant.article_id, []).extend(variant.data["readings"].values())
    shown = found.records.filter(type__in=[Record.Type.ARTICLE, Record.Type.FACT]).exclude(
        kind__in=texts.SILENT
    )
    for record in shown.prefetch_related("places").iterator(ROWS):
        item = search.Item(
            kind=record.type,
            key=f"{found.pk}/{record.record_id}",
            title=_line(record.words or str(found))[:SHOWN],
            url=f"{address}?{urlencode({'at': record.record_id})}#{record.anchor}",
        )
        if record.type == Record.Type.FACT:
            yield replace(item, texts=_quotes(record))
        else:
            yield from _parts(item, record, raws, numbers, readings.get(record.record_id, []))


def _quotes(record: Record) -> tuple[str, ...]:
    quotes = [words for found in record.data["quotes"].values() for words in found]
    said = [str(record.data[name]) for name in ("name", "content", "text") if record.data.get(name)]
    return tuple(dict.fromkeys(map(_line, quotes + said)))


def _parts(
    item: search.Item,
    record: Record,
    raws: Mapping[int, str],
    numbers: Mapping[int, int],
    readings: Sequence[str],
) -> Iterator[search.Item]:
    """An article in its first rendition, with every reading of the others; each window of a long one leads to itself."""
    places = list(record.places.all())
    of = places[0].document_id
    raw, said = raws[of], tuple(map(_line, readings))
    windows: dict[int, list[str]] = {}
    for place in places:
        at = place.start
        while place.document_id == of and at < place.end:
            window = texts.window_at(raw, at)
            words = raw[max(place.start, window.low - OVERLAP) : min(place.end, window.high + OVERLAP)]
            windows.setdefault(window.number, []).append(_line(words))
            at = window.high
    first = min(windows, default=1)
    for number, parts in windows.items():
        if number == first:
            yield replace(item, texts=tuple(dict.fromkeys((*parts, *said))))
        else:
            url = f"{item.url.partition('?')[0]}?{urlencode({'file': numbers[of], 'part': number})}"
            yield replace(item, key=f"{item.key}/{number}", url=url, texts=tuple(parts))


def _line(words: str) -> str:
    """Without its line ends: a word that goes on in the next line is found."""
    return words.replace("\n", "").replace("\r", "")
