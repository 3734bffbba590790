"""The figures at the top of the page, and how many measures a subject may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.run import Tally
from twinwheel.matching.survey import Findings
from twinwheel.reports.numbers import count, exact_money, fen, money, share, width
from twinwheel.reports.words import Words, both, words

MOST_COLUMNS = 16  # of the chart; the rest stand together in the last


@dataclass(frozen=True)
class Figure:
    label: Words
    value: Words
    note: Words
    exact: Words | None = None


@dataclass(frozen=True)
class Column:
    """How many subjects have so many eligible measures. ``height`` is a share of the highest column."""

    label: str
    subjects: int
    height: str


@dataclass(frozen=True)
class Overview:
    figures: tuple[Figure, ...]
    columns: tuple[Column, ...]


def overview(
    plan: Plan, found: Findings, tally: Mapping[str, Tally], subjects: int, lawful: Decimal
) -> Overview:
    """``subjects`` is the number of the whole register; a survey sees none where no measure is in force.

    ``lawful`` is the money in yuan once each subject takes its best lawful combination.
    """
    subject = words(plan.pack.subjects[plan.subject].label)
    totals = {outcome: sum(each.outcomes[outcome] for each in tally.values()) for outcome in Outcome}
    pairs = sum(totals.values())
    decided = pairs - totals[Outcome.UNKNOWN]
    every = plan.pack.measures_of(plan.subject)
    programmes = sum(each.kind == "programme" for each in every.values())
    idle = len(every) - programmes - len(plan.candidates)
    served = sum(number for measures, number in found.reach.items() if measures)
    return Overview(
        (
            Figure(
                Words(f"{subject.zh}数", f"Subjects ({subject.en.lower()})"),
                both(count(subjects)),
                Words(
                    f"其中 {share(served, subjects)} 至少符合一项",
                    f"{share(served, subjects)} have at least one",
                ),
            ),
            Figure(
                Words("施行中的措施", "Measures in force"),
                both(count(len(plan.candidates))),
                Words(
                    f"另有计划类 {programmes} 项、当日未施行 {idle} 项",
                    f"besides {programmes} programmes and {idle} not in force on the day",
                ),
            ),
            Figure(
                Words("判定结果", "Decisions"),
                both(count(pairs)),
                Words(f"{share(decided, pairs)} 已能判定", f"{share(decided, pairs)} of them are settled"),
            ),
            Figure(
                Words("符合", "Eligible"),
                both(count(totals[Outcome.ELIGIBLE])),
                _reviewed(totals[Outcome.NEEDS_REVIEW]),
            ),
            Figure(
                Words("待补充", "Unknown"),
                both(count(totals[Outcome.UNKNOWN])),
                Words("没有不满足，但缺资料", "nothing fails, but something is missing"),
            ),
            _money(tally, lawful),
        ),
        _columns(found),
    )


def _reviewed(number: int) -> Words:
    if not number:
        return Words("都不需要人工认定", "none of them needs review")
    return Words(f"另有待人工认定 {count(number)}", f"and {count(number)} that need review")


def _money(tally: Mapping[str, Tally], lawful: Decimal) -> Figure:
    """What can lawfully be had together; the sum over all measures would count some money twice."""
    everything = fen(sum(each.amount_fen for each in tally.values()))
    unknown = count(sum(each.amounts_unknown for each in tally.values()))
    total = money(everything)
    return Figure(
        Words("可依法兼得的已知金额", "Known money, lawfully combined"),
        money(lawful),
        Words(
            f"各项相加 {total.zh}，另有 {unknown} 笔金额未知",
            f"{total.en} over all measures; {unknown} amounts are unknown",
        ),
        exact_money(lawful),
    )


def _columns(found: Findings) -> tuple[Column, ...]:
    last = min(max(found.reach, default=0), MOST_COLUMNS)
    numbers = [found.reach[number] for number in range(last)]
    numbers.append(sum(subjects for number, subjects in found.reach.items() if number >= last))
    highest = max(numbers)
    beyond = max(found.reach, default=0) > last
    labels = [*map(str, range(last)), f"{last}+" if beyond else str(last)]
    return tuple(Column(label, n, width(n, highest)) for label, n in zip(labels, numbers, strict=True))
