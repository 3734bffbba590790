"""What a phrase is made of: each meaning has words that must stand in it, and words that may; no other word is left.

So 已被列入失信被执行人名单 and 存在严重失信行为 name one field, in whatever order and with whatever particles they come,
while a phrase with one word more than that names none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Generic, TypeVar

from twinwheel.reading.drafts import data

MAX_PHRASE = 80
"""Characters of a phrase that is looked at; a longer one is a sentence."""

MAX_REMEMBERED = 20_000
"""Phrases whose meaning is kept: the same words come again in every cut that is tried."""

_WITHIN = frozenset("、和及与") | {"以及"}
"""Joiners that stand within a name."""

_BETWEEN = frozenset("且并")
"""Joiners that stand between two things said."""

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Pattern(Generic[Meaning]):
    """``parts``: of each, one word must stand in the phrase; ``beside``: words that may."""

    meaning: Meaning
    parts: tuple[frozenset[str], ...]
    beside: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        return _by_first({*self.beside, *(word for part in self.parts for word in part)})


class Cover(Generic[Meaning]):
    """Patterns, to look phrases up in. All words are in one spelling."""

    def __init__(self, patterns: Iterable[Pattern[Meaning]]) -> None:
        self._by_word: dict[str, list[Pattern[Meaning]]] = defaultdict(list)
        for pattern in patterns:
            for word in pattern.parts[0]:
                self._by_word[word].append(pattern)
        self._sizes = sorted(set(map(len, self._by_word)))
        self._known: dict[str, list[tuple[int, Meaning]]] = {}

    def of(self, text: str, fits: Callable[[Meaning], bool]) -> Meaning | None:
        """What the phrase means: the pattern with the longest parts in it; None where two are as good."""
        found = [each for each in self.meanings(text) if fits(each[1])]
        best = max((weight for weight, _ in found), default=0)
        meant = {meaning for weight, meaning in found if weight == best}
        return meant.pop() if len(meant) == 1 else None

    def meanings(self, text: str) -> list[tuple[int, Meaning]]:
        """All that the phrase may mean, each with the length of the parts that say so."""
        if text in self._known:
            return self._known[text]
        found = []
        for pattern, word in self._begun(text) if 1 < len(text) <= MAX_PHRASE else ():
            rest = text.replace(word, " ", 1)
            others = [
                max((len(each) for each in part if each in rest), default=0) for part in pattern.parts[1:]
            ]
            if 0 not in others and _covered(text, pattern.words):
                found.append((len(word) + sum(others), pattern.meaning))
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        self._known[text] = found
        return found

    def _begun(self, text: str) -> Iterator[tuple[Pattern[Meaning], str]]:
        """The patterns of whose first part a word stands in the text, with that word."""
        for size in self._sizes:
            for word in {text[at : at + size] for at in range(len(text) - size + 1)} & self._by_word.keys():
                for pattern in self._by_word[word]:
                    yield pattern, word


def _covered(text: str, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether the text is made of these words and commonplace ones, from end to end."""
    common = _common()
    reached = [True, *([False] * len(text))]
    for at, char in enumerate(text):
        if reached[at]:
            for table in (words, common):
                for word in table.get(char, ()):
                    if text.startswith(word, at):
                        reached[at + len(word)] = True
    return reached[-1]


@cache
def _common() -> Mapping[str, frozenset[str]]:
    """Words that add nothing to a phrase."""
    words = data.table("words")
    listed = {word.upper() for name in ("fillers", "edges", "light") for word in words[name]}
    return _by_first((listed - _BETWEEN) | _WITHIN)


def _by_first(words: Iterable[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if word:
            found[word[0]].add(word)
    return {char: frozenset(listed) for char, listed in found.items()}
