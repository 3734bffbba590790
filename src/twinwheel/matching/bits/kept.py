"""The codes of a whole register, and where they are kept: ``firms.parquet.codes/`` beside ``firms.parquet``.

Each column of a program is a file of its own, an uncompressed NumPy array that is mapped into memory, named after
the hash of the register and the hash of what the column tells apart. So a changed threshold encodes one column
anew, a changed register all of them, and a run over what has not changed reads no value at all.

========================================= ==============================================================
``{register}-{column}.npy``               the codes of a column in which every row is exact
``….low.npy`` and ``….high.npy``          both ends, where some row is an interval
========================================= ==============================================================

Behind each array stands its checksum: a bit that a disk has turned would be a wrong decision nobody sees.
A file that is not what it should be is made anew; a folder that cannot be written is no error.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.errors import OutputError
from twinwheel.matching.bits.codes import CodeArray, CodeColumn, Codes, encoded, kind_of
from twinwheel.matching.bits.keys import key_of
from twinwheel.matching.bits.program import Column, Program, RankColumn
from twinwheel.matching.bits.threads import in_threads
from twinwheel.registers import beside
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.register import Register
from twinwheel.replacing import replacing

SEAL = 4  # bytes of a checksum
PAGE = 4096  # bytes that are added up at once

ROOM = 4
"""The folder holds at most this many times what a program needs; then what was not used for longest goes."""


def codes_of(register: Register, program: Program, advance: Advance = ignore, *, keep: bool = True) -> Codes:
    """Every column of a program for every row of a register: those that are kept, the others encoded now.

    ``advance`` is told rows as they are encoded, and nothing if all is there. With ``keep`` the codes of a
    register that lies in canonical form are kept beside it.

    Raises:
        RegisterError: the file of the register is broken.
    """
    keep = keep and register.lasting
    shelf = Shelf(register)
    found = [shelf.load(column) if keep else None for column in program.columns]
    lacking = [column for column, known in zip(program.columns, found, strict=True) if known is None]
    if lacking:
        made = iter(_encoded(register, lacking, advance))
        stored = (
            shelf.store(column, each) if keep else each for column, each in zip(lacking, made, strict=True)
        )
        found = [known or next(stored) for known in found]
        if keep:
            shelf.tidy(program.columns)
    return Codes(register.rows, tuple(each for each in found if each is not None))


class Shelf:
    """The kept codes of one register."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.folder = beside.folder_of(register.path)

    def load(self, column: Column) -> CodeColumn | None:
        """A column that is kept, mapped into memory; None if there is none that can be used."""
        exact, low, high = self._paths(column)
        found = self._array(exact, column)
        if found is not None:
            return CodeColumn(found, found)
        ends = self._array(low, column), self._array(high, column)
        return None if ends[0] is None or ends[1] is None else CodeColumn(ends[0], ends[1])

    def store(self, column: Column, made: CodeColumn) -> CodeColumn:
        """Keep a column. What comes back lies in the file, or in memory where that cannot be written."""
        exact, low, high = self._paths(column)
        try:
            self.folder.mkdir(exist_ok=True)
            for path, codes in [(exact, made.low)] if made.exact else [(low, made.low), (high, made.high)]:
                with replacing(path) as temporary, temporary.open("wb") as file:
                    np.lib.format.write_array(file, codes, allow_pickle=False)
                    file.write(_checksum(codes))
        except (OSError, OutputError):
            return made
        return self.load(column) or made

    def tidy(self, columns: Iterable[Column]) -> None:
        """Remove what was made from an earlier version of the register, and what nobody has used for long."""
        ours = {path for column in columns for path in self._paths(column)}
        with suppress(OSError):
            others, room = [], ROOM * sum(path.stat().st_size for path in ours if path.exists())
            for path in beside.files(self.register.path):
                if not path.name.startswith(beside.prefix(self.register.hash)):
                    path.unlink(missing_ok=True)
                elif path not in ours:
                    others.append((path.stat().st_mtime, path.stat().st_size, path))
            for _, size, path in sorted(others, reverse=True):
                room -= size
                if room < 0:
                    path.unlink(missing_ok=True)

    def _paths(self, column: Column) -> tuple[Path, Path, Path]:
        name = beside.name_of(self.register.hash, key_of(column))
        exact, low, high = (self.folder / f"{name}{suffix}.npy" for suffix in ("", ".low", ".high"))
        return exact, low, high

    def _array(self, path: Path, column: Column) -> CodeArray | None:
        try:
            found = np.load(path, mmap_mode="r", allow_pickle=False)
            seal = _seal(path)
        except Exception:  # noqa: BLE001 - not there, or damaged: NumPy lets through whatever its parsers raise
            return None
        if not isinstance(found, np.ndarray):  # an archive of arrays
            return None
        if found.shape != (self.register.rows,) or found.dtype != np.dtype(kind_of(column)):
            return None
        if len(found) and found.max() > column.top:
            return None
        codes: CodeArray = found.view(np.ndarray)
        if seal != _checksum(codes):
            return None
        with suppress(OSError):
            os.utime(path)
        return codes


