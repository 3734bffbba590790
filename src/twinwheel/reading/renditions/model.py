"""One article in all its renditions, held against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.model import Article, Part, SourceKind
from twinwheel.reading.text import Span

_BRIDGED = 8
"""Up to so many characters that a witness has in between are part of what it has: 设计[工程]师."""

VariantKind = Literal[
    "punctuation",
    "ocr_shape",
    "ocr_normalisation",
    "conversion",
    "word_choice",
    "omission",
    "edition",
    "script",
]


@dataclass(frozen=True, eq=False, slots=True)
class Witness:
    """A rendition that speaks for the text: character ``i`` of the collated text is ``article.text[at[i]]``.

    ``at`` is int32, as long as the collated text; -1 where this rendition has no such character.
    """

    article: Article
    source_kind: SourceKind
    at: NDArray[np.int32]
    _whole: bool = field(init=False, default=False)
    """``at`` counts up from 0 without a gap, as it does for an article with one rendition."""

    def __post_init__(self) -> None:
        whole = not len(self.at) or (self.at[0] == 0 and bool((np.diff(self.at) == 1).all()))
        object.__setattr__(self, "_whole", whole)

    def raw_ranges(self, start: int, end: int) -> list[Span]:
        """Where ``[start, end)`` of the collated text stands in the raw text of this witness's file."""
        here = self.at[start:end]
        if not len(here):
            return []
        first, last = int(here[0]), int(here[-1])
        if first >= 0 and last - first == len(here) - 1 and (self._whole or (np.diff(here) == 1).all()):
            return self.article.text.raw_ranges(first, last + 1)
        here = here[here >= 0]
        if not len(here):
            return []
        found: list[Span] = []
        step = np.diff(here)
        breaks = np.flatnonzero((step < 1) | (step > _BRIDGED)) + 1
        for low, high in zip([0, *breaks.tolist()], [*breaks.tolist(), len(here)], strict=True):
            found += self.article.text.raw_ranges(int(here[low]), int(here[high - 1]) + 1)
        return _united(found, self.article.text.raw)


def _united(ranges: list[Span], raw: str) -> list[Span]:
    united: list[Span] = []
    for span in ranges:
        if (
            united
            and united[-1].end <= span.start
            and not any(c.isalnum() for c in raw[united[-1].end : span.start])
        ):
            united[-1] = Span(united[-1].start, span.end)
        else:
            united.append(span)
    return united


@dataclass(frozen=True, eq=False, slots=True)
class Variant:
    """A place where the witnesses differ.

    ``start, end`` is the chosen reading in the collated text (empty where the choice is an omission).
    ``readings`` and ``spans`` are by file; a witness that lacks the words has ``""`` and an empty span
    where they would stand; one that says nothing of this place is not among them. A reading is the raw text
    of its file, ``raw[span.start:span.end]``, and ``clean`` the same words as they are compared (simplified,
    joined). ``chosen`` is the clean reading that stands in the collated text. ``review`` says a person should
    look, and ``why`` in a few words of ours.
    """

    kind: VariantKind
    start: int
    end: int
    readings: dict[str, str]
    spans: dict[str, Span]
    chosen: str
    review: bool
    why: str
    clean: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Collation:
    """One article as its renditions together give it. With a single rendition, its own text, and no variants
    but the characters that OCR was not sure of.

    ``text`` is the collated (canonical) text, ``parts`` its title and paragraphs.
    """

    article_id: str
    text: str
    parts: tuple[Part, ...]
    witnesses: tuple[Witness, ...]
    variants: tuple[Variant, ...]

    @property
    def main(self) -> Article:
        """The article of the witness the collated text follows; its kind, date and byline are the article's."""
        return self.witnesses[0].article

    def spans(self, start: int, end: int) -> dict[str, list[Span]]:
        """Where these characters stand in the raw text of every file that has them."""
        found = {witness.article.file: witness.raw_ranges(start, end) for witness in self.witnesses}
        return {file: ranges for file, ranges in found.items() if ranges}
