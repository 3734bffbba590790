"""Decisions from what an engine sends: its verdicts, and the columns that amounts and missing fields need.

Outcomes are the engine's. An amount and what an unknown answer waits for are worked out by the code that does it
for every other run, so the figures are the same to the fen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from twinwheel.criteria.columns import Batch
from twinwheel.criteria.dialects import FILED
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.matching import amount
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.bits.kernel import Block, count
from twinwheel.matching.decide import Rows, Verdicts, missing
from twinwheel.matching.engines.statements import Statement
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import SCHEMA, Tally, decimals, money

PLACED = pa.schema([*SCHEMA, pa.field("position", pa.int32(), nullable=False)])
"""A decision, and the place of its measure in the plan."""

_TYPES = {
    "number": pa.float64(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "code": pa.string(),
    "text": pa.string(),
    "codes": pa.list_(pa.string()),
}


class Fetched:
    """What comes of one statement. ``tally`` is added to, but for ineligible subjects that are not fetched."""

    def __init__(self, statement: Statement, tally: dict[str, Tally], *, ineligible: bool) -> None:
        self.statement = statement
        self.plan: Plan = replace(statement.plan, candidates=statement.candidates)
        self.tally = tally
        self.ineligible = ineligible

    def decisions(self, answer: pa.RecordBatch) -> Iterator[pa.Table]:
        """Tables of ``PLACED``, a measure and outcome each."""
        subjects = answer.column(0).cast(pa.string())
        batch = Batch(canonical(answer, self.statement.carried, self.plan.pack.vocabulary))
        block = Block(self.plan.program, encode(self.plan.program, batch), 0, batch.rows)
        for place, candidate in enumerate(self.plan.candidates):
            verdict = answer.column(place + 1)
            found = Verdicts(candidate, place, _packed(verdict, False), _packed(verdict, True), block)
            for outcome, rows, details in self._outcomes(found, batch):
                yield pa.Table.from_arrays(
                    [
                        subjects.take(pa.array(rows)),
                        _repeated(candidate.id, len(rows)),
                        _repeated(outcome.value, len(rows)),
                        *details,
                        pa.array(np.full(len(rows), self.statement.start + place, np.int32)),
                    ],
                    schema=PLACED,
                )

    def _outcomes(self, found: Verdicts, batch: Batch) -> Iterator[tuple[Outcome, Rows, list[pa.Array]]]:
        """(outcome, rows, amounts and missing fields) of one measure."""
        tally = self.tally[found.candidate.id]
        best = Outcome.NEEDS_REVIEW if found.candidate.humans else Outcome.ELIGIBLE
        met, possible = count(found.sure), count(found.possible)
        tally.outcomes[best] += met
        tally.outcomes[Outcome.UNKNOWN] += possible - met
        if met:
            rows = found.rows(found.sure)
            fen, known = money(found.candidate, rows, batch)
            if best is Outcome.ELIGIBLE and found.candidate.amounts:
                tally.amount_fen += amount.added(fen[known])
                tally.amounts_unknown += int((~known).sum())
            yield best, rows, [decimals(fen, known), _no_lists(len(rows))]
        if possible > met:
            rows, which, lists = missing(self.plan, found, batch)
            named = pa.array(lists, pa.list_(pa.string())).take(pa.array(which))
            yield Outcome.UNKNOWN, rows, [_no_amounts(len(rows)), named]
        if self.ineligible and possible < batch.rows:
            full = np.packbits(np.ones(batch.rows, bool), bitorder="little")
            rows = found.rows(full & ~found.possible)
            yield Outcome.INELIGIBLE, rows, [_no_amounts(len(rows)), _no_lists(len(rows))]


def canonical(answer: pa.RecordBatch, names: tuple[str, ...], vocabulary: Vocabulary) -> pa.RecordBatch:
    """The last columns of an answer, in the types that every back end wants, lists null where none was filed."""
    columns: dict[str, pa.Array] = {}
    for name, column in zip(names, answer.columns[answer.num_columns - len(names) :], strict=True):
        if name.endswith(FILED):
            field = name.removesuffix(FILED)
            filed = column.cast(pa.bool_()).fill_null(False)
            columns[field] = pc.if_else(filed, columns[field], pa.scalar(None, columns[field].type))
        else:
            kind = "number" if name.endswith("]") else vocabulary.fields[name].kind
            columns[name] = column.cast(_TYPES[kind])
    if not columns:
        columns["-"] = pa.nulls(answer.num_rows)
    return pa.RecordBatch.from_pydict(columns)


def _packed(verdict: pa.Array, unknown: bool) -> npt.NDArray[np.uint8]:
    known = verdict.cast(pa.bool_()).fill_null(unknown).to_numpy(zero_copy_only=False)
    return np.packbits(known, bitorder="little")


def _repeated(text: str, rows: int) -> pa.Array:
    return pa.array([text], pa.string()).take(pa.array(np.zeros(rows, np.int64)))


def _no_amounts(rows: int) -> pa.Array:
    return pa.nulls(rows, pa.decimal128(20, 2))


def _no_lists(rows: int) -> pa.Array:
    return pa.array([[]], pa.list_(pa.string())).take(pa.array(np.zeros(rows, np.int64)))
