"""Trying a policy before it is issued: who wins, who loses, and what it costs, on a register that is loaded once.

    sandbox = Sandbox(plan, register)
    effects = sandbox.effects(propose(plan.pack, plan.as_of, ["nat-hnte-2016/rd-ratio.threshold=0.04"]))

Nothing is written to the pack. The first question about a measure reads the columns of that measure; a number
moved after that only makes one comparison again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from twinwheel.criteria.logic import Logic
from twinwheel.errors import UsageError
from twinwheel.matching.bits.bitmaps import Bitmaps, bitmaps
from twinwheel.matching.bits.kept import codes_of
from twinwheel.matching.bits.kernel import Bits, Rails, count
from twinwheel.matching.plan import AmountTerms, Candidate, Outcome, Plan, candidate, plan
from twinwheel.matching.sandbox.money import Budget, Prices
from twinwheel.matching.sandbox.places import Division, divisions
from twinwheel.matching.sandbox.proposal import Proposal
from twinwheel.matching.sandbox.whole import KEPT_BYTES, Recent, Whole, packed
from twinwheel.messages import message
from twinwheel.packs import Pack
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.register import Register

Meaning = tuple[frozenset[tuple[str, Logic]], frozenset[str], tuple[AmountTerms, ...]]
"""What a measure decides and gives, whatever words it uses."""


@dataclass(frozen=True)
class Side:
    """One measure under one policy; without a candidate it is not in force. ``budget`` None: it promises no money."""

    candidate: Candidate | None
    sure: Bits
    possible: Bits
    outcomes: dict[Outcome, int]
    budget: Budget | None
    prices: Prices | None

    @property
    def rails(self) -> Rails:
        return self.sure, self.possible

    @property
    def reached(self) -> int:
        """Subjects that meet every rule: eligible, or waiting for nothing but a person."""
        return self.outcomes[Outcome.ELIGIBLE] + self.outcomes[Outcome.NEEDS_REVIEW]


@dataclass(frozen=True)
class Share:
    """One value of a division: subjects that meet every rule before and after, who came and who went, known fen."""

    value: str | None
    subjects: int
    before: int
    after: int
    gained: int
    lost: int
    fen_before: int
    fen_after: int


@dataclass(frozen=True)
class Effect:
    """What happens to one measure.

    Bitmaps of subjects: ``gained`` now meet every rule and did not, ``lost`` the reverse; ``more`` and ``less``
    met them before and after, and their known amount changes. Winners are gained and more, losers lost and less.
    """

    id: str
    before: Side
    after: Side
    gained: Bits
    lost: Bits
    more: Bits
    less: Bits
    shares: tuple[tuple[Share, ...], ...]
    """For each division of the sandbox its values."""

    @cached_property
    def winners(self) -> int:
        return count(self.gained) + count(self.more)

    @cached_property
    def losers(self) -> int:
        return count(self.lost) + count(self.less)


@dataclass(frozen=True)
class Effects:
    """Every measure that a proposal changes. ``unchanged``: ids that were set and mean what they meant before."""

    proposal: Proposal
    plan: Plan
    measures: tuple[Effect, ...]
    unchanged: tuple[str, ...]


class Sandbox:
    """One register under one policy, ready to try others on."""

    def __init__(
        self, plan: Plan, register: Register, advance: Advance = ignore, *, room: int = KEPT_BYTES
    ) -> None:
        """``advance`` is told rows while all measures are decided, which only overlaps ask for. ``room``: :class:`Whole`."""
        self.plan = plan
        self.register = register
        self.whole = Whole(register, room)
        self._advance = advance
        self._lowering = plan.pack.lowering(plan.as_of)
        self._sides: Recent[Meaning, Side] = Recent(16)
        self._prices: Recent[tuple[tuple[AmountTerms, ...], bool], Prices] = Recent(8)
        self._spread: Recent[Meaning, tuple[list[list[int]], list[list[int]]]] = Recent(16)

    @cached_property
    def bitmaps(self) -> Bitmaps:
        """Every measure of the plan as it is, in the order of its candidates."""
        codes = codes_of(self.register, self.plan.program, self._advance)
        return bitmaps(self.plan.program, self.plan.roots, codes)

    @cached_property
    def divisions(self) -> tuple[Division, ...]:
        """The ways in which results are broken down."""
        return divisions(self.plan, self.whole)

    @cached_property
    def _subjects(self) -> list[list[int]]:
        return [each.count(self.whole.full).tolist() for each in self.divisions]

    def effects(self, proposal: Proposal) -> Effects:
        """What changes, measure by measure, in the order of the pack; measures that only the proposal has last.

        Raises:
            UsageError: a measure that was set is not decided on the day of the plan.
        """
        pairs = self.pairs(proposal)
        changed = [each for each in pairs if not _same(*each[1:])]
        new_plan = _planned(self.plan, proposal.pack, pairs)
        touched = proposal.touched or frozenset()
        same = tuple(id for id, old, new in pairs if id in touched and _same(old, new))
        return Effects(proposal, new_plan, tuple(self.effect(*each) for each in changed), same)

    def pairs(self, proposal: Proposal) -> list[tuple[str, Candidate | None, Candidate | None]]:
        """Every measure before and after; None where it is not decided."""
        before = {each.id: each for each in self.plan.candidates}
        if proposal.touched is None:
            found = plan(proposal.pack, self.plan.subject, self.plan.as_of)
            after: dict[str, Candidate | None] = {each.id: each for each in found.candidates}
        else:
            for id in proposal.touched - before.keys():
                raise _not_decided(self.plan, id)
            # Lowered with what is kept of the old pack: only these measures differ.
            after = {**before}
            for id in proposal.touched:
                after[id] = candidate(id, proposal.pack.measures[id], self._lowering)
        ids = [*before, *(id for id in after if id not in before)]
        return [(id, before.get(id), after.get(id)) for id in ids]

    def effect(self, id: str, old: Candidate | None, new: Candidate | None) -> Effect:
        """One measure before and after."""
        before = self.side(old)
        after = self._after(before, new) if old and new else self.side(new)
        gained, lost = after.sure & ~before.sure, before.sure & ~after.sure
        more, less = self._amounts_changed(before, after)
        return Effect(id, before, after, gained, lost, more, less, self._shares(before, after, gained, lost))

    def side(self, found: Candidate | None) -> Side:
        """One measure decided over the register; kept, because it is what moved ones are compared with."""
        if found is None:
            return Side(None, self.whole.blank, self.whole.blank, dict.fromkeys(Outcome, 0), None, None)
        return self._sides.get(meaning(found), lambda: self._side(found))

    def _side(self, found: Candidate) -> Side:
        rails = self.rails(found)
        prices = self.prices(found)
        return self._made(found, rails, prices, prices.budget(*rails) if prices else None)

    def _after(self, before: Side, new: Candidate) -> Side:
        """As :meth:`side`, but money that has not changed is not added up again."""
        rails, prices = self.rails(new), self.prices(new)
        budget = None
        if prices is not None:
            same = prices is before.prices and before.budget is not None
            budget = prices.moved(before.budget, before.rails, rails) if same else prices.budget(*rails)  # type: ignore[arg-type]
        return self._made(new, rails, prices, budget)

    def _made(self, found: Candidate, rails: Rails, prices: Prices | None, budget: Budget | None) -> Side:
        sure, possible = count(rails[0]), count(rails[1])
        outcomes = dict.fromkeys(Outcome, 0)
        outcomes[Outcome.NEEDS_REVIEW if found.humans else Outcome.ELIGIBLE] = sure
        outcomes[Outcome.UNKNOWN] = possible - sure
        outcomes[Outcome.INELIGIBLE] = self.whole.rows - possible
        return Side(found, *rails, outcomes, budget, prices)

    def rails(self, found: Candidate) -> Rails:
        """(T, P) of all rules of a measure."""
        return self.whole.all_of(rule.condition for rule in found.rules)

    def prices(self, found: Candidate) -> Prices | None:
        """What a measure is worth to every row; None where it promises no money."""
        if not found.amounts:
            return None
        key = found.amounts, bool(found.humans)
        return self._prices.get(key, lambda: Prices(found, self.whole))

    def _amounts_changed(self, before: Side, after: Side) -> tuple[Bits, Bits]:
        blank = self.whole.blank
        if before.prices is after.prices or before.prices is None or after.prices is None:
            return blank, blank
        known = before.prices.known & after.prices.known
        both = before.sure & after.sure
        more = packed(known & (after.prices.fen > before.prices.fen))
        less = packed(known & (after.prices.fen < before.prices.fen))
        return more & both, less & both

    def _shares(self, before: Side, after: Side, gained: Bits, lost: Bits) -> tuple[tuple[Share, ...], ...]:
        """Who came and who went by value; what was there before is counted once."""
        counts, old_money = self._spread_of(before)
        result = []
        for place, division in enumerate(self.divisions):
            come, gone = division.count(gained).tolist(), division.count(lost).tolist()
            money = self._money(division, old_money[place], before, after, gained, lost)
            columns = zip(
                division.values,
                self._subjects[place],
                counts[place],
                come,
                gone,
                old_money[place],
                money,
                strict=True,
            )
            result.append(
                tuple(Share(value, all_, w, w + c - g, c, g, o, n) for value, all_, w, c, g, o, n in columns)
            )
        return tuple(result)

    def _spread_of(self, side: Side) -> tuple[list[list[int]], list[list[int]]]:
        """Subjects and known money of a side, by value of each division."""

        def make() -> tuple[list[list[int]], list[list[int]]]:
            counts = [each.count(side.sure).tolist() for each in self.divisions]
            if side.prices is None:
                return counts, [[0] * len(each.values) for each in self.divisions]
            return counts, [each.added(side.sure, side.prices.fen) for each in self.divisions]

        return make() if side.candidate is None else self._spread.get(meaning(side.candidate), make)

    def _money(
        self, division: Division, old: list[int], before: Side, after: Side, gained: Bits, lost: Bits
    ) -> list[int]:
        """Known money by value after the change."""
        if after.prices is None:
            return [0] * len(division.values)
        if after.prices is not before.prices:
            return division.added(after.sure, after.prices.fen)
        come, gone = (division.added(bits, after.prices.fen) for bits in (gained, lost))
        return [o + c - g for o, c, g in zip(old, come, gone, strict=True)]


def _same(old: Candidate | None, new: Candidate | None) -> bool:
    return old is new or (old is not None and new is not None and meaning(old) == meaning(new))


def meaning(found: Candidate) -> Meaning:
    """What a measure decides and gives; two that mean the same need not be compared."""
    rules = frozenset((rule.spec.id, rule.condition) for rule in found.rules)
    return rules, frozenset(each.id for each in found.humans), found.amounts


def _planned(old: Plan, pack: Pack, pairs: Sequence[tuple[str, Candidate | None, Candidate | None]]) -> Plan:
    return Plan(pack, old.subject, old.as_of, tuple(new for _, _, new in pairs if new is not None))


def _not_decided(on: Plan, id: str) -> UsageError:
    spec = on.pack.measures[id]
    if spec.subject != on.subject:
        why = message(
            "it is about {subject}, the register about {other}", subject=spec.subject, other=on.subject
        )
    else:
        why = message(
            "it is not in force on {day} ({since} to {until})",
            day=str(on.as_of),
            since=str(spec.valid.since),
            until=message("open") if spec.valid.until is None else str(spec.valid.until),
        )
    return UsageError(
        message('measure "{measure}" is not decided: {why}', measure=id, why=why),
        message("Choose another measure or day."),
    )
