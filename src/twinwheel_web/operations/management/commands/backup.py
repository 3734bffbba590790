"""``python -m twinwheel_web backup FILE``: everything of DATA in one archive, while the portal runs."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

MADE_ANEW = frozenset({"static", "metrics", "runs", "work"})
"""Folders of DATA that a start or a run makes again."""


def _for_its_owner(name: str, flags: int) -> int:
    """Everything anybody ever filed is in it: nobody but its owner may read it."""
    return os.open(name, flags, 0o600)


class Command(BaseCommand):
    help = "Write the database (SQLite), uploads and documents to FILE.tar.gz; PostgreSQL is saved by pg_dump beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        data = Path(settings.TWINWHEEL.data)
        if file.resolve().is_relative_to(data):
            raise CommandError(f"{file} lies in the folder that is saved; choose a place outside {data}.")
        unfinished = file.with_name(f".{file.name}.unfinished")
        try:
            with (
                tempfile.TemporaryDirectory() as folder,
                open(unfinished, "wb", opener=_for_its_owner) as target,
                tarfile.open(fileobj=target, mode="w:gz", compresslevel=3) as archive,
            ):
                database = self._database(Path(folder))
                if database is not None:
                    archive.add(database, "portal.sqlite3")
                for entry in sorted(data.iterdir()):
                    if entry.name not in MADE_ANEW and not entry.name.startswith("portal.sqlite3"):
                        archive.add(entry, entry.name)
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
        if database is None:
            self.stdout.write("The database is PostgreSQL: save it with pg_dump at the same time.")

    def _database(self, folder: Path) -> Path | None:
        """A copy of the database as it is at one moment; None: it is not SQLite."""
        if connection.vendor != "sqlite":
            return None
        copy = folder / "portal.sqlite3"
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        return copy
