"""The tree of an expression, as its author wrote it.

Nodes are values: frozen, hashable, compared by structure. They carry no types and no dates; ``check``
adds the first and ``lower`` the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal as OneOf

ArithmeticOp = OneOf["+", "-", "*", "/"]
CompareOp = OneOf["=", "<>", "<", "<=", ">", ">="]
HasMode = OneOf["any", "all"]
CalendarUnit = OneOf["DAY", "MONTH", "YEAR"]
CallName = OneOf["least", "greatest", "coalesce"]


@dataclass(frozen=True)
class Literal:
    """A constant; ``None`` is NULL."""

    value: Decimal | str | bool | date | None


@dataclass(frozen=True)
class Name:
    """A field, which may be a definition."""

    name: str


@dataclass(frozen=True)
class Filed:
    """The register's own value of a defined field. Made when a definition is followed, never written."""

    name: str


@dataclass(frozen=True)
class Given:
    """``:as_of`` or a dated parameter: known before any subject is looked at."""

    name: str


@dataclass(frozen=True)
class Interval:
    """A span of calendar time to add to a constant date."""

    count: int
    unit: CalendarUnit


@dataclass(frozen=True)
class Negative:
    operand: Node


@dataclass(frozen=True)
class Arithmetic:
    op: ArithmeticOp
    left: Node
    right: Node


@dataclass(frozen=True)
class Case:
    """``has_else``: whether the ELSE was written; where it was not, the default is NULL."""

    branches: tuple[tuple[Node, Node], ...]
    default: Node
    has_else: bool = True


@dataclass(frozen=True)
class Call:
    """``least``, ``greatest`` or ``coalesce``."""

    name: CallName
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Compare:
    op: CompareOp
    left: Node
    right: Node


@dataclass(frozen=True)
class Between:
    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class In:
    operand: Node
    values: tuple[Node, ...]


@dataclass(frozen=True)
class IsNull:
    operand: Node


@dataclass(frozen=True)
class Has:
    """``has``, ``has_any`` and ``has_all``: which of the values a list field holds."""

    operand: Node
    mode: HasMode
    values: tuple[Node, ...]


@dataclass(frozen=True)
class StartsWith:
    operand: Node
    prefix: Node


@dataclass(frozen=True)
class Not:
    operand: Node


@dataclass(frozen=True)
class And:
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    items: tuple[Node, ...]


Node = (
    Literal
    | Name
    | Filed
    | Given
    | Interval
    | Negative
    | Arithmetic
    | Case
    | Call
    | Compare
    | Between
    | In
    | IsNull
    | Has
    | StartsWith
    | Not
    | And
    | Or
)


def children(node: Node) -> Iterator[Node]:
    """The nodes right below ``node``, in the order they were written."""
    for part in fields(node):
        yield from _nodes(getattr(node, part.name))


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> frozenset[str]:
    """The fields an expression reads, definitions not followed."""
    return frozenset(each.name for each in walk(node) if isinstance(each, Name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
