"""What a column of codes tells apart, as a hash: the same in every process and on every machine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields

from twinwheel.criteria.logic import Part
from twinwheel.matching.bits.program import Column, RankColumn

ENCODING = "1"
"""To be changed with the meaning of a code, so that codes kept by an earlier version are made anew."""


def key_of(column: Column) -> str:
    """SHA-256 of a column. Two columns with the same key have the same codes for every register.

    Of a number that is its term and its ends, of a text its classes, of a list its bits.
    """
    if isinstance(column, RankColumn):
        what: object = [_of_part(column.term, {}), [[float(end).hex(), after] for end, after in column.ends]]
    else:
        what = {name: value for name, value in vars(column).items() if not name.startswith("_")}
    return _digest([ENCODING, type(column).__name__, what])


def _of_part(part: Part, known: dict[int, str]) -> str:
    """A hash made of those of its parts, each worked out once: definitions share most of what they say.

    Nodes are told apart by ``id``, which is sound while the whole term lives.
    """
    if id(part) not in known:
        values = [_of_value(getattr(part, each.name), known) for each in fields(part)]
        known[id(part)] = _digest([type(part).__name__, *values])
    return known[id(part)]


def _of_value(value: object, known: dict[int, str]) -> object:
    if isinstance(value, Part):
        return [_of_part(value, known)]
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, frozenset):
        return sorted(value)
    return [_of_value(each, known) for each in value] if isinstance(value, tuple) else value


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
