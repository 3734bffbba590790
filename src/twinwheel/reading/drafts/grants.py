"""What a text gives, and to which circle of subjects: each circle is a measure in the making.

A *unit* is a clause as deep in the tree as what it gives goes. Its *owner* is the nearest clause above it that has a
name of its own: 支持标准 under （一）贷款贴息 belongs to 贷款贴息. One unit may hold several grants, each for its own
circle; benefits without a circle of their own join the grant before them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.reading.drafts.headings import is_name
from twinwheel.reading.drafts.offers import Offer, OfferReader
from twinwheel.reading.drafts.outline import Clause, Sentence
from twinwheel.reading.drafts.roles import Role

ReaderOf = Callable[[Clause], OfferReader]


@dataclass(eq=False)
class Grant:
    """Benefits for one circle of subjects. No ``units`` where nothing is given but a title."""

    owner: Clause
    units: list[Clause] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    @property
    def places(self) -> list[Clause]:
        """The clauses it stands in."""
        return self.units or [self.owner]

    @property
    def start(self) -> int:
        if self.offers:
            return self.offers[0].start
        return next((each.start for each in self.owner.all_sentences()), 0)

    @property
    def premises(self) -> list[Offer]:
        """The benefits that say whom they are for."""
        return [each for each in self.offers if each.conditions and not (each.afterwards or each.changed)]


def grants(root: Clause, roles: Mapping[int, Role], reader: ReaderOf) -> list[Grant]:
    """Every grant of a text, in order."""
    found: list[Grant] = []
    for unit in _units(root, _Gives(roles, reader)):
        owner = owner_of(unit)
        for offer in reader(owner).offers(unit):
            if found and owner is found[-1].owner and _a_step(offer, found[-1]):
                offer.afterwards = True
            here = bool(found) and unit in found[-1].units
            offer.step = here and _stepped(offer, found[-1].premises)
            apart = not here and unit.level == "article"
            asks = any(roles.get(each.number) == "condition" for each in unit.sentences)
            lone = apart and asks and not (offer.afterwards or offer.changed)
            if not found or lone or not _joins(offer, owner, found[-1], apart):
                found.append(Grant(owner))
                if is_named(owner) and any(each.node is not None for each in offer.conditions):
                    offer.changed = False  # 首贷加奖。首次获得贷款的企业，再奖励3万元。 stands by itself
            found[-1].offers.append(offer)
            if unit not in found[-1].units:
                found[-1].units.append(unit)
    return found


class _Gives:
    """Which clauses give something; parts about papers or procedure give nothing, whatever their words."""

    def __init__(self, roles: Mapping[int, Role], reader: ReaderOf) -> None:
        self.roles, self.reader = roles, reader

    def own(self, clause: Clause) -> bool:
        heads = [each for each in clause.sentences if self.roles.get(each.number) in ("benefit", "listhead")]
        if any(self.roles.get(each.number) == "benefit" for each in heads):
            return True
        return bool(heads) and any(self.reader(clause).offers(Clause("", "", sentences=heads)))

    def said(self, sentence: Sentence) -> bool:
        return self.roles.get(sentence.number) == "benefit"

    def any(self, clause: Clause) -> bool:
        return any(self.own(each) for each in clause.walk())


def _units(clause: Clause, gives: _Gives) -> Iterator[Clause]:
    below = [each for each in clause.below if gives.any(each)]
    said = [each for each in clause.sentences if gives.said(each)]
    behind = len(below) > 1 and all(map(is_named, below)) and said[:1] == said[-1:] and bool(said)
    behind = behind and said[0].start > below[-1].all_sentences()[0].start
    if gives.own(clause) and not behind:
        yield clause
        return
    for each in below:
        yield from _units(each, gives)
    if behind:  # what is said of all the named parts, in a line of its own behind them
        yield Clause("paragraph", "", sentences=said, above=clause)


def is_named(clause: Clause) -> bool:
    """It has a heading that says more than what its part is for."""
    return clause.level == "direction" or is_name(clause.heading)


def owner_of(unit: Clause) -> Clause:
    """The named clause a unit belongs to; what an aspect like 支持标准 stands in, where none is named; else the unit."""
    owner = unit
    for each in unit.up():
        if each.above is None:
            break
        if is_named(each):
            return each
        if each.heading:
            owner = each.above
    return owner


def _joins(offer: Offer, owner: Clause, grant: Grant, apart: bool) -> bool:
    """Whether a benefit is for the circle of the grant before it; ``apart``: it stands in another article."""
    if owner is grant.owner:
        return not _apart(offer, grant, apart)
    after = offer.afterwards or offer.changed
    told = (bool(offer.conditions) or offer.heads) and not after
    return not told and not is_named(owner) and (after or not is_named(grant.owner))


_STEPS = re.compile(r"分(?:阶段|档|级|步|批|类|等次)")


def _a_step(offer: Offer, grant: Grant) -> bool:
    """One of the steps in which the first benefit is given: 分阶段给予奖励：完成股改的，奖励50万元."""
    told = any(each.node is not None for each in offer.conditions)
    return not told and bool(_STEPS.search(grant.offers[0].given.words))


def _apart(offer: Offer, grant: Grant, apart: bool) -> bool:
    """Whether it is for subjects told otherwise. Amounts by steps of one figure are tiers of one grant."""
    if offer.afterwards or offer.changed:
        return False
    told = grant.premises
    if offer.heads and (told or any(each.heads for each in grant.offers)):
        return True
    if not offer.conditions:
        return False
    here, fields = _fields([offer]), _fields(told)
    if not told:
        return any(each.given.money for each in grant.offers)
    if apart:
        return True
    if any(_nodes(offer) == _nodes(each) for each in told):
        return True  # 首次认定的 and 重新认定的高新技术企业: the pack knows no difference
    asked = [one.node for each in (offer, *told) for one in each.conditions]
    if None in asked and not any(map(_figure, asked)):
        return True  # 规模以上的高新技术企业 and 规模以下的: what tells them apart is not understood
    alike = offer.step or all(flat(each) is not None for each in (offer, *told))
    return not (here & fields and alike)


def _nodes(offer: Offer) -> list[tree.Node | None]:
    return [each.node for each in offer.conditions]


def _figure(node: tree.Node | None) -> bool:
    """Whether a figure is held against a field in it."""
    return node is not None and any(
        isinstance(part, tree.Literal) and isinstance(part.value, Decimal) for part in tree.walk(node)
    )


def _stepped(offer: Offer, told: Sequence[Offer]) -> bool:
    """收入达到1亿元的，补助5%；达到5亿元的，补助8%: the same benefit by steps of one figure."""
    if not told or offer.given.kind != told[0].given.kind or len(offer.conditions) != 1:
        return False
    match offer.conditions[0].node:
        case tree.Compare(_, tree.Name() as name, tree.Literal(Decimal())):
            return name.name in _fields(told)
    return False


def flat(offer: Offer) -> Decimal | None:
    """The one amount a benefit is, in its unit."""
    money = offer.given.money
    if money is None or money.rate is not None or not isinstance(money.base, Decimal):
        return None
    return money.base


def _fields(offers: Sequence[Offer]) -> frozenset[str]:
    """The fields that tell whom benefits are for."""
    nodes = [each.node for offer in offers for each in offer.conditions if each.node is not None]
    return frozenset(name for node in nodes for name in tree.names(node))
