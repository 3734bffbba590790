"""Word lists and patterns that are data, read once from ``data/`` when they are first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def table(name: str) -> Any:
    """The content of ``data/NAME.yaml``."""
    file = resources.files("twinwheel.reading") / "facts" / "data" / f"{name}.yaml"
    return yaml.load(file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


class Suffixes:
    """Words that a text may end with; asked for the longest, which a pattern would have to search for."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def longest(self, text: str) -> int:
        """How many characters the longest word has that the text ends with; 0 where it ends with none.

        >>> Suffixes(["增长", "同比增长"]).longest("收入同比增长")
        4
        """
        return next((length for length in self._lengths if text[-length:] in self._words), 0)
