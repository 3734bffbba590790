"""Runs a program over encoded batches, eight rows to a byte.

Every node has two rails, T (surely true) and P (possibly true). AND and OR are bit operations on both, NOT
swaps them, and a choice is four operations (see ``criteria.logic.Choice``). Bits past the last row are 0 in
every rail that leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

import numpy as np
import numpy.typing as npt

from twinwheel.matching.bits.codes import CodeArray, Codes
from twinwheel.matching.bits.program import AtomNode, Fixed, Join, ListColumn, Program

Bits = npt.NDArray[np.uint8]
Rails = tuple[Bits, Bits]

BLOCK = 131_072  # rows; a bitmap of one block is 16 KB, so a measure's nodes stay in the second-level cache


class Block:
    """The nodes of a program over one block of rows, each computed at most once and only when asked for."""

    def __init__(self, program: Program, codes: Codes, start: int, stop: int) -> None:
        self.program = program
        self.codes = codes
        self.start, self.stop = start, stop
        self.rows = stop - start
        self._rails: dict[int, Rails] = {}
        self._in_range: dict[tuple[int, int, int], Bits] = {}
        self._unknown: dict[int, Bits] = {}
        self.open_fields: dict[tuple[int | None, str], Bits] = {}  # for ``decide``: rows a field leaves open
        self._blank = np.zeros((self.rows + 7) // 8, np.uint8)
        self._full = np.packbits(np.ones(self.rows, bool), bitorder="little")

    def rails(self, number: int) -> Rails:
        """(T, P) of a node."""
        found = self._rails.get(number)
        if found is None:
            found = self._rails[number] = self._computed(number)
        return found

    def unknown(self, number: int) -> Bits:
        """P and not T."""
        sure, possible = self.rails(number)
        return possible & ~sure

    def all_of(self, numbers: tuple[int, ...]) -> Rails:
        """AND of nodes, stopping where no row can meet it any more."""
        if not numbers:
            return self._full, self._full
        sure, possible = self.rails(numbers[0])
        for number in numbers[1:]:
            if number not in self._rails and not possible.any():
                break
            next_sure, next_possible = self.rails(number)
            sure, possible = sure & next_sure, possible & next_possible
        return sure, possible

    def _computed(self, number: int) -> Rails:
        node = self.program.nodes[number]
        match node:
            case AtomNode():
                return self._atom(node)
            case Fixed(value):
                return self._full if value else self._blank, self._blank if value is False else self._full
            case Join("not", (part,)):
                sure, possible = self.rails(part)
                return self._full & ~possible, self._full & ~sure
            case Join("and", parts):
                return self.all_of(parts)
            case Join("or", parts):
                sure, possible = self.rails(parts[0])
                for part in parts[1:]:
                    next_sure, next_possible = self.rails(part)
                    sure, possible = sure | next_sure, possible | next_possible
                return sure, possible
            case Join(_, (condition, then, otherwise)):
                c_t, c_p = self.rails(condition)
                a_t, a_p = self.rails(then)
                b_t, b_p = self.rails(otherwise)
                return (a_t | (self._full & ~c_p)) & (c_t | b_t), (c_p & a_p) | (b_p & ~c_t)
        raise AssertionError(node)

    def _atom(self, node: AtomNode) -> Rails:
        if node.bit:
            sure = _packed((self._low(node.column) & np.uint8(1 << node.bit)) != 0)
        elif self.codes.columns[node.column].exact:
            sure = self._any_of(node.column, node.ranges)
        else:
            return self._of_interval(node)
        return sure, sure | self._unknown_codes(node.column)

    def _low(self, column: int) -> CodeArray:
        return self.codes.columns[column].low[self.start : self.stop]

    def _any_of(self, column: int, ranges: tuple[tuple[int, int], ...]) -> Bits:
        """Rows whose code lies in one of some ranges. Long lists of texts overlap, so each range is kept."""
        for low, high in ranges:
            if (column, low, high) not in self._in_range:
                self._in_range[column, low, high] = self._between(column, low, high)
        parts = [self._in_range[column, low, high] for low, high in ranges]
        return reduce(or_, parts) if parts else self._blank

    def _between(self, column: int, low: int, high: int) -> Bits:
        """Rows whose code lies in a range. One comparison is enough, whichever end there is."""
        codes = self._low(column)
        if low >= high:
            return _packed(codes == low) if low == high else self._blank
        if high == self.program.columns[column].top:
            return _packed(codes >= low)
        if low == 1:
            return _packed(codes <= high) & ~self._unknown_codes(column)
        # Below the low end the difference wraps round to a large number.
        return _packed(codes - codes.dtype.type(low) <= codes.dtype.type(high - low))

    def _of_interval(self, node: AtomNode) -> Rails:
        column = self.codes.columns[node.column]
        ((first, last),) = node.ranges
        low, high = self._low(node.column), column.high[self.start : self.stop]
        sure = _packed((low >= first) & (high <= last) & (low > 0))
        possible = _packed((high >= first) & (low <= last))
        return sure, possible | self._unknown_codes(node.column)

    def _unknown_codes(self, column: int) -> Bits:
        """Rows where a column is unknown; of a list, also where it is known in part."""
        if column not in self._unknown:
            codes = self._low(column)
            listed = isinstance(self.program.columns[column], ListColumn)
            self._unknown[column] = _packed((codes & 3) != 1 if listed else codes == 0)
        return self._unknown[column]


def _packed(bits: npt.NDArray[np.bool_]) -> Bits:
    return np.packbits(bits, bitorder="little")


def blocks(program: Program, codes: Codes, rows: int = BLOCK) -> Iterator[Block]:
    """The blocks of an encoded batch, in order."""
    for start in range(0, codes.rows, rows):
        yield Block(program, codes, start, min(start + rows, codes.rows))


def positions(bits: Bits, rows: int) -> npt.NDArray[np.int64]:
    """The rows whose bit is set."""
    unpacked = np.unpackbits(bits, count=rows, bitorder="little")
    return np.flatnonzero(unpacked.view(bool))  # three to eight times faster than among bytes


def count(bits: Bits) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(bits).sum())
