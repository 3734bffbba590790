"""Money by theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twinwheel.matching.plan import Plan
from twinwheel.matching.run import Tally
from twinwheel.matching.survey import Findings
from twinwheel.reports.numbers import exact_money, fen, money, width
from twinwheel.reports.words import Words, listed_code


@dataclass(frozen=True)
class Sum:
    """Known money of one theme, None where no amount is known; ``review`` is what approvals would add. Widths are shares of the widest bar."""

    theme: Words
    measures: int
    known: Words | None
    exact: Words | None
    unknown: int
    review: Words | None
    known_width: str
    review_width: str


def sums(plan: Plan, found: Findings, tally: Mapping[str, Tally]) -> tuple[Sum, ...]:
    """Every theme of which some measure promises money, the most money first."""
    by_theme: dict[str, list[int]] = {}
    for candidate in plan.candidates:
        if candidate.amounts:
            each, counts = tally[candidate.id], found.measures[candidate.id]
            totals = by_theme.setdefault(candidate.spec.theme, [0, 0, 0, 0])
            for place, add in enumerate((1, each.amount_fen, each.amounts_unknown, counts.review_fen)):
                totals[place] += add
    widest = max((known + review for _, known, _, review in by_theme.values()), default=0)
    ordered = sorted(by_theme.items(), key=lambda item: (-item[1][1], -item[1][3], item[0]))
    return tuple(
        Sum(
            listed_code(plan.pack, "themes", theme),
            measures,
            money(fen(known)) if known or not unknown else None,
            exact_money(fen(known)) if known or not unknown else None,
            unknown,
            money(fen(review)) if review else None,
            width(known, widest),
            width(review, widest),
        )
        for theme, (measures, known, unknown, review) in ordered
    )
