"""``python -m bench.spark_worker JSON``, a list of worlds; runs where pyspark is installed.

What is timed are the statements of ``twinwheel sql``, executed in full, their rows counted as the executors would write
them and thrown away (``noop``): cold in a new session, then warm. Fetching the answer, which is checked, is not.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.contenders import Rails
from bench.synthetic import AS_OF
from bench.worker import summed
from twinwheel.matching.engines.engine import open_engine
from twinwheel.matching.engines.on_spark import Spark
from twinwheel.matching.engines.statements import Statement, statements
from twinwheel.matching.plan import plan
from twinwheel.packs import read_pack

WARM = 2  # runs, of which the best counts


def main(text: str) -> None:
    worlds = [Path(each) for each in json.loads(text)]
    with open_engine("spark://local") as engine:
        assert isinstance(engine, Spark)
        points = [_point(engine, world) for world in worlds]
        version = engine.version
    print(
        json.dumps(
            {"version": version, "cores": os.cpu_count(), "points": points, "load": os.getloadavg()[0]}
        )
    )


def _point(engine: Spark, world: Path) -> dict[str, Any]:
    pack = read_pack(world / "pack")
    chosen = plan(pack, "enterprise", AS_OF)
    table = engine.table(str(world / "register.parquet"), pack, chosen.subject)
    asked = list(statements(chosen, table, engine.dialect))
    frames = [engine._session.sql(each.verdicts(ineligible=False)) for each in asked]
    planned = taken(lambda: [each._jdf.queryExecution().executedPlan() for each in frames])

    def run() -> None:
        for each in asked:
            engine._session.sql(each.verdicts(ineligible=False)).write.format("noop").mode("overwrite").save()

    cold = taken(run)
    print(f"{world.name}: planned {planned:.1f} s, cold {cold:.1f} s", file=sys.stderr)
    warm = min(taken(run) for _ in range(WARM))
    ids = pq.read_table(world / "register.parquet", columns=["subject_id"]).column(0).combine_chunks()
    answer = summed(_answers(engine, asked, ids))
    return {"statements": len(asked), "plan": planned, "cold": cold, "warm": warm, "sha1": answer["sha1"]}


def _answers(engine: Spark, asked: list[Statement], ids: pa.Array) -> Iterator[Rails]:
    """Subjects that can meet none of a statement's measures are not in its answer."""
    for statement in asked:
        found = pa.Table.from_batches(engine.batches(statement.verdicts(ineligible=False)))
        rows = pc.index_in(found.column(0), ids).to_numpy()
        for column in found.columns[1 : 1 + len(statement.candidates)]:
            sure, possible = np.zeros(len(ids), bool), np.zeros(len(ids), bool)
            sure[rows] = column.fill_null(False).to_numpy()
            possible[rows] = column.fill_null(True).to_numpy()
            yield sure, possible


def taken(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1])
