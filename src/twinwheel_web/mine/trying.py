"""What if: some values are others, and nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from twinwheel_web import pack
from twinwheel_web.mine.results import Item, Results, results_of
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import standing

if TYPE_CHECKING:
    from twinwheel.packs.model import FieldSpec

OFFERED = 6  # fields offered before anybody chose one
NEAREST = 4  # of them, those that are one step away
SLIDING = frozenset({"number", "ratio"})
TYPES = SLIDING | {"bool", "code"}
STEPS = 100


@dataclass(frozen=True)
class Change:
    """A measure that would be another outcome, or worth another amount."""

    now: Item
    then: Item


@dataclass(frozen=True)
class Trial:
    """Now beside then."""

    now: Results
    then: Results

    @property
    def changes(self) -> list[Change]:
        """What differs, what is gained first."""
        after = {each.id: each for each in self.then.items}
        pairs = [Change(each, after[each.id]) for each in self.now.items]
        differ = [
            each
            for each in pairs
            if (each.now.outcome, each.now.amount, each.now.missing)
            != (each.then.outcome, each.then.amount, each.then.missing)
        ]
        return sorted(differ, key=lambda each: (each.then.outcome != "eligible", each.now.id))

    @property
    def more(self) -> Decimal:
        """How much more the best lawful combination brings."""
        return Decimal(self.then.best.amount - self.now.best.amount)


def try_values(subject: Subject, others: Mapping[str, Any], day: date) -> Trial:
    """Decide with some values replaced; None takes one away.

    Raises:
        ExpressionError: a value does not fit its field.
    """
    from twinwheel.criteria.values import canonical_subject

    vocabulary = pack.current().vocabulary
    now = {name: value for name, value in standing(subject, day).items() if name in vocabulary.fields}
    then = {name: value for name, value in (now | dict(others)).items() if value is not None}
    return Trial(
        *(results_of(subject.type, canonical_subject(vocabulary, each), day) for each in (now, then))
    )


def offered(found: Results) -> list[str]:
    """The fields that measures one step away turn on, those of most measures first; then numbers others fail by."""
    usable = choosable(found.plan.subject)
    near = [name for name in _turning(found, near=True) if name in usable][:NEAREST]
    rest = [name for name in _turning(found, near=False) if name in usable and usable[name].type in SLIDING]
    return list(dict.fromkeys([*near, *rest]))[:OFFERED] or sorted(usable)[:OFFERED]


def _turning(found: Results, *, near: bool) -> list[str]:
    """The fields read by what is missing or not met, the most frequent first."""
    counts = Counter[str]()
    for each in found.items:
        if each.near is near:
            names = set(each.missing) | {name for reason in each.lacking for name in reason.observed}
            counts.update(found.plan.pack.vocabulary.inputs(frozenset(names)))
    return sorted(counts, key=lambda name: (-counts[name], name))


def choosable(type: str) -> dict[str, FieldSpec]:
    """The fields one may move: what people can change and what they say themselves, numbers, yes/no and codes."""
    found = pack.current()
    return {
        name: spec
        for name, spec in found.fields_of(type).items()
        if spec.type in TYPES and not spec.fixed and name not in found.definitions
    }


def slider(type: str, name: str, spec: FieldSpec, value: Any, day: date) -> dict[str, str]:
    """Ends and step of a slider, as typed: up to twice the value or the thresholds around it, within what is possible."""
    factor = 100 if spec.type == "ratio" else 1
    numbers = [abs(float(value))] if isinstance(value, int | float) and not isinstance(value, bool) else []
    tops = [2 * each for each in (*numbers, *_thresholds(type, name, day))] or [
        1.0 if factor == 100 else 100.0
    ]
    top = max(tops) or 100.0
    low = float(spec.min) if isinstance(spec.min, Decimal) else 0.0
    top = max(top, low + 1)
    if isinstance(spec.max, Decimal):
        top = min(top, float(spec.max))
    step = _round((top - low) * factor / STEPS)
    if spec.integer:
        step = max(1.0, step)
    high = low * factor + step * round((top - low) * factor / step)
    return {"low": f"{low * factor:g}", "high": f"{high:.10g}", "step": f"{step:g}"}


def _round(step: float) -> float:
    """The next of 1, 2, 5 × 10ⁿ below."""
    from math import floor, log10

    size = 10.0 ** floor(log10(step)) if step > 0 else 1.0
    return max(each * size for each in (1.0, 2.0, 5.0) if each * size <= step or each == 1.0)


def _thresholds(type: str, name: str, day: date) -> Iterable[float]:
    """What the rules compare a field with."""
    from twinwheel.criteria import logic

    for each in pack.plan(type, day).candidates:
        for atom in logic.atoms(each.condition):
            if isinstance(atom, logic.InRange) and atom.term == logic.FieldTerm(name):
                yield from (abs(end) for end in (atom.low, atom.high) if abs(end) < 1e300)
