"""The fields that could still change an unknown answer, and no others.

``missing`` is for one subject, ``waits`` the same walk for many rows at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch, Bits, rails
from twinwheel.criteria.columns import interval as interval_of_rows
from twinwheel.criteria.logic import Logic, Term
from twinwheel.criteria.subject import Band, Subject, interval, truth


def missing(node: Logic, subject: Subject, defined: frozenset[str] = frozenset()) -> frozenset[str]:
    """Fields to ask for while ``node`` is unknown; empty once it is decided.

    Only unknown branches are followed, so a field that no longer matters is not asked for. A band that
    straddles a threshold is asked for again (the exact number is needed). ``defined`` are fields that follow
    from others; those others are asked for, not they.
    """
    return _of_condition(node, subject) - defined


def _of_condition(node: Logic, subject: Subject) -> frozenset[str]:
    if truth(node, subject) is not None:
        return frozenset()
    match node:
        case logic.Conjunction(items) | logic.Disjunction(items):
            return frozenset().union(*(_of_condition(item, subject) for item in items))
        case logic.Choice(condition, then, otherwise):
            chosen = truth(condition, subject)
            open_parts = (condition, then, otherwise) if chosen is None else (then if chosen else otherwise,)
            return frozenset().union(*(_of_condition(part, subject) for part in open_parts))
        case logic.Negation(operand):
            return _of_condition(operand, subject)
        case logic.InRange(term):
            return _of_term(term, subject)
    return frozenset(field for field in logic.read_fields(node) if _is_open(subject.get(field)))


def _of_term(term: Term, subject: Subject) -> frozenset[str]:
    """Fields that leave a term open. A part that is exact already has nothing to ask for."""
    found = interval(term, subject)
    if found is not None and found[0] == found[1]:
        return frozenset()
    match term:
        case logic.FieldTerm(field):
            return frozenset({field})
        case logic.Operation(_, left, right):
            return _of_term(left, subject) | _of_term(right, subject)
        case logic.Extreme(_, arguments):
            return frozenset().union(*(_of_term(each, subject) for each in arguments))
        case logic.TermChoice(condition, then, otherwise):
            chosen = truth(condition, subject)
            if chosen is not None:
                return _of_term(then if chosen else otherwise, subject)
            return _of_condition(condition, subject) | _of_term(then, subject) | _of_term(otherwise, subject)
    return frozenset()


def _is_open(value: object) -> bool:
    return value is None or isinstance(value, Band) or (isinstance(value, tuple) and None in value)


def waits(term: Term, batch: Batch) -> dict[str, Bits]:
    """For every field the rows of a batch in which it leaves ``term`` open. Worked out once per batch."""

    def collect() -> dict[str, Bits]:
        found = interval_of_rows(term, batch)
        rows = np.flatnonzero(~(found.known & (found.low == found.high)))
        # Most rows are known. The walk is long for a score, and asks for each part as well as for the whole.
        some = batch.taken(logic.read_fields(term), rows, remembers=True)
        result: dict[str, Bits] = {}
        for field, bits in _waits_of_term(term, some, some.every):
            result.setdefault(field, np.zeros(batch.rows, bool))[rows[bits]] = True
        return result

    open_rows: dict[str, Bits] = batch.once(("waits", term), collect)
    return open_rows


def _waits_of_condition(node: Logic, batch: Batch, rows: Bits) -> Iterator[tuple[str, Bits]]:
    sure, possible = rails(node, batch)
    rows = rows & possible & ~sure
    if not rows.any():
        return
    match node:
        case logic.Conjunction(items) | logic.Disjunction(items):
            for item in items:
                yield from _waits_of_condition(item, batch, rows)
        case logic.Choice(condition, then, otherwise):
            chosen, possibly = rails(condition, batch)
            yield from _waits_of_condition(condition, batch, rows)
            yield from _waits_of_condition(then, batch, rows & possibly)
            yield from _waits_of_condition(otherwise, batch, rows & ~chosen)
        case logic.Negation(operand):
            yield from _waits_of_condition(operand, batch, rows)
        case logic.InRange(term):
            yield from _waits_of_term(term, batch, rows)
        case _:
            for field in logic.read_fields(node):
                yield field, rows & batch.open(field)


def _waits_of_term(term: Term, batch: Batch, rows: Bits) -> Iterator[tuple[str, Bits]]:
    found = interval_of_rows(term, batch)
    rows = rows & ~(found.known & (found.low == found.high))
    if not rows.any():
        return
    match term:
        case logic.FieldTerm(field):
            yield field, rows
        case logic.Operation(_, left, right):
            for part in (left, right):
                yield from _waits_of_term(part, batch, rows)
        case logic.Extreme(_, arguments):
            for part in arguments:
                yield from _waits_of_term(part, batch, rows)
        case logic.TermChoice(condition, then, otherwise):
            chosen, possibly = rails(condition, batch)
            yield from _waits_of_condition(condition, batch, rows)
            yield from _waits_of_term(then, batch, rows & possibly)
            yield from _waits_of_term(otherwise, batch, rows & ~chosen)
