"""Blocks of text go in; canonical columns come out, and what was refused with its rows.

A rule in ``values`` reads one text. Here it is called once for each *different* text of a column, and for
plain numbers and plain words, the bulk of every register, not at all: those are recognised and cast by
Arrow. ``tests/registers/test_convert.py`` holds that both ways give the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from twinwheel.messages import message
from twinwheel.packs.model import FieldSpec
from twinwheel.registers.columns import SUBJECT_ID, Column
from twinwheel.registers.formats import Raw
from twinwheel.registers.limits import MAX_CELL, MAX_DIGITS, MAX_ID, MAX_NUMBER
from twinwheel.registers.problems import Bad, Refused
from twinwheel.registers.values import MISSING, Band, IdRule, NumberRule, TextRule, Value

_PLAIN_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_GROUPED_NUMBER = r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
_PLAIN_WORD = r"^[\p{Han}A-Za-z0-9]([\p{Han}A-Za-z0-9()（）·._ -]*[\p{Han}A-Za-z0-9()（）])?$"
_CACHE = 100_000  # different texts of a column remembered from block to block

Outcome = tuple["Value | Band | None", Refused | None]


@dataclass(frozen=True)
class Block:
    """Some rows of a register: ``raw`` as the file says them, ``batch`` as they are understood.

    ``rows`` are their numbers in the file, from 1. ``bad`` lists what was refused, by column; the rows
    there are positions in the block.
    """

    rows: npt.NDArray[np.int64]
    raw: pa.RecordBatch
    batch: pa.RecordBatch
    bad: tuple[tuple[Column, Bad], ...]


class Converter:
    """Turns the blocks of one file into canonical batches. Keeps what it has learned between blocks."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.schema = canonical_schema((column.field, column.spec) for column in columns)
        self.empty = 0
        self._known: list[dict[str, Outcome]] = [{} for _ in columns]
        self._id = next(column for column in columns if column.role == "id")

    def blocks(self, raw: Raw) -> Iterator[Block]:
        """The whole register. Rows without any value, as spreadsheets leave at their end, are left out
        and counted in ``empty``.
        """
        self.empty, first = 0, 1
        for batch in raw.blocks(None):
            rows = np.arange(first, first + batch.num_rows)
            first += batch.num_rows
            blank = _blank(batch, str(self._id.position))
            if blank.any():
                self.empty += int(blank.sum())
                batch, rows = batch.filter(pa.array(~blank)), rows[~blank]
            if len(rows):
                yield self.block(rows, batch)

    def block(self, rows: npt.NDArray[np.int64], raw: pa.RecordBatch) -> Block:
        found: dict[str, pa.Array] = {}
        bad: list[tuple[Column, Bad]] = []
        ends: dict[str, Column] = {}
        for column, known in zip(self.columns, self._known, strict=True):
            values, refused = _read(column, raw.column(str(column.position)), known)
            bad += [(column, each) for each in refused]
            if column.role in ("min", "max"):
                ends[column.field] = column
                found[f"{column.field}[{column.role}]"] = values[0]
                continue
            found[column.field] = values[0]
            if len(values) == 3:
                found[f"{column.field}[low]"], found[f"{column.field}[high]"] = values[1:]
        for column in self.columns:
            if column.spec and column.spec.band and column.role in ("value", "min"):
                bad += _join_ends(column, found, ends.get(column.field))
        arrays = [
            found[name] if name in found else pa.nulls(raw.num_rows, kind)
            for name, kind in zip(self.schema.names, self.schema.types, strict=True)
        ]
        return Block(rows, raw, pa.RecordBatch.from_arrays(arrays, schema=self.schema), tuple(bad))


def canonical_schema(columns: Iterable[tuple[str, FieldSpec | None]]) -> pa.Schema:
    """The columns of a canonical batch, each band field followed by its two ends. Id and name have no spec."""
    fields: dict[str, pa.Field] = {}
    for name, spec in columns:
        kind = arrow_type(spec.type) if spec else pa.string()
        fields[name] = pa.field(name, kind, nullable=name != SUBJECT_ID)
        if spec and spec.band:
            for end in (f"{name}[min]", f"{name}[max]"):
                fields[end] = pa.field(end, pa.float64())
    return pa.schema(fields.values())


def arrow_type(kind: str) -> pa.DataType:
    """How a field of the pack is kept in a register."""
    match kind:
        case "number" | "ratio":
            return pa.float64()
        case "date":
            return pa.date32()
        case "bool":
            return pa.bool_()
        case "codes":
            return pa.list_(pa.string())
        case _:
            return pa.string()


