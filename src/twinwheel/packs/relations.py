"""Measures beside each other: versions and their days, exclusions, and who meets one by meeting another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from twinwheel.criteria import tree
from twinwheel.criteria.prove import Values, Wanted, met, not_met
from twinwheel.criteria.values import canonical_subject
from twinwheel.messages import message
from twinwheel.packs import thresholds
from twinwheel.packs.asking import Asker, Ruled, on
from twinwheel.packs.check import Finding
from twinwheel.packs.model import MeasureSpec, Validity

_DAY = timedelta(days=1)

# --- days -----------------------------------------------------------------------------------


def of_dates(asker: Asker, id: str) -> Iterator[Finding]:
    """Gaps and overlaps between a measure and those it supersedes, and before its parameters begin."""
    measure = asker.pack.measures[id]
    for position, old_id in enumerate(measure.supersedes):
        yield from _between_versions(asker, id, position, old_id)
    if id in asker.ruled:
        yield from _before_parameters(asker, asker.ruled[id])


def _between_versions(asker: Asker, id: str, position: int, old_id: str) -> Iterator[Finding]:
    """Only where both days are known to the day; an estimated day proves nothing."""
    old, new = asker.pack.measures[old_id].valid, asker.pack.measures[id].valid
    if old.until is None or new.since is None or {old.precision, new.precision} != {"day"}:
        return
    place = ("measures", id, ("supersedes", position))
    if new.since > old.until + _DAY and not _replaced_earlier(asker, old_id, new.since):
        last = new.since - _DAY
        what = message(
            'begins on {since}, "{old}" ended on {until}: from {first} to {last} neither is in force',
            since=str(new.since),
            old=old_id,
            until=str(old.until),
            first=str(old.until + _DAY),
            last=str(last),
        )
        advice = message("Correct one of the days, if the source leaves no such gap.")
        shows = message(
            "meets {old} on {until}; on {last} there is nothing to meet",
            old=old_id,
            until=str(old.until),
            last=str(last),
        )
        yield from asker.finding("version-gap", place, what, advice, _one(asker, old_id), shows)
    elif new.since <= old.until:
        what = message(
            'begins on {since}, and "{old}", which it supersedes, ends on {until} only',
            since=str(new.since),
            old=old_id,
            until=str(old.until),
        )
        advice = message(
            "From {since} on only the new one counts. End the old one on {last}, or say what else holds.",
            since=str(new.since),
            last=str(new.since - _DAY),
        )
        shows = message(
            "meets {old}, which no longer counts from {since} on", old=old_id, since=str(new.since)
        )
        yield from asker.finding("version-overlap", place, what, advice, _one(asker, old_id), shows)


def _replaced_earlier(asker: Asker, old_id: str, day: date) -> bool:
    return any(
        old_id in each.supersedes and each.valid.since is not None and each.valid.since < day
        for each in asker.pack.measures.values()
    )


def _one(asker: Asker, id: str) -> Values | None:
    """Somebody who meets a measure; anybody, if nothing is asked of them."""
    return asker.one_who_meets(asker.ruled[id]) if id in asker.ruled else {}


def _before_parameters(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    """A criterion that is unknown for everybody on the first day, for want of a parameter."""
    first, vocabulary = ruled.spec.valid.since, asker.pack.vocabulary
    if first is None or ruled.spec.valid.precision != "day":
        return
    for rule in ruled.rules:
        names = {
            each.name
            for node in asker.followed([rule.node])
            for each in tree.walk(node)
            if isinstance(each, tree.Given)
        }
        for name in sorted(names - {"as_of"}):
            begins = vocabulary.parameters[name].since[0]
            if begins <= first:
                continue
            early, later = (asker.lowering(day).condition(rule.node) for day in (first, begins))
            witness = asker.find([Wanted(early, frozenset({None})), met(later)], ruled.known).witness
            what = message(
                'criterion "{criterion}" reads ":{name}", which has no value from {first} to {last}',
                criterion=rule.spec.id,
                name=name,
                first=str(first),
                last=str(begins - _DAY),
            )
            shows = message("unknown on {first}, met on {begins}", first=str(first), begins=str(begins))
            place = ("measures", ruled.id, ("criteria", rule.position, "when"))
            advice = message("Enter the value of those days, or correct the first day of the measure.")
            yield from asker.finding("parameter-gap", place, what, advice, witness, shows)


# --- exclusions -----------------------------------------------------------------------------


def of_exclusions(asker: Asker, id: str) -> Iterator[Finding]:
    """Exclusions of a measure that nothing can ever come of, and those it contradicts by ``allows``."""
    measure = asker.pack.measures[id]
    for position, other in enumerate(measure.excludes):
        first_to_say = id < other or id not in asker.pack.measures[other].excludes
        if first_to_say or other not in asker.pack.own:
            yield from _idle(asker, id, position, other)
    for position, other in enumerate(measure.allows):
        if frozenset((id, other)) in asker.pack.exclusions:
            what = message('allows "{other}", and the two exclude each other', other=other)
            place = ("measures", id, ("allows", position))
            advice = message("Keep what the source says.")
            yield from asker.finding(
                "allows-excluded",
                place,
                what,
                advice,
                _one(asker, id),
                message("meets {measure}", measure=id),
            )


def _idle(asker: Asker, id: str, position: int, other: str) -> Iterator[Finding]:
    one, two = asker.pack.measures[id], asker.pack.measures[other]
    place = ("measures", id, ("excludes", position))
    advice = message(
        "In matching nothing comes of it. If the source means more than that, say it by a criterion."
    )
    shows = message("meets {measure}; nobody who does also meets {other}", measure=id, other=other)
    reason = _apart(one, two)
    if reason is None and id in asker.ruled and other in asker.ruled:
        days = _common_days(asker, asker.ruled[id], asker.ruled[other])
        first, second = asker.ruled[id], asker.ruled[other]
        known = (*first.known, *second.known)
        if asker.ever(lambda day: [met(first.condition(day)), met(second.condition(day))], days, known).none:
            reason = message("nobody can meet both{days}", days=on(days))
        yield from thresholds.of_pair(asker, place, first, second, days)
    if reason is not None:
        what = message('excludes "{other}", but {reason}', other=other, reason=reason)
        yield from asker.finding("idle-exclusion", place, what, advice, _one(asker, id), shows)


def _apart(one: MeasureSpec, other: MeasureSpec) -> str | None:
    """Why two measures are never both decided for one subject on one day."""
    if one.subject != other.subject:
        return message(
            "that is for a {other} and this for a {subject}", other=other.subject, subject=one.subject
        )
    if "programme" in (one.kind, other.kind):
        return message("a programme is never matched")
    if _common(one.valid, other.valid) is None:
        return message("the two are never in force on the same day")
    return None


def _common(one: Validity, other: Validity) -> Validity | None:
    """The days on which both are in force."""
    since = max((each.since for each in (one, other) if each.since), default=None)
    until = min((each.until for each in (one, other) if each.until), default=None)
    if since and until and until < since:
        return None
    return Validity(**{"from": since, "to": until})


def _common_days(asker: Asker, one: Ruled, other: Ruled) -> tuple[date, ...]:
    """The days to look at two measures together; none if they are never in force together."""
    valid = _common(one.spec.valid, other.spec.valid)
    return () if valid is None else asker.days(valid, [rule.node for rule in (*one.rules, *other.rules)])


# --- who meets one by meeting another -------------------------------------------------------


def of_reach(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    """Whose every beneficiary meets ``ruled`` too, and which measures of other packs everybody meets who meets it.

    One finding each way, about measures in force on the day of the check.
    """
    beside = asker.in_force(ruled.spec.subject)
    if ruled.id not in beside:
        return
    place = ("measures", ruled.id, ("criteria",))
    advice = message(
        "If the source means it so, all is well; what they give must add up. Else a criterion is missing."
    )
    others = [asker.ruled[each] for each in beside if each != ruled.id]
    inner = [each.id for each in others if _is_within(asker, each, ruled)]
    if inner:
        what = message("whoever meets {measures} meets this measure too", measures=_listed(inner))
        witness = asker.one_who_meets(asker.ruled[inner[0]])
        yield from asker.finding(
            "contains",
            place,
            what,
            advice,
            witness,
            message("meets {other} and {measure}", other=inner[0], measure=ruled.id),
        )
    outer = [each.id for each in others if each.id not in asker.pack.own and _is_within(asker, ruled, each)]
    if outer:
        what = message("whoever meets this measure meets {measures} too", measures=_listed(outer))
        witness = asker.one_who_meets(ruled)
        yield from asker.finding(
            "contains",
            place,
            what,
            advice,
            witness,
            message("meets {measure} and {other}", measure=ruled.id, other=outer[0]),
        )


def _listed(ids: list[str]) -> str:
    return ", ".join(f'"{each}"' for each in ids)


def _is_within(asker: Asker, inner: Ruled, outer: Ruled) -> bool:
    """A measure that a person decides contains nobody for sure; one that nobody can meet lies within none.

    Nearly every pair falls with the subject who meets the inner one and files little else.
    """
    if any(each.kind == "human" for each in outer.spec.criteria):
        return False
    one = asker.one_who_meets(inner)
    if one is None:
        return False
    known = [(one, canonical_subject(asker.pack.vocabulary, one)), *inner.known]
    days = _common_days(asker, inner, outer)
    return asker.ever(
        lambda day: [met(inner.condition(day)), not_met(outer.condition(day))], days, known
    ).none
