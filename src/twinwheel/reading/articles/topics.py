"""What pieces of text are about, by the pairs of characters in them: tf-idf, and the cosine of two.

For Chinese, pairs of characters do about as well as words or sentence vectors in telling the paragraphs of one
article from those of another on the same page, and need nothing but the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt

from twinwheel.reading.normalise import HAN

Vector = dict[str, float]

_WORDS = re.compile(f"[{HAN}]{{2,}}|[A-Za-z][A-Za-z0-9+-]+")


def terms(text: str) -> Counter[str]:
    """The pairs of Chinese characters in a text, and its Latin words."""
    found: Counter[str] = Counter()
    for run in _WORDS.findall(text):
        if run[0].isascii():
            found[run.lower()] += 2
        else:
            found.update(map("".join, zip(run, run[1:], strict=False)))
    return found


class Topics:
    """Weighs the terms of a page by how few of its paragraphs have them."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self._terms = [terms(text) for text in paragraphs]
        spread: Counter[str] = Counter()
        for found in self._terms:
            spread.update(found.keys())
        total = max(len(paragraphs), 1)
        self._weight = {term: log((total + 1) / (count + 0.5)) for term, count in spread.items()}
        self._rare = log((total + 1) / 0.5)

    def weight(self, term: str) -> float:
        """High for a term of few paragraphs."""
        return self._weight.get(term, self._rare)

    def of(self, numbers: Iterable[int]) -> Vector:
        """The topic of some of the paragraphs together; length 1, or empty."""
        together: Counter[str] = Counter()
        for number in numbers:
            together.update(self._terms[number])
        return self._vector(together)

    def of_text(self, text: str) -> Vector:
        """The topic of a text that need not be one of the paragraphs."""
        return self._vector(terms(text))

    def _vector(self, found: Counter[str]) -> Vector:
        # A term counts once: its paragraph is about it or is not. Only terms that stand in two paragraphs
        # can tell which belong together.
        vector = {term: self.weight(term) * (1 + log(count)) for term, count in found.items()}
        length = sqrt(sum(value * value for value in vector.values()))
        return {term: value / length for term, value in vector.items()} if length else {}

    def covered(self, title: str, body: Counter[str]) -> float:
        """How much of what a title says stands in a body, 0 to 1, by weight."""
        wanted = terms(title)
        total = sum(self.weight(term) for term in wanted)
        if not total:
            return 0.0
        return sum(self.weight(term) for term in wanted if term in body) / total

    def terms_of(self, numbers: Iterable[int]) -> Counter[str]:
        """The terms of some of the paragraphs together."""
        together: Counter[str] = Counter()
        for number in numbers:
            together.update(self._terms[number])
        return together


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two topics: 0 nothing in common, 1 the same."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(term, 0.0) for term, value in one.items())
