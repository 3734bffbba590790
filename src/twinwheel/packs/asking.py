"""What a pack claims, asked of every subject there can be: measures ready for the prover, and a count of answers.

Before the prover is asked, the subjects of the pack's own tests are tried: most claims fall with one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from twinwheel.criteria import logic, tree
from twinwheel.criteria.logic import Logic, conjunction
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.prove import NONE, UNDECIDED, Answer, Prover, Values, Wanted, agrees, met
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import canonical_subject
from twinwheel.criteria.variables import Named, named
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.errors import ExpressionError
from twinwheel.messages import message
from twinwheel.packs.check import DEEP_CODES, Finding
from twinwheel.packs.model import CriterionSpec, MeasureSpec, Validity
from twinwheel.packs.pack import Pack
from twinwheel.packs.yaml12 import Path_

_DAY = timedelta(days=1)
Ask = Callable[[Lowering], Sequence[Wanted]]
"""A question as of a day."""

Place = tuple[str, str, Path_]
"""Kind, id and path of a value in a pack, as ``Pack.problem`` takes them."""


@dataclass
class Tally:
    """How many questions ("is there a subject who …?") were asked, and how each was answered."""

    asked: int = 0
    found: int = 0  # there is one; of these:
    in_tests: int = 0  # it already stood in the tests of the pack
    proved: int = 0  # there is none
    undecided: int = 0

    def add(self, answer: Answer) -> Answer:
        self.asked += 1
        self.found += answer.witness is not None
        self.proved += answer.none
        self.undecided += answer.witness is None and not answer.none
        return answer


@dataclass(frozen=True)
class Rule:
    """A criterion that fields decide, and its place in the measure."""

    position: int
    spec: CriterionSpec
    node: tree.Node


@dataclass(frozen=True)
class Ruled:
    """A measure that is matched: its rules, the days to look at it, and the subjects its tests speak of."""

    id: str
    spec: MeasureSpec
    rules: tuple[Rule, ...]
    days: tuple[date, ...]
    known: tuple[tuple[Values, Subject], ...]

    def condition(self, lowering: Lowering) -> Logic:
        return conjunction(*(lowering.condition(each.node) for each in self.rules))

    @property
    def node(self) -> tree.Node:
        """All its rules as one expression."""
        return tree.And(tuple(each.node for each in self.rules))


@dataclass
class Asker:
    """Asks about one pack. ``day`` is the day to look at what is in force then; other measures on one of their own."""

    pack: Pack
    day: date
    prover: Prover
    tally: Tally = field(default_factory=Tally)
    _lowerings: dict[date, Lowering] = field(default_factory=dict)
    _plain: dict[str, Values | None] = field(default_factory=dict)
    _in_force: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def ruled(self) -> dict[str, Ruled]:
        """The measures with at least one rule."""
        found = {}
        for id, spec in self.pack.measures.items():
            rules = tuple(
                Rule(position, each, parse(each.when))
                for position, each in enumerate(spec.criteria)
                if each.when is not None
            )
            if rules:
                days = self.days(spec.valid, [rule.node for rule in rules])
                found[id] = Ruled(id, spec, rules, days, tuple(self._known(spec)))
        return found

    def cuts(self, node: tree.Node, day: date) -> dict[str, Named]:
        """The thresholds an expression names itself; those of the definitions it uses are theirs."""
        return named([Lowering(self._undefined, day).condition(node)])

    @cached_property
    def _undefined(self) -> Vocabulary:
        return replace(self.pack.vocabulary, definitions={})

    def lowering(self, day: date) -> Lowering:
        if day not in self._lowerings:
            self._lowerings[day] = self.pack.lowering(day)
        return self._lowerings[day]

    def find(self, wanted: Sequence[Wanted], known: Iterable[tuple[Values, Subject]] = ()) -> Answer:
        """One question as of one day; ``known`` are subjects to try first."""
        for values, subject in known:
            if agrees(subject, *wanted):
                self.tally.in_tests += 1
                return self.tally.add(Answer(values))
        return self.tally.add(self.prover.find(*wanted))

    def ever(self, ask: Ask, days: Sequence[date], known: Iterable[tuple[Values, Subject]] = ()) -> Answer:
        """The same question on each of ``days`` until there is a subject. None: proved for every one of them."""
        known = tuple(known)
        for day in days:
            answer = self.find(ask(self.lowering(day)), known)
            if not answer.none:
                return answer
        return NONE if days else UNDECIDED

    def one_who_meets(self, ruled: Ruled) -> Values | None:
        """Somebody who meets all rules of a measure and files as little as can be."""
        if ruled.id not in self._plain:
            found = self.ever(lambda day: [met(ruled.condition(day))], ruled.days)
            self._plain[ruled.id] = found.witness
        return self._plain[ruled.id]

    def in_force(self, subject: str) -> list[str]:
        """The measures with rules that are matched on the day of the check."""
        if subject not in self._in_force:
            found = sorted(self.pack.in_force(subject, self.day))
            self._in_force[subject] = [id for id in found if id in self.ruled]
        return self._in_force[subject]

    def finding(
        self, code: str, place: Place, what: str, advice: str, witness: Values | None, shows: str
    ) -> Iterator[Finding]:
        """A finding with the subject that shows it; none where no such subject could be found, which was counted."""
        if witness is not None:
            problem = self.pack.problem(*place, what, advice)
            yield Finding(code, DEEP_CODES[code][0], problem, dict(witness), shows)

    # --- days -----------------------------------------------------------------------------

    def days(self, valid: Validity, nodes: Sequence[tree.Node]) -> tuple[date, ...]:
        """The days to look at expressions within a span: one, unless they read the day. Never empty.

        Where they do, the answer is proved for each of these: both ends of the span, and the days around every date
        that an expression or a parameter names. Others are not looked at; findings say so.
        """
        first = valid.since or min(self.day, valid.until or self.day)
        last = valid.until or max(self.day, first)
        looked_at = min(max(self.day, first), last)
        turns = set(self._turns(nodes))
        if not turns:
            return (looked_at,)
        around = {day + step * _DAY for day in turns for step in (-1, 0, 1) if date.min < day < date.max}
        others = sorted(day for day in around | {first, last} if first <= day <= last and day != looked_at)
        return (looked_at, *others)

    def _turns(self, nodes: Sequence[tree.Node]) -> Iterator[date]:
        """The day of the check, if an expression reads the day at all, and the days it is compared with."""
        parts = [part for node in self.followed(nodes) for part in tree.walk(node)]
        givens = {part.name for part in parts if isinstance(part, tree.Given)}
        if not givens:
            return
        yield self.day
        for part in parts:
            if isinstance(part, tree.Literal) and isinstance(part.value, date):
                yield part.value
        for name in givens - {"as_of"}:
            yield from self.pack.vocabulary.parameters[name].since

    def followed(self, nodes: Sequence[tree.Node]) -> Iterator[tree.Node]:
        """Expressions, and the definitions they use."""
        vocabulary = self.pack.vocabulary
        yield from nodes
        names = vocabulary.inputs(frozenset().union(*map(tree.names, nodes)))
        yield from (vocabulary.definitions[name] for name in sorted(names & vocabulary.definitions.keys()))

    def _known(self, spec: MeasureSpec) -> Iterator[tuple[Values, Subject]]:
        for given in ({}, *(test.given for test in spec.tests)):
            values = {name: value for name, value in {**spec.example, **given}.items() if value is not None}
            try:
                yield values, canonical_subject(self.pack.vocabulary, values)
            except ExpressionError:
                continue  # `pack test` says so


def filed(names: Iterable[str]) -> Logic:
    """Met by who files all of these fields."""
    return conjunction(*(logic.negation(logic.IsAbsent(name)) for name in sorted(names)))


def on(days: Sequence[date]) -> str:
    """The days a proof is good for, in words; nothing where any day is as good."""
    if len(days) == 1:
        return ""
    return message(
        " on {first} and on the {count} other days looked at", first=str(days[0]), count=len(days) - 1
    )
