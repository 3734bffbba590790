"""What kind of difference two readings make, by the characters and words they consist of."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from twinwheel.reading.renditions.letters import content, folded
from twinwheel.reading.renditions.model import VariantKind
from twinwheel.reading.renditions.witnesses import DAMAGE, Standing

NUMERALS = "0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_SENTENCE = re.compile("[。！？!?…]")
_LONGEST_WORD = 16
_LONG = 24
"""Characters from which a difference is one of whole clauses."""


def is_long(reading: str) -> bool:
    """Whether a reading is sentences or clauses rather than words."""
    letters = len(content(reading))
    return letters > _LONG or (letters > 8 and bool(_SENTENCE.search(reading.strip()[:-1])))


def kind_of(
    chosen: str, other: str, chosen_standing: Standing, other_standing: Standing, commoner: int
) -> VariantKind:
    """The kind of the difference between the chosen reading and another.

    ``commoner`` says which of them a dictionary prefers (``commoner_word``). What only an edited (web)
    rendition has, or lacks, is an ``edition``; what OCR lacks is an ``omission``.
    """
    mine, theirs = content(chosen), content(other)
    if DAMAGE.search(chosen + other):
        return "ocr_shape"
    if mine == theirs:
        return "punctuation" if _marks(chosen) != _marks(other) else "ocr_normalisation"
    if simplified(mine) == simplified(theirs):
        return "script"
    if converted(chosen) == converted(other):
        return "conversion"
    if _is_part(mine, theirs) or _is_part(theirs, mine):
        longer_is_mine = len(mine) > len(theirs)
        extra = chosen if longer_is_mine else other
        standings = (chosen_standing, other_standing)
        return _addition(extra, *(standings if longer_is_mine else standings[::-1]))
    if is_long(chosen) or is_long(other):
        return "edition" if "web" in (chosen_standing, other_standing) else "word_choice"
    return _substitution(mine, theirs, chosen_standing, other_standing, commoner)


def _addition(extra: str, has: Standing, lacks: Standing) -> VariantKind:
    if lacks != "ocr":
        return "edition" if "web" in (has, lacks) else "omission"
    # OCR loses words, and whole lines. What an editor adds are sentences, clauses and small words.
    letters = content(extra)
    by_editor = is_long(extra) or _marks(extra) or letters in _editors_words()
    return "edition" if has == "web" and by_editor else "omission"


def _substitution(
    mine: str, theirs: str, mine_standing: Standing, theirs_standing: Standing, commoner: int
) -> VariantKind:
    by_shape = confusable(mine, theirs)
    if "ocr" not in (mine_standing, theirs_standing):
        return "ocr_shape" if by_shape and commoner else "word_choice"
    ocr = 1 if theirs_standing == "ocr" else -1
    if by_shape:
        return "ocr_normalisation" if commoner == ocr else "ocr_shape"
    if commoner == -ocr:  # what OCR has is no word: it expected nothing, it misread
        return "ocr_shape"
    if any(char.isdigit() for char in mine + theirs):
        return "ocr_shape"
    return "ocr_normalisation" if abs(len(mine) - len(theirs)) <= 1 else "word_choice"


def commoner_word(one: Words, other: Words) -> int:
    """Which reading a dictionary of common words prefers: -1 the one, 1 the other, 0 neither."""
    known, known_other = one.known, other.known
    return (known_other > known) - (known_other < known)


class Words(NamedTuple):
    """A reading with the whole words it stands in: ``[start, end)`` of ``text`` is the reading itself."""

    text: str
    start: int
    end: int

    @property
    def known(self) -> int:
        """The length of the longest word of the dictionary that holds the reading; 0 for none."""
        import rjieba

        length = len(self.text)
        if length > _LONGEST_WORD or self.start == self.end:
            return 0
        found = [
            end - start
            for start in range(self.start + 1)
            for end in range(max(self.end, start + 2), length + 1)
            if rjieba.has_word(self.text[start:end])
        ]
        return max(found, default=0)


def confusable(one: str, other: str) -> bool:
    """Whether the readings differ only in characters that look alike."""
    if len(one) != len(other):
        return (one, other) in _long_confusions() or (other, one) in _long_confusions()
    table = _confusions()
    return all(a == b or b in table.get(a, "") for a, b in zip(one, other, strict=True))


def differs_in_number(one: str, other: str) -> bool:
    """Whether the readings give different numbers."""
    mine = [char for char in folded(one) if char in NUMERALS]
    theirs = [char for char in folded(other) if char in NUMERALS]
    return mine != theirs


def converted(reading: str) -> str:
    """The reading in mainland words, marks left out."""
    pattern, table = _conversions()
    plain = unicodedata.normalize("NFKC", simplified(reading))
    return "".join(char for char in pattern.sub(lambda m: table[m[0]], plain).lower() if not _is_mark(char))


def simplified(reading: str) -> str:
    if reading.isascii():
        return reading
    return str(_simplifier().convert(reading))


def _is_part(short: str, long: str) -> bool:
    """Whether the long one is the short one and something more, at one place."""
    if len(short) >= len(long):
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return long.endswith(short[start:])


def _marks(reading: str) -> str:
    return "".join(char for char in folded(reading) if not char.isalnum() and char != " ")


def _is_mark(char: str) -> bool:
    return not char.isalnum() and char not in "+-%"


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _confusions() -> dict[str, str]:
    """For each character, those it is taken for; Latin letters small, as readings are compared."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for line in _lines("confusables.txt"):
        first, colon, like = line.lower().partition(":")
        for char in first:
            table[char].update(like if colon else first)
            for other in like:
                table[other].add(char)
    return {char: "".join(sorted(like - {char})) for char, like in table.items()}


@cache
def _long_confusions() -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for one, other in (line.split() for line in _lines("split_characters.txt")))


@cache
def _editors_words() -> frozenset[str]:
    return frozenset(word for line in _lines("editors_words.txt") for word in line.split())


@cache
def _conversions() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {
        unicodedata.normalize("NFKC", one): unicodedata.normalize("NFKC", other)
        for one, other in (line.split() for line in _lines("conversions.txt"))
    }
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
