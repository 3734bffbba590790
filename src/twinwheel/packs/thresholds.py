"""Thresholds that fit badly: a single value that falls between two, one that falls to both, and one inside a band.

Whatever is found here is found as a witness: the same subject at a value and on either side of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import inf
from typing import NamedTuple

from twinwheel.criteria import logic, tree
from twinwheel.criteria.logic import Logic, Term
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.prove import Values, Wanted, met, refused, written
from twinwheel.criteria.subject import in_range
from twinwheel.criteria.variables import bounds, is_whole, named
from twinwheel.criteria.vocabulary import SHARE, FieldType
from twinwheel.messages import message
from twinwheel.packs.asking import Asker, Place, Ruled
from twinwheel.packs.case import Case
from twinwheel.packs.check import Finding


class Seam(NamedTuple):
    """A value of a field, and one just before and just after it, with no other threshold between."""

    field: str
    before: float
    at: float
    after: float


def of_measure(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    """A value that alone qualifies, or alone does not, among its neighbours. CASEs are looked at on their own."""
    place = ("measures", ruled.id, ("criteria",))
    plain = [
        rule.node
        for rule in ruled.rules
        if not any(isinstance(each, tree.Case) for each in tree.walk(rule.node))
    ]
    for seam in _seams(asker, ruled.days[0], tree.And(tuple(plain))):
        value = _shown(asker, seam)
        alone_out = message("{value} does not qualify, though the values beside it do", value=value)
        alone_in = message("{value} qualifies, and not the values beside it", value=value)
        for at, beside, what in ((refused, met, alone_out), (met, refused, alone_in)):

            def ask(day: Lowering, seam: Seam = seam, at: _Want = at, beside: _Want = beside) -> list[Wanted]:
                return _around(ruled.condition(day), seam, beside, at, beside)

            yield from _found(asker, "tier-gap", place, what, ask, ruled.days, seam)


def of_case(asker: Asker, case: Case) -> Iterator[Finding]:
    """A value between two tiers that is left to ELSE."""
    conditions = [condition for condition, _ in case.node.branches]
    for one, other in combinations(range(len(conditions)), 2):
        for seam in _seams(asker, case.days[0], conditions[one], conditions[other]):
            for left, right in ((one, other), (other, one)):

                def ask(
                    day: Lowering, seam: Seam = seam, left: int = left, right: int = right
                ) -> list[Wanted]:
                    last = case.takes(day, len(case.node.branches))
                    return [
                        met(put(case.takes(day, left), seam.field, seam.before)),
                        met(put(last, seam.field, seam.at)),
                        met(put(case.takes(day, right), seam.field, seam.after)),
                    ]

                what = message(
                    "{expression}: {value} lies between {one} and {other} of a CASE, in neither",
                    expression=case.what,
                    value=_shown(asker, seam),
                    one=case.name(left),
                    other=case.name(right),
                )
                yield from _found(asker, "tier-gap", case.place, what, ask, case.days, seam)


def of_pair(asker: Asker, place: Place, one: Ruled, other: Ruled, days: Sequence[date]) -> Iterator[Finding]:
    """Two measures that exclude each other and divide a field between them: a value for neither, or for both."""
    for seam in _seams(asker, days[0], one.node, other.node):
        for low, high in ((one, other), (other, one)):
            for code, at, says in (
                ("tier-gap", refused, message("neither applies")),
                ("tier-overlap", met, message("both apply")),
            ):

                def ask(
                    day: Lowering, seam: Seam = seam, low: Ruled = low, high: Ruled = high, at: _Want = at
                ) -> list[Wanted]:
                    return [
                        *_around(low.condition(day), seam, met, at, refused),
                        *_around(high.condition(day), seam, refused, at, met),
                    ]

                what = message(
                    '{value} lies between "{one}" and "{other}", which exclude each other: {says}',
                    value=_shown(asker, seam),
                    one=low.id,
                    other=high.id,
                    says=says,
                )
                yield from _found(asker, code, place, what, ask, days, seam)


def of_bands(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    """Thresholds that a register which gives the field's bands can never decide."""
    for rule in ruled.rules:
        day = asker.lowering(ruled.days[0])
        condition = day.condition(rule.node)
        place = ("measures", ruled.id, ("criteria", rule.position, "when"))
        for name, says in named([condition]).items():
            spec = asker.pack.fields.get(name)
            for band in spec.bands if spec else ():
                low, high = (None if end is None else float(end) for end in band)
                for seam in _seams_at(asker.pack.vocabulary.fields[name], says.cuts):
                    inside = [
                        each
                        for each in seam[1:]
                        if (low is None or low <= each) and (high is None or each <= high)
                    ]
                    finding = next(_split(asker, rule.spec.id, condition, name, band, inside, place), None)
                    if finding is not None:
                        yield finding
                        break


