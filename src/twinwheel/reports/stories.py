"""Five subjects of the register, explained criterion by criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.describe import describe
from twinwheel.criteria.missing import missing
from twinwheel.criteria.subject import Subject, Verdict
from twinwheel.criteria.values import from_row, to_batch
from twinwheel.matching.breakdown import Categories
from twinwheel.matching.combination import Combination
from twinwheel.matching.examples import Example
from twinwheel.matching.explain import Explanation, Reason, citation, explain
from twinwheel.matching.one import Decision
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.matching.survey import Findings
from twinwheel.reports import words as say
from twinwheel.reports.numbers import exact_money, money
from twinwheel.reports.sources import web
from twinwheel.reports.words import Words, shown, words

FACTS = 5  # of a subject that most measures ask for
UNFOLDED = 3  # measures of an outcome that stay in sight though the subject is no example of it
OPENED = 2  # measures that stand open per subject; the others can be opened

KINDS = {
    "eligible": Words("符合最多", "Most eligible"),
    "nearly": Words("只差一条最多", "Most one rule short"),
    "unknown": Words("待补充最多", "Most unknown"),
    "ineligible": Words("不符合最多", "Most ineligible"),
    "conflict": Words("不可兼得最多", "Most that exclude each other"),
}


@dataclass(frozen=True)
class Criterion:
    """One criterion: its label, its rule as a sentence, and what came of it. ``mark`` is a class of the style sheet."""

    label: Words
    rule: Words | None
    mark: str
    verdict: Words
    observed: tuple[tuple[Words, Words], ...]
    lacks: tuple[Words, ...]
    asks: tuple[Words, ...]
    note: Words | None
    article: str | None


@dataclass(frozen=True)
class Told:
    """One measure for the subject. ``mark`` is its outcome, or "nearly"."""

    title: Words
    mark: str
    outcome: Words
    amount: Words | None
    exact: Words | None
    cite: str
    url: str | None
    confidence: str
    criteria: tuple[Criterion, ...]
    opened: bool


@dataclass(frozen=True)
class Group:
    """The measures of one outcome; ``folded`` where the subject is not an example of it."""

    label: Words
    measures: tuple[Told, ...]
    folded: bool


@dataclass(frozen=True)
class Chosen:
    """The best lawful combination. ``dropped`` names each measure left out and the ones it gives way to.

    ``amount`` is None where nothing that is taken has a known one.
    """

    taken: tuple[tuple[Words, Words | None], ...]
    dropped: tuple[tuple[Words, tuple[Words, ...]], ...]
    amount: Words | None
    exact: Words | None
    open: tuple[Words, ...]
    doubtful: tuple[Words, ...]


@dataclass(frozen=True)
class Story:
    """One subject. ``counts`` are its measures by outcome, ``facts`` what the register says of it."""

    kind: Words
    name: str | None
    id: str
    counts: tuple[tuple[str, Words, int], ...]
    facts: tuple[tuple[Words, Words], ...]
    best: Chosen
    groups: tuple[Group, ...]


def stories(plan: Plan, found: Findings) -> tuple[Story, ...]:
    facts = _asked_most(plan)
    return tuple(_story(plan, each, facts) for each in found.examples)


def _story(plan: Plan, example: Example, facts: Sequence[str]) -> Story:
    subject = from_row(plan.pack.vocabulary, example.values)
    explained = explain(plan, subject)
    marks = {each.candidate.id: _mark(each) for each in explained.decisions}
    counts = Counter(marks.values())
    name = example.values.get("subject_name")
    return Story(
        KINDS[example.kind],
        shown(name) if name else None,
        shown(example.values.get("subject_id", example.row + 1)),
        tuple((mark, label, counts[mark]) for mark, label in MARKS.items() if counts[mark]),
        tuple(_facts(plan, subject, facts)),
        _best(plan, explained.best, {each.candidate.id: each.amount for each in explained.decisions}),
        tuple(_groups(plan, example.kind, subject, explained, marks)),
    )


# --- who it is ------------------------------------------------------------------------------


def _asked_most(plan: Plan) -> list[str]:
    """The fields that most measures read, beside those that results are broken down by."""
    by = plan.pack.subjects[plan.subject].by
    asked = Counter(
        name
        for each in plan.candidates
        for name in logic.read_fields(each.condition) - plan.defined - set(by)
    )
    return [*by, *sorted(asked, key=lambda name: (-asked[name], name))[:FACTS]]


def _facts(plan: Plan, subject: Subject, names: Sequence[str]) -> list[tuple[Words, Words]]:
    vocabulary = plan.pack.vocabulary
    result = []
    for name in names:
        shown = say.value(vocabulary.fields[name], subject.get(name))
        if subject.get(name) is None and name in vocabulary.definitions:
            worked_out = Categories(plan, name).of(Batch(to_batch(vocabulary, [subject])))
            found = worked_out.values[int(worked_out.codes[0])]
            if found is not None:
                value = say.code(found, vocabulary.fields[name])
                shown = Words(f"{value.zh}（推算）", f"{value.en} (worked out)")
        result.append((say.field(name, vocabulary), shown))
    return result


# --- what it may have -----------------------------------------------------------------------

SHOWS = {**{kind: kind for kind in KINDS}, "conflict": "eligible"}
"""The mark of the measures that a subject is an example of."""

MARKS = {
    "eligible": say.OUTCOMES[Outcome.ELIGIBLE],
    "review": say.OUTCOMES[Outcome.NEEDS_REVIEW],
    "nearly": Words("只差一条", "one rule short"),
    "unknown": say.OUTCOMES[Outcome.UNKNOWN],
    "ineligible": say.OUTCOMES[Outcome.INELIGIBLE],
}


def _mark(decision: Decision) -> str:
    """The outcome as a class of the style sheet; "nearly" as the survey counts it."""
    verdicts = list(decision.verdicts.values())
    if verdicts.count(Verdict.NOT_MET) == 1 and Verdict.MET in verdicts:
        return "nearly"
    return "review" if decision.outcome is Outcome.NEEDS_REVIEW else decision.outcome.value


def _best(plan: Plan, best: Combination, amounts: dict[str, Decimal | None]) -> Chosen:
    def title(id: str) -> Words:
        return words(plan.pack.measures[id].title)

    def worth(id: str) -> Words | None:
        amount = amounts[id]
        return None if amount is None else money(amount)

    known = any(amounts[id] is not None for id in best.chosen)
    return Chosen(
        tuple((title(id), worth(id)) for id in best.chosen),
        tuple((title(each.measure), tuple(map(title, each.because))) for each in best.dropped),
        money(best.amount) if known else None,
        exact_money(best.amount) if known else None,
        tuple(title(id) for id in best.open if _promises(plan, id)),
        tuple(title(id) for id in best.doubtful),
    )


def _promises(plan: Plan, id: str) -> bool:
    return any(each.amount is not None for each in plan.pack.measures[id].benefit)


# --- why ------------------------------------------------------------------------------------


def _groups(
    plan: Plan, kind: str, subject: Subject, explained: Explanation, marks: dict[str, str]
) -> Iterator[Group]:
    """What the subject is an example of stands open; a few others may stand beside it."""
    shown, opened = SHOWS[kind], _opened(kind, explained, marks)
    for mark, label in MARKS.items():
        decisions = [each for each in explained.decisions if marks[each.candidate.id] == mark]
        if decisions:
            told = tuple(_told(plan, subject, each, mark, explained, opened) for each in decisions)
            yield Group(label, told, mark != shown and len(told) > UNFOLDED)


def _told(
    plan: Plan, subject: Subject, decision: Decision, mark: str, explained: Explanation, opened: set[str]
) -> Told:
    spec = decision.candidate.spec
    return Told(
        words(spec.title),
        mark,
        MARKS[mark],
        None if decision.amount is None else money(decision.amount),
        None if decision.amount is None else exact_money(decision.amount),
        citation(spec),
        web(spec.source.url),
        spec.source.confidence,
        tuple(_criterion(plan, subject, decision, reason) for reason in explained.reasons[spec.id]),
        spec.id in opened,
    )


def _opened(kind: str, explained: Explanation, marks: dict[str, str]) -> set[str]:
    """The measures that show best what the subject is an example of."""
    if kind == "conflict" and explained.best.dropped:
        first = explained.best.dropped[0]
        return {first.measure, *first.because[:1]}

    def told(decision: Decision) -> tuple[Decimal, int]:
        met = sum(each is Verdict.MET for each in decision.verdicts.values())
        return decision.amount or Decimal(0), met

    fitting = [each for each in explained.decisions if marks[each.candidate.id] == SHOWS[kind]]
    ranked = sorted(fitting, key=told, reverse=True)
    return {each.candidate.id for each in ranked[:OPENED]}


def _criterion(plan: Plan, subject: Subject, decision: Decision, reason: Reason) -> Criterion:
    vocabulary = plan.pack.vocabulary
    asks: list[Words] = []
    if reason.verdict is Verdict.UNKNOWN:
        (rule,) = (each for each in decision.candidate.rules if each.spec.id == reason.spec.id)
        asks = [
            say.field(name, vocabulary) for name in sorted(missing(rule.condition, subject, plan.defined))
        ]
    return Criterion(
        words(reason.spec.label),
        words(reason.rule) if reason.rule and reason.rule.zh != reason.spec.label.zh else None,
        "human" if reason.verdict is None else reason.verdict.value,
        say.VERDICTS[reason.verdict],
        tuple(
            (say.field(name, vocabulary), say.value(vocabulary.fields[name], value))
            for name, value in reason.observed.items()
        ),
        tuple(
            Words(describe(each, vocabulary, "zh"), describe(each, vocabulary, "en"))
            for each in reason.shortfalls
        ),
        tuple(asks),
        words(reason.spec.note) if reason.spec.note else None,
        reason.spec.cite,
    )
