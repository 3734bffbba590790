"""Benefits by steps: 制造业企业收入达到1亿元的，奖励20万元；达到5亿元的，奖励50万元."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.reading.drafts.choices import Condition, conjoined

_LOW, _HIGH = (">=", ">"), ("<", "<=")


def by_steps(told: Sequence[Sequence[Condition]]) -> tuple[list[Condition], list[list[Condition]]]:
    """What the first of several premises says for all of them, and what each says of its own.

    The later ones name only what differs: whoever they are for is who the first was for.
    """
    first, *rest = told
    later = [each.node for premise in rest for each in premise]
    fields = {name for node in later if node is not None for name in tree.names(node)}
    parts = [part for each in first for part in _apart(each, fields)]
    own = [each for each in parts if each.node is not None and tree.names(each.node) <= fields]
    told_of = {name for each in own if each.node is not None for name in tree.names(each.node)}
    if not own or None in later or told_of != fields:
        return [], [list(each) for each in told]
    return [each for each in parts if each not in own], [own, *map(list, rest)]


def _apart(condition: Condition, fields: AbstractSet[str]) -> list[Condition]:
    """What a condition says of these fields, and what it says of others."""
    if not isinstance(condition.node, tree.And):
        return [condition]
    mine = [each for each in condition.node.items if tree.names(each) <= fields]
    others = [each for each in condition.node.items if each not in mine]
    return [replace(condition, node=conjoined(each)) for each in (others, mine) if each]


def loosest(node: tree.Node | None) -> tree.Node | None:
    """Of steps that all rise or all fall, the one that lets in whoever any of them does."""
    match node:
        case tree.Or((tree.Compare(op, left, tree.Literal(Decimal())), *_) as items) if op in (*_LOW, *_HIGH):
            bounds = [_bound(each, op, left) for each in items]
            if None not in bounds:
                known = [each for each in bounds if each is not None]
                return items[known.index(min(known) if op in _LOW else max(known))]
    return node


def _bound(node: tree.Node, op: str, left: tree.Node) -> Decimal | None:
    match node:
        case tree.Compare(other, same, tree.Literal(Decimal() as bound)) if (other, same) == (op, left):
            return bound
    return None


def all_meet(node: tree.Node) -> bool:
    """不足2000万元的，…；2000万元以上的，…: every subject is in one of the two."""
    match node:
        case tree.Or(
            (
                tree.Compare(op, left, tree.Literal(Decimal() as one)),
                tree.Compare(other, same, tree.Literal(Decimal() as bound)),
            )
        ) if left == same and one == bound:
            return {op, other} in ({"<", ">="}, {">", "<="})
    return False
