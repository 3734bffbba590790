"""Between the library's registers (canonical Parquet) and the values kept here as JSON; both ways give the same values.

A date is ISO text, a band a list of its two ends (null: open), a list of codes a list (null: an item not known).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twinwheel_web import pack

if TYPE_CHECKING:
    import pyarrow as pa

    from twinwheel.criteria.subject import Scalar

BLOCK = 2_000  # rows a batch

Advance = Callable[[int], None]
"""Told of the rows that are done."""

Row = tuple[str, str, dict[str, Any]]
"""Code, name, values as JSON."""


def from_batch(batch: pa.RecordBatch) -> Iterator[Row]:
    """The rows of one canonical batch; what is not known is left out."""
    from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME

    columns = {name: batch.column(name).to_pylist() for name in batch.schema.names}
    codes = columns.pop(SUBJECT_ID)
    names = columns.pop(SUBJECT_NAME, None) or codes
    bands = {name.removesuffix("[min]") for name in columns if name.endswith("[min]")}
    fields = [name for name in columns if not name.endswith(("[min]", "[max]"))]
    for row, code in enumerate(codes):
        values: dict[str, Any] = {}
        for name in fields:
            value = columns[name][row]
            if value is not None:
                values[name] = value.isoformat() if isinstance(value, date) else value
            elif name in bands and (low := columns[f"{name}[min]"][row]) is not None:
                values[name] = [_end(low), _end(columns[f"{name}[max]"][row])]
        yield code, names[row] or code, values


def write_register(path: Path, type: str, rows: Iterable[Row], advance: Advance = lambda rows: None) -> int:
    """Write rows as a register of the library, marked as checked against the pack; returns how many there were.

    Values the pack no longer takes are left out, as a register of any other origin would have them missing.
    """
    import pyarrow as pa

    from twinwheel.registers import canonical
    from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME
    from twinwheel.registers.convert import canonical_schema

    found = pack.current()
    schema = canonical_schema([(SUBJECT_ID, None), (SUBJECT_NAME, None), *found.fields_of(type).items()])
    written = 0
    with canonical.writer(path, schema, found, type) as out:
        batches = (_batch(schema, block) for block in _blocks(rows, advance))
        for group in _groups(batches, canonical.ROW_GROUP):
            table = pa.Table.from_batches(group, schema).combine_chunks()
            out.write_table(table, canonical.ROW_GROUP)
            written += len(table)
    return written


def _batch(schema: pa.Schema, block: list[Row]) -> pa.RecordBatch:
    """Rows as canonical columns; a column nobody has a value for is all missing."""
    import pyarrow as pa

    from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME

    types = dict(zip(schema.names, schema.types, strict=True))
    columns = {
        SUBJECT_ID: pa.array([code for code, _, _ in block], pa.string()),
        SUBJECT_NAME: pa.array([name for _, name, _ in block], pa.string()),
    }
    for field in {name for _, _, values in block for name in values} & types.keys():
        known = _known(field, [values.get(field) for _, _, values in block])
        for name, cells in _columns(field, known):
            columns[name] = pa.array(cells, types[name], from_pandas=False)
    arrays = [
        columns[name] if name in columns else pa.nulls(len(block), type) for name, type in types.items()
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _known(field: str, values: list[Any]) -> list[Scalar]:
    """Values of one field as the library holds them; None where there is none, or none that fits."""
    from twinwheel.criteria.values import canonical
    from twinwheel.errors import ExpressionError

    kind = pack.current().vocabulary.fields[field]

    def known(value: Any) -> Scalar:
        try:
            return canonical(kind, value)
        except ExpressionError:
            return None

    return [None if value is None else known(value) for value in values]


def _columns(field: str, known: list[Scalar]) -> Iterator[tuple[str, list[Any]]]:
    """A field's columns: its own, and the ends of its bands where there are any."""
    from twinwheel.criteria.subject import Band

    bands = [each if isinstance(each, Band) else None for each in known]
    if any(bands):
        yield f"{field}[min]", [None if each is None else each.low for each in bands]
        yield f"{field}[max]", [None if each is None else each.high for each in bands]
        known = [None if isinstance(each, Band) else each for each in known]
    yield field, known


def _groups(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[list[pa.RecordBatch]]:
    """Batches together, up to so many rows: readers want few large row groups, Python wants few rows at a time."""
    group: list[pa.RecordBatch] = []
    for batch in batches:
        if group and sum(each.num_rows for each in group) + batch.num_rows > rows:
            yield group
            group = []
        group.append(batch)
    if group:
        yield group


def _blocks(rows: Iterable[Row], advance: Advance) -> Iterator[list[Row]]:
    each = iter(rows)
    while block := list(islice(each, BLOCK)):
        yield block
        advance(len(block))


def _end(number: float) -> float | None:
    return None if isinf(number) else number
