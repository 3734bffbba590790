"""The files of a run: written aside, then put in place together, so that an earlier run is never half replaced.

``decisions.parquet`` has the columns of ``run.SCHEMA``; ``combinations.parquet`` what each subject should
take where measures exclude each other; ``summary.json`` the counts, and what was decided by what.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twinwheel import __version__
from twinwheel.errors import OutputError
from twinwheel.matching.combination import losers
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import Tally
from twinwheel.registers.output import replacing
from twinwheel.registers.register import Register

COMBINATIONS = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("chosen", pa.list_(pa.string()), nullable=False),
        pa.field("dropped", pa.list_(pa.string()), nullable=False),
        pa.field("amount_yuan", pa.decimal128(20, 2), nullable=False),
        pa.field("amount_unknown", pa.list_(pa.string()), nullable=False),
    ]
)
"""One row per subject for which eligible measures exclude each other. ``chosen`` also holds what excludes nothing."""


class Files:
    """The files of one run in a folder. Use as a context: they appear when it ends well, all or none.

    Raises:
        OutputError: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()

    def __enter__(self) -> Files:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{self.folder} cannot be made: {error.strerror}", "Choose another folder."
            ) from error
        return self

    def __exit__(self, *details: Any) -> None:
        self._stack.__exit__(*details)

    def path(self, name: str) -> Path:
        """Where to write ``name`` for now."""
        return self._stack.enter_context(replacing(self.folder / name))


def write_tables(tables: Iterable[pa.Table], schema: pa.Schema, path: Path) -> Iterator[pa.Table]:
    """Write tables as they come, and pass each on. The file is complete when the last has been taken."""
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        for table in tables:
            if table.num_rows:
                writer.write_table(table, row_group_size=1 << 20)
            yield table


def combinations(plan: Plan, decisions: pa.Table) -> pa.Table:
    """The best lawful combination of every subject of a table of decisions whose eligible measures conflict.

    The rows of a subject stand together in ``decisions``.
    """
    ids = {candidate.id for candidate in plan.candidates}
    pairs = frozenset(pair for pair in plan.pack.exclusions if pair <= ids)
    rivals = frozenset().union(*pairs)
    eligible = decisions.filter(pc.equal(decisions["outcome"], Outcome.ELIGIBLE.value))
    counts = eligible.filter(pc.is_in(eligible["measure_id"], pa.array(sorted(rivals), pa.string())))
    counts = counts["subject_id"].value_counts()
    torn = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    rows = eligible.filter(pc.is_in(eligible["subject_id"], torn))
    columns = (rows[name].to_pylist() for name in ("subject_id", "measure_id", "amount_yuan"))
    found: list[tuple[object, ...]] = []
    for subject, group in groupby(zip(*columns, strict=True), key=itemgetter(0)):
        amounts: dict[str, Decimal | None] = {measure: amount for _, measure, amount in group}
        torn_pairs = frozenset(pair for pair in pairs if pair <= amounts.keys())
        worth = {id: int((amounts[id] or 0) * 100) for id in amounts.keys() & rivals}
        lost = losers([id for id in amounts if id in rivals], worth, torn_pairs)
        if lost:
            chosen = [id for id in amounts if id not in lost]
            money = sum((amounts[id] or Decimal(0) for id in chosen), Decimal(0))
            unknown = [id for id in chosen if amounts[id] is None]
            found.append((subject, chosen, [id for id in amounts if id in lost], money, unknown))
    columns_out = list(zip(*found, strict=True)) or [()] * len(COMBINATIONS)
    return pa.table(
        [pa.array(each, kind.type) for each, kind in zip(columns_out, COMBINATIONS, strict=True)],
        COMBINATIONS,
    )


def summary(plan: Plan, register: Register, tally: dict[str, Tally]) -> dict[str, Any]:
    """What ``summary.json`` holds. Money is text, so that no reader makes a float of it by accident."""
    pack = plan.pack
    decided = {
        id: {
            "title": pack.measures[id].title.model_dump(),
            "theme": pack.measures[id].theme,
            "level": pack.measures[id].level,
            "outcomes": {outcome.value: each.outcomes[outcome] for outcome in Outcome},
            "amount_yuan": str(each.amount_yuan),
            "amounts_unknown": each.amounts_unknown,
        }
        for id, each in tally.items()
    }
    others = {id: spec for id, spec in pack.measures_of(plan.subject).items() if id not in tally}
    return {
        "as_of": plan.as_of.isoformat(),
        "subject": plan.subject,
        "pack": {"id": pack.info.id, "version": pack.info.version, "hash": pack.hash},
        "register": {"rows": register.rows, "hash": register.hash, "problems": len(register.problems)},
        "versions": {
            "twinwheel": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "pyarrow": pa.__version__,
        },
        "totals": {
            "outcomes": {o.value: sum(each.outcomes[o] for each in tally.values()) for o in Outcome},
            "amount_yuan": str(sum((each.amount_yuan for each in tally.values()), Decimal("0.00"))),
        },
        "measures": decided,
        "programmes": [id for id, spec in others.items() if spec.kind == "programme"],
        "not_in_force": [id for id, spec in others.items() if spec.kind == "rule"],
    }


def write_json(value: object, path: Path) -> None:
    """JSON as people and version control like it."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
