"""A whole register, batch by batch: decisions as a table, and counts per measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.matching import amount
from twinwheel.matching.decide import Rows, Verdicts, missing, verdicts
from twinwheel.matching.kernel import count
from twinwheel.matching.plan import Candidate, Outcome, Plan

SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("measure_id", pa.string(), nullable=False),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("amount_yuan", pa.decimal128(20, 2)),
        pa.field("missing", pa.list_(pa.string()), nullable=False),
    ]
)
"""Columns of ``decisions.parquet``; other programs rely on them."""


@dataclass(frozen=True)
class Part:
    """Rows of one candidate with one outcome. ``waits`` points into ``lists``, the distinct missing fields."""

    position: int
    outcome: Outcome
    rows: Rows
    fen: npt.NDArray[np.int64] | None = None
    known: npt.NDArray[np.bool_] | None = None
    waits: npt.NDArray[np.int64] | None = None
    lists: Sequence[list[str]] = ()


PAIRS = 13_000_000
"""Subjects × measures decided before their rows are passed on; some one in ten of them becomes a row."""

PAIRS_WRITTEN = 2_000_000
"""The same where ineligible ones are written too, and so every one becomes a row."""


class Observer(Protocol):
    """Something that wants to see every verdict as it is made, such as the survey behind the report."""

    def see(self, found: Verdicts, batch: Batch, parts: Sequence[Part]) -> None:
        """One candidate over one block, and the parts its decisions were written from."""


@dataclass
class Tally:
    """Counts of one measure over a run. ``amount_fen`` adds the known amounts of eligible subjects only."""

    outcomes: Counter[str] = field(default_factory=Counter)
    amount_fen: int = 0
    amounts_unknown: int = 0

    @property
    def amount_yuan(self) -> Decimal:
        return amount.yuan(self.amount_fen)


def batch_rows(plan: Plan, *, ineligible: bool = False) -> int:
    """Rows per batch that keep a run within some hundred megabytes, however many measures there are."""
    pairs = PAIRS_WRITTEN if ineligible else PAIRS
    return max(8_192, min(65_536, pairs // max(1, len(plan.candidates))))


def tallies(plan: Plan) -> dict[str, Tally]:
    """An empty tally for every measure of a plan."""
    return {candidate.id: Tally() for candidate in plan.candidates}


def run(
    plan: Plan,
    batches: Iterable[pa.RecordBatch],
    tally: dict[str, Tally],
    *,
    ineligible: bool = False,
    observers: Sequence[Observer] = (),
) -> Iterator[pa.Table]:
    """Decide every batch. Yields a table of ``SCHEMA`` per batch, in the order of subjects, then measures.

    ``tally`` is added to. Rows that are ineligible are left out unless ``ineligible`` is set.
    """
    for table in batches:
        batch = Batch(table)
        parts: list[Part] = []
        for found in verdicts(plan, batch):
            made = list(_parts(plan, found, batch, tally[found.candidate.id], ineligible=ineligible))
            parts += made
            for observer in observers:
                observer.see(found, batch, made)
        yield _table(plan, table.column("subject_id"), parts)


def _parts(plan: Plan, found: Verdicts, batch: Batch, tally: Tally, *, ineligible: bool) -> Iterator[Part]:
    best = Outcome.NEEDS_REVIEW if found.candidate.humans else Outcome.ELIGIBLE
    met, possible = count(found.sure), count(found.possible)
    tally.outcomes[best] += met
    tally.outcomes[Outcome.UNKNOWN] += possible - met
    tally.outcomes[Outcome.INELIGIBLE] += found.block.rows - possible
    if met:
        rows = found.rows(found.sure)
        fen, known = money(found.candidate, rows, batch)
        if best is Outcome.ELIGIBLE and found.candidate.amounts:
            tally.amount_fen += amount.added(fen[known])
            tally.amounts_unknown += int((~known).sum())
        yield Part(found.position, best, rows, fen, known)
    if possible > met:
        rows, waits, lists = missing(plan, found, batch)
        yield Part(found.position, Outcome.UNKNOWN, rows, waits=waits, lists=lists)
    if ineligible and possible < found.block.rows:
        full = np.packbits(np.ones(found.block.rows, bool), bitorder="little")
        yield Part(found.position, Outcome.INELIGIBLE, found.rows(full & ~found.possible))


def money(candidate: Candidate, rows: Rows, batch: Batch) -> tuple[amount.Fen, amount.Known]:
    """Amounts are only worked out for the rows that get them, and only from the columns they need."""
    if not candidate.amounts:
        return np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
    terms = [
        term for each in candidate.amounts for term in (each.base, each.rate, each.floor, each.cap) if term
    ]
    wanted = {name for term in terms for name in logic.read_fields(term)}
    return amount.total(candidate.amounts, batch.taken(wanted, rows))


def _table(plan: Plan, subjects: pa.Array, parts: list[Part]) -> pa.Table:
    if not parts:
        return SCHEMA.empty_table()
    rows = np.concatenate([part.rows for part in parts])
    lengths = [len(part.rows) for part in parts]
    measure = np.repeat([part.position for part in parts], lengths)
    order = np.lexsort((measure, rows))
    ids = pa.array([candidate.id for candidate in plan.candidates], pa.string())
    outcomes = list(Outcome)
    outcome = np.repeat([outcomes.index(part.outcome) for part in parts], lengths)
    return pa.Table.from_arrays(
        [
            subjects.take(pa.array(rows[order])).cast(pa.string()),
            ids.take(pa.array(measure[order])),
            pa.array([each.value for each in outcomes], pa.string()).take(pa.array(outcome[order])),
            _yuan_column(parts, order),
            _missing_column(parts, order),
        ],
        schema=SCHEMA,
    )


def _yuan_column(parts: list[Part], order: npt.NDArray[np.int64]) -> pa.Array:
    fen = [part.fen if part.fen is not None else np.zeros(len(part.rows), np.int64) for part in parts]
    known = [part.known if part.known is not None else np.zeros(len(part.rows), bool) for part in parts]
    return decimals(np.concatenate(fen)[order], np.concatenate(known)[order])


def decimals(fen: amount.Fen, known: amount.Known) -> pa.Array:
    """Fen as an Arrow column of yuan: they are exactly the digits of a decimal with two places, so it is
    built from its bytes."""
    words = np.stack([fen, fen >> 63], axis=1)  # little-endian 128 bits, sign extended
    valid = pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(20, 2), len(fen), [valid, pa.py_buffer(words.tobytes())])


def _missing_column(parts: list[Part], order: npt.NDArray[np.int64]) -> pa.Array:
    lists: list[list[str]] = [[]]
    which = []
    for part in parts:
        if part.waits is None:
            which.append(np.zeros(len(part.rows), np.int64))
        else:
            which.append(part.waits + len(lists))
            lists += part.lists
    return pa.array(lists, pa.list_(pa.string())).take(pa.array(np.concatenate(which)[order]))
