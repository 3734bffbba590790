"""All conditions of a run as one program: distinct columns, distinct atoms, distinct nodes.

Measures share most of what they ask, so each thing is held once, whoever asks. A program is built for one
day and knows nothing of any register; ``codes`` turns a batch into the columns it wants, ``kernel`` runs it.

A column is a small integer per row: a number becomes its rank among the ends that any measure compares it with,
a text the class of texts that no measure tells apart, a list the set of looked-for values it holds. 0 is
unknown. An enterprise is some fifty bytes that way, and an atom a comparison or two of small integers.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any, ClassVar, TypeVar

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic, Term

MAX_LISTED = 6  # looked-for values per list column: bits of one byte, less two for unknown

# --- columns --------------------------------------------------------------------------------


End = tuple[float, bool]
"""A place on the line: just before a value (False) or just after it (True)."""


@dataclass
class RankColumn:
    """A term as the number of ends that lie below it, plus 1. ``ends`` ascend.

    ``x >= 5`` needs to know where ``x`` lies from the end before 5, ``x > 5`` and ``x <= 5`` from the one after.
    """

    term: Term
    ends: list[End] = dataclasses.field(default_factory=list)

    @property
    def top(self) -> int:
        return len(self.ends) + 1

    def code_range(self, atom: logic.InRange) -> tuple[int, int]:
        """The first and the last code inside a range."""
        low, high = ends_of(atom)
        return (
            1 if low is None else bisect_left(self.ends, low) + 2,
            self.top if high is None else bisect_left(self.ends, high) + 1,
        )


def ends_of(atom: logic.InRange) -> tuple[End | None, End | None]:
    """Where a range begins and where it ends; None where it is open on that side."""
    return (
        None if atom.low == -inf else (atom.low, atom.low_open),
        None if atom.high == inf else (atom.high, not atom.high_open),
    )


@dataclass
class TextColumn:
    """A code or text as the class of its value: 1 for all that no measure knows, 2 … for those it does.

    ``named`` are values, each a class; ``prefixes`` are classes for the texts that begin so and are not named.
    """

    field: str
    named: dict[str, int] = dataclasses.field(default_factory=dict)
    prefixes: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def top(self) -> int:
        return len(self.named) + len(self.prefixes) + 1

    def class_of(self, text: str) -> int:
        """The class of any text; where several prefixes fit, the longest tells most."""
        if text in self.named:
            return self.named[text]
        fitting = [each for each in self.prefixes if text.startswith(each)]
        return self.prefixes[max(fitting, key=len)] if fitting else 1

    def beginning(self, prefix: str) -> frozenset[int]:
        """The classes whose texts begin in a certain way."""
        both = (*self.named.items(), *self.prefixes.items())
        return frozenset(number for text, number in both if text.startswith(prefix))


@dataclass
class FlagColumn:
    """A yes/no field: 1 no, 2 yes."""

    field: str
    top: ClassVar[int] = 2


@dataclass
class AbsentColumn:
    """Whether anything was filed: 1 filed, 2 absent; never 0."""

    field: str
    top: ClassVar[int] = 2


@dataclass
class ListColumn:
    """Which looked-for values a list holds, a bit each. Bit 0: the list is known; bit 1: an element is not."""

    field: str
    bits: dict[str, int] = dataclasses.field(default_factory=dict)
    top: ClassVar[int] = 255


Column = RankColumn | TextColumn | FlagColumn | AbsentColumn | ListColumn
"""``top`` is the largest code of each."""

# --- nodes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class AtomNode:
    """One atom on its column: met by the codes in ``ranges``, both ends included, or by those with bit ``bit``."""

    column: int
    ranges: tuple[tuple[int, int], ...] = ()
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

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What a back end has made of this program and wants to find again."""
        return {}


def compile_program(
    conditions: Sequence[Logic], defined: frozenset[str] = frozenset(), known: Sequence[Column] = ()
) -> Program:
    """One program for all ``conditions``. ``defined`` fields follow from others and are never asked for.

    Its columns are those of ``known``, the very objects, wherever one tells apart all that the conditions do.
    """
    builder = _Builder(defined)
    builder.collect(conditions)
    builder.adopt(known)
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
        self._known: Sequence[Column] = ()

    # First pass: which columns there are, and what they must tell apart.

    def collect(self, conditions: Iterable[Logic]) -> None:
        ends: dict[Term, set[End]] = {}
        for atom in dict.fromkeys(atom for condition in conditions for atom in logic.atoms(condition)):
            match atom:
                case logic.InRange(term):
                    ends.setdefault(term, set()).update(each for each in ends_of(atom) if each is not None)
                case logic.IsCode(name, values):
                    column = self._text(name)
                    for value in sorted(values):
                        column.named.setdefault(value, column.top + 1)
                case logic.HasPrefix(name, prefix):
                    column = self._text(name)
                    column.prefixes.setdefault(prefix, column.top + 1)
                case logic.Holds(name, value):
                    self._listed(name, value)
        for term, found in ends.items():
            self._column(("rank", term), lambda t=term, e=found: RankColumn(t, sorted(e)))  # type: ignore[misc]

    def _text(self, name: str) -> TextColumn:
        column: TextColumn = self._column(("text", name), lambda: TextColumn(name))
        return column

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

    def adopt(self, known: Sequence[Column]) -> None:
        for number, column in enumerate(self.columns):
            self.columns[number] = next((each for each in known if _serves(each, column)), column)
        self._known = known

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
                return AtomNode(number, (column.code_range(atom),))
            case logic.IsCode(name, values):
                named = self._text(name).named
                return AtomNode(self._column_of["text", name], _ranges(named[value] for value in values))
            case logic.HasPrefix(name, prefix):
                return AtomNode(self._column_of["text", name], _ranges(self._text(name).beginning(prefix)))
            case logic.Holds(name, value):
                number = self._list_of[name, value]
                return AtomNode(number, bit=self.columns[number].bits[value])  # type: ignore[union-attr]
            case logic.Flag(name):
                return AtomNode(self._yes_no("flag", FlagColumn(name)), ((2, 2),))
            case logic.IsAbsent(name):
                return AtomNode(self._yes_no("absent", AbsentColumn(name)), ((2, 2),))
        raise AssertionError(atom)

    def _yes_no(self, kind: str, column: FlagColumn | AbsentColumn) -> int:
        self._column(
            (kind, column.field), lambda: next((each for each in self._known if each == column), column)
        )
        return self._column_of[kind, column.field]


def _serves(known: Column, wanted: Column) -> bool:
    """Whether a column tells apart all that another does."""
    match known, wanted:
        case RankColumn(), RankColumn():
            return known.term == wanted.term and set(wanted.ends) <= set(known.ends)
        case TextColumn(), TextColumn():
            named, prefixes = (
                wanted.named.keys() <= known.named.keys(),
                wanted.prefixes.keys() <= known.prefixes.keys(),
            )
            return known.field == wanted.field and named and prefixes
        case ListColumn(), ListColumn():
            return known.field == wanted.field and wanted.bits.keys() <= known.bits.keys()
    return False


def _ranges(codes: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Codes as ranges without gaps.

    >>> _ranges({2, 3, 4, 7})
    ((2, 4), (7, 7))
    """
    result: list[tuple[int, int]] = []
    for code in sorted(codes):
        if result and result[-1][1] == code - 1:
            result[-1] = result[-1][0], code
        else:
            result.append((code, code))
    return tuple(result)
