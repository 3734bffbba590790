"""What of a measure can be moved: the numbers of its conditions, its amounts, the parameters it reads.

A dial is named as ``twinwheel try --set`` names it, without the measure in front: ``rd-ratio.threshold[2]``, ``amount.cap``,
``:PARAMETER``. Its range comes from the bounds of the field and from what the register files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from twinwheel.criteria import edit, tree, wording
from twinwheel.criteria.check import type_of
from twinwheel.criteria.parse import parse
from twinwheel.criteria.sentence import sentence
from twinwheel.criteria.vocabulary import SHARE, FieldType
from twinwheel.errors import ExpressionError
from twinwheel.packs.model import Amount, MeasureSpec, Text
from twinwheel_web.sandbox.ranges import POINTS, TAIL, range_of, short, step_of

if TYPE_CHECKING:
    from twinwheel.matching.sandbox.sandbox import Sandbox

_SPANS = {"YEAR": "年", "MONTH": "月", "DAY": "日"}
_AMOUNTS = ("rate", "floor", "cap", "base")


@dataclass(frozen=True)
class Dial:
    """One number or day. ``low``, ``high`` and ``step`` are those of its slider; None for a day, which has none."""

    key: str
    about: Text
    value: Decimal | date
    unit: str | None
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None

    @property
    def typed(self) -> str:
        """The value as it stands in the input; ``constant`` of the library reads it back."""
        return self.typing(self.value)

    def typing(self, value: Decimal | date) -> str:
        if isinstance(value, date):
            return value.isoformat()
        return f"{short(value * 100)}%" if self.unit == SHARE else short(value)

    @property
    def said(self) -> Text:
        return self.saying(self.value)

    def saying(self, value: Decimal | date) -> Text:
        """A value with its unit."""
        if isinstance(value, date):
            return Text(zh=wording.day(value, "zh"), en=wording.day(value, "en"))
        return Text(zh=wording.quantity(value, self.unit, "zh"), en=wording.quantity(value, self.unit, "en"))

    @property
    def unit_said(self) -> Text:
        """The unit alone, as the axis of a chart names it."""
        if self.unit is None or self.unit == SHARE:
            sign = "%" if self.unit else " "
            return Text(zh=sign, en=sign)
        english = wording.quantity(Decimal(2), self.unit, "en").replace("2", "").strip()
        money = wording.quantity(Decimal(1), self.unit, "en")
        return Text(zh=self.unit, en=f"× {money}" if "0" in money else english or " ")

    @property
    def swept(self) -> bool:
        """Whether a whole curve can be drawn over it: amounts are tried one at a time."""
        return self.low is not None and not self.key.startswith("amount")

    @property
    def stride(self) -> Decimal:
        """From one point of its curve to the next."""
        assert self.low is not None and self.high is not None and self.step is not None
        whole = self.step == self.step.to_integral_value()
        return max(step_of(self.high - self.low, POINTS, whole=whole), self.step)

    @property
    def factor(self) -> int:
        """What the slider counts in: hundredths of a share."""
        return 100 if self.unit == SHARE else 1

    @property
    def slider(self) -> dict[str, str] | None:
        """The numbers of the slider, in the unit of the input."""
        if self.low is None or self.high is None or self.step is None or not isinstance(self.value, Decimal):
            return None
        ends = {"low": self.low, "high": self.high, "step": self.step, "now": self.value}
        return {name: short(each * self.factor) for name, each in ends.items()}


@dataclass(frozen=True)
class Group:
    """A condition, an amount or the parameters, with its dials. ``off``: the key that leaves a condition out."""

    title: Text
    sentence: Text | None
    cite: str
    note: Text | None
    human: bool
    dials: tuple[Dial, ...]
    off: str | None = None


@dataclass(frozen=True)
class Dials:
    """All of one measure, condition by condition."""

    measure: str
    groups: tuple[Group, ...]

    @cached_property
    def by_key(self) -> dict[str, Dial]:
        return {dial.key: dial for group in self.groups for dial in group.dials}

    @cached_property
    def offs(self) -> frozenset[str]:
        return frozenset(group.off for group in self.groups if group.off)

    @property
    def keys(self) -> frozenset[str]:
        return self.offs.union(self.by_key)

    def target(self, key: str) -> str:
        """A dial as the command line names it."""
        return key if key.startswith(":") else f"{self.measure}/{key}"


def dials_of(sandbox: Sandbox, measure: str) -> Dials:
    """What can be moved of a measure of the sandbox's pack."""
    spec = sandbox.plan.pack.measures[measure]
    groups = [_criterion(sandbox, spec, place) for place in range(len(spec.criteria))]
    groups += _amounts(sandbox, spec)
    parameters = _parameters(sandbox, spec)
    return Dials(measure, tuple(groups) + ((parameters,) if parameters else ()))


# --- conditions -----------------------------------------------------------------------------


def _criterion(sandbox: Sandbox, spec: MeasureSpec, place: int) -> Group:
    pack, criterion = sandbox.plan.pack, spec.criteria[place]
    cite = criterion.cite or spec.source.document
    off = criterion.id if len(spec.criteria) > 1 else None
    if criterion.when is None:
        return Group(criterion.label, None, cite, criterion.note, True, (), off)
    node = parse(criterion.when)
    zh, en = (sentence(node, pack.vocabulary, lang, sandbox.plan.as_of) for lang in ("zh", "en"))
    dials = tuple(
        _number(sandbox, node, number, f"{criterion.id}.threshold[{nth}]", criterion.label)
        for nth, number in enumerate(edit.numbers(node), 1)
    )
    return Group(criterion.label, Text(zh=zh, en=en), cite, criterion.note, False, dials, off)


