"""Criteria that can never, or must always, hold, whatever a subject is.

Each atom is reduced to what it says about one column: a range of a number, a set of codes, a yes. Over those
columns the condition is then tried on every combination of values that the atoms can tell apart: one number
in each gap between cut points (inside the field's domain), each named code and one other. That is exact
wherever the columns are independent; it is skipped where there are too many combinations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice, pairwise, product
from math import inf, prod

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.vocabulary import FieldType, Vocabulary

MAX_COMBINATIONS = 20_000

Column = tuple[str, Hashable]
Sample = dict[Column, object]


def constant_value(condition: Logic, vocabulary: Vocabulary) -> bool | None:
    """True if the condition always holds, False if it never does, None if it depends on the subject.

    Only complete subjects are considered: missing values make anything unknown.
    """
    if isinstance(condition, logic.Truth):
        return condition.value
    choices = _choices(condition, vocabulary)
    if prod(map(len, choices.values())) > MAX_COMBINATIONS:
        return None
    found = set[bool | None]()
    for sample in _samples(choices):
        found.add(_holds(condition, sample))
        if len(found) > 1:
            return None
    return found.pop() if found else None


def _samples(choices: dict[Column, list[object]]) -> Iterator[Sample]:
    for values in islice(product(*choices.values()), MAX_COMBINATIONS):
        yield dict(zip(choices, values, strict=True))


def _choices(condition: Logic, vocabulary: Vocabulary) -> dict[Column, list[object]]:
    """For every column the values worth trying."""
    cuts: dict[logic.Term, set[float]] = {}
    codes: dict[str, set[str]] = {}
    result: dict[Column, list[object]] = {}
    for atom in logic.atoms(condition):
        match atom:
            case logic.InRange(term, low, high):
                cuts.setdefault(term, set()).update(end for end in (low, high) if abs(end) != inf)
            case logic.IsCode(field, values):
                codes.setdefault(field, set()).update(values)
            case logic.Truth():
                pass
            case _:
                result[_column(atom)] = [False, True]
    for term, ends in cuts.items():
        spec = vocabulary.fields.get(term.field) if isinstance(term, logic.FieldTerm) else None
        result["number", term] = list(_representatives(sorted(ends), spec))
    for name, named in codes.items():
        kind = vocabulary.fields[name]
        closed = bool(kind.labels) and not kind.open and set(kind.labels) <= named
        result["code", name] = [*sorted(named), *([] if closed else [None])]
    return result


def _representatives(cuts: list[float], field: FieldType | None) -> Iterator[float]:
    """Each cut point and a number in each gap around them, as far as the field's domain allows."""
    low, high = _domain(field)
    step = 1.0 if field is not None and (field.integer or field.kind == "date") else None
    edges = [cut for cut in cuts if low <= cut <= high]
    points = {low, high, *edges} - {inf, -inf}
    if not points:
        points = {0.0}
    ordered = sorted(points)
    gaps = [(a + b) / 2 for a, b in pairwise(ordered)]
    gaps += [] if low > -inf else [ordered[0] - 1]
    gaps += [] if high < inf else [ordered[-1] + 1]
    whole = {float(int(gap)) for gap in gaps} if step else set(gaps)
    yield from sorted(points | {gap for gap in whole if low <= gap <= high})


def _domain(field: FieldType | None) -> tuple[float, float]:
    def end(value: Decimal | date | None, otherwise: float) -> float:
        if value is None:
            return otherwise
        return float(value.toordinal()) if isinstance(value, date) else float(value)

    return (-inf, inf) if field is None else (end(field.low, -inf), end(field.high, inf))


def _column(atom: logic.Atom) -> Column:
    match atom:
        case logic.InRange(term):
            return "number", term
        case logic.IsCode(field):
            return "code", field
    return type(atom).__name__, atom


def _holds(node: Logic, sample: Sample) -> bool | None:
    match node:
        case logic.Truth(value):
            return value
        case logic.Negation(operand):
            found = _holds(operand, sample)
            return None if found is None else not found
        case logic.Conjunction(items):
            every = [_holds(item, sample) for item in items]
            return False if False in every else None if None in every else True
        case logic.Disjunction(items):
            every = [_holds(item, sample) for item in items]
            return True if True in every else None if None in every else False
        case logic.Choice(condition, then, otherwise):
            return _holds(then if _holds(condition, sample) else otherwise, sample)
        case logic.InRange(_, low, high, low_open, high_open):
            number = sample[_column(node)]
            assert isinstance(number, float)
            return (number > low if low_open else number >= low) and (
                number < high if high_open else number <= high
            )
        case logic.IsCode(_, values):
            return sample[_column(node)] in values
    return bool(sample[_column(node)])
