"""Tiers: the branches of a CASE. Which nobody reaches, what falls through, which collide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

from twinwheel.criteria import logic, tree
from twinwheel.criteria.check import type_of
from twinwheel.criteria.logic import Logic, conjunction, negation
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.prove import Values, Wanted, met, refused
from twinwheel.messages import joined, message
from twinwheel.packs import thresholds
from twinwheel.packs.asking import Asker, Place, Ruled
from twinwheel.packs.case import Case, cases
from twinwheel.packs.check import Finding
from twinwheel.packs.model import Validity


def of_definitions(asker: Asker) -> Iterator[Finding]:
    """The CASEs of the definitions in the pack's own folder."""
    folder = asker.pack.folder.resolve()
    for name, definition in asker.pack.definitions.items():
        document = asker.pack.documents.get(("definitions", name))
        if document is not None and Path(document[0].file).resolve().is_relative_to(folder):
            node = parse(definition.value)
            days = asker.days(Validity(), [node])
            place = ("definitions", name, ("value",))
            for case in cases(node, place, name, (), days):
                yield from _of_case(asker, case)


def of_measure(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    """The CASEs of a measure, for those who meet its other criteria."""
    for case in _cases_of(asker, ruled):
        yield from _of_case(asker, case)


def _cases_of(asker: Asker, ruled: Ruled) -> Iterator[Case]:
    for rule in ruled.rules:
        others = tuple(each.node for each in ruled.rules if each is not rule)
        place = ("measures", ruled.id, ("criteria", rule.position, "when"))
        yield from cases(
            rule.node, place, message('criterion "{criterion}"', criterion=rule.spec.id), others, ruled.days
        )
    everybody = tuple(rule.node for rule in ruled.rules)
    for position, benefit in enumerate(ruled.spec.benefit):
        for key in ("base", "rate", "floor", "cap") if benefit.amount else ():
            text = getattr(benefit.amount, key)
            if isinstance(text, str):
                node = parse(text)
                days = asker.days(ruled.spec.valid, [node, *everybody])
                at: Place = ("measures", ruled.id, ("benefit", position, "amount", key))
                yield from cases(node, at, message("amount {key}", key=key), everybody, days)


# --- one CASE -------------------------------------------------------------------------------


def _of_case(asker: Asker, case: Case) -> Iterator[Finding]:
    dead = [each for each in range(len(case.node.branches)) if _is_dead(asker, case, each)]
    for tier in dead:
        witness = asker.ever(lambda day, tier=tier: _shows_dead(case, day, tier), case.days).witness  # type: ignore[misc]
        if witness is None:
            witness = asker.ever(lambda day: [met(case.arrives(day))], case.days).witness
        named = {"expression": case.what, "tier": case.name(tier)}
        if case.scope or case.path:
            what = message(
                "{expression}: {tier} of a CASE is never reached by those who meet the rest", **named
            )
        else:
            what = message("{expression}: {tier} of a CASE is never reached", **named)
        advice = message(
            "An earlier tier takes all it would take, or no value fits it. Correct its threshold or remove it."
        )
        shows = message("comes to the CASE, and not to {tier}", tier=case.name(tier))
        yield from asker.finding("dead-tier", case.place, what, advice, witness, shows)
    yield from _hole(asker, case)
    yield from thresholds.of_case(asker, case)
    yield from _collisions(asker, case, [each for each in range(len(case.node.branches)) if each not in dead])


def _is_dead(asker: Asker, case: Case, tier: int) -> bool:
    return asker.ever(lambda day: [met(case.takes(day, tier))], case.days).none


def _shows_dead(case: Case, day: Lowering, tier: int) -> list[Wanted]:
    """Somebody the tier is made for, whom an earlier one takes."""
    return [met(case.arrives(day)), met(day.condition(case.node.branches[tier][0]))]


def _hole(asker: Asker, case: Case) -> Iterator[Finding]:
    """Without ELSE, whoever meets no WHEN gets nothing, though they file everything."""
    if case.node.has_else:
        return
    last = len(case.node.branches)
    witness = asker.ever(lambda day: [met(case.takes(day, last))], case.days).witness
    what = message(
        "{expression}: a CASE without ELSE gives nothing to those who meet no WHEN", expression=case.what
    )
    advice = message("If that is meant, write ELSE NULL; else add the tier that is missing.")
    yield from asker.finding("tier-hole", case.place, what, advice, witness, message("meets no WHEN"))


def _collisions(asker: Asker, case: Case, tiers: Sequence[int]) -> Iterator[Finding]:
    """Tiers of which neither lies within the other, which overlap and disagree. Ladders from best to worst are meant so."""
    if _is_ladder([value for _, value in case.node.branches] + [case.node.default]):
        return
    tried = [(pair, _collide(asker, case, pair)) for pair in combinations(tiers, 2)]
    found = [(pair, witness) for pair, witness in tried if witness is not None]
    if found:
        pairs = joined(
            message(", "),
            [
                message("{one} and {other}", one=case.name(one), other=case.name(two))
                for (one, two), _ in found
            ],
        )
        (first, second), witness = found[0]
        what = message(
            "{expression}: of a CASE both apply to some, and disagree: {pairs}",
            expression=case.what,
            pairs=pairs,
        )
        advice = message("The one that stands first counts. Is that what the source says?")
        shows = message(
            "meets the WHEN of {one} and of {other}", one=case.name(first), other=case.name(second)
        )
        yield from asker.finding("colliding-tiers", case.place, what, advice, witness, shows)


def _collide(asker: Asker, case: Case, pair: tuple[int, int]) -> Values | None:
    """Somebody to whom both apply, if each also applies to somebody the other does not."""
    witness = asker.ever(lambda day: _both(asker, case, day, pair), case.days).witness
    for one, two in (pair, pair[::-1]):
        if witness is not None and _one_alone(asker, case, one, two) is None:
            return None
    return witness


def _one_alone(asker: Asker, case: Case, tier: int, other: int) -> Values | None:
    return asker.ever(lambda day: _only(case, day, tier, other), case.days).witness


def _is_ladder(values: Sequence[tree.Node]) -> bool:
    """Numbers that only rise or only fall: whoever fits two tiers is meant to have the better one."""
    numbers = [each.value for each in values if isinstance(each, tree.Literal) and each.value is not None]
    if any(isinstance(each, str | bool | date) for each in numbers):
        return False
    signs = {(one > other) - (one < other) for one, other in pairwise(numbers)}  # type: ignore[operator]
    known = [each for each in values if not (isinstance(each, tree.Literal) and each.value is None)]
    return len(numbers) == len(known) and len(signs - {0}) <= 1


def _both(asker: Asker, case: Case, day: Lowering, pair: tuple[int, int]) -> list[Wanted]:
    """Both WHENs are met, none that stands between or before, and what they give differs."""
    one, two = pair
    between = [each for each in range(two) if each != one]
    conditions = [condition for condition, _ in case.node.branches]
    return [
        met(case.arrives(day)),
        *(refused(day.condition(conditions[each])) for each in between),
        *(met(day.condition(conditions[each])) for each in pair),
        met(_differ(asker, day, *(case.node.branches[each][1] for each in pair))),
    ]


def _only(case: Case, day: Lowering, tier: int, other: int) -> list[Wanted]:
    one, two = (day.condition(case.node.branches[each][0]) for each in (tier, other))
    return [met(case.arrives(day)), met(one), refused(two)]


def _differ(asker: Asker, day: Lowering, one: tree.Node, other: tree.Node) -> Logic:
    """Two values are not the same; never met where that cannot be said."""
    if one == other or tree.Literal(None) in (one, other):
        return logic.FALSE
    kind = type_of(one, asker.pack.vocabulary)[0].kind
    if kind in {"number", "date"}:
        return day.condition(tree.Compare("<>", one, other))
    if kind == "bool":
        first, second = day.condition(one), day.condition(other)
        return logic.disjunction(conjunction(first, negation(second)), conjunction(negation(first), second))
    literal = isinstance(one, tree.Literal) and isinstance(other, tree.Literal)
    return logic.TRUE if literal else logic.FALSE
