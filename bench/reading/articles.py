"""How well a page was taken into articles: characters in the right article and order, and titles with their bodies.

For each article of the truth the *one* output article that holds most of it in order speaks for it, and
each output article speaks for one only: so gluing two together loses the smaller, and tearing one apart
loses all but the largest part. Counted are letters and digits; the longest run of them that stands in
increasing order is right. A sidebar has no order that could be wrong.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from bench.reading.align import letters
from bench.reading.output import Document

ALIKE = 0.85
"""Titles whose letters are at least so much alike are the same: an OCR misreads a character."""


@dataclass
class Score:
    characters: int = 0
    right: int = 0
    held: int = 0
    """Characters in the output articles that speak for an article."""
    foreign: int = 0
    """Of those, characters of another article, or of none."""
    titles: int = 0
    titles_right: int = 0
    misses: list[str] = field(default_factory=list)
    """In words: which article of which file fell short, for the person who tunes."""

    def add(self, other: Score) -> None:
        for name in ("characters", "right", "held", "foreign", "titles", "titles_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.misses += other.misses

    @property
    def share(self) -> float:
        return self.right / self.characters if self.characters else 0.0

    @property
    def purity(self) -> float:
        return 1 - self.foreign / self.held if self.held else 0.0

    @property
    def pairing(self) -> float:
        return self.titles_right / self.titles if self.titles else 0.0


def increasing(places: Iterable[int]) -> int:
    """The length of the longest strictly increasing subsequence."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)


def spoken_for(document: Document) -> dict[int, tuple[int, int]]:
    """For articles of the truth: the number of the output article that speaks for it, and how much of it is right."""
    candidates = []
    for number, record in enumerate(document.record["articles"]):
        articles, at = document.places(record["segments"])
        for article in np.unique(articles[articles >= 0]).tolist():
            held = at[(articles == article) & (at >= 0)].tolist()
            loose = document.truth.articles[article].kind == "sidebar"
            candidates.append((len(set(held)) if loose else increasing(held), article, number))
    found: dict[int, tuple[int, int]] = {}
    taken: set[int] = set()
    for right, article, number in sorted(candidates, reverse=True):
        if article not in found and number not in taken:
            found[article] = (number, right)
            taken.add(number)
    return found


def present(document: Document, article: int) -> int:
    """How many characters of an article the page has."""
    truth = document.truth
    if truth.origin is not None and truth.text is not None:
        at = np.flatnonzero((truth.origin.article == article) & (truth.origin.at >= 0)).tolist()
        return sum(truth.text[i].isalnum() for i in at)
    return sum(char.isalnum() for char in truth.articles[article].text)


def score(document: Document) -> Score:
    found = Score()
    spoken = spoken_for(document)
    for i, article in enumerate(document.truth.articles):
        if article.kind == "imprint":
            continue
        number, right = spoken.get(i, (None, 0))
        total = present(document, i)
        found.characters += total
        found.right += right
        found.titles += 1
        if right < 0.9 * total:
            found.misses.append(f"{document.truth.file} {article.name}: {right} of {total} characters")
        if number is None:
            continue
        record = document.record["articles"][number]
        articles, _ = document.places(record["segments"])
        found.held += len(articles)
        found.foreign += int((articles != i).sum())
        wanted = article.title if document.truth.titled.get(i) else None
        if same_title(wanted, record["title"]):
            found.titles_right += 1
        else:
            found.misses.append(f'{document.truth.file} {article.name}: title "{record["title"]}"')
    return found


def same_title(wanted: str | None, found: str | None) -> bool:
    from rapidfuzz.fuzz import ratio

    if not wanted or not found:
        return not wanted and not found
    return ratio(letters(wanted)[0], letters(found)[0]) >= 100 * ALIKE
