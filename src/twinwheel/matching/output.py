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
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twinwheel import __version__
from twinwheel.errors import OutputError
from twinwheel.matching.combination import losers
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import Tally, decimals
from twinwheel.messages import heard, message
from twinwheel.replacing import replacing

COMBINATIONS = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("chosen", pa.list_(pa.string()), nullable=False),
        pa.field("dropped", pa.list_(pa.string()), nullable=False),
        pa.field("amount_yuan", pa.decimal128(20, 2), nullable=False),
        pa.field("dropped_yuan", pa.decimal128(20, 2), nullable=False),
        pa.field("amount_unknown", pa.list_(pa.string()), nullable=False),
    ]
)
"""One row per subject for which eligible measures exclude each other. ``chosen`` also holds what excludes nothing."""


TORN = 8_192
"""Subjects whose combinations are worked out at a time: it takes a number for each of their measures."""


class Files:
    """The files of one run in a folder. Use as a context: when it ends well they take the places of earlier ones.

    What could keep a file from its place is looked for before the first is moved, and the one that was asked
    for first is moved last: ``summary.json``, which names the run.

    Raises:
        OutputError: the folder or a file in it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()

    def __enter__(self) -> Files:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                message(
                    "{folder} cannot be made: {reason}", folder=str(self.folder), reason=heard(error.strerror)
                ),
                message("Choose another folder."),
            ) from error
        return self

    def __exit__(self, *details: Any) -> None:
        self._stack.__exit__(*details)

    def path(self, name: str) -> Path:
        """Where to write ``name`` for now."""
        self.check(name)
        return self._stack.enter_context(replacing(self.folder / name))

    def check(self, name: str) -> None:
        """Raises OutputError where ``name`` could not take its place."""
        if (self.folder / name).is_dir():
            raise OutputError(
                message("{path} is a folder", path=str(self.folder / name)),
                message("Move it away, or choose another folder."),
            )


def write_tables(tables: Iterable[pa.Table], schema: pa.Schema, path: Path) -> Iterator[pa.Table]:
    """Write tables as they come, and pass each on. The file is complete when the last has been taken."""
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        for table in tables:
            if table.num_rows:
                writer.write_table(table, row_group_size=1 << 20)
            yield table


def combinations(plan: Plan, decisions: pa.Table) -> pa.Table:
    """The best lawful combination of every subject of a table of decisions whose eligible measures conflict.

    The rows of a subject stand together in ``decisions``, in the order of the plan's measures.
    """
    rows = decisions.filter(pc.equal(decisions["outcome"], Outcome.ELIGIBLE.value)).combine_chunks()
    if not rows.num_rows or not _rivals(plan):
        return COMBINATIONS.empty_table()
    subjects, measures = (_encoded(rows[name].combine_chunks()) for name in ("subject_id", "measure_id"))
    ids = pa.array([candidate.id for candidate in plan.candidates], pa.string())
    measure = pc.index_in(measures.dictionary, ids).to_numpy()[measures.indices.to_numpy()]
    fen, known = _fen(rows["amount_yuan"].combine_chunks())
    return combined(plan, subjects.dictionary, subjects.indices.to_numpy(), measure, fen, known)


def combined(
    plan: Plan,
    subjects: pa.Array,
    subject: npt.NDArray[np.integer],
    measure: npt.NDArray[np.integer],
    fen: npt.NDArray[np.int64],
    known: npt.NDArray[np.bool_],
) -> pa.Table:
    """The same from arrays: positions in ``subjects`` and in the measures of the plan, one of each for every
    eligible pair, with what it is worth."""
    ids = [candidate.id for candidate in plan.candidates]
    among = np.zeros(len(ids), bool)
    among[_rivals(plan)] = True
    # Only those who have two measures or more of which some exclude each other can be torn between them.
    several = np.flatnonzero(np.bincount(subject[among[measure]], minlength=len(subjects)) > 1)
    tables = [COMBINATIONS.empty_table()]
    for start in range(0, len(several), TORN):
        some = several[start : start + TORN]
        number = np.full(len(subjects), -1)
        number[some] = np.arange(len(some))
        here = number[subject] >= 0
        tables.append(
            _combined(
                plan,
                ids,
                subjects.take(pa.array(some)),
                number[subject[here]],
                measure[here],
                fen[here],
                known[here],
            )
        )
    return pa.concat_tables(tables).combine_chunks()


def _rivals(plan: Plan) -> list[int]:
    """The measures of a plan that exclude another one of it, by position."""
    place = {candidate.id: number for number, candidate in enumerate(plan.candidates)}
    return sorted({place[id] for pair in plan.pack.exclusions if pair <= place.keys() for id in pair})


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def _combined(
    plan: Plan,
    ids: list[str],
    subjects: pa.Array,
    subject: npt.NDArray[np.integer],
    measure: npt.NDArray[np.integer],
    fen: npt.NDArray[np.int64],
    known: npt.NDArray[np.bool_],
) -> pa.Table:
    shape = len(subjects), len(ids)
    eligible, worth = np.zeros(shape, bool), np.zeros(shape, np.int64)
    eligible[subject, measure], worth[subject, measure] = True, fen
    lost = losers(ids, eligible, worth, plan.pack.exclusions)
    torn = np.flatnonzero(lost.any(axis=1))
    unknown = np.zeros(shape, bool)
    unknown[subject[~known], measure[~known]] = True
    chosen = eligible[torn] & ~lost[torn]
    every = np.ones(len(torn), bool)
    columns = [
        subjects.take(pa.array(torn)),
        _listed(chosen, ids),
        _listed(lost[torn], ids),
        decimals(np.where(chosen, worth[torn], 0).sum(axis=1), every),
        decimals(np.where(lost[torn], worth[torn], 0).sum(axis=1), every),
        _listed(chosen & unknown[torn], ids),
    ]
    return pa.Table.from_arrays(columns, schema=COMBINATIONS)


def _fen(column: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Amounts as fen, and which are known: the reverse of ``run.decimals``."""
    known = column.is_valid().to_numpy(zero_copy_only=False)
    words = np.frombuffer(column.buffers()[1], np.int64)[2 * column.offset :: 2][: len(column)]
    return np.where(known, words, 0), known


