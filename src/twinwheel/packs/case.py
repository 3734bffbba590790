"""The CASEs of an expression, each with who comes to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from twinwheel.criteria import tree
from twinwheel.criteria.logic import Logic, conjunction, negation
from twinwheel.criteria.lower import Lowering
from twinwheel.messages import message
from twinwheel.packs.asking import Place


@dataclass(frozen=True)
class Case:
    """A CASE where it stands: its expression's place, who comes to it, and the days to look at it."""

    place: Place
    what: str  # the expression, as findings call it
    node: tree.Case
    path: tuple[tuple[tree.Node, bool], ...]
    """Conditions of the CASEs around it, and whether they are met."""
    scope: tuple[tree.Node, ...]
    """Conditions that whoever matters here meets."""
    days: tuple[date, ...]

    def arrives(self, lowering: Lowering) -> Logic:
        around = [lowering.condition(node) for node in self.scope]
        return conjunction(*around, *(_as(lowering, node, holds) for node, holds in self.path))

    def takes(self, lowering: Lowering, tier: int) -> Logic:
        """The tier is reached and met; after the last one comes ELSE."""
        before = [_as(lowering, condition, False) for condition, _ in self.node.branches[:tier]]
        last = [lowering.condition(self.node.branches[tier][0])] if tier < len(self.node.branches) else []
        return conjunction(self.arrives(lowering), *before, *last)

    def name(self, tier: int) -> str:
        if tier == len(self.node.branches):
            return "ELSE"
        value = self.node.branches[tier][1]
        if isinstance(value, tree.Literal):
            return message("tier {number} ({value})", number=tier + 1, value=str(value.value))
        return message("tier {number}", number=tier + 1)


def _as(lowering: Lowering, node: tree.Node, holds: bool) -> Logic:
    found = lowering.condition(node)
    return found if holds else negation(found)


def cases(
    node: tree.Node, place: Place, what: str, scope: tuple[tree.Node, ...], days: tuple[date, ...]
) -> Iterator[Case]:
    """Every CASE below a node, each with what leads to it."""

    def below(node: tree.Node, path: tuple[tuple[tree.Node, bool], ...]) -> Iterator[Case]:
        if not isinstance(node, tree.Case):
            for child in tree.children(node):
                yield from below(child, path)
            return
        yield Case(place, what, node, path, scope, days)
        for condition, value in node.branches:
            yield from below(condition, path)
            yield from below(value, (*path, (condition, True)))
            path = (*path, (condition, False))
        yield from below(node.default, path)

    return below(node, ())
