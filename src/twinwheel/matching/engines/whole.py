"""A whole run on an engine: statement by statement, then put in the order of subjects and measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from twinwheel.matching.engines.engine import ROWS, Engine
from twinwheel.matching.engines.fetched import PLACED, Fetched
from twinwheel.matching.engines.statements import Table, statements
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import SCHEMA, Tally
from twinwheel.registers.advance import Advance, ignore


@dataclass(frozen=True)
class Lying:
    """A register that stays where it is: what ``output.summary`` says of it. It has no hash, for it is no file."""

    rows: int
    hash: None = None
    cells: int = 0


def run_on(
    engine: Engine,
    plan: Plan,
    table: Table,
    rows: int,
    tally: dict[str, Tally],
    folder: Path,
    *,
    ineligible: bool = False,
    advance: Advance = ignore,
) -> Iterator[pa.Table]:
    """Tables of ``run.SCHEMA``, subjects in the order of their ids, no subject in two of them.

    ``folder`` takes what is fetched until it is put in order. ``advance`` is told measures as they are done.
    """
    fetched = folder / "fetched.parquet"
    with pq.ParquetWriter(fetched, PLACED, compression="lz4") as writer:
        for statement in statements(plan, table, engine.dialect, carry=True):
            found = Fetched(statement, tally, ineligible=ineligible)
            for answer in engine.batches(statement.verdicts(ineligible=ineligible)):
                for start in range(0, answer.num_rows, ROWS):
                    parts = list(found.decisions(answer.slice(start, ROWS)))
                    if parts:
                        writer.write_table(pa.concat_tables(parts).combine_chunks())
            advance(len(statement.candidates))
    for each in tally.values():
        each.outcomes[Outcome.INELIGIBLE] = rows - sum(
            n for outcome, n in each.outcomes.items() if outcome != Outcome.INELIGIBLE
        )
    yield from _by_subject(_ordered(fetched, folder))


def _ordered(fetched: Path, folder: Path) -> Iterator[pa.RecordBatch]:
    """All decisions in order, sorted on disk where they outgrow memory."""
    with duckdb.connect(config={"temp_directory": str(folder / "sorting")}) as database:
        rows = database.read_parquet(str(fetched)).order("subject_id, position")
        yield from rows.select(*SCHEMA.names).to_arrow_reader(ROWS * 4)


def _by_subject(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in tables that end where a subject ends."""
    kept: list[pa.Table] = []
    for batch in batches:
        table = pa.Table.from_batches([batch]).cast(SCHEMA)
        subjects = table["subject_id"].to_pylist()
        end = len(subjects)
        while end and subjects[end - 1] == subjects[-1]:
            end -= 1
        if end:
            yield pa.concat_tables([*kept, table.slice(0, end)])
            kept = []
        kept.append(table.slice(end))
    if kept:
        yield pa.concat_tables(kept)
