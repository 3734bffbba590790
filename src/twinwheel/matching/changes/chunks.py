"""Two Parquet files of one writer, compared without unpacking them.

A register and the copy kept of an earlier one are written in the same way, so a column that did not change lies
there in the very same bytes, row group by row group. What is the same in bytes is the same in values; what is not
has to be read to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from twinwheel.messages import message
from twinwheel.registers import canonical
from twinwheel.registers.formats import broken


def same_chunks(one: Path, other: Path) -> list[frozenset[str]] | None:
    """For every row group the columns that are the same bytes in both files; None if the groups are cut otherwise."""
    with pq.ParquetFile(one) as first, pq.ParquetFile(other) as second:
        metas = [file.metadata for file in (first, second)]
        cuts = [[meta.row_group(at).num_rows for at in range(meta.num_row_groups)] for meta in metas]
        schemas = [file.schema_arrow for file in (first, second)]
    if cuts[0] != cuts[1]:
        return None
    common = [
        name
        for name in schemas[0].names
        if name in schemas[1].names and schemas[0].field(name).type == schemas[1].field(name).type
    ]
    if not cuts[0]:
        return []
    bytes_of = [np.memmap(path, np.uint8, "r") for path in (one, other)]
    result = []
    for group in range(len(cuts[0])):
        chunks = [_chunks(meta.row_group(group)) for meta in metas]
        result.append(
            frozenset(name for name in common if _same(*(side[name] for side in chunks), *bytes_of))
        )
    return result


def _chunks(group: Any) -> dict[str, Any]:
    """The column chunks of a row group by the name of their column; a list has one, that of its elements."""
    chunks = (group.column(at) for at in range(group.num_columns))
    return {each.path_in_schema.removesuffix(".list.element"): each for each in chunks}


def _same(one: Any, other: Any, left: np.memmap[Any, Any], right: np.memmap[Any, Any]) -> bool:
    def told(chunk: Any) -> tuple[object, ...]:
        return chunk.physical_type, chunk.compression, chunk.num_values, chunk.total_compressed_size

    def span(chunk: Any, all_bytes: np.memmap[Any, Any]) -> Any:
        offsets = (chunk.dictionary_page_offset, chunk.data_page_offset)
        start = min(offset for offset in offsets if offset is not None)
        return all_bytes[start : start + chunk.total_compressed_size]

    return told(one) == told(other) and bool(np.array_equal(span(one, left), span(other, right)))


def read_group(path: Path, group: int, columns: Sequence[str]) -> pa.RecordBatch:
    """Some columns of one row group.

    Raises:
        RegisterError: the file is broken there, or holds NaN.
    """
    try:
        with pq.ParquetFile(path) as file:
            table = file.read_row_group(group, columns=list(columns)).select(list(columns)).combine_chunks()
    except (pa.ArrowException, OSError) as error:
        what = message("the Parquet file cannot be read: {reason}", reason=str(error).splitlines()[0])
        raise broken(str(path), what, message("Write it again.")) from error
    arrays = [column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in table.columns]
    batch = pa.RecordBatch.from_arrays(arrays, schema=table.schema)
    if name := canonical.nonsense(batch):
        what = message('column "{name}" holds NaN or infinity, which no register has', name=name)
        raise broken(str(path), what, message("Export it again from where it came from."))
    return batch
