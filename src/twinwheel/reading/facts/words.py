"""The words of a text, with their part of speech, by the dictionary: fast, and wrong about unknown names.

The finders of names use word borders and parts of speech as evidence, never as the last word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from twinwheel.reading.facts import lexicon

if TYPE_CHECKING:
    import rjieba

_OFFICE = re.compile(
    r"(.*(?:大学|银行|法院|医院|学院|公司|集团|学校|中学|小学|局|厅|部|院|所))((?:副)?[行校院局厅部所董事]{1,2}长)"
)


class Token(NamedTuple):
    """A word of a text: ``text[start:end] == word``; ``tag`` is its part of speech or kind of name."""

    start: int
    end: int
    word: str
    tag: str


class Words:
    """The words of a text, asked by position; ``tokens`` are those of the whole text, where they are known."""

    def __init__(self, text: str, tokens: Sequence[Token] | None = None) -> None:
        self.text = text
        self._tokens = words(text) if tokens is None else tokens
        self._starts = [token.start for token in self._tokens]

    def within(self, start: int, end: int) -> list[tuple[str, str]]:
        """Each word of ``text[start:end]`` with its tag; of a word that a border cuts, what the part inside is.

        An unknown word is often a measure and the verb behind it: 20|张加|到.
        """
        end = min(end, len(self.text))
        found: list[tuple[str, str]] = []
        first = max(bisect_right(self._starts, start) - 1, 0)
        for at, stop, word, tag in self._tokens[first : bisect_left(self._starts, end)]:
            if at >= start and stop <= end:
                found.append((word, tag))
            elif stop > start:
                found += _parts(word[max(start - at, 0) : end - at])
        return found


def words(text: str) -> list[Token]:
    """The words of the text, in order and without gaps; ``tag`` as jieba has it (``ns`` a place, ``x`` a mark)."""
    found: list[Token] = []
    put, new = found.append, tuple.__new__  # every word of every text: a call less for each counts
    at = 0
    places = lexicon.plain_places()
    for word, tag in _dictionary().tag(text):
        end = at + len(word)
        if word in places:
            tag = "ns"  # the dictionary holds 遵义 to be a verb
        if word[-1] == "长" and len(word) > 2 and (cut := _OFFICE.fullmatch(word)):
            # 银行行长 is a word of the dictionary, and two of ours
            found.append(Token(at, at + cut.end(1), cut[1], "n"))
            at, word, tag = at + cut.end(1), cut[2], "n"
        put(new(Token, (at, end, word, tag)))
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
    """The dictionary of jieba with our endings, titles and newer words (``words.yaml``), so that they are cut as words."""
    import rjieba  # takes a tenth of a second

    jieba = rjieba.Jieba()
    often = 30_000
    for word in lexicon.words("titles", "heads"):
        if len(word) <= 4 and word.isalpha() and not word.isascii():
            jieba.add_word(word, often, "n")
            if word[-1] == "长" and len(word) == 2:
                jieba.add_word(f"副{word}", often, "n")
    rare = {"g", "ng", "ag", "vg", "zg", "x"}
    for name in lexicon.plain_places() | lexicon.short_divisions().keys():
        parts = jieba.tag(name)
        if len(parts) > 1 and (name in lexicon.plain_places() or any(tag in rare for _, tag in parts)):
            jieba.add_word(name, None, "ns")  # as often as it must be to be a word: 川渝, 湾沚
    for endings in ("zones", "organisations"):
        for word in lexicon.typed(endings, "endings"):
            if len(word) >= 3 and not jieba.has_word(word):
                jieba.add_word(word, 500, "n")
    for listed in ("regions", "countries", "foreign_cities", "areas"):
        for word in lexicon.words("zones", listed):
            if len(word) >= 3 and not jieba.has_word(word):
                jieba.add_word(word, 500, "ns")
    for kind, tag in (("nouns", "n"), ("verbs", "v"), ("adjectives", "a"), ("pronouns", "r")):
        for word in lexicon.words("words", kind):
            if not jieba.has_word(word):
                jieba.add_word(word, None, tag)
    return jieba


@lru_cache(maxsize=4096)
def _parts(word: str) -> list[tuple[str, str]]:
    """What the part of a word is, that a border leaves."""
    return [(part, kind) for part, kind in _dictionary().tag(word)]


@lru_cache(maxsize=65536)
def known(word: str) -> bool:
    """True for a word of the dictionary."""
    return bool(_dictionary().has_word(word))
