"""What pieces of text are about: the words they have in common, the rarer the better.

A word weighs by how few paragraphs of the page have it, and by how rare it is in the language: names and terms
no dictionary has tell articles of one page apart best. Measured on pages of four articles, each paragraph
held against three of every article: 94 % of them fall to their own by words weighed both ways, 90 % by pairs
of characters and the page alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from math import log, sqrt
from operator import add
from typing import NamedTuple

from twinwheel.reading.articles.glue import TOTAL, dictionary
from twinwheel.reading.normalise import HAN

Vector = dict[str, float]

COMMON = 5.0
"""Of the rarity of a word (nats), what the commonest words have; they weigh nothing."""

_RUNS = re.compile(f"[{HAN}]{{2,}}|[A-Za-z][A-Za-z0-9+-]+")
_HAN = re.compile(f"[{HAN}]")


def words(text: str) -> dict[str, int]:
    """The words of a text of two characters and more, with how often each stands there; single characters in a
    row are taken in pairs."""
    found: dict[str, int] = {}
    single = ""
    for word in dictionary().cut(text, True):
        if len(word) > 1:
            single = ""
            if word[0].isalpha():
                found[word] = found.get(word, 0) + 1
        elif _HAN.match(word):
            if single:
                pair = single + word
                found[pair] = found.get(pair, 0) + 1
            single = word
        else:
            single = ""
    return found


def pairs(text: str) -> set[str]:
    """The pairs of Chinese characters in a text, and its Latin words."""
    found: set[str] = set()
    for run in _RUNS.findall(text):
        if run[0].isascii():
            found.add(run.lower())
        else:
            found.update(map(add, run, run[1:]))
    return found


class _Said(NamedTuple):
    """A paragraph by its words."""

    shared: dict[str, int]
    """How often it has those that another paragraph has too."""
    alone: float
    """The sum of the squares of what all others count for."""


class Topics:
    """The paragraphs of a page by what they are about."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.paragraphs = paragraphs
        self._said: list[_Said] | None = None
        self._weights: dict[str, float] = {}
        self._pairs: list[set[str] | None] = [None] * len(paragraphs)
        self._pair_spread: Counter[str] | None = None
        self._known: dict[tuple[int, ...], Vector] = {}
        self._titles: dict[str, tuple[dict[str, float], float]] = {}

    def of(self, numbers: Iterable[int]) -> Vector:
        """The topic of some of the paragraphs together, to be held against that of others.

        Of length 1, or empty, but for the words of one paragraph alone: no other topic has these.
        """
        key = tuple(numbers)
        if key not in self._known:
            self._known[key] = self._of(key)
        return self._known[key]

    def _of(self, numbers: Sequence[int]) -> Vector:
        if self._said is None:
            self._said = self._weighed()
        said = [self._said[number] for number in numbers]
        together = dict(said[0].shared) if said else {}
        for one in said[1:]:
            for word, count in one.shared.items():
                together[word] = together.get(word, 0) + count
        weights = self._weights
        vector = {word: _worth(weights[word], count) for word, count in together.items()}
        square = sum([one.alone for one in said]) + sum([value * value for value in vector.values()])
        length = sqrt(square)
        return {word: value / length for word, value in vector.items()} if length else {}

    def pairs_of(self, numbers: Iterable[int]) -> set[str]:
        """The pairs of characters of some of the paragraphs together."""
        return set().union(*(self._pairs_of(number) for number in numbers))

    def covered(self, title: str, body: set[str]) -> float:
        """How much of what a title says stands in a body, given by its pairs: 0 to 1, by weight.

        Pairs of characters, since a title shortens its words.
        """
        if title not in self._titles:
            self._titles[title] = self._rarities(title)
        rarity, total = self._titles[title]
        return sum([value for pair, value in rarity.items() if pair in body]) / total if total else 0.0

    def _rarities(self, title: str) -> tuple[dict[str, float], float]:
        """What the pairs of a title weigh on this page, each and together."""
        if self._pair_spread is None:
            every = range(len(self.paragraphs))
            self._pair_spread = Counter(pair for number in every for pair in self._pairs_of(number))
        many = len(self.paragraphs) + 1
        rarity = {pair: log(many / (self._pair_spread[pair] + 0.5)) for pair in pairs(title)}
        return rarity, sum(rarity.values())

    def _pairs_of(self, number: int) -> set[str]:
        found = self._pairs[number]
        if found is None:
            found = self._pairs[number] = pairs(self.paragraphs[number])
        return found

    def _weighed(self) -> list[_Said]:
        """Each paragraph by its words that weigh something."""
        listed = [words(paragraph) for paragraph in self.paragraphs]
        spread = Counter(chain.from_iterable(listed))
        on_page = {count: log((len(listed) + 1) / (count + 0.5)) for count in set(spread.values())}
        weights = self._weights
        for word, count in spread.items():
            rare = _rarity(word) - COMMON
            if rare > 0:
                weights[word] = on_page[count] * rare
        return [
            _Said(
                {word: count for word, count in said.items() if word in weights and spread[word] > 1},
                sum(
                    [
                        _worth(weights[word], count) ** 2
                        for word, count in said.items()
                        if word in weights and spread[word] == 1
                    ]
                ),
            )
            for said in listed
        ]


def _worth(weight: float, count: int) -> float:
    """What a word counts for that is said so often."""
    return weight if count == 1 else weight * (1 + log(count))


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two topics that have no paragraph in common: 0 nothing in common, 1 the same."""
    if len(one) > len(other):
        one, other = other, one
    return sum([value * other[word] for word, value in one.items() if word in other])


@lru_cache(maxsize=65536)
def _rarity(word: str) -> float:
    known = dictionary().has_word(word)
    return log(TOTAL / ((dictionary().suggest_freq(word) if known else 1) + 3))
