"""Conditions put together: lists of which one or some entries are enough, and what shuts out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.reading.text import Span

_ONE_OF = re.compile(r"(?:之一|中的?一项|任一|任意一|至少一|其中一|一项以上|其一)")
_SOME_OF = re.compile(
    r"(?:至少|任意|其中)(?:满足|符合|具备|达到)?(?:以下|下列|上述)?(?P<count>[二两三四五六2-6])(?:项|条|个|种)"
)
_COUNTS = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}


@dataclass(frozen=True)
class Condition:
    """One criterion in the making: where it stands, and what it says, if that was understood.

    ``premise`` marks what was read from a premise clause, so that a benefit can tell whom it is for.
    """

    spans: tuple[Span, ...]
    node: tree.Node | None
    sure: bool = True
    """False where the text leaves open how its parts hang together; then the node is None."""
    denied: bool = False
    """What its words say must not be so."""


def any_of(branches: Sequence[Sequence[Condition]], head: Span | None = None) -> Condition:
    """One criterion of a list of which one entry is enough. It is not understood where one entry is not."""
    spans = [span for branch in branches for each in branch for span in each.spans]
    whole = Span(
        min([*([head.start] if head else []), *(each.start for each in spans)]),
        max(each.end for each in spans),
    )
    if any(each.node is None for branch in branches for each in branch):
        return Condition((whole,), None, sure=False)
    nodes = [conjoined([each.node for each in branch if each.node]) for branch in branches]
    return Condition((whole,), nodes[0] if len(nodes) == 1 else tree.Or(_flat(nodes)))


def some_of(count: int, branches: Sequence[Sequence[Condition]], head: Span | None = None) -> Condition:
    """At least ``count`` entries of a list: as many CASEs as entries, added up."""
    one = any_of(branches, head)
    if one.node is None:
        return one
    zero, unit = tree.Literal(Decimal(0)), tree.Literal(Decimal(1))
    total: tree.Node | None = None
    for branch in branches:
        case = tree.Case(((conjoined([each.node for each in branch if each.node]), unit),), zero)
        total = case if total is None else tree.Arithmetic("+", total, case)
    assert total is not None
    return Condition(one.spans, tree.Compare(">=", total, tree.Literal(Decimal(count))))


def wanted_of(head: str) -> int | None:
    """How many entries of its list a head asks for; None where it asks for all."""
    if match := _SOME_OF.search(head):
        return _COUNTS.get(match["count"])
    return 1 if _ONE_OF.search(head) else None


def either(one: Condition, other: Sequence[Condition]) -> Condition:
    spans = (Span(min(one.spans)[0], max(span.end for each in other for span in each.spans)),)
    nodes = [each.node for each in other]
    if one.node is None or None in nodes:
        return Condition(spans, None, sure=False)
    added = conjoined([each for each in nodes if each])
    items = one.node.items if isinstance(one.node, tree.Or) else (one.node,)
    return Condition(spans, tree.Or((*items, added)))


def joined(found: Sequence[Condition], more: Sequence[Condition]) -> list[Condition]:
    """Conditions, and those said behind them. What nobody can meet together is the one or the other.

    收入不低于2000万元；低于2000万元的，研发费用不低于100万元: the second is for those who do not meet the first.
    """
    if not more:
        return list(found)
    when, others, rest = more[0].node, more, more[len(more) :]
    match more[0].node:
        case tree.Or((tree.Not(premise), then)):
            when, rest = premise, more[1:]
            others = [replace(more[0], node=conjoined([premise, then]))]
    for place in reversed(range(len(found))):
        if _bars(found[place].node, when):
            return [*found[:place], *found[place + 1 :], either(found[place], others), *rest]
    return [*found, *more]


_LOW, _HIGH = (">=", ">"), ("<", "<=")


def _bars(one: tree.Node | None, other: tree.Node | None) -> bool:
    """Whether no subject meets both."""
    match one, other:
        case tree.Or(items), _:
            return all(_bars(each, other) for each in items)
        case tree.And(items), _:
            return any(_bars(each, other) for each in items)
        case (
            tree.Compare(op, left, tree.Literal(Decimal() as limit)),
            tree.Compare(against, same, tree.Literal(Decimal() as bound)),
        ) if left == same:
            if op in _HIGH and against in _LOW:
                op, limit, against, bound = against, bound, op, limit
            apart = bound < limit or (bound == limit and (op, against) != (">=", "<="))
            return op in _LOW and against in _HIGH and apart
    return False


def denied(conditions: Sequence[Condition]) -> list[Condition]:
    """Conditions whose being met shuts out."""
    nodes = [each.node for each in conditions]
    if len(nodes) > 1:
        spans = [span for each in conditions for span in each.spans]
        whole = Span(min(spans)[0], max(each.end for each in spans))
        node = None if None in nodes else tree.Not(conjoined([each for each in nodes if each]))
        return [Condition((whole,), node, denied=True)]
    return [
        replace(each, node=_not(each.node) if each.node else None, denied=not each.denied)
        for each in conditions
    ]


def conjoined(nodes: Sequence[tree.Node]) -> tree.Node:
    return nodes[0] if len(nodes) == 1 else tree.And(tuple(nodes))


def _not(node: tree.Node) -> tree.Node:
    return node.operand if isinstance(node, tree.Not) else tree.Not(node)


def _flat(nodes: Sequence[tree.Node]) -> tuple[tree.Node, ...]:
    return tuple(part for each in nodes for part in (each.items if isinstance(each, tree.Or) else (each,)))
