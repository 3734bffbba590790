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
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.parse import parse
from twinwheel.criteria.sql import SqlWriter
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import to_batch
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.matching import decide
from twinwheel.matching.codes import encode
from twinwheel.matching.kernel import blocks
from twinwheel.matching.plan import Candidate, Plan, Rule
from twinwheel.matching.program import compile_program
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


def by_duckdb(vocabulary: Vocabulary, condition: Logic, subjects: Sequence[Subject]) -> Rails:
    """SQL, on an engine that shares no code with the rest."""
    return sql_rails(vocabulary, [condition], to_batch(vocabulary, subjects))[0]


BACK_ENDS: dict[str, Callable[[Vocabulary, Logic, Sequence[Subject]], Rails]] = {
    "subject": by_subject,
    "columns": by_columns,
    "kernel": by_kernel,
    "DuckDB": by_duckdb,
}


def sql_rails(vocabulary: Vocabulary, conditions: Sequence[Logic], batch: pa.RecordBatch) -> list[Rails]:
    """Conditions over canonical columns, in one query. DuckDB may return rows out of order, so they are numbered."""
    writer = SqlWriter(vocabulary, frozenset(batch.schema.names))
    columns = ", ".join(f"{writer.condition(each)} AS c{n}" for n, each in enumerate(conditions))
    numbered = pa.Table.from_batches([batch]).append_column("#", pa.array(np.arange(batch.num_rows)))
    database = _database()
    database.register("subjects", numbered)
    found = database.sql(f'SELECT {columns} FROM subjects ORDER BY "#"').to_arrow_table()
    answers = [found.column(n).combine_chunks() for n in range(len(conditions))]
    return [(_bits(each.fill_null(False)), _bits(each.fill_null(True))) for each in answers]


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
