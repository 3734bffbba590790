"""What made the logic of one measure another one: the text of a rule, a parameter, a definition, or only the day.

A *cause* can be taken back by itself: :class:`Versions` lowers the measure as it is now, but with some causes as
they were. That is how a change is traced to the causes it needs, and to no others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from twinwheel.criteria import tree
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.vocabulary import FieldType, Parameter, Vocabulary
from twinwheel.errors import ExpressionError
from twinwheel.matching.plan import AmountTerms, Candidate, Plan, candidate
from twinwheel.packs.model import Amount, CriterionSpec, MeasureSpec
from twinwheel.packs.pack import definition_order


@dataclass(frozen=True)
class Cause:
    """One thing that is not as it was. ``criterion`` and ``field`` name it, ``before`` and ``after`` show it as text.

    ========== ============================================================================================
    day        the day of the decisions; ``before`` and ``after`` are the days
    rule       the text of ``criterion``; null where it was not there, or is no more
    amount     the amounts the measure states, as JSON
    parameter  ``field``, a dated parameter; its values in force
    definition ``field``, which follows from others; its text
    codes      ``field``: its code list, type or unit
    field      ``field``, a value of the subject
    ========== ============================================================================================
    """

    kind: str
    criterion: str | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None


def same(one: Candidate, other: Candidate) -> bool:
    """Do two versions of a measure decide every subject alike, amounts included?"""
    return (
        one.condition == other.condition
        and bool(one.humans) == bool(other.humans)
        and list(map(_worth, one.amounts)) == list(map(_worth, other.amounts))
    )


def _worth(terms: AmountTerms) -> tuple[object, ...]:
    return terms.base, terms.rate, terms.floor, terms.cap, terms.spec.unit


@dataclass(frozen=True)
class Versions:
    """One measure before and after, and everything in between."""

    id: str
    before: Plan
    after: Plan
    causes: tuple[Cause, ...]
    _made: dict[frozenset[Cause], Candidate | None] = field(default_factory=dict)

    @classmethod
    def of(cls, id: str, before: Plan, after: Plan) -> Versions:
        """The causes are in the order in which one would rather do without them."""
        return cls(id, before, after, tuple(_causes(id, before, after)))

    def with_(self, back: frozenset[Cause]) -> Candidate | None:
        """The measure as it is now, with some causes taken back; None where such a mixture means nothing."""
        if back not in self._made:
            self._made[back] = self._mixed(back)
        return self._made[back]

    def _mixed(self, back: frozenset[Cause]) -> Candidate | None:
        old, new = (plan.pack.vocabulary for plan in (self.before, self.after))
        kinds = {(each.kind, each.field) for each in back}

        def chosen(kind: str, one: Any, other: Any) -> dict[str, Any]:
            """Each entry as it is now, or as it was; one that only the other side has counts only if taken back."""
            return {
                name: one[name] if was else other[name]
                for name in {**other, **one}
                if ((was := (kind, name) in kinds) and name in one) or (not was and name in other)
            }

        definitions = chosen("definition", old.definitions, new.definitions)
        if definition_order(definitions)[1]:
            return None
        vocabulary = Vocabulary(
            {**old.fields, **new.fields, **chosen("codes", old.fields, {**old.fields, **new.fields})},
            definitions,
            {**old.parameters, **new.parameters, **chosen("parameter", old.parameters, new.parameters)},
        )
        day = self.before.as_of if ("day", None) in kinds else self.after.as_of
        try:
            return candidate(self.id, self._spec(back), Lowering(vocabulary, day))
        except (ExpressionError, RecursionError, KeyError):
            return None

    def _spec(self, back: frozenset[Cause]) -> MeasureSpec:
        old, new = _specs(self.id, self.before, self.after)
        rules = {str(each.criterion) for each in back if each.kind == "rule"}
        were = {each.id: each for each in old.criteria}
        criteria = [were.pop(each.id, None) if each.id in rules else each for each in new.criteria]
        criteria += [were[id] for id in sorted(rules & were.keys()) if id not in {c.id for c in new.criteria}]
        benefit = old.benefit if any(each.kind == "amount" for each in back) else new.benefit
        return new.model_copy(update={"criteria": [each for each in criteria if each], "benefit": benefit})


def _specs(id: str, before: Plan, after: Plan) -> tuple[MeasureSpec, MeasureSpec]:
    return before.pack.measures[id], after.pack.measures[id]


def _causes(id: str, before: Plan, after: Plan) -> Iterator[Cause]:
    old, new = (plan.pack.vocabulary for plan in (before, after))
    specs = _specs(id, before, after)
    nodes = [node for spec, words in zip(specs, (old, new), strict=True) for node in _reached(spec, words)]
    if before.as_of != after.as_of:
        yield Cause("day", None, None, before.as_of.isoformat(), after.as_of.isoformat())
    fields = {each.name for each in nodes if isinstance(each, tree.Name | tree.Filed)}
    for name in sorted(fields & old.fields.keys() & new.fields.keys()):
        if _meaning(old.fields[name]) != _meaning(new.fields[name]):
            yield Cause("codes", None, name)
    for name in sorted(fields & (old.definitions.keys() | new.definitions.keys())):
        if old.definitions.get(name) != new.definitions.get(name):
            texts = (plan.pack.definitions.get(name) for plan in (before, after))
            yield Cause("definition", None, name, *(spec.value if spec else None for spec in texts))
    for name in sorted({each.name for each in nodes if isinstance(each, tree.Given)} - {"as_of"}):
        values = [words.parameters.get(name) for words in (old, new)]
        if _dated(values[0]) != _dated(values[1]):
            days = (before.as_of, after.as_of)
            yield Cause("parameter", None, name, *map(_in_force, values, days))
    worth = [_amounts(spec) for spec in specs]
    if worth[0] != worth[1]:
        yield Cause("amount", None, None, *(json.dumps(each, ensure_ascii=False) for each in worth))
    yield from _rules(*specs)


def _rules(old: MeasureSpec, new: MeasureSpec) -> Iterator[Cause]:
    were, are = ({each.id: each for each in spec.criteria} for spec in (old, new))
    for id in dict.fromkeys([*are, *were]):
        one, other = were.get(id), are.get(id)
        if one is None or other is None or (one.kind, _tree(one)) != (other.kind, _tree(other)):
            yield Cause("rule", id, None, *(_text(each) for each in (one, other)))


def _text(criterion: CriterionSpec | None) -> str | None:
    """The expression; of a human criterion its label."""
    if criterion is None:
        return None
    return criterion.when.strip() if criterion.when is not None else criterion.label.zh


def _tree(criterion: CriterionSpec) -> tree.Node | None:
    return None if criterion.when is None else parse(criterion.when)


def _reached(spec: MeasureSpec, vocabulary: Vocabulary) -> Iterator[tree.Node]:
    """Every node of a measure's expressions, definitions followed."""
    texts = [each.when for each in spec.criteria]
    for amount in _stated(spec):
        texts += [
            each for each in (amount.base, amount.rate, amount.floor, amount.cap) if isinstance(each, str)
        ]
    yield from followed([parse(text) for text in texts if text is not None], vocabulary)


