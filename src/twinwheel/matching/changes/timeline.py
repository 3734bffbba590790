"""The rules of every measure over a span of days: when each is another one, though nobody changed anything.

A rule that reads ``:as_of`` may be another one every day, one with a dated parameter on the days of its values,
a measure begins and ends by its validity or is replaced. Everything else stands still and is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, floor, inf

from twinwheel.criteria import logic, tree
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.errors import UsageError
from twinwheel.matching.changes.causes import followed
from twinwheel.messages import message
from twinwheel.packs import Pack
from twinwheel.packs.model import MeasureSpec

DAY = timedelta(days=1)
MAX_DAYS = 3_700


@dataclass(frozen=True)
class State:
    """A measure from a day of the span on, ``since``: its rules by criterion id; None while it is not in force.

    ``parameters`` are the criteria among them that are others than before because a dated parameter is.
    """

    since: int
    rules: dict[str, Logic] | None
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """One measure over the span; the first state holds on the day before it begins."""

    spec: MeasureSpec
    states: tuple[State, ...]

    @property
    def human(self) -> bool:
        return any(each.kind == "human" for each in self.spec.criteria)


def days_between(first: date, last: date) -> list[date]:
    """The days of a span, and in front of them the day before.

    Raises:
        UsageError: the span is empty or longer than ten years.
    """
    if last < first:
        raise UsageError(
            message("{last} is before {first}", last=str(last), first=str(first)),
            message("Give the earlier day with --from."),
        )
    if (last - first).days >= MAX_DAYS or first <= date.min + DAY:
        raise UsageError(
            message("{first} to {last} is more than ten years", first=str(first), last=str(last)),
            message("Ask for a shorter span."),
        )
    return [first + (number - 1) * DAY for number in range((last - first).days + 2)]


def timelines(pack: Pack, subject: str, days: Sequence[date]) -> dict[str, Line]:
    """Every measure of a type of subject that is in force on some of the days, which follow one another."""
    in_force = list(_in_force(pack, subject, days))
    result = {}
    for id, spec in pack.measures_of(subject).items():
        runs = _runs([id in found for found in in_force])
        if any(here for _, here in runs):
            result[id] = Line(spec, tuple(_states(pack.vocabulary, spec, days, runs)))
    return result


def _in_force(pack: Pack, subject: str, days: Sequence[date]) -> Iterator[frozenset[str]]:
    """The measures in force on each day; looked up anew only where a validity begins or has ended."""
    valid = [each.valid for each in pack.measures.values()]
    turns = {each.since for each in valid} | {each.until + DAY for each in valid if each.until}
    found: frozenset[str] | None = None
    for day in days:
        if found is None or day in turns:
            found = frozenset(pack.in_force(subject, day))
        yield found


def _runs(flags: Sequence[bool]) -> list[tuple[int, bool]]:
    """Where a flag changes: (first position, flag)."""
    return [(at, flag) for at, flag in enumerate(flags) if at == 0 or flag is not flags[at - 1]]


def _states(
    vocabulary: Vocabulary, spec: MeasureSpec, days: Sequence[date], runs: Sequence[tuple[int, bool]]
) -> Iterator[State]:
    """The states of a measure; a day on which its rules read as before begins none."""
    moving = {each.id: _Rule(parse(each.when), vocabulary) for each in spec.criteria if each.when is not None}
    ends = [at for at, _ in runs[1:]] + [len(days)]
    for (start, here), end in zip(runs, ends, strict=True):
        if not here:
            yield State(start, None)
            continue
        now: dict[str, Logic] = {}
        for at in range(start, end):
            later = {
                id: rule.on(days[at]) for id, rule in moving.items() if at == start or rule.may_turn(days[at])
            }
            turned = {id for id, found in later.items() if now.get(id) != found}
            now = {**now, **later}
            if at == start or turned:
                dated = frozenset(id for id in turned if at > start and days[at] in moving[id].turns)
                yield State(at, dict(now), dated)


class _Rule:
    """One rule, and on which days it can be another one."""

    def __init__(self, node: tree.Node, vocabulary: Vocabulary) -> None:
        self.node = node
        self.vocabulary = vocabulary
        given = {each.name for each in followed([node], vocabulary) if isinstance(each, tree.Given)}
        self.daily = "as_of" in given
        self.turns = {day for name in given - {"as_of"} for day in vocabulary.parameters[name].since}

    def may_turn(self, day: date) -> bool:
        return self.daily or day in self.turns

    def on(self, day: date) -> Logic:
        return in_days(Lowering(self.vocabulary, day).condition(self.node), self.vocabulary)


def in_days(condition: Logic, vocabulary: Vocabulary) -> Logic:
    """``:as_of - F`` compared with a number, as the day F compared with a day: then all days share the column of F.

    Exact: a date is a whole number of days, so both say the same of every date.
    """
    match condition:
        case logic.Negation(operand):
            return logic.Negation(in_days(operand, vocabulary))
        case logic.Conjunction(items):
            return logic.Conjunction(tuple(in_days(each, vocabulary) for each in items))
        case logic.Disjunction(items):
            return logic.Disjunction(tuple(in_days(each, vocabulary) for each in items))
        case logic.Choice():
            parts = (condition.condition, condition.then, condition.otherwise)
            return logic.Choice(*(in_days(each, vocabulary) for each in parts))
        case logic.InRange(logic.Operation("-", logic.Constant(day), logic.FieldTerm(name))):
            if vocabulary.fields[name].kind == "date" and day == int(day):
                return _on_the_field(condition, day, logic.FieldTerm(name))
    return condition


def _on_the_field(atom: logic.InRange, day: float, field: logic.FieldTerm) -> Logic:
    """``low <= day - field <= high`` with the field alone in the middle."""
    least = atom.low if atom.low == -inf else floor(atom.low) + 1 if atom.low_open else ceil(atom.low)
    most = atom.high if atom.high == inf else ceil(atom.high) - 1 if atom.high_open else floor(atom.high)
    if most < least:  # a range that holds no whole number is left as it is
        return atom
    return replace(atom, term=field, low=day - most, high=day - least, low_open=False, high_open=False)
