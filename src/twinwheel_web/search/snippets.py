"""Where a hit stands in the text people read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from twinwheel_web.search.tokens import BREAK, compiled, fold, words

BEFORE, LENGTH = 24, 120
"""Characters shown ahead of the first mark, and at most in all."""
AROUND = 8
"""Characters on either side that decide whether a mark is a word of its own."""


@dataclass(frozen=True)
class Snippet:
    """A piece of text with what was looked for: ``marks`` are ranges ``[start, end)`` of characters in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def parts(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, True for a marked one: what a template writes."""
        at = 0
        for start, end in self.marks:
            if start > at:
                yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        if at < len(self.text):
            yield self.text[at:], False


def mark(text: str, query: str) -> Snippet:
    """The whole text with the query marked in it: for titles."""
    pattern = compiled(query)
    found = pattern.finditer(fold(text)) if pattern else ()
    return Snippet(text, tuple(each.span() for each in found))


def cut(text: str, query: str) -> Snippet:
    """The first place of a text the query is found in, with a little around it; its beginning, if nowhere."""
    pattern = compiled(query)
    first = pattern.search(fold(text)) if pattern else None
    at = first.start() if first else 0
    reading = text.rfind(BREAK, 0, at) + 1
    ends = text.find(BREAK, at)
    ends = len(text) if ends < 0 else ends
    start = max(reading, at - BEFORE)
    end = min(ends, start + LENGTH)
    piece = re.sub(r"\s", " ", text[start:end])
    shown = ("…" if start > reading else "") + piece + ("…" if end < ends else "")
    return mark(shown, query)


def is_word(text: str, query: str) -> bool:
    """Whether the first place found is a word, or words, of their own: 大学 is none in 扩大学校."""
    pattern = compiled(query)
    folded = fold(text)
    first = pattern.search(folded) if pattern else None
    if first is None:
        return False
    start = max(0, first.start() - AROUND)
    near, edges, at = folded[start : first.end() + AROUND], {start}, start
    for word in words(near):
        at += len(word)
        edges.add(at)
    return first.start() in edges and first.end() in edges
