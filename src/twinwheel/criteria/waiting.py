"""The first day on which a condition is met by mere passing of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from twinwheel.criteria import tree
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.subject import Subject, truth

MAX_YEARS = 60
_DAY = timedelta(days=1)


def met_from(node: tree.Node, lowering: Lowering, subject: Subject) -> date | None:
    """The first day after ``lowering.as_of``, within ``MAX_YEARS``, on which a condition not met today is met.

    None where time changes nothing: what the register files stands still, only ``:as_of`` and the parameters
    move. Found by halving the spans between changes of a parameter, so a condition that comes true and
    false again within one span is missed (equality with a day is not); what is found has been verified.
    """
    today = lowering.as_of
    if today.year + MAX_YEARS > date.max.year or not _moves(node, lowering, subject):
        return None

    def holds(which: tree.Node, day: date) -> bool:
        return truth(replace(lowering, as_of=day).condition(which), subject) is True

    first, last = today + _DAY, today.replace(year=today.year + MAX_YEARS, day=min(today.day, 28))
    turns = sorted(day for day in set(_turns(node, lowering, subject)) if first < day <= last)
    looked_for = _easier(node, lowering, subject)
    for start, end in zip([first, *turns], [*(day - _DAY for day in turns), last], strict=True):
        found = _first(lambda day: holds(looked_for, day), start, end)
        if found and holds(node, found):
            return found
    return None


def _first(met: Callable[[date], bool], start: date, end: date) -> date | None:
    """The first of the days that is met, if from then on all are."""
    if met(start):
        return start
    if not met(end):
        return None
    unmet, least = start.toordinal(), end.toordinal()
    while least - unmet > 1:
        middle = (unmet + least) // 2
        unmet, least = (unmet, middle) if met(date.fromordinal(middle)) else (middle, least)
    return date.fromordinal(least)


def _easier(node: tree.Node, lowering: Lowering, subject: Subject) -> tree.Node:
    """Equality may hold on one day only: the first on which the inequality holds that fails today."""
    if isinstance(node, tree.Compare) and node.op == "=":
        for bound in (replace(node, op="<="), replace(node, op=">=")):
            if _is_ordered(node) and truth(lowering.condition(bound), subject) is False:
                return bound
    return node


def _is_ordered(node: tree.Compare) -> bool:
    constants = [each.value for each in (node.left, node.right) if isinstance(each, tree.Literal)]
    return not any(isinstance(value, str | bool) for value in constants)


def _moves(node: tree.Node, lowering: Lowering, subject: Subject) -> bool:
    givens = {each.name for each in _read(node, lowering, subject) if isinstance(each, tree.Given)}
    return "as_of" in givens or any(day > lowering.as_of for day in _turns(node, lowering, subject))


def _turns(node: tree.Node, lowering: Lowering, subject: Subject) -> Iterator[date]:
    """The days on which a parameter that the condition reads changes."""
    for each in _read(node, lowering, subject):
        if isinstance(each, tree.Given) and each.name != "as_of":
            yield from lowering.vocabulary.parameters[each.name].since


def _read(node: tree.Node, lowering: Lowering, subject: Subject) -> Iterator[tree.Node]:
    """The nodes that count for this subject; a definition is followed where the register files no value."""
    definitions = lowering.vocabulary.definitions
    for each in tree.walk(node):
        yield each
        if isinstance(each, tree.Name) and each.name in definitions and subject.get(each.name) is None:
            yield from _read(definitions[each.name], lowering, subject)
