"""Many conditions over a table of an engine, a few dozen in a query."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from twinwheel.criteria.logic import Logic
from twinwheel.criteria.stages import ladder
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.matching.engines.engine import Engine

TOGETHER = 60


def verdicts(
    engine: Engine, vocabulary: Vocabulary, table: str, columns: frozenset[str], conditions: Sequence[Logic]
) -> list[list[bool | None]]:
    """What the engine says of each condition for each row, rows in the order of their numbers as ``subject_id``."""
    answers: list[list[bool | None]] = []
    for start in range(0, len(conditions), TOGETHER):
        some = list(conditions[start : start + TOGETHER])
        stages = ladder(vocabulary, columns, engine.dialect, engine.named(table), some)
        names = [stages.names[each] for each in some]
        listed = ", ".join(["subject_id", *dict.fromkeys(names)])
        query = f"WITH {', '.join(stages.sql(engine.dialect))} SELECT {listed} FROM criteria"
        found = pa.Table.from_batches(list(engine.batches(query)))
        order = pa.array(np.argsort([int(each) for each in found["subject_id"].to_pylist()]))
        ordered = {name: found[name].take(order).to_pylist() for name in names}
        answers += [[None if v is None else bool(v) for v in ordered[name]] for name in names]
    return answers


def numbered(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows with their numbers as ``subject_id``."""
    ids = pa.array([str(number) for number in range(batch.num_rows)])
    names = ["subject_id", *(name for name in batch.schema.names if name != "-")]
    columns = [ids, *(batch.column(name) for name in names[1:])]
    return pa.RecordBatch.from_arrays(columns, names=names)
