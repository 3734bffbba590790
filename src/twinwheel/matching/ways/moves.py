"""What could be asked of a subject so that a condition comes closer to being met.

A move is a set of demands on fields (see ``demands``). Only what can change is asked for: a field that is fixed
and known stays, a computed field changes through what it is computed from, and nothing filed is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import combinations, islice, product
from math import ceil, floor, inf, nextafter
from typing import Literal

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.subject import Band, Scalar, Subject, ends, in_range, interval, truth
from twinwheel.criteria.vocabulary import FieldType, Vocabulary
from twinwheel.matching.ways.demands import Demand, domain

Move = tuple[Demand, ...]
Met = Callable[[Mapping[str, Scalar]], bool]
"""Whether a computed number is as wanted once some fields have other values."""

Side = Literal["", "low", "high"]
"""What a value found for a computed number is: the value itself, or the end of a range that will do."""

MOST_TOGETHER = 3  # fields of one computed term that are changed together
MOST_TRIED = 200  # combinations of their values
FARTHEST = 1e13  # how far a number is looked for


class Moves:
    """The moves of one subject. ``blocked`` collects the fixed fields that stood in the way."""

    def __init__(self, vocabulary: Vocabulary, fixed: frozenset[str], filed: Subject) -> None:
        self.vocabulary = vocabulary
        self.fixed = fixed
        self.filed = filed
        self.blocked: set[str] = set()
        self._known: dict[object, list[Move]] = {}

    def of(self, node: Logic, wanted: bool, subject: Subject) -> list[Move]:
        """Moves towards a condition that does not come to ``wanted`` for ``subject``; empty: nothing can help."""
        match node:
            case logic.Truth():
                return []
            case logic.Negation(operand):
                return self.of(operand, not wanted, subject)
            case logic.Conjunction(items) | logic.Disjunction(items):
                short = [item for item in items if truth(item, subject) is not wanted]
                if isinstance(node, logic.Conjunction) is wanted:  # all of them have to: begin with the first
                    return self.of(short[0], wanted, subject)
                return [move for item in short for move in self.of(item, wanted, subject)]
            case logic.Choice():
                return self._of_choice(node, wanted, subject)
            case logic.IsAbsent(field):
                return [] if wanted or not self.may_change(field) else [((node, False),)]
            case logic.InRange(logic.FieldTerm(field)):
                return [((part, True),) for part in _sides(node, wanted)] if self.may_change(field) else []
            case logic.InRange():
                # Most sets of demands leave what this number is computed from as it was.
                names = sorted(logic.read_fields(node.term))
                key = node, wanted, tuple(subject.get(name) for name in names)
                if key not in self._known:
                    self._known[key] = list(self._computed(node, wanted, subject))
                return self._known[key]
        return [((node, wanted),)] if self.may_change(node.field) else []

    def may_change(self, field: str) -> bool:
        known = self.filed.get(field) is not None
        if field in self.vocabulary.definitions and not known:
            return False
        if field in self.fixed and known and not isinstance(self.filed.get(field), Band):
            self.blocked.add(field)
            return False
        return True

    def _of_choice(self, node: logic.Choice, wanted: bool, subject: Subject) -> list[Move]:
        """Meet the branch that applies, or come to the other one."""
        applies = truth(node.condition, subject)
        found: list[Move] = []
        for here, branch in ((True, node.then), (False, node.otherwise)):
            if applies in (here, None):
                if truth(branch, subject) is not wanted:
                    found += self.of(branch, wanted, subject)
                elif applies is None:
                    found += self.of(node.condition, here, subject)
            if applies is not here and not isinstance(node.condition, logic.IsAbsent):
                found += self.of(node.condition, here, subject)
        return list(dict.fromkeys(found))

    # --- computed terms -------------------------------------------------------------------

    def _computed(self, atom: logic.InRange, wanted: bool, subject: Subject) -> Iterator[Move]:
        """The values of one field that move a computed number far enough; if none does alone, of several."""
        names = sorted(name for name in logic.read_fields(atom.term) if self.may_change(name))

        def met(values: Mapping[str, Scalar]) -> bool:
            return in_range(atom, interval(atom.term, {**subject, **values})) is wanted

        for together in range(1, MOST_TOGETHER + 1):
            found = False
            tries = islice(self._together(atom, names, together, subject), MOST_TRIED)
            for others, values, last in tries:
                base = dict(zip(others, values, strict=True))
                for value, side in self._nearest(atom, last, subject, base, met):
                    found = True
                    changes = [*((name, each, "") for name, each in base.items()), (last, value, side)]
                    yield tuple(self._demand(*each, subject) for each in changes)
            if found:
                return

    def _together(
        self, atom: logic.InRange, names: list[str], count: int, subject: Subject
    ) -> Iterator[tuple[list[str], tuple[Scalar, ...], str]]:
        """Some fields with values for all but the last of them."""
        for chosen in combinations(names, count):
            *others, last = chosen
            for values in product(*(self._steps(atom, name, subject) for name in others)):
                yield others, values, last

    def _demand(self, name: str, value: Scalar, side: Side, subject: Subject) -> Demand:
        field, now = self.vocabulary.fields[name], subject.get(name)
        if field.kind in {"number", "date"}:
            number = (ends(value) or (0.0, 0.0))[0]
            known = ends(now)
            if not side and known is not None:
                side = "low" if number > known[0] else "high"
            term = logic.FieldTerm(name)
            if not side:
                return logic.InRange(term, number, number), True
            return (
                logic.InRange(term, low=number) if side == "low" else logic.InRange(term, high=number)
            ), True
        if isinstance(value, tuple):
            held = now if isinstance(now, tuple) else ()
            added = [each for each in value if each is not None and each not in held]
            return logic.Holds(name, added[0]), True
        if isinstance(value, bool):
            return logic.Flag(name), value
        return logic.IsCode(name, frozenset({str(value)})), True

    def _steps(self, atom: logic.InRange, name: str, subject: Subject) -> list[Scalar]:
        """The values of a field at which a computed number jumps, or one to begin with."""
        field, now = self.vocabulary.fields[name], subject.get(name)
        inner = [each for part in logic.walk(atom.term) for each in _atoms_of(part)]
        if field.kind == "bool":
            return [each for each in (True, False) if each is not now]
        if field.kind == "codes":
            held = tuple(each for each in now if each is not None) if isinstance(now, tuple) else ()
            codes = [each.value for each in inner if isinstance(each, logic.Holds) and each.field == name]
            return [(*held, code) for code in dict.fromkeys(codes) if code not in held]
        if field.kind in {"code", "text"}:
            named = [
                sorted(each.values)[0]
                for each in inner
                if isinstance(each, logic.IsCode) and each.field == name
            ]
            return [each for each in dict.fromkeys(named) if each != now]
        cuts = {
            end
            for each in inner
            if isinstance(each, logic.InRange) and each.term == logic.FieldTerm(name)
            for end in (each.low, each.high)
            if abs(end) != inf
        }
        low, high = domain(field)
        near = sorted({x for cut in cuts for x in (cut, *_beside(field, cut)) if low <= x <= high})
        if not near and now is None:
            near = [min(max(1.0, low), high)]
        return [_as(field, each) for each in near]

    def _nearest(
        self, atom: logic.InRange, name: str, subject: Subject, base: Mapping[str, Scalar], met: Met
    ) -> list[tuple[Scalar, Side]]:
        """Of all values of one field that are enough, the nearest on either side of what there is.

        Of a value that is not known the end beyond which all are enough.
        """
        field = self.vocabulary.fields[name]
        steps = [each for each in self._steps(atom, name, subject) if met({**base, name: each})]
        if field.kind not in {"number", "date"}:
            return [(each, "") for each in steps]

        def enough(number: float) -> bool:
            return met({**base, name: _as(field, number)})

        now = ends(subject.get(name))
        low, high = domain(field)
        if now is None:
            return self._ends(field, enough, max(low, -FARTHEST), min(high, FARTHEST), steps)
        found: list[float] = []
        for direction, bound, start in ((1, high, now[0]), (-1, low, now[1])):
            here = [x for each in steps if ((x := (ends(each) or now)[0]) - start) * direction >= 0]
            begin = min(max(start, low, -FARTHEST), high, FARTHEST)  # a band may be open
            solved = _solve(enough, begin, bound, direction, _whole(field))
            here += [] if solved is None else [solved]
            if here:
                found.append(min(here, key=lambda x, start=start: abs(x - start)))  # type: ignore[misc]
        return [(_as(field, each), "") for each in dict.fromkeys(found)]

    @staticmethod
    def _ends(
        field: FieldType, enough: Callable[[float], bool], low: float, high: float, steps: list[Scalar]
    ) -> list[tuple[Scalar, Side]]:
        at_low, at_high = enough(low), enough(high)
        if at_low is at_high:
            return [(each, "") for each in steps[:1]] or ([(_as(field, low), "low")] if at_low else [])
        start, bound, direction, side = (high, low, -1, "high") if at_low else (low, high, 1, "low")
        solved = _between(enough, start, bound, direction, _whole(field))
        return [(_as(field, solved), side)]  # type: ignore[list-item]


def _solve(
    met: Callable[[float], bool], start: float, bound: float, direction: int, whole: bool
) -> float | None:
    """The first number from ``start`` on in a direction at which a monotone test holds, or a round one close by."""
    if met(start):
        return start
    step, last = max(abs(start) / 64, 1.0 if whole else 1e-3), start
    while True:
        reached = start + direction * step
        reached = min(reached, bound) if direction > 0 else max(reached, bound)
        if met(reached):
            break
        if reached == bound or step > FARTHEST:
            return None
        last, step = reached, step * 2
    return _between(met, last, reached, direction, whole)


def _between(met: Callable[[float], bool], last: float, reached: float, direction: int, whole: bool) -> float:
    """Between a number at which the test fails and one at which it holds, the first at which it does; made round
    where that is no further than one can see."""
    for _ in range(200):
        middle = (last + reached) / 2
        if middle in (last, reached) or abs(reached - last) < 1e-12 * max(1.0, abs(reached)):
            break
        last, reached = (last, middle) if met(middle) else (middle, reached)
    outward = ceil if direction > 0 else floor
    for digits in range(1 if whole else 7):
        scale = 10.0**digits
        rounded = outward(round(reached * scale, 6)) / scale
        if abs(rounded - reached) <= 1e-7 * max(1.0, abs(reached)) and met(rounded):
            return rounded
    return float(outward(reached)) if whole else reached


def _sides(atom: logic.InRange, wanted: bool) -> list[logic.InRange]:
    """A range that a number has to lie in; to lie outside one is to lie below or above it."""
    if wanted:
        return [atom]
    below = logic.InRange(atom.term, high=atom.low, high_open=not atom.low_open)
    above = logic.InRange(atom.term, low=atom.high, low_open=not atom.high_open)
    return [each for each, end in ((below, atom.low), (above, atom.high)) if abs(end) != inf]


def _atoms_of(part: object) -> Iterator[logic.Atom]:
    if isinstance(part, logic.TermChoice):
        yield from logic.atoms(part.condition)


def _beside(field: FieldType, cut: float) -> tuple[float, float]:
    return (cut - 1, cut + 1) if _whole(field) else (nextafter(cut, -inf), nextafter(cut, inf))


def _whole(field: FieldType) -> bool:
    return field.integer or field.kind == "date"


def _as(field: FieldType, number: float) -> Scalar:
    if field.kind == "date":
        return date.fromordinal(int(min(max(number, 1), date.max.toordinal())))
    return number
