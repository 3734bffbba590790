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
from twinwheel.matching.bits.codes import Codes
from twinwheel.matching.bits.kernel import count
from twinwheel.matching.decide import Rows, Verdicts, missing, verdicts
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

WORDS = pa.dictionary(pa.int32(), pa.string())
COMPACT = pa.schema(
    [
        pa.field("subject_id", WORDS, nullable=False),
        pa.field("measure_id", WORDS, nullable=False),
        pa.field("outcome", WORDS, nullable=False),
        SCHEMA.field("amount_yuan"),
        pa.field("missing", pa.list_(WORDS), nullable=False),
    ]
)
"""The same with every text told once, which is how it is best written; Parquet knows no difference."""


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
        parts = decided(plan, Batch(table), tally, ineligible=ineligible, observers=observers)
        yield listed(plan, table.column("subject_id"), parts).cast(SCHEMA)


def decided(
    plan: Plan,
    batch: Batch,
    tally: dict[str, Tally],
    *,
    codes: Codes | None = None,
    ineligible: bool = False,
    observers: Sequence[Observer] = (),
    back_end: str | None = None,
) -> list[Part]:
    """Decide one batch: see :func:`run`. ``codes`` are those of its rows, if they are there already."""
    parts: list[Part] = []
    for found in verdicts(plan, batch, codes, back_end=back_end):
        made = list(_parts(plan, found, batch, tally[found.candidate.id], ineligible=ineligible))
        parts += made
        for observer in observers:
            observer.see(found, batch, made)
    return parts


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


def listed(plan: Plan, subjects: pa.Array, parts: list[Part]) -> pa.Table:
    """Parts of one batch as a table of ``COMPACT``, in the order of subjects, then measures."""
    if not parts:
        return COMPACT.empty_table()
    rows = np.concatenate([part.rows for part in parts])
    # Parts come in the order of measures, so to sort by subjects, equals as they stand, is enough; and NumPy
    # sorts numbers of sixteen bits in linear time.
    order = np.argsort(rows.astype(np.uint16) if len(subjects) <= 1 << 16 else rows, kind="stable")
    lengths = [len(part.rows) for part in parts]
    outcomes = list(Outcome)
    measure = np.repeat(np.array([part.position for part in parts], np.int32), lengths)
    outcome = np.repeat(np.array([outcomes.index(part.outcome) for part in parts], np.int32), lengths)
    return pa.Table.from_arrays(
        [
            _words(rows[order].astype(np.int32), subjects.cast(pa.string())),
            _words(measure[order], [candidate.id for candidate in plan.candidates]),
            _words(outcome[order], [each.value for each in outcomes]),
            _yuan_column(parts, order),
            _missing_column(parts, order),
        ],
        schema=COMPACT,
    )


def _words(positions: npt.NDArray[np.int32], words: pa.Array | Sequence[str]) -> pa.DictionaryArray:
    if not isinstance(words, pa.Array):
        words = pa.array(words, pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(positions), words)


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
    """Few lists occur, each many times: they are numbered, and what a number stands for is put in its place."""
    lists: list[list[str]] = [[]]
    which = []
    for part in parts:
        if part.waits is None:
            which.append(np.zeros(len(part.rows), np.int64))
        else:
            which.append(part.waits + len(lists))
            lists += part.lists
    names = sorted({name for each in lists for name in each})
    place = {name: number for number, name in enumerate(names)}
    members = np.array([place[name] for each in lists for name in each], np.int32)
    sizes = np.array([len(each) for each in lists])
    number = np.concatenate(which)[order]
    ends = np.cumsum(sizes[number])
    # Of every element: how far it is from the first of its row, and where the list of that row begins.
    rows = np.repeat(np.arange(len(number)), sizes[number])
    within = np.arange(len(rows)) - (ends - sizes[number])[rows]
    elements = members[(np.cumsum(sizes) - sizes)[number][rows] + within]
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), _words(elements, names))
