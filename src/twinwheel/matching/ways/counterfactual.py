"""The nearest changes that would make one subject eligible: which fields, to what, or from which day on.

Nearness is stated, so that it can be argued with: first the number of fields that have to change or be filed,
then how far they move (a number as a share of the larger of its two values, anything else as 1, a value that
was not filed as 0), then how long to wait. Every answer has been verified by deciding the changed subject.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import count
from typing import Literal

from twinwheel.criteria import logic, tree
from twinwheel.criteria.subject import Scalar, Subject, ends, truth
from twinwheel.criteria.waiting import met_from
from twinwheel.matching.one import decide
from twinwheel.matching.plan import Candidate, Outcome, Plan, candidate
from twinwheel.matching.ways.demands import Demand, field_of, one_of, value_for
from twinwheel.matching.ways.moves import Moves
from twinwheel.packs import Pack

ALTERNATIVES = 3
MOST_SETS = 600  # sets of demands that are looked at for one day

MOST_DEMANDS = 40  # in one set; two fields can chase each other

Bound = Literal["at_least", "more_than", "at_most", "less_than", "exactly"]


@dataclass(frozen=True)
class Change:
    """One field that changes. ``after`` is the value that was verified, the nearest that does.

    ``bound`` says for a number or a day what it stands for; ``end`` is the end itself, which "more_than" and
    "less_than" leave out. ``one_of``: codes that do as well. ``gains`` and ``gives_up``: of a list.
    ``granted_by``: measures that give what is gained.
    """

    field: str
    before: Scalar
    after: Scalar
    bound: Bound | None = None
    end: float | None = None
    one_of: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    gives_up: tuple[str, ...] = ()
    granted_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counterfactual:
    """One way to become eligible: these changes, and from ``wait_until`` on if it is given."""

    changes: tuple[Change, ...]
    wait_until: date | None
    outcome: Outcome
    subject: Subject
    """The subject as it would be."""

    @cached_property
    def nearness(self) -> tuple[int, float, int]:
        """Smaller is nearer: fields, how far they move, days to wait."""
        size = sum(_size(each) for each in self.changes)
        return len(self.changes), round(size, 9), self.wait_until.toordinal() if self.wait_until else 0


ObstacleKind = Literal[
    "fixed",  # a criterion turns on fields that nobody can change
    "closed",  # a criterion refuses whatever the subject does
    "window",  # applications have closed
    "too_many",  # no way was found among those looked at
]


@dataclass(frozen=True)
class Obstacle:
    """Why nothing helps: a criterion and the fields it turns on."""

    kind: ObstacleKind
    criterion: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ways:
    """The nearest ways, the nearest first; or what stands in the way of all."""

    ways: tuple[Counterfactual, ...]
    obstacles: tuple[Obstacle, ...] = ()


def nearest_ways(plan: Plan, found: Candidate, subject: Subject, *, most: int = ALTERNATIVES) -> Ways:
    """How a subject that is ineligible for a measure, or of which that is unknown, could become eligible."""
    closes = found.spec.process.closes
    if closes is not None and closes < plan.as_of:
        return Ways((), (Obstacle("window"),))
    search = _Search(plan.pack, plan.as_of, found, subject)
    ways = search.ways(most)
    for day in _days(plan, found, subject):
        if found.id in plan.pack.in_force(plan.subject, day):
            later = candidate(found.id, found.spec, plan.pack.lowering(day))
            ways += [
                replace(each, wait_until=day) for each in _Search(plan.pack, day, later, subject).ways(most)
            ]
    ways.sort(key=lambda each: each.nearness)
    kept: list[Counterfactual] = []
    for way in ways:
        if not any(_covers(known, way) for known in kept):
            kept.append(way)
    if kept:
        return Ways(tuple(kept[:most]))
    return Ways((), search.obstacles() or (Obstacle("too_many"),))


def _covers(known: Counterfactual, other: Counterfactual) -> bool:
    """Whether a nearer way asks for nothing that the other does not ask for too."""
    fields = {each.field for each in known.changes} <= {each.field for each in other.changes}
    return fields and (known.wait_until is None or known.wait_until == other.wait_until)


def _days(plan: Plan, found: Candidate, subject: Subject) -> list[date]:
    """The days from which on time alone meets a criterion that is not met today."""
    lowering = plan.pack.lowering(plan.as_of)
    short = [rule for rule in found.rules if truth(rule.condition, subject) is not True]
    nodes: list[tree.Node] = [rule.node for rule in short]
    if len(nodes) > 1:
        nodes.append(tree.And(tuple(nodes)))
    days = {met_from(node, lowering, subject) for node in nodes}
    return sorted(day for day in days if day is not None)


class _Search:
    """Best first: the set of demands that changes the fewest fields, and needs the fewest more."""

    def __init__(self, pack: Pack, as_of: date, found: Candidate, subject: Subject) -> None:
        self.pack = pack
        self.vocabulary = pack.vocabulary
        self.as_of = as_of
        self.found = found
        self.subject = subject
        fixed = frozenset(name for name, spec in pack.fields.items() if spec.fixed)
        self.moves = Moves(self.vocabulary, fixed, subject)
        self.reads = [(rule.condition, logic.read_fields(rule.condition)) for rule in found.rules]

    def ways(self, most: int) -> list[Counterfactual]:
        order = count()
        start: frozenset[Demand] = frozenset()
        heap: list[tuple[int, float, int, frozenset[Demand]]] = [(0, 0.0, next(order), start)]
        seen = {start}
        result: list[Counterfactual] = []
        while heap and len(result) < most:
            *_, demands = heapq.heappop(heap)
            now = self.changed(demands)
            if now is None or self.is_covered(now, result):
                continue
            if truth(self.found.condition, now) is True:
                way = self.way(demands, now)
                if way is not None:
                    result.append(way)
                continue
            for move in self.moves.of(self.found.condition, True, now):
                more = demands | set(move)
                if more in seen or len(seen) >= MOST_SETS or len(more) > MOST_DEMANDS:
                    continue
                seen.add(more)
                after = self.changed(more)
                if after is not None and after != now and not self.is_covered(after, result):
                    heapq.heappush(heap, (*self.cost(after), next(order), more))
        return result

    def is_covered(self, now: Subject, found: list[Counterfactual]) -> bool:
        """Whether a subject changes all the fields that one way changes already."""
        touched = {name for name, value in now.items() if value != self.subject.get(name)}
        return any({each.field for each in way.changes} <= touched for way in found)

    def changed(self, demands: frozenset[Demand]) -> Subject | None:
        """The subject with all demands met; None where they contradict each other."""
        result = dict(self.subject)
        for name, wanted in self.by_field(demands).items():
            value = value_for(self.vocabulary.fields[name], wanted, self.subject.get(name))
            if value is None:
                return None
            result[name] = value
        return result

    @staticmethod
    def by_field(demands: frozenset[Demand]) -> Mapping[str, list[Demand]]:
        result: dict[str, list[Demand]] = {}
        for atom, wanted in sorted(demands, key=repr):
            result.setdefault(field_of(atom), []).append((atom, wanted))
        return result

    def cost(self, now: Subject) -> tuple[int, float]:
        """Fields changed, and at least as many more as criteria still fail that share no field with them."""
        touched = {name for name, value in now.items() if value != self.subject.get(name)}
        size = sum(_apart(self.subject.get(name), now[name]) for name in touched)
        seen, more = set(touched), 0
        for condition, fields in self.reads:
            if truth(condition, now) is not True:
                if not fields & seen:
                    more += 1
                seen |= fields
        return len(touched) + more, size

    def way(self, demands: frozenset[Demand], now: Subject) -> Counterfactual | None:
        """What was found, without what turned out not to be needed, and decided once more."""
        by_field = dict(self.by_field(demands))
        for name in sorted(by_field):
            fewer = frozenset(each for key, wanted in by_field.items() if key != name for each in wanted)
            without = self.changed(fewer)
            if without is not None and truth(self.found.condition, without) is True:
                del by_field[name]
                now = without
        outcome = decide(self.found, now, self.vocabulary).outcome
        if outcome not in (Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW):
            return None
        changes = [
            self.change(name, wanted, now[name])
            for name, wanted in by_field.items()
            if now[name] != self.subject.get(name)
        ]
        return Counterfactual(tuple(changes), None, outcome, now)

    def change(self, name: str, demands: list[Demand], after: Scalar) -> Change:
        field, before = self.vocabulary.fields[name], self.subject.get(name)
        if field.kind in {"number", "date"}:
            return _of_number(name, demands, before, after)
        if isinstance(after, tuple):
            held = before if isinstance(before, tuple) else ()
            gains = tuple(each for each in after if each is not None and each not in held)
            gives_up = tuple(each for each in held if each is not None and each not in after)
            granted = tuple(
                id
                for id, spec in self.pack.in_force(self.found.spec.subject, self.as_of).items()
                if any(benefit.grants in gains for benefit in spec.benefit if benefit.grants)
            )
            return Change(name, before, after, gains=gains, gives_up=gives_up, granted_by=granted)
        others = one_of(field, demands) if field.kind == "code" else ()
        return Change(name, before, after, one_of=others)

    def obstacles(self) -> tuple[Obstacle, ...]:
        """The criteria that nothing can be done about."""
        result = []
        for rule in self.found.rules:
            if truth(rule.condition, self.subject) is not True:
                moves = Moves(self.vocabulary, self.moves.fixed, self.subject)
                if not moves.of(rule.condition, True, self.subject):
                    kind: ObstacleKind = "fixed" if moves.blocked else "closed"
                    result.append(Obstacle(kind, rule.spec.id, tuple(sorted(moves.blocked))))
        return tuple(result)


def _of_number(name: str, demands: list[Demand], before: Scalar, after: Scalar) -> Change:
    """Which end of what is demanded a number or a day has been moved to."""
    value = (ends(after) or (0.0, 0.0))[0]
    known = ends(before)
    ranges = [atom for atom, _ in demands if isinstance(atom, logic.InRange)]
    rising = known is None or value > known[0]
    lows = [(atom.low, atom.low_open) for atom in ranges if atom.low > -float("inf")]
    highs = [(atom.high, not atom.high_open) for atom in ranges if atom.high < float("inf")]
    if any(atom.low == atom.high for atom in ranges):
        return Change(name, before, after, "exactly", value)
    if lows and (rising or not highs):
        end, is_open = max(lows)
        return Change(name, before, after, "more_than" if is_open else "at_least", end)
    if highs:
        end, closed = min(highs)
        return Change(name, before, after, "at_most" if closed else "less_than", end)
    return Change(name, before, after)


def _size(change: Change) -> float:
    return _apart(change.before, change.after)


def _apart(before: Scalar, after: Scalar) -> float:
    """How far a value moves, as a share; see the top of this module."""
    if before is None:
        return 0.0
    one, other = ends(before) if not isinstance(before, bool | str | tuple) else None, None
    if one is not None and not isinstance(after, bool | str | tuple):
        other = ends(after)
    if one is None or other is None:
        if isinstance(before, tuple) and isinstance(after, tuple):
            return float(len(set(before) ^ set(after)))
        return 1.0
    if isinstance(after, date):
        return min(1.0, abs(other[0] - one[0]) / 3652)
    scale = max(abs(one[0]), abs(other[0]))
    return 0.0 if not scale else min(1.0, abs(other[0] - one[0]) / scale) if scale < float("inf") else 1.0
