"""Finding the words of a list in a text at the speed of the regular expression engine."""

from __future__ import annotations

import re
from collections.abc import Iterable


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
