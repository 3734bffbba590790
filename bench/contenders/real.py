"""The real packs, every type of subject they have measures for: Twinwheel, and DuckDB on the SQL it writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.contenders import Rails
from bench.contenders.twinwheel import NumPy, from_decisions
from bench.synthetic import AS_OF
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.dialects import DIALECTS
from twinwheel.criteria.stages import KEY
from twinwheel.matching.bits.bitmaps import Bitmaps, bitmaps
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.engines.statements import Table, statements
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

    def run(self) -> list[Bitmaps]:
        return [
            bitmaps(chosen.program, chosen.roots, encode(chosen.program, Batch(batch)), **NumPy.back_end)
            for chosen, batch in self.plans()
        ]

    def answers(self, result: list[Bitmaps]) -> Iterator[Rails]:
        for found in result:
            yield from NumPy().answers(found)


class Decisions(_Real):
    """Outcomes, amounts, and the fields that unknown ones wait for, as a table."""

    def run(self) -> list[list[pa.Table]]:
        return [list(run(chosen, [batch], tallies(chosen))) for chosen, batch in self.plans()]

    def answers(self, result: list[list[pa.Table]]) -> Iterator[Rails]:
        for (chosen, batch), tables in zip(self.plans(), result, strict=True):
            ids = [each.id for each in chosen.candidates]
            yield from from_decisions(tables, ids, pa.chunked_array([batch["subject_id"]]))


class DuckDb(_Real):
    """Outcomes only, by the statements of ``twinwheel sql``."""

    def load(self, folder: Path) -> None:
        super().load(folder)
        self.base = duckdb.connect()
        for subject, batch in self.batches.items():
            self.base.register("batch", pa.Table.from_batches([batch]))
            self.base.execute(f'CREATE TABLE "{subject}" AS SELECT * FROM batch')

    def run(self) -> list[list[pa.Table]]:
        result = []
        for chosen, batch in self.plans():
            table = Table(f'"{chosen.subject}"', frozenset(batch.schema.names) - {KEY})
            asked = statements(chosen, table, DIALECTS["duckdb"])
            result.append([self.base.sql(each.verdicts(ineligible=True)).to_arrow_table() for each in asked])
        return result

    def answers(self, result: list[list[pa.Table]]) -> Iterator[Rails]:
        """The rows come in any order, each with its id."""
        for tables, batch in zip(result, self.batches.values(), strict=True):
            for table in tables:
                place = pc.index_in(batch[KEY], table[KEY].combine_chunks())
                yield from _rails(table.take(place).drop_columns(KEY))


def _rails(table: pa.Table) -> Iterator[Rails]:
    for column in table.columns:
        sure, possible = (column.fill_null(each).to_numpy() for each in (False, True))
        yield sure.astype(bool), possible.astype(bool)
