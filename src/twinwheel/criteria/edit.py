"""The numbers of an expression, and the expression with one of them moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import TypeGuard

from twinwheel.criteria import tree

Number = tree.Literal | tree.Interval
"""A number, a day, or the count of an INTERVAL."""


def numbers(node: tree.Node) -> list[Number]:
    """Every number and day that is written in an expression, in the order they stand."""
    return [each for each in tree.walk(node) if _is_number(each)]


def with_number(node: tree.Node, position: int, value: Decimal | date) -> tree.Node:
    """The expression with its number at ``position`` (from 0) replaced; of an INTERVAL its count."""
    left = iter(range(len(numbers(node))))

    def change(each: tree.Node) -> tree.Node | None:
        if not _is_number(each) or next(left) != position:
            return None
        if isinstance(each, tree.Interval):
            return replace(each, count=int(value))  # type: ignore[arg-type]  # a proposal gives it no day
        return tree.Literal(value)

    return _changed(node, change)


def comparisons(node: tree.Node) -> list[tree.Compare]:
    """The comparisons of numbers or days that a condition is made of; those inside a CASE are parts of a value."""
    return list(_comparisons(node))


def compared_with(node: tree.Compare) -> tree.Node:
    """The side that a field is compared with: the right one, unless only that one has fields."""
    return node.left if not tree.names(node.left) and tree.names(node.right) else node.right


def held_against(node: tree.Node, part: tree.Node) -> tree.Node | None:
    """The side a number of a condition is compared with, in the innermost comparison around it; None: in none.

    ``part`` is one of :func:`numbers`, or the side of a comparison, of this very tree.
    """
    found = None
    for each in tree.walk(node):
        if isinstance(each, tree.Compare):
            side = compared_with(each)
            other = each.left if side is each.right else each.right
            own: tuple[tree.Node, ...] = (side,)
        elif isinstance(each, tree.Between):
            other, own = each.operand, (each.low, each.high)
        else:
            continue
        if any(part is below for side in own for below in tree.walk(side)):
            found = other
    return found


def with_compared(node: tree.Node, comparison: tree.Compare, value: tree.Node) -> tree.Node:
    """The condition with the side a field is compared with replaced in one of its comparisons."""
    side = "left" if compared_with(comparison) is comparison.left else "right"
    moved = replace(comparison, **{side: value})  # type: ignore[arg-type]  # left and right are both nodes
    return _changed(node, lambda each: moved if each is comparison else None)


def _comparisons(node: tree.Node) -> Iterator[tree.Compare]:
    match node:
        case (
            tree.Compare(right=tree.Literal(str() | bool())) | tree.Compare(left=tree.Literal(str() | bool()))
        ):
            return
        case tree.Compare():
            yield node
        case tree.And() | tree.Or() | tree.Not() | tree.Case():
            for each in tree.children(node):
                yield from _comparisons(each)


def _is_number(node: tree.Node) -> TypeGuard[Number]:
    if isinstance(node, tree.Literal):
        return isinstance(node.value, Decimal | date)
    return isinstance(node, tree.Interval)


def _changed(node: tree.Node, change: Callable[[tree.Node], tree.Node | None]) -> tree.Node:
    new = change(node)
    if new is not None:
        return new
    parts = {each.name: _value(getattr(node, each.name), change) for each in fields(node)}
    return replace(node, **parts)  # type: ignore[arg-type]  # each part is of the kind it was


def _value(value: object, change: Callable[[tree.Node], tree.Node | None]) -> object:
    if isinstance(value, tree.Node):
        return _changed(value, change)
    return tuple(_value(each, change) for each in value) if isinstance(value, tuple) else value
