"""The variables that stand for a subject in the formulas of a solver (z3), and what holds of every subject.

A field is a Boolean for "not filed" beside a value: a number, a yes, one Boolean for each code or text that a question
names and one for all others, one for each looked-for value of a list. Values are exact: a band is knowledge about a
subject, not another subject, and what holds for every number in it holds for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import inf

import z3

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.vocabulary import FieldType, Vocabulary

LARGEST = 1e18  # of a number without bounds: what an expression may write, and more than a register may
MARK = "\x1f"  # between the parts of a variable's name; no field has it in its own


@dataclass
class Named:
    """What a question says about one field."""

    values: set[str] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)
    cuts: set[float] = field(default_factory=set)
    exact: set[float] = field(default_factory=set)  # of the cuts, those it asks for by name
    near: set[float] = field(default_factory=set)  # ends that something computed from it is compared with


def named(nodes: Iterable[Logic]) -> dict[str, Named]:
    """The fields that conditions read, in order of name, with the values and cut points they name."""
    found: dict[str, Named] = {}
    for part in (part for node in nodes for part in logic.walk(node)):
        match part:
            case logic.IsCode(name, values):
                found.setdefault(name, Named()).values.update(values)
            case logic.Holds(name, value):
                found.setdefault(name, Named()).values.add(value)
            case logic.HasPrefix(name, prefix):
                found.setdefault(name, Named()).prefixes.add(prefix)
            case logic.InRange(logic.FieldTerm(name), low, high):
                into = found.setdefault(name, Named())
                into.cuts.update(end for end in (low, high) if abs(end) != inf)
                into.exact.update({low} & {high})
            case logic.InRange(term, low, high):
                for name in logic.read_fields(term):
                    found.setdefault(name, Named()).near.update(end for end in (low, high) if abs(end) != inf)
            case logic.FieldTerm(name) | logic.Flag(name) | logic.IsAbsent(name):
                found.setdefault(name, Named())
    return dict(sorted(found.items()))


class Variables:
    """The variables of a subject, and what holds of every subject."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.context = z3.Context()

    def boolean(self, *name: str) -> z3.BoolRef:
        return z3.Bool(MARK.join(name), self.context)

    def absent(self, name: str) -> z3.BoolRef:
        return self.boolean("absent", name)

    def value(self, name: str) -> z3.ArithRef:
        """A number or a day; whole numbers are integers, so that no two of them have one between."""
        if is_whole(self.vocabulary.fields[name]):
            return z3.Int(name, self.context)
        return z3.Real(name, self.context)

    def number(self, value: float | Fraction) -> z3.ArithRef:
        return z3.RealVal(str(Fraction(value)), self.context)

    def domain(self, name: str, says: Named) -> Iterator[z3.BoolRef]:
        """What any value of a field is like, as far as a question can tell values apart."""
        kind = self.vocabulary.fields[name]
        match kind.kind:
            case "number" | "date":
                low, high = bounds(kind)
                yield self.value(name) >= self.number(low)
                yield self.value(name) <= self.number(high)
            case "code" | "text":
                yield from self._text_domain(kind, says)

    def _text_domain(self, kind: FieldType, says: Named) -> Iterator[z3.BoolRef]:
        named = named_values(kind, says)
        other = self.boolean("other", kind.name)
        ways = [self.absent(kind.name), other, *(self.boolean("is", kind.name, each) for each in named)]
        yield z3.PbEq([(each, 1) for each in ways], 1)
        if is_closed(kind) and set(named) >= kind.labels.keys():
            yield z3.Not(other)
        prefixes = sorted(says.prefixes)
        for prefix in prefixes:
            begins = self.boolean("begins", kind.name, prefix)
            for each in named:
                yield z3.Implies(self.boolean("is", kind.name, each), begins == each.startswith(prefix))
            for longer in prefixes:
                both = z3.And(other, self.boolean("begins", kind.name, longer))
                if longer != prefix and longer.startswith(prefix):
                    yield z3.Implies(both, begins)
                elif prefix < longer and not prefix.startswith(longer):
                    yield z3.Not(z3.And(both, begins))
            if not prefix:
                yield begins


def named_values(kind: FieldType, says: Named) -> list[str]:
    """The values that stand for themselves; of a closed list all, if its beginnings are asked for."""
    return sorted(says.values | (kind.labels.keys() if is_closed(kind) and says.prefixes else set()))


def is_closed(kind: FieldType) -> bool:
    return bool(kind.labels) and not kind.open


def bounds(kind: FieldType) -> tuple[float, float]:
    """The ends of a number's or a date's domain, dates as ordinals."""
    if kind.kind == "date":
        days = (kind.low or date.min, kind.high or date.max)
        return tuple(float(day.toordinal()) for day in days if isinstance(day, date))  # type: ignore[return-value]
    return (
        -LARGEST if kind.low is None else float(kind.low),  # type: ignore[arg-type]
        LARGEST if kind.high is None else float(kind.high),  # type: ignore[arg-type]
    )


def is_whole(kind: FieldType) -> bool:
    return kind.integer or kind.kind == "date"
