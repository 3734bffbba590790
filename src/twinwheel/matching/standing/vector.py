"""Every measure and every rule for one subject at once, in a fraction of a millisecond.

The subject becomes one code a column, without Arrow; then the whole program is decided by a few NumPy calls, a level
of nodes after the other, over the truths 0 (not met), 1 (unknown) and 2 (met): AND is the least, OR the greatest, NOT
takes from 2. With numba it is ``scalar``, node after node. ``one.decide`` is the plain reading of the same, and tells
more: amounts and what is missing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twinwheel.criteria.subject import Subject, Verdict, interval
from twinwheel.matching.bits.bitmaps import chosen
from twinwheel.matching.bits.program import (
    AbsentColumn,
    AtomNode,
    Column,
    Fixed,
    FlagColumn,
    Join,
    Program,
    RankColumn,
    TextColumn,
)
from twinwheel.matching.plan import Outcome, Plan

Truths = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
Pair = tuple[int, int]

VERDICTS = (Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.MET)
OUTCOMES = (Outcome.INELIGIBLE, Outcome.UNKNOWN, Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW)


@dataclass(frozen=True)
class Answers:
    """The truth of every rule, in the order of the plan, and of every measure: 0 not met, 1 unknown, 2 met."""

    vector: Vector
    rules: Truths
    measures: Truths

    def outcomes(self) -> dict[str, Outcome]:
        """Of all measures, by id."""
        eligible = self.measures == 2
        which = self.measures + (eligible & self.vector.human)
        return dict(zip(self.vector.measures, map(OUTCOMES.__getitem__, which.tolist()), strict=True))

    def verdicts(self, position: int) -> dict[str, Verdict]:
        """Of the rules of a candidate, by criterion id."""
        rules = self.vector.plan.candidates[position].rules
        start = self.vector.starts[position]
        truths = self.rules[start : start + len(rules)].tolist()
        return {rule.spec.id: VERDICTS[truth] for rule, truth in zip(rules, truths, strict=True)}


class Vector:
    """A plan made ready to decide subjects one at a time.

    ``back_end`` is chosen as for ``bitmaps``. Raises UsageError: there is no such back end.
    """

    def __init__(self, plan: Plan, back_end: str | None = None) -> None:
        self.plan = plan
        self.measures = [each.id for each in plan.candidates]
        self.human = np.array([bool(each.humans) for each in plan.candidates], bool)
        self.starts = _starts(map(len, plan.roots))
        self._encoder = Encoder(plan.program.columns)
        self._rules = np.array(plan.program.roots, np.int64)
        if chosen(back_end, len(plan.program.roots)) == "numba":
            from twinwheel.matching.standing.scalar import Scalar

            self._program: Scalar | Levels = Scalar(plan.program, plan.roots)
        else:
            self._program = Levels(plan.program, plan.roots)

    def decide(self, subject: Subject) -> Answers:
        """All verdicts for one subject of canonical values."""
        truths = self._program.truths(self._encoder.codes(subject))
        return Answers(self, truths[self._rules], truths[len(truths) - len(self.measures) :])


# --- codes of one subject ---------------------------------------------------------------------


class Encoder:
    """The codes of some columns for one subject; what ``codes.encode`` gives for a batch."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = [_encoder(column) for column in columns]

    def codes(self, subject: Subject) -> list[Pair]:
        """The low and the high code of each column."""
        return [code(subject) for code in self._columns]


def _encoder(column: Column) -> Callable[[Subject], Pair]:
    if isinstance(column, RankColumn):
        return _ranked(column)
    name = column.field

    def code(subject: Subject) -> int:
        value = subject.get(name)
        if isinstance(column, AbsentColumn):
            return 2 if value is None else 1
        if value is None:
            return 0
        if isinstance(column, FlagColumn):
            return 2 if value else 1
        if isinstance(column, TextColumn):
            return column.class_of(str(value))
        assert isinstance(value, tuple)
        held = sum(1 << column.bits[each] for each in {*value} if each in column.bits)
        return held | (3 if None in value else 1)

    def pair(subject: Subject) -> Pair:
        found = code(subject)
        return found, found

    return pair


def _ranked(column: RankColumn) -> Callable[[Subject], Pair]:
    at, past = ([cut for cut, after in column.ends if after is side] for side in (False, True))
    term = column.term

    def rank(value: float) -> int:
        return 1 + bisect_right(at, value) + bisect_left(past, value)

    def pair(subject: Subject) -> Pair:
        found = interval(term, subject)
        if found is None:
            return 0, 0
        low, high = found
        code = rank(low)
        return code, code if low == high else rank(high)

    return pair


# --- levels -----------------------------------------------------------------------------------


