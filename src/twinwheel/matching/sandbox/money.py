"""What a measure costs over a whole register: exact where amounts are known, between two bounds where not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from twinwheel.criteria import logic
from twinwheel.matching import amount
from twinwheel.matching.amount import BEYOND, Fen, Known
from twinwheel.matching.bits.kernel import Bits, Rails, positions
from twinwheel.matching.plan import Candidate
from twinwheel.matching.sandbox.whole import Whole


@dataclass(frozen=True)
class Budget:
    """Money in fen.

    ``known`` adds the amounts that are known exactly, of subjects that meet every rule; ``unpriced`` counts
    those that meet them and whose amount is not known. ``low`` is what it surely costs: those surely eligible,
    at the lower end of their amounts. ``high`` is the most it can cost: everyone possibly eligible, at the
    upper end; None where ``unbounded`` of them have no upper end, and ``high_rest`` adds the others.

    A measure that a person decides (``review``) surely costs nothing: every approval may be refused.
    """

    known: int
    unpriced: int
    low: int
    high_rest: int
    unbounded: int
    review: bool

    @property
    def high(self) -> int | None:
        return None if self.unbounded else self.high_rest


class Prices:
    """What one measure would be worth to every row of a register, in fen."""

    def __init__(self, candidate: Candidate, whole: Whole) -> None:
        self.candidate = candidate
        self.whole = whole

    @cached_property
    def _batch(self) -> tuple[Fen, Known, Fen, Fen]:
        terms = [
            term
            for each in self.candidate.amounts
            for term in (each.base, each.rate, each.floor, each.cap)
            if term is not None
        ]
        batch = self.whole.batch(frozenset(name for term in terms for name in logic.read_fields(term)))
        return (*amount.total(self.candidate.amounts, batch), *amount.bounds(self.candidate.amounts, batch))

    @property
    def fen(self) -> Fen:
        """The amount of every row; 0 where it is not known."""
        return self._batch[0]

    @property
    def known(self) -> Known:
        return self._batch[1]

    @property
    def low(self) -> Fen:
        return self._batch[2]

    @property
    def high(self) -> Fen:
        """The most it may come to; ``BEYOND``: no bound is known."""
        return self._batch[3]

    def known_sum(self, bits: Bits) -> int:
        """The known amounts of some subjects, added up."""
        return amount.added(self.fen[positions(bits, self.whole.rows)])

    def budget(self, sure: Bits, possible: Bits) -> Budget:
        """What it costs if these are the subjects that surely and possibly meet every rule."""
        return Budget(*self._surely(sure), *self._at_most(possible), review=bool(self.candidate.humans))

    def moved(self, old: Budget, before: Rails, after: Rails) -> Budget:
        """The budget after bits have changed; only the rows that changed are added up."""
        sure, possible = ((now & ~then, then & ~now) for then, now in zip(before, after, strict=True))
        more = (*self._surely(sure[0]), *self._at_most(possible[0]))
        less = (*self._surely(sure[1]), *self._at_most(possible[1]))
        was = (old.known, old.unpriced, old.low, old.high_rest, old.unbounded)
        known, unpriced, low, high, unbounded = (a + b - c for a, b, c in zip(was, more, less, strict=True))
        return Budget(known, unpriced, low, high, unbounded, old.review)

    def _surely(self, bits: Bits) -> tuple[int, int, int]:
        """Known money, amounts that are not known, and the lower bound."""
        rows = positions(bits, self.whole.rows)
        low = 0 if self.candidate.humans else amount.added(self.low[rows])
        return amount.added(self.fen[rows]), len(rows) - int(self.known[rows].sum()), low

    def _at_most(self, bits: Bits) -> tuple[int, int]:
        """The upper bound of those that have one, and how many have none."""
        high = self.high[positions(bits, self.whole.rows)]
        bounded = high < BEYOND
        return amount.added(high[bounded]), len(high) - int(bounded.sum())
