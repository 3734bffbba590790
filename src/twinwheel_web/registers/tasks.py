"""An import in the background."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django_tasks import task

from twinwheel.errors import TwinwheelError, UsageError
from twinwheel.messages import altered, message
from twinwheel_web import clock
from twinwheel_web.accounts.actors import Actor
from twinwheel_web.registers import background
from twinwheel_web.registers.cells import make_harmless
from twinwheel_web.registers.checking import check
from twinwheel_web.registers.models import Import
from twinwheel_web.registers.signals import changed
from twinwheel_web.registers.taking import take_rows

log = logging.getLogger(__name__)


@task
def run_import(import_id: int) -> None:
    """Check a file and take its rows. Nothing happens where that was done, or another process is at it."""
    found = Import.objects.get(pk=import_id)
    with background.working(found.work) as progress:
        if progress is None or Import.objects.get(pk=import_id).ended:
            return
        found.status, found.attempts = Import.Status.RUNNING, found.attempts + 1
        found.save(update_fields=["status", "attempts"])
        folder = background.folder(found.work)
        try:
            _check_and_take(found, folder, progress)
        except Exception as error:
            if not isinstance(error, TwinwheelError):
                log.exception("import %s failed", import_id)
            found.status, found.ended_at = Import.Status.FAILED, clock.now()
            kept = Path(found.file.path)
            found.error = altered(
                background.plain(error, kept.parent), lambda text: text.replace(kept.name, found.file_name)
            )
            found.save(update_fields=["status", "error", "result", "rejects", "rows", "ended_at"])
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _check_and_take(found: Import, folder: Path, progress: background.Progress) -> None:
    clean, rejects = folder / "clean.parquet", folder / "rejects.csv"
    result = check(found.type, Path(found.file.path), clean, rejects, progress.stage("check"))
    found.result, found.rows = result, result["rows"]
    if result["rejected"]:
        make_harmless(rejects)
        with rejects.open("rb") as file:
            found.rejects.save(f"{Path(found.file.path).stem}.rejects.csv", File(file), save=False)
    if not result["clean"]:
        raise UsageError(
            message("Not one row could be used."), message("What is wrong with them stands in the table.")
        )
    with (
        transaction.atomic()
    ):  # the rows, that they are taken, and what is queued because of them: all or nothing
        taken = take_rows(found, clean, progress.stage("take", result["clean"]))
        found.result = {**result, "taken": dict(taken)}
        found.status, found.ended_at = Import.Status.DONE, clock.now()
        found.save(update_fields=["status", "result", "rejects", "rows", "ended_at"])
        changed.send(sender=Import, type=found.type, actor=Actor(found.asked_by, found.organisation))
