"""Sets of documents: taken in, read, seen by whom they may be seen by, published."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from twinwheel.errors import UsageError
from twinwheel_web import clock
from twinwheel_web.accounts.actors import Actor, actor_of
from twinwheel_web.accounts.models import User
from twinwheel_web.accounts.rules import may
from twinwheel_web.documents import deciding, finding, tasks
from twinwheel_web.documents.models import BUSY, Decision, Document, DocumentSet, Record, Status
from twinwheel_web.registers import background

log = logging.getLogger(__name__)
SILENT_FOR = timedelta(minutes=15)
"""A reading that has said nothing for so long was ended with its process; it may be asked for again."""
LONGEST_NAME = 60
"""Characters of a file's name that are kept, before its ending."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')


class Upload(NamedTuple):
    """A file as it came. ``chunks`` gives its bytes."""

    name: str
    chunks: Callable[[], Iterable[bytes]]


def visible(actor: Actor) -> QuerySet[DocumentSet]:
    """The sets an actor may see: what is published and read; reviewers all; who may add, those of their organisation."""
    public = Q(published_at__isnull=False, status=Status.DONE)
    if may(actor, "documents.review"):
        return DocumentSet.objects.all()
    if may(actor, "documents.add"):
        return DocumentSet.objects.filter(public | Q(organisation=actor.organisation))
    return DocumentSet.objects.filter(public)


@transaction.atomic
def add(title: str, uploads: Sequence[Upload], actor: Actor) -> DocumentSet:
    """Take files in and have them read."""
    moment = clock.now()
    found = DocumentSet.objects.create(
        title=title,
        uploaded_by=actor.user,
        organisation=actor.organisation,
        added_at=moment,
        moved_at=moment,
    )
    kept = [_keep(found, number, upload) for number, upload in enumerate(uploads, 1)]
    for document, name in zip(kept, _names(found, kept), strict=True):
        document.name = name
    Document.objects.bulk_create(kept)
    tasks.read.enqueue(found.pk)
    found.refresh_from_db()
    return found


def _keep(found: DocumentSet, number: int, upload: Upload) -> Document:
    name = safe_name(upload.name)
    path = Path("files") / str(number) / name
    target = found.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        for chunk in upload.chunks():
            sha256.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return Document(set=found, number=number, path=str(path), size=size, sha256=sha256.hexdigest())


def _names(found: DocumentSet, documents: Sequence[Document]) -> list[str]:
    """What the library will call them."""
    from twinwheel.reading.results import names_of

    return names_of([found.folder / each.path for each in documents])


def safe_name(name: str) -> str:
    """A file's name without what a file system or a page could take for something else."""
    name = _UNSAFE.sub("-", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 8:
        return name[:LONGEST_NAME] or "document"
    return f"{stem[:LONGEST_NAME]}.{suffix}"


def may_read_again(found: DocumentSet) -> bool:
    """Whether nobody is reading it: it is done or failed, or its reader has gone."""
    return not found.busy or clock.now() - found.moved_at > SILENT_FOR


@transaction.atomic
def read_again(found: DocumentSet) -> None:
    """Have a set read again; what people decided stays."""
    found.status, found.attempts, found.moved_at = Status.WAITING, 0, clock.now()
    found.save(update_fields=["status", "attempts", "moved_at"])
    tasks.read.enqueue(found.pk)


def recover() -> list[DocumentSet]:
    """Queue again the sets that nobody reads any more, and give up the drafts; to be called at the portal's start."""
    found: list[DocumentSet] = background.left(tasks.read, DocumentSet.objects.filter(status__in=BUSY))
    for each in found:
        if each.attempts < background.ATTEMPTS:
            background.again(tasks.read, each.pk)
        else:
            each.status, each.stage = Status.FAILED, ""
            each.problem = background.KILLED
            each.save(update_fields=["status", "stage", "problem"])
    for document in background.left(tasks.draft, Document.objects.filter(draft=Status.WAITING)):
        document.draft = Status.FAILED
        document.save(update_fields=["draft"])
    return found


def renew(sender: object, **_: object) -> str | None:
    """At the portal's start: what a killed process left is queued again."""
    found = recover()
    return f"document sets taken up again: {len(found)}" if found else None


@transaction.atomic
def delete(found: DocumentSet, actor: Actor) -> None:
    """Take a set away for good: its records, what people decided, its place in the search, its files.

    Raises:
        UsageError: it is being read at this moment.
    """
    if background.alive(found.work):
        raise UsageError(_("It is being read. Delete it when that has ended."))
    log.warning("document set %s deleted by user %s", found.pk, actor.user and actor.user.pk)
    finding.remove(found)
    folder = found.folder
    found.delete()
    transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))


@transaction.atomic
def publish(found: DocumentSet, actor: Actor) -> None:
    """Let everybody see a set, and find it as soon as it is indexed."""
    found.published_at, found.published_by = clock.now(), actor.user
    found.save(update_fields=["published_at", "published_by"])
    if found.status == Status.DONE:
        tasks.index.enqueue(found.pk)


@transaction.atomic
def unpublish(found: DocumentSet) -> None:
    """Let only those see it who work on it."""
    found.published_at = found.published_by = None
    found.save(update_fields=["published_at", "published_by"])
    finding.remove(found)


def queue(found: DocumentSet, *, decided: bool = False) -> QuerySet[Record]:
    """What a person should look at, most valuable first, as the library orders it; or what somebody has decided."""
    standing = Decision.objects.filter(set=found, record_id=OuterRef("record_id"), taken_back_at__isnull=True)
    if decided:
        return found.records.filter(Exists(standing)).order_by("-worth", "record_id")
    return found.records.filter(~Exists(standing), worth__isnull=False).order_by("-worth", "record_id")


def with_counts(sets: QuerySet[DocumentSet]) -> QuerySet[DocumentSet]:
    """Each with ``files``: how many it has; the newest first."""
    return sets.annotate(files=Count("documents")).order_by("-added_at", "-id")


def written(found: DocumentSet, *, names: bool) -> Iterator[str]:
    """``document.json``, with what people decided beside it. Without ``names``, an organisation stands for the person."""
    import json

    from twinwheel.reading import results, review

    standing = deciding.standing(found)
    decisions = {
        id_: deciding.as_library(each)
        if names
        else deciding.as_library(each).model_copy(
            update={"by": each.organisation.name if each.organisation else "", "note": ""}
        )
        for id_, each in standing.items()
    }
    yield "["
    for turn, document in enumerate(results.documents(found.read)):
        for records, key in (("articles", "article_id"), ("variants", "variant_id"), ("facts", "fact_id")):
            for record in document[records]:
                record["accepted"] = review.accepted(record, record[key], decisions)
        yield (",\n" if turn else "\n") + json.dumps(document, ensure_ascii=False)
    yield "\n]\n"


def add_sample(paths: Sequence[Path], by: User, title: str = "") -> DocumentSet:
    """Files of the demo as a published set; the one that is there already, where they were added before."""
    actor = actor_of(by, None, clock.today())
    hashes = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    for known in DocumentSet.objects.filter(uploaded_by=by).prefetch_related("documents"):
        if sorted(each.sha256 for each in known.documents.all()) == hashes:
            return known
    found = add(title, [Upload(path.name, _chunks(path)) for path in paths], actor)
    publish(found, actor)
    return found


def _chunks(path: Path) -> Callable[[], Iterable[bytes]]:
    return lambda: [path.read_bytes()]
