"""What takes longer than a page may: reading, and drafting."""

from __future__ import annotations

import logging

from django_tasks import task

from twinwheel_web.documents.models import Document, DocumentSet, Status

log = logging.getLogger(__name__)


@task()
def read(set_id: int) -> None:
    """Read a set; what stops it is kept for the people who wait for it."""
    from twinwheel.errors import TwinwheelError
    from twinwheel_web.documents import taking

    found = DocumentSet.objects.get(pk=set_id)
    try:
        taking.read_set(found)
    except Exception as error:
        log.exception("reading document set %s", set_id)
        found.status, found.stage = Status.FAILED, ""
        found.problem = str(error) if isinstance(error, TwinwheelError) else type(error).__name__
        found.save(update_fields=["status", "stage", "problem"])
        return
    index.call(set_id)  # what was published meanwhile is found from now on


@task()
def index(set_id: int) -> None:
    """Let a published set be found."""
    from twinwheel_web.documents import finding

    finding.put(DocumentSet.objects.get(pk=set_id))


@task()
def draft(document_id: int) -> None:
    """Draft measures from a document."""
    from twinwheel_web.documents import drafting

    document = Document.objects.select_related("set").get(pk=document_id)
    try:
        drafting.draft(document)
        document.draft = Status.DONE
    except Exception:
        log.exception("drafting from document %s", document_id)
        document.draft = Status.FAILED
    document.save(update_fields=["draft"])
