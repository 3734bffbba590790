"""The verdict for many subjects at once: a condition over a batch of columns gives two bit vectors.

``T`` marks the rows that surely meet it, ``P`` those that possibly do; not P is not met, P without T is
unknown. NOT swaps the two, which is exactly Kleene's logic. This is the plain vectorised reading. The
``matching`` room runs the same atoms over small integer codes, packs eight rows into a byte and shares
what measures have in common; here is what it shares the meaning of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic, Term

Bits = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Rails = tuple[Bits, Bits]

EPOCH = 719_163  # date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Interval:
    """A term over a batch. ``low is high`` where every row is exact; values where ``known`` is false mean nothing."""

    low: Floats
    high: Floats
    known: Bits

    @property
    def exact(self) -> bool:
        return self.low is self.high


class Batch:
    """Canonical columns of some subjects, each converted once. A column that is not there is all unknown.

    Canonical: numbers float64, dates date32, yes/no bool, codes and texts string, lists list<string>; the
    ends of a band stand in ``F[min]`` and ``F[max]`` where ``F`` itself is null.
    """

    def __init__(self, table: pa.RecordBatch, *, remembers: bool = False) -> None:
        """``remembers``: keep every term that is worked out, for who asks for the parts of a term as well."""
        self.table = table
        self.remembers = remembers
        self.rows: int = table.num_rows
        self._names = set(table.schema.names)
        self._cache: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, worked out when it is first asked for under ``key``."""
        if key not in self._cache:
            self._cache[key] = make()
        return self._cache[key]

    def _once(self, kind: str, field: str, make: Callable[[str], Any]) -> Any:
        return self.once((kind, field), lambda: make(field))

    def taken(
        self, fields: Collection[str], rows: npt.NDArray[np.int64], *, remembers: bool = False
    ) -> Batch:
        """Some rows of the columns that hold some fields."""
        names = [
            name
            for name in self.table.schema.names
            if name.removesuffix("[min]").removesuffix("[max]") in fields
        ]
        columns = self.table.select(names or self.table.schema.names[:1])
        return Batch(columns.take(pa.array(rows)), remembers=remembers)

    @cached_property
    def none(self) -> Bits:
        return np.zeros(self.rows, bool)

    @cached_property
    def every(self) -> Bits:
        return np.ones(self.rows, bool)

    def number(self, field: str) -> Interval:
        """A number or date field; dates as ordinals."""
        found: Interval = self._once("number", field, self._number)
        return found

    def _number(self, field: str) -> Interval:
        values, known = self._floats(field)
        if f"{field}[min]" not in self._names:
            return Interval(values, values, known)
        low, has_low = self._floats(f"{field}[min]")
        high, has_high = self._floats(f"{field}[max]")
        band = ~known & has_low & has_high
        if not band.any():
            return Interval(values, values, known)
        return Interval(np.where(band, low, values), np.where(band, high, values), known | band)

    def _floats(self, field: str) -> tuple[Floats, Bits]:
        if field not in self._names:
            return np.zeros(self.rows), self.none
        column = self.table.column(field)
        if pa.types.is_date32(column.type):
            return _values(column, np.int32).astype(np.float64) + EPOCH, _known(column)
        if not pa.types.is_float64(column.type):
            column = column.cast(pa.float64())
        return _values(column, np.float64), _known(column)

    def absent(self, field: str) -> Bits:
        """Rows where nothing is filed, a band counting as filed."""
        found: Bits = self._once("absent", field, self._absent)
        return found

    def _absent(self, field: str) -> Bits:
        absent = self.every if field not in self._names else ~_known(self.table.column(field))
        if f"{field}[min]" in self._names:
            absent = absent & ~_known(self.table.column(f"{field}[min]"))
        return absent

    def open(self, field: str) -> Bits:
        """Rows where more could be learned of a field: nothing, a band, or a list with an unknown element."""
        found: Bits = self._once("open", field, self._open)
        return found

    def _open(self, field: str) -> Bits:
        if field not in self._names:
            return self.every
        column = self.table.column(field)
        unknown = ~_known(column)
        return unknown | self.lists(field)[2] if pa.types.is_list(column.type) else unknown

    def flag(self, field: str) -> tuple[Bits, Bits]:
        """(yes, known) of a yes/no field."""
        if field not in self._names:
            return self.none, self.none
        column = self.table.column(field)
        if not pa.types.is_boolean(column.type):
            column = column.cast(pa.bool_())
        known = _known(column)
        return _bits(column.buffers()[1], column) & known, known

    def texts(self, field: str) -> tuple[npt.NDArray[np.int32], list[str]]:
        """A code or text field as positions in its distinct values; -1 where unknown."""
        found: tuple[npt.NDArray[np.int32], list[str]] = self._once("texts", field, self._texts)
        return found

    def _texts(self, field: str) -> tuple[npt.NDArray[np.int32], list[str]]:
        if field not in self._names:
            return np.full(self.rows, -1, np.int32), []
        encoded = _encoded(self.table.column(field))
        return positions_of(encoded), encoded.dictionary.to_pylist()

    def lists(self, field: str) -> tuple[npt.NDArray[np.int64], pa.DictionaryArray, Bits, Bits]:
        """A list field: row of every element, the elements, rows with an unknown element, rows that are known."""
        found: tuple[npt.NDArray[np.int64], pa.DictionaryArray, Bits, Bits] = self._once(
            "lists", field, self._lists
        )
        return found

    def _lists(self, field: str) -> tuple[npt.NDArray[np.int64], pa.DictionaryArray, Bits, Bits]:
        if field not in self._names:
            return np.zeros(0, np.int64), pa.array([], pa.string()).dictionary_encode(), self.none, self.none
        column = self.table.column(field)
        rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64)
        elements = _encoded(pc.list_flatten(column))
        partial = np.zeros(self.rows, bool)
        if elements.null_count:
            partial[rows[~_known(elements)]] = True
        return rows, elements, partial, _known(column)


