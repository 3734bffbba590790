"""Tree to text: the reverse of ``parse``, for expressions that a program has changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from twinwheel.criteria import tree

_SIMPLE = tree.Literal | tree.Name | tree.Given | tree.Call | tree.Has | tree.StartsWith | tree.Case


def write(node: tree.Node) -> str:
    """The expression of a tree. ``parse(write(node)) == node`` for every tree that ``parse`` gives.

    >>> write(tree.Compare(">=", tree.Name("占比"), tree.Literal(Decimal("0.04"))))
    '占比 >= 0.04'
    """
    match node:
        case tree.Literal(value):
            return _literal(value)
        case tree.Name(name):
            plain = name.isidentifier() and not name.isascii()
            return name if plain else '"' + name.replace('"', '""') + '"'
        case tree.Given(name):
            return f":{name}"
        case tree.Interval(count, unit):
            return f"INTERVAL {count} {unit}"
        case tree.Negative(operand):
            return f"-{_part(operand)}"
        case tree.Arithmetic(op, left, right) | tree.Compare(op, left, right):
            return f"{_part(left)} {op} {_part(right)}"
        case tree.Case(branches, default, has_else):
            whens = " ".join(f"WHEN {write(when)} THEN {write(then)}" for when, then in branches)
            return f"CASE {whens} ELSE {write(default)} END" if has_else else f"CASE {whens} END"
        case tree.Call(name, arguments):
            return f"{name}({_listed(arguments)})"
        case tree.Between(operand, low, high):
            return f"{_part(operand)} BETWEEN {_part(low)} AND {_part(high)}"
        case tree.In(operand, values):
            return f"{_part(operand)} IN ({_listed(values)})"
        case tree.IsNull(operand):
            return f"{_part(operand)} IS NULL"
        case tree.Has(operand, mode, values):
            return f"has_{mode}({_listed((operand, *values))})"
        case tree.StartsWith(operand, prefix):
            return f"starts_with({_listed((operand, prefix))})"
        case tree.Not(operand):
            return f"NOT {_part(operand)}"
        case tree.And(items):
            return " AND ".join(map(_part, items))
        case tree.Or(items):
            return " OR ".join(map(_part, items))
    raise AssertionError(f"never written: {node}")


def _part(node: tree.Node) -> str:
    """An operand, in brackets where it has operands of its own."""
    negative = isinstance(node, tree.Literal) and isinstance(node.value, Decimal) and node.value < 0
    bare = isinstance(node, _SIMPLE | tree.Interval) and not negative
    return write(node) if bare else f"({write(node)})"


def _listed(nodes: tuple[tree.Node, ...]) -> str:
    return ", ".join(map(write, nodes))


def _literal(value: Decimal | str | bool | date | None) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return f"{value:f}"
        case date():
            return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"
