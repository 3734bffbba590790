"""The database of a portal that was filled long ago becomes today's, with everything in it.

``tests/data/portal-0001.sql.gz`` is such a database: the demo with a few enterprises and their first run, as the first
migrations made it. It is never made anew once a release went out with it: later migrations have to bring it to their day.
Until then, and for another one to stand beside it (``portal-0002.sql.gz``), :func:`make` writes it::

    PYTHONPATH=src python tests/web/operations/test_migrations.py tests/data/portal-0001.sql.gz
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DUMPS = sorted((ROOT / "tests" / "data").glob("portal-*.sql.gz"))
LARGEST = 100_000  # bytes of a dump
ENTERPRISES = 8
OURS = ("accounts", "api", "documents", "matches", "mine", "operations", "registers", "sandbox", "search")
IRREVERSIBLE: dict[tuple[str, str], str] = {}
"""Migrations that cannot be taken back, by app and name, and why that had to be."""
MADE_ANEW = ("django_", "auth_permission", "sqlite_", "search_", "shared_cache", "entry")
"""Tables whose rows a migration or the start makes: no row of them is promised to stay."""
ADDED = {"run": 1, "view": 1}
"""What comes of it: the run whose files are not in the dump is asked for again, and a look at an enterprise is noted."""
PAGES = {
    "": ("/", "/policies/", "/zone/", "/documents/", "/policies/?q=研发"),
    "zone-officer": (
        "/register/",
        "/register/subjects/1/",
        "/register/files/",
        "/register/runs/",
        "/register/runs/1/",
    ),
    "zone-analyst": ("/sandbox/",),
    "enterprise-manager": ("/mine/", "/mine/get/", "/mine/profile/", "/account/", "/account/members/"),
    "operator": ("/admin/", "/admin/registers/filing/"),
}
FILL = f"""
from django.core.management import call_command
from twinwheel_web import clock
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.demo.service import fill
from twinwheel_web.matches import service
call_command("migrate", verbosity=0)
fill({ENTERPRISES})
service.start("enterprise", clock.today(), NOBODY)
call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
"""
UPGRADE = """
from django.core.management import call_command
for command in (["migrate"], ["createcachetable"], ["renew"]):
    call_command(*command, verbosity=0)
"""
OPEN = f"""
import json
from django.test import Client
from twinwheel_web.accounts.models import User
answers = {{}}
for person, pages in {PAGES!r}.items():
    client = Client(raise_request_exception=False)
    if person:
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(User.objects.get(username=person), backend)
    for page in pages:
        answers[page] = client.get(page, headers=dict(host="localhost")).status_code
print(json.dumps(answers))
"""


def portal(data: Path, *programs: str) -> str:
    """Run programs in a portal of its own, whose folder is ``data``; returns what they print."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TWINWHEEL_")},
        "TWINWHEEL_PACK": str(ROOT / "packs" / "beijing-sti"),
        "TWINWHEEL_DATA": str(data),
        "TWINWHEEL_DEMO": "yes",
        "TWINWHEEL_HTTPS": "no",
        "TWINWHEEL_LOG_LEVEL": "error",
        "TWINWHEEL_BACK_END": "numpy",
        "DJANGO_SETTINGS_MODULE": "twinwheel_web.settings",
    }
    plain = "from django.conf import settings\nsettings.STORAGES['staticfiles']['BACKEND'] = 'django.contrib.staticfiles.storage.StaticFilesStorage'"
    code = "\n".join([plain, "import django", "django.setup()", *programs])
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def make(file: Path) -> None:
    """Write a database filled by today's portal: see the top of this module."""
    with tempfile.TemporaryDirectory() as folder:
        portal(Path(folder), FILL)
        with closing(sqlite3.connect(Path(folder) / "portal.sqlite3")) as base:
            lines = "\n".join(base.iterdump())
        file.write_bytes(gzip.compress(lines.encode(), mtime=0))


def counts(data: Path) -> dict[str, int]:
    """Rows of every table that is promised to keep them."""
    with closing(sqlite3.connect(data / "portal.sqlite3")) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if not name.startswith(MADE_ANEW)]
        return {name: base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("dump", DUMPS, ids=lambda each: each.name)
def test_a_database_of_long_ago_becomes_todays_and_its_pages_open(dump: Path, tmp_path: Path) -> None:
    assert dump.stat().st_size < LARGEST
    with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as base:
        base.executescript("PRAGMA synchronous=OFF;" + gzip.decompress(dump.read_bytes()).decode())
    before = counts(tmp_path)
    assert before["subject"] == before["filing"] == ENTERPRISES
    answers = json.loads(portal(tmp_path, UPGRADE, OPEN))
    assert answers == dict.fromkeys(answers, 200)
    after = counts(tmp_path)
    added = {name: after[name] - number for name, number in before.items() if after[name] != number}
    assert added == ADDED


def test_there_is_a_database_to_begin_with() -> None:
    assert DUMPS


def test_no_model_has_changed_without_a_migration(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", *OURS, check=True, dry_run=True, verbosity=1)


def test_every_migration_of_ours_can_be_taken_back_or_says_why_not() -> None:
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    ours = {each.label for each in apps.get_app_configs() if each.name.startswith("twinwheel_web.")}
    found = {
        key: migration for key, migration in MigrationLoader(None).disk_migrations.items() if key[0] in ours
    }
    assert {app for app, _ in found} == set(OURS)
    stuck = {
        key for key, each in found.items() if not all(operation.reversible for operation in each.operations)
    }
    assert stuck == IRREVERSIBLE.keys()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
