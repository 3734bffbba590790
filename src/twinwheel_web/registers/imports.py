"""A register file comes in: kept at once, checked and taken in the background, wholly or not at all.

Whatever kills the work on the way loses nothing and doubles nothing: the file is kept before the work is queued, its
rows are taken in one transaction that also says so, and :func:`recover` queues again what nobody works on any more.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile

from twinwheel_web import clock
from twinwheel_web.registers import background
from twinwheel_web.registers.models import Import

if TYPE_CHECKING:
    from twinwheel_web.accounts.actors import Actor


def begin(
    file: UploadedFile[bytes],
    type: str,
    actor: Actor,
    *,
    ground: str,
    source: str = "",
    until: date | None = None,
) -> Import:
    """Keep a file of subjects of a type, and queue the work on it.

    All values of it are on one ground: declared, or certified by ``source`` until a day.
    """
    from twinwheel_web.registers import tasks

    name = Path(file.name or "").name
    import_ = Import(
        type=type,
        file_name=name[-200:],
        sha256=fingerprint(file),
        ground=ground,
        source=source,
        until=until,
        asked_by=actor.user,
        organisation=actor.organisation,
        asked_at=clock.now(),
    )
    import_.file.save(f"{uuid4()}{Path(name).suffix.lower()}", file, save=False)
    import_.save()
    tasks.run_import.enqueue(import_.pk)
    import_.refresh_from_db()  # where there is no queue, it has ended
    return import_


def before(file: UploadedFile[bytes], type: str) -> Import | None:
    """The newest import of this very file that was not refused."""
    same = Import.objects.filter(type=type, sha256=fingerprint(file))
    return same.exclude(status=Import.Status.FAILED).first()


def fingerprint(file: UploadedFile[bytes]) -> str:
    """SHA-256 of an uploaded file."""
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def recover() -> list[Import]:
    """Queue again the imports that nobody works on any more; to be called at the portal's start."""
    from twinwheel_web.registers import tasks

    found = background.left(tasks.run_import, Import.objects.exclude(status__in=Import.ENDED))
    for each in found:
        if each.attempts < background.ATTEMPTS:
            background.again(tasks.run_import, each.pk)
        else:
            each.status, each.ended_at = Import.Status.FAILED, clock.now()
            each.error = background.KILLED
            each.save(update_fields=["status", "error", "ended_at"])
    return found


def renew(sender: object, **_: object) -> str | None:
    """At the portal's start: what a killed process left is queued again."""
    found = recover()
    return f"imports taken up again: {len(found)}" if found else None
