"""Runs the tests that stand inside the measures, on both readings of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from twinwheel.criteria.columns import Batch
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import canonical_subject, to_batch
from twinwheel.errors import ExpressionError, Problem
from twinwheel.matching.decide import verdicts
from twinwheel.matching.one import Decision, decide
from twinwheel.matching.plan import Outcome, Plan, candidate
from twinwheel.messages import message
from twinwheel.packs import Pack
from twinwheel.packs.model import MeasureSpec, TestCase


@dataclass(frozen=True)
class Trial:
    """One test that was run. ``problems`` is empty when it passed."""

    measure: str
    test: TestCase
    as_of: date
    problems: tuple[Problem, ...]


def trials(pack: Pack, only: str | None = None) -> Iterator[Trial]:
    """Run the tests of a pack's own measures, or of one measure."""
    for id, measure in pack.measures.items():
        if (id in pack.own) if only is None else id == only:
            for position, test in enumerate(measure.tests):
                yield _run(pack, id, measure, test, position)


def trial_day(pack: Pack, measure: MeasureSpec, test: TestCase) -> date:
    """The day a test runs as of: its own, or the day the pack was reviewed, moved into the measure's validity."""
    day = test.as_of or pack.info.reviewed
    if test.as_of is None and measure.valid.until is not None:
        day = min(day, measure.valid.until)
    if test.as_of is None and measure.valid.since is not None:
        day = max(day, measure.valid.since)
    return day


def _run(pack: Pack, id: str, measure: MeasureSpec, test: TestCase, position: int) -> Trial:
    day = trial_day(pack, measure, test)

    def problem(key: str, what: str) -> Problem:
        path = ("tests", position, "expect", key) if key else ("tests", position)
        return pack.problem(
            "measures", id, path, message('test "{test}": {what}', test=test.name, what=what), ""
        )

    if not measure.valid.covers(day):
        return Trial(
            id, test, day, (problem("", message("the measure is not in force on {day}", day=str(day))),)
        )
    try:
        subject = canonical_subject(pack.vocabulary, {**measure.example, **test.given})
    except ExpressionError as error:
        return Trial(id, test, day, (problem("", _whole(error)),))
    chosen = candidate(id, measure, pack.lowering(day))
    decision = decide(chosen, subject, pack.vocabulary)
    problems = [problem(key, what) for key, what in _differences(test, decision)]
    columnar = _columnar(Plan(pack, measure.subject, day, (chosen,)), subject)
    if columnar is not decision.outcome:
        what = message(
            "columns say {columns}, one subject says {one}",
            columns=columnar.value,
            one=decision.outcome.value,
        )
        problems.append(problem("", what))
    return Trial(id, test, day, tuple(problems))


def _differences(test: TestCase, decision: Decision) -> Iterator[tuple[str, str]]:
    for key, wanted in test.expect.items():
        match key:
            case "outcome":
                found: object = decision.outcome.value
            case "amount":
                found = decision.amount
                if found is not None and isinstance(wanted, int | Decimal) and wanted == found:
                    continue
            case "missing":
                found = sorted(decision.missing)
                wanted = sorted(map(str, wanted)) if isinstance(wanted, list) else wanted
            case _:
                found = decision.verdicts.get(key)
                found = found.value if found is not None else "human"
        if found != wanted:
            yield (
                key,
                message(
                    "{key} should be {wanted}, is {found}", key=key, wanted=str(wanted), found=str(found)
                ),
            )


def _whole(error: ExpressionError) -> str:
    if error.advice:
        return message("{what}. {advice}", what=error.what, advice=error.advice)
    return message("{what}.", what=error.what)


def _columnar(plan: Plan, subject: Subject) -> Outcome:
    (found,) = verdicts(plan, Batch(to_batch(plan.pack.vocabulary, [subject])))
    if not found.possible[0]:
        return Outcome.INELIGIBLE
    if not found.sure[0]:
        return Outcome.UNKNOWN
    return Outcome.NEEDS_REVIEW if found.candidate.humans else Outcome.ELIGIBLE
