"""Only what subjects can have: the matches of one batch, from bitmaps to what ``pages`` writes.

No measure is looked at alone unless it has amounts, so that ten times the measures do not cost ten times as much.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.criteria.columns import Batch
from twinwheel.matching import amount
from twinwheel.matching.bits.bitmaps import Bitmaps
from twinwheel.matching.bits.kernel import Bits, positions
from twinwheel.matching.output import combined
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import money
from twinwheel.matching.writing.counts import Counts
from twinwheel.matching.writing.pages import Matches
from twinwheel.matching.writing.turned import turned

MOST = 2_000_000
"""Matches of one row group, more or less: what is held in memory at a time."""

OUTCOMES = [Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW]


def count(plan: Plan, found: Bitmaps) -> Counts:
    """What is counted of one batch, without amounts."""
    met, possible = (
        np.bitwise_count(bits.view(np.uint64)).sum(axis=1, dtype=np.int64)
        for bits in (found.sure, found.possible)
    )
    review = reviewed(plan)
    counts = Counts.of(len(plan.candidates))
    by_outcome = {
        Outcome.ELIGIBLE: met * ~review,
        Outcome.NEEDS_REVIEW: met * review,
        Outcome.UNKNOWN: possible - met,
        Outcome.INELIGIBLE: found.rows - possible,
    }
    for column, outcome in enumerate(Outcome):
        counts.outcomes[:, column] = by_outcome[outcome]
    return counts


def reviewed(plan: Plan) -> npt.NDArray[np.bool_]:
    """Of every measure whether what it matches needs a person's review."""
    return np.array([bool(each.humans) for each in plan.candidates], bool)


def matches(
    plan: Plan,
    found: Bitmaps,
    subjects: pa.Array,
    batch: Batch,
    counts: Counts,
    combinations: list[pa.Table],
    *,
    back_end: str | None = None,
) -> Iterator[Matches]:
    """The matches of one batch in one or more groups. ``batch`` holds the columns that amounts read.

    Known amounts are added to ``counts``, and what is torn between measures to ``combinations``.
    """
    words = found.sure.shape[1] // 8
    groups = 1 + int(np.bitwise_count(found.sure.view(np.uint64)).sum()) // MOST
    step = -(-words // groups) or 1
    for start in range(0, words, step):
        sure = found.sure[:, 8 * start : 8 * (start + step)]
        rows = min(64 * step, found.rows - 64 * start)
        yield _group(
            plan, sure, subjects.slice(64 * start, rows), 64 * start, batch, counts, combinations, back_end
        )


def _group(
    plan: Plan,
    sure: Bits,
    subjects: pa.Array,
    start: int,
    batch: Batch,
    counts: Counts,
    combinations: list[pa.Table],
    back_end: str | None,
) -> Matches:
    numbers, measure = turned(sure, len(subjects), back_end=back_end)
    review = reviewed(plan)[measure]
    fen, known = _money(plan, sure, start, len(subjects), measure, batch, counts)
    if plan.pack.exclusions:
        sure_of, subject = ~review, np.repeat(np.arange(len(subjects)), numbers)
        worth = np.zeros(len(measure), np.int64) if fen is None else fen
        priced = np.zeros(len(measure), bool) if known is None else known
        combinations.append(
            combined(plan, subjects, subject[sure_of], measure[sure_of], worth[sure_of], priced[sure_of])
        )
    some = numbers > 0
    ids = pa.array([candidate.id for candidate in plan.candidates], pa.string())
    outcomes = pa.array([each.value for each in OUTCOMES], pa.string())
    return Matches(subjects.filter(pa.array(some)), numbers[some], ids, measure, outcomes, review, fen, known)


def _money(
    plan: Plan,
    sure: Bits,
    start: int,
    rows: int,
    measure: npt.NDArray[np.unsignedinteger],
    batch: Batch,
    counts: Counts,
) -> tuple[amount.Fen, amount.Known] | tuple[None, None]:
    """Amounts are worked out measure by measure, and put where the matches of the measure lie."""
    paying = [number for number, each in enumerate(plan.candidates) if each.amounts]
    if not paying:
        return None, None
    fen, known = np.zeros(len(measure), np.int64), np.zeros(len(measure), bool)
    places = np.argsort(measure, kind="stable")
    ends = np.cumsum(np.bincount(measure, minlength=len(plan.candidates)))
    for number in paying:
        candidate = plan.candidates[number]
        of_measure = positions(sure[number], rows)
        if not len(of_measure):
            continue
        here = places[ends[number] - len(of_measure) : ends[number]]
        fen[here], known[here] = got = money(candidate, of_measure + start, batch)
        if not candidate.humans:
            counts.fen[number] += amount.added(got[0][got[1]])
            counts.unpriced[number] += int((~got[1]).sum())
    return fen, known
