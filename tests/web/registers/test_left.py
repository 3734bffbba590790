"""Work that nobody does any more is taken up at the next start, however far it had come; what waits is left waiting."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from twinwheel_web import clock
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.matches.models import Run
from twinwheel_web.registers import background, cells, imports
from twinwheel_web.registers.models import Import

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def asked() -> Import:
    """An import that waits in the queue of production."""
    with override_settings(TASKS=QUEUE):
        return imports.begin(SimpleUploadedFile("a.csv", b"a\n1\n"), "incubator", NOBODY, ground="declared")


def test_what_waits_in_the_queue_is_left_there(db: None) -> None:
    found = asked()
    assert found.status == Import.Status.WAITING
    assert imports.recover() == []


def test_what_was_taken_from_the_queue_and_never_begun_is_queued_again(db: None) -> None:
    """Its worker was killed, or found the database locked, before it could say that it had begun."""
    from django_tasks_db.models import DBTaskResult

    found = asked()
    DBTaskResult.objects.update(status="RUNNING")
    assert imports.recover() == [found]
    found.refresh_from_db()
    assert found.ended
    assert imports.recover() == []


def test_an_import_leaves_nothing_of_its_rows_behind(db: None, settings: Any) -> None:
    left = background.folder("import-9")
    (left / "clean.parquet").write_text("of a process that was killed")
    assert list(background.folder("import-9").iterdir()) == []
    found = asked()
    imports.recover()
    assert not (Path(settings.TWINWHEEL.data) / "work" / f"{found.work}.files").exists()


def test_a_full_disk_is_said_in_plain_words(tmp_path: Path) -> None:
    told = background.plain(OSError(errno.ENOSPC, "No space left on device", str(tmp_path)), tmp_path)
    assert str(tmp_path) not in told
    assert told.pattern == told  # to be said in the language of who looks
    assert told != background.plain(OSError(errno.EIO, "Input/output error"), tmp_path)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_no_cell_of_the_rejected_rows_is_a_formula(tmp_path: Path, text: str) -> None:
    import csv

    file = tmp_path / "rejects.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([["row", text], ["-12.5", "x" * 200_000]])
    cells.make_harmless(file)
    with file.open(encoding="utf-8-sig", newline="") as made:
        assert list(csv.reader(made)) == [["row", f"'{text}"], ["-12.5", "x" * 200_000]]
    assert [each.name for each in tmp_path.iterdir()] == ["rejects.csv"]


def test_a_run_whose_files_a_backup_does_not_hold_is_asked_for_again(db: None) -> None:
    from twinwheel_web.matches import service

    moment = clock.now()
    Run.objects.create(
        type="enterprise", as_of=clock.today(), status=Run.Status.DONE, asked_at=moment, ended_at=moment
    )
    assert service.renew(None) == "a run over enterprise asked for: the files of the last are gone"
    newest = service.newest("enterprise")
    assert newest is not None
    assert newest.kept
    assert service.renew(None) is None