# Arrow's buffers are read as they lie. Where a row is null its value is whatever stands there.


def _known(column: pa.Array) -> Bits:
    if column.null_count == 0:
        return np.ones(len(column), bool)
    if (valid := column.buffers()[0]) is None:  # a column of the type null
        return np.zeros(len(column), bool)
    return _bits(valid, column)


def _bits(buffer: pa.Buffer | None, column: pa.Array) -> Bits:
    """A bitmap of a column as an array of bool."""
    if buffer is None:  # there is no row
        return np.zeros(len(column), bool)
    first, shift = divmod(column.offset, 8)
    packed = np.frombuffer(buffer, np.uint8, (shift + len(column) + 7) // 8, first)
    return np.unpackbits(packed, count=shift + len(column), bitorder="little")[shift:].view(bool)


def _values(column: pa.Array, kind: type[Any]) -> npt.NDArray[Any]:
    size = np.dtype(kind).itemsize
    if not len(column):
        return np.zeros(0, kind)
    return np.frombuffer(column.buffers()[1], kind, len(column), column.offset * size)


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def positions_of(encoded: pa.DictionaryArray) -> npt.NDArray[np.int32]:
    """Where each value stands in the dictionary; -1 where null."""
    indices = encoded.indices
    if not pa.types.is_int32(indices.type):
        indices = indices.cast(pa.int32())
    values = _values(indices, np.int32)
    return values if not encoded.null_count else np.where(_known(indices), values, np.int32(-1))


def rails(node: Logic, batch: Batch) -> Rails:
    """(T, P) of a condition over a batch."""
    if batch.remembers:
        found: Rails = batch.once(("rails", node), lambda: _rails(node, batch))
        return found
    return _rails(node, batch)


def _rails(node: Logic, batch: Batch) -> Rails:
    match node:
        case logic.Truth(value):
            return batch.every if value else batch.none, batch.none if value is False else batch.every
        case logic.Negation(operand):
            sure, possible = rails(operand, batch)
            return ~possible, ~sure
        case logic.Conjunction(items):
            both = [rails(item, batch) for item in items]
            return np.logical_and.reduce([t for t, _ in both]), np.logical_and.reduce([p for _, p in both])
        case logic.Disjunction(items):
            both = [rails(item, batch) for item in items]
            return np.logical_or.reduce([t for t, _ in both]), np.logical_or.reduce([p for _, p in both])
        case logic.Choice(condition, then, otherwise):
            (c_t, c_p), (a_t, a_p), (b_t, b_p) = (rails(each, batch) for each in (condition, then, otherwise))
            return (~c_p | a_t) & (c_t | b_t), (c_p & a_p) | (~c_t & b_p)
        case logic.InRange():
            return in_range(node, interval(node.term, batch))
        case logic.IsAbsent(field):
            return batch.absent(field), batch.absent(field)
        case logic.Flag(field):
            yes, known = batch.flag(field)
            return yes, yes | ~known
        case logic.IsCode(field, values):
            return _of_texts(batch, field, lambda text: text in values)
        case logic.HasPrefix(field, prefix):
            return _of_texts(batch, field, lambda text: text.startswith(prefix))
        case logic.Holds(field, wanted):
            return _holds(batch, field, wanted)


def _of_texts(batch: Batch, field: str, test: Callable[[str], bool]) -> Rails:
    indices, values = batch.texts(field)
    table = np.array([*map(test, values), False])  # position -1, unknown, is the last
    sure = table[indices]
    return sure, sure | (indices < 0)


def _holds(batch: Batch, field: str, wanted: str) -> Rails:
    rows, elements, partial, known = batch.lists(field)
    sure = np.zeros(batch.rows, bool)
    values = elements.dictionary.to_pylist()
    if wanted in values:
        sure[rows[positions_of(elements) == values.index(wanted)]] = True
    return sure, sure | partial | ~known


def in_range(atom: logic.InRange, found: Interval) -> Rails:
    """(T, P) of an interval lying in a range."""
    low, high = found.low, found.high
    above = low > atom.low if atom.low_open else low >= atom.low
    below = high < atom.high if atom.high_open else high <= atom.high
    sure = above & below & found.known
    if found.exact:
        return sure, sure | ~found.known
    reaches_up = high > atom.low if atom.low_open else high >= atom.low
    reaches_down = low < atom.high if atom.high_open else low <= atom.high
    return sure, (reaches_up & reaches_down) | ~found.known


def interval(term: Term, batch: Batch) -> Interval:
    """A term over a batch."""
    if batch.remembers:
        found: Interval = batch.once(("interval", term), lambda: _interval(term, batch))
        return found
    return _interval(term, batch)


def _interval(term: Term, batch: Batch) -> Interval:
    match term:
        case logic.Constant(value):
            values = np.full(batch.rows, value)
            return Interval(values, values, batch.every)
        case logic.Nothing():
            values = np.zeros(batch.rows)
            return Interval(values, values, batch.none)
        case logic.FieldTerm(field):
            return batch.number(field)
        case logic.Extreme(name, arguments):
            found = [interval(each, batch) for each in arguments]
            reduce = np.minimum.reduce if name == "least" else np.maximum.reduce
            return _joined(
                found,
                lambda: reduce([each.low for each in found]),
                lambda: reduce([each.high for each in found]),
            )
        case logic.TermChoice(condition, then, otherwise):
            return _chosen(rails(condition, batch), interval(then, batch), interval(otherwise, batch))
        case logic.Operation(op, left, right):
            return _computed(op, interval(left, batch), interval(right, batch))


def _joined(found: list[Interval], low: Callable[[], Floats], high: Callable[[], Floats]) -> Interval:
    known = np.logical_and.reduce([each.known for each in found])
    lower = low()
    return Interval(lower, lower if all(each.exact for each in found) else high(), known)


def _chosen(condition: Rails, then: Interval, otherwise: Interval) -> Interval:
    sure, possible = condition
    known = (~possible | then.known) & (sure | otherwise.known)
    # A row whose condition is known takes one side; an unknown one takes the hull of both.
    if then.exact and otherwise.exact and not (possible & ~sure).any():
        values = np.where(sure, then.low, otherwise.low)
        return Interval(values, values, np.where(sure, then.known, otherwise.known))
    low = np.minimum(np.where(possible, then.low, np.inf), np.where(sure, np.inf, otherwise.low))
    high = np.maximum(np.where(possible, then.high, -np.inf), np.where(sure, -np.inf, otherwise.high))
    return Interval(low, high, known)


def _computed(op: str, one: Interval, other: Interval) -> Interval:
    known = one.known & other.known
    exact = one.exact and other.exact
    with np.errstate(all="ignore"):
        if op in "+-":
            low = one.low + other.low if op == "+" else one.low - other.high
            high = low if exact else one.high + other.high if op == "+" else one.high - other.low
        else:
            if op == "/":
                known = known & ~((other.low <= 0) & (other.high >= 0))
            apply = np.multiply if op == "*" else np.divide
            low = high = apply(one.low, other.low)
            if not exact:
                corners = [apply(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
                low, high = np.minimum.reduce(corners), np.maximum.reduce(corners)
    if np.isnan(low).any() or np.isnan(high).any():
        known = known & ~np.isnan(low) & ~np.isnan(high)
    return Interval(low, high, known)
