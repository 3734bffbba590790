"""DuckDB as a reader of exactly one file: it can reach no other file, no network and no extension."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb


def connect_to(path: Path, folder: Path) -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection that may read ``path`` and nothing else, and the name under which it may.

    The file is linked to a name of our own in ``folder``: a register called ``a*[1].csv`` or
    ``s3://x`` would otherwise be read as a pattern or an address.
    """
    link = folder / "register"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(path.resolve())
    except OSError:  # a file system without links
        shutil.copyfile(path, link)
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": "",
        },
    )
    allowed = str(link).replace("'", "''")
    connection.execute(f"SET allowed_paths = ['{allowed}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection, str(link)