def followed(nodes: Sequence[tree.Node], vocabulary: Vocabulary) -> Iterator[tree.Node]:
    """Every node of some expressions and of the definitions they come down to."""
    names = frozenset(name for node in nodes for name in tree.names(node))
    defined = vocabulary.definitions
    for node in (*nodes, *(defined[name] for name in vocabulary.inputs(names) if name in defined)):
        yield from tree.walk(node)


def named_by(plan: Plan, spec: MeasureSpec) -> frozenset[str]:
    """Every field a measure's text can come to read, on whatever day."""
    nodes = _reached(spec, plan.pack.vocabulary)
    return frozenset(each.name for each in nodes if isinstance(each, tree.Name | tree.Filed))


def _stated(spec: MeasureSpec) -> list[Amount]:
    return [each.amount for each in spec.benefit if each.amount is not None]


def _amounts(spec: MeasureSpec) -> list[dict[str, str]]:
    keys = ("base", "rate", "floor", "cap", "unit")
    return [
        {key: str(getattr(each, key)) for key in keys if getattr(each, key) is not None}
        for each in _stated(spec)
    ]


def _meaning(field: FieldType) -> tuple[object, ...]:
    return field.kind, field.unit, dict(field.values)


def _dated(parameter: Parameter | None) -> object:
    return None if parameter is None else (parameter.since, parameter.values)


def _in_force(parameter: Parameter | None, day: date) -> str | None:
    value = None if parameter is None else parameter.on(day)
    return None if value is None else f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def moved_parameters(versions: Versions) -> tuple[Cause, ...]:
    """What the moved day means for the dated parameters a measure reads: those with another value in force."""
    found = []
    vocabulary = versions.after.pack.vocabulary
    spec = versions.after.pack.measures[versions.id]
    for name in sorted(
        {each.name for each in _reached(spec, vocabulary) if isinstance(each, tree.Given)} - {"as_of"}
    ):
        parameter = vocabulary.parameters[name]
        values = [_in_force(parameter, plan.as_of) for plan in (versions.before, versions.after)]
        if values[0] != values[1]:
            found.append(Cause("parameter", None, name, *values))
    return tuple(found)