def _split(
    asker: Asker,
    criterion: str,
    condition: Logic,
    name: str,
    band: Sequence[object],
    inside: list[float],
    place: Place,
) -> Iterator[Finding]:
    """A band with a value that meets a criterion and one that does not, all else being equal."""
    for yes, no in ((a, b) for a in inside for b in inside if a != b):
        wanted = [met(put(condition, name, yes)), refused(put(condition, name, no))]
        witness = asker.find(wanted).witness
        if witness is None:
            continue
        values = {**witness, name: list(band)}
        if not asker.prover.confirms(values, Wanted(condition, frozenset({None}))):
            continue
        low, high = band
        ends = _ends(low, high)
        what = message(
            'criterion "{criterion}": a threshold lies inside the band "{ends}" of {name}, which does not decide it',
            criterion=criterion,
            ends=ends,
            name=name,
        )
        advice = message("Registers must give the exact number there; or ask whether the band was meant.")
        yield from asker.finding(
            "threshold-in-band",
            place,
            what,
            advice,
            values,
            message("unknown until the exact number is filed"),
        )
        return


def _ends(low: object, high: object) -> str:
    if low is None:
        return message("up to {high}", high=str(high))
    if high is None:
        return message("from {low} on", low=str(low))
    return message("{low} to {high}", low=str(low), high=str(high))


# --- a subject around a value ---------------------------------------------------------------

_Want = Callable[[Logic], Wanted]


def _around(condition: Logic, seam: Seam, before: _Want, at: _Want, after: _Want) -> list[Wanted]:
    ways = zip((before, at, after), seam[1:], strict=True)
    return [want(put(condition, seam.field, value)) for want, value in ways]


def _found(
    asker: Asker,
    code: str,
    place: Place,
    what: str,
    ask: Callable[[Lowering], list[Wanted]],
    days: Sequence[date],
    seam: Seam,
) -> Iterator[Finding]:
    witness = asker.ever(ask, days).witness
    if witness is not None:
        kind = asker.pack.vocabulary.fields[seam.field]
        values: Values = dict(sorted({**witness, seam.field: written(kind, seam.at)}.items()))
        before, after = (str(written(kind, each)) for each in (seam.before, seam.after))
        advice = message(
            "Compare with {before} and {after}. Is one of the comparisons to include the value itself?",
            before=before,
            after=after,
        )
        yield from asker.finding(
            code,
            place,
            what,
            advice,
            values,
            message("compare with {before} and {after}", before=before, after=after),
        )


def _seams(asker: Asker, day: date, *sides: tree.Node) -> Iterator[Seam]:
    """The values at which thresholds of all sides meet. Where one asks for the value itself, it is meant."""
    found = [asker.cuts(side, day) for side in sides]
    for name in sorted(set(found[0]).intersection(*found[1:])):
        kind = asker.pack.vocabulary.fields[name]
        meant = set().union(*(each[name].exact for each in found))
        reach = 1 if is_whole(kind) else 0
        for seam in _seams_at(kind, set().union(*(each[name].cuts for each in found))):
            meets = all(any(abs(cut - seam.at) <= reach for cut in each[name].cuts) for each in found)
            if meets and seam.at not in meant:
                yield seam


def _seams_at(kind: FieldType, cuts: set[float]) -> Iterator[Seam]:
    """Each cut point, and of whole numbers its neighbours, with a value on either side of it."""
    low, high = bounds(kind)
    ordered = sorted(cuts | ({cut + step for cut in cuts for step in (-1, 1)} if is_whole(kind) else set()))
    for at in ordered:
        room = min((abs(cut - at) for cut in ordered if cut != at), default=inf)
        step = 1.0 if is_whole(kind) else min(0.01 if kind.unit == SHARE else 1.0, room / 2)
        before, after = (float(f"{each:.15g}") for each in (at - step, at + step))
        if low <= before < at < after <= high:
            yield Seam(kind.name, before, at, after)


def _shown(asker: Asker, seam: Seam) -> str:
    return f"{seam.field} = {written(asker.pack.vocabulary.fields[seam.field], seam.at)}"


# --- a condition for those who have one value -----------------------------------------------


def put(condition: Logic, name: str, value: float) -> Logic:
    """The condition as it is for who files ``value`` of a field, everything else left open."""
    return _Put(name, value).condition(condition)


class _Put:
    def __init__(self, name: str, value: float) -> None:
        self.name, self.value = name, value
        self._done: dict[Logic, Logic] = {}

    def condition(self, node: Logic) -> Logic:
        if self.name not in logic.read_fields(node):
            return node
        if node not in self._done:
            self._done[node] = self._made(node)
        return self._done[node]

    def _made(self, node: Logic) -> Logic:
        match node:
            case logic.Negation(operand):
                return logic.negation(self.condition(operand))
            case logic.Conjunction(items):
                return logic.conjunction(*map(self.condition, items))
            case logic.Disjunction(items):
                return logic.disjunction(*map(self.condition, items))
            case logic.Choice(condition, then, otherwise):
                return logic.choice(*map(self.condition, (condition, then, otherwise)))
            case logic.IsAbsent():
                return logic.FALSE
            case logic.InRange(logic.FieldTerm()):
                return logic.Truth(in_range(node, (self.value, self.value)))
            case logic.InRange(term):
                return replace(node, term=self.term(term))
        return node

    def term(self, term: Term) -> Term:
        match term:
            case logic.FieldTerm(name):
                return logic.Constant(self.value) if name == self.name else term
            case logic.Operation(_, left, right):
                return replace(term, left=self.term(left), right=self.term(right))
            case logic.Extreme(_, arguments):
                return replace(term, arguments=tuple(map(self.term, arguments)))
            case logic.TermChoice(condition, then, otherwise):
                return logic.TermChoice(self.condition(condition), self.term(then), self.term(otherwise))
        return term
