"""What takes longer than a page may: reading, and drafting."""

from __future__ import annotations

import logging

from django_tasks import task

from twinwheel_web.documents.models import BUSY, Document, DocumentSet, Status
from twinwheel_web.registers import background

log = logging.getLogger(__name__)


@task()
def read(set_id: int) -> None:
    """Read a set; what stops it is kept for the people who wait for it. Nothing happens where that was done, or another
    process is at it, or the set is gone."""
    from twinwheel.errors import TwinwheelError
    from twinwheel_web.documents import taking

    name = DocumentSet(pk=set_id).work
    with background.working(name) as progress:
        found = DocumentSet.objects.filter(pk=set_id, status__in=BUSY).first()
        if progress is None or found is None:
            return
        found.attempts += 1
        found.save(update_fields=["attempts"])
        try:
            taking.read_set(found)
        except Exception as error:
            if not isinstance(error, TwinwheelError):
                log.exception("reading document set %s", set_id)
            found.status, found.stage = Status.FAILED, ""
            found.problem = background.plain(error, found.folder)
            found.save(update_fields=["status", "stage", "problem"])
            return
        index.call(set_id)  # what was published meanwhile is found from now on


@task()
def index(set_id: int) -> None:
    """Let a published set be found."""
    from twinwheel_web.documents import finding

    if found := DocumentSet.objects.filter(pk=set_id).first():
        finding.put(found)


@task()
def draft(document_id: int) -> None:
    """Draft measures from a document."""
    from twinwheel_web.documents import drafting

    document = Document.objects.select_related("set").filter(pk=document_id).first()
    if document is None:
        return
    with background.working(document.work) as progress:
        if progress is None:
            return
        try:
            drafting.draft(document)
            document.draft = Status.DONE
        except Exception:
            log.exception("drafting from document %s", document_id)
            document.draft = Status.FAILED
        document.save(update_fields=["draft"])
