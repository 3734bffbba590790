"""Which criteria of a draft answer which of the gold, and how well.

A criterion may be split in two by a draft, or two merged: what counts is that the same is said of the same place. So
criteria are joined by the characters they stand on, and compared alone, then together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations, product

from bench.reading.policies.draft import Criterion as Drafted
from bench.reading.policies.gold import Criterion, PolicyText, Range
from bench.reading.policies.same import Same, fields

MAX_TOGETHER = 6
"""Criteria of a draft that are tried together for one of the gold."""


class Verdict(Enum):
    """How a criterion of the gold came out."""

    EXACT = "exact"
    PARTLY = "partly"
    """The right field at the right place, with another operator, number or scope."""
    HUMAN = "left to a person"
    """Nothing decides it, but it is not lost: a person is shown its place."""
    LOST = "lost"


@dataclass
class Found:
    """``by``: which criteria of the draft answer it, by their position."""

    gold: Criterion
    verdict: Verdict = Verdict.LOST
    by: frozenset[int] = frozenset()

    @property
    def counts(self) -> bool:
        """Whether it is among what a draft has to make."""
        if self.gold.human or self.gold.optional:
            return False
        return not (self.gold.or_human and self.verdict is Verdict.HUMAN)


@dataclass
class Alignment:
    """``invented``: positions of criteria no gold stands behind; ``read_into``: those put on words for a person."""

    rules: list[Found] = field(default_factory=list)
    humans: list[Found] = field(default_factory=list)
    invented: list[int] = field(default_factory=list)
    read_into: list[int] = field(default_factory=list)
    extra_humans: int = 0

    def counted(self) -> Counter[Verdict]:
        return Counter(each.verdict for each in self.rules if each.counts)


def align(given: PolicyText, drafted: Sequence[Drafted], same: Same) -> Alignment:
    """Hold the criteria of a draft against the gold. ``drafted`` has each criterion once."""
    return _Aligning(given, drafted, same).run()


class _Aligning:
    def __init__(self, given: PolicyText, drafted: Sequence[Drafted], same: Same) -> None:
        self.given, self.drafted, self.same = given, drafted, same
        gold = given.gold
        every = [*gold.common, *(each for measure in gold.measures for each in measure.criteria)]
        self.rules = [Found(each) for each in every if not each.human]
        self.humans = [Found(each) for each in every if each.human]
        self.places = {id(each): self._places(each) for each in every}
        self.is_rule = [each for each, one in enumerate(drafted) if one.when is not None]
        self.used: set[int] = set()

    def run(self) -> Alignment:
        for step in (self._alone, self._split, self._merged, self._elsewhere, self._partly):
            step()
        self._left()
        self._of_humans()
        invented, read_into = self._judge_rest()
        touched = [each for found in (*self.rules, *self.humans) for each in self.places[id(found.gold)]]
        extra = sum(one.when is None and not overlapping(one.spans, touched) for one in self.drafted)
        return Alignment(self.rules, self.humans, invented, read_into, extra)

    def _places(self, criterion: Criterion) -> list[Range]:
        quotes = (criterion.quote, criterion.exception_of)
        return [place for quote in quotes if quote for place in self.given.places(quote)]

    def _at(self, found: Found, numbers: Iterable[int]) -> list[int]:
        """Those of some criteria of the draft that stand where one of the gold stands."""
        places = self.places[id(found.gold)]
        return [each for each in numbers if overlapping(self.drafted[each].spans, places)]

    def _free(self) -> list[int]:
        return [each for each in self.is_rule if each not in self.used]

    def _open(self) -> list[Found]:
        return [each for each in self.rules if each.verdict is Verdict.LOST]

    def _settle(self, found: Found, verdict: Verdict, by: Iterable[int]) -> None:
        found.verdict, found.by = verdict, frozenset(by)
        self.used |= found.by

    def _when(self, number: int) -> str:
        when = self.drafted[number].when
        assert when is not None
        return when

    def _alone(self) -> None:
        """One for one, at the same place. One criterion of the draft may answer two places that say the same."""
        for found in self._open():
            for number in self._at(found, self.is_rule):
                if any(self.same(self._when(number), right) for right in found.gold.right):
                    self._settle(found, Verdict.EXACT, [number])
                    break

    def _split(self) -> None:
        """Several of the draft together say what one of the gold says."""
        for found in self._open():
            here = self._at(found, self._free())[:MAX_TOGETHER]
            together = next((some for some in _subsets(here) if self._says(some, found.gold.right)), None)
            if together:
                self._settle(found, Verdict.EXACT, together)

    def _says(self, numbers: Sequence[int], right: Sequence[str]) -> bool:
        texts = [self._when(each) for each in numbers]
        return any(self.same.all_of(texts, [each]) for each in right)

    def _merged(self) -> None:
        """One of the draft, or several, says what several of the gold say together."""
        for number in self._free():
            here = [found for found in self._open() if self._at(found, [number])][:MAX_TOGETHER]
            beside = [each for each in self._free() if any(self._at(found, [each]) for found in here)]
            for drafts in ([number], beside[:MAX_TOGETHER]):
                golds = next(
                    (some for some in _subsets(here) if len(some) > 1 and self._all_say(drafts, some)), None
                )
                for found in golds or ():
                    self._settle(found, Verdict.EXACT, drafts)
                if golds:
                    break

    def _all_say(self, numbers: Sequence[int], golds: Sequence[Found]) -> bool:
        texts = [self._when(each) for each in numbers]
        choices = product(*(each.gold.right[:2] for each in golds))
        return any(self.same.all_of(texts, choice) for choice in choices)

    def _elsewhere(self) -> None:
        """Rightly said, with a span that misses the words: still exact. Only what is left over may do that."""
        for found in self._open():
            for number in self._free():
                if any(self.same(self._when(number), right) for right in found.gold.right):
                    self._settle(found, Verdict.EXACT, [number])
                    break

    def _partly(self) -> None:
        for found in self._open():
            wanted = {name for right in found.gold.right for name in fields(right)}
            here = [each for each in self._at(found, self.is_rule) if fields(self._when(each)) & wanted]
            fresh = [each for each in here if each not in self.used] or here
            if fresh:
                self._settle(found, Verdict.PARTLY, fresh)

    def _left(self) -> None:
        humans = [each for each, one in enumerate(self.drafted) if one.when is None]
        for found in self._open():
            if here := self._at(found, humans):
                self._settle(found, Verdict.HUMAN, here)

    def _of_humans(self) -> None:
        humans = [each for each, one in enumerate(self.drafted) if one.when is None]
        for found in self.humans:
            right = found.gold.right
            here = self._at(found, self._free())
            by_rule = [each for each in here if any(self.same(self._when(each), one) for one in right)]
            if by_rule:
                self._settle(found, Verdict.EXACT, by_rule)
            elif left := self._at(found, humans):
                self._settle(found, Verdict.HUMAN, left)

    def _judge_rest(self) -> tuple[list[int], list[int]]:
        """What nobody asked for: said again and allowed, read into words for a person, or invented."""
        gold = self.given.gold
        allowed = [
            each.may
            for each in (*gold.excludes, *(one for m in gold.measures for one in m.excludes))
            if each.may
        ]
        allowed += [right for found in self.rules for right in found.gold.right]
        for_people = [place for found in self.humans for place in self.places[id(found.gold)]]
        invented: list[int] = []
        read_into: list[int] = []
        for number in self._free():
            when = self._when(number)
            if any(self.same(when, each) for each in allowed) or self._borne_out(number):
                continue
            (read_into if overlapping(self.drafted[number].spans, for_people) else invented).append(number)
        return invented, read_into

    def _borne_out(self, number: int) -> bool:
        """Said again, or in part, at a place where the gold says it too."""
        here = [found for found in self.rules if self._at(found, [number])]
        return any(
            self.same.follows(self._when(number), [right]) for found in here for right in found.gold.right
        )


def overlapping(ones: Sequence[Range], others: Sequence[Range]) -> bool:
    return any(start < last and first < end for start, end in ones for first, last in others)


def _subsets(items: Sequence[int] | Sequence[Found]) -> Iterable[tuple]:  # type: ignore[type-arg]
    """Every choice of them, the largest first; none of nothing."""
    for size in range(len(items), 0, -1):
        yield from combinations(items, size)
