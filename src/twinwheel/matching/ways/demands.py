"""The value nearest to what a subject has that meets everything asked of one field.

A demand is an atom on a field itself, and whether it has to hold. All demands on a field are met by one value,
so a field that several criteria read is changed once, and the same for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import ceil, floor, inf, nextafter

from twinwheel.criteria import logic
from twinwheel.criteria.subject import Band, Scalar, Subject, ends, truth
from twinwheel.criteria.vocabulary import FieldType

Demand = tuple[logic.Atom, bool]


def field_of(atom: logic.Atom) -> str:
    """The field that a demand is on."""
    match atom:
        case logic.InRange(logic.FieldTerm(field)):
            return field
        case logic.InRange() | logic.Truth():
            raise AssertionError(f"on no one field: {atom}")
    return atom.field


def value_for(field: FieldType, demands: Iterable[Demand], filed: Scalar) -> Scalar:
    """The value nearest to ``filed`` that meets all demands; None where there is none."""
    demands = tuple(demands)
    match field.kind:
        case "number" | "date":
            return _number(field, demands, filed)
        case "bool":
            wanted = {wanted for atom, wanted in demands if isinstance(atom, logic.Flag)}
            return (
                None if len(wanted) > 1 else wanted.pop() if wanted else filed if filed is not None else True
            )
        case "codes":
            return _listed(demands, filed)
    return _code(field, demands, filed)


def meets(field: FieldType, demands: Iterable[Demand], value: Scalar) -> bool:
    """Whether a value meets all demands on its field."""
    subject: Subject = {field.name: value}
    return all(truth(atom, subject) is wanted for atom, wanted in demands)


# --- numbers and days -----------------------------------------------------------------------


def _number(field: FieldType, demands: tuple[Demand, ...], filed: Scalar) -> Scalar:
    low, high = domain(field)
    for atom, _ in demands:
        if isinstance(atom, logic.InRange):
            low = max(low, _inside(field, atom.low, atom.low_open, 1))
            high = min(high, _inside(field, atom.high, atom.high_open, -1))
    if low > high:
        return None
    if isinstance(filed, Band):
        inner = max(low, filed.low), min(high, filed.high)
        found = min(max(_end(inner), low), high) if inner[0] <= inner[1] else min(max(filed.low, low), high)
    elif filed is None:
        found = min(max(low if low > -inf else min(high, 0.0), low), high)
    else:
        found = min(max((ends(filed) or (0.0, 0.0))[0], low), high)
    if isinstance(filed, date) and date.fromordinal(int(found)) == filed:
        return filed
    value = date.fromordinal(int(found)) if field.kind == "date" else found
    return value if meets(field, demands, value) else None


def _end(inner: tuple[float, float]) -> float:
    return inner[0] if inner[0] > -inf else min(inner[1], 0.0)


def _inside(field: FieldType, end: float, is_open: bool, direction: int) -> float:
    """The first value inside an end."""
    if abs(end) == inf:
        return end
    if field.integer or field.kind == "date":
        whole = ceil(end) if direction > 0 else floor(end)
        return float(whole + direction if is_open and whole == end else whole)
    return nextafter(end, inf * direction) if is_open else end


def domain(field: FieldType) -> tuple[float, float]:
    """The smallest and the largest value a number or a day may have."""
    ordinal = {"date": (1.0, float(date.max.toordinal()))}.get(field.kind, (-inf, inf))
    low, high = (
        float(end.toordinal()) if isinstance(end, date) else None if end is None else float(end)
        for end in (field.low, field.high)
    )
    return ordinal[0] if low is None else low, ordinal[1] if high is None else high


# --- codes, texts and lists -----------------------------------------------------------------


def _code(field: FieldType, demands: tuple[Demand, ...], filed: Scalar) -> Scalar:
    if filed is not None and meets(field, demands, filed):
        return filed
    named = [value for atom, _ in demands if isinstance(atom, logic.IsCode) for value in sorted(atom.values)]
    prefixes = [atom.prefix for atom, wanted in demands if isinstance(atom, logic.HasPrefix) and wanted]
    for each in (*field.labels, *named, *prefixes):
        if meets(field, demands, each):
            return each
    return None


def one_of(field: FieldType, demands: Iterable[Demand]) -> tuple[str, ...]:
    """All codes of the field's list that meet the demands."""
    demands = tuple(demands)
    return tuple(each for each in field.labels if meets(field, demands, each))


def _listed(demands: tuple[Demand, ...], filed: Scalar) -> Scalar:
    held = list(filed) if isinstance(filed, tuple) else []
    for atom, wanted in demands:
        if isinstance(atom, logic.Holds):
            if wanted and atom.value not in held:
                held.append(atom.value)
            elif not wanted:
                held = [each for each in held if each not in {atom.value, None}]
    subject = {
        atom.field: tuple(held) for atom, _ in demands if isinstance(atom, logic.Holds | logic.IsAbsent)
    }
    return tuple(held) if all(truth(atom, subject) is wanted for atom, wanted in demands) else None
