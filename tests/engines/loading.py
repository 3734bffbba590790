"""Puts a register on an engine, as its owner would: created with our columns, loaded with the engine's own means."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from twinwheel.criteria.dialects import FILED, Dialect
from twinwheel.criteria.vocabulary import Kind, Vocabulary
from twinwheel.matching.engines.create import create_table
from twinwheel.matching.engines.engine import Engine


def load(engine: Engine, vocabulary: Vocabulary, batch: pa.RecordBatch, name: str, folder: Path) -> str:
    """Make a table of a batch with ``subject_id``; gives what to call it."""
    if engine.name in ("DuckDB", "Spark"):
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_batches([batch]), path)
        return str(path)
    table = pa.Table.from_batches([batch])
    if engine.name == "ClickHouse":
        table = without_null_lists(table)
    execute(engine, f"DROP TABLE IF EXISTS {engine.dialect.table(name)}")
    execute(engine, create_table(engine.dialect, name, types(engine.dialect, vocabulary, table.schema)))
    table = table.rename_columns([plain_name(engine.dialect, each) for each in table.column_names])
    if engine.name == "ClickHouse":
        engine._client.insert_arrow(name, table)  # type: ignore[attr-defined]
    else:
        import adbc_driver_postgresql.dbapi as client

        with client.connect(engine.address.url, autocommit=True) as owner, owner.cursor() as cursor:
            cursor.adbc_ingest(name, table, mode="append")
    return name


def plain_name(dialect: Dialect, name: str) -> str:
    """The name a column really has: PostgreSQL's are cut."""
    written = dialect.column(name)[1:-1]
    return written.replace('""', '"')


def execute(engine: Engine, statement: str) -> None:
    if engine.name == "ClickHouse":
        engine._client.command(statement)  # type: ignore[attr-defined]
        return
    import adbc_driver_postgresql.dbapi as client

    with client.connect(engine.address.url, autocommit=True) as owner, owner.cursor() as cursor:
        cursor.execute(statement)


def types(dialect: Dialect, vocabulary: Vocabulary, schema: pa.Schema) -> dict[str, str]:
    """The columns of a batch, and their types."""
    names = [name for name in schema.names if name != "subject_id"]
    return {name: dialect.types[_kind(name, vocabulary)] for name in names}


def _kind(name: str, vocabulary: Vocabulary) -> Kind:
    if name == "subject_name":
        return "text"
    if name.endswith(FILED):
        return "bool"
    return "number" if name.endswith("]") else vocabulary.fields[name].kind


def without_null_lists(table: pa.Table) -> pa.Table:
    """Lists that are never null, each beside a column that says whether one was filed."""
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_list(column.type):
            table = table.append_column(name + FILED, column.is_valid())
            lists = [each or [] for each in column.to_pylist()]
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.array(lists, column.type))
    return table
