"""An article cut into paragraphs, sentences and clauses, and the names asked for in each of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import NamedTuple

from twinwheel.reading.text import Span

# A clause without any mark is cut, so that nothing here grows with the square of a hostile text.
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]{1,240}")
_HALF_WIDTH = re.compile(r"(?:[^，。；：！？,;:!?\n.]|\.(?=[\dA-Za-z%])){1,240}")
"""Of a page whose sentences end with a narrow stop."""
_STOP = re.compile(r"[一-鿿]\.[一-鿿\"“\n]")
_MOST = 12
"""Clauses of a sentence that are looked at in one direction."""
_SENTENCE_ENDS = frozenset("。！？!?；;\n.")


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
        self._asked = (-1, 0)
        """The position that was last asked for, and its clause: one figure asks again and again."""
        self._spanned = (-1, Span(0, 0))
        self._last = -1
        self._before: list[Clause] = []

    @cached_property
    def all(self) -> list[Clause]:
        found: list[Clause] = []
        text, ends = self.text, _SENTENCE_ENDS
        sentence = paragraph = done = 0
        narrow = "。" not in text and _STOP.search(text) is not None
        for match in (_HALF_WIDTH if narrow else _CLAUSE).finditer(text):
            start, end = match.span()
            between = text[done:start]
            if not ends.isdisjoint(between):
                sentence += 1
                paragraph += "\n" in between
            found.append(Clause(start, end, sentence, paragraph))
            done = end
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.all]

    @cached_property
    def _paragraphs(self) -> list[int]:
        found: list[int] = []
        for clause in self.all:
            while len(found) <= clause.paragraph:
                found.append(clause.start)
        return found

    def paragraph(self, position: int) -> int:
        """Where the paragraph of this position starts."""
        return self._paragraphs[self.all[self.at(position)].paragraph] if self.all else 0

    def at(self, position: int) -> int:
        """The index of the clause that holds the position, or of the last one before it."""
        if position != self._asked[0]:
            index = bisect_right(self._starts, position) - 1
            self._asked = (position, index if index > 0 else 0)
        return self._asked[1]

    def before(self, position: int) -> list[Clause]:
        """The clauses of the same sentence up to the position, the nearest first, a dozen at most."""
        last = self.at(position)
        if last != self._last:
            first, sentence = last, self.all[last].sentence
            while first and last - first < _MOST - 1 and self.all[first - 1].sentence == sentence:
                first -= 1
            self._last, self._before = last, self.all[first : last + 1][::-1]
        return self._before

    def sentence(self, position: int) -> Span:
        """Where the sentence of this position starts, and where it ends, a dozen clauses each way at most."""
        index = self.at(position)
        if index != self._spanned[0]:
            last, sentence = index, self.all[index].sentence
            while (
                last + 1 < len(self.all) and self.all[last + 1].sentence == sentence and last - index < _MOST
            ):
                last += 1
            self._spanned = (index, Span(self.before(position)[-1].start, self.all[last].end))
        return self._spanned[1]


@lru_cache(maxsize=1)
def clauses_of(text: str) -> Clauses:
    """The clauses of the text; those of the last one asked for are kept, because every finder of figures asks."""
    return Clauses(text)
