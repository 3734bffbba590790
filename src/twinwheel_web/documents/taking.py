"""From files to records: the library reads the folder of a set, and what it wrote goes into the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from twinwheel_web import clock
from twinwheel_web.documents import deciding
from twinwheel_web.documents.models import Document, DocumentSet, Place, Record, Status
from twinwheel_web.documents.texts import holdable

if TYPE_CHECKING:
    from twinwheel.reading.pipeline import Advance, Summary

SAID_EVERY = 0.5
"""Seconds between two notes of how far reading is."""
ROWS = 500
"""Written to the database at a time."""
AT_ONCE = 1
"""Processes that read: pages are served meanwhile."""


def read_set(found: DocumentSet) -> None:
    """Read the files of a set, again if need be; decisions of people are kept. Never raises for what is in a file.

    Raises:
        OutputError: the folder cannot be written.
    """
    from twinwheel.reading import pipeline

    documents = list(found.documents.all())
    deciding.export(found)
    _move(found, status=Status.RUNNING, stage="files", done=0, total=len(documents), problem="")
    summary = pipeline.read(
        [found.folder / each.path for each in documents], found.read, jobs=AT_ONCE, advance=_telling(found)
    )
    take(found, summary)


def _telling(found: DocumentSet) -> Callable[[Advance], None]:
    said = 0.0

    def tell(step: Advance) -> None:
        nonlocal said
        if time.monotonic() - said >= SAID_EVERY:
            said = time.monotonic()
            _move(found, stage=step.stage, done=step.done, total=step.total)

    return tell


def _move(found: DocumentSet, **values: Any) -> None:
    for name, value in values.items():
        setattr(found, name, value)
    found.moved_at = clock.now()
    found.save(update_fields=[*values, "moved_at"])


@transaction.atomic
def take(found: DocumentSet, summary: Summary) -> None:
    """Put what the library wrote into the folder of a set in the place of its earlier records; all or nothing."""
    from twinwheel.reading import results, review

    Place.objects.filter(document__set=found).delete()
    found.records.all().delete()
    queue = {
        item.id: item
        for item in review.queue(
            (document, results.raw_text(found.read, document)) for document in results.documents(found.read)
        )
    }
    documents = {each.name: each for each in found.documents.all()}
    for document in documents.values():
        document.status = Status.WAITING
    taken: dict[str, Record] = {}
    for read in results.documents(found.read):
        document = documents[read["file"]]
        raw = results.raw_text(found.read, read)
        rows = list(_rows(found, read, raw))
        fresh = [row for row in rows if row.record_id not in taken]
        for turn, record in enumerate(fresh, len(taken)):
            item = queue.get(record.record_id)
            record.turn, record.worth = turn, item.worth if item else None
            record.reason = item.reason if item else ""
        taken |= {each.record_id: each for each in Record.objects.bulk_create(fresh, batch_size=ROWS)}
        Place.objects.bulk_create(_places(document, rows, taken), batch_size=ROWS)
        _done(document, read, raw)
    for problem in summary.problems:
        _failed(documents[problem.file], problem.what, problem.advice)
    _move(
        found,
        title=_title(found, list(taken.values())),
        status=Status.DONE if summary.files else Status.FAILED,
        stage="",
        summary={
            "characters": summary.characters,
            "articles": summary.articles,
            "kinds": dict(summary.kinds),
            "variants": summary.variants,
            "facts": dict(summary.facts),
            "tagger": summary.tagger,
        },
    )


def _title(found: DocumentSet, records: list[Record]) -> str:
    """The headline of the first article, for a set nobody gave a title."""
    if found.title:
        return found.title
    headlines = (each.words for each in records if each.type == Record.Type.ARTICLE and each.words)
    first = found.documents.filter(status=Status.DONE).first() or found.documents.first()
    return next(headlines, first.name if first else "")[:200]


def _rows(found: DocumentSet, document: Mapping[str, Any], raw: str) -> Iterator[Record]:
    """The records of one document, in the order of their types; an article that stands in it twice, once."""
    articles: dict[str, dict[str, Any]] = {}
    for article in document["articles"]:
        known = articles.setdefault(article["article_id"], {**article, "segments": []})
        known["segments"] += article["segments"]
    for id_, article in articles.items():
        yield _record(found, "article", article, id_, article["kind"], article["title"] or "")
    for variant in document["variants"]:
        words = " / ".join(dict.fromkeys(reading or "∅" for reading in variant["readings"].values()))
        yield _record(found, "variant", variant, variant["variant_id"], variant["kind"], words)
    for fact in document["facts"]:
        yield _record(found, "fact", fact, fact["fact_id"], fact["kind"], fact["quote"])
    for start, end, _score in document["doubtful"]:
        data = {"text": raw[start:end], "spans": {document["file"]: [[start, end]]}}
        yield _record(found, "characters", data, f"{document['file']}@{start}", "", raw[start:end])


def _record(
    found: DocumentSet, type: str, data: Mapping[str, Any], id_: str, kind: str, words: str
) -> Record:
    kept = _holdable({name: value for name, value in data.items() if name != "accepted"})
    return Record(
        set=found,
        type=type,
        data=kept,
        record_id=id_,
        kind=kind,
        words=holdable(words),
        article_id=data.get("article_id", ""),
    )


def _holdable(value: Any) -> Any:
    if isinstance(value, str):
        return holdable(value)
    if isinstance(value, dict):
        return {name: _holdable(inner) for name, inner in value.items()}
    return [_holdable(inner) for inner in value] if isinstance(value, list) else value


def _places(document: Document, rows: list[Record], taken: Mapping[str, Record]) -> Iterator[Place]:
    for row in rows:
        for turn, (start, end) in enumerate(_spans(row, document.name), 1):
            yield Place(document=document, record=taken[row.record_id], turn=turn, start=start, end=end)


def _spans(row: Record, file: str) -> list[Any]:
    """Where a record stands in the document whose row it is."""
    if row.type == Record.Type.ARTICLE:
        return list(row.data["segments"])
    if row.type == Record.Type.VARIANT:
        return [row.data["spans"][file]] if file in row.data["spans"] else []
    return list(row.data["spans"].get(file, ()))


def _done(document: Document, read: Mapping[str, Any], raw: str) -> None:
    document.status, document.problem, document.advice = Status.DONE, "", ""
    document.kind, document.text_file = read["kind"], read["text_file"]
    document.characters, document.ran = len(raw), read["ran"]
    document.save()


def _failed(document: Document, what: str, advice: str) -> None:
    """What is wrong with a file. It may have been read all the same, but for the facts of one article."""
    if document.status != Status.DONE:
        document.status = Status.FAILED
    document.problem, document.advice = what, advice
    document.save(update_fields=["status", "problem", "advice"])
