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
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twinwheel import __version__
from twinwheel.errors import OutputError
from twinwheel.matching.combination import best
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import SCHEMA, Tally
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


def write_decisions(tables: Iterable[pa.Table], path: Path) -> Iterator[pa.Table]:
    """Write tables of decisions as they come, and pass each on."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", store_schema=False) as writer:
        for table in tables:
            if table.num_rows:
                writer.write_table(table, row_group_size=1 << 20)
            yield table


def torn(plan: Plan, decisions: pa.Table) -> pa.Table:
    """The eligible rows of subjects that have two or more measures of pairs that exclude each other."""
    rivals = pa.array(sorted({id for pair in _pairs(plan) for id in pair}), pa.string())
    eligible = decisions.filter(pc.equal(decisions["outcome"], Outcome.ELIGIBLE.value))
    counts = eligible.filter(pc.is_in(eligible["measure_id"], rivals))["subject_id"].value_counts()
    subjects = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    return eligible.filter(pc.is_in(eligible["subject_id"], subjects))


def combinations(plan: Plan, tables: list[pa.Table]) -> pa.Table:
    """The best lawful combination of every subject in tables made by :func:`torn`."""
    pairs = _pairs(plan)
    amounts: dict[str, dict[str, Decimal | None]] = {}
    for table in tables:
        columns = (table[name].to_pylist() for name in ("subject_id", "measure_id", "amount_yuan"))
        for subject, measure, amount in zip(*columns, strict=True):
            amounts.setdefault(subject, {})[measure] = amount
    found = []
    for subject, each in amounts.items():
        choice = best(each, pairs)
        if choice.dropped:
            dropped = [one.measure for one in choice.dropped]
            found.append((subject, list(choice.chosen), dropped, choice.amount, list(choice.open)))
    return pa.Table.from_pylist(
        [dict(zip(COMBINATIONS.names, row, strict=True)) for row in found], COMBINATIONS
    )


def _pairs(plan: Plan) -> frozenset[frozenset[str]]:
    ids = {candidate.id for candidate in plan.candidates}
    return frozenset(pair for pair in plan.pack.exclusions if pair <= ids)


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
