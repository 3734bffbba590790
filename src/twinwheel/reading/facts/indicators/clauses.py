"""An article cut into paragraphs, sentences and clauses, and the names asked for in each of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import NamedTuple

from twinwheel.reading.text import Span

# A clause without any mark is cut, so that nothing here grows with the square of a hostile text.
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]{1,240}")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


class Clause(NamedTuple):
    start: int
    end: int
    sentence: int
    """The sentence it belongs to: its clauses share this number."""
    paragraph: int


class Clauses:
    """The clauses of a text in their order; ``at`` gives the index of the one that holds a position."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def all(self) -> list[Clause]:
        found: list[Clause] = []
        sentence = paragraph = done = 0
        for match in _CLAUSE.finditer(self.text):
            between = self.text[done : match.start()]
            if _SENTENCE_END.search(between):
                sentence += 1
                paragraph += "\n" in between
            found.append(Clause(match.start(), match.end(), sentence, paragraph))
            done = match.end()
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.all]

    def at(self, position: int) -> int:
        """The index of the clause that holds the position, or of the last one before it."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def before(self, position: int) -> list[Clause]:
        """The clauses of the same sentence up to the position, the nearest first, none longer than needed."""
        index = self.at(position)
        here = self.all[index]
        found = [here]
        while index and self.all[index - 1].sentence == here.sentence and len(found) < 12:
            index -= 1
            found.append(self.all[index])
        return found

    def sentence(self, position: int) -> Span:
        """Where the sentence of this position starts, and where it ends, a dozen clauses each way at most."""
        index = self.at(position)
        here = self.all[index]
        last = index
        while last + 1 < len(self.all) and self.all[last + 1].sentence == here.sentence and last - index < 12:
            last += 1
        return Span(self.before(position)[-1].start, self.all[last].end)


@lru_cache(maxsize=1)
def clauses_of(text: str) -> Clauses:
    """The clauses of the text; those of the last one asked for are kept, because every finder of figures asks."""
    return Clauses(text)
