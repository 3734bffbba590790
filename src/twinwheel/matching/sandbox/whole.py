"""A whole register in columns: what a condition or an amount reads is read once and kept, and so is what it gives.

A policy that is tried over and over changes one number at a time. Of its conditions all others are already
known here as bitmaps, and so is every term as an array; only the one comparison that moved is made again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property, reduce
from operator import and_, or_
from typing import Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from twinwheel.criteria import columns, logic
from twinwheel.criteria.columns import Batch, Interval
from twinwheel.criteria.logic import Logic, Term
from twinwheel.matching.bits.kernel import Bits, Rails
from twinwheel.registers.columns import SUBJECT_ID
from twinwheel.registers.register import Register

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

KEPT_BYTES = 512 * 2**20
"""Memory for bitmaps, and the same again for terms; what was not used for longest goes first."""


class Whole:
    """The columns of a register and the rails of conditions over all its rows.

    Bitmaps hold eight rows to a byte and are padded with zeros to whole 64-bit words.
    """

    def __init__(self, register: Register, room: int = KEPT_BYTES) -> None:
        """``room``: bytes of bitmaps that are kept, and the same again of terms."""
        self.register = register
        self.rows = register.rows
        self._arrays: dict[str, pa.Array] = {}
        self._batches: dict[frozenset[str], Batch] = {}
        bitmap = 2 * self.full.nbytes
        self._rails: Recent[Logic, Rails] = Recent(max(64, room // max(1, bitmap)))
        self._terms: Recent[Term, Interval] = Recent(max(16, room // max(1, 17 * self.rows)))

    # --- columns --------------------------------------------------------------------------

    @cached_property
    def _names(self) -> list[str]:
        return list(pq.read_schema(self.register.path).names)

    def load(self, fields: Iterable[str]) -> None:
        """Read the columns of some fields, those not yet read, in one pass."""
        fields = set(fields)
        wanted = [
            name
            for name in self._names
            if name.removesuffix("[min]").removesuffix("[max]") in fields and name not in self._arrays
        ]
        if not wanted:
            return
        schema = pq.read_schema(self.register.path)
        parts = list(self.register.batches(columns=wanted))
        for place, name in enumerate(wanted):
            chunks = [part.column(place) for part in parts]
            self._arrays[name] = pa.concat_arrays(chunks) if chunks else pa.array([], schema.field(name).type)

    def batch(self, fields: frozenset[str]) -> Batch:
        """The whole register as one batch of some fields."""
        if fields not in self._batches:
            self.load(fields)
            columns_ = {
                name: array
                for name, array in self._arrays.items()
                if name.removesuffix("[min]").removesuffix("[max]") in fields
            }
            columns_ = columns_ or {"-": pa.nulls(self.rows)}
            self._batches[fields] = Batch(pa.RecordBatch.from_pydict(columns_))
        return self._batches[fields]

    @property
    def subjects(self) -> pa.Array:
        """The ids of all subjects, in the order of the register."""
        self.load([SUBJECT_ID])
        return self._arrays[SUBJECT_ID]

    # --- bitmaps --------------------------------------------------------------------------

    @cached_property
    def full(self) -> Bits:
        """The bitmap of all rows."""
        return packed(np.ones(self.rows, bool))

    @cached_property
    def blank(self) -> Bits:
        return np.zeros_like(self.full)

    def rails(self, node: Logic) -> Rails:
        """(T, P) of a condition over all rows."""
        return self._rails.get(node, lambda: self._made(node))

    def all_of(self, nodes: Iterable[Logic]) -> Rails:
        """(T, P) of conditions joined by AND."""
        found = [self.rails(node) for node in nodes]
        return (
            reduce(and_, (sure for sure, _ in found), self.full),
            reduce(and_, (possible for _, possible in found), self.full),
        )

    def _made(self, node: Logic) -> Rails:
        match node:
            case logic.Negation(operand):
                sure, possible = self.rails(operand)
                return self.full & ~possible, self.full & ~sure
            case logic.Conjunction(items):
                return self.all_of(items)
            case logic.Disjunction(items):
                found = [self.rails(item) for item in items]
                return reduce(or_, (sure for sure, _ in found)), reduce(or_, (poss for _, poss in found))
            case logic.Choice(condition, then, otherwise):
                (c_t, c_p), (a_t, a_p), (b_t, b_p) = map(self.rails, (condition, then, otherwise))
                return (a_t | (self.full & ~c_p)) & (c_t | b_t), (c_p & a_p) | (b_p & ~c_t)
            case logic.InRange(term):
                sure_, possible_ = columns.in_range(node, self.interval(term))
            case _:
                sure_, possible_ = columns.rails(node, self.batch(logic.read_fields(node)))
        sure = packed(sure_)
        return sure, sure if possible_ is sure_ else packed(possible_)

    def interval(self, term: Term) -> Interval:
        """A term over all rows."""
        return self._terms.get(term, lambda: columns.interval(term, self.batch(logic.read_fields(term))))


class Recent(Generic[K, V]):
    """The things that were asked for last, at most ``limit`` of them."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """What is kept under ``key``, made if it is not."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = self._kept[key] = make()
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return found


def packed(bits: columns.Bits) -> Bits:
    """Eight rows to a byte, the first in the lowest bit, padded to whole 64-bit words."""
    found = np.packbits(bits, bitorder="little")
    return np.pad(found, (0, -len(found) % 8))
