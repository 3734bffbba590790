"""Which reading of a place stands in the collated text, what kind of difference it is, who should look.

The witnesses vote, each with its weight; the same text in several files votes once. A dictionary only breaks
a tie between readings of OCR that look alike. Nothing is chosen because it is the commoner word: of
a text layer and OCR that differ, it is the rare reading that is right, for OCR writes what it expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from twinwheel.reading.renditions.kinds import (
    Words,
    commoner_word,
    confusable,
    differs_in_number,
    is_long,
    kind_of,
)
from twinwheel.reading.renditions.letters import content
from twinwheel.reading.renditions.model import VariantKind
from twinwheel.reading.renditions.witnesses import DAMAGE, Standing

_TIE = 0.1
"""Weights that differ by less are equal: one has but a few more faults."""


_LOST = 2
"""A text layer loses single characters: glyphs without a code."""
_STROKES = "一丨丶丿乙口"
"""Ideographs that OCR makes of rules, dashes and frames."""


class Reading(NamedTuple):
    """What one witness has at a place: ``words``, of which ``[start, end)`` is the part that differs."""

    words: str
    start: int
    end: int
    weight: float
    standing: Standing
    witnesses: int = 1
    """How many witnesses of different kinds have the very same text."""

    @property
    def core(self) -> str:
        return self.words[self.start : self.end]

    def in_words(self) -> Words:
        return Words(self.words, self.start, self.end)


class Setting(NamedTuple):
    """What stands around a place in the main text, and whether it is in a title or a byline."""

    before: str
    after: str
    in_title: bool
    in_byline: bool


class Decision(NamedTuple):
    """``chosen`` counts the readings from 0, the main one."""

    chosen: int
    kind: VariantKind
    review: bool
    why: str


def decided(readings: Sequence[Reading], setting: Setting, *, open: bool) -> Decision:
    """The decision on a place; the first reading is the main witness's. At a closed place it stands."""
    groups: dict[str, list[int]] = {}
    for turn, reading in enumerate(readings):
        groups.setdefault(reading.words, []).append(turn)
    chosen, why = _chosen(readings, groups, setting) if open else (0, "the main witness leads")
    kind = _kind(readings, groups, chosen)
    if kind == "edition" and not chosen:
        why = "editions differ; the main witness leads"
    review, reason = _review(readings, groups, chosen, kind, setting)
    return Decision(chosen, kind, review, f"{why}; {reason}" if reason else why)


def _chosen(readings: Sequence[Reading], groups: dict[str, list[int]], setting: Setting) -> tuple[int, str]:
    weights = {words: sum(readings[turn].weight for turn in turns) for words, turns in groups.items()}
    main = readings[0]
    rest = {words: weight for words, weight in weights.items() if words != main.words}
    best = max(rest, key=lambda words: (weights[words], -groups[words][0]))
    rival = groups[best][0]
    if DAMAGE.search(main.core) and not DAMAGE.search(best):
        return rival, "the main witness is damaged here"
    if len(groups[best]) > 1 and _only_adds(main.core, readings[rival].core):
        return rival, f"{len(groups[best])} witnesses have words that the main one lost"
    lost = next((words for words in rest if _lost(readings, groups, words, setting)), None)
    if lost is not None:
        return groups[lost][0], "the main witness lost a character that OCR has; OCR adds none"
    if abs(weights[best] - weights[main.words]) < _TIE:
        return _tie(readings, groups, best)
    if weights[best] > weights[main.words]:
        return rival, "the other witnesses outweigh the main one"
    agree = _count(readings, groups[main.words])
    if agree > 1:
        return 0, f"{agree} of {_count(readings, range(len(readings)))} witnesses agree"
    if main.standing == "print":
        return 0, "the text layer leads"
    return 0, "the main witness leads"


def _lost(readings: Sequence[Reading], groups: dict[str, list[int]], words: str, setting: Setting) -> bool:
    """Whether OCR has a character or two that a text layer, alone, has not.

    OCR reads what is on the page, wrongly at times, but puts no ideograph where there is none. Not so marks and
    digits, which are dust as well, a stroke, or the character before read twice.
    """
    main, other = readings[0], readings[groups[words][0]]
    if main.standing not in ("print", "typed") or _count(readings, groups[main.words]) > 1:
        return False
    if not any(readings[turn].standing == "ocr" for turn in groups[words]):
        return False
    short, long = main.core, other.core
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    more = len(long) - len(short)
    if not 0 < more <= _LOST or not long.endswith(short[at:]):
        return False
    added, start = long[at : at + more], len(setting.before) + other.start + at
    line = setting.before + other.words + setting.after
    around = line[max(0, start - more) : start], line[start + more : start + 2 * more]
    return all(_is_ideograph(char) for char in added) and added not in around and added not in _STROKES


