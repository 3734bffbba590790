"""The most that names could weigh, for all places of a text at once: where it is worth to gather the evidence.

The character of a surname stands at every sixth place of a text and hardly ever begins a name. What characters,
words and borders weigh is therefore looked up in arrays over the whole text, and only where that leaves a chance
does ``scale`` weigh. Nothing is decided here: no name weighs more than its ceiling.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.names_model import JOINS, KINDS, PARTICLES, REPEATS, SIDES, Model, model, side
from twinwheel.reading.facts.sheet import MARKS, Sheet, codes
from twinwheel.reading.facts.words import known

Weights = NDArray[np.float64]
Places = NDArray[np.intp]

_CODES = 0x10000
"""Characters of the first plane; those beyond it are taken for its last one."""
_LIST = ord("、")
_BEYOND = "\n" * 4
"""Thought behind a text, so that every name has something behind it."""
_SLACK = 1e-6
"""Sums are added up in another order here than where names are weighed."""


class Ceiling:
    """What a fitted model says of characters and of parts of speech, by their numbers."""

    def __init__(self, model: Model, weights: dict[str, float]) -> None:
        self.weights = weights
        of, top = self._of, self._top
        self.surname = of("bias") + of("surname") * _by_code(model.surname, -3.0)
        self.given = _by_code(model.given, -4.0)
        self.before = of("character before") * _by_code(model.before, 0.0)
        self.after = of("character behind") * _by_code(model.after, 0.0)
        self.last = of("given last") * self.given
        self.last[_codes_of(PARTICLES - JOINS)] += of("last particle")
        self.last[_codes_of(JOINS)] += max(of("last particle"), of("last joins nothing"))
        self.last[_codes_of(KINDS - PARTICLES)] += of("last of a kind")
        self.before_side, self.after_side, self.surname_side = (
            np.array([of(f"{what} {each}") for each in SIDES]) for what in ("before", "after", "surname")
        )
        self.word = np.array([top("word unknown "), top("word known ")])
        self.unlike_word = top("shorter nr", "longer nr")
        self.listed, self.titled = top("in a list"), top("title and end")
        self.shapes = top("single characters", "surname and word", "word inside")
        self.shapes += top("spelled") + top("surname and verb")
        self.again, self.tagged = of("again"), top("tagged")

    def _of(self, name: str) -> float:
        return self.weights.get(name, 0.0)

    def _top(self, *names: str) -> float:
        """The most that evidence with a name that begins so could add."""
        return max([0.0, *(weight for name, weight in self.weights.items() if name.startswith(names))])

    def promising(self, sheet: Sheet, floor: float, *, tagged: bool) -> Iterator[tuple[int, int]]:
        """The characters that may be a name of a surname of one character and weigh ``floor`` or more."""
        text = _Text(sheet)
        at = np.flatnonzero(_surnames()[text.codes[: len(sheet.text)]])
        if not len(at):
            return
        least = floor - _SLACK - self.shapes - tagged * self.tagged
        begins = self._start(text, at) + self.surname[text.codes[at]]
        for size in (2, 3):
            most = begins + self._with(text, at, at + size)
            chance = most + max(0.0, self.again) * math.log(REPEATS) >= least
            for start, weight in zip(at[chance].tolist(), most[chance].tolist(), strict=True):
                times = min(REPEATS, sheet.times(sheet.text[start : start + size]))
                if weight + self.again * math.log(times) >= least:
                    yield start, start + size

    def _with(self, text: _Text, at: Places, end: Places) -> Weights:
        """What the end of a name adds to what its start weighs."""
        most = self._given(text, at, end) + self._end(text, end) + self._between(text, at, end)
        return np.where(_han()[text.codes[end - 1]], most, -math.inf)

    def _start(self, text: _Text, at: Places) -> Weights:
        of, before = self._of, text.codes[at - 1]
        title = max(of("before title"), of("before generic title"))
        word = np.where(text.border[at], self.before_side[text.side[at - 1]], of("before cut"))
        mark = np.where(before == _LIST, of("before list"), of("before mark"))
        kind = np.where(text.title_ends[at], title, np.where(_marks()[before], mark, word))
        cut = of("cuts before") + of("cuts a known word before") * text.known[at]
        cut = np.where(text.border[at], 0.0, np.where(text.title_ends[at], np.maximum(cut, 0.0), cut))
        weight: Weights = kind + cut + self.before[before]
        return weight

    def _end(self, text: _Text, end: Places) -> Weights:
        of, after = self._of, text.codes[end]
        speaks, marked = _may_speak()[after], _marks()[after]
        word = np.where(text.border[end], self.after_side[text.side[end]], of("after cut"))
        word = np.where(speaks, np.maximum(word, of("after speech")), word)
        mark = np.where(after == _LIST, of("after list"), of("after mark"))
        kind = np.where(marked, mark, np.where(text.title_starts[end], of("after title"), word))
        known_cut = of("cuts a known word behind") * text.known[end]
        cut = of("cuts behind") + np.where(speaks, np.maximum(known_cut, 0.0), known_cut)
        cut = np.where(text.border[end] | marked, 0.0, cut)
        return kind + cut + self.after[after] + self.last[text.codes[end - 1]]

    def _given(self, text: _Text, at: Places, end: Places) -> Weights:
        first, last = self.given[text.codes[at + 1]], self.given[text.codes[end - 1]]
        size = int(end[0] - at[0]) - 1
        weight = self._of("given") * np.minimum(first, last) + self._of("given mean") * (first + last) / 2
        if size == 1:
            behind = text.codes[end]
            weight += np.where(_han()[behind], self._of("given behind") * self.given[behind], 0.0)
        return weight + self._of(f"1+{size}")

    def _between(self, text: _Text, at: Places, end: Places) -> Weights:
        stop, border = text.word_end[at], text.border[at]
        parted = np.where(stop == at + 1, self.surname_side[text.side[at]], 0.0) + border * self.unlike_word
        word = np.where(border & (stop == end), self.word[text.known[at]], parted)
        listed = (text.codes[at - 1] == _LIST) & (text.codes[end] == _LIST)
        weight: Weights = word + listed * self.listed + text.title_ends[at] * self.titled
        return weight


class _Text:
    """What stands at each place of a text, and of the line ends that are thought behind it."""

    def __init__(self, sheet: Sheet) -> None:
        text = sheet.text + _BEYOND
        self.codes = np.minimum(codes(text), _CODES - 1)
        words = [token.word for token in sheet.words] + list(_BEYOND)
        sides = [_side(token.tag) for token in sheet.words] + [_side("x")] * len(_BEYOND)
        sizes = _each(map(len, words), words)
        ends = np.cumsum(sizes)
        self.word_end = np.repeat(ends, sizes)
        self.border = np.zeros(len(text), bool)
        self.border[ends - sizes] = True
        self.side = np.repeat(np.array(sides, np.intp), sizes)
        self.known = np.repeat(_each(map(known, words), words), sizes)
        self.title_starts, self.title_ends = np.zeros(len(text), bool), np.zeros(len(text), bool)
        self.title_starts[[title.start for title in sheet.titles]] = True
        self.title_ends[[title.end for title in sheet.titles]] = True


def _each(numbers: Iterable[int], words: list[str]) -> Places:
    return np.fromiter(numbers, np.intp, len(words))


@lru_cache(maxsize=2)
def fitted(ran: str) -> Ceiling:
    """Of the model that is used."""
    return Ceiling(model(), model().weights[ran])


@lru_cache(maxsize=256)
def _side(tag: str) -> int:
    return SIDES.index(side(tag))


def _by_code(table: dict[str, float], otherwise: float) -> Weights:
    found = np.full(_CODES, otherwise)
    for char, value in table.items():
        if len(char) == 1:
            found[ord(char)] = value
    return found


def _codes_of(chars: Iterable[str]) -> list[int]:
    return [ord(char) for char in chars]


def _where(chars: Iterable[str]) -> NDArray[np.bool_]:
    found = np.zeros(_CODES, bool)
    found[_codes_of(chars)] = True
    return found


@lru_cache(maxsize=1)
def _surnames() -> NDArray[np.bool_]:
    return _where(lexicon.surnames()[0])


@lru_cache(maxsize=1)
def _marks() -> NDArray[np.bool_]:
    return _where(MARKS)


@lru_cache(maxsize=1)
def _han() -> NDArray[np.bool_]:
    return _where(map(chr, range(ord("一"), ord("鿿") + 1)))


@lru_cache(maxsize=1)
def _may_speak() -> NDArray[np.bool_]:
    """With which characters ``speech.said`` begins."""
    return _where(speech.begins_said())
