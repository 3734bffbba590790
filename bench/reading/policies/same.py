"""Whether two expressions say the same of every subject there can be. Decided by proof, not by how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from twinwheel.criteria import logic, tree
from twinwheel.criteria.check import check
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.prove import Prover, met, refused
from twinwheel.errors import ExpressionError
from twinwheel.packs.pack import Pack


class Same:
    """Compares conditions of one pack as of a day. What it has decided it keeps.

    Two conditions are the same if no subject surely meets one and is surely refused by the other. How they wait for
    what was not filed is left aside: a CASE and an OR of the same tiers wait differently and say the same.
    """

    def __init__(self, pack: Pack, day: date) -> None:
        self.pack, self.day = pack, day
        self._lowered: dict[str, Logic | None] = {}
        self._decided: dict[tuple[Logic, Logic], bool] = {}
        self._implied: dict[tuple[Logic, Logic], bool] = {}

    @cached_property
    def _prover(self) -> Prover:
        return Prover(self.pack.vocabulary)

    @cached_property
    def _lowering(self) -> Lowering:
        return self.pack.lowering(self.day)

    def condition(self, text: str) -> Logic | None:
        """What an expression comes to; None for one that is no condition of the pack."""
        if text not in self._lowered:
            self._lowered[text] = self._lower(text)
        return self._lowered[text]

    def _lower(self, text: str) -> Logic | None:
        try:
            node = parse(text)
            return None if check(node, self.pack.vocabulary) else self._lowering.condition(node)
        except ExpressionError:
            return None

    def __call__(self, one: str, other: str) -> bool:
        """Whether two expressions say the same."""
        return one == other or self.all_of([one], [other])

    def all_of(self, ones: Iterable[str], others: Iterable[str]) -> bool:
        """Whether all of ``ones`` together say the same as all of ``others``; nothing said is always met."""
        left, right = self._together(ones), self._together(others)
        if left is None or right is None:
            return False
        if left == right:
            return True
        if (left, right) not in self._decided:
            self._decided[left, right] = self._never(left, right) and self._never(right, left)
        return self._decided[left, right]

    def follows(self, text: str, given: Iterable[str]) -> bool:
        """Whether nobody who meets all of ``given`` is refused by ``text``."""
        one, together = self.condition(text), self._together(given)
        if one is None or together is None:
            return False
        if (together, one) not in self._implied:
            self._implied[together, one] = self._never(together, one)
        return self._implied[together, one]

    def _never(self, one: Logic, other: Logic) -> bool:
        return self._prover.find(met(one), refused(other)).none

    def _together(self, texts: Iterable[str]) -> Logic | None:
        found = [self.condition(each) for each in texts]
        return None if None in found else logic.conjunction(*[each for each in found if each is not None])


def fields(text: str) -> frozenset[str]:
    """The fields an expression names; none for what is no expression."""
    try:
        return tree.names(parse(text))
    except ExpressionError:
        return frozenset()
