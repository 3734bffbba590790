"""The finished parts of a run, in a hidden folder beside its results, so that a run that was killed can go on.

A part is the decisions of some thousand subjects. When its files are there, whole, a sidecar is written that says
what they are of and what was counted; a part without one, or with one of another run, was never made. In the end
the parts are joined by copying their bytes: nothing is read again.

========================= ===========================================================================
``000017.json``           what the part is of, the size and checksum of its files, and its tally
``000017.parquet``        its decisions; not there if there are none
``000017.torn.parquet``   its combinations; not there if there are none
========================= ===========================================================================
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pq_glue
import pyarrow as pa
import pyarrow.parquet as pq

from twinwheel.errors import OutputError
from twinwheel.matching.writing.counts import Counts
from twinwheel.messages import heard, message
from twinwheel.replacing import replacing

try:
    import fcntl
except ImportError:  # a system without it
    fcntl = None  # type: ignore[assignment]

FOLDER = ".parts"
LOCK = "lock"


@dataclass
class Part:
    """A finished part. ``files`` names those that are there, each with its size and CRC-32."""

    start: int
    rows: int
    counts: Counts
    dropped_yuan: Decimal = Decimal("0.00")
    files: dict[str, tuple[int, int]] = field(default_factory=dict)


class Parts:
    """The parts of one run. Use as a context.

    ``key`` is everything the files of a part depend on but the part itself. Whoever leaves by an error of the
    machine (stopped, disk full) leaves the finished parts for ``resume``; whoever succeeds leaves none.

    Raises:
        OutputError: the folder cannot be written, or another run is at work in it.
    """

    def __init__(self, output: Path, key: dict[str, object], *, resume: bool = False) -> None:
        self.folder = output / FOLDER
        self.key = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
        self.resume = resume
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Parts:
        output = self.folder.parent
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                message(
                    "{folder} cannot be made: {reason}", folder=str(output), reason=heard(error.strerror)
                ),
                message("Choose another folder."),
            ) from error
        try:
            self.folder.mkdir(exist_ok=True)
            self._lock = _locked(self.folder / LOCK)
            if not self.resume:
                self._discard()
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        machine = kind is not None and (
            issubclass(kind, OSError | OutputError) or not issubclass(kind, Exception)
        )
        kept = machine and any(self.folder.glob("*.json"))
        assert self._lock is not None
        if not kept:
            self._discard()
        self._lock.close()
        if not kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _discard(self) -> None:
        for path in self.folder.iterdir():
            if path.name != LOCK:
                path.unlink()

    def finished(self, number: int, start: int, rows: int, measures: int) -> Part | None:
        """A part that an earlier run has finished, if its files are whole and are what this run would write."""
        try:
            found = json.loads((self.folder / f"{number:06}.json").read_bytes())
            if (found["key"], found["start"], found["rows"]) != (self.key, start, rows):
                return None
            for name, (size, checksum) in found["files"].items():
                if (size, checksum) != _measured(self.folder / name):
                    return None
            return _read(found, measures)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(
        self,
        number: int,
        part: Part,
        decisions: Callable[[Path], int],
        combinations: Callable[[], Iterable[pa.Table]],
    ) -> Part:
        """Finish a part. ``decisions`` writes its file and says how many rows it has; ``combinations`` comes after."""
        try:
            sidecar = self.folder / f"{number:06}.json"
            sidecar.unlink(missing_ok=True)
            self._file(f"{number:06}.parquet", decisions, part)
            tables = [table for table in combinations() if table.num_rows]
            part.dropped_yuan = sum(
                (sum(table["dropped_yuan"].to_pylist(), Decimal(0)) for table in tables), Decimal("0.00")
            )
            self._file(f"{number:06}.torn.parquet", lambda path: write_groups(tables, path), part)
            with replacing(sidecar) as temporary:
                temporary.write_text(json.dumps({"key": self.key, **_plain(part)}))
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return part

    def _file(self, name: str, write: Callable[[Path], int], part: Part) -> None:
        with replacing(self.folder / name) as temporary:
            rows = write(temporary)
            measured = _measured(temporary)
        if rows:
            part.files[name] = measured
        else:
            (self.folder / name).unlink()

    def join(self, parts: Iterable[Part], suffix: str, schema: pa.Schema, target: Path) -> None:
        """All files of one kind as one, row group after row group; without any, an empty file of ``schema``."""
        names = [name for part in parts for name in part.files if name.partition(".")[2] == suffix]
        if not names:
            write_groups([schema.empty_table()], target)
            return
        try:
            pq_glue.concat([self.folder / name for name in names], target)
        except (OSError, ValueError) as error:
            raise _unwritable(target, error) from error


def write_groups(tables: Iterable[pa.Table], path: Path) -> int:
    """Write tables of one schema to a Parquet file, each as a row group or more; the number of rows."""
    rows, writer = 0, None
    for table in tables:
        # Of all columns but the first the ends say nothing to a reader, and they cost as much as the rest.
        writer = writer or pq.ParquetWriter(
            path, table.schema, compression="zstd", store_schema=False, write_statistics=["subject_id"],
            dictionary_pagesize_limit=1 << 30,
        )  # fmt: skip
        if table.num_rows:
            writer.write_table(table, row_group_size=1 << 20)
            rows += table.num_rows
    if writer:
        writer.close()
    return rows


def _locked(path: Path) -> IO[bytes]:
    """An open file that no other process may have open so; the lock goes with the process, however it ends."""
    file = path.open("ab")
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise OutputError(
                message("another run is writing to {folder}", folder=str(path.parent.parent)),
                message("Wait for it, or choose another folder."),
            ) from error
    return file


def _measured(path: Path) -> tuple[int, int]:
    """Size and checksum of a file."""
    checksum, size = 0, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            checksum, size = zlib.crc32(block, checksum), size + len(block)
    return size, checksum


def _plain(part: Part) -> dict[str, Any]:
    return {
        "start": part.start,
        "rows": part.rows,
        "files": part.files,
        "dropped_yuan": str(part.dropped_yuan),
        "counts": part.counts.plain(),
    }


def _read(found: dict[str, Any], measures: int) -> Part:
    counts = Counts.read(found["counts"], measures)
    files = {name: (size, checksum) for name, (size, checksum) in found["files"].items()}
    return Part(found["start"], found["rows"], counts, Decimal(found["dropped_yuan"]), files)


def _unwritable(path: Path, error: Exception) -> OutputError:
    reason = heard(getattr(error, "strerror", None) or error)
    return OutputError(
        message("{path} cannot be written: {reason}", path=str(path), reason=reason),
        message("Is the disk full? With --resume the run goes on."),
    )
