"""Units in the order of the file → columns → chains: what reads on without a break, and how it goes on elsewhere.

A column ends where a title, a byline or the first words of a news text say so, and provisionally wherever a
paragraph ends in mid-sentence. Open ends are then joined to open beginnings, best first: by a dictionary word
that the cut went through, by topic, by quotes left open, and by plain neighbourhood in the file. An end
without a good continuation stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.paragraphs import Unit
from twinwheel.reading.articles.topics import Topics, Vector, likeness

REACH = 60
"""Columns between an open end and its continuation, at most."""
SURE = 2.2
"""The least score of a continuation that is not the neighbour in the file."""
NEXT = 0.4
"""The least score of one that is."""
CONTEXT = 6
"""Paragraphs on either side by which a topic is judged."""


@dataclass(eq=False, slots=True)
class Column:
    """Units that follow one another. ``titles`` come before ``units``, which may hold headings.

    ``free``: nothing at its head says that an article begins here. ``ended``: its article ends with it.
    """

    number: int
    titles: list[Unit] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    free: bool = True
    ended: bool = False
    after_cut: bool = False
    """It stands where the one before ended in mid-sentence, or the file begins."""

    @property
    def body(self) -> list[Unit]:
        """Its paragraphs."""
        return [unit for unit in self.units if unit.kind in ("body", "note")]

    @property
    def open_end(self) -> bool:
        """Whether it ends in mid-sentence."""
        return not self.ended and bool(self.units) and self.units[-1].open_end

    @property
    def length(self) -> int:
        """Characters of its paragraphs."""
        return sum(len(unit.text) for unit in self.body)


@dataclass(eq=False, slots=True)
class Chain:
    """Columns of one article, or of a piece of one, in reading order."""

    columns: list[Column]

    @property
    def head(self) -> Column:
        """The first column."""
        return self.columns[0]

    @property
    def titles(self) -> list[Unit]:
        """Those before its first paragraph."""
        return self.columns[0].titles

    @property
    def body(self) -> list[Unit]:
        """Its paragraphs."""
        return [unit for column in self.columns for unit in column.body]

    @property
    def units(self) -> list[Unit]:
        """Everything after the titles; titles inside it have become headings."""
        found = list(self.head.units)
        for column in self.columns[1:]:
            found += [*column.titles, *column.units]
        return found

    @property
    def open_end(self) -> bool:
        """Whether it ends in mid-sentence."""
        return self.columns[-1].open_end

    @property
    def ended(self) -> bool:
        """Whether its article ends with it."""
        return self.columns[-1].ended


class Linker:
    """Joins the columns of a page."""

    def __init__(self, columns: Sequence[Column], topics: Topics) -> None:
        self.columns = columns
        self.topics = topics
        self._before: dict[int, Vector] = {}
        self._after: dict[int, Vector] = {}

    def chains(self) -> list[Chain]:
        """The columns as chains, in the order of the file."""
        following: dict[int, int] = {}
        taken: set[int] = set()
        for _, left, right in sorted(self._pairs(), key=lambda pair: (-pair[0], pair[1], pair[2])):
            if left in following or right in taken or self._circular(following, left, right):
                continue
            following[left] = right
            taken.add(right)
        found = []
        for column in self.columns:
            if column.number in taken:
                continue
            chain, at = [column], column.number
            while at in following:
                at = following[at]
                chain.append(self.columns[at])
            found.append(Chain(chain))
        return found

    @staticmethod
    def _circular(following: dict[int, int], left: int, right: int) -> bool:
        at = right
        while at in following:
            at = following[at]
        return at == left

    def _pairs(self) -> Iterator[tuple[float, int, int]]:
        for left in self.columns:
            if not left.open_end:
                continue
            near = range(max(left.number - REACH, 0), min(left.number + REACH + 1, len(self.columns)))
            heads = [
                self.columns[j]
                for j in near
                if j != left.number and self.columns[j].free and self.columns[j].body
                and self.columns[j].units[0].kind == "body"
            ]
            if not heads:
                continue
            likenesses = [likeness(self._end_of(left), self._start_of(head)) for head in heads]
            mean, spread = fmean(likenesses), max(pstdev(likenesses), 0.02)
            for head, like in zip(heads, likenesses, strict=True):
                score = self._score(left, head)
                if len(heads) > 1:
                    score += min(max((like - mean) / spread, -1.5), 2.0)
                if score >= (NEXT if head.number == left.number + 1 else SURE):
                    yield score, left.number, head.number

    def _score(self, left: Column, right: Column) -> float:
        tail, head = left.units[-1].text, right.units[0].text
        gain = glue.gain(tail, head)
        score = 0.6 * min(gain, 8.0) if gain > 0 else -0.5
        score += 2.0 if right.number == left.number + 1 else 0.0
        if glue.starts_badly(head):
            score += 1.0
        elif glue.starts_well(head):
            score -= 1.0
        if not right.after_cut:
            score -= 1.5
        wanting = glue.open_quotes(tail)
        if wanting > 0:
            score += 1.0 if glue.open_quotes(head) < 0 else -0.3
        return score

    def _end_of(self, column: Column) -> Vector:
        if column.number not in self._before:
            body = [unit.number for unit in column.body[-CONTEXT:]]
            self._before[column.number] = self.topics.of(body)
        return self._before[column.number]

    def _start_of(self, column: Column) -> Vector:
        if column.number not in self._after:
            body = [unit.number for unit in column.body[:CONTEXT]]
            self._after[column.number] = self.topics.of(body)
        return self._after[column.number]
