"""The small core every back end reads: conditions made of atoms, atoms over terms.

Lowering has already chosen the day, put definitions in place and turned CASE into logic, so a back end
knows four connectives, seven atoms and six terms, and no back end can disagree about the rest.

A **term** is a number or a date (as its ordinal) or unknown, and may be an interval: a band such as
20-49 people, or a point score of which one part is unknown. An **atom** over an interval is met when it
holds for all of it, not met when it holds for none of it, and unknown otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from math import inf
from typing import Literal as OneOf
from typing import TypeVar, dataclass_transform

_C = TypeVar("_C")


@dataclass_transform(frozen_default=True)
def _node(kind: type[_C]) -> type[_C]:
    """A frozen dataclass that works its hash out once: nodes are keys of many tables, and deep."""
    made = dataclass(frozen=True)(kind)
    hashed = made.__hash__

    def once(self: _C) -> int:
        known: int | None = self.__dict__.get("_hash")
        if known is None:
            known = self.__dict__["_hash"] = hashed(self)
        return known

    made.__hash__ = once  # type: ignore[assignment, method-assign]
    return made


# --- terms ----------------------------------------------------------------------------------


@_node
class Constant:
    value: float


@_node
class Nothing:
    """NULL."""


@_node
class FieldTerm:
    """A number or date field, dates as ``date.toordinal()``."""

    field: str


@_node
class Operation:
    """Arithmetic on intervals, in IEEE doubles. Division by an interval that holds 0 is unknown."""

    op: OneOf["+", "-", "*", "/"]
    left: Term
    right: Term


@_node
class Extreme:
    """``least`` or ``greatest``; unknown where any argument is (databases disagree about that)."""

    name: OneOf["least", "greatest"]
    arguments: tuple[Term, ...]


@_node
class TermChoice:
    """``then`` where the condition is met, ``otherwise`` where it is not, the hull of both where it is unknown."""

    condition: Logic
    then: Term
    otherwise: Term


Term = Constant | Nothing | FieldTerm | Operation | Extreme | TermChoice

# --- atoms ----------------------------------------------------------------------------------


@_node
class Truth:
    """A constant: True, False or None for unknown."""

    value: bool | None


@_node
class InRange:
    """The term lies between two ends, each included or not; infinite where there is no end."""

    term: Term
    low: float = -inf
    high: float = inf
    low_open: bool = False
    high_open: bool = False


@_node
class IsCode:
    """The code or text field holds one of the values."""

    field: str
    values: frozenset[str]


@_node
class HasPrefix:
    field: str
    prefix: str


@_node
class Flag:
    """The yes/no field holds yes."""

    field: str


@_node
class Holds:
    """The list field holds the value. A list with an unknown element that does not show it is unknown."""

    field: str
    value: str


@_node
class IsAbsent:
    """The field was not filed. Never unknown; a band counts as filed."""

    field: str


Atom = Truth | InRange | IsCode | HasPrefix | Flag | Holds | IsAbsent

# --- connectives ----------------------------------------------------------------------------


@_node
class Negation:
    operand: Logic


@_node
class Conjunction:
    items: tuple[Logic, ...]


@_node
class Disjunction:
    items: tuple[Logic, ...]


@_node
class Choice:
    """``then`` where the condition is met, ``otherwise`` where it is not; where it is unknown, what both agree on.

    ``(c AND a) OR (NOT c AND b)`` would be unknown for an unknown c even where a and b are both met. As two
    rails, T (surely met) and P (possibly met), with each part used a fixed number of times::

        T = (not P(c) or T(a)) and (T(c) or T(b))
        P = (P(c) and P(a)) or (not T(c) and P(b))
    """

    condition: Logic
    then: Logic
    otherwise: Logic


Logic = Atom | Negation | Conjunction | Disjunction | Choice

TRUE, FALSE, UNKNOWN = Truth(True), Truth(False), Truth(None)


def negation(operand: Logic) -> Logic:
    if isinstance(operand, Truth):
        return Truth(None if operand.value is None else not operand.value)
    return operand.operand if isinstance(operand, Negation) else Negation(operand)


def conjunction(*items: Logic) -> Logic:
    """AND, with constants folded, nested ANDs opened and repeated items dropped."""
    kept = _opened(items, Conjunction, TRUE)
    return FALSE if FALSE in kept else _joined(kept, Conjunction, TRUE)


def disjunction(*items: Logic) -> Logic:
    """OR, simplified like :func:`conjunction`."""
    kept = _opened(items, Disjunction, FALSE)
    return TRUE if TRUE in kept else _joined(kept, Disjunction, FALSE)


def choice(condition: Logic, then: Logic, otherwise: Logic) -> Logic:
    """:class:`Choice`, with constants folded."""
    if then == otherwise or condition == TRUE:
        return then
    if condition == FALSE:
        return otherwise
    if then == TRUE and otherwise == FALSE:
        return condition
    if then == FALSE and otherwise == TRUE:
        return negation(condition)
    return Choice(condition, then, otherwise)


def _opened(
    items: tuple[Logic, ...], kind: type[Conjunction] | type[Disjunction], neutral: Truth
) -> list[Logic]:
    kept: dict[Logic, None] = {}
    for item in items:
        for part in item.items if isinstance(item, kind) else (item,):
            if part != neutral:
                kept[part] = None
    return list(kept)


def _joined(kept: list[Logic], kind: type[Conjunction] | type[Disjunction], neutral: Truth) -> Logic:
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else kind(tuple(kept))


# --- walking --------------------------------------------------------------------------------

Part = Logic | Term


def walk(node: Part) -> Iterator[Part]:
    """``node`` and every atom and term below it."""
    yield node
    for part in fields(node):
        yield from _parts(getattr(node, part.name))


def atoms(node: Logic) -> Iterator[Atom]:
    """The atoms of a condition; terms inside atoms are not entered."""
    match node:
        case Negation(operand):
            yield from atoms(operand)
        case Conjunction(items) | Disjunction(items):
            for item in items:
                yield from atoms(item)
        case Choice(condition, then, otherwise):
            for item in (condition, then, otherwise):
                yield from atoms(item)
        case _:
            yield node


def read_fields(node: Part) -> frozenset[str]:
    """The fields an atom, term or condition reads, tests for absence included."""
    reading = FieldTerm | IsCode | HasPrefix | Flag | Holds | IsAbsent
    return frozenset(each.field for each in walk(node) if isinstance(each, reading))


def _parts(value: object) -> Iterator[Part]:
    if isinstance(value, Part):
        yield from walk(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item)
