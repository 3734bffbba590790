"""ClickHouse: ``clickhouse://user@host:port/database`` over HTTP, ``clickhouse://local/path`` in this process.

``?secure=true`` speaks HTTPS. The password may stand in the URL or in ``CLICKHOUSE_PASSWORD``. In this process
means chdb, the same engine as a library, with its tables in a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

import pyarrow as pa

from twinwheel.criteria.dialects import DIALECTS
from twinwheel.matching.engines.engine import Address, Engine

# Our statements are longer and deeper than what people type. Names and texts arrive as UTF-8.
_SETTINGS = {
    "max_query_size": 16_000_000,
    "max_ast_elements": 1_000_000,
    "max_expanded_ast_elements": 5_000_000,
    "output_format_arrow_string_as_string": 1,
}


class ClickHouse(Engine):
    name = "ClickHouse"
    dialect = DIALECTS["clickhouse"]
    package = "clickhouse_connect"

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        advice = "Is the server there, on its HTTP port (8123), and may this user connect?"
        with self.guarded("cannot be reached", advice):
            self._client: Any = self._connected()

    def _connected(self) -> Any:
        import clickhouse_connect

        parts = self.address.parts
        if parts.hostname == "local":
            path = {"path": parts.path} if parts.path.strip("/") else {}
            return clickhouse_connect.get_client(interface="chdb", **path)
        options = dict(parse_qsl(parts.query))
        return clickhouse_connect.get_client(
            host=parts.hostname or "localhost",
            port=parts.port or 0,
            username=unquote(parts.username or "default"),
            password=unquote(parts.password or os.environ.get("CLICKHOUSE_PASSWORD", "")),
            database=unquote(parts.path.strip("/")) or "default",
            secure=options.get("secure", "").lower() in ("1", "true"),
        )

    @property
    def version(self) -> str:
        return str(self._client.server_version)

    def batches(self, query: str) -> Iterator[pa.RecordBatch]:
        with (
            self.guarded("the query failed"),
            self._client.query_arrow_stream(query, settings=_SETTINGS) as stream,
        ):
            for found in stream:
                yield from found.to_batches() if isinstance(found, pa.Table) else [found]

    def names(self, table: str) -> list[str]:
        with self.guarded("no such table"):
            return list(self._client.query(f"SELECT * FROM {table} LIMIT 0").column_names)

    def close(self) -> None:
        self._client.close()
