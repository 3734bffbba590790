"""What only a longer edition says: its extra sentences are no error of the others, and their facts count.

The collated text of an article follows its main rendition. Text of another rendition that stands nowhere in
it, such as the paragraphs a web edition adds, is searched in that rendition itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.facts.model import Fact
from twinwheel.reading.model import Article
from twinwheel.reading.renditions.model import Collation, Witness
from twinwheel.reading.text import Span

ENOUGH = 30
"""Characters of its own from which a rendition is searched: fewer are words that differ, not sentences."""


class Extra(NamedTuple):
    """A fact in text that only one rendition has. Its mentions are ranges of that article's text."""

    article: Article
    fact: Fact


def extras(collation: Collation, find: Callable[[Article], Sequence[Fact]]) -> Iterator[Extra]:
    """The facts in the text that renditions have beyond the collated one, and the mentions there of known ones."""
    for witness in collation.witnesses[1:]:
        own = _own(witness)
        if own.sum() >= ENOUGH:
            for fact in find(witness.article):
                mentions = tuple(span for span in fact.mentions if own[span.start : span.end].all())
                if mentions:
                    yield Extra(witness.article, fact.model_copy(update={"mentions": mentions}))


def same(one: Fact, other: Fact) -> bool:
    """Both name the same thing. What is said about it may differ; figures, quotes and asks are never the same."""
    named = getattr(one, "name", None)
    return (
        one.kind == other.kind != "indicator" and named is not None and _names(one) & _names(other) != set()
    )


def _names(fact: Fact) -> set[str]:
    return {getattr(fact, "name", ""), *getattr(fact, "aliases", ())}


def _own(witness: Witness) -> NDArray[np.bool_]:
    """Which characters of a rendition stand nowhere in the collated text. Between two such ones, line ends count too."""
    text = witness.article.text.text
    own = np.ones(len(text), dtype=bool)
    shared = witness.at[witness.at >= 0]
    own[shared] = False
    return own


def places(extra: Extra) -> list[Span]:
    """Where the mentions stand in the raw text of the rendition."""
    return [span for start, end in extra.fact.mentions for span in extra.article.text.raw_ranges(start, end)]
