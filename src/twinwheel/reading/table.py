"""``facts.parquet``: the facts of ``document.json`` as rows of a table.

Apart from the records, since pyarrow takes a tenth of a second to load and only what writes needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from twinwheel.reading.contract import COMMON

PLACES = 10
FACTS = pa.schema(
    [
        pa.field("fact_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("article_title", pa.string()),
        pa.field("quote", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("value", pa.decimal128(38, PLACES)),
        pa.field("value_to", pa.decimal128(38, PLACES)),
        pa.field("unit", pa.string()),
        pa.field("as_of", pa.string()),
        pa.field("scope", pa.string()),
        pa.field("status", pa.string()),
        pa.field("review", pa.bool_(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("fields", pa.string(), nullable=False),
        pa.field(
            "spans",
            pa.list_(
                pa.struct(
                    [
                        pa.field("file", pa.string(), nullable=False),
                        pa.field("start", pa.int32(), nullable=False),
                        pa.field("end", pa.int32(), nullable=False),
                        pa.field("quote", pa.string(), nullable=False),
                    ]
                )
            ),
            nullable=False,
        ),
    ]
)
"""``facts.parquet``: a row for each fact, once however many files hold it. ``fields`` is all typed fields, as JSON."""


_SPANS = FACTS.field("spans").type
_JSON = json.JSONEncoder(ensure_ascii=False)


def table_of(documents: Iterable[dict[str, Any]]) -> pa.Table:
    """The facts of these records as rows of ``FACTS``: column by column, which is faster than row by row."""
    facts: list[dict[str, Any]] = []
    titles: list[str | None] = []
    for document in documents:
        title = {article["article_id"]: article["title"] for article in document["articles"]}
        facts += document["facts"]
        titles += [title.get(fact["article_id"]) for fact in document["facts"]]
    made: dict[str, Any] = {
        "article_title": titles,
        "value": [_in_column(fact.get("value")) for fact in facts],
        "value_to": [_in_column(fact.get("value_to")) for fact in facts],
        "fields": [_JSON.encode({k: v for k, v in fact.items() if k not in COMMON}) for fact in facts],
        "spans": _spans(facts),
    }
    columns = [
        pa.array(
            made[field.name] if field.name in made else [fact.get(field.name) for fact in facts], field.type
        )
        for field in FACTS
    ]
    return pa.Table.from_arrays(columns, schema=FACTS)


def _spans(facts: Sequence[dict[str, Any]]) -> pa.Array:
    """The column of that name."""
    offsets, files, starts, ends, quotes = [0], list[str](), list[int](), list[int](), list[str]()
    for fact in facts:
        for file, ranges in fact["spans"].items():
            files += [file] * len(ranges)
            starts += [start for start, _ in ranges]
            ends += [end for _, end in ranges]
            quotes += fact["quotes"][file]
        offsets.append(len(files))
    fields = list(_SPANS.value_type)
    values = [pa.array(v, f.type) for v, f in zip((files, starts, ends, quotes), fields, strict=True)]
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.StructArray.from_arrays(values, fields=fields), type=_SPANS
    )


def _in_column(value: object) -> Decimal | None:
    """A number as a column of ``FACTS`` holds it: a third (三分之一) has more places than any column."""
    if value is None:
        return None
    number = Decimal(str(value))
    return round(number, PLACES) if -int(number.as_tuple().exponent) > PLACES else number


def lay(path: Path, table: pa.Table) -> None:
    """Keep rows until ``fresh`` asks for them."""
    with path.open("wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
        out.write_table(table)


def fresh(path: Path, seen: set[str]) -> pa.Table:
    """The rows that were laid there and are not among those seen, which they join."""
    with pa.OSFile(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    ids = table["fact_id"].to_pylist()
    kept: list[int] = []
    for at, id_ in enumerate(ids):
        if id_ not in seen:
            seen.add(id_)
            kept.append(at)
    return table if len(kept) == len(ids) else table.take(pa.array(kept, pa.int64()))
