"""kill -9 in the middle of an import loses nothing and doubles nothing: it is found at the next start, and done."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from twinwheel.registers.sample import write_sample
from twinwheel_web import pack

ROWS = 4_000
TYPE = "incubator"

ASK = """
from django.core.files.uploadedfile import SimpleUploadedFile
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.registers import imports
content = open({file!r}, "rb").read()
imports.begin(SimpleUploadedFile("register.parquet", content), {type!r}, NOBODY, ground="declared")
"""
WORK = """
from django.core.management import call_command
from twinwheel_web.operations.signals import renewing
renewing.send(None)
call_command("db_worker", batch=True, max_tasks=1, startup_delay=False, verbosity=0)
"""


@pytest.fixture
def portal(db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a portal of its own: a copy of the test database as a file, and the queue of production."""
    if connection.vendor != "sqlite":
        pytest.skip("kills a portal on SQLite; the transaction that is held to is the same on PostgreSQL")
    data = tmp_path / "data"
    data.mkdir()
    with closing(sqlite3.connect(data / "portal.sqlite3")) as copy:
        # The index comes empty: a dump cannot fill a virtual table.
        dumped = (line for line in connection.connection.iterdump() if "search_tokens" not in line)
        copy.executescript("PRAGMA synchronous=OFF;" + "\n".join(dumped))
        table = "SELECT sql FROM sqlite_master WHERE name = 'search_tokens'"
        copy.execute(connection.connection.execute(table).fetchone()[0])
    yield {
        **{name: value for name, value in os.environ.items() if not name.startswith("TWINWHEEL_")},
        "TWINWHEEL_PACK": str(pack.current().folder),
        "TWINWHEEL_DATA": str(data),
        "TWINWHEEL_DEMO": "yes",
        "TWINWHEEL_LOG": "text",
        "TWINWHEEL_BACK_END": "numpy",
        "DJANGO_SETTINGS_MODULE": "twinwheel_web.settings",
    }


@contextmanager
def process(portal: dict[str, str], *programs: str) -> Iterator[subprocess.Popen[bytes]]:
    code = "import django\ndjango.setup()\n" + "\n".join(programs)
    found = subprocess.Popen([sys.executable, "-c", code], env=portal, stdout=subprocess.DEVNULL)
    try:
        yield found
    finally:
        found.kill()
        found.wait()


def state(portal: dict[str, str]) -> dict[str, object]:
    with closing(sqlite3.connect(Path(portal["TWINWHEEL_DATA"]) / "portal.sqlite3", timeout=20)) as base:

        def one(query: str) -> object:
            return base.execute(query).fetchone()[0]

        return {
            "import": one(f"select status from import where type='{TYPE}'"),
            "subjects": one(f"select count(*) from subject where type='{TYPE}'"),
            "filings": one("select count(*) from filing where imported_id=(select max(id) from import)"),
            "doubled": one("select count(*) from (select 1 from filing group by imported_id, subject_id having count(*)>1)"),
            "runs": one(f"select count(*) from run where type='{TYPE}'"),
        }  # fmt: skip


def test_an_import_that_was_killed_is_done_at_the_next_start(portal: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "register.parquet"
    write_sample(pack.current(), file, ROWS, subject=TYPE, seed=3)
    note = Path(portal["TWINWHEEL_DATA"]) / "work" / "import-2"
    with process(portal, ASK.format(file=str(file), type=TYPE), WORK) as killed:
        until = time.monotonic() + 30
        while not (note.exists() and b'"take"' in note.read_bytes()):
            assert time.monotonic() < until and killed.poll() is None
            time.sleep(0.005)
        time.sleep(0.15)  # in the middle of its transaction
    assert killed.returncode == -signal.SIGKILL
    assert state(portal) == {"import": "running", "subjects": 0, "filings": 0, "doubled": 0, "runs": 0}
    with process(portal, WORK) as after:
        assert after.wait(timeout=60) == 0
    assert state(portal) == {"import": "done", "subjects": ROWS, "filings": ROWS, "doubled": 0, "runs": 1}
