"""What stands between subjects and measures: fields not filed, criteria failed, and by how little."""

from __future__ import annotations

from dataclasses import dataclass

from twinwheel.criteria import wording
from twinwheel.matching.gaps import STEPS, Gap, gap
from twinwheel.matching.plan import Candidate, Plan, Rule
from twinwheel.matching.survey import FieldCount, Findings, RuleCount
from twinwheel.reports import words as say
from twinwheel.reports.numbers import exact_money, fen, money, share, width
from twinwheel.reports.words import Words, words

FIELDS = 12
FAILED = 10
NARROW = 12
NAMED = 3  # measures named beside a field

STEP_LABELS = (
    *(Words(f"差 {step:.0%} 以内", f"within {step:.0%}") for step in STEPS),
    Words("更多", "more"),
)


@dataclass(frozen=True)
class Missing:
    """One field. ``alone`` pairs wait for nothing else; widths are shares of the widest bar."""

    label: Words
    waiting: int
    alone: int
    alone_width: str
    others_width: str
    worth: Words | None
    exact: Words | None
    unpriced: int
    measures: tuple[Words, ...]
    more: int


@dataclass(frozen=True)
class Failed:
    """One criterion. ``only``: the one rule of its measure that is not met."""

    label: Words
    measure: Words
    not_met: int
    only: int
    share: str
    only_width: str
    others_width: str


@dataclass(frozen=True)
class Step:
    """A part of the distances, darkest for the shortest."""

    label: Words
    share: str
    width: str


@dataclass(frozen=True)
class Narrow:
    """A criterion that some fail alone, and how far they are from it."""

    label: Words
    measure: Words
    only: int
    field: Words
    choice: bool
    distance: Words
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Lacking:
    fields: tuple[Missing, ...]
    fields_in_all: int
    failed: tuple[Failed, ...]
    narrow: tuple[Narrow, ...]
    step_labels: tuple[Words, ...] = STEP_LABELS


def lacking(plan: Plan, found: Findings) -> Lacking:
    return Lacking(_fields(plan, found), len(found.fields), _failed(plan, found), _narrow(plan, found))


def _fields(plan: Plan, found: Findings) -> tuple[Missing, ...]:
    ordered = sorted(found.fields.items(), key=lambda item: (-item[1].alone, -item[1].waiting, item[0]))[
        :FIELDS
    ]
    widest = max((each.waiting for _, each in ordered), default=0)
    return tuple(_missing(plan, name, each, widest) for name, each in ordered)


def _missing(plan: Plan, name: str, counts: FieldCount, widest: int) -> Missing:
    ranked = sorted(counts.measures, key=lambda id: (-counts.measures[id], id))
    return Missing(
        say.field(name, plan.pack.vocabulary),
        counts.waiting,
        counts.alone,
        width(counts.alone, widest),
        width(counts.waiting - counts.alone, widest),
        money(fen(counts.fen)) if counts.fen else None,
        exact_money(fen(counts.fen)) if counts.fen else None,
        counts.unpriced,
        tuple(words(plan.pack.measures[id].title) for id in ranked[:NAMED]),
        max(0, len(ranked) - NAMED),
    )


def _rules(plan: Plan, found: Findings) -> list[tuple[Candidate, Rule, RuleCount]]:
    return [
        (candidate, rule, found.measures[candidate.id].rules[rule.spec.id])
        for candidate in plan.candidates
        for rule in candidate.rules
    ]


def _failed(plan: Plan, found: Findings) -> tuple[Failed, ...]:
    """Criteria of measures with more than one: the only rule of a measure is the measure itself."""
    rules = [each for each in _rules(plan, found) if each[2].not_met and len(each[0].rules) > 1]
    ordered = sorted(rules, key=lambda each: (-each[2].not_met, each[0].id, each[1].spec.id))[:FAILED]
    return tuple(
        Failed(
            words(rule.spec.label),
            words(candidate.spec.title),
            counts.not_met,
            counts.only,
            share(counts.not_met, found.subjects),
            width(counts.only, found.subjects),
            width(counts.not_met - counts.only, found.subjects),
        )
        for candidate, rule, counts in ordered
    )


def _narrow(plan: Plan, found: Findings) -> tuple[Narrow, ...]:
    """Criteria of measures that ask for more than one thing: the others met or open, this one just missed."""
    lowering = plan.pack.lowering(plan.as_of)
    rules = [each for each in _rules(plan, found) if each[2].only and len(each[0].rules) > 1]
    result: list[Narrow] = []
    for candidate, rule, counts in sorted(
        rules, key=lambda each: (-each[2].only, each[0].id, each[1].spec.id)
    ):
        sample = found.samples.get((candidate.id, rule.spec.id))
        summed = gap(rule, lowering, sample.rows()) if sample else None
        if summed is not None:
            result.append(_told(plan, candidate, rule, counts, summed))
        if len(result) == NARROW:
            break
    return tuple(result)


def _told(plan: Plan, candidate: Candidate, rule: Rule, counts: RuleCount, found: Gap) -> Narrow:
    measured = sum(found.steps)
    return Narrow(
        words(rule.spec.label),
        words(candidate.spec.title),
        counts.only,
        say.field(found.field, plan.pack.vocabulary),
        found.choice,
        Words(*(wording.difference(found.median, found.unit, lang) for lang in ("zh", "en"))),
        tuple(
            Step(label, share(number, measured), width(number, measured))
            for label, number in zip(STEP_LABELS, found.steps, strict=False)
        ),
    )
