"""A whole program for one subject, node after node, compiled by numba: what ``vector`` does without it in levels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from twinwheel.matching.bits.compiled import compiled
from twinwheel.matching.bits.flat import AND, CHOICE, FIXED, MASK, NOT, OR, RANGE
from twinwheel.matching.bits.program import AtomNode, Join, NodeKind, Program

KINDS = {"and": AND, "or": OR, "not": NOT, "choice": CHOICE}


class Scalar:
    """The nodes of a program, then an AND for each group of them, as rows of (kind, column, start, stop).

    The last two are a part of one list of numbers.
    """

    def __init__(self, program: Program, groups: Sequence[tuple[int, ...]]) -> None:
        found = [_numbers(node) for node in program.nodes] + [(AND, 0, group) for group in groups]
        stops = list(accumulate(len(numbers) for _, _, numbers in found))
        rows = [
            (kind, column, stop - len(numbers), stop)
            for (kind, column, numbers), stop in zip(found, stops, strict=True)
        ]
        self._nodes = np.array(rows, np.int64).reshape(-1, 4)
        self._numbers = np.array([each for _, _, numbers in found for each in numbers], np.int64)

    def truths(self, codes: Sequence[tuple[int, int]]) -> npt.NDArray[np.uint8]:
        """0 not met, 1 unknown, 2 met; of every node and group, given the low and high code of each column."""
        truths = np.zeros(len(self._nodes), np.uint8)
        decide_one(self._nodes, self._numbers, np.array(codes, np.int64).reshape(-1, 2), truths)
        return truths


def _numbers(node: NodeKind) -> tuple[int, int, tuple[int, ...]]:
    """The kind of a node, its column, and its numbers: ranges, a bit, parts or a truth."""
    match node:
        case AtomNode(column, ranges, 0):
            return RANGE, column, tuple(end for each in ranges for end in each)
        case AtomNode(column, _, bit):
            return MASK, column, (bit,)
        case Join(kind, parts):
            return KINDS[kind], 0, parts
    return FIXED, 0, (1 if node.value is None else 2 * node.value,)


@compiled
def decide_one(nodes, numbers, codes, truths):  # type: ignore[no-untyped-def]
    """The truth (0, 1 unknown, 2) of every node of a ``Scalar`` for one row of (low, high) codes."""
    for n in range(len(nodes)):
        kind, start, stop = nodes[n, 0], nodes[n, 2], nodes[n, 3]
        low, high, found = 0, 0, np.uint8(0)
        if kind in (MASK, RANGE):  # the only ones that have a column; a program may have none
            low, high = codes[nodes[n, 1], 0], codes[nodes[n, 1], 1]
        if kind == FIXED:
            found = np.uint8(numbers[start])
        elif kind == MASK:
            if low >> numbers[start] & 1:
                found = np.uint8(2)
            elif low & 3 != 1:
                found = np.uint8(1)
        elif kind == RANGE:
            for k in range(start, stop, 2):
                if low >= numbers[k] and high <= numbers[k + 1]:
                    found = np.uint8(2)
                    break
                if high >= numbers[k] and low <= numbers[k + 1]:
                    found = max(found, np.uint8(1))
            if low == 0:
                found = np.uint8(1)
        elif kind == NOT:
            found = np.uint8(2) - truths[numbers[start]]
        elif kind == AND:
            found = np.uint8(2)
            for k in range(start, stop):
                found = min(found, truths[numbers[k]])
        elif kind == OR:
            for k in range(start, stop):
                found = max(found, truths[numbers[k]])
        else:  # CHOICE
            when, then, otherwise = (
                truths[numbers[start]],
                truths[numbers[start + 1]],
                truths[numbers[start + 2]],
            )
            if when == 2 or then == otherwise:
                found = then
            elif when == 0:
                found = otherwise
            else:
                found = np.uint8(1)
        truths[n] = found
