"""Measures by whom they reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twinwheel.matching.plan import Candidate, Outcome, Plan
from twinwheel.matching.run import Tally
from twinwheel.matching.survey import Findings, MeasureCount
from twinwheel.reports.numbers import count, exact_money, money, share, width
from twinwheel.reports.words import Words, listed_code, words


@dataclass(frozen=True)
class Segment:
    """A part of a bar; ``kind`` is its class in the style sheet."""

    kind: str
    width: str


@dataclass(frozen=True)
class Row:
    """One measure. ``segments`` are shares of all subjects, in the order of the columns of numbers."""

    id: str
    title: Words
    level: Words
    theme: Words
    eligible: int
    review: int
    nearly: int
    unknown: int
    share: str
    segments: tuple[Segment, ...]
    amount: Words | None
    exact: Words | None
    amount_note: Words | None


def reach(plan: Plan, found: Findings, tally: Mapping[str, Tally]) -> tuple[Row, ...]:
    """Every measure in force, the widest reach first."""
    rows = [_row(plan, each, found, tally[each.id]) for each in plan.candidates]
    return tuple(
        sorted(rows, key=lambda row: (-row.eligible - row.review, -row.nearly, -row.unknown, row.id))
    )


def _row(plan: Plan, candidate: Candidate, found: Findings, tally: Tally) -> Row:
    counts = found.measures[candidate.id]
    eligible, review, unknown = (
        counts.outcomes[each] for each in (Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW, Outcome.UNKNOWN)
    )
    parts = (("eligible", eligible), ("review", review), ("nearly", counts.nearly), ("unknown", unknown))
    spec = candidate.spec
    has_sum = bool(candidate.amounts) and bool(eligible) and tally.amounts_unknown < eligible
    return Row(
        candidate.id,
        words(spec.title),
        listed_code(plan.pack, "levels", spec.level),
        listed_code(plan.pack, "themes", spec.theme),
        eligible,
        review,
        counts.nearly,
        unknown,
        share(eligible + review, found.subjects),
        tuple(Segment(kind, width(number, found.subjects)) for kind, number in parts if number),
        money(tally.amount_yuan) if has_sum else None,
        exact_money(tally.amount_yuan) if has_sum else None,
        _note(candidate, counts, tally),
    )


def _note(candidate: Candidate, counts: MeasureCount, tally: Tally) -> Words | None:
    """What the sum does not say: that it is an upper bound, and how many amounts are missing in it."""
    if not candidate.amounts:
        return None
    zh, en = [], []
    if any(each.spec.upto for each in candidate.amounts):
        zh, en = ["上限"], ["upper bound"]
    if tally.amounts_unknown:
        zh.append(f"另 {count(tally.amounts_unknown)} 笔未知")
        en.append(f"{count(tally.amounts_unknown)} more unknown")
    if counts.review_fen or counts.review_unpriced:
        zh.append("认定后计")
        en.append("counted once reviewed")
    return Words("；".join(zh), "; ".join(en)) if zh else None
