"""The form a register is kept in: Parquet with one typed column a field, marked with what it was checked against.

========== ==========================================================================================
subject_id string, never null, unique
field      number and ratio: double in the field's unit; date: date32; bool; code and text: string;
           codes: list of strings, in which null is an item that is not known
F[min],    only beside a field F that may be a band: the two ends, both included, infinite where open;
F[max]     F itself is null then
========== ==========================================================================================

Null is: not known. There is no NaN. The file's metadata name the subject type and the hash of the pack;
while the hash is the same, the values need no second check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twinwheel.packs import Pack
from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME
from twinwheel.registers.convert import arrow_type

FORMAT = b"1"
_FORMAT, _SUBJECT, _PACK = b"twinwheel.format", b"twinwheel.subject", b"twinwheel.pack"
ROW_GROUP = 131_072


@dataclass(frozen=True)
class Mark:
    """What a written register says of itself."""

    subject: str
    pack: str  # hash


def mark_of(schema: pa.Schema) -> Mark | None:
    """The mark of a written register; None for a Parquet file of any other origin."""
    metadata = schema.metadata or {}
    if metadata.get(_FORMAT) != FORMAT or _SUBJECT not in metadata or _PACK not in metadata:
        return None
    return Mark(metadata[_SUBJECT].decode("utf-8", "replace"), metadata[_PACK].decode("utf-8", "replace"))


@contextmanager
def writer(path: Path, schema: pa.Schema, pack: Pack, subject: str) -> Iterator[pq.ParquetWriter]:
    """Write canonical batches to ``path``. The same batches give the same bytes."""
    metadata = {_FORMAT: FORMAT, _SUBJECT: subject.encode(), _PACK: pack.hash.encode()}
    words = [field.name for field in schema if pa.types.is_string(field.type) and field.name != SUBJECT_ID]
    words += [f"{field.name}.list.element" for field in schema if pa.types.is_list(field.type)]
    with pq.ParquetWriter(
        path, schema.with_metadata(metadata), compression="zstd", compression_level=1, use_dictionary=words
    ) as out:
        yield out


def fits(schema: pa.Schema, pack: Pack, subject: str) -> bool:
    """Does every column have the name and type the pack gives it?"""
    if len(set(schema.names)) != len(schema.names) or SUBJECT_ID not in schema.names:
        return False
    kinds = [(field.type, _type_of(field.name, pack, subject)) for field in schema]
    return all(kind is not None and found.equals(kind) for found, kind in kinds)


def fields_in(schema: pa.Schema, pack: Pack, subject: str) -> tuple[str, ...]:
    """The fields a canonical register has, without the ends of bands."""
    fields = pack.fields_of(subject)
    return tuple(name for name in schema.names if name in fields)


def read_batches(
    path: Path, rows: int, columns: Sequence[str] | None = None, words: Collection[str] = ()
) -> Iterator[pa.RecordBatch]:
    """Batches of at most ``rows`` rows, read as they are asked for; the texts in ``words`` come as dictionaries."""
    schema = pq.read_schema(path) if words else pa.schema([])
    dictionaries = [_path(field) for field in schema if field.name in words and _is_text(field.type)]
    with pq.ParquetFile(path, pre_buffer=False, read_dictionary=dictionaries) as file:
        for batch in file.iter_batches(rows, columns=None if columns is None else _paths(file, columns)):
            yield batch if columns is None else batch.select(list(columns))


class Groups:
    """The row groups of a register, which several threads may read at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._metadata = pq.read_metadata(path)
        self.schema: pa.Schema = self._metadata.schema.to_arrow_schema()
        self.rows = [self._metadata.row_group(each).num_rows for each in range(self._metadata.num_row_groups)]

    def read(self, number: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Batches of one group. Texts come as dictionaries: as they lie in the file, each told once."""
        fields = [self.schema.field(name) for name in columns]
        words = [_path(field) for field in fields if _is_text(field.type)]
        with pq.ParquetFile(self.path, metadata=self._metadata, read_dictionary=words) as file:
            wanted = list(map(_path, fields))
            for batch in file.iter_batches(ROW_GROUP, row_groups=[number], columns=wanted, use_threads=False):
                yield batch.select(list(columns))


def read_row(path: Path, row: int) -> dict[str, object]:
    """One row; only the row group it lies in is read."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if row < size:
                return file.read_row_group(group).slice(row, 1).to_pylist()[0]  # type: ignore[no-any-return]
            row -= size
    raise IndexError(row)


def nonsense(batch: pa.RecordBatch) -> str | None:
    """A column with NaN, or with an infinity where no band ends: what no writer of ours writes."""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_floating(column.type) and not _finite(column):
            fine = pc.invert(pc.is_nan(column)) if name.endswith("]") else pc.is_finite(column)
            if not pc.all(fine).as_py() and column.null_count < len(column):
                return str(name)
    return None


def _finite(column: pa.Array) -> bool:
    """Is all of its memory finite, also where a row is null? It mostly is, and that is quickly seen."""
    if not len(column):
        return True
    values = np.frombuffer(column.buffers()[1], np.float64, len(column), 8 * column.offset)
    return bool(np.isfinite(values).all())


def _type_of(name: str, pack: Pack, subject: str) -> pa.DataType | None:
    fields = pack.fields_of(subject)
    if name in (SUBJECT_ID, SUBJECT_NAME):
        return pa.string()
    if name in fields:
        return arrow_type(fields[name].type)
    base = fields.get(name.removesuffix("[min]").removesuffix("[max]"))
    return pa.float64() if base and base.band else None


def _paths(file: pq.ParquetFile, columns: Sequence[str]) -> list[str]:
    """A list column is chosen by the path of its items."""
    schema = file.schema_arrow
    return [_path(schema.field(name)) for name in columns]


def _path(field: pa.Field) -> str:
    return f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind.value_type if pa.types.is_list(kind) else kind))
