"""The real packs, every type of subject they have measures for: Twinwheel, and DuckDB on the SQL it writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from bench.contenders import Rails
from bench.contenders.duckdb import ask, in_order
from bench.contenders.twinwheel import Packed, from_decisions, unpacked
from bench.synthetic import AS_OF
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.sql import SqlWriter
from twinwheel.matching.codes import encode
from twinwheel.matching.kernel import blocks
from twinwheel.matching.plan import Plan, plan
from twinwheel.matching.run import run, tallies
from twinwheel.packs import read_pack


class _Real:
    """The pack, and for each type of subject one batch of rows in memory."""

    def load(self, folder: Path) -> None:
        self.pack = read_pack(json.loads((folder / "real.json").read_text())["pack"])
        self.batches: dict[str, pa.RecordBatch] = {}
        for subject in self.pack.subjects:
            if (path := folder / f"{subject}.parquet").exists():
                (self.batches[subject],) = pq.read_table(path).combine_chunks().to_batches()

    def plans(self) -> Iterator[tuple[Plan, pa.RecordBatch]]:
        for subject, batch in self.batches.items():
            yield plan(self.pack, subject, AS_OF), batch


class Bits(_Real):
    """Outcomes only."""

    def run(self) -> Packed:
        result = []
        for chosen, batch in self.plans():
            (block,) = blocks(chosen.program, encode(chosen.program, Batch(batch)), batch.num_rows)
            result.append([block.all_of(roots) for roots in chosen.roots])
        return result

    def answers(self, result: Packed) -> Iterator[Rails]:
        for measures, batch in zip(result, self.batches.values(), strict=True):
            for sure, possible in measures:
                yield unpacked(sure, batch.num_rows), unpacked(possible, batch.num_rows)


class Decisions(_Real):
    """Outcomes, amounts, and the fields that unknown ones wait for, as a table."""

    def run(self) -> list[list[pa.Table]]:
        return [list(run(chosen, [batch], tallies(chosen))) for chosen, batch in self.plans()]

    def answers(self, result: list[list[pa.Table]]) -> Iterator[Rails]:
        for (chosen, batch), tables in zip(self.plans(), result, strict=True):
            ids = [each.id for each in chosen.candidates]
            yield from from_decisions(tables, ids, pa.chunked_array([batch["subject_id"]]))


class DuckDb(_Real):
    """Outcomes only."""

    def load(self, folder: Path) -> None:
        super().load(folder)
        self.base = duckdb.connect()
        for subject, batch in self.batches.items():
            numbered = pa.Table.from_batches([batch]).append_column("row", pa.array(range(batch.num_rows)))
            self.base.register("batch", numbered)
            self.base.execute(f'CREATE TABLE "{subject}" AS SELECT * FROM batch')

    def run(self) -> list[list[pa.Table]]:
        result = []
        for chosen, batch in self.plans():
            writer = SqlWriter(self.pack.vocabulary, frozenset(batch.schema.names))
            conditions = [writer.condition(each.condition) for each in chosen.candidates]
            result.append(ask(self.base, chosen.subject, "row", conditions))
        return result

    def answers(self, result: list[list[pa.Table]]) -> Iterator[Rails]:
        for tables in result:
            yield from in_order(tables)
