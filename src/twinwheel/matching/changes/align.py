"""Two registers side by side: which row was which, and which values differ.

Rows are matched by ``subject_id``. Where what both hold stands in the same order, as between two exports of one
system, both are read once from end to end; else the earlier one is held in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twinwheel.matching.changes.chunks import read_group, same_chunks
from twinwheel.registers.columns import SUBJECT_ID
from twinwheel.registers.register import Register

Rows = npt.NDArray[np.int64]
Bits = npt.NDArray[np.bool_]

BATCH = 131_072


@dataclass(frozen=True)
class Pairs:
    """A batch of the later register. ``old`` holds the rows of the earlier one, in the order of ``common``.

    ``common`` and ``new`` are rows of ``batch``: those that were there before, and those that were not.
    ``unlike`` are the only columns in which the two can differ; None: not known.
    """

    batch: pa.RecordBatch
    old: pa.RecordBatch
    common: Rows
    new: Rows
    unlike: frozenset[str] | None = None


class Alignment:
    """How the rows of a later register lie to those of an earlier one."""

    def __init__(
        self,
        before: Register,
        after: Register,
        columns_before: Sequence[str],
        columns_after: Sequence[str],
        fields: Collection[str],
    ) -> None:
        """Reads the given columns of both; ``fields`` are those that are compared."""
        self.before, self.after = before, after
        self.columns = list(columns_before), list(columns_after)
        self._compared = {name for side in self.columns for name in side if field_of(name) in fields}
        found = same_chunks(before.path, after.path)
        self._same = found if found is not None and all(SUBJECT_ID in each for each in found) else None

    @cached_property
    def place(self) -> Rows:
        """For each row of the later register its row in the earlier one; -1: it was not there."""
        return np.arange(self.after.rows) if self._same is not None else _places(self.before, self.after)

    def pairs(self, *, all_rows: bool = True) -> Iterator[Pairs]:
        """The later register, batch by batch, each row beside the one it was.

        Without ``all_rows`` those that are the same bytes in both registers are left out: nothing differs there.
        """
        if self._same is not None:
            yield from self._in_step(self._same, all_rows)
            return
        reader = _Reader(self.before, self.columns[0], self.place)
        start = 0
        for batch in _ahead(self.after.batches(BATCH, self.columns[1])):
            place = self.place[start : start + batch.num_rows]
            start += batch.num_rows
            common = np.flatnonzero(place >= 0)
            yield Pairs(batch, reader.rows(place[common]), common, np.flatnonzero(place < 0))

    def _in_step(self, same: list[frozenset[str]], all_rows: bool) -> Iterator[Pairs]:
        """The same subjects in the same places: of the earlier register only what differs is unpacked."""
        for group, alike in enumerate(same):
            unlike = self._compared - alike
            if not unlike and not all_rows:
                continue
            new = read_group(self.after.path, group, self.columns[1])
            names = [name for name in self.columns[0] if name not in alike or name not in new.schema.names]
            columns = {name: new.column(name) for name in self.columns[0] if name not in names}
            if names:
                columns |= dict(zip(names, read_group(self.before.path, group, names).columns, strict=True))
            old = pa.RecordBatch.from_pydict(columns)
            yield Pairs(new, old, np.arange(new.num_rows), np.zeros(0, np.int64), frozenset(unlike))

    @cached_property
    def removed(self) -> int:
        """How many rows of the earlier register are gone."""
        return self.before.rows - int((self.place >= 0).sum())

    def gone(self) -> Iterator[pa.RecordBatch]:
        """The rows of the earlier register that the later one has no more."""
        if not self.removed:
            return
        stays = np.zeros(self.before.rows, bool)
        stays[self.place[self.place >= 0]] = True
        start = 0
        for batch in self.before.batches(BATCH, self.columns[0]):
            rows = np.flatnonzero(~stays[start : start + batch.num_rows])
            start += batch.num_rows
            if len(rows):
                yield batch.take(pa.array(rows))


def _places(before: Register, after: Register) -> Rows:
    """Compared batch by batch as long as both go on alike; looked up from there on."""
    old, new = (
        pa.chunked_array([batch.column(0) for batch in each.batches(BATCH, [SUBJECT_ID])], pa.string())
        for each in (before, after)
    )
    alike, shorter = 0, min(len(old), len(new))
    while alike < shorter:
        step = min(BATCH, shorter - alike)
        if not pc.all(pc.equal(old.slice(alike, step), new.slice(alike, step))).as_py():
            break
        alike += step
    same = np.arange(alike, dtype=np.int64)
    if alike == len(new):
        return same
    rest = pc.index_in(new.slice(alike), old.slice(alike).combine_chunks()).fill_null(-1)
    looked_up = rest.to_numpy().astype(np.int64)
    looked_up[looked_up >= 0] += alike
    return np.concatenate([same, looked_up])


class _Reader:
    """Rows of a register by number: kept within a window of batches where they ascend, from memory where not."""

    def __init__(self, register: Register, columns: list[str], wanted: Rows) -> None:
        found = wanted[wanted >= 0]
        self._ascending = bool((found[1:] > found[:-1]).all())
        self._batches = _ahead(register.batches(BATCH, columns))
        self._start = 0  # the row that the window begins with
        self._window = [next(self._batches, None) or _empty(register, columns)]
        if not self._ascending:
            self._window = [_joined([*self._window, *self._batches])]

    def rows(self, wanted: Rows) -> pa.RecordBatch:
        """Some rows, in the order they are asked for. Where rows ascend they may only be asked for in that order."""
        if self._ascending and len(wanted):
            self._move(int(wanted[0]), int(wanted[-1]))
        if len(self._window) > 1:
            self._window = [_joined(self._window)]
        (batch,) = self._window
        if len(wanted) == batch.num_rows and self._ascending:
            return batch  # all of it: nothing to copy
        return batch.take(pa.array(wanted - self._start))

    def _move(self, first: int, last: int) -> None:
        """Let the window cover two rows and all between."""
        while self._start + self._window[0].num_rows <= first:
            self._start += self._window.pop(0).num_rows
            if not self._window:
                self._window = [next(self._batches)]
        while self._start + sum(each.num_rows for each in self._window) <= last:
            self._window.append(next(self._batches))


def _ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, the next one read while one is being used: the two registers are read side by side."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    columns = [
        pa.concat_arrays([_column(batch, name) for batch in batches]) for name in batches[0].schema.names
    ]
    return pa.RecordBatch.from_arrays(columns, names=batches[0].schema.names)


def _empty(register: Register, columns: list[str]) -> pa.RecordBatch:
    schema = pq.read_schema(register.path)
    return pa.RecordBatch.from_pydict({name: pa.array([], schema.field(name).type) for name in columns})


# --- values ---------------------------------------------------------------------------------


def field_of(column: str) -> str:
    """The field a column belongs to."""
    return column.removesuffix("[min]").removesuffix("[max]")


def ends(field: str) -> tuple[str, ...]:
    """The columns a field may lie in."""
    return field, f"{field}[min]", f"{field}[max]"


def differs(field: str, old: pa.RecordBatch, new: pa.RecordBatch) -> Bits:
    """Rows in which two batches of the same subjects hold different values of a field."""
    found = np.zeros(new.num_rows, bool)
    for name in ends(field):
        one, other = _column(old, name), _column(new, name)
        if one is not None and other is not None:
            if not one.equals(other):  # most columns are the same throughout, and that is seen fastest
                found |= _unlike(one, other)
        elif (only := one if other is None else other) is not None:
            found |= _valid(only)
    return found


def _column(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    """A column as plain values, however the file was read."""
    if name not in batch.schema.names:
        return None
    column = batch.column(name)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _unlike(old: pa.Array, new: pa.Array) -> Bits:
    if old.type != new.type:  # the field is another one now
        return _valid(old) | _valid(new)
    alike = _lists_alike(old, new) if pa.types.is_list(old.type) else _known_true(pc.equal(old, new))
    return ~(alike | (~_valid(old) & ~_valid(new)))


def _lists_alike(old: pa.Array, new: pa.Array) -> Bits:
    """Both known, as long as each other, and the same in every place; an unknown element is like an unknown one."""
    alike = _known_true(pc.equal(pc.list_value_length(old), pc.list_value_length(new)))
    rows = np.flatnonzero(alike)
    one, other = (each.take(pa.array(rows)) for each in (old, new))
    parents = pc.list_parent_indices(one).to_numpy()
    unlike = _unlike(pc.list_flatten(one), pc.list_flatten(other))
    alike[rows[parents[unlike]]] = False
    return alike


def _known_true(bits: pa.Array) -> Bits:
    found: Bits = bits.fill_null(False).to_numpy(zero_copy_only=False).copy()
    return found


def _valid(column: pa.Array) -> Bits:
    found: Bits = column.is_valid().to_numpy(zero_copy_only=False)
    return found


def mixed(old: pa.RecordBatch, new: pa.RecordBatch, back: dict[str, Bits]) -> pa.RecordBatch:
    """The later values, but of each field in ``back`` the earlier ones where its bits are set.

    Both batches hold the same subjects. A column that is missing on one side is null there.
    """
    names = dict.fromkeys([*new.schema.names, *(name for field in back for name in ends(field))])
    columns = {}
    for name in names:
        one, other = _column(old, name), _column(new, name)
        bits = back.get(field_of(name))
        if bits is None or not bits.any():
            if other is not None:
                columns[name] = other
        elif known := [each for each in (one, other) if each is not None]:
            nulls = pa.nulls(len(bits), known[0].type)
            rows = np.arange(len(bits)) + np.where(bits, 0, len(bits))
            columns[name] = pa.concat_arrays([nulls if each is None else each for each in (one, other)]).take(
                pa.array(rows)
            )
    return pa.RecordBatch.from_pydict(columns)
