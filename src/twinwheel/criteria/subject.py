"""The verdict for one subject: the plainest reading of the logic, and the one explanations stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isnan

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic, Term


class Verdict(StrEnum):
    """Three values, never two."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Band:
    """A number known only to lie between two ends, both included; an open end is infinite."""

    low: float
    high: float


Scalar = float | int | bool | str | date | Band | tuple[str | None, ...] | None
Subject = Mapping[str, Scalar]
"""Canonical values by field: numbers in the field's unit, lists as tuples; a field not filed is absent or None."""


def verdict(node: Logic, subject: Subject) -> Verdict:
    """Decide one condition for one subject."""
    found = truth(node, subject)
    return Verdict.UNKNOWN if found is None else Verdict.MET if found else Verdict.NOT_MET


def truth(node: Logic, subject: Subject) -> bool | None:
    """Kleene's three values; None is unknown."""
    match node:
        case logic.Truth(value):
            return value
        case logic.Negation(operand):
            found = truth(operand, subject)
            return None if found is None else not found
        case logic.Conjunction(items):
            found_all = [truth(item, subject) for item in items]
            return False if False in found_all else None if None in found_all else True
        case logic.Disjunction(items):
            found_all = [truth(item, subject) for item in items]
            return True if True in found_all else None if None in found_all else False
        case logic.Choice(condition, then, otherwise):
            if (chosen := truth(condition, subject)) is not None:
                return truth(then if chosen else otherwise, subject)
            agreed = truth(then, subject)
            return agreed if agreed == truth(otherwise, subject) else None
        case logic.InRange():
            return in_range(node, interval(node.term, subject))
        case logic.IsAbsent(field):
            return subject.get(field) is None
    return _of_field(node, subject.get(node.field))


def _of_field(node: logic.IsCode | logic.HasPrefix | logic.Flag | logic.Holds, value: Scalar) -> bool | None:
    if value is None:
        return None
    match node:
        case logic.IsCode(_, values):
            return value in values
        case logic.HasPrefix(_, prefix):
            return str(value).startswith(prefix)
        case logic.Flag():
            return bool(value)
        case logic.Holds(_, wanted):
            assert isinstance(value, tuple)
            return True if wanted in value else None if None in value else False


def in_range(atom: logic.InRange, found: tuple[float, float] | None) -> bool | None:
    """Whether an interval lies in the range: wholly, not at all, or (unknown) in part."""
    if found is None:
        return None
    low, high = found
    above = low > atom.low if atom.low_open else low >= atom.low
    below = high < atom.high if atom.high_open else high <= atom.high
    if above and below:
        return True
    reaches_up = high > atom.low if atom.low_open else high >= atom.low
    reaches_down = low < atom.high if atom.high_open else low <= atom.high
    return None if reaches_up and reaches_down else False


def interval(term: Term, subject: Subject) -> tuple[float, float] | None:
    """Both ends of a term for one subject; equal where it is known exactly, None where it is unknown."""
    match term:
        case logic.Constant(value):
            return value, value
        case logic.Nothing():
            return None
        case logic.FieldTerm(field):
            return ends(subject.get(field))
        case logic.TermChoice(condition):
            return _chosen(truth(condition, subject), term, subject)
        case logic.Extreme(name, arguments):
            pairs = [interval(each, subject) for each in arguments]
            known = [pair for pair in pairs if pair is not None]
            if len(known) < len(pairs):
                return None
            pick = min if name == "least" else max
            return pick(low for low, _ in known), pick(high for _, high in known)
        case logic.Operation(op, left, right):
            one, other = interval(left, subject), interval(right, subject)
            return None if one is None or other is None else _computed(op, one, other)


def ends(value: Scalar) -> tuple[float, float] | None:
    """A field's value as an interval; dates as ordinals."""
    if value is None:
        return None
    if isinstance(value, Band):
        return value.low, value.high
    if isinstance(value, date):
        return (ordinal := float(value.toordinal())), ordinal
    assert isinstance(value, int | float)
    return float(value), float(value)


def _chosen(condition: bool | None, term: logic.TermChoice, subject: Subject) -> tuple[float, float] | None:
    if condition is not None:
        return interval(term.then if condition else term.otherwise, subject)
    one, other = interval(term.then, subject), interval(term.otherwise, subject)
    if one is None or other is None:
        return None
    return min(one[0], other[0]), max(one[1], other[1])


def _computed(op: str, one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float] | None:
    if op == "+":
        pair = one[0] + other[0], one[1] + other[1]
    elif op == "-":
        pair = one[0] - other[1], one[1] - other[0]
    else:
        if op == "/" and other[0] <= 0 <= other[1]:
            return None
        corners = [a * b if op == "*" else a / b for a in one for b in other]
        if any(map(isnan, corners)):  # an open end times zero
            return None
        pair = min(corners), max(corners)
    return None if isnan(pair[0]) or isnan(pair[1]) else pair
