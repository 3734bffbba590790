"""Every reading of a condition, side by side: what one says, all must say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from twinwheel.criteria import missing, subject
from twinwheel.criteria.columns import Batch, rails
from twinwheel.criteria.dialects import DIALECTS
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.parse import parse
from twinwheel.criteria.stages import ladder
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import to_batch
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.matching import decide
from twinwheel.matching.bits.bitmaps import bitmaps
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.bits.kernel import blocks
from twinwheel.matching.bits.program import compile_program
from twinwheel.matching.plan import Candidate, Plan, Rule
from twinwheel.packs import Pack
from twinwheel.packs.model import CriterionSpec, MeasureSpec

Bits = np.ndarray  # of bool, one per subject
Rails = tuple[Bits, Bits]  # surely met, possibly met
DAY = date(2026, 11, 21)


def by_subject(vocabulary: Vocabulary, condition: Logic, subjects: Sequence[Subject]) -> Rails:
    """One subject after another."""
    found = [subject.truth(condition, each) for each in subjects]
    return np.array([each is True for each in found]), np.array([each is not False for each in found])


def by_columns(vocabulary: Vocabulary, condition: Logic, subjects: Sequence[Subject]) -> Rails:
    """The plain vectorised reading."""
    return rails(condition, Batch(to_batch(vocabulary, subjects)))


def by_kernel(vocabulary: Vocabulary, condition: Logic, subjects: Sequence[Subject]) -> Rails:
    """Small codes and packed bits, as a register is matched."""
    program = compile_program([condition])
    batch = Batch(to_batch(vocabulary, subjects))
    (block,) = blocks(program, encode(program, batch))
    sure, possible = (
        np.unpackbits(bits, count=batch.rows, bitorder="little").astype(bool)
        for bits in block.rails(program.roots[0])
    )
    return sure, possible


def by_numba(vocabulary: Vocabulary, condition: Logic, subjects: Sequence[Subject]) -> Rails:
    """The same codes and bits, compiled."""
    program = compile_program([condition])
    batch = Batch(to_batch(vocabulary, subjects))
    found = bitmaps(program, [program.roots], encode(program, batch), back_end="numba")
    sure, possible = (
        np.unpackbits(bits[0], count=batch.rows, bitorder="little").astype(bool)
        for bits in (found.sure, found.possible)
    )
    return sure, possible


def by_duckdb(vocabulary: Vocabulary, condition: Logic, subjects: Sequence[Subject]) -> Rails:
    """SQL, on an engine that shares no code with the rest."""
    return sql_rails(vocabulary, [condition], to_batch(vocabulary, subjects))[0]


BACK_ENDS: dict[str, Callable[[Vocabulary, Logic, Sequence[Subject]], Rails]] = {
    "subject": by_subject,
    "columns": by_columns,
    "kernel": by_kernel,
    "numba": by_numba,
    "DuckDB": by_duckdb,
}


def sql_rails(vocabulary: Vocabulary, conditions: Sequence[Logic], batch: pa.RecordBatch) -> list[Rails]:
    """Conditions over canonical columns, in one query. DuckDB may return rows out of order, so they are numbered."""
    numbers = pa.array([str(number) for number in range(batch.num_rows)])
    database = _database()
    database.register("subjects", pa.Table.from_batches([batch]).append_column("subject_id", numbers))
    columns = frozenset(batch.schema.names)
    query, names = staged(vocabulary, columns, "duckdb", "subjects", conditions)
    found = database.sql(f"SELECT * FROM ({query}) ORDER BY CAST(subject_id AS BIGINT)").to_arrow_table()
    return [rails_of(found.column(name).combine_chunks()) for name in names]


def staged(
    vocabulary: Vocabulary, columns: frozenset[str], dialect: str, table: str, conditions: Sequence[Logic]
) -> tuple[str, list[str]]:
    """The query that decides some conditions, and the column of each."""
    chosen = DIALECTS[dialect]
    stages = ladder(vocabulary, columns, chosen, chosen.table(table), conditions)
    names = [stages.names[each] for each in conditions]
    return f"WITH {', '.join(stages.sql(chosen))} SELECT * FROM criteria", names


def rails_of(answers: pa.Array) -> Rails:
    """A column that may be null, as two rails."""
    return _bits(answers.fill_null(False)), _bits(answers.fill_null(True))


def _bits(answers: pa.Array) -> Bits:
    return np.asarray(answers.to_numpy(zero_copy_only=False), bool)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 2})


def words(found: Rails) -> list[str]:
    """Verdicts as a person says them."""
    return ["met" if t else "unknown" if p else "not_met" for t, p in zip(*found, strict=True)]


# --- what an unknown answer waits for -----------------------------------------------------------

Fields = list[str]


def missing_by_subject(pack: Pack, condition: Logic, subjects: Sequence[Subject]) -> list[Fields]:
    """``criteria.missing``, one subject after another."""
    return [sorted(missing.missing(condition, each, frozenset(pack.definitions))) for each in subjects]


def missing_by_kernel(pack: Pack, condition: Logic, subjects: Sequence[Subject]) -> list[Fields]:
    """``matching.decide``, for all subjects at once."""
    plan = plan_of(pack, {"case": condition})
    batch = Batch(to_batch(pack.vocabulary, subjects))
    (verdicts,) = decide.verdicts(plan, batch)
    result: list[Fields] = [[] for _ in subjects]
    rows, which, lists = decide.missing(plan, verdicts, batch)
    for row, position in zip(rows, which, strict=True):
        result[row] = sorted(lists[position])
    return result


def plan_of(pack: Pack, conditions: Mapping[str, Logic], as_of: date = DAY) -> Plan:
    """A plan of measures that consist of one condition each."""
    return Plan(
        pack,
        next(iter(pack.subjects), "firm"),
        as_of,
        tuple(_candidate(*each) for each in conditions.items()),
    )


def _candidate(id: str, condition: Logic) -> Candidate:
    criterion = CriterionSpec.model_validate({"id": "only", "label": {"zh": id, "en": id}, "when": "TRUE"})
    spec = MeasureSpec.model_validate(
        {
            "id": id,
            "title": {"zh": id, "en": id},
            "theme": "tax",
            "level": "national",
            "issuer": ["-"],
            "subject": "firm",
            "valid": {},
            "source": {"document": "-", "date": None, "confidence": "C"},
            "criteria": [criterion.model_dump()],
            "benefit": [{"kind": "tax", "title": {"zh": "-", "en": "-"}}],
        }
    )
    return Candidate(id, spec, (Rule(criterion, parse("TRUE"), condition),), (), ())
