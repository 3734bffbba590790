"""What can be wrong with a running portal, one check each: for ``/health/ready`` and for ``twinwheel doctor``.

A check takes the time it is asked at and returns what it found; it never raises and never waits long.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from django.conf import settings
from django.db import connection

from twinwheel_web.environment import DEMO_KEY

LEAST_SPACE = 1_000_000_000  # bytes free in the data folder
LONGEST_WAIT = timedelta(minutes=5)
"""A task that waits longer than this waits for a worker that is not there."""


class Found(NamedTuple):
    """``name`` of the check, its ``state``, what was seen, and what to do where it is not ok."""

    name: str
    state: Literal["ok", "warn", "fail"]
    what: str
    advice: str = ""


Check = Callable[[datetime], Found]


def database(now: datetime) -> Found:
    from django.db.migrations.executor import MigrationExecutor

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # noqa: BLE001 - whatever the driver raises, the database cannot be used
        sqlite = connection.vendor == "sqlite"
        advice = (
            "`python -m twinwheel_web migrate` makes it."
            if sqlite
            else "Is it running, and is TWINWHEEL_DATABASE right?"
        )
        return Found("database", "fail", _short(error), advice)
    if waiting:
        advice = "Run `python -m twinwheel_web migrate`; `twinwheel serve` does it by itself."
        return Found("database", "fail", f"{len(waiting)} migrations are not applied", advice)
    return Found("database", "ok", connection.vendor)


def pack(now: datetime) -> Found:
    from twinwheel.errors import TwinwheelError
    from twinwheel_web.pack import current

    try:
        found = current()
    except TwinwheelError as error:
        return Found("pack", "fail", _short(error), f"Run `twinwheel pack check {settings.TWINWHEEL.pack}`.")
    return Found("pack", "ok", f"{found.info.id} {found.info.version}, {len(found.measures)} measures")


def data_folder(now: datetime) -> Found:
    folder = settings.TWINWHEEL.data
    if not folder.is_dir():
        return Found(
            "data", "fail", f"no folder {folder}", "`twinwheel serve` makes it; or is TWINWHEEL_DATA another?"
        )
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"-")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Found("data", "fail", _short(error), "The portal's user must own TWINWHEEL_DATA.")
    if free < LEAST_SPACE:
        return Found("data", "warn", f"{free / 1e9:.1f} GB free", "Make room, or move TWINWHEEL_DATA.")
    return Found("data", "ok", f"{free / 1e9:.0f} GB free")


def tasks(now: datetime) -> Found:
    """Work that waits is taken by a worker."""
    if settings.TASKS["default"]["BACKEND"] != "django_tasks_db.DatabaseBackend":
        return Found("tasks", "ok", "done at once")
    from django_tasks_db.models import DBTaskResult

    try:
        oldest = (
            DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
        )
    except Exception as error:  # noqa: BLE001 - told by the check of the database
        return Found("tasks", "fail", _short(error))
    if oldest and now - oldest > LONGEST_WAIT:
        what = f"a task has waited since {oldest:%Y-%m-%d %H:%M}"
        return Found("tasks", "warn", what, "Start a worker: `python -m twinwheel_web db_worker`.")
    return Found("tasks", "ok", "no task waits long")


def secret(now: datetime) -> Found:
    if settings.SECRET_KEY == DEMO_KEY:
        return Found("secret key", "warn", "everybody knows the key of the demo", "Set TWINWHEEL_SECRET_KEY.")
    return Found("secret key", "ok", "set")


def demo(now: datetime) -> Found:
    if settings.TWINWHEEL.demo:
        return Found("demo", "warn", "anybody may step into any role", "Unset TWINWHEEL_DEMO in production.")
    return Found("demo", "ok", "off")


def https(now: datetime) -> Found:
    if not settings.TWINWHEEL.https:
        return Found(
            "https",
            "warn",
            "off: passwords travel in the open",
            "Set TWINWHEEL_HTTPS=yes behind a proxy with TLS.",
        )
    return Found("https", "ok", "cookies and links over HTTPS only")


def static_files(now: datetime) -> Found:
    if not (settings.STATIC_ROOT / "staticfiles.json").is_file():
        advice = "Run `python -m twinwheel_web collectstatic --noinput`; `twinwheel serve` does it by itself."
        return Found("static files", "fail", "not collected", advice)
    return Found("static files", "ok", "collected")


def mail(now: datetime) -> Found:
    if not settings.TWINWHEEL.mail:
        return Found(
            "mail", "warn", f"written to {settings.EMAIL_FILE_PATH}, sent nowhere", "Set TWINWHEEL_MAIL."
        )
    return Found("mail", "ok", settings.TWINWHEEL.mail["EMAIL_HOST"])


def printing(now: datetime) -> Found:
    """PDF needs Pango and a Chinese font of the system."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        advice = "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0."
        return Found("printing", "warn", _short(error), advice)
    from twinwheel_web.design.fonts import chinese

    if chinese() is None:
        return Found("printing", "warn", "no Chinese font", "Debian: apt-get install fonts-noto-cjk.")
    return Found("printing", "ok", "PDF and pictures")


def scans(now: datetime) -> Found:
    from importlib.util import find_spec

    if find_spec("rapidocr") is None:
        return Found("scans", "warn", "pictures cannot be read", "Install twinwheel[ocr] if they should be.")
    return Found("scans", "ok", "read by OCR")


READY: tuple[Check, ...] = (database, pack, data_folder)
DOCTOR: tuple[Check, ...] = (*READY, tasks, static_files, secret, https, demo, mail, printing, scans)


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
