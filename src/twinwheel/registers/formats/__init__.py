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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from twinwheel.errors import Problem, RegisterError
from twinwheel.messages import message
from twinwheel.registers.limits import MAX_COLUMNS, MAX_FILE_BYTES
from twinwheel.registers.problems import printable, quoted

Blocks = Callable[[Sequence[int] | None], Iterator[pa.RecordBatch]]


@dataclass
class Lines:
    """How many lines a text file has, and how many records came out of it when it was read through."""

    lines: int
    records: int | None = None

    @property
    def one_each(self) -> bool:
        """Is every record one line? Then the heading is line 1, and row 1 is line 2."""
        return self.records is not None and self.lines == self.records + 1


@dataclass(frozen=True)
class Raw:
    """A register as its file says it.

    ``blocks(positions)`` reads the whole file, or only the columns at ``positions``, from the start.
    ``notes`` are remarks for the reader, such as sheets that are not read.
    """

    file: str
    hash: str
    headings: tuple[str, ...]
    blocks: Blocks
    lines: Lines | None = None
    notes: tuple[str, ...] = ()

    def line_of(self, row: int) -> int | None:
        """The line of a record, where it is certain."""
        return row + 1 if self.lines and self.lines.one_each else None


@dataclass(frozen=True)
class Local:
    """A register file that can be read more than once, the name it goes by in messages, and a folder for copies."""

    path: Path
    label: str
    folder: Path

    @classmethod
    def of(cls, path: Path | str, folder: Path) -> Local:
        """The file itself, or a copy in ``folder`` where the path is a pipe; ``-`` is standard input.

        Raises:
            RegisterError: there is no such file, it is empty, or it is larger than is taken.
        """
        label = "<stdin>" if str(path) == "-" else str(path)
        return cls(_local(path, label, folder), label, folder)


def open_raw(local: Local) -> Raw:
    """Open a register file, of the format its content shows. Copies it needs stay in ``local.folder``.

    Raises:
        RegisterError: it is not Parquet, CSV, TSV, Excel or JSON, or is broken.
    """
    from twinwheel.registers.formats import delimited, excel, json_records, parquet

    path, label, folder = local.path, local.label, local.folder
    with path.open("rb") as file:
        start = file.read(4096)
    suffix = Path(label).suffix.lower()
    if start.startswith(b"PAR1"):
        raw = parquet.open_parquet(path, label)
    elif start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raw = excel.open_excel(path, label)
    elif suffix in (".parquet", ".xlsx", ".xlsm", ".xls"):
        raise broken(
            label,
            message("this is not a {suffix} file, whatever its name says", suffix=suffix),
            message("Export it again."),
        )
    elif suffix in (".json", ".ndjson", ".jsonl") or (
        suffix not in (".csv", ".tsv", ".txt") and start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    ):
        raw = json_records.open_json(path, label, folder)
    else:
        raw = delimited.open_delimited(path, label, folder)
    _sound(raw)
    return raw


def broken(
    file: str, what: str, advice: str, *, line: int | None = None, row: int | None = None
) -> RegisterError:
    """The error for a file that cannot be read."""
    return RegisterError([Problem(file, line, row, None, printable(what), advice)])


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
        raise broken(label, message("there is no such file"), message("Check the path of the register."))
    elif found.is_dir():
        raise broken(
            label,
            message("this is a folder"),
            message("Give the path of one register file: Parquet, CSV, Excel or JSON."),
        )
    elif not found.is_file():
        copy = folder / "pipe"
        with found.open("rb") as source, copy.open("wb") as out:
            shutil.copyfileobj(source, out)
        found = copy
    if not os.access(found, os.R_OK):
        raise broken(label, message("this file may not be read"), message("Ask for permission to read it."))
    size = found.stat().st_size
    if size == 0:
        raise broken(
            label, message("the file is empty"), message("A register has headings and at least one subject.")
        )
    if MAX_FILE_BYTES is not None and size > MAX_FILE_BYTES:
        raise broken(
            label,
            message("{size:,} bytes are more than is taken", size=size),
            message("At most {most:,}; split the register.", most=MAX_FILE_BYTES),
        )
    return found


def _sound(raw: Raw) -> None:
    """Headings that cannot be told apart make every later message wrong: stop here."""
    if len(raw.headings) > MAX_COLUMNS:
        raise broken(
            raw.file,
            message("{count:,} columns", count=len(raw.headings)),
            message("At most {most:,} are taken.", most=MAX_COLUMNS),
        )
    first: dict[str, int] = {}
    problems = []
    for position, heading in enumerate(raw.headings, 1):
        if heading and heading in first:
            what = message(
                "columns {first} and {position} are both called {heading}",
                first=first[heading],
                position=position,
                heading=quoted(heading),
            )
            problems.append(
                Problem(
                    raw.file, None, None, printable(heading), what, message("Rename or remove one of them.")
                )
            )
        first.setdefault(heading, position)
    if problems:
        raise RegisterError(problems)
