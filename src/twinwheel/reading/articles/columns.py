"""Units in the order of the file → columns → chains: what reads on without a break, and how it goes on elsewhere.

A column ends where a title, a byline or the first words of a news text say so, and provisionally wherever a
paragraph ends in mid-sentence. Open ends are then joined to open beginnings, best first: by a dictionary word
that the cut went through, by topic, by quotes left open, and by plain neighbourhood in the file. An end
without a good continuation stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from statistics import fmean, pstdev

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.topics import Topics, Vector, likeness
from twinwheel.reading.articles.unit import Unit

REACH = 60
"""Columns between an open end and its continuation, at most."""
NEXT = 0.8
"""What the neighbour in the file is given beyond its score: to leave an end open that goes on costs more than
to go on wrongly."""
STAY = 4.0
"""What it is worth that a paragraph follows the whole one it stands below, less what is said against it."""
MOST_EXCHANGED = 60
"""Open ends of a page that exchanges are tried for."""
MANY = 500
"""Columns of a page; one with more is no newspaper page, and the fewer of them are held against each other."""
ROUNDS = 5
"""Of exchanges, at most."""
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

    doubtful: bool = False
    """It was parted from the one before, which has its end, only because it may go on with what was cut elsewhere."""

    strange: float = 0.0
    """How much is said for it being of another article than the one before: a logarithm of odds."""

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
        following = self._best({(left, right): score for score, left, right in self._pairs()})
        taken = set(following.values())
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

    def _best(self, worth: dict[tuple[int, int], float]) -> dict[int, int]:
        """Which column follows which: the most valuable joins first, then exchanged two and two while the
        whole gains by it. (One cut word may fit twice; what is left over then tells.)"""
        following: dict[int, int] = {}
        taken: set[int] = set()
        first = {
            column.number: column.number for column in self.columns
        }  # of the chain that ends in a column
        last = dict(first)  # of the chain that begins with one
        for (left, right), _ in sorted(worth.items(), key=lambda pair: (-pair[1], pair[0])):
            if left not in following and right not in taken and first[left] != right:
                following[left] = right
                taken.add(right)
                first[last[right]], last[first[left]] = first[left], last[right]
        lefts = sorted({left for left, _ in worth})[:MOST_EXCHANGED]
        for _ in range(ROUNDS if len(self.columns) <= MANY else 0):
            done = [self._exchange(following, worth, one, other) for one in lefts for other in lefts]
            if not any(done):
                break
        return following

    def _exchange(
        self, following: dict[int, int], worth: dict[tuple[int, int], float], one: int, other: int
    ) -> bool:
        """Exchange the continuations of two open ends if that is worth more; one of them may have none."""
        if one == other or one not in following:
            return False
        mine, theirs = following[one], following.get(other)
        now = worth[one, mine] + (worth[other, theirs] if theirs is not None else 0.0)
        then = worth.get((other, mine), -9.0) + (
            worth.get((one, theirs), -9.0) if theirs is not None else 0.0
        )
        alone = worth.get((other, mine), -9.0) - (worth[other, theirs] if theirs is not None else 0.0)
        if then <= now + 1e-9 and (theirs is None or alone <= worth[one, mine]):
            return False
        changed = dict(following)
        del changed[one]
        changed.pop(other, None)
        pairs = [(other, mine)]
        if theirs is not None and then > now + 1e-9:
            pairs.append((one, theirs))
        elif theirs is not None:
            return False
        for left, right in pairs:
            if self._circular(changed, left, right):
                return False
            changed[left] = right
        following.clear()
        following.update(changed)
        return True

    @staticmethod
    def _circular(following: dict[int, int], left: int, right: int) -> bool:
        at = right
        while at in following:
            at = following[at]
        return at == left

    def _pairs(self) -> Iterator[tuple[float, int, int]]:
        for last, column in pairwise(self.columns):
            if column.doubtful:
                yield max(STAY - column.strange, 0.1), last.number, column.number
        reach = min(REACH, max(REACH * MANY // len(self.columns), 1)) if self.columns else 0
        for left in self.columns:
            if not left.open_end:
                continue
            near = range(max(left.number - reach, 0), min(left.number + reach + 1, len(self.columns)))
            heads = [
                self.columns[j]
                for j in near
                if j != left.number
                and self.columns[j].free
                and self.columns[j].body
                and self.columns[j].units[0].kind == "body"
            ]
            if not heads:
                continue
            likenesses = [likeness(self._end_of(left), self._start_of(head)) for head in heads]
            mean, spread = fmean(likenesses), max(pstdev(likenesses), 0.02)
            for head, like in zip(heads, likenesses, strict=True):
                score = self._score(left, head) + min(max((like - mean) / spread, -2.0), 3.0)
                score += log(like + 0.01)
                score += NEXT if head.number == left.number + 1 else 0.0
                if score > 0:
                    yield score, left.number, head.number

    def _score(self, left: Column, right: Column) -> float:
        """The logarithm of the odds that one goes on in the other, but for their topics.

        The weights of the glue and of the quotes are those of a logistic regression over 11,000 pairs on pages
        made for the purpose (those of quotes taken back by a third, since OCR loses quotes); the constant and
        that of the neighbour are what puts most characters of such pages in their place.
        """
        tail, head = left.units[-1].text, right.units[0].text
        score = 2.0
        if right.number == left.number + 1:
            score += 2.0
        if (gain := glue.gain(tail, head)) > 0:
            score += 1.15 + 0.35 * min(gain, 8.0)
        if glue.starts_badly(head):
            score += 0.3
        elif glue.starts_well(head):
            score -= 0.3
        wanting, closing = glue.open_quotes(tail) > 0, glue.open_quotes(head) < 0
        if wanting and closing:
            return score + 1.5
        return score - 2.4 * wanting - 2.1 * closing

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
