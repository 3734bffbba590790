"""The best combination of every subject of a run is the one that a single subject gets explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from random_subjects import DAY, random_pack, random_subject, seeded
from twinwheel.criteria.values import to_batch
from twinwheel.matching.explain import explain
from twinwheel.matching.output import COMBINATIONS, combinations
from twinwheel.matching.plan import plan
from twinwheel.matching.run import SCHEMA, run, tallies


@pytest.mark.parametrize("seed", range(4))
def test_combinations_of_a_run_equal_those_of_each_subject(seed: int) -> None:
    choose = seeded(seed)
    on = plan(random_pack(choose, measures=14), "firm", DAY)
    subjects = [random_subject(choose) for _ in range(60)]
    batch = to_batch(on.pack.vocabulary, subjects)
    ids = [f"s{n:02}" for n in range(len(subjects))]
    named = pa.RecordBatch.from_arrays(
        [*batch.columns, pa.array(ids)], names=[*batch.schema.names, "subject_id"]
    )
    decisions = pa.concat_tables(run(on, [named], tallies(on)))
    assert decisions.schema.equals(SCHEMA)
    found = combinations(on, decisions)
    assert found.schema.equals(COMBINATIONS)
    wanted: list[dict[str, Any]] = []
    for id, subject in zip(ids, subjects, strict=True):
        best = explain(on, subject).best
        if best.dropped:
            wanted.append(
                {
                    "subject_id": id,
                    "chosen": list(best.chosen),
                    "dropped": [each.measure for each in best.dropped],
                    "amount_yuan": best.amount.quantize(Decimal("0.01")),
                    "dropped_yuan": sum(
                        (each.amount or Decimal(0) for each in best.dropped), Decimal("0.00")
                    ),
                    "amount_unknown": list(best.open),
                }
            )
    assert found.to_pylist() == wanted
    assert wanted


def test_nobody_eligible_makes_an_empty_table() -> None:
    on = plan(random_pack(seeded(1), measures=3), "firm", DAY)
    assert combinations(on, SCHEMA.empty_table()).equals(COMBINATIONS.empty_table())
