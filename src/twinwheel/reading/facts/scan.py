"""Finding the words of a list in a text at the speed of the regular expression engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def scanner(listed: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the words, the longest first.

    Every branch begins with a letter of its own and nothing stands before the branches: the engine skips
    to the next place where one of these letters stands without trying any word.
    """
    by_first: dict[str, set[str]] = {}
    for word in listed:
        by_first.setdefault(word[0], set()).add(word[1:])
    branches = [re.escape(first) + _rests(rests) for first, rests in sorted(by_first.items())]
    return re.compile("|".join(branches))


def _rests(rests: set[str]) -> str:
    if rests == {""}:
        return ""
    ordered = sorted(rests, key=lambda rest: (-len(rest), rest))
    return f"(?:{'|'.join(map(re.escape, ordered))})"


class Listed:
    """The words of a long list, each of two characters or more: quicker than a pattern with a branch for each.

    ``shapes`` are tried first, at places where a word or one of their ``begins`` may begin. Raises ValueError where a
    word is shorter, or none is given.
    """

    def __init__(
        self, words: Iterable[str], shapes: re.Pattern[str] | None = None, begins: Iterable[str] = ()
    ) -> None:
        self._words: dict[str, list[str]] = {}
        """By their first two characters, the longest first."""
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            self._words.setdefault(word[:2], []).append(word)
        self._shapes, self._begins = shapes, frozenset(begins)
        pairs = {*self._words, *self._begins}
        short = sorted(pair for pair in pairs if len(pair) < 2)
        if short or not pairs:
            raise ValueError(
                f"a list of words of two characters or more; too short: {'、'.join(short) or 'no word'}"
            )
        first, second = (re.escape("".join(sorted({pair[at] for pair in pairs}))) for at in (0, 1))
        self._may_begin = re.compile(f"[{first}](?=[{second}])")

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand, from left to right, at each place the longest, no two overlapping."""
        done = 0
        for place in self._may_begin.finditer(text):
            start = place.start()
            if start < done:
                continue
            pair = text[start : start + 2]
            shape = self._shapes.match(text, start) if self._shapes and pair in self._begins else None
            if shape:
                done = shape.end()
                yield shape.span()
                continue
            for word in self._words.get(pair, ()):
                if text.startswith(word, start):
                    done = start + len(word)
                    yield start, done
                    break
