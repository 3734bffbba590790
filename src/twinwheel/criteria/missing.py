"""The fields that could still change an unknown answer, and no others."""

from __future__ import annotations

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.subject import Band, Subject, truth


def missing(node: Logic, subject: Subject, defined: frozenset[str] = frozenset()) -> frozenset[str]:
    """Fields to ask for while ``node`` is unknown; empty once it is decided.

    Only unknown branches are followed, so a field that no longer matters is not asked for. A band that
    straddles a threshold is asked for again (the exact number is needed). ``defined`` are fields that follow
    from others; those others are asked for, not they.
    """
    if truth(node, subject) is not None:
        return frozenset()
    match node:
        case logic.Conjunction(items) | logic.Disjunction(items):
            return frozenset().union(*(missing(item, subject, defined) for item in items))
        case logic.Choice(condition, then, otherwise):
            chosen = truth(condition, subject)
            open_parts = (condition, then, otherwise) if chosen is None else (then if chosen else otherwise,)
            return frozenset().union(*(missing(part, subject, defined) for part in open_parts))
        case logic.Negation(operand):
            return missing(operand, subject, defined)
    return frozenset(field for field in logic.read_fields(node) - defined if _is_open(subject.get(field)))


def _is_open(value: object) -> bool:
    return value is None or isinstance(value, Band) or (isinstance(value, tuple) and None in value)
