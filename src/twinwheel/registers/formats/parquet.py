"""Parquet of any origin: every column becomes text, so that the same rules read it as read a CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twinwheel.messages import heard, message
from twinwheel.registers.formats import Raw, broken, hash_of
from twinwheel.registers.limits import BLOCK_ROWS, MAX_COLUMNS, MAX_DIGITS, MAX_ROWS
from twinwheel.registers.problems import printable
from twinwheel.registers.values import plain

_AGAIN = message("Write the file again, or export the register as CSV.")


def open_parquet(path: Path, label: str) -> Raw:
    """Open a Parquet file.

    Raises:
        RegisterError: it is broken, has nested or binary columns, or claims more rows than are taken.
    """
    schema = read_schema(path, label)
    for name, kind in zip(schema.names, schema.types, strict=True):
        if not _readable(kind):
            raise broken(
                label,
                message(
                    'column "{name}" holds {kind}, which is no value of a register',
                    name=printable(name),
                    kind=str(kind),
                ),
                _AGAIN,
            )

    def blocks(positions: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(schema)) if positions is None else positions)
        texts = [
            name for name, kind in zip(schema.names, schema.types, strict=True) if pa.types.is_string(kind)
        ]
        try:
            # As a dictionary, a text that stands in every row is kept once, however long it is.
            with pq.ParquetFile(path, read_dictionary=texts) as file:
                for batch in file.iter_batches(BLOCK_ROWS):
                    columns = [as_text(batch.column(position)) for position in wanted]
                    yield pa.record_batch(columns, names=[str(position) for position in wanted])
        except (pa.ArrowException, OSError) as error:
            raise broken(
                label,
                message("the Parquet file cannot be read: {error}", error=heard(printable(str(error)[:200]))),
                _AGAIN,
            ) from error

    return Raw(label, hash_of(path), tuple(name.strip() for name in schema.names), blocks)


def read_schema(path: Path, label: str) -> pa.Schema:
    """The schema of a Parquet file whose claims of size are believable.

    Raises:
        RegisterError: it is broken, or claims more rows or columns than are taken.
    """
    try:
        with pq.ParquetFile(path) as file:
            rows, columns = file.metadata.num_rows, len(file.schema_arrow)
            schema: pa.Schema = file.schema_arrow
    except (pa.ArrowException, OSError) as error:
        raise broken(
            label,
            message("the Parquet file cannot be read: {error}", error=heard(printable(str(error)[:200]))),
            _AGAIN,
        ) from error
    if not 0 <= rows <= MAX_ROWS:
        raise broken(
            label,
            message("the file claims {rows:,} rows", rows=rows),
            message("At most {most:,} are taken.", most=MAX_ROWS),
        )
    if columns > MAX_COLUMNS:
        raise broken(
            label,
            message("{count:,} columns", count=columns),
            message("At most {most:,} are taken.", most=MAX_COLUMNS),
        )
    return schema


def as_text(array: pa.Array) -> pa.Array:
    """Any column of a register as text, plain or dictionary. Lists become JSON arrays.

    >>> as_text(pa.array([0.5, 20.0, None])).to_pylist()
    ['0.5', '20', None]
    """
    kind = array.type
    if pa.types.is_dictionary(kind):
        if pa.types.is_string(kind.value_type):
            return array
        return as_text(array.dictionary_decode())
    if pa.types.is_floating(kind):
        return _floats(array.cast(pa.float64()))
    if pa.types.is_timestamp(kind) and kind.tz:
        array = pc.local_timestamp(array)
    if pa.types.is_date64(kind):
        array = array.cast(pa.date32())
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _lists(array.cast(pa.list_(kind.value_type)))
    return array.cast(pa.string())


def _readable(kind: pa.DataType) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _readable(kind.value_type) and not types.is_list(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind):
        return _readable(kind.value_type) and not types.is_nested(kind.value_type)
    return any(
        check(kind)
        for check in (
            types.is_null,
            types.is_boolean,
            types.is_integer,
            types.is_floating,
            types.is_decimal,
            types.is_date,
            types.is_timestamp,
            types.is_string,
            types.is_large_string,
        )
    )


def _floats(array: pa.Array) -> pa.Array:
    text = array.cast(pa.string())
    # Arrow writes the shortest text that reads back as the same double. Short ones need no rounding.
    usual = pc.and_(
        pc.match_substring_regex(text, r"^-?[0-9]+(\.[0-9]+)?$"),
        pc.less_equal(pc.binary_length(text), MAX_DIGITS),
    )
    odd = pc.fill_null(pc.invert(usual), False)
    if not pc.any(odd).as_py():
        return text
    rewritten = pa.array([plain(number) for number in array.filter(odd).to_pylist()], pa.string())
    return pc.replace_with_mask(text, odd, rewritten)


def _lists(array: pa.Array) -> pa.Array:
    """Lists as JSON arrays: joined at once where no item needs escaping, one by one where some does."""
    items = as_text(array.flatten())
    if pa.types.is_dictionary(items.type):
        items = items.dictionary_decode()
    simple = items.null_count == 0 and not pc.any(pc.match_substring_regex(items, r'["\\\x00-\x1f]')).as_py()
    if not simple:
        texts = [
            None
            if row is None
            else json.dumps([None if item is None else str(item) for item in row], ensure_ascii=False)
            for row in array.to_pylist()
        ]
        return pa.array(texts, pa.string())
    offsets = pc.cumulative_sum(pc.fill_null(pc.list_value_length(array), 0)).cast(pa.int32())
    starts = pa.concat_arrays([pa.array([0], pa.int32()), offsets])
    joined = pc.binary_join(pa.ListArray.from_arrays(starts, items), '","')
    text = pc.binary_join_element_wise('["', joined, '"]', "")
    empty = pc.equal(pc.list_value_length(array), 0)
    text = pc.if_else(pc.fill_null(empty, False), "[]", text)
    return pc.if_else(array.is_valid(), text, pa.scalar(None, pa.string()))
