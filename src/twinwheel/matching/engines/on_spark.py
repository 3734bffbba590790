"""Spark: ``spark://local`` in this process, ``spark://host:port`` a cluster; needs Java 17.

A table is one that the session's catalogue knows, or a Parquet file or folder that the executors can read. An
answer is kept on the executors' disks and fetched in parts that fit into memory here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from twinwheel.criteria.dialects import DIALECTS
from twinwheel.criteria.stages import KEY
from twinwheel.matching.engines.engine import Address, Engine

PART = 1_000_000
"""Rows of an answer that are fetched at a time."""

RULES = "org.apache.spark.sql.catalyst.optimizer"


class Spark(Engine):
    name = "Spark"
    dialect = DIALECTS["spark"]
    package = "pyspark"

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        from pyspark.sql import SparkSession

        place = address.place
        advice = "Spark needs Java 17: Debian and Ubuntu call it openjdk-17-jre-headless."
        with self.guarded("no session", advice):
            self._ours = SparkSession.getActiveSession() is None
            builder = SparkSession.builder.master("local[*]" if place in ("", "local") else address.url)
            self._session: Any = (
                builder.appName("twinwheel")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.execution.arrow.pyspark.enabled", "true")
                .config("spark.driver.maxResultSize", "0")
                # An answer is small beside what it was made from, and an empty task costs as much as a full one.
                .config("spark.sql.shuffle.partitions", "8" if place in ("", "local") else "200")
                .getOrCreate()
            )
            self._session.sparkContext.setLogLevel("ERROR")
            # What it would infer from hundreds of columns costs a third of the planning, and leads to nothing.
            self._session.conf.set("spark.sql.constraintPropagation.enabled", "false")
            # Planned anew after each small table of codes, which is as slow, and as little changed, every time.
            self._session.conf.set("spark.sql.adaptive.enabled", "false")
            # WHERE over the measures would be written down into the fields: every condition a second time, unshared.
            self._session.conf.set("spark.sql.optimizer.excludedRules", f"{RULES}.PushDownPredicates")
            self._session.conf.set("spark.sql.variable.substitute", "false")  # no ${…} of ours is a variable

    @property
    def version(self) -> str:
        return str(self._session.version)

    def named(self, table: str) -> str:
        if Path(table).exists():
            return f"parquet.{self.dialect.column(str(Path(table).resolve()))}"
        return super().named(table)

    def batches(self, query: str) -> Iterator[pa.RecordBatch]:
        with self.guarded("the query failed"):
            frame = self._session.sql(query)
            if KEY not in frame.columns:
                yield from frame.toArrow().to_batches()
            else:
                yield from self._parts(frame)

    def names(self, table: str) -> list[str]:
        with self.guarded("no such table"):
            return list(self._session.sql(f"SELECT * FROM {table}").columns)

    def _parts(self, frame: Any) -> Iterator[pa.RecordBatch]:
        """An answer with a row per subject, by the hash of the subject."""
        from pyspark import StorageLevel
        from pyspark.sql import functions

        kept = frame.persist(StorageLevel.DISK_ONLY)
        try:
            parts = kept.count() // PART + 1
            for part in range(parts):
                found = kept
                if parts > 1:
                    found = kept.where(functions.pmod(functions.xxhash64(KEY), functions.lit(parts)) == part)
                yield from found.toArrow().to_batches()
        finally:
            kept.unpersist()

    def close(self) -> None:
        if self._ours:
            self._session.stop()
