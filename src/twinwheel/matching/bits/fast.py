"""The numba back end: the same program, the same bits, several times faster. Needs the extra ``[fast]``.

Blocks are so small that all bitmaps of one stay in the second-level cache. In a block a node is worked out when a
measure that is still alive asks for it, once. Threads take runs of blocks; they hold no lock while they compute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.matching.bits.codes import CodeArray, Codes
from twinwheel.matching.bits.compiled import run
from twinwheel.matching.bits.flat import ONES, RANGES, ZEROS, Flat, Integers, flatten
from twinwheel.matching.bits.program import Program
from twinwheel.matching.bits.threads import processors

BLOCK = 128  # words of 64 rows
PIECE = 16 * BLOCK  # words a thread takes at a time: 131,072 rows
FULL = ~np.uint64(0)

Groups = Sequence[tuple[int, ...]]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Prepared:
    """A flat program with the groups that are asked of it."""

    flat: Flat
    first: Integers
    members: Integers
    widest: int  # arguments of a step at most

    def workspace(self, block: int) -> Workspace:
        return Workspace(self, block)


class Workspace:
    """What one thread computes in. ``block`` is in words, a multiple of 8."""

    def __init__(self, prepared: Prepared, block: int) -> None:
        self.prepared, self.block = prepared, block
        self._memory = np.zeros(prepared.flat.slots * block + 8, np.uint64)
        skipped = -self._memory.ctypes.data % 64 // 8  # so that a vector never lies across two cache lines
        slots = self._memory[skipped:][: prepared.flat.slots * block].reshape(-1, block)
        slots[ZEROS], slots[ONES] = 0, FULL
        self._arena = slots.ctypes.data
        self._done = np.zeros(len(prepared.flat.steps), np.int64)
        self._at = np.zeros(prepared.widest, np.int64)

    def forget(self) -> None:
        """Before other codes are read."""
        self._done.fill(-1)

    def run(self, sources: Integers, sizes: Integers, begin: int, end: int, to: tuple[int, int, int]) -> None:
        """The words from ``begin`` to ``end`` of every group; ``to``: addresses of T and P, and bytes per group."""
        made, flat = self.prepared, self.prepared.flat
        run(
            *(flat.steps, flat.args, flat.nodes, flat.needs, made.first, made.members, sources, sizes),
            *(begin, end, self.block, self._arena, self._done, self._at, *to),
        )


def prepare(program: Program, groups: Groups, intervals: frozenset[int] = frozenset()) -> Prepared:
    """Flatten a program for some groups of its nodes. The last ones are kept, so that this costs once."""
    known: tuple[Groups, Prepared] | None = program.kept.get(intervals)
    if known is None or known[0] is not groups:
        known = program.kept[intervals] = groups, _prepared(program, groups, intervals)
    return known[1]


def _prepared(program: Program, groups: Groups, intervals: frozenset[int]) -> Prepared:
    members = np.array([node for group in groups for node in group], np.int64)
    flat = flatten(program, intervals, members.tolist())
    first = np.cumsum([0, *map(len, groups)], dtype=np.int64)
    joins = flat.steps[flat.steps[:, 0] > RANGES]
    return Prepared(flat, first, members, int((joins[:, 4] - joins[:, 3]).max(initial=1)))


def fill(
    program: Program, groups: Groups, codes: Codes, sure: Bytes, possible: Bytes, threads: int | None = None
) -> None:
    """Write T and P of every group for all rows, as ``bitmaps.Bitmaps`` holds them.

    ``sure`` and ``possible`` are of the same shape and layout: one row of whole words a group.
    """
    if not len(groups) or not codes.rows:
        return
    intervals = frozenset(n for n, column in enumerate(codes.columns) if not column.exact)
    prepared = prepare(program, groups, intervals)
    words, rest = divmod(codes.rows, 64)
    _in_pieces(_Work(prepared, codes, words, sure, possible), threads)
    if rest:
        _last_word(prepared, codes, words, rest, sure, possible)


@dataclass(frozen=True)
class _Work:
    prepared: Prepared
    codes: Codes
    words: int
    sure: Bytes
    possible: Bytes

    def pieces(self, numbers: Iterator[int]) -> None:
        """Run one piece after the other, each by its number."""
        arrays, sources, sizes = addresses(self.codes)
        to = self.sure.ctypes.data, self.possible.ctypes.data, self.sure.strides[0]
        space = self.prepared.workspace(BLOCK)
        space.forget()
        for number in numbers:
            space.run(sources, sizes, number * PIECE, min((number + 1) * PIECE, self.words), to)
        del arrays  # held as long as their addresses are read


def _in_pieces(work: _Work, threads: int | None) -> None:
    pieces = -(-work.words // PIECE)
    threads = min(threads or processors(), pieces)
    numbers = iter(range(pieces))  # shared: whoever is free takes the next
    if threads <= 1:
        work.pieces(numbers)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work.pieces, numbers) for _ in range(threads)]:
            done.result()


def _last_word(prepared: Prepared, codes: Codes, words: int, rest: int, sure: Bytes, possible: Bytes) -> None:
    """The rows after the last whole word, from a copy that is padded to 64."""
    arrays = [_padded(each[64 * words :]) for each in _arrays(codes)]
    space = prepared.workspace(8)
    space.forget()
    sources = np.array([each.ctypes.data for each in arrays], np.int64)
    sizes = np.array([each.itemsize for each in arrays], np.int64)
    at = 8 * words
    space.run(sources, sizes, 0, 1, (sure.ctypes.data + at, possible.ctypes.data + at, sure.strides[0]))
    for bits in (sure, possible):
        bits[:, at : at + 8].view(np.uint64)[:] &= np.uint64((1 << rest) - 1)


def _padded(codes: CodeArray) -> CodeArray:
    copy = np.zeros(64, codes.dtype)
    copy[: len(codes)] = codes
    return copy


def _arrays(codes: Codes) -> list[CodeArray]:
    return [np.ascontiguousarray(each) for column in codes.columns for each in (column.low, column.high)]


def addresses(codes: Codes) -> tuple[list[CodeArray], Integers, Integers]:
    """The arrays of codes, low and high of each column in turn, where they lie, and the bytes of a code."""
    arrays = _arrays(codes)
    sources = np.array([each.ctypes.data for each in arrays], np.int64)
    return arrays, sources, np.array([each.itemsize for each in arrays], np.int64)
