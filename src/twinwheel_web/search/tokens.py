"""Texts as tokens: Han in overlapping pairs, everything else in whole words.

研发费用 becomes 研发, 发费, 费用 and 用: each character begins exactly one token, so a phrase of pairs is found wherever it
stands and nowhere else (研白 is never found in 研发白名单), and a single character is the beginning of a token. No list of words
is needed, and a word nobody knows is found like any other.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

BREAK = "\f"
"""Between the readings of one text: no phrase is found across it."""
LONGEST_QUERY = 200
"""Characters of a query that are read; the rest is dropped."""
MOST_PHRASES = 12
LONGEST_WORD = 100
"""Characters of a word that are kept; only garbage has more."""
PREFIX_FROM = 4
"""From so many letters on the last word of a phrase finds longer ones too: incubator, incubators."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WRAP = r"[ \t\u3000]*\r?\n[ \t\u3000]*"
"""A line of a page that ends in the middle of a word; anything else between two characters parts them."""
_UNIT = re.compile(rf"(?P<han>[{_HAN}](?:(?:{_WRAP})?[{_HAN}])*)|(?P<word>[^\W_{_HAN}]+)")
_WRAPPED = re.compile(_WRAP)


class Phrase(NamedTuple):
    """What must stand together. ``open``: the last token is only the beginning of one."""

    tokens: tuple[str, ...]
    open: bool
    pattern: str
    """The same as a regular expression over folded text."""


@lru_cache(maxsize=1)
def _folding() -> dict[int, str]:
    """One character for one: traditional to simplified Han, full width to half, capitals to small letters.

    Lengths stay, so a place in the folded text is a place in the text.
    """
    from opencc import OpenCC

    ranges = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))
    han = [chr(code) for first, end in ranges for code in range(first, end)]
    simplified = OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {
        ord(one): other
        for one, other in zip(han, simplified, strict=True)
        if one != other and len(other) == 1
    }
    for code in (*range(0x41, 0x3000), *range(0xA000, 0xAC00), *range(0xFB00, 0x20000)):
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        if folded != chr(code) and len(folded) == 1:
            table[code] = folded
    return table


def fold(text: str) -> str:
    """The text as it is compared; every character keeps its place."""
    return text if text.isascii() and text.islower() else text.translate(_folding())


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    """Runs of Han, and words, in order; True for Han."""
    for found in _UNIT.finditer(folded):
        han = found["han"]
        yield (_WRAPPED.sub("", han), True) if han else (found["word"][:LONGEST_WORD], False)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def bigrams(text: str) -> list[str]:
    """The tokens of a text, in order.

    >>> bigrams("研发 RISC-V 芯片")
    ['研发', '发', 'risc', 'v', '芯片', '片']
    """
    return [token for run, is_han in _runs(fold(text)) for token in (_pairs(run) if is_han else [run])]


def phrases(query: str) -> list[Phrase]:
    """What a query asks for: a phrase for each part between blanks, all of which must be found.

    Whatever else stands in it (quotes, operators, control characters) only parts words. No phrases: nothing to look for.
    """
    found: dict[str, Phrase] = {}
    for part in fold(query[:LONGEST_QUERY]).split():
        runs = list(_runs(part))
        if not runs:
            continue
        tokens = [token for run, is_han in runs for token in (_pairs(run) if is_han else [run])]
        last, is_han = runs[-1]
        if is_han and len(last) > 1:
            tokens.pop()  # the last character alone: nothing is said of what follows it
        alone = is_han and len(last) == 1
        is_open = alone or (last.isascii() and last.isalpha() and len(last) >= PREFIX_FROM)
        found.setdefault(part, Phrase(tuple(tokens), is_open, _pattern(runs, is_open)))
    return list(found.values())[:MOST_PHRASES]


def _pattern(runs: list[tuple[str, bool]], is_open: bool) -> str:
    parts = []
    for number, (run, is_han) in enumerate(runs):
        if is_han:
            parts.append(f"(?:{_WRAP})?".join(run))
        else:
            ends = "" if is_open and number == len(runs) - 1 else rf"(?![^\W_{_HAN}])"
            parts.append(rf"(?<![^\W_{_HAN}]){re.escape(run)}{ends}")
    return r"[\W_]*".join(parts)


@lru_cache(maxsize=256)
def compiled(query: str) -> re.Pattern[str] | None:
    """A pattern that finds any phrase of a query in folded text; None where there is nothing to look for."""
    patterns = sorted((each.pattern for each in phrases(query)), key=len, reverse=True)
    return re.compile("|".join(patterns)) if patterns else None


def words(text: str) -> list[str]:
    """The words of a Chinese text, by a dictionary. For order and advice alone; never for what is found."""
    import rjieba

    return [sys.intern(each) for each in rjieba.cut(text)]
