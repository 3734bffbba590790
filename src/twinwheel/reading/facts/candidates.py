"""A name that may stand in the text, before it is decided which names do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple


class Candidate(NamedTuple):
    """``text[start:end]`` is a name of this type; ``rule`` found it."""

    start: int
    end: int
    type: str
    rule: str


def longest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that lie in no longer one and overlap no longer one, in the order of the text."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for found in sorted(candidates, key=lambda candidate: (candidate.start - candidate.end, candidate.start)):
        if found.start not in taken and found.end - 1 not in taken:
            kept.append(found)
            taken.update(range(found.start, found.end))
    return sorted(kept)


class Cover:
    """Ranges of a text, asked by position: ``cover.at(5)`` is the number of the range that holds character 5."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = list(ranges)
        order = sorted(range(len(self._ranges)), key=lambda index: self._ranges[index])
        self._order = order
        self._starts = [self._ranges[index][0] for index in order]

    def at(self, position: int) -> int | None:
        """The number of the last range that starts at or before ``position`` and holds it; None where none does."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return None
        number = self._order[index]
        return number if self._ranges[number][1] > position else None

    def __contains__(self, position: int) -> bool:
        return self.at(position) is not None
