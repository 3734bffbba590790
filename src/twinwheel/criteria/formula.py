"""Logic as formulas of an SMT solver (z3): two per condition, as the columns have two rails.

``sure`` says the condition is met, ``possible`` that it is not refused; unknown is possible and not sure.

Numbers are exact reals, each constant being the double it is, so what is only compared is translated without
loss. What is *computed* goes through doubles when it is decided: with ``rounding`` every result may be off by
half a unit in the last place, or by anything where it overflows. No subject of the ``rounding`` formulas therefore
means none in doubles either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import inf

import z3

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic, Term
from twinwheel.criteria.variables import MARK, Variables, bounds, is_whole

_ULP = Fraction(1, 2**53)  # half a unit in the last place, of a result of size 1
_TINY = Fraction(1, 2**1074)
_HUGE = Fraction(10**290)  # anything may happen beyond


@dataclass(frozen=True)
class Rails:
    """The same object twice where a condition cannot be unknown."""

    sure: z3.BoolRef
    possible: z3.BoolRef


@dataclass(frozen=True)
class Interval:
    """A term: whether it is known, and its ends; the same object twice where it is exact."""

    known: z3.BoolRef
    low: z3.ArithRef
    high: z3.ArithRef


class Formulas:
    """Translates conditions over one set of variables, each part once."""

    def __init__(self, variables: Variables, *, rounding: bool) -> None:
        self.variables = variables
        self.rounding = rounding
        self._rails: dict[Logic, Rails] = {}
        self._terms: dict[Term, Interval] = {}
        self._rounded: dict[Term, list[z3.BoolRef]] = {}
        self._true = z3.BoolVal(True, variables.context)
        self._false = z3.BoolVal(False, variables.context)
        self._fresh = 0

    def rails(self, node: Logic) -> Rails:
        found = self._rails.get(node)
        if found is None:
            found = self._rails[node] = self._made(node)
        return found

    def roundings(self, nodes: Iterable[Logic]) -> Iterator[z3.BoolRef]:
        """What ties the rounded results inside ``nodes`` to the exact ones."""
        parts = dict.fromkeys(part for node in nodes for part in logic.walk(node))
        for part in parts:
            if isinstance(part, logic.Operation):
                yield from self._rounded.get(part, ())

    def _made(self, node: Logic) -> Rails:
        match node:
            case logic.Truth(value):
                return self._two_valued(value is True, value is not False)
            case logic.Negation(operand):
                inner = self.rails(operand)
                sure = z3.Not(inner.possible)
                return Rails(sure, sure if _is_two_valued(inner) else z3.Not(inner.sure))
            case logic.Conjunction(items):
                return _joined([self.rails(item) for item in items], z3.And)
            case logic.Disjunction(items):
                return _joined([self.rails(item) for item in items], z3.Or)
            case logic.Choice(condition, then, otherwise):
                return _chosen(self.rails(condition), self.rails(then), self.rails(otherwise))
            case logic.InRange(term):
                return self._in_range(node, self.interval(term))
            case logic.IsAbsent(name):
                absent = self.variables.absent(name)
                return Rails(absent, absent)
        absent, holds = self.variables.absent(node.field), self._holds(node)
        return Rails(z3.And(z3.Not(absent), holds), z3.Or(absent, holds))

    def _holds(self, node: logic.IsCode | logic.HasPrefix | logic.Flag | logic.Holds) -> z3.BoolRef:
        """An atom about a filed value."""
        variables = self.variables
        match node:
            case logic.IsCode(name, values):
                return z3.Or([self._false, *(variables.boolean("is", name, each) for each in sorted(values))])
            case logic.HasPrefix(name, prefix):
                return variables.boolean("begins", name, prefix)
            case logic.Flag(name):
                return variables.boolean("yes", name)
            case logic.Holds(name, value):
                return variables.boolean("holds", name, value)

    def _in_range(self, atom: logic.InRange, found: Interval) -> Rails:
        above, below, up, down = [self._true] * 4
        if atom.low != -inf:
            end = self.variables.number(atom.low)
            above, up = (each > end if atom.low_open else each >= end for each in (found.low, found.high))
        if atom.high != inf:
            end = self.variables.number(atom.high)
            below, down = (each < end if atom.high_open else each <= end for each in (found.high, found.low))
        return Rails(z3.And(found.known, above, below), z3.Or(z3.Not(found.known), z3.And(up, down)))

    def _two_valued(self, sure: bool, possible: bool) -> Rails:
        return Rails(self._true if sure else self._false, self._true if possible else self._false)

    # --- terms ----------------------------------------------------------------------------

    def interval(self, term: Term) -> Interval:
        found = self._terms.get(term)
        if found is None:
            found = self._terms[term] = self._term(term)
        return found

    def _term(self, term: Term) -> Interval:
        match term:
            case logic.Constant(value):
                number = self.variables.number(value)
                return Interval(self._true, number, number)
            case logic.Nothing():
                zero = self.variables.number(0)
                return Interval(self._false, zero, zero)
            case logic.FieldTerm(name):
                variable = self.variables.value(name)
                real = z3.ToReal(variable) if variable.is_int() else variable
                return Interval(z3.Not(self.variables.absent(name)), real, real)
            case logic.TermChoice(condition, then, otherwise):
                return _chosen_term(
                    self.rails(condition), self.interval(then), self.interval(otherwise), self._true
                )
            case logic.Extreme(name, arguments):
                parts = [self.interval(each) for each in arguments]
                pick = _least if name == "least" else _greatest
                known = z3.And([part.known for part in parts])
                low, high = _ends(parts)
                return _interval(known, reduce(pick, low), None if high is None else reduce(pick, high))
            case logic.Operation(op, left, right):
                exact = _computed(op, self.interval(left), self.interval(right), self.variables.number(0))
                rounds = self.rounding and not self._is_whole(term)
                return self._off_by_rounding(term, exact) if rounds else exact

    def _is_whole(self, term: Term) -> bool:
        """A score, or days between days: whole numbers so small that doubles lose nothing."""
        largest = self._largest(term)
        return largest is not None and largest <= 2**53

    def _largest(self, term: Term) -> float | None:
        """The largest size of a term whose every part is whole; None for any other."""
        match term:
            case logic.Constant(value):
                return abs(value) if value == value // 1 else None
            case logic.FieldTerm(name):
                kind = self.variables.vocabulary.fields[name]
                return max(map(abs, bounds(kind))) if is_whole(kind) else None
            case logic.Operation("+" | "-" | "*", left, right):
                sizes = [self._largest(left), self._largest(right)]
            case logic.Extreme(_, arguments):
                sizes = [self._largest(each) for each in arguments]
            case logic.TermChoice(_, then, otherwise):
                sizes = [self._largest(then), self._largest(otherwise)]
            case _:
                return None
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes):
            return None
        if isinstance(term, logic.Operation):
            return known[0] * known[1] if term.op == "*" else known[0] + known[1]
        return max(known)

    def _off_by_rounding(self, term: logic.Operation, exact: Interval) -> Interval:
        """The result in doubles: near the exact one, the same every time, and whatever it likes if it overflows."""
        rules = self._rounded[term] = []
        number = self.variables.number

        def rounded(end: z3.ArithRef) -> z3.ArithRef:
            self._fresh += 1
            result = z3.Real(f"rounded{MARK}{self._fresh}", self.variables.context)
            size = z3.If(end >= 0, end, -end)
            slack = size * number(_ULP) + number(_TINY)
            rules.append(z3.Or(size > number(_HUGE), z3.And(result <= end + slack, result >= end - slack)))
            return result

        low = rounded(exact.low)
        high = low if exact.high is exact.low else rounded(exact.high)
        lost = self.variables.boolean("lost", str(self._fresh))
        sizes = [z3.Or(end > number(_HUGE), end < -number(_HUGE)) for end in (exact.low, exact.high)]
        return Interval(z3.And(exact.known, z3.Not(z3.And(lost, z3.Or(sizes)))), low, high)


def _is_two_valued(rails: Rails) -> bool:
    return rails.sure is rails.possible


def _joined(parts: list[Rails], join: type[z3.And] | type[z3.Or]) -> Rails:
    sure = join([part.sure for part in parts])
    if all(map(_is_two_valued, parts)):
        return Rails(sure, sure)
    return Rails(sure, join([part.possible for part in parts]))


def _chosen(condition: Rails, then: Rails, otherwise: Rails) -> Rails:
    """See :class:`logic.Choice`."""
    refused = z3.Not(condition.possible)
    sure = z3.And(z3.Or(refused, then.sure), z3.Or(condition.sure, otherwise.sure))
    if all(map(_is_two_valued, (condition, then, otherwise))):
        return Rails(sure, sure)
    unsure = z3.Not(condition.sure)
    return Rails(sure, z3.Or(z3.And(condition.possible, then.possible), z3.And(unsure, otherwise.possible)))


def _chosen_term(condition: Rails, then: Interval, otherwise: Interval, true: z3.BoolRef) -> Interval:
    """One of the two, or the hull of both where the condition is unknown."""
    sure, possible = condition.sure, condition.possible
    if _is_two_valued(condition):
        known = z3.If(sure, then.known, otherwise.known)
        low = z3.If(sure, then.low, otherwise.low)
        if then.low is then.high and otherwise.low is otherwise.high:
            return Interval(known, low, low)
        return Interval(known, low, z3.If(sure, then.high, otherwise.high))
    both = z3.And(then.known, otherwise.known)
    known = z3.If(sure, then.known, z3.If(possible, both, otherwise.known))
    low, high = (
        z3.If(sure, one, z3.If(possible, pick(one, other), other))
        for pick, one, other in (
            (_least, then.low, otherwise.low),
            (_greatest, then.high, otherwise.high),
        )
    )
    return Interval(known, low, high)


def _interval(known: z3.BoolRef, low: z3.ArithRef, high: z3.ArithRef | None) -> Interval:
    return Interval(known, low, low if high is None else high)


def _ends(parts: list[Interval]) -> tuple[list[z3.ArithRef], list[z3.ArithRef] | None]:
    """The lower ends, and the upper ones unless all parts are exact."""
    exact = all(part.low is part.high for part in parts)
    return [part.low for part in parts], None if exact else [part.high for part in parts]


def _computed(op: str, one: Interval, other: Interval, zero: z3.ArithRef) -> Interval:
    known = z3.And(one.known, other.known)
    exact = one.low is one.high and other.low is other.high
    if op == "+":
        return _interval(known, one.low + other.low, None if exact else one.high + other.high)
    if op == "-":
        return _interval(known, one.low - other.high, None if exact else one.high - other.low)
    if op == "/":
        known = z3.And(known, z3.Or(other.low > zero, other.high < zero))
    corners = [
        a * b if op == "*" else a / b
        for a in ((one.low,) if one.low is one.high else (one.low, one.high))
        for b in ((other.low,) if other.low is other.high else (other.low, other.high))
    ]
    return _interval(
        known, reduce(_least, corners), None if len(corners) == 1 else reduce(_greatest, corners)
    )


def _least(one: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
    return z3.If(one <= other, one, other)


def _greatest(one: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
    return z3.If(one >= other, one, other)
