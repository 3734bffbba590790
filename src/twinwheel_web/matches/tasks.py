"""A run in the background."""

from __future__ import annotations

import logging

from django_tasks import task

from twinwheel.errors import TwinwheelError
from twinwheel_web import clock, pack
from twinwheel_web.matches.models import Run
from twinwheel_web.registers import background

log = logging.getLogger(__name__)


@task
def run(run_id: int) -> None:
    """Do a run that was asked for. Nothing happens where it has ended, or another process is at it."""
    from twinwheel_web.matches.service import prune
    from twinwheel_web.matches.work import write

    found = Run.objects.get(pk=run_id)
    with background.working(found.work) as progress:
        if progress is None or Run.objects.get(pk=run_id).ended:
            return
        found.status, found.attempts = Run.Status.RUNNING, found.attempts + 1
        found.pack_hash = pack.current().hash
        found.save(update_fields=["status", "attempts", "pack_hash"])
        try:
            found.summary, found.survey = write(found, progress)
            found.rows, found.status = found.summary["register"]["rows"], Run.Status.DONE
        except Exception as error:
            if not isinstance(error, TwinwheelError):
                log.exception("run %s failed", run_id)
            found.status, found.error = Run.Status.FAILED, background.plain(error, found.folder)
        found.ended_at = clock.now()
        found.save()
    prune(found.type)