def _listed(flags: npt.NDArray[np.bool_], ids: list[str]) -> pa.Array:
    """For every row the ids whose flag is set."""
    offsets = np.concatenate([[0], np.cumsum(flags.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(ids, pa.string()).take(pa.array(np.nonzero(flags)[1]))
    )


def versions() -> dict[str, str]:
    """What decided and wrote."""
    return {
        "twinwheel": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pyarrow": pa.__version__,
    }


class Counted(Protocol):
    """What is said of a register: its rows, its hash if it is a file, and the cells that could not be read."""

    @property
    def rows(self) -> int: ...
    @property
    def hash(self) -> str | None: ...
    @property
    def cells(self) -> int: ...


def summary(plan: Plan, register: Counted, tally: dict[str, Tally], dropped_yuan: Decimal) -> dict[str, Any]:
    """What ``summary.json`` holds. Money is text, so that no reader makes a float of it by accident.

    ``dropped_yuan`` is what the best lawful combinations leave out of the sum over all measures.
    """
    pack = plan.pack
    everything = sum((each.amount_yuan for each in tally.values()), Decimal("0.00"))
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
        "register": {"rows": register.rows, "hash": register.hash, "problems": register.cells},
        "versions": versions(),
        "totals": {
            "outcomes": {o.value: sum(each.outcomes[o] for each in tally.values()) for o in Outcome},
            "amount_yuan": str(everything),
            "amount_yuan_lawful": str(everything - dropped_yuan),
        },
        "measures": decided,
        "programmes": [id for id, spec in others.items() if spec.kind == "programme"],
        "not_in_force": [id for id, spec in others.items() if spec.kind == "rule"],
    }


def write_json(value: object, path: Path) -> None:
    """JSON as people and version control like it."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
