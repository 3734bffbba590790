"""Between the library's registers (canonical Parquet) and the values kept here as JSON; both ways give the same values.

A date is ISO text, a band a list of its two ends (null: open), a list of codes a list (null: an item not known).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twinwheel_web import pack

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 5_000  # rows a batch

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


def write_register(path: Path, type: str, rows: Iterable[Row]) -> int:
    """Write rows as a register of the library, marked as checked against the pack; returns how many there were.

    Values the pack no longer takes are left out, as a register of any other origin would have them missing.
    """
    import pyarrow as pa

    from twinwheel.registers import canonical
    from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME
    from twinwheel.registers.convert import canonical_schema

    found = pack.current()
    specs = found.fields_of(type)
    schema = canonical_schema([(SUBJECT_ID, None), (SUBJECT_NAME, None), *specs.items()])
    written = 0
    with canonical.writer(path, schema, found, type) as out:
        for block in _blocks(rows):
            columns: dict[str, list[Any]] = {name: [None] * len(block) for name in schema.names}
            for place, (code, name, values) in enumerate(block):
                columns[SUBJECT_ID][place], columns[SUBJECT_NAME][place] = code, name
                for field, value in values.items():
                    _put(columns, place, field, value)
            arrays = [pa.array(columns[each.name], each.type, from_pandas=False) for each in schema]
            out.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
            written += len(block)
    return written


def _put(columns: dict[str, list[Any]], place: int, field: str, value: Any) -> None:
    from twinwheel.criteria.subject import Band
    from twinwheel.criteria.values import canonical
    from twinwheel.errors import ExpressionError

    kind = pack.current().vocabulary.fields.get(field)
    if kind is None or field not in columns:
        return
    try:
        known = canonical(kind, value)
    except ExpressionError:
        return
    if isinstance(known, Band):
        columns[f"{field}[min]"][place], columns[f"{field}[max]"][place] = known.low, known.high
    else:
        columns[field][place] = list(known) if isinstance(known, tuple) else known


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _end(number: float) -> float | None:
    return None if isinf(number) else number