def _seal(path: Path) -> bytes:
    """The checksum at the end of a file."""
    with path.open("rb") as file:
        file.seek(-SEAL, os.SEEK_END)
        return file.read()


def _checksum(codes: CodeArray) -> bytes:
    """Four bytes that differ where any byte does. The words of each page are added up, and the CRC is of the sums:
    that reads as fast as memory, a CRC of everything a tenth as fast."""
    data = codes.view(np.uint8)
    whole = len(data) - len(data) % PAGE
    sums = data[:whole].view(np.uint64).reshape(-1, PAGE // 8).sum(axis=1, dtype=np.uint64)
    return zlib.crc32(data[whole:].tobytes(), zlib.crc32(sums.tobytes())).to_bytes(SEAL, "little")


# --- encoding -------------------------------------------------------------------------------


class _Making:
    """One column of a whole register while it is encoded, piece by piece. The higher ends come with the first interval."""

    def __init__(self, column: Column, rows: int) -> None:
        self.column = column
        self.low: CodeArray = np.zeros(rows, kind_of(column))
        self.highs: list[tuple[int, CodeArray]] = []

    def put(self, start: int, part: CodeColumn) -> None:
        self.low[start : start + len(part.low)] = part.low
        if not part.exact:
            self.highs.append((start, part.high))

    def done(self) -> CodeColumn:
        high = self.low.copy() if self.highs else self.low
        for start, part in self.highs:
            high[start : start + len(part)] = part
        return CodeColumn(self.low, high)


def _encoded(register: Register, columns: Sequence[Column], advance: Advance) -> Iterator[CodeColumn]:
    """Read the register once, a row group a thread at a time, for all of some columns."""
    names = register.names_of({name for column in columns for name in fields_of(column)})
    making = [_Making(column, register.rows) for column in columns]
    sizes = register.row_groups()
    starts = np.cumsum([0, *sizes]).tolist()

    def encode_group(number: int) -> int:
        start = starts[number]
        for table in register.row_group(number, names):
            batch = Batch(table)
            for each in making:
                each.put(start, encoded(each.column, batch))
            start += batch.rows
        return sizes[number]

    if names:
        for rows in in_threads(encode_group, range(len(sizes))):
            advance(rows)
    else:
        for each in making:  # nothing that is asked for is in the register
            each.put(0, encoded(each.column, Batch(_nothing(register.rows))))
    return (each.done() for each in making)


def fields_of(column: Column) -> frozenset[str]:
    """The fields a column is worked out from."""
    return logic.read_fields(column.term) if isinstance(column, RankColumn) else frozenset({column.field})


def _nothing(rows: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"-": pa.nulls(rows)})
