"""One value as every back end wants it, from how people and YAML write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import inf, isfinite

import pyarrow as pa

from twinwheel.criteria.check import Type
from twinwheel.criteria.nearest import nearest
from twinwheel.criteria.subject import Band, Scalar, Subject
from twinwheel.criteria.vocabulary import FieldType, Vocabulary
from twinwheel.errors import ExpressionError
from twinwheel.messages import message


def canonical(field: FieldType, value: object) -> Scalar:
    """A value of ``field``; None stays None. A band is written as a list of its two ends, null for an open one.

    Raises:
        ExpressionError: the value does not fit the field.
    """
    if value is None:
        return None
    match field.kind:
        case "number":
            if isinstance(value, list) and field.band and len(value) == 2:
                low, high = (None if end is None else _number(field, end) for end in value)
                if low is not None and high is not None and high < low:
                    raise ExpressionError(
                        message(
                            '"{field}": a band runs upwards, not from {low:g} to {high:g}',
                            field=field.name,
                            low=low,
                            high=high,
                        )
                    )
                return Band(-inf if low is None else low, inf if high is None else high)
            return _number(field, value)
        case "date":
            return _date(field, value)
        case "bool":
            if isinstance(value, bool):
                return value
        case "codes":
            if isinstance(value, list | tuple):
                return tuple(None if each is None else _code(field, each) for each in value)
        case "code":
            if isinstance(value, str):
                return _code(field, value)
        case "text":
            if isinstance(value, str):
                return value
    raise _misfit(field, value)


def canonical_subject(vocabulary: Vocabulary, values: Mapping[str, object]) -> Subject:
    """Values by field name. Raises as :func:`canonical` does, and for a field that does not exist."""
    result: dict[str, Scalar] = {}
    for name, value in values.items():
        field = vocabulary.fields.get(name)
        if field is None:
            guess = nearest(name, vocabulary.fields)
            raise ExpressionError(
                message('unknown {kind} "{word}"', kind=message("field"), word=name),
                message('Did you mean "{guess}"?', guess=guess) if guess else "",
            )
        result[name] = canonical(field, value)
    return result


def to_batch(vocabulary: Vocabulary, subjects: Sequence[Subject]) -> pa.RecordBatch:
    """Canonical columns (see ``columns.Batch``) of a few subjects, for the fields any of them files."""
    columns: dict[str, pa.Array] = {}
    for name in sorted({name for subject in subjects for name in subject}):
        field = vocabulary.fields[name]
        values = [subject.get(name) for subject in subjects]
        columns[name] = pa.array(
            [None if isinstance(each, Band) else each for each in values], _ARROW[field.kind]
        )
        if any(isinstance(each, Band) for each in values):
            lows = [each.low if isinstance(each, Band) else None for each in values]
            highs = [each.high if isinstance(each, Band) else None for each in values]
            columns[f"{name}[min]"] = pa.array(lows, pa.float64())
            columns[f"{name}[max]"] = pa.array(highs, pa.float64())
    if not columns:
        return pa.RecordBatch.from_arrays([pa.nulls(len(subjects))], ["-"])
    return pa.RecordBatch.from_pydict(columns)


_ARROW = {
    "number": pa.float64(),
    "date": pa.date32(),
    "bool": pa.bool_(),
    "code": pa.string(),
    "text": pa.string(),
    "codes": pa.list_(pa.string()),
}


def _number(field: FieldType, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _misfit(field, value)
    number = float(value)
    if not isfinite(number):
        raise ExpressionError(
            message('"{field}": not a finite number: {value}', field=field.name, value=str(value))
        )
    for bound, beyond in ((field.low, -1), (field.high, 1)):
        if isinstance(bound, Decimal) and (number - float(bound)) * beyond > 0:
            facts = {"field": field.name, "value": str(value), "bound": str(bound)}
            what = message('"{field}": {value} is more than the field allows ({bound})', **facts)
            if beyond < 0:
                what = message('"{field}": {value} is less than the field allows ({bound})', **facts)
            raise ExpressionError(what)
    if field.integer and number != int(number):
        raise ExpressionError(
            message('"{field}" is counted in whole numbers, not {value}', field=field.name, value=str(value))
        )
    return number


def _date(field: FieldType, value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ExpressionError(
                message('"{field}": not a date: {text}', field=field.name, text=value[:40]),
                message("Write 2026-03-01."),
            ) from None
    raise _misfit(field, value)


def _code(field: FieldType, value: object) -> str:
    text = str(value)
    if not field.values or text in field.values:
        return field.values.get(text, text)
    if field.open:
        return text
    guess = nearest(text, field.values)
    advice = (
        message('Did you mean "{guess}"?', guess=guess)
        if guess
        else message("Values: {values}.", values=", ".join(list(field.labels)[:12]))
    )
    raise ExpressionError(
        message('"{text}" is not in the code list of "{field}"', text=text[:60], field=field.name), advice
    )


def _misfit(field: FieldType, value: object) -> ExpressionError:
    kind = Type(field.kind, field.unit).words
    return ExpressionError(
        message('"{field}" is a {kind}, not {value!r}', field=field.name, kind=kind, value=str(value)[:40])
    )


def from_column(value: object) -> Scalar:
    """A value of a canonical column as a back end wants it: lists become tuples, the rest is as it should be."""
    return tuple(value) if isinstance(value, list) else value  # type: ignore[return-value]


def from_row(vocabulary: Vocabulary, row: Mapping[str, object]) -> Subject:
    """One row of canonical columns as a subject, its bands put together and its keys left out."""
    result: dict[str, Scalar] = {}
    for name in vocabulary.fields.keys() & {each.removesuffix("[min]") for each in row}:
        value, low, high = (row.get(key) for key in (name, f"{name}[min]", f"{name}[max]"))
        if value is not None:
            result[name] = from_column(value)
        elif isinstance(low, float) and isinstance(high, float):
            result[name] = Band(low, high)
    return result
