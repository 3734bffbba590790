"""How words follow one another: whether a text goes on in these words, and whether a paragraph begins with them.

Counted in news text by kinds of words (nouns, verbs, numerals…), of which the commonest words are kinds of their own
(``data/flow.txt``, written by ``bench/reading/fit_flow.py``). Values are logarithms of how much more often two stand
side by side than by chance.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from twinwheel.reading.articles.glue import dictionary

REACH = 12
"""Characters on either side of a border that are cut into words."""
FIGURE, LATIN = "0", "A"
"""The kinds of figures and of Latin words."""


class Flow(NamedTuple):
    """What is said of the border between two texts."""

    follows: float
    """How well the first word behind it follows the last one before it."""
    first: float
    """How often a paragraph begins with a word like the first one behind it…"""
    second: float
    """… and goes on with one like the second."""


class _Table(NamedTuple):
    words: frozenset[str]
    follows: dict[tuple[str, str], float]
    first: dict[str, float]
    second: dict[tuple[str, str], float]


def flow(before: str, behind: str) -> Flow:
    """What the words on both sides of a border say."""
    return _flow(before[-REACH:], behind[:REACH])


@lru_cache(maxsize=65536)
def _flow(before: str, behind: str) -> Flow:
    last, heads = _kinds(before)[-1:], _kinds(behind)[:2]
    if not last or not heads:
        return Flow(0.0, 0.0, 0.0)
    table = _table()
    follows = table.follows.get((last[0], heads[0]), 0.0)
    if last[0] == heads[0] == FIGURE:
        follows = 0.0  # two halves of one figure
    second = table.second.get((heads[0], heads[1]), 0.0) if len(heads) > 1 else 0.0
    return Flow(follows, table.first.get(heads[0], 0.0), second)


def kind(word: str, tag: str, words: frozenset[str]) -> str:
    """The kind of a word: itself, if it is one of the commonest."""
    if word in words:
        return word
    if word[0].isdigit():
        return FIGURE
    if word.isascii():
        return LATIN if word[0].isalpha() else word[0]
    return tag


@lru_cache(maxsize=16384)
def _kinds(text: str) -> tuple[str, ...]:
    words = _table().words
    return tuple(kind(word, tag, words) for word, tag in dictionary().tag(text) if word.strip())


@cache
def _table() -> _Table:
    text = (files(__package__) / "data" / "flow.txt").read_text(encoding="utf-8")
    parts: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("## "):
            rows = parts.setdefault(line[3:], [])
        elif line and not line.startswith("# "):
            rows.append(line.split(" "))
    pairs = {
        name: {
            (row[0], other): float(value)
            for row in parts[name]
            for other, value in zip(row[1::2], row[2::2], strict=True)
        }
        for name in ("follows", "second")
    }
    first = {row[0]: float(row[1]) for row in parts["first"]}
    words = frozenset(word for row in parts["words"] for word in row)
    return _Table(words, pairs["follows"], first, pairs["second"])
