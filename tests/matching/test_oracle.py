"""Matching equals SQL on DuckDB, which shares no code with it: every measure, every subject, both rails.

Registers are random but close to what the measures ask (``random_subjects.register``): around every threshold,
with gaps, bands and lists that are not fully known.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from back_ends import sql_rails
from random_subjects import random_pack, random_subject, register, seeded, subjects_of
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.values import to_batch
from twinwheel.matching.decide import verdicts
from twinwheel.matching.one import decide
from twinwheel.matching.plan import Outcome, Plan, plan
from twinwheel.matching.run import run, tallies
from twinwheel.packs import Pack, read_pack

ROWS = 20_000
ROOT = Path(__file__).parents[2]
DAYS = (date(2026, 11, 21), date(2026, 3, 20), date(2023, 9, 1), date(2019, 6, 1))
SUBJECTS = [
    "enterprise",
    "person",
    "incubator",
    "project",
    "receivable",
    "dataset",
    "bonded_account",
    "foreign_investment",
    "investor",
]


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(ROOT / "packs" / "beijing-sti")


def bitmaps(plan: Plan, batch: pa.RecordBatch) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """(sure, possible) of every measure over all rows, from the packed bits of every block."""
    found: dict[str, tuple[list[np.ndarray], list[np.ndarray]]] = {}
    for each in verdicts(plan, Batch(batch)):
        parts = found.setdefault(each.candidate.id, ([], []))
        for part, bits in zip(parts, (each.sure, each.possible), strict=True):
            part.append(np.unpackbits(bits, count=each.block.rows, bitorder="little").astype(bool))
    return {id: (np.concatenate(sure), np.concatenate(possible)) for id, (sure, possible) in found.items()}


def assert_equal_to_sql(plan: Plan, batch: pa.RecordBatch, chunk: int) -> Counter[str]:
    """Queries of a few measures each: DuckDB plans long ones slowly. Returns how often each verdict came up."""
    found = bitmaps(plan, batch)
    count: Counter[str] = Counter()
    for start in range(0, len(plan.candidates), chunk):
        some = plan.candidates[start : start + chunk]
        answers = sql_rails(plan.pack.vocabulary, [each.condition for each in some], batch)
        for candidate, (sure, possible) in zip(some, answers, strict=True):
            different = np.flatnonzero(
                (sure != found[candidate.id][0]) | (possible != found[candidate.id][1])
            )
            assert not len(different), (
                f"{candidate.id}: {len(different)} rows, first {subjects_of(plan, batch, different[:1])}"
            )
            count += Counter(
                met=int(sure.sum()), unknown=int((possible & ~sure).sum()), not_met=int((~possible).sum())
            )
    return count


def test_all_measures_for_20_000_enterprises(pack: Pack) -> None:
    on = plan(pack, "enterprise", DAYS[0])
    count = assert_equal_to_sql(on, register(on, ROWS), chunk=4)
    assert min(count.values()) > ROWS, f"the register is too one-sided to prove anything: {count}"


@pytest.mark.parametrize("subject", SUBJECTS[1:])
def test_all_measures_for_every_other_subject(subject: str, pack: Pack) -> None:
    on = plan(pack, subject, DAYS[0])
    count = assert_equal_to_sql(on, register(on, 2_000, seed=2), chunk=4)
    assert min(count[each] for each in ("met", "unknown", "not_met")) > 0


@pytest.mark.parametrize("day", DAYS[1:], ids=str)
def test_other_days_have_other_measures_and_the_same_agreement(day: date, pack: Pack) -> None:
    for subject in ("enterprise", "project", "foreign_investment"):
        on = plan(pack, subject, day)
        assert_equal_to_sql(on, register(on, 500, seed=3, bands=False), chunk=4)


def test_every_subject_type_is_covered(pack: Pack) -> None:
    assert set(SUBJECTS) == set(pack.subjects)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_one_subject_is_decided_as_the_register_is(subject: str, pack: Pack) -> None:
    """Outcome, amount and missing fields: the plain reading of 60 subjects against the table of a run."""
    on = plan(pack, subject, DAYS[0])
    assert_run_equals_one(on, register(on, 60, seed=4))


def assert_run_equals_one(plan: Plan, batch: pa.RecordBatch) -> None:
    ids = [f"s{n}" for n in range(batch.num_rows)]
    named = pa.RecordBatch.from_arrays(
        [*batch.columns, pa.array(ids)], names=[*batch.schema.names, "subject_id"]
    )
    tally = tallies(plan)
    table = pa.concat_tables(run(plan, [named], tally, ineligible=True))
    keys = list(
        zip(table.column("subject_id").to_pylist(), table.column("measure_id").to_pylist(), strict=True)
    )
    assert keys == [(id, candidate.id) for id in ids for candidate in plan.candidates]
    rows = iter(table.select(["outcome", "amount_yuan", "missing"]).to_pylist())
    counted: dict[str, Counter[str]] = {candidate.id: Counter() for candidate in plan.candidates}
    money: Counter[str] = Counter()
    for subject in subjects_of(plan, batch, range(batch.num_rows)):
        for candidate in plan.candidates:
            one = decide(candidate, subject, plan.pack.vocabulary)
            row = next(rows)
            assert (row["outcome"], row["amount_yuan"], row["missing"]) == (
                one.outcome,
                one.amount,
                list(one.missing),
            ), f"{candidate.id}: {subject}"
            counted[candidate.id][one.outcome] += 1
            if one.outcome is Outcome.ELIGIBLE:
                money[candidate.id] += one.amount or Decimal(0)
    for id, each in tally.items():
        assert +each.outcomes == counted[id]
        assert each.amount_yuan == money[id]


@pytest.mark.parametrize("seed", range(12))
def test_random_packs_on_random_registers(seed: int) -> None:
    """Many random measures in one program, which shares columns, cut points and atoms between them."""
    choose = seeded(seed)
    on = plan(random_pack(choose, measures=12), "firm", DAYS[0])
    subjects = [random_subject(choose) for _ in range(40)]
    batch = to_batch(on.pack.vocabulary, subjects)
    assert_equal_to_sql(on, batch, chunk=12)
    assert_run_equals_one(on, pad(on, batch))


def pad(plan: Plan, batch: pa.RecordBatch) -> pa.RecordBatch:
    """``subjects_of`` reads every column that the plan reads."""
    wanted = to_batch(plan.pack.vocabulary, [dict.fromkeys(plan.pack.fields)])
    missing = [name for name in wanted.schema.names if name not in batch.schema.names]
    columns = {name: pa.nulls(batch.num_rows, wanted.schema.field(name).type) for name in missing}
    names = [*batch.schema.names, *columns]
    return pa.RecordBatch.from_arrays([*batch.columns, *columns.values()], names=names)
