"""Work in the background: one process at a time does a piece of it, says how far it is, and may be killed at any moment.

A piece of work has a name (``import-7``) and a file of that name in ``DATA/work``. Whoever works on it holds a lock on the
file, which the kernel takes back when the process dies, however it dies: so it is always known whether anybody still
works on it. How far it is stands in the same file, because a transaction hides its rows from everybody else, and on
SQLite lets nobody else write.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from twinwheel.errors import TwinwheelError
from twinwheel.messages import altered, message

EVERY = 0.5  # seconds between two notes of how far it is
LENGTH = 200  # bytes of a note; all of it is written at once, so nobody reads half a note
PATIENCE = 1.0  # seconds to wait for a lock that somebody only looks at
ATTEMPTS = 3
"""How often work is begun that did not come to its end: what kills its process each time must not do so for ever."""
KILLED = message("Its process was killed each time it was tried.")
"""Why work is given up that has killed its process that often."""


class Far(NamedTuple):
    """How far a piece of work is. ``rows`` 0: nobody knows how many there will be."""

    stage: str
    done: int = 0
    rows: int = 0


class Progress:
    """Notes how far the work is; cheap enough to be told every row."""

    def __init__(self, file: int) -> None:
        self._file, self._far, self._noted = file, Far(""), 0.0

    def stage(self, name: str, rows: int = 0) -> Callable[[int], None]:
        """The next stage begins; returns what is to be told of rows that are done."""
        self._far = Far(name, 0, rows)
        self._note()
        return self._advance

    def _advance(self, rows: int) -> None:
        self._far = self._far._replace(done=self._far.done + rows)
        if time.monotonic() - self._noted >= EVERY:
            self._note()

    def _note(self) -> None:
        os.pwrite(self._file, json.dumps(self._far).encode().ljust(LENGTH), 0)
        self._noted = time.monotonic()


@contextmanager
def working(name: str) -> Iterator[Progress | None]:
    """Work on what has this name; None: another process does already."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _lock(path)
    if file is None:
        yield None
        return
    try:
        yield Progress(file)
    finally:
        path.unlink(missing_ok=True)
        os.close(file)


def folder(name: str) -> Path:
    """An empty folder for the files of a piece of work; what a killed process left there is gone."""
    found = _path(f"{name}.files")
    shutil.rmtree(found, ignore_errors=True)
    found.mkdir(mode=0o700)
    return found


def far(name: str) -> Far | None:
    """How far a piece of work is; None: nobody has said."""
    try:
        return Far(*json.loads(_path(name).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def alive(name: str) -> bool:
    """Whether a process works on it at this moment."""
    try:
        file = os.open(_path(name), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def left(task: Any, pieces: Iterable[Any]) -> list[Any]:
    """Of pieces of work that have not ended (``pk``, ``work``), those that nobody works on and that wait in no queue."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=task.module_path)
    queued = {each["args"][0] for each in waiting.values_list("args_kwargs", flat=True)}
    return [each for each in pieces if each.pk not in queued and not alive(each.work)]


def again(task: Any, *args: Any) -> None:
    """Queue a task once more whose process was killed; what it was queued by before is closed."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from twinwheel_web import clock

    DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING,
        task_path=task.module_path,
        args_kwargs={"args": list(args), "kwargs": {}},
    ).update(status=TaskResultStatus.FAILED, finished_at=clock.now())
    task.enqueue(*args)


def plain(error: Exception, place: Path) -> str:
    """Why something failed, for those who asked for it; ``place`` is where its files lie, which is nobody's business.

    A defect is told in the log, where its readers look for it.
    """
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return message(
            "The disk of the portal is full. Nothing was lost; ask for it again when its operator has made room."
        )
    if isinstance(error, TwinwheelError):
        return altered(str(error), lambda text: text.replace(f"{place}/", "").replace(str(place), ""))
    return message("It stopped because of a defect of the portal. The log of the portal says more.")


def _path(name: str) -> Path:
    return Path(settings.TWINWHEEL.data) / "work" / name


def _lock(path: Path) -> int | None:
    """The open file, locked; None: somebody else has it."""
    until = time.monotonic() + PATIENCE
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and path.stat().st_ino == os.fstat(file).st_ino:
                return file  # and not one that its last owner was just taking away
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(file)
                return None
            time.sleep(0.02)
        os.close(file)