class Levels:
    """A program as arrays: its atoms, then its nodes by how deep they stand, each level and kind at once; at last
    an AND for each group of nodes."""

    def __init__(self, program: Program, groups: Sequence[tuple[int, ...]]) -> None:
        nodes = list(enumerate(program.nodes))
        self._start = np.full(len(nodes) + len(groups), 2, np.uint8)
        for number, node in nodes:
            if isinstance(node, Fixed):
                self._start[number] = 1 if node.value is None else 2 * node.value
        atoms = [(number, node) for number, node in nodes if isinstance(node, AtomNode)]
        self._ranges = _Ranges([each for each in atoms if not each[1].bit])
        self._bits = _Bits([each for each in atoms if each[1].bit])
        joins: dict[tuple[int, str], list[int]] = {}
        for number, depth in enumerate(_depths(program)):
            node = program.nodes[number]
            if isinstance(node, Join):
                joins.setdefault((depth, node.kind), []).append(number)
        parts = {number: node.parts for number, node in nodes if isinstance(node, Join)}
        self._joins = [(kind, *_joined(joins[depth, kind], parts)) for depth, kind in sorted(joins)]
        # A measure without rules, one that people decide, has met them all: its truth stays 2.
        asked = {len(nodes) + n: group for n, group in enumerate(groups) if group}
        self._joins.append(("and", *_joined(list(asked), asked)))

    def truths(self, codes: Sequence[Pair]) -> Truths:
        """Of every node and group, given the low and high code of each column."""
        found = self._start.copy()
        low, high = np.array(codes, np.int64).reshape(-1, 2).T
        self._ranges.decide(low, high, found)
        self._bits.decide(low, found)
        for kind, numbers, parts, starts in self._joins:
            if not len(numbers):
                continue
            if kind == "and":
                found[numbers] = np.minimum.reduceat(found[parts], starts)
            elif kind == "or":
                found[numbers] = np.maximum.reduceat(found[parts], starts)
            elif kind == "not":
                found[numbers] = 2 - found[parts]
            else:
                when, then, otherwise = found[parts].reshape(-1, 3).T
                agreed = np.where(then == otherwise, then, 1)
                found[numbers] = np.where(when == 2, then, np.where(when == 0, otherwise, agreed))
        return found


def _depths(program: Program) -> list[int]:
    depths: list[int] = []
    for node in program.nodes:  # a node comes after its parts
        depths.append(1 + max(depths[part] for part in node.parts) if isinstance(node, Join) else 0)
    return depths


def _joined(numbers: list[int], parts_of: Mapping[int, tuple[int, ...]]) -> tuple[Numbers, Numbers, Numbers]:
    """Some nodes, their parts one after the other, and where those of each begin."""
    parts = [parts_of[number] for number in numbers]
    return _numbers(numbers), _numbers(each for some in parts for each in some), _starts(map(len, parts))


def _numbers(items: Iterable[int]) -> Numbers:
    return np.fromiter(items, np.int64)


def _starts(lengths: Iterable[int]) -> Numbers:
    """Where each of some pieces of given lengths begins."""
    return np.cumsum([0, *lengths])[:-1]


class _Ranges:
    """Atoms that ask whether a code, or an interval of codes, lies in one of some ranges."""

    def __init__(self, atoms: list[tuple[int, AtomNode]]) -> None:
        # No code lies in 1 … 0: an atom with no range is never met, but may be unknown.
        ranges = [node.ranges or ((1, 0),) for _, node in atoms]
        self._atoms = _numbers(number for number, _ in atoms)
        self._column = _numbers(node.column for _, node in atoms)
        self._columns = np.repeat(self._column, [len(each) for each in ranges])
        self._first = _numbers(first for some in ranges for first, _ in some)
        self._last = _numbers(last for some in ranges for _, last in some)
        self._starts = _starts(map(len, ranges))

    def decide(self, low: Numbers, high: Numbers, to: Truths) -> None:
        if not len(self._atoms):
            return
        lower, higher = low[self._columns], high[self._columns]
        sure = (lower >= self._first) & (higher <= self._last)
        possible = (higher >= self._first) & (lower <= self._last)
        met = np.maximum.reduceat(sure.view(np.uint8) + possible.view(np.uint8), self._starts)
        to[self._atoms] = np.where(low[self._column] == 0, 1, met)


class _Bits:
    """Atoms that ask for a bit of a list's code."""

    def __init__(self, atoms: list[tuple[int, AtomNode]]) -> None:
        self._atoms = _numbers(number for number, _ in atoms)
        self._column = _numbers(node.column for _, node in atoms)
        self._bit = _numbers(node.bit for _, node in atoms)

    def decide(self, low: Numbers, to: Truths) -> None:
        codes = low[self._column]
        to[self._atoms] = np.where(codes >> self._bit & 1, 2, (codes & 3) != 1)
