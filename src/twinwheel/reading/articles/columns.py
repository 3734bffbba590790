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
from statistics import fmean, pstdev

from twinwheel.reading.articles import links, seams
from twinwheel.reading.articles.topics import Topics, Vector, likeness
from twinwheel.reading.articles.unit import Unit

REACH = 60
"""Columns between an open end and its continuation, at most."""
SURE = 2.0
"""How much better a join is than none, by which columns are held to be of one text while others are looked for."""
LEAST = 1.4
"""The same of what is joined in the end: of two texts run together more is lost than of one torn."""
RAISE = 0.05
"""By which an end outbids another one, at least."""
MANY = 150
"""Columns of a page; one with more is no newspaper page, and the fewer of them are held against each other."""
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
        self._page = "\n".join(topics.paragraphs) if len(columns) <= MANY else ""
        self._said: dict[tuple[int, int], links.Evidence] = {}
        self._before: dict[int, tuple[int, ...]] = {}
        self._after: dict[int, tuple[int, ...]] = {}

    def chains(self) -> list[Chain]:
        """The columns as chains, in the order of the file."""
        following: dict[int, int] = {}
        if self._open():
            self._around(self._best(self._worth(), SURE))  # what is of one text is better known together
            following = self._best(self._worth(), LEAST)
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

    def _open(self) -> bool:
        return any(column.open_end or column.doubtful for column in self.columns)

    def _around(self, following: dict[int, int]) -> None:
        """Let every column be known by the chain that leads to it, and by the one that it leads to."""
        self._before, self._after = {}, {}
        leading = {right: left for left, right in following.items()}
        for column in self.columns:
            before, at = list(column.body), column.number
            while at in leading and len(before) < CONTEXT:
                at = leading[at]
                before = [*self.columns[at].body, *before]
            after, at = list(column.body), column.number
            while at in following and len(after) < CONTEXT:
                at = following[at]
                after += self.columns[at].body
            self._before[column.number] = tuple(unit.number for unit in before[-CONTEXT:])
            self._after[column.number] = tuple(unit.number for unit in after[:CONTEXT])

    def _worth(self) -> dict[tuple[int, int], float]:
        """How much better it is that a column goes on in another one than that it does not go on."""
        found: dict[tuple[int, int], float] = {}
        for left, candidates in self.candidates():
            scores = {right: links.score(evidence) for right, evidence in candidates}
            none = scores.pop(None) + links.score(links.HEADLESS)
            found |= {(left, right): score - none for right, score in scores.items() if right is not None}
        return found

    def _best(self, worth: dict[tuple[int, int], float], least: float) -> dict[int, int]:
        """Which column follows which, so that all of it together is worth most: an auction, in which each end bids
        for the beginning that it gains most by. (One cut word may fit twice; what is left over then tells.)"""
        wanted: dict[int, list[tuple[int, float]]] = {}
        for (left, right), value in sorted(worth.items()):
            if value > least:
                wanted.setdefault(left, []).append((right, value - least))
        price: dict[int, float] = {}
        leading: dict[int, int] = {}
        bidders = sorted(wanted, reverse=True)
        while bidders:
            left = bidders.pop()
            first, second, chosen = 0.0, 0.0, -1
            for right, value in wanted[left]:
                gain = value - price.get(right, 0.0)
                if gain > first:
                    first, second, chosen = gain, first, right
                elif gain > second:
                    second = gain
            if chosen < 0:
                continue
            price[chosen] = price.get(chosen, 0.0) + first - second + RAISE
            if chosen in leading:
                bidders.append(leading[chosen])
            leading[chosen] = left
        return _without_circles({left: right for right, left in leading.items()}, worth)

    def candidates(self) -> Iterator[tuple[int, list[tuple[int | None, links.Evidence]]]]:
        """Each column that may go on in another one, with those and what is said for each; None is none of them."""
        many = len(self.columns) > MANY  # each would be held against each
        tails = [column.units[-1].text for column in self.columns if column.open_end and not many]
        for last, column in pairwise(self.columns):
            if column.doubtful:
                like = likeness(self._end_of(last), self._start_of(column))
                odds = seams.strangeness(like, last.length, column.length)
                end, head = last.units[-1].text, column.units[0].text
                said = links.after_end(end, head, tails, column.strange, odds)
                if links.speakers(last.body) & links.speakers(column.body):
                    said["closed_speaker"] = 1.0
                yield last.number, [(column.number, said), (None, {})]
        reach = min(REACH, max(REACH * MANY // len(self.columns), 1))
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
            yield left.number, [*self._open_candidates(left, heads), (None, links.ENDLESS)]

    def _open_candidates(
        self, left: Column, heads: Sequence[Column]
    ) -> Iterator[tuple[int | None, links.Evidence]]:
        if not heads:
            return
        likenesses = [likeness(self._end_of(left), self._start_of(head)) for head in heads]
        mean, spread = fmean(likenesses), max(pstdev(likenesses), 0.02)
        spoke = links.speakers(left.body)
        for head, like in zip(heads, likenesses, strict=True):
            found = self._words(left, head) | links.of_place(left.number, head.number)
            odds = seams.strangeness(like, self._known(self._before, left), self._known(self._after, head))
            found |= links.of_topics(like, mean, spread, odds)
            if head.doubtful:
                found["doubtful"], found["strange_head"] = 1.0, head.strange
            if spoke & links.speakers(head.body):
                found["speaker"] = 1.0
            yield head.number, found

    def _words(self, left: Column, head: Column) -> links.Evidence:
        pair = (left.number, head.number)
        if pair not in self._said:
            self._said[pair] = links.of_words(left.units[-1].text, head.units[0].text, self._page)
        return self._said[pair]

    def _known(self, around: dict[int, tuple[int, ...]], column: Column) -> int:
        """Characters of the paragraphs by which a column is known."""
        numbers = around.get(column.number)
        return sum(len(self.topics.paragraphs[number]) for number in numbers) if numbers else column.length

    def _end_of(self, column: Column) -> Vector:
        known = self._before.get(column.number)
        return self.topics.of(known or [unit.number for unit in column.body[-CONTEXT:]])

    def _start_of(self, column: Column) -> Vector:
        known = self._after.get(column.number)
        return self.topics.of(known or [unit.number for unit in column.body[:CONTEXT]])


def _without_circles(following: dict[int, int], worth: dict[tuple[int, int], float]) -> dict[int, int]:
    """The joins without the weakest of each circle."""
    leading = {right: left for left, right in following.items()}
    seen: set[int] = set()
    for start in list(following):
        at, run = start, []
        while at in following and at not in seen:
            seen.add(at)
            run.append(at)
            at = following[at]
        if run and at == start:
            weakest = min(run, key=lambda left: worth[left, following[left]])
            del leading[following[weakest]]
    return {left: right for right, left in leading.items()}
