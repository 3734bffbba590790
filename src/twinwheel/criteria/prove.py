"""Is there a subject for whom these conditions come out so? Answered for all subjects there can be, or not at all.

The subjects meant are those that file each field not at all or exactly, within its domain. An answer is one of three:

* **a witness**: one such subject, as few fields as can be, which ``subject.truth`` itself has confirmed;
* **none**: proved, for exact numbers and for the doubles they are decided in;
* **not decided**: the solver reached its limit (of steps, not of time, so that it is the same everywhere), or found
  a subject that doubles cannot hold, or that only rounding could save.

A claim is asked by its opposite: "always" means that nobody is refused, "A is within B" that nobody meets A and not B.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import z3

from twinwheel.criteria import logic
from twinwheel.criteria.formula import Formulas
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.subject import Subject, truth
from twinwheel.criteria.values import canonical_subject
from twinwheel.criteria.variables import (
    Named,
    Variables,
    bounds,
    is_closed,
    is_whole,
    named,
    named_values,
)
from twinwheel.criteria.vocabulary import SHARE, FieldType, Vocabulary
from twinwheel.errors import ExpressionError

LIMIT = 10_000_000
"""Steps of the solver for one question (its ``rlimit``); the hardest question of the real packs takes less than half."""

Values = Mapping[str, object]
"""A subject as a pack writes one, under ``given``: what is not there was not filed."""


@dataclass(frozen=True)
class Wanted:
    """A condition and how it is to come out: any of ``verdicts`` (None: unknown)."""

    condition: Logic
    verdicts: frozenset[bool | None]


def met(condition: Logic) -> Wanted:
    return Wanted(condition, frozenset({True}))


def refused(condition: Logic) -> Wanted:
    """Not met for sure."""
    return Wanted(condition, frozenset({False}))


def not_met(condition: Logic) -> Wanted:
    """Refused or unknown."""
    return Wanted(condition, frozenset({False, None}))


@dataclass(frozen=True)
class Answer:
    """``witness`` where there is a subject; ``none`` where it is proved that there is not; else not decided."""

    witness: Values | None = None
    none: bool = False


NONE, UNDECIDED = Answer(none=True), Answer()


class Prover:
    """Answers questions about conditions of one vocabulary. The same questions in the same order, the same answers."""

    def __init__(self, vocabulary: Vocabulary, limit: int = LIMIT) -> None:
        self.vocabulary = vocabulary
        self.limit = limit
        self._variables = Variables(vocabulary)
        self._exact = Formulas(self._variables, rounding=False)
        self._named: dict[Logic, dict[str, Named]] = {}

    @cached_property
    def _in_doubles(self) -> Formulas:
        return Formulas(self._variables, rounding=True)

    def find(self, *wanted: Wanted) -> Answer:
        """A subject for whom every condition comes out as wanted."""
        says = self._says([each.condition for each in wanted])
        solver = self._solver(wanted, says, self._exact)
        found = solver.check()
        if found == z3.sat:
            values = _Reader(self._variables, solver, says).subject()
            return Answer(values) if values is not None and self.confirms(values, *wanted) else UNDECIDED
        if found == z3.unsat and self._stands_in_doubles(wanted, says):
            return NONE
        return UNDECIDED

    def confirms(self, values: Values, *wanted: Wanted) -> bool:
        """Whether the library itself decides so for a subject."""
        try:
            subject = canonical_subject(self.vocabulary, values)
        except ExpressionError:
            return False
        return agrees(subject, *wanted)

    def _stands_in_doubles(self, wanted: Sequence[Wanted], says: dict[str, Named]) -> bool:
        parts = (part for each in wanted for part in logic.walk(each.condition))
        if not any(isinstance(part, logic.Operation) for part in parts):
            return True
        solver = self._solver(wanted, says, self._in_doubles)
        solver.add(*self._in_doubles.roundings(each.condition for each in wanted))
        return bool(solver.check() == z3.unsat)

    def _solver(self, wanted: Sequence[Wanted], says: dict[str, Named], formulas: Formulas) -> z3.Solver:
        solver = z3.SimpleSolver(ctx=self._variables.context)
        solver.set("rlimit", self.limit)
        for name, each in says.items():
            solver.add(*self._variables.domain(name, each))
        for each_wanted in wanted:
            rails = formulas.rails(each_wanted.condition)
            ways = {
                True: rails.sure,
                False: z3.Not(rails.possible),
                None: z3.And(rails.possible, z3.Not(rails.sure)),
            }
            solver.add(z3.Or([way for verdict, way in ways.items() if verdict in each_wanted.verdicts]))
        return solver

    def _says(self, conditions: Sequence[Logic]) -> dict[str, Named]:
        if len(conditions) == 1:
            return self._one_says(conditions[0])
        merged: dict[str, Named] = {}
        for condition in conditions:
            for name, each in self._one_says(condition).items():
                into = merged.setdefault(name, Named())
                into.values |= each.values
                into.prefixes |= each.prefixes
                into.cuts |= each.cuts
                into.exact |= each.exact
                into.near |= each.near
        return dict(sorted(merged.items()))

    def _one_says(self, condition: Logic) -> dict[str, Named]:
        if condition not in self._named:
            self._named[condition] = named([condition])
        return self._named[condition]


def agrees(subject: Subject, *wanted: Wanted) -> bool:
    return all(truth(each.condition, subject) in each.verdicts for each in wanted)


class _Reader:
    """Reads a small and plain subject out of a solver that has found there is one.

    Field by field the first choice is taken that still leaves a subject: not filed; no; a code, the one named first;
    a number, one that a condition names or beside it. So the subject hardly depends on the solver's own taste.
    """

    def __init__(self, variables: Variables, solver: z3.Solver, says: dict[str, Named]) -> None:
        self.variables = variables
        self.solver = solver
        self.says = says

    def subject(self) -> Values | None:
        values: dict[str, object] = {}
        filed = [name for name in self.says if not self._can(self.variables.absent(name))]
        for name in filed:
            kind = self.variables.vocabulary.fields[name]
            found = self._value(kind, self.says[name])
            if found is None:
                return None
            values[name] = found
        return values

    def _can(self, *rules: z3.BoolRef) -> bool:
        """Whether a rule leaves a subject; if so it is kept."""
        if self.solver.check(*rules) == z3.sat:
            self.solver.add(*rules)
            return True
        return False

    def _value(self, kind: FieldType, says: Named) -> object:
        match kind.kind:
            case "bool":
                return not self._can(z3.Not(self.variables.boolean("yes", kind.name)))
            case "codes":
                holds = [
                    (each, self.variables.boolean("holds", kind.name, each)) for each in sorted(says.values)
                ]
                return [value for value, held in holds if not self._can(z3.Not(held))]
            case "code" | "text":
                return self._text(kind, says)
        return self._number(kind, says)

    def _text(self, kind: FieldType, says: Named) -> str | None:
        for each in self._in_list_order(kind, says):
            if self._can(self.variables.boolean("is", kind.name, each)):
                return each
        begins = [
            prefix
            for prefix in sorted(says.prefixes)
            if not self._can(z3.Not(self.variables.boolean("begins", kind.name, prefix)))
        ]
        return _another_text(kind, says, max(begins, key=len, default=""))

    @staticmethod
    def _in_list_order(kind: FieldType, says: Named) -> list[str]:
        order = {value: position for position, value in enumerate(kind.labels)}
        return sorted(named_values(kind, says), key=lambda each: (order.get(each, len(order)), each))

    def _number(self, kind: FieldType, says: Named) -> object:
        variable = self.variables.value(kind.name)
        for number in _plain_numbers(kind, says):
            if self._can(variable == self.variables.number(number)):
                return written(kind, number)
        if self.solver.check() != z3.sat:
            return None
        exact = self.solver.model().eval(variable, model_completion=True)
        if not z3.is_rational_value(exact) and not z3.is_int_value(exact):
            return None
        near = float(exact.as_fraction() if z3.is_rational_value(exact) else exact.as_long())
        self._can(variable == exact)
        return written(kind, near)


def _plain_numbers(kind: FieldType, says: Named) -> Iterator[float]:
    """The numbers a condition names, those beside and between them, and the ends of the domain. Each once."""
    low, high = bounds(kind)
    step = 0.01 if kind.unit == SHARE else 1.0
    ordered = sorted(says.cuts)
    tried = [*ordered, *(cut + step for cut in ordered), *(cut - step for cut in ordered)]
    tried += [(one + other) / 2 for one, other in pairwise(ordered)]
    tried += [*(cut * 10 for cut in ordered), 0.0, 1.0, 100.0]
    tried += [end + step for end in sorted({round(each, 6) for each in says.near}) for step in (0, 1, -1)]
    tried += [low, high]
    whole = is_whole(kind)
    exact = (float(f"{each:.15g}") for each in tried)
    yield from dict.fromkeys(each for each in exact if low <= each <= high and not (whole and each % 1))


def written(kind: FieldType, number: float) -> object:
    """A number as a pack writes it: exact, whole where it is."""
    if kind.kind == "date":
        return date.fromordinal(int(number)).isoformat()
    return int(number) if number == int(number) else Decimal(repr(number))


def _another_text(kind: FieldType, says: Named, beginning: str) -> str | None:
    """A text that no condition names, which begins so and no longer prefix; a value of the list where there is one."""

    def fits(text: str) -> bool:
        longest = max((each for each in says.prefixes if text.startswith(each)), key=len, default="")
        return text not in says.values and text.startswith(beginning) and len(longest) <= len(beginning)

    listed = next((each for each in kind.labels if fits(each)), None)
    if listed is not None or is_closed(kind):
        return listed
    return next((text for mark in "其他甲乙丙…" if fits(text := f"{beginning}{mark}")), None)
