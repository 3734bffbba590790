"""PostgreSQL: ``postgres://user@host:port/database``, through ADBC, whose answers are Arrow from the start.

The URL goes to libpq as it is, so that a service, ``?sslmode=`` and a ``~/.pgpass`` work as with psql.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from twinwheel.criteria.dialects import DIALECTS
from twinwheel.matching.engines.engine import Address, Engine

# One snapshot for all statements, and nothing is written. Compiling hundreds of expressions takes longer than
# evaluating them.
_SETTINGS = ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", "SET LOCAL jit = off")


class Postgres(Engine):
    name = "PostgreSQL"
    dialect = DIALECTS["postgres"]
    package = "adbc_driver_postgresql.dbapi"

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        from adbc_driver_postgresql import dbapi

        advice = "Is the server there, and may this user connect? psql with the same URL tells more."
        with self.guarded("cannot be reached", advice):
            self._connection: Any = dbapi.connect(address.url)
        with self.guarded("cannot be read"), self._connection.cursor() as cursor:
            for setting in _SETTINGS:
                cursor.execute(setting)

    @property
    def version(self) -> str:
        (version,) = pa.Table.from_batches(self.batches("SELECT current_setting('server_version')")).column(0)
        return str(version.as_py())

    def batches(self, query: str) -> Iterator[pa.RecordBatch]:
        with self.guarded("the query failed"), self._connection.cursor() as cursor:
            cursor.execute(query)
            yield from cursor.fetch_record_batch()

    def names(self, table: str) -> list[str]:
        with self.guarded("no such table"), self._connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            return list(cursor.fetch_record_batch().schema.names)

    def close(self) -> None:
        self._connection.close()
