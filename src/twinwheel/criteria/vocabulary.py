"""What an expression may speak of: fields, code lists, definitions and dated parameters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal as OneOf

from twinwheel.criteria import tree

Kind = OneOf["number", "date", "bool", "code", "codes", "text"]
SHARE = "比例"  # unit of a ratio: a share of 1


@dataclass(frozen=True)
class FieldType:
    """What a field may hold.

    ``values`` maps every accepted spelling of a code (value, alias, standard code) to the value; it is
    empty for fields without a code list. ``open`` lists accept other values too. ``low`` and ``high``
    bound a number (in ``unit``) or a date.
    """

    name: str
    kind: Kind
    label: str  # English; the name is the Chinese label
    unit: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)  # value -> English
    open: bool = False
    low: Decimal | date | None = None
    high: Decimal | date | None = None
    integer: bool = False
    band: bool = False


@dataclass(frozen=True)
class Parameter:
    """A value that changes over time. ``since`` is ascending; each value holds until the next."""

    name: str
    label: str
    unit: str | None
    since: tuple[date, ...]
    values: tuple[Decimal | date, ...]

    def on(self, day: date) -> Decimal | date | None:
        """The value in force on ``day``; None before the first."""
        position = bisect_right(self.since, day)
        return self.values[position - 1] if position else None


@dataclass(frozen=True)
class Vocabulary:
    """Everything expressions of one pack share. Definitions give fields that follow from others."""

    fields: Mapping[str, FieldType]
    definitions: Mapping[str, tree.Node] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def inputs(self, names: frozenset[str]) -> frozenset[str]:
        """The fields that ``names`` come down to when definitions are followed, themselves included."""
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                if name in self.definitions:
                    todo.extend(tree.names(self.definitions[name]))
        return frozenset(seen)