def _number(sandbox: Sandbox, node: tree.Node, number: edit.Number, key: str, label: Text) -> Dial:
    if isinstance(number, tree.Interval):
        value = Decimal(number.count)
        return Dial(
            key, label, value, _SPANS[number.unit], Decimal(0), max(value * 2, Decimal(2)), Decimal(1)
        )
    assert not isinstance(number.value, str | bool) and number.value is not None
    vocabulary = sandbox.plan.pack.vocabulary
    other = edit.held_against(node, number)
    if other is None:  # it stands for a result, or in a list
        return _ranged(key, label, number.value, None, None, ())
    kind = vocabulary.fields.get(other.name) if isinstance(other, tree.Name) else None
    about = (
        Text(zh=wording.label(kind.name, vocabulary, "zh"), en=wording.label(kind.name, vocabulary, "en"))
        if kind
        else label
    )
    unit = type_of(other, vocabulary)[0].unit
    return _ranged(key, about, number.value, unit, kind, _filed(sandbox, other))


def _filed(sandbox: Sandbox, node: tree.Node) -> tuple[float, ...]:
    """What the register files of a value, without its tails: two ends, or none where nothing is known."""
    import numpy as np

    try:
        found = sandbox.whole.interval(sandbox.plan.pack.lowering(sandbox.plan.as_of).term(node))
    except ExpressionError:  # no number: a day
        return ()
    known = found.known & np.isfinite(found.low) & np.isfinite(found.high)
    if not known.any():
        return ()
    return float(np.quantile(found.low[known], TAIL)), float(np.quantile(found.high[known], 1 - TAIL))


def _ranged(
    key: str,
    about: Text,
    value: Decimal | date,
    unit: str | None,
    kind: FieldType | None,
    filed: tuple[float, ...],
) -> Dial:
    if isinstance(value, date):
        return Dial(key, about, value, unit)
    return Dial(key, about, value, unit, *range_of(value, unit, kind, filed))


# --- amounts and parameters -----------------------------------------------------------------


def _amounts(sandbox: Sandbox, spec: MeasureSpec) -> Iterator[Group]:
    """Amounts that are numbers. What an expression gives is moved by the parameters it reads."""
    if any(each.id == "amount" for each in spec.criteria):
        return
    benefits = [each for each in spec.benefit if each.amount is not None]
    for nth, benefit in enumerate(benefits, 1):
        name = "amount" if len(benefits) == 1 else f"amount[{nth}]"
        amount = benefit.amount
        assert amount is not None
        dials = tuple(_amount(f"{name}.{key}", key, amount) for key in _AMOUNTS if _is_number(amount, key))
        if dials:
            yield Group(benefit.title, None, spec.source.document, benefit.note, False, dials)


def _is_number(amount: Amount, key: str) -> bool:
    """Written as a number. A floor of nothing only keeps an amount from falling below it."""
    value = getattr(amount, key)
    return key in amount.model_fields_set and isinstance(value, Decimal) and (key != "floor" or value != 0)


def _amount(key: str, part: str, amount: Amount) -> Dial:
    """From nothing to twice as much."""
    from twinwheel.matching.sandbox.tried import PARTS

    value: Decimal = getattr(amount, part)
    unit = SHARE if part == "rate" else amount.unit
    return _ranged(key, PARTS[part], value, unit, None, (0.0, float(2 * value)))


def _parameters(sandbox: Sandbox, spec: MeasureSpec) -> Group | None:
    pack, day = sandbox.plan.pack, sandbox.plan.as_of
    dials = []
    for name in _read(sandbox, spec):
        parameter = pack.parameters[name]
        standing = max(
            (each for each in parameter.values if each.since <= day),
            key=lambda each: each.since,
            default=None,
        )
        if standing is not None:
            dials.append(_ranged(f":{name}", parameter.label, standing.value, parameter.unit, None, ()))
    if not dials:
        return None
    source = "; ".join(
        dict.fromkeys(each.source for name in _read(sandbox, spec) for each in pack.parameters[name].values)
    )
    return Group(Text(zh="参数", en="Parameters"), None, source, None, False, tuple(dials))


def _read(sandbox: Sandbox, spec: MeasureSpec) -> list[str]:
    """The parameters a measure reads, through the definitions it uses too."""
    pack = sandbox.plan.pack
    texts = [each.when for each in spec.criteria if each.when is not None]
    for benefit in spec.benefit:
        values = [getattr(benefit.amount, key) for key in _AMOUNTS] if benefit.amount else []
        texts += [each for each in values if isinstance(each, str)]
    seen: set[str] = set()
    names: dict[str, None] = {}
    waiting = [parse(text) for text in texts]
    while waiting:
        node = waiting.pop()
        names |= dict.fromkeys(each.name for each in tree.walk(node) if isinstance(each, tree.Given))
        for name in tree.names(node) - seen:
            seen.add(name)
            if name in pack.vocabulary.definitions:
                waiting.append(pack.vocabulary.definitions[name])
    return [name for name in names if name in pack.parameters]
