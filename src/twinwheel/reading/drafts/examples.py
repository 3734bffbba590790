"""A subject that meets every rule of a draft, and tests at its thresholds: so that a draft can be checked as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import inf

from twinwheel.criteria import logic, tree
from twinwheel.criteria.domain import constant_value
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.subject import Scalar, truth
from twinwheel.criteria.vocabulary import SHARE, FieldType

MAX_STEPS = 30_000
"""Assignments tried before a measure counts as one without an example."""

MAX_TESTS = 80

Value = Decimal | bool | str | list[str]
"""As YAML writes it; a day is its ISO text."""


@dataclass(frozen=True)
class Rule:
    id: str
    node: tree.Node


@dataclass(frozen=True)
class Example:
    """``values`` meets every rule; ``tests`` are what follows when one of them changes."""

    values: dict[str, Value]
    tests: list[dict[str, object]]


def constant(lowering: Lowering, node: tree.Node) -> bool:
    """Whether a condition says the same of every subject, or nothing of any."""
    condition = lowering.condition(node)
    return condition == logic.UNKNOWN or constant_value(condition, lowering.vocabulary) is not None


def together(lowering: Lowering, rules: Sequence[Rule]) -> list[Rule]:
    """The rules that one subject can meet together, as far as that is found: each that keeps it possible."""
    if _solved(lowering, rules) is not None:
        return list(rules)
    kept: list[Rule] = []
    for rule in rules:
        if _solved(lowering, [*kept, rule]) is not None:
            kept.append(rule)
    return kept


def example(lowering: Lowering, rules: Sequence[Rule], human: bool) -> Example | None:
    """An example with its tests; None where no subject is found that meets all rules."""
    values = _solved(lowering, rules)
    if values is None:
        return None
    best = "needs_review" if human else "eligible"
    tests: list[dict[str, object]] = [{"name": "示例满足全部可判定的条件", "expect": {"outcome": best}}]
    if rules:
        tests += [*_turned(lowering, rules, values, best), *_tests(lowering, rules, values, best)]
    return Example({name: _written(value) for name, value in sorted(values.items())}, tests[:MAX_TESTS])


def _tests(
    lowering: Lowering, rules: Sequence[Rule], values: Mapping[str, Scalar], best: str
) -> Iterator[dict[str, object]]:
    conditions = [(rule, lowering.condition(rule.node)) for rule in rules]
    candidates = _candidates(lowering, rules)
    seen: set[tuple[str, object]] = set()
    unknown = False
    for rule, _ in conditions:
        for name in sorted(tree.names(rule.node)):
            for value in candidates.get(name, ()):
                if (name, value) in seen or values.get(name) == value:
                    continue
                seen.add((name, value))
                changed = {**values, name: value}
                verdicts = {each.id: truth(made, changed) for each, made in conditions}
                expect: dict[str, object] = {"outcome": _outcome(verdicts.values(), best)}
                if verdicts[rule.id] is not None:
                    expect[rule.id] = "met" if verdicts[rule.id] else "not_met"
                yield {
                    "name": f"{name}为{_shown(value)}"[:78],
                    "given": {name: _written(value)},
                    "expect": expect,
                }
            silent = {key: value for key, value in values.items() if key != name}
            if name not in values or unknown:
                continue
            if _outcome([truth(made, silent) for _, made in conditions], best) == "unknown":
                unknown = True
                yield {
                    "name": f"没有填报{name}"[:78],
                    "given": {name: None},
                    "expect": {"outcome": "unknown"},
                }


def _turned(
    lowering: Lowering, rules: Sequence[Rule], values: Mapping[str, Scalar], best: str
) -> Iterator[dict[str, object]]:
    """A subject that fails, and one of whom nothing is known, where changing one value does neither."""
    conditions = [lowering.condition(rule.node) for rule in rules]
    for rule in rules:
        against = _solved(lowering, [Rule(rule.id, tree.Not(rule.node))])
        if (
            against is not None
            and _outcome([truth(each, {**values, **against}) for each in conditions], best) == "ineligible"
        ):
            given = {name: _written(value) for name, value in sorted(against.items())}
            yield {
                "name": f"不满足{rule.id}",
                "given": given,
                "expect": {"outcome": "ineligible", rule.id: "not_met"},
            }
            break
    for rule in rules:
        names = tree.names(rule.node)
        silent = {key: value for key, value in values.items() if key not in names}
        if _outcome([truth(each, silent) for each in conditions], best) == "unknown":
            yield {
                "name": f"没有填报{rule.id}所需的资料",
                "given": dict.fromkeys(sorted(names)),
                "expect": {"outcome": "unknown"},
            }
            break


def _outcome(verdicts: Iterable[object], best: str) -> str:
    said = list(verdicts)
    return "ineligible" if False in said else "unknown" if None in said else best


# --- finding a subject ----------------------------------------------------------------------


def _solved(lowering: Lowering, rules: Sequence[Rule]) -> dict[str, Scalar] | None:
    conditions = [lowering.condition(rule.node) for rule in rules]
    candidates = _candidates(lowering, rules)
    names = sorted(candidates, key=lambda name: len(candidates[name]))
    reading = {name: [each for each in conditions if name in logic.read_fields(each)] for name in names}
    steps = [0]

    def place(depth: int, values: dict[str, Scalar]) -> dict[str, Scalar] | None:
        if depth == len(names):
            return values if all(truth(each, values) for each in conditions) else None
        name = names[depth]
        for value in candidates[name]:
            steps[0] += 1
            if steps[0] > MAX_STEPS:
                return None
            tried = {**values, name: value}
            if all(truth(each, tried) is not False for each in reading[name]):
                found = place(depth + 1, tried)
                if found is not None:
                    return found
        return None

    return place(0, {}) if len(names) <= MAX_FIELDS else None


MAX_FIELDS = 300  # one level of recursion each


def _candidates(lowering: Lowering, rules: Sequence[Rule]) -> dict[str, list[Scalar]]:
    """The values of each field between which a verdict can change. What a definition is made of is left out."""
    found: dict[str, list[Scalar]] = {}
    for rule in rules:
        named = tree.names(rule.node)
        for atom in logic.atoms(lowering.condition(rule.node)):
            for name in sorted(logic.read_fields(atom) & named):
                values = found.setdefault(name, [])
                fitting = _of_atom(lowering.vocabulary.fields[name], atom)
                values += [each for each in fitting if each not in values]
    for values in found.values():
        listed = sorted({member for each in values if isinstance(each, tuple) for member in each if member})
        if len(listed) > 1:
            values.append(tuple(listed))
    return found


def _of_atom(field: FieldType, atom: Logic) -> list[Scalar]:
    match atom:
        case logic.InRange(logic.FieldTerm()):
            return list(_around(field, [end for end in (atom.low, atom.high) if abs(end) != inf]))
        case logic.InRange() if field.kind == "number":
            return list(_around(field, [1.0, 100.0, 10_000.0]))
        case logic.Holds():
            return [(atom.value,), ()]
        case logic.IsCode():
            others = [each for each in (field.labels or ("其他",)) if each not in atom.values][:1]
            named: list[Scalar] = [*sorted(atom.values)[:40], *others]
            return named
        case logic.Flag():
            return [True, False]
    otherwise: list[Scalar] = [True, False] if field.kind == "bool" else [*list(field.labels)[:2]]
    return otherwise


def _around(field: FieldType, ends: Sequence[float]) -> Iterator[Scalar]:
    low = float(field.low) if isinstance(field.low, Decimal) else -inf
    high = float(field.high) if isinstance(field.high, Decimal) else inf
    for end in ends or [0.0]:
        if field.kind == "date":
            day = date.fromordinal(int(end))
            yield from (day, day + timedelta(days=1), day - timedelta(days=1))
            continue
        step = 1.0 if field.integer else 0.01 if field.unit == SHARE else max(1.0, abs(end) // 100)
        for value in (end, end + step, end - step, end * 2):
            value = float(f"{value:.12g}")
            if low <= value <= high and not (field.integer and value != int(value)):
                yield value


def _written(value: Scalar) -> Value:
    match value:
        case bool() | str():
            return value
        case float() | int():
            return Decimal(f"{value:.12g}")
        case date():
            return value.isoformat()
        case tuple():
            return [str(each) for each in value]
    raise AssertionError(f"never a candidate: {value!r}")


def _shown(value: Scalar) -> str:
    written = _written(value)
    if isinstance(written, bool):
        return "是" if written else "否"
    if isinstance(written, list):
        return "、".join(written) or "空"
    return f"{written:f}" if isinstance(written, Decimal) else str(written)