def _read(column: Column, cells: pa.Array, known: dict[str, Outcome]) -> tuple[list[pa.Array], list[Bad]]:
    """Canonical arrays of one column, and the refused values with their rows in the block."""
    if column.role == "id" and cells.null_count:
        cells = pc.fill_null(cells.cast(pa.string()), "")  # so that its rule refuses it
    kind = arrow_type(column.spec.type) if column.spec else pa.string()
    if (
        pa.types.is_dictionary(cells.type)
        and 2 * len(cells.dictionary) > len(cells)
        and _short(cells.dictionary)
    ):
        cells = cells.dictionary_decode()  # hardly a text twice: a dictionary gains nothing
    if pa.types.is_dictionary(cells.type):
        words, codes = cells.dictionary, cells.indices
        arrays, refused = _read_words(column, words, kind, known)
        return [array.take(codes) for array in arrays], _rows(refused, words, codes)
    fast, values = _fast(column, cells)
    if fast is None:
        encoded = cells.dictionary_encode()
        arrays, refused = _read_words(column, encoded.dictionary, kind, known)
        return [array.take(encoded.indices) for array in arrays], _rows(
            refused, encoded.dictionary, encoded.indices
        )
    slow = pc.and_not(cells.is_valid(), fast)
    rest = cells.filter(slow).dictionary_encode()
    arrays, refused = _read_words(column, rest.dictionary, kind, known)
    arrays = [array.take(rest.indices) for array in arrays]
    first = pc.replace_with_mask(values, slow, arrays[0])
    others = [pc.replace_with_mask(pa.nulls(len(cells), pa.float64()), slow, array) for array in arrays[1:]]
    places = np.flatnonzero(slow.to_numpy(zero_copy_only=False))
    return [first, *others], [
        Bad(each.refused, each.value, places[each.rows])
        for each in _rows(refused, rest.dictionary, rest.indices)
    ]


def _fast(column: Column, cells: pa.Array) -> tuple[pa.Array | None, pa.Array | None]:
    """Which cells need no rule, and their values: plain numbers within the field's domain, plain words.

    (None, None) where the rule is to be called for every different text.
    """
    if isinstance(column.rule, NumberRule):
        return _fast_numbers(column.rule, cells)
    if isinstance(column.rule, IdRule | TextRule):
        fast = pc.and_(
            pc.match_substring_regex(cells, _PLAIN_WORD),
            pc.and_(
                pc.less_equal(pc.binary_length(cells), MAX_ID),
                pc.invert(pc.is_in(pc.utf8_lower(cells), pa.array(sorted(MISSING)))),
            ),
        )
        fast = pc.fill_null(fast, False)
        return fast, pc.if_else(fast, cells, pa.scalar(None, pa.string()))
    return None, None


def _fast_numbers(rule: NumberRule, cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    grouped = pc.fill_null(pc.match_substring_regex(cells, _GROUPED_NUMBER), False)
    if pc.any(grouped).as_py():
        cells = pc.if_else(grouped, pc.replace_substring(cells, ",", ""), cells)
    # A sign and a point may stand beside the digits, so 15 bytes hold at most 15 digits.
    fast = pc.and_(
        pc.match_substring_regex(cells, _PLAIN_NUMBER), pc.less_equal(pc.binary_length(cells), MAX_DIGITS)
    )
    fast = pc.fill_null(fast, False)
    text = pc.if_else(fast, cells, pa.scalar(None, pa.string()))
    if rule.exponent:
        # As an exponent the unit is converted exactly: dividing a double would round twice.
        text = pc.binary_join_element_wise(text, f"e{rule.exponent}", "")
    numbers = pc.add(pc.cast(text, pa.float64()), 0.0)  # no negative zero
    low, high = -float(MAX_NUMBER), float(MAX_NUMBER)
    spec = rule.spec
    if spec.min is not None:
        low = max(low, float(spec.min))  # type: ignore[arg-type]
    if spec.max is not None:
        high = min(high, float(spec.max))  # type: ignore[arg-type]
    inside = pc.and_(pc.greater_equal(numbers, low), pc.less_equal(numbers, high))
    if spec.integer:
        inside = pc.and_(inside, pc.equal(numbers, pc.floor(numbers)))
    inside = pc.fill_null(inside, False)
    return inside, pc.if_else(inside, numbers, pa.scalar(None, pa.float64()))


def _read_words(
    column: Column, words: pa.Array, kind: pa.DataType, known: dict[str, Outcome]
) -> tuple[list[pa.Array], dict[int, Refused]]:
    """The rule, called for each different text."""
    if len(known) > _CACHE:
        known.clear()
    outcomes: list[Outcome] = []
    for word in _bounded(words):
        outcome = known.get(word)
        if outcome is None:
            outcome = column.rule(word)
            if len(word) <= MAX_ID:
                known[word] = outcome
        outcomes.append(outcome)
    refused = {index: outcome[1] for index, outcome in enumerate(outcomes) if outcome[1] is not None}
    values: list[Any] = [outcome[0] for outcome in outcomes]
    if not (column.spec and column.spec.band):
        return [pa.array(values, kind)], refused
    bands = [value if isinstance(value, Band) else None for value in values]
    exact = [None if isinstance(value, Band) else value for value in values]
    return [
        pa.array(exact, kind),
        pa.array([band.low if band else None for band in bands], pa.float64()),
        pa.array([band.high if band else None for band in bands], pa.float64()),
    ], refused


def _short(words: pa.Array) -> bool:
    return not pc.any(pc.greater(pc.binary_length(words), MAX_CELL)).as_py()


def _blank(raw: pa.RecordBatch, id_column: str) -> npt.NDArray[np.bool_]:
    """Rows without any value. Only rows without an id are looked at closely."""

    def empty(cells: pa.Array) -> npt.NDArray[np.bool_]:
        if pa.types.is_dictionary(cells.type):
            cells = pc.is_in(cells.dictionary, pa.array([""])).take(cells.indices)
        else:
            cells = pc.equal(cells, "")
        return pc.fill_null(cells, True).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]

    blank = empty(raw.column(id_column))
    if blank.any():
        for cells in raw.columns:
            blank &= empty(cells)
    return blank


