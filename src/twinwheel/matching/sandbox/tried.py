"""Everything a trial of a policy found out, put together: for the terminal, the page, and as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from twinwheel.criteria import wording
from twinwheel.criteria.parse import parse
from twinwheel.criteria.sentence import sentence
from twinwheel.criteria.tree import Node
from twinwheel.criteria.vocabulary import SHARE
from twinwheel.criteria.wording import Lang
from twinwheel.errors import UsageError
from twinwheel.matching.plan import Rule
from twinwheel.matching.sandbox.money import Budget
from twinwheel.matching.sandbox.near import NearMiss, near_misses
from twinwheel.matching.sandbox.overlap import Lawful, Overlap, lawful, overlaps
from twinwheel.matching.sandbox.proposal import Proposal
from twinwheel.matching.sandbox.sandbox import Effect, Effects, Sandbox
from twinwheel.matching.sandbox.sweep import Curve
from twinwheel.messages import message
from twinwheel.packs import Pack
from twinwheel.packs.model import Text


@dataclass(frozen=True)
class Wording:
    """One part of a measure before and after, in words; None where there is none."""

    part: Text
    before: Text | None
    after: Text | None


@dataclass(frozen=True)
class Found:
    """One measure: what changes, in words and in numbers. Near misses are those of the measure as it would be."""

    effect: Effect
    title: Text
    wording: tuple[Wording, ...]
    near: tuple[NearMiss, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def per_reached(self) -> Decimal | None:
        """Known yuan per subject that meets every rule and whose amount is known, after the change."""
        return _per(self.effect.after.budget, self.effect.after.reached)

    @property
    def per_additional(self) -> Decimal | None:
        """Known yuan per additional subject; None where there are not more of them, or nothing is known."""
        before, after = self.effect.before, self.effect.after
        more = after.reached - before.reached
        if after.budget is None or more <= 0:
            return None
        spent = after.budget.known - (before.budget.known if before.budget else 0)
        return (Decimal(spent) / more).quantize(Decimal(1), ROUND_HALF_UP).scaleb(-2)


@dataclass(frozen=True)
class Tried:
    """A trial: the measures that change, the money that can lawfully be had together, and the curves of a sweep."""

    sandbox: Sandbox
    effects: Effects
    measures: tuple[Found, ...]
    lawful: Lawful | None
    curves: tuple[Curve, ...]


def tried(sandbox: Sandbox, proposal: Proposal, curves: Sequence[Curve] = ()) -> Tried:
    """Try a policy, and look at all sides of what it does."""
    effects = sandbox.effects(proposal)
    found = tuple(_found(sandbox, effects, each) for each in effects.measures)
    return Tried(sandbox, effects, found, lawful(sandbox, effects) if found else None, tuple(curves))


def compared(pack: Pack, other: Pack) -> Proposal:
    """Another pack as a proposal; every measure is compared by its id.

    Raises:
        UsageError: the two would read a register differently.
    """
    if not (covers(pack, other) or covers(other, pack)):
        one, two = pack.vocabulary.fields, other.vocabulary.fields
        unlike = next(
            (
                name
                for name in one.keys() & two.keys()
                if (one[name].kind, one[name].unit) != (two[name].kind, two[name].unit)
            ),
            None,
        )
        what = message("the two packs read a register differently")
        if unlike:
            what = message('the two packs read a register differently (field "{field}")', field=unlike)
        raise UsageError(what, message("Start the second pack from a copy of the first."))
    return Proposal((), other, None)


def covers(one: Pack, other: Pack) -> bool:
    """Whether a register read for ``one`` holds all that ``other`` reads, in the same form."""
    known = one.vocabulary.fields
    return all(
        name in known
        and (known[name].kind, known[name].unit) == (field.kind, field.unit)
        and (known[name].band or not field.band)
        and all(known[name].values.get(spelling) == value for spelling, value in field.values.items())
        for name, field in other.vocabulary.fields.items()
    )


def _found(sandbox: Sandbox, effects: Effects, effect: Effect) -> Found:
    side = effect.after.candidate or effect.before.candidate
    assert side is not None
    near = (
        near_misses(sandbox.whole, effects.plan.pack, effect.after.candidate)
        if effect.after.candidate
        else ()
    )
    return Found(
        effect,
        side.spec.title,
        tuple(_wording(sandbox, effects, effect)),
        near,
        overlaps(sandbox, effects, effect),
    )


def _per(budget: Budget | None, reached: int) -> Decimal | None:
    if budget is None or reached <= budget.unpriced:
        return None
    share = Decimal(budget.known) / (reached - budget.unpriced)
    return share.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-2)


# --- in words -------------------------------------------------------------------------------

PARTS = {
    "rate": Text(zh="金额的比例", en="rate of the amount"),
    "floor": Text(zh="金额的保底", en="floor of the amount"),
    "cap": Text(zh="金额的封顶", en="cap of the amount"),
    "base": Text(zh="金额的基数", en="base of the amount"),
}
FORCE = Text(zh="是否施行", en="whether it is in force")
IN_FORCE, NOT_IN_FORCE = Text(zh="施行", en="in force"), Text(zh="不施行", en="not in force")
HUMAN = Text(zh="由人认定", en="decided by a person")


def _wording(sandbox: Sandbox, effects: Effects, effect: Effect) -> Iterator[Wording]:
    old, new = effect.before.candidate, effect.after.candidate
    if old is None or new is None:
        yield Wording(FORCE, IN_FORCE if old else NOT_IN_FORCE, IN_FORCE if new else NOT_IN_FORCE)
        return
    was, now = ({rule.spec.id: rule for rule in each.rules} for each in (old, new))
    for id in dict.fromkeys((*was, *now)):
        one, other = was.get(id), now.get(id)
        if one is None or other is None or one.condition != other.condition:
            label = (other or one).spec.label  # type: ignore[union-attr]
            yield Wording(
                label, _rule(sandbox.plan.pack, sandbox, one), _rule(effects.plan.pack, sandbox, other)
            )
    for spec in old.humans:
        if all(each.id != spec.id for each in new.humans):
            yield Wording(spec.label, HUMAN, None)
    for spec in new.humans:
        if all(each.id != spec.id for each in old.humans):
            yield Wording(spec.label, None, HUMAN)
    for one_amount, other_amount in zip(old.amounts, new.amounts, strict=False):
        for key, part in PARTS.items():
            was_worth, now_worth = (getattr(each.spec, key) for each in (one_amount, other_amount))
            if was_worth != now_worth or getattr(one_amount, key) != getattr(other_amount, key):
                unit = SHARE if key == "rate" else one_amount.spec.unit
                yield Wording(
                    part,
                    _worth(sandbox.plan.pack, sandbox, was_worth, unit),
                    _worth(effects.plan.pack, sandbox, now_worth, unit),
                )


def _worth(pack: Pack, sandbox: Sandbox, value: Decimal | str | None, unit: str) -> Text | None:
    if isinstance(value, Decimal):
        return Text(zh=wording.quantity(value, unit, "zh"), en=wording.quantity(value, unit, "en"))
    return None if value is None else _words(pack, sandbox, parse(value))


def _rule(pack: Pack, sandbox: Sandbox, rule: Rule | None) -> Text | None:
    return None if rule is None else _words(pack, sandbox, rule.node)


def _words(pack: Pack, sandbox: Sandbox, node: Node) -> Text:
    langs: tuple[Lang, Lang] = ("zh", "en")
    zh, en = (sentence(node, pack.vocabulary, lang, sandbox.plan.as_of) for lang in langs)
    return Text(zh=zh, en=en)
