"""Where the witnesses of an article differ: each place with what every witness has there.

The main witness is held against each other one. Short differences of several witnesses that overlap are one
place, grown to whole words. Whole sentences that one witness adds, lacks or rewrites are a place of its own,
so that what the others differ in inside of it is not lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from twinwheel.reading.renditions.alignment import Edit, Places, aligned, edits
from twinwheel.reading.renditions.elsewhere import File
from twinwheel.reading.renditions.kinds import is_long
from twinwheel.reading.renditions.letters import CONVERTED, Letters, code_points
from twinwheel.reading.renditions.moved import settle_moved

_WIDEN = 4
"""So many characters a place may grow on each side to hold whole words."""
_WINDOW = 12
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Place:
    """``[i0, i1)`` of the main letters against ``spans[voice] = (j0, j1)`` of the letters of others.

    A voice that is not among the spans says nothing here. An ``open`` place may be decided against the main
    witness; at any other, the main witness stands. ``core`` is the part that differs, before it was grown.
    """

    i0: int
    i1: int
    spans: dict[int, tuple[int, int]]
    open: bool
    core: tuple[int, int]


@dataclass(eq=False, slots=True)
class Voice:
    """The letters of one rendition against the main ones. ``at`` says where each main letter stands in it."""

    letters: Letters
    at: Places
    edits: list[Edit]
    long: list[Edit] = field(default_factory=list)
    silent: list[Edit] = field(default_factory=list)
    """Of the long ones, those that are no difference: what it lacks because it is only a part of the article, or
    its file has elsewhere."""

    @classmethod
    def of(cls, main: Letters, letters: Letters, files: tuple[File, File] | None = None) -> Voice:
        """``files`` are those of the main witness and of this one."""
        at = aligned(main.loose, letters.loose)
        settle_moved(at, main, letters)
        here = np.flatnonzero(at >= 0)
        mine, theirs = code_points(main.strict)[here], code_points(letters.strict)[at[here]]
        same = (mine == theirs) | ((mine == ord(CONVERTED[0])) & (theirs == ord(CONVERTED[1])))
        strict = at.copy()
        strict[here[~same]] = -1
        voice = cls(letters, strict, edits(strict, len(letters.strict)))
        voice.long = [edit for edit in voice.edits if voice.is_long(main, edit)]
        voice.silent = voice._cut_off(main)
        if files:
            moved = [e for e in voice.edits if e not in voice.silent and voice._elsewhere(main, e, *files)]
            voice.silent += moved
            voice.long = sorted({*voice.long, *moved})
        return voice

    def is_long(self, main: Letters, edit: Edit) -> bool:
        """Whether whole clauses differ; what a rendition lacks at its ends it may have been cut off."""
        ends = edit.i0 == 0 or edit.i1 == len(main.strict)
        if edit.j0 == edit.j1 and ends:
            return True
        return is_long(main.strict[edit.i0 : edit.i1]) or is_long(self.letters.strict[edit.j0 : edit.j1])

    def _cut_off(self, main: Letters) -> list[Edit]:
        """What is lacking at the ends; short pieces only where a long one is, for others may be lost words."""
        size = len(main.strict)
        ends = [edit for edit in self.long if edit.j0 == edit.j1 and (edit.i0 == 0 or edit.i1 == size)]
        return ends if any(is_long(main.strict[edit.i0 : edit.i1]) for edit in ends) else []

    def _elsewhere(self, main: Letters, edit: Edit, main_file: File, file: File) -> bool:
        """Whether what only one of them has here stands in another place of the file of the other."""
        mine, theirs = _words(main, edit.i0, edit.i1), _words(self.letters, edit.j0, edit.j1)
        return (not mine or file.has_besides(mine)) and (not theirs or main_file.has_besides(theirs))

    def span(self, i0: int, i1: int) -> tuple[int, int] | None:
        """Where ``[i0, i1)`` of the main letters stands in this voice; None where it says nothing certain."""
        if any(_meets(edit, i0, i1) for edit in _near(self.long, i0, i1)):
            return None
        here = [edit for edit in _near(self.edits, i0, i1) if _within(edit, i0, i1)]
        known = self.at[i0:i1][self.at[i0:i1] >= 0].tolist()
        if any(b <= a for a, b in pairwise(known)):
            return None
        if not here and not known:
            return self._point(i0) if i0 == i1 else None
        edges = [(j, j + 1) for j in known] + [(edit.j0, edit.j1) for edit in here]
        low, high = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
        size = len(known) + sum(edit.j1 - edit.j0 for edit in here)
        return (low, high) if high - low == size else None

    def _point(self, i: int) -> tuple[int, int] | None:
        before = int(self.at[i - 1]) if i else -1
        after = int(self.at[i]) if i < len(self.at) else len(self.letters.strict)
        if after - before != 1 or (i and before < 0) or after < 0:
            return None
        return after, after


def _words(letters: Letters, start: int, end: int) -> str:
    """The words of some letters, with their line ends."""
    return letters.source[letters.at[start] : letters.at[end - 1] + 1] if start < end else ""


def _near(found: list[Edit], i0: int, i1: int) -> Iterator[Edit]:
    """The edits that touch ``[i0, i1)``; they are in order and do not overlap."""
    turn = bisect_left(found, (i0,))
    while turn and found[turn - 1].i1 >= i0:
        turn -= 1
    while turn < len(found) and found[turn].i0 <= i1:
        yield found[turn]
        turn += 1


def _meets(edit: Edit, i0: int, i1: int) -> bool:
    """Whether an edit has characters in common with ``[i0, i1)``, or stands in the middle of it."""
    if i0 == i1:
        return edit.i0 < edit.i1 and edit.i0 <= i0 <= edit.i1
    return edit.i0 < i1 and i0 < edit.i1


def _within(edit: Edit, i0: int, i1: int) -> bool:
    """Whether an edit belongs to a place; an addition at its edge does only where the place has no width."""
    if edit.i0 == edit.i1:
        return i0 < edit.i0 < i1 or edit.i0 == i0 == i1
    return i0 <= edit.i0 and edit.i1 <= i1


def places(main: Letters, voices: Sequence[Voice]) -> list[Place]:
    """The places in the order of the main text. Every difference of every voice is in exactly one, but that a
    part of the article lacks the rest of it."""
    found = []
    taken: list[tuple[int, int]] = []
    for i0, i1, owners in _overlapping(voices):
        taken.append((i0, i1))
        spans = {turn: span for turn, voice in enumerate(voices) if (span := voice.span(i0, i1)) is not None}
        for turn, edit in owners:
            if not _holds(spans.get(turn), edit):
                spans.pop(turn, None)
                found.append(Place(edit.i0, edit.i1, {turn: (edit.j0, edit.j1)}, False, edit[:2]))
        if any(turn in spans for turn, _ in owners):
            # Decided otherwise, the letters of one who is silent here but has some of them would be lost.
            heard = all(turn in spans or not any(v.at[i0:i1] >= 0) for turn, v in enumerate(voices))
            found.append(Place(i0, i1, spans, heard, (i0, i1)))
    found += _long_places(main, voices)
    found = [place for place in found if _differ(main, voices, place)]
    found.sort(key=lambda place: (place.i0, place.i1, not place.open, sorted(place.spans.items())))
    return _grown(main, voices, found)


def _differ(main: Letters, voices: Sequence[Voice], place: Place) -> bool:
    """Where a passage was moved, an alignment may leave the same words on both sides."""
    mine = main.strict[place.i0 : place.i1]
    return any(voices[turn].letters.strict[j0:j1] != mine for turn, (j0, j1) in place.spans.items())


def _holds(span: tuple[int, int] | None, edit: Edit) -> bool:
    return span is not None and span[0] <= edit.j0 and edit.j1 <= span[1]


def _overlapping(voices: Sequence[Voice]) -> Iterator[tuple[int, int, list[tuple[int, Edit]]]]:
    """The short differences, with those of several voices that overlap taken together."""
    short: list[tuple[Edit, int]] = []
    for turn, voice in enumerate(voices):
        long = set(voice.long)
        short += [(edit, turn) for edit in voice.edits if edit not in long]
    short.sort()
    start = end = -1
    owners: list[tuple[int, Edit]] = []
    for edit, turn in short:
        same_point = edit.i0 == edit.i1 == start == end and turn not in {t for t, _ in owners}
        if owners and (edit.i0 < end or same_point):
            end = max(end, edit.i1)
            owners.append((turn, edit))
            continue
        if owners:
            yield start, end, owners
        start, end, owners = edit.i0, edit.i1, [(turn, edit)]
    if owners:
        yield start, end, owners


def _long_places(main: Letters, voices: Sequence[Voice]) -> Iterator[Place]:
    """One place for each long difference; voices that say the same there share it."""
    found: dict[tuple[int, int, str], dict[int, tuple[int, int]]] = {}
    for turn, voice in enumerate(voices):
        for edit in voice.long:
            if edit in voice.silent:
                continue
            words = voice.letters.strict[edit.j0 : edit.j1]
            spans = found.setdefault((edit.i0, edit.i1, words), {})
            if turn not in spans:
                spans[turn] = (edit.j0, edit.j1)
            else:  # the same words added twice at one point
                yield Place(edit.i0, edit.i1, {turn: (edit.j0, edit.j1)}, False, (edit.i0, edit.i1))
    for (i0, i1, _), spans in found.items():
        for turn, voice in enumerate(voices):
            span = voice.span(i0, i1) if turn not in spans else None
            if span and voice.letters.strict[span[0] : span[1]] == main.strict[i0:i1]:
                spans[turn] = span
        yield Place(i0, i1, spans, False, (i0, i1))


def _grown(main: Letters, voices: Sequence[Voice], found: list[Place]) -> list[Place]:
    """The open places where words differ, grown to whole words, as far as all who speak there agree."""
    if not any(place.open for place in found):
        return found
    words = _Words(main.strict)
    grown: list[Place] = []
    edges = [(place.i0, place.i1) for place in found]
    for turn, place in enumerate(found):
        low = max((i1 for _, i1 in edges[max(0, turn - _NEAR) : turn]), default=0)
        high = min((i0 for i0, _ in edges[turn + 1 : turn + 1 + _NEAR]), default=len(main.strict))
        bigger = _grow(main, voices, place, words, low, high)
        edges[turn] = (bigger.i0, bigger.i1)
        grown.append(bigger)
    return grown


def _grow(main: Letters, voices: Sequence[Voice], place: Place, words: _Words, low: int, high: int) -> Place:
    readings = [main.strict[place.i0 : place.i1]]
    readings += [voices[turn].letters.strict[j0:j1] for turn, (j0, j1) in place.spans.items()]
    if not place.open or not _are_words(readings):
        return place
    left, right = words.around(place.i0, place.i1)
    for turn, (j0, j1) in place.spans.items():
        theirs = voices[turn].letters.strict
        if theirs[j0:j1] != readings[0]:
            start = max(0, j0 - _WINDOW)
            window = _Words(theirs[start : j1 + _WINDOW])
            more_left, more_right = window.around(j0 - start, j1 - start)
            left, right = max(left, more_left), max(right, more_right)
    left = min(left, _WIDEN, max(0, place.i0 - low))
    right = min(right, _WIDEN, max(0, high - place.i1))
    left = next((n for n in range(left, 0, -1) if _agreed(voices, place, -n)), 0)
    right = next((n for n in range(right, 0, -1) if _agreed(voices, place, n)), 0)
    spans = {turn: (j0 - left, j1 + right) for turn, (j0, j1) in place.spans.items()}
    return Place(place.i0 - left, place.i1 + right, spans, True, place.core)


def _are_words(readings: list[str]) -> bool:
    """Whether words differ, or part of one is lost; words that are lost whole, and marks, stay as they are."""
    lengths = {len(reading) for reading in readings}
    if 0 in lengths and max(lengths) > 1:
        return False
    return all(any(map(str.isalnum, reading)) for reading in readings if reading)


def _agreed(voices: Sequence[Voice], place: Place, reach: int) -> bool:
    """Whether all who speak here have the next ``reach`` letters (before, if negative) as the main one."""
    for turn, (j0, j1) in place.spans.items():
        i, j = (place.i1, j1) if reach > 0 else (place.i0 + reach, j0 + reach)
        here = voices[turn].at[i : i + abs(reach)]
        if j < 0 or len(here) != abs(reach) or any(here != np.arange(j, j + abs(reach))):
            return False
    return True


class _Words:
    """Where the words of a text begin and end."""

    def __init__(self, text: str) -> None:
        import rjieba

        self.text = text
        self.starts = [0]
        for word in rjieba.cut(text):
            self.starts.append(self.starts[-1] + len(word))

    def around(self, start: int, end: int) -> tuple[int, int]:
        """How many characters before and after ``[start, end)`` belong to the words it touches."""
        if start == end:
            return 0, 0
        first = self.starts[bisect_right(self.starts, start) - 1]
        last = self.starts[min(bisect_right(self.starts, end - 1), len(self.starts) - 1)]
        return start - first, last - end
