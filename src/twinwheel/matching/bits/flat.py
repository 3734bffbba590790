"""A program as plain integers: what a back end wants that is compiled once for all programs.

Whatever is computed in a block of rows has a *slot*, the bitmap of that block; slot 0 is all zeros and slot 1 all
ones. A *step* fills one slot or two. Each distinct range of a column is a step of its own, whichever atoms ask for it.
A node is three slots ``t, p, u``: T is ``t`` and P is ``p | u``, so that an atom need not write its P: it is its T and
the unknown rows of its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.matching.bits.program import AtomNode, Fixed, Join, ListColumn, Program

Integers = npt.NDArray[np.int64]

RANGE, MASK, RANGES, ANY, BAND, AND, OR, NOT, CHOICE, FIXED = range(10)

TOGETHER = 4  # ranges that are looked for in one pass over a column's codes
"""Kinds of steps, with their columns in ``Flat.steps`` after kind, first and second slot:

RANGE   source, low, high - low      codes inside a range
MASK    source, mask, value          codes that differ from a value under a mask
RANGES  source, start                TOGETHER times slot, low and high - low, from ``args[start]`` on
ANY     start, stop                  OR of the slots ``args[start:stop]``
BAND    start, stop                  T and P of a range over intervals, from five slots in ``args``
AND …   start, stop                  connectives over the nodes ``args[start:stop]``, three slots each

FIXED is for ``scalar`` alone; here it is slots that are there from the start.
"""

ZEROS, ONES, SPARE = 0, 1, 2  # the spare pair of slots is free for whoever runs the steps


@dataclass(frozen=True)
class Flat:
    """``steps``: (kind, slot, slot, and three more) each; ``nodes``: t, p, u, and where ``needs`` lists the steps that
    make them, in order (start, stop); sources are numbered two a column, the low and the high codes."""

    steps: Integers
    args: Integers
    nodes: Integers
    needs: Integers
    slots: int


def flatten(program: Program, intervals: frozenset[int], asked: Iterable[int]) -> Flat:
    """``intervals`` are the columns with two sets of codes, ``asked`` the nodes that will be read."""
    return _Flattening(program, intervals).flat(sorted(set(asked)))


class _Flattening:
    def __init__(self, program: Program, intervals: frozenset[int]) -> None:
        self.program = program
        self.intervals = intervals
        self.slots = SPARE + 2
        self.steps: list[tuple[int, ...]] = []
        self.args: list[int] = []
        self.parts: list[tuple[int, ...]] = []  # of each step, the steps that come first
        self.maker: dict[int, int] = {}  # the step that fills a slot
        self.instead: dict[int, int] = {}  # the step that does the work of another
        self.known: dict[tuple[int, ...], int] = {}
        self.nodes: list[tuple[int, int, int]] = []

    def flat(self, asked: list[int]) -> Flat:
        for node in self.program.nodes:  # a node comes after its parts
            self.nodes.append(self._node(node))
        self._put_together()
        nodes = np.zeros((len(self.nodes), 5), np.int64)
        nodes[:, :3] = np.array(self.nodes, np.int64).reshape(-1, 3)
        needs: list[int] = []
        for number in asked:
            start = len(needs)
            needs += self._needed(self.nodes[number])
            nodes[number, 3:] = start, len(needs)
        return Flat(
            np.array(self.steps, np.int64).reshape(-1, 6),
            np.array(self.args, np.int64),
            nodes,
            np.array(needs, np.int64),
            self.slots,
        )

    def _put_together(self) -> None:
        """Ranges of the same codes, by fours: to read the codes takes as long as to compare them."""
        of_source: dict[int, list[int]] = {}
        for number, step in enumerate(self.steps):
            if step[0] == RANGE:
                of_source.setdefault(step[3], []).append(number)
        for source, numbers in of_source.items():
            for first in range(0, len(numbers) - TOGETHER + 1, TOGETHER):
                four = numbers[first : first + TOGETHER]
                start = len(self.args)
                for number in four:
                    _, slot, _, _, low, span = self.steps[number]
                    self.args += slot, low, span
                    self.maker[slot] = four[0]
                    self.instead[number] = four[0]
                self.steps[four[0]] = (RANGES, 0, 0, source, start, 0)

    def _needed(self, slots: Sequence[int]) -> list[int]:
        """The steps that fill some slots and all they stand on, in order; the first slot's own is the last."""
        done: dict[int, None] = {}
        open_steps = [self.maker[slot] for slot in slots if slot in self.maker]
        while open_steps:
            step = open_steps[-1]
            parts = (self.instead.get(each, each) for each in self.parts[step])
            waiting = [each for each in parts if each not in done]
            if waiting and step not in done:
                open_steps += waiting
            else:
                done.setdefault(open_steps.pop())
        return list(done)

    def _step(self, kind: int, key: tuple[int, ...], parts: Iterable[int] = (), two: bool = False) -> int:
        """A step that fills new slots; its first slot. ``parts`` are the slots it reads."""
        if (kind, *key) in self.known:
            return self.known[kind, *key]
        slot = self.slots
        self.slots += 2 if two else 1
        if kind in {RANGE, MASK}:
            rest = key
        else:
            rest = (len(self.args), len(self.args) + len(key), 0)
            self.args += key
        self.parts.append(tuple(dict.fromkeys(self.maker[each] for each in parts if each in self.maker)))
        self.maker[slot] = len(self.steps)
        if two:
            self.maker[slot + 1] = len(self.steps)
        self.steps.append((kind, slot, slot + 1, *rest))
        self.known[kind, *key] = slot
        return slot

    def _node(self, node: AtomNode | Join | Fixed) -> tuple[int, int, int]:
        match node:
            case AtomNode():
                return self._atom(node)
            case Fixed(value):
                return ONES if value else ZEROS, ZEROS if value is False else ONES, ZEROS
            case Join(kind, parts):
                slots = tuple(slot for part in parts for slot in self.nodes[part])
                kinds = {"and": AND, "or": OR, "not": NOT, "choice": CHOICE}
                slot = self._step(kinds[kind], slots, slots, two=True)
                return slot, slot + 1, ZEROS
        raise AssertionError(node)

    def _atom(self, node: AtomNode) -> tuple[int, int, int]:
        source = 2 * node.column
        unknown = self._unknown(node.column)
        if node.bit:
            slot = self._step(MASK, (source, 1 << node.bit, 0))
        elif node.column in self.intervals:
            ((first, last),) = node.ranges
            five = (
                self._range(source, first, self._top(node.column)),
                self._range(source + 1, 0, last),
                self._range(source + 1, first, self._top(node.column)),
                self._range(source, 0, last),
                unknown,
            )
            slot = self._step(BAND, five, five, two=True)
            return slot, slot + 1, ZEROS
        else:
            found = tuple(self._range(source, low, high) for low, high in node.ranges)
            slot = found[0] if len(found) == 1 else self._step(ANY, found, found) if found else ZEROS
        return slot, slot, unknown

    def _top(self, column: int) -> int:
        return self.program.columns[column].top

    def _range(self, source: int, low: int, high: int) -> int:
        return self._step(RANGE, (source, low, high - low)) if low <= high else ZEROS

    def _unknown(self, column: int) -> int:
        if isinstance(self.program.columns[column], ListColumn):
            return self._step(MASK, (2 * column, 3, 1))
        return self._step(RANGE, (2 * column, 0, 0))
