"""The rules and the recogniser held against each other: which names fall, and which are added.

A name of the rules falls where the recogniser hardly believes it (``DOUBT``), or where it is sure of another one across
it (``SURE``). What it is sure of is added. The numbers were found on *dev14* to *dev17*, with recognisers that had not seen them
(decision 0035). Of programmes only those fall that are out of the question: one that is described rather than named (人才驿站) is
one to an officer too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from twinwheel.reading.facts import offices, places
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.people import Found
from twinwheel.reading.facts.programme_words import Named, Type, types
from twinwheel.reading.facts.recogniser import Kind, Seen
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.standing import is_place
from twinwheel.reading.normalise import HAN

DOUBT: dict[Kind, float] = {"person": 0.02, "organisation": 0.02, "place": 0.02, "programme": 0.0005}
SURE: dict[Kind, float] = {"person": 0.7, "organisation": 0.75, "place": 0.75, "programme": 0.6}

_TYPES: dict[Kind, Callable[[str], str]] = {"organisation": offices.type_of, "place": places.type_of}
_OPEN, _CLOSE = "“‘「", "”’」"
_LONGEST_ENDING = 8


class _Sure:
    """The names of some kinds that the recogniser is sure of, by where they stand. They do not overlap."""

    def __init__(self, seen: Seen, text: str, *kinds: Kind) -> None:
        self.names: dict[tuple[int, int], Kind] = {}
        inside = np.zeros(len(seen.likely) + 1, np.int64)
        for kind in kinds:
            for start, end in seen.names(kind):
                if seen.of(start, end, kind) < SURE[kind]:
                    continue
                start, end = _bare(text, start, end, kind)
                if _may_be(text, start, end):
                    self.names[start, end] = kind
                    inside[start + 1 : end + 1] = 1
        self._up_to = inside.cumsum()

    def across(self, start: int, end: int) -> bool:
        """True where one of them overlaps ``[start, end)`` and is not just that."""
        return bool(self._up_to[end] > self._up_to[start]) and (start, end) not in self.names


def _bare(text: str, start: int, end: int, kind: Kind) -> tuple[int, int]:
    """Without half a pair of marks (“某某平台|”), and without the particle of a passive (某某|所透露)."""
    if text[start] in _OPEN and not any(mark in text[start:end] for mark in _CLOSE):
        start += 1
    elif text[end - 1] in _CLOSE and not any(mark in text[start:end] for mark in _OPEN):
        end -= 1
    return start, end - (kind == "person" and text[end - 1] == "所")


def _may_be(text: str, start: int, end: int) -> bool:
    """Whether a name may stand there: it is longer than a character, cuts no foreign word, and the text around it is Chinese,
    for the recogniser has learned no other."""
    cut = any(_LETTER.fullmatch(text, at - 1, at + 1) for at in (start, end))
    return end - start > 1 and not cut and _CHINESE.search(text[max(start - 2, 0) : end + 2]) is not None


_LETTER = re.compile(r"[A-Za-z\d]{2}")
_ALSO = re.compile(f"[^{HAN}]+[（(][{HAN}]")
_CHINESE = re.compile(f"[{HAN}，。、；：！？“”（）《》]")


def settled(seen: Seen, text: str, stand: Iterable[Candidate]) -> list[Candidate]:
    """Organisations and places: those of the rules that stay, and those of the recogniser that were missing."""
    sure = _Sure(seen, text, "organisation", "place")
    kept = []
    for each in stand:
        kind: Kind = "place" if is_place(each) else "organisation"
        other = sure.names.get((each.start, each.end), kind) != kind
        believed = seen.of(each.start, each.end, kind) >= DOUBT[kind]
        if believed and not other and not sure.across(each.start, each.end):
            kept.append(each)
    told = {(each.start, each.end) for each in kept}
    return [
        *kept,
        *(
            Candidate(start, end, _TYPES[kind](text[start:end]), f"{kind}s.recogniser")
            for (start, end), kind in sure.names.items()
            if (start, end) not in told
        ),
    ]


def settled_people(seen: Seen, sheet: Sheet, found: Iterable[Found]) -> list[Found]:
    """People: those whom a title names, those the recogniser believes, and with the title before them those who were missing.

    Behind a title something is a name; it falls only where it is hardly believed and another one is sure. Behind letters may stand
    in brackets who is meant: Ann Lee（李安）.
    """
    sure = _Sure(seen, sheet.text, "person")
    kept = []
    for each in found:
        believed = seen.of(each.start, each.end, "person") >= DOUBT["person"]
        across = sure.across(each.start, each.end)
        if (believed or not across) if each.title else (believed and not across):
            kept.append(each)
    taken = {at for each in kept for at in range(each.start, each.end)}
    missing = (
        Found(start, end, sheet.title_ending.get(start), "people.recogniser")
        for start, end in sure.names
        if taken.isdisjoint(range(start, end)) and not _ALSO.match(sheet.text, start, end + 2)
    )
    return sorted([*kept, *missing], key=lambda each: each.start)


def settled_programmes(seen: Seen, text: str, found: Iterable[Named]) -> list[Named]:
    """Programmes: those of the rules that are believed and no other name lies across, and those that were missing. Around one
    may stand marks."""
    sure = _Sure(seen, text, "programme", "organisation")
    kept = [
        each
        for each in found
        if any(
            seen.of(*span, "programme") >= DOUBT["programme"]
            and not sure.across(*span)
            and sure.names.get(span) != "organisation"
            for span in _spans(text, each)
        )
    ]
    told = {span for each in kept for span in _spans(text, each)}
    return [
        *kept,
        *(
            Named(start, end, _type(text[start:end]), None, False, made=True)
            for (start, end), kind in sure.names.items()
            if kind == "programme" and (start, end) not in told
        ),
    ]


def _spans(text: str, named: Named) -> list[tuple[int, int]]:
    """Its characters, and those without the marks around them."""
    start, end = named.start, named.end
    marked = text[start] in _OPEN and text[end - 1] in _CLOSE and end - start > 2
    return [(start, end), (start + 1, end - 1)] if marked else [(start, end)]


def _type(name: str) -> Type:
    """The type its ending makes of it; a product where none does."""
    endings = (name[-length:] for length in range(min(len(name), _LONGEST_ENDING), 0, -1))
    return next((types()[each] for each in endings if each in types()), "product")
