"""Titles that stand on each other far from their texts → each before its own text.

A text layer often gives the titles of a page in one run and the texts after it, with nothing between them. Where
one text ends and the next begins is then told best by all of it together: as many borders as there are titles,
where the sides are unlike, and so that each part has what one of the titles says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from twinwheel.reading.articles import seams
from twinwheel.reading.articles.signs import closes, heads, is_organisation
from twinwheel.reading.articles.titles import is_kicker, may_stand_alone, split
from twinwheel.reading.articles.topics import Topics
from twinwheel.reading.articles.unit import Unit

MOST_TITLES = 7
"""Titles of a stack that are held against every part of the text."""
MOST_PLACES = 14
"""Places between paragraphs that are tried, the likeliest."""
LONGEST_PAGE = 250
"""Units of a page that is searched."""
LEAST = 60
"""Characters of a text that has a title of its own."""
RARE = 4.0
"""The logarithm of the odds against a border in any one place."""
FITTING = 9.0
"""What it counts that a part has the whole of a title."""
ELSEWHERE = 0.3
"""What is taken from that for what the rest of the text has of the title."""
IN_ORDER = 1.0
"""What it counts that the parts stand in the order of their titles."""
UNTITLED = 4.0
"""What it counts against a part that it has none of the titles."""
BYLINE, ANCHOR, RESTART, NUMBERED = 3.0, 4.0, 2.0, -4.0
"""What it counts at a border: a byline; the first words of a news text; a number that begins again; one that goes on."""

_FIRST = ("一、", "（一", "(一", "1.", "1．", "1、", "第一")


class Allotted(NamedTuple):
    """The units in their new order, and which of them surely begin an article."""

    units: list[Unit]
    starts: set[int]
    """By ``id``."""


@dataclass(frozen=True, eq=False, slots=True)
class _Stack:
    """A run of titles, ``units[start:end]``, and its text, which ends before ``stop``."""

    start: int
    end: int
    stop: int
    blocks: list[list[Unit]]


def allot(units: Sequence[Unit], topics: Topics, *, bylines_end: bool) -> Allotted:
    """Move each title of a stack before the part of the text that it fits, as far as the page tells."""
    if len(units) > LONGEST_PAGE:
        return Allotted(list(units), set())
    found: list[Unit] = []
    starts: set[int] = set()
    done = 0
    for stack in _stacks(units):
        found += units[done : stack.start]
        parts = _Search(units, stack, topics, bylines_end).parts()
        given = {part.title for part in parts}
        owners = _owners(stack, given)
        loose = [i for i in range(len(stack.blocks)) if i not in given and i not in owners]
        for n, part in enumerate(parts):
            own = [i for i in range(len(stack.blocks)) if part.title in (i, owners.get(i, -1))]
            heads = [unit for i in (*(loose if not n else []), *own) for unit in stack.blocks[i]]
            if n or own:
                body = (unit for unit in units[part.start : part.end] if unit.kind in ("body", "note"))
                starts.update(id(unit) for unit in islice(body, 1))
            found += [*heads, *units[part.start : part.end]]
        done = stack.stop
    return Allotted([*found, *units[done:]], starts)


def _small(block: Sequence[Unit]) -> bool:
    """Whether it is the small line of another title."""
    return is_kicker(block[0].text)


def _owners(stack: _Stack, given: Collection[int | None]) -> dict[int, int]:
    """Small line → the title with a text that it stands beside; the one below it where there are two."""
    found = {}
    for i, block in enumerate(stack.blocks):
        beside = [j for j in (i + 1, i - 1) if j in given]
        if i not in given and _small(block) and beside:
            found[i] = beside[0]
    return found


def _stacks(units: Sequence[Unit]) -> list[_Stack]:
    heads = ("heading", "meta", "byline")  # from a byline on it is the head of the first text
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(units):
        end = i
        while end < len(units) and units[end].kind in heads:
            end += 1
        last = next((k for k in range(i, end) if units[k].kind == "byline"), end)
        while last > i and not units[last - 1].title:
            last -= 1
        if last > i and sum(may_stand_alone(unit) for unit in units[i:last]) > 1:
            runs.append((i, last))
        i = max(end, i + 1)
    found = []
    for n, (start, end) in enumerate(runs):
        stop = runs[n + 1][0] if n + 1 < len(runs) else len(units)
        blocks = split(units[start:end])
        if 1 < len(blocks) <= MOST_TITLES:
            found.append(_Stack(start, end, stop, blocks))
    return found


class _Part(NamedTuple):
    start: int
    end: int
    title: int | None


class _Search:
    """The best way to cut the text of a stack and to give its titles to the parts."""

    def __init__(self, units: Sequence[Unit], stack: _Stack, topics: Topics, bylines_end: bool) -> None:
        self.units, self.stack, self.topics, self.bylines_end = units, stack, topics, bylines_end
        scored = [
            (score, i) for i in range(stack.end + 1, stack.stop) if (score := self._border(i)) is not None
        ]
        best = sorted(scored, reverse=True)[:MOST_PLACES]
        self.borders = {i: score for score, i in best}
        self.places = [stack.end, *sorted(self.borders), stack.stop]
        self._fits: dict[tuple[int, int], list[float]] = {}
        self._shares: dict[tuple[int, int], list[float]] = {}

    def parts(self) -> list[_Part]:
        """The parts of the text in their order, each with the number of its title."""
        # best[place][used titles] = worth, with the parts that lead there
        best: dict[int, dict[int, tuple[float, tuple[_Part, ...]]]] = {place: {} for place in self.places}
        best[self.places[0]][0] = (0.0, ())
        for n, place in enumerate(self.places[:-1]):
            for used, (worth, parts) in best[place].items():
                for end in self.places[n + 1 :]:
                    border = self.borders.get(end, 0.0)
                    for title, fit in self._choices(place, end, used):
                        total = worth + border + fit
                        key = used | (1 << title if title is not None else 0)
                        if total > best[end].get(key, (-1e9, ()))[0]:
                            best[end][key] = (total, (*parts, _Part(place, end, title)))
        return list(max(best[self.places[-1]].values(), key=lambda one: one[0])[1])

    def _choices(self, start: int, end: int, used: int) -> list[tuple[int | None, float]]:
        fits = self._fit(start, end)
        free = [t for t in range(len(fits)) if not used >> t & 1]
        found: list[tuple[int | None, float]] = [(None, -UNTITLED)]
        if not self._has_title(start, end):
            return found
        able = [t for t in free if fits[t] > 0 or not _small(self.stack.blocks[t])]
        found += [(t, fits[t] + (IN_ORDER if t == able[0] else 0.0)) for t in able]
        return found

    def _has_title(self, start: int, end: int) -> bool:
        """Whether a part is long enough for a title of its own."""
        body = [unit for unit in self.units[start:end] if unit.kind in ("body", "note")]
        return sum(len(unit.text) for unit in body) >= LEAST and body[0].kind != "note"

    def _fit(self, start: int, end: int) -> list[float]:
        """What it counts that each title stands over a part: how much of it the part says, and the rest of the text
        does not. 0 where the part is too short for one."""
        if (start, end) not in self._fits:
            long = self._has_title(start, end)
            here = self._covered(start, end)
            rest = zip(self._covered(self.stack.end, start), self._covered(end, self.stack.stop), strict=True)
            self._fits[start, end] = [
                FITTING * (one - ELSEWHERE * max(others)) if long else 0.0
                for one, others in zip(here, rest, strict=True)
            ]
        return self._fits[start, end]

    def _covered(self, start: int, end: int) -> list[float]:
        """How much of each title a part says; 0 of a small line, which is no title of its own."""
        if (start, end) not in self._shares:
            body = [unit for unit in self.units[start:end] if unit.kind in ("body", "note")]
            words = self.topics.pairs_of(unit.number for unit in body)
            self._shares[start, end] = [
                0.0 if _small(block) else self.topics.covered(" ".join(unit.text for unit in block), words)
                for block in self.stack.blocks
            ]
        return self._shares[start, end]

    def _signs(self, i: int) -> bool:
        """Whether a line is the organisation that signs the text above it, or the date below that."""
        unit, last = self.units[i], self.units[i - 1]
        if unit.kind == "meta":
            return is_organisation(last)
        return is_organisation(unit) and i + 1 < len(self.units) and self.units[i + 1].kind == "meta"

    def _border(self, i: int) -> float | None:
        """What is said for a border before unit ``i``; None where there can be none."""
        unit, last = self.units[i], self.units[i - 1]
        closing = closes(last) or (last.kind == "meta" and self._signs(i - 1))  # the last line of a text
        if (
            self._signs(i)
            or last.open_end
            or (last.kind in ("heading", "meta") and not closing)
            or unit.kind == "caption"
            or (unit.kind == "meta" and not heads(unit))
        ):
            return None
        if unit.kind == "byline" and (self.bylines_end or last.kind == "byline"):
            return None
        if last.kind == "byline" and not self.bylines_end:
            return None
        before = [one for one in self.units[self.stack.end : i] if one.kind in ("body", "note")]
        after = [one for one in self.units[i : self.stack.stop] if one.kind in ("body", "note")]
        if not before or not after:
            return None
        score = seams.odds(before, after, self.topics) - RARE
        score += BYLINE if "byline" in (unit.kind, last.kind) or closing or heads(unit) else 0.0
        score += ANCHOR if after[0].anchored or after[0].lines[0].form == "addressee" else 0.0
        if unit.lines[0].form == "numbered":
            score += RESTART if unit.text.startswith(_FIRST) else NUMBERED
        return score
