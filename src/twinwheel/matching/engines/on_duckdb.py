"""DuckDB: ``duckdb://`` in memory over a Parquet file, ``duckdb:///path/zone.duckdb`` for a database in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from twinwheel.criteria.dialects import DIALECTS
from twinwheel.matching.engines.engine import ROWS, Address, Engine


class DuckDb(Engine):
    name = "DuckDB"
    dialect = DIALECTS["duckdb"]
    package = "duckdb"

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        import duckdb

        path = address.place
        with self.guarded("cannot be opened"):
            self._database = duckdb.connect(path or ":memory:", read_only=bool(path))
            # Order means nothing here, and to keep it costs memory.
            self._database.execute("SET preserve_insertion_order = false")

    @property
    def version(self) -> str:
        import duckdb

        return str(duckdb.__version__)

    def named(self, table: str) -> str:
        if Path(table).is_file():
            return f"read_parquet({self.dialect.text(table)})"
        return super().named(table)

    def batches(self, query: str) -> Iterator[pa.RecordBatch]:
        with self.guarded("the query failed"):
            yield from self._database.sql(query).to_arrow_reader(ROWS)

    def names(self, table: str) -> list[str]:
        with self.guarded("no such table"):
            return list(self._database.sql(f"SELECT * FROM {table} LIMIT 0").columns)

    def close(self) -> None:
        self._database.close()
