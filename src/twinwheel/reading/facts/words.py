"""The words of a text, with their part of speech, by the dictionary: fast, and wrong about unknown names.

The finders of names use word borders and parts of speech as evidence, never as the last word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import rjieba


class Token(NamedTuple):
    """A word of a text: ``text[start:end] == word``; ``tag`` is its part of speech or kind of name."""

    start: int
    end: int
    word: str
    tag: str


def words(text: str) -> list[Token]:
    """The words of the text, in order and without gaps; ``tag`` as jieba has it (``ns`` a place, ``x`` a mark)."""
    found: list[Token] = []
    at = 0
    for word, tag in rjieba.tag(text):
        end = at + len(word)
        found.append(Token(at, end, word, tag))
        at = end
    if at != len(text):  # the segmenter is not ours: whatever it drops, offsets stay right
        return _found_again(text, [token.word for token in found])
    return found


def _found_again(text: str, listed: list[str]) -> list[Token]:
    found: list[Token] = []
    at = 0
    for word in listed:
        start = text.find(word, at)
        if start < 0:
            continue
        found += [Token(i, i + 1, text[i], "x") for i in range(at, start)]
        at = start + len(word)
        found.append(Token(start, at, word, "x"))
    return found + [Token(i, i + 1, text[i], "x") for i in range(at, len(text))]


@lru_cache(maxsize=1)
def _dictionary() -> rjieba.Jieba:
    return rjieba.Jieba()


@lru_cache(maxsize=65536)
def known(word: str) -> bool:
    """True for a word of the dictionary."""
    return bool(_dictionary().has_word(word))