def _count(readings: Sequence[Reading], turns: Iterable[int]) -> int:
    return sum(readings[turn].witnesses for turn in turns)


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _tie(readings: Sequence[Reading], groups: dict[str, list[int]], best: str) -> tuple[int, str]:
    main, rival = readings[0], groups[best][0]
    other = readings[rival]
    if main.standing == other.standing == "ocr":
        if _only_adds(main.core, other.core):
            return rival, "OCR loses words rather than adding them"
        if _only_adds(other.core, main.core):
            return 0, "OCR loses words rather than adding them"
        by_shape = confusable(content(main.core), content(other.core))
        if by_shape and not differs_in_number(main.core, other.core):
            commoner = commoner_word(main.in_words(), other.in_words())
            if commoner:
                return rival if commoner > 0 else 0, "they look alike, and this is the word"
    return 0, "a tie; the main witness leads"


def _only_adds(short: str, long: str) -> bool:
    """Whether the long reading is the short one with more letters (not only marks) at one place."""
    mine, theirs = content(short), content(long)
    if len(mine) >= len(theirs) or (is_long(long) and not mine):
        return len(mine) < len(theirs) and not re.search("[。!?]", long)
    start = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), len(mine))
    return theirs.endswith(mine[start:])


_RANK: tuple[VariantKind, ...] = (
    "ocr_normalisation",
    "ocr_shape",
    "omission",
    "word_choice",
    "edition",
    "conversion",
    "script",
    "punctuation",
)
"""Where several readings differ from the chosen one, the weightiest kind is the kind of the variant."""


def _kind(readings: Sequence[Reading], groups: dict[str, list[int]], chosen: int) -> VariantKind:
    mine = readings[chosen]
    standing = _standing([readings[turn] for turn in groups[mine.words]])
    kinds = []
    for words, turns in groups.items():
        if words != mine.words:
            other = readings[turns[0]]
            theirs = _standing([readings[turn] for turn in turns])
            commoner = commoner_word(mine.in_words(), other.in_words())
            kinds.append(kind_of(mine.core, other.core, standing, theirs, commoner))
    return min(kinds, key=_RANK.index)


def _standing(readings: Sequence[Reading]) -> Standing:
    """Of those who read the same: the best; what others than web editions have is no matter of edition."""
    printed = [reading for reading in readings if reading.standing != "web"]
    return max(printed or readings, key=lambda reading: reading.weight).standing


def _review(
    readings: Sequence[Reading],
    groups: dict[str, list[int]],
    chosen: int,
    kind: VariantKind,
    setting: Setting,
) -> tuple[bool, str]:
    if kind in ("punctuation", "script", "conversion"):
        return False, ""
    mine = readings[chosen]
    others = [readings[turns[0]] for words, turns in groups.items() if words != mine.words]
    short = not any(is_long(r.core) for r in readings)
    if short and kind != "edition" and any(differs_in_number(mine.core, r.core) for r in others):
        return True, "numbers differ"
    if short and setting.in_title and kind != "edition":
        return True, "titles differ"
    if short and kind != "edition" and (setting.in_byline or any(_is_name(mine, r, setting) for r in others)):
        return True, "names differ"
    if chosen:
        return True, ""
    if kind == "edition" or not short:
        return False, ""
    if kind == "omission":
        return content(mine.core) == "", "a witness has more" if content(mine.core) == "" else ""
    alone = _count(readings, groups[mine.words]) == 1
    if alone and not all(commoner_word(mine.in_words(), r.in_words()) < 0 for r in others):
        return True, "no third witness decides"
    return False, ""


def _is_name(mine: Reading, other: Reading, setting: Setting) -> bool:
    """Whether the words around say that a name stands here."""
    here, there = content(mine.words), content(other.words)
    if not here or not there or max(len(here), len(there)) > 6:
        return False
    if mine.in_words().known and other.in_words().known:
        return False
    after_title, before_verb, before_suffix = _contexts()
    if _is_person(mine) or _is_person(other):
        return True
    if before_suffix.match(setting.after):
        return True
    return bool(after_title.search(setting.before) and before_verb.match(setting.after))


def _is_person(reading: Reading) -> bool:
    """Whether the word that differs is none of the dictionary and begins as persons' names do."""
    words = reading.in_words()
    if words.known > 1 or not 2 <= len(words.text) <= 4:
        return False
    return words.text[0] in _names()["surnames"] and (reading.start > 0 or len(words.text) == 3)


@cache
def _contexts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = {key: "|".join(sorted(value.split())) for key, value in _names().items() if key != "surnames"}
    return (
        re.compile(f"(?:{words['after']})[\u3400-\u9fff·]{{0,3}}$"),
        re.compile(f"[\u3400-\u9fff]{{0,2}}(?:{words['before']}|[,:;、。)(])"),
        re.compile(f"(?:{words['organisation']})"),
    )


@cache
def _names() -> dict[str, str]:
    import yaml

    text = resources.files(__package__).joinpath("data", "name_context.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.safe_load(text)
    return found
