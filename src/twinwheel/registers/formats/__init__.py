"""A register file goes in; blocks of text columns come out, whatever the format of the file.

One module a format. Each gives a ``Raw``: the headings, and blocks whose columns are all text (plain or
dictionary), named by their position. What the text means is decided later, by the rules in ``values``;
so a number is read the same way from CSV, Excel, JSON and Parquet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from twinwheel.errors import Problem, RegisterError
from twinwheel.registers.limits import MAX_COLUMNS, MAX_FILE_BYTES
from twinwheel.registers.problems import quoted

Blocks = Callable[[Sequence[int] | None], Iterator[pa.RecordBatch]]


@dataclass(frozen=True)
class Raw:
    """A register as its file says it.

    ``blocks(positions)`` reads the whole file, or only the columns at ``positions``, from the start.
    ``lines`` is the number of lines of a CSV file: where every record is one line, a row has a line.
    """

    file: str
    hash: str
    headings: tuple[str, ...]
    blocks: Blocks
    lines: int | None = None
    notes: tuple[str, ...] = field(default=())


@contextmanager
def open_raw(path: Path | str) -> Iterator[Raw]:
    """Open a register file, of the format its content shows; ``-`` is standard input.

    Raises:
        RegisterError: there is no such file, or it is not Parquet, CSV, TSV, Excel or JSON, or is broken.
    """
    from twinwheel.registers.formats import delimited, excel, json_records, parquet

    label = "<stdin>" if str(path) == "-" else str(path)
    with tempfile.TemporaryDirectory(prefix="twinwheel-") as folder:
        local = _local(path, label, Path(folder))
        with local.open("rb") as file:
            start = file.read(4096)
        suffix = Path(label).suffix.lower()
        if start.startswith(b"PAR1"):
            opened = parquet.open_parquet(local, label)
        elif start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            opened = excel.open_excel(local, label)
        elif suffix in (".parquet", ".xlsx", ".xlsm", ".xls", ".ods"):
            raise broken(label, f"this is not a {suffix} file, whatever its name says", "Export it again.")
        elif suffix in (".json", ".ndjson", ".jsonl") or (
            suffix not in (".csv", ".tsv", ".txt") and start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
        ):
            opened = json_records.open_json(local, label, Path(folder))
        else:
            opened = delimited.open_delimited(local, label, Path(folder))
        _sound(opened)
        yield opened


def broken(file: str, what: str, advice: str, *, line: int | None = None, row: int | None = None) -> RegisterError:
    """The error for a file that cannot be read."""
    return RegisterError([Problem(file, line, row, None, what, advice)])


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _local(path: Path | str, label: str, folder: Path) -> Path:
    """The file itself, or a copy where the path is a pipe, which can be read only once."""
    found = Path(path)
    if str(path) == "-":
        copy = folder / "stdin"
        with copy.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        found = copy
    elif not found.exists():
        raise broken(label, "there is no such file", "Check the path of the register.")
    elif found.is_dir():
        raise broken(label, "this is a folder", "Give the path of one register file: Parquet, CSV, Excel or JSON.")
    elif not found.is_file():
        copy = folder / "pipe"
        with found.open("rb") as source, copy.open("wb") as out:
            shutil.copyfileobj(source, out)
        found = copy
    if not os.access(found, os.R_OK):
        raise broken(label, "this file may not be read", "Ask for permission to read it.")
    size = found.stat().st_size
    if size == 0:
        raise broken(label, "the file is empty", "A register has headings and at least one subject.")
    if MAX_FILE_BYTES is not None and size > MAX_FILE_BYTES:
        raise broken(label, f"{size:,} bytes are more than is taken", f"At most {MAX_FILE_BYTES:,}; split the register.")
    return found


def _sound(raw: Raw) -> None:
    """Headings that cannot be told apart make every later message wrong: stop here."""
    if len(raw.headings) > MAX_COLUMNS:
        raise broken(raw.file, f"{len(raw.headings):,} columns", f"At most {MAX_COLUMNS:,} are taken.")
    first: dict[str, int] = {}
    problems = []
    for position, heading in enumerate(raw.headings, 1):
        if heading and heading in first:
            what = f"columns {first[heading]} and {position} are both called {quoted(heading)}"
            problems.append(Problem(raw.file, None, None, heading, what, "Rename or remove one of them."))
        first.setdefault(heading, position)
    if problems:
        raise RegisterError(problems)
