"""A name that may stand in the text, before it is decided which names do."""

from __future__ import annotations

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
