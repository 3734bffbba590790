"""All conditions of a run as one program: distinct columns, distinct atoms, distinct nodes.

Measures share most of what they ask, so each thing is held once, whoever asks. A program is built for one
day and knows nothing of any register; ``codes`` turns a batch into the columns it wants, ``kernel`` runs it.

A column is a small integer per row: a number becomes its rank among the cut points that any measure uses, a
text the class of texts that no measure tells apart, a list the set of looked-for values it holds. 0 is
unknown. An enterprise is some fifty bytes that way, and an atom one comparison of small integers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic, Term

MAX_LISTED = 62  # looked-for values per list column: bits of one word, less two for unknown

# --- columns --------------------------------------------------------------------------------


@dataclass
class RankColumn:
    """A term as its rank among cut points: below the first is 1, at it 2, above it 3, at the next 4, …"""

    term: Term
    cuts: npt.NDArray[np.float64] = dataclasses.field(default_factory=lambda: np.empty(0))

    @property
    def top(self) -> int:
        return 2 * len(self.cuts) + 1

    def code_range(self, atom: logic.InRange) -> tuple[int, int]:
        """The first and the last code inside a range."""
        low = 1 if atom.low == -inf else 2 * self._position(atom.low) + 2 + atom.low_open
        high = self.top if atom.high == inf else 2 * self._position(atom.high) + 2 - atom.high_open
        return low, high

    def _position(self, cut: float) -> int:
        return int(np.searchsorted(self.cuts, cut))


@dataclass
class ClassColumn:
    """A code or text field as the class of its value: 1 for all that are never named, 2 … for the named."""

    field: str
    named: dict[str, int] = dataclasses.field(default_factory=dict)


@dataclass
class PrefixColumn:
    """Whether a text begins in a certain way: 1 no, 2 yes."""

    field: str
    prefix: str


@dataclass
class FlagColumn:
    """A yes/no field: 1 no, 2 yes."""

    field: str


@dataclass
class AbsentColumn:
    """Whether anything was filed: 1 filed, 2 absent; never 0."""

    field: str


@dataclass
class ListColumn:
    """Which looked-for values a list holds, a bit each. Bit 0: the list is known; bit 1: an element is not."""

    field: str
    bits: dict[str, int] = dataclasses.field(default_factory=dict)


Column = RankColumn | ClassColumn | PrefixColumn | FlagColumn | AbsentColumn | ListColumn

# --- nodes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class AtomNode:
    """One atom on its column: codes from ``low`` to ``high``, or those in ``table``, or with bit ``bit``."""

    column: int
    low: int = 0
    high: int = 0
    table: frozenset[int] = frozenset()
    bit: int = 0


@dataclass(frozen=True)
class Join:
    """AND, OR, NOT or a choice over other nodes, given by their numbers."""

    kind: str  # "and", "or", "not", "choice"
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Fixed:
    value: bool | None


NodeKind = AtomNode | Join | Fixed


@dataclass(frozen=True)
class Program:
    """What to compute. ``roots`` holds the node of each condition that was asked for, in that order.

    ``read`` gives, for every atom node, the fields one could learn more about when it is unknown.
    """

    columns: tuple[Column, ...]
    nodes: tuple[NodeKind, ...]
    roots: tuple[int, ...]
    read: dict[int, tuple[str, ...]]

    @cached_property
    def atoms(self) -> int:
        return sum(isinstance(node, AtomNode) for node in self.nodes)


def compile_program(conditions: Sequence[Logic], defined: frozenset[str] = frozenset()) -> Program:
    """One program for all ``conditions``. ``defined`` fields follow from others and are never asked for."""
    builder = _Builder(defined)
    builder.collect(conditions)
    roots = tuple(builder.node(condition) for condition in conditions)
    return Program(tuple(builder.columns), tuple(builder.nodes), roots, builder.read)


K = TypeVar("K")


class _Builder:
    def __init__(self, defined: frozenset[str]) -> None:
        self.defined = defined
        self.columns: list[Column] = []
        self.nodes: list[NodeKind] = []
        self.read: dict[int, tuple[str, ...]] = {}
        self._column_of: dict[Any, int] = {}
        self._node_of: dict[NodeKind, int] = {}
        self._done: dict[Logic, int] = {}
        self._list_of: dict[tuple[str, str], int] = {}

    # First pass: which columns there are, and what they must tell apart.

    def collect(self, conditions: Iterable[Logic]) -> None:
        cuts: dict[Term, set[float]] = {}
        atoms = dict.fromkeys(atom for condition in conditions for atom in logic.atoms(condition))
        for atom in atoms:
            match atom:
                case logic.InRange(term, low, high):
                    cuts.setdefault(term, set()).update(end for end in (low, high) if abs(end) != inf)
                case logic.IsCode(name, values):
                    column = self._column(("class", name), lambda n=name: ClassColumn(n))  # type: ignore[misc]
                    for value in sorted(values):
                        column.named.setdefault(value, len(column.named) + 2)
                case logic.Holds(name, value):
                    self._listed(name, value)
        for term, ends in cuts.items():
            column = self._column(("rank", term), lambda t=term: RankColumn(t))  # type: ignore[misc]
            column.cuts = np.array(sorted(ends))

    def _column(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._column_of:
            self._column_of[key] = len(self.columns)
            self.columns.append(make())
        return self.columns[self._column_of[key]]

    def _listed(self, name: str, value: str) -> None:
        if (name, value) in self._list_of:
            return
        part = sum(known == name for known, _ in self._list_of) // MAX_LISTED
        column = self._column(("list", name, part), lambda: ListColumn(name))
        column.bits[value] = len(column.bits) + 2
        self._list_of[name, value] = self._column_of["list", name, part]

    # Second pass: the nodes, each once.

    def node(self, condition: Logic) -> int:
        if condition not in self._done:
            self._done[condition] = self._made(condition)
        return self._done[condition]

    def _made(self, condition: Logic) -> int:
        match condition:
            case logic.Truth(value):
                return self._number(Fixed(value))
            case logic.Negation(operand):
                return self._number(Join("not", (self.node(operand),)))
            case logic.Conjunction(items):
                return self._number(Join("and", tuple(map(self.node, items))))
            case logic.Disjunction(items):
                return self._number(Join("or", tuple(map(self.node, items))))
            case logic.Choice(when, then, otherwise):
                return self._number(Join("choice", (self.node(when), self.node(then), self.node(otherwise))))
        number = self._number(self._atom(condition))
        self.read[number] = tuple(sorted(logic.read_fields(condition) - self.defined))
        return number

    def _number(self, node: NodeKind) -> int:
        if node not in self._node_of:
            self._node_of[node] = len(self.nodes)
            self.nodes.append(node)
        return self._node_of[node]

    def _atom(self, atom: logic.Atom) -> AtomNode:
        match atom:
            case logic.InRange(term):
                number = self._column_of["rank", term]
                column = self.columns[number]
                assert isinstance(column, RankColumn)
                low, high = column.code_range(atom)
                return AtomNode(number, low, high)
            case logic.IsCode(name, values):
                number = self._column_of["class", name]
                named = self.columns[number].named  # type: ignore[union-attr]
                return AtomNode(number, table=frozenset(named[value] for value in values))
            case logic.Holds(name, value):
                number = self._list_of[name, value]
                return AtomNode(number, bit=self.columns[number].bits[value])  # type: ignore[union-attr]
            case logic.HasPrefix(name, prefix):
                self._column(("prefix", name, prefix), lambda: PrefixColumn(name, prefix))
                return AtomNode(self._column_of["prefix", name, prefix], 2, 2)
            case logic.Flag(name):
                self._column(("flag", name), lambda: FlagColumn(name))
                return AtomNode(self._column_of["flag", name], 2, 2)
            case logic.IsAbsent(name):
                self._column(("absent", name), lambda: AbsentColumn(name))
                return AtomNode(self._column_of["absent", name], 2, 2)
        raise AssertionError(atom)