def _bounded(words: pa.Array) -> list[str]:
    """The texts, those that are far too long cut to what still shows that they are."""
    long = pc.greater(pc.binary_length(words), 8 * MAX_CELL)
    if pc.any(long).as_py():
        words = pc.if_else(long, pc.utf8_slice_codeunits(words, 0, MAX_CELL + 1), words)
    return words.to_pylist()  # type: ignore[no-any-return]


def _rows(refused: dict[int, Refused], words: pa.Array, codes: pa.Array) -> list[Bad]:
    """The rows of each refused text."""
    if not refused:
        return []
    which = codes.fill_null(-1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(np.isin(which, np.fromiter(refused, dtype=np.int64)))
    order = rows[np.argsort(which[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(which[order], prepend=-1))
    return [
        Bad(refused[int(which[part[0]])], words[int(which[part[0]])].as_py()[: MAX_CELL + 1], part)
        for part in np.split(order, starts[1:])
        if len(part)
    ]


def _join_ends(column: Column, found: dict[str, pa.Array], end: Column | None) -> list[tuple[Column, Bad]]:
    """One pair of ends a field, from its own cells (20-49) or from the columns ``F[min]`` and ``F[max]``."""
    name = column.field
    if end is None:
        found[f"{name}[min]"], found[f"{name}[max]"] = found.pop(f"{name}[low]"), found.pop(f"{name}[high]")
        return []
    if column.role == "min" and f"{name}[low]" in found:
        return []  # done with the field's own column
    low, high = found[f"{name}[min]"], found[f"{name}[max]"]
    exact = found.get(name, pa.nulls(len(low), pa.float64()))
    half = pc.not_equal(low.is_valid(), high.is_valid())
    reverse = pc.fill_null(pc.greater(low, high), False)
    both = pc.and_(low.is_valid(), exact.is_valid())
    own = found.pop(f"{name}[low]", None)
    wrong = pc.or_(pc.or_(half, reverse), both)
    if own is not None:
        wrong = pc.or_(wrong, pc.and_(own.is_valid(), low.is_valid()))
        low, high = pc.coalesce(own, low), pc.coalesce(found.pop(f"{name}[high]"), high)
    none = pa.scalar(None, pa.float64())
    # Two ends that are the same are an exact number.
    same = pc.and_(pc.fill_null(pc.equal(low, high), False), pc.invert(wrong))
    found[name] = pc.if_else(wrong, none, pc.if_else(same, low, exact))
    gone = pc.or_(wrong, same)
    found[f"{name}[min]"], found[f"{name}[max]"] = pc.if_else(gone, none, low), pc.if_else(gone, none, high)
    rows = np.flatnonzero(wrong.to_numpy(zero_copy_only=False))
    if not len(rows):
        return []
    what = message("the two ends of a range contradict each other, or the number beside them")
    return [
        (
            end,
            Bad(
                Refused("band", what, message("Give both ends, the smaller one first, or the number.")),
                "",
                rows,
            ),
        )
    ]
