"""One article from all its renditions: the collated text, and every place where they differ.

The witness whose word is worth most leads; the others are held against it, so a further witness costs one
alignment more and their order does not matter. The collated text is the main witness's with the chosen
readings put in. Sentences that only a longer edition has stay out of it and are listed as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.model import Article, SourceKind
from twinwheel.reading.renditions.decisions import Decision, Reading, Setting, decided
from twinwheel.reading.renditions.elsewhere import File
from twinwheel.reading.renditions.identity import identity_of
from twinwheel.reading.renditions.letters import Letters
from twinwheel.reading.renditions.model import Collation, Variant, Witness
from twinwheel.reading.renditions.offsets import (
    Offsets,
    Piece,
    fill_spaces,
    moved,
    new_offsets,
    opposite,
    raw_span,
    text_range,
)
from twinwheel.reading.renditions.places import Place, Voice, places
from twinwheel.reading.renditions.witnesses import Weighed, witness_weight
from twinwheel.reading.text import Span

Member = tuple[Article, SourceKind, NDArray[np.float32] | None]
"""An article, the kind of its source, and the source's scores of OCR, if it has any."""

UNSURE = 0.9
"""Below this score, a character of OCR that no other witness confirms is for a person to look at."""
_CONTEXT = 12
_WHOLE = 0.3
"""A rendition shorter than this share of the longest does not lead, whatever its source."""


def collate(members: Sequence[Member], article_id: str | None = None) -> Collation:
    """Collates the renditions of one article, which come from different files.

    The order of the members does not matter. With one member, the text is its own, and the only variants are
    characters that OCR was not sure of. ``article_id`` is made from the main witness unless given.

    Raises:
        ValueError: no members, or two of the same file.
    """
    if not members:
        raise ValueError("an article has at least one rendition")
    if len({article.file for article, _, _ in members}) < len(members):
        raise ValueError("two articles of one file are not renditions of each other")
    if len(members) == 1:
        return _alone(article_id or identity(members), *members[0])
    ordered = led(members)
    article_id = article_id or identity_of(ordered[0].article)
    return _Collator(ordered).collation(article_id)


def identity(members: Sequence[Member]) -> str:
    """The ``article_id`` of a cluster: that of its main witness, see ``identity_of``."""
    return identity_of(members[0][0] if len(members) == 1 else led(members)[0].article)


class _Ranked(NamedTuple):
    article: Article
    kind: SourceKind
    scores: NDArray[np.float32] | None
    weighed: Weighed


def led(members: Sequence[Member]) -> list[_Ranked]:
    """The main witness first, then the others, by what their word is worth."""
    ranked = [_Ranked(*member, witness_weight(member[0], member[1])) for member in members]
    longest = max(len(r.article.text) for r in ranked)

    def standing(r: _Ranked) -> tuple[bool, float, int, str, int]:
        whole = r.article.kind != "fragment" and len(r.article.text) >= _WHOLE * longest
        return (not whole, -r.weighed.weight, -len(r.article.text), r.article.file, r.article.number)

    return sorted(ranked, key=standing)


def _alone(
    article_id: str, article: Article, kind: SourceKind, scores: NDArray[np.float32] | None
) -> Collation:
    at = np.arange(len(article.text), dtype=np.int32)
    variants = tuple(_unsure(article, scores, at, np.ones(len(at), dtype=bool)))
    witness = Witness(article, kind, at)
    return Collation(article_id, article.text.text, article.parts, (witness,), variants)


def _unsure(
    article: Article,
    scores: NDArray[np.float32] | None,
    new: NDArray[np.int32],
    unconfirmed: NDArray[np.bool_],
) -> Iterator[Variant]:
    """Runs of letters that OCR was not sure of and no other witness has; ``new`` leads to the collated text."""
    if scores is None or not len(article.text):
        return
    mapped = article.text
    solid = mapped.ends > mapped.starts
    scores = scores[np.minimum(mapped.starts, len(scores) - 1)]
    low = solid & (scores < UNSURE) & unconfirmed & (new >= 0)  # NaN, unknown, is not low
    text = mapped.text
    edge = np.flatnonzero(np.diff(np.concatenate([[False], low, [False]]).astype(np.int8)))
    for start, end in zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True):
        if not any(map(str.isalnum, text[start:end])):
            continue
        span = raw_span(article, start, end)
        raw = mapped.raw[span.start : span.end]
        least = float(np.nanmin(scores[start:end]))
        first = int(new[start])
        file = article.file
        yield Variant(
            "ocr_shape",
            first,
            first + end - start,
            {file: raw},
            {file: span},
            text[start:end],
            True,
            f"OCR is unsure ({least:.2f}) and no other witness has it",
            {file: text[start:end]},
        )


class _Collator:
    """The work of one collation; all indices of witnesses count from 0, the main one."""

    def __init__(self, ranked: list[_Ranked]) -> None:
        self.ranked = ranked
        self.letters = [Letters.of(r.article.text.text) for r in ranked]
        self.main = self.letters[0]
        # Files with the same letters speak with one voice. Voice -1 is that of the main witness.
        self.voice_of: list[int] = []
        self.voices: list[Voice] = []
        known = {self.main.strict: -1}
        files = [File(r.article.text.raw, r.article.text.text) for r in ranked]
        for letters, file in zip(self.letters, files, strict=True):
            if letters.strict not in known:
                known[letters.strict] = len(self.voices)
                self.voices.append(Voice.of(self.main, letters, (files[0], file)))
            self.voice_of.append(known[letters.strict])
        everyone = (-1, *range(len(self.voices)))
        self.best = [self._best(voice) for voice in everyone]
        self.standings = [self._standings(voice) for voice in everyone]
        self.places = places(self.main, self.voices)
        self.opening = [self._opens_line(place) for place in self.places]
        self.decisions = [self._decide(place) for place in self.places]

    def collation(self, article_id: str) -> Collation:
        pieces = self._pieces()
        text = "".join(self._words(piece) for piece in pieces)
        new = new_offsets(pieces, len(self.main.source))
        witnesses = tuple(
            Witness(r.article, r.kind, self._places_in(turn, pieces, len(text)))
            for turn, r in enumerate(self.ranked)
        )
        parts = tuple(moved(part, new) for part in self.ranked[0].article.parts)
        by_place = {piece.place: piece for piece in pieces if piece.place is not None}
        variants = [self._variant(turn, by_place, new, text) for turn in range(len(self.places))]
        variants += self._unsure(witnesses)
        variants.sort(key=lambda v: (v.start, v.end))
        return Collation(article_id, text, parts, witnesses, tuple(variants))

    # -- deciding --------------------------------------------------------------------------------------

    def _decide(self, place: Place) -> Decision:
        readings = [self._reading(-1, place)] + [self._reading(voice, place) for voice in place.spans]
        main = self.main.strict
        at = int(self.main.at[min(place.i0, len(self.main.at) - 1)]) if len(self.main.at) else 0
        roles = {part.role for part in self.ranked[0].article.parts if part.start <= at < part.end}
        setting = Setting(
            main[max(0, place.i0 - _CONTEXT) : place.i0],
            main[place.i1 : place.i1 + _CONTEXT],
            bool(roles & {"title", "subtitle"}),
            "byline" in roles,
        )
        decision = decided(readings, setting, open=place.open)
        voice = list(place.spans)[decision.chosen - 1] if decision.chosen else -1
        return decision._replace(chosen=voice)

    def _best(self, voice: int) -> Weighed:
        """The weightiest of the witnesses that speak with one voice."""
        speakers = [r for r, own in zip(self.ranked, self.voice_of, strict=True) if own == voice]
        return max(speakers, key=lambda r: r.weighed.weight).weighed

    def _standings(self, voice: int) -> int:
        """How many kinds of witness speak with one voice: reposts are one, a page's text layer and its OCR two."""
        own = {r.weighed.standing for r, of in zip(self.ranked, self.voice_of, strict=True) if of == voice}
        return len(own)

    def _reading(self, voice: int, place: Place) -> Reading:
        """What a voice has at a place."""
        before, after = place.core[0] - place.i0, place.i1 - place.core[1]
        best = self.best[voice + 1]
        j0, j1 = (place.i0, place.i1) if voice < 0 else place.spans[voice]
        words = (self.main if voice < 0 else self.voices[voice].letters).strict[j0:j1]
        return Reading(
            words, before, len(words) - after, best.weight, best.standing, self.standings[voice + 1]
        )

    # -- putting together ------------------------------------------------------------------------------

    def _pieces(self) -> list[Piece]:
        found: list[Piece] = []
        done = size = 0
        for turn, decision in enumerate(self.decisions):
            if decision.chosen < 0:
                continue
            low, high = self._main_range(turn)
            found.append(Piece(size, size + low - done, done, low, None))
            size += low - done
            words = len(self._chosen_words(turn))
            found.append(Piece(size, size + words, low, high, turn))
            size, done = size + words, high
        rest = len(self.main.source) - done
        return [*found, Piece(size, size + rest, done, done + rest, None)]

    def _main_range(self, turn: int) -> tuple[int, int]:
        """The place in the main text."""
        place = self.places[turn]
        return text_range(self.main, place.i0, place.i1, opens_line=self.opening[turn])

    def _words(self, piece: Piece) -> str:
        if piece.place is None:
            return self.main.source[piece.low : piece.high]
        return self._chosen_words(piece.place)

    def _chosen_words(self, turn: int) -> str:
        """The chosen reading as its witness has it, on one line."""
        voice = self.decisions[turn].chosen
        low, high = text_range(self.voices[voice].letters, *self.places[turn].spans[voice])
        return self.voices[voice].letters.source[low:high].replace("\n", "")

    def _places_in(self, turn: int, pieces: list[Piece], size: int) -> NDArray[np.int32]:
        """For each character of the collated text its place in this witness, or -1."""
        mine, voice = self.letters[turn], self.voice_of[turn]
        at = self._letter_places(voice)
        whole = np.full(len(self.main.source), -1, dtype=np.int32)
        known = np.flatnonzero(at >= 0)
        whole[self.main.at[known]] = mine.at[at[known]]
        fill_spaces(whole, self.main.source, mine.source)
        found = np.full(size, -1, dtype=np.int32)
        for piece in pieces:
            if piece.place is None:
                found[piece.start : piece.end] = whole[piece.low : piece.high]
                continue
            place = self.places[piece.place]
            span = (place.i0, place.i1) if voice < 0 else place.spans.get(voice)
            if span is not None:
                low, high = text_range(mine, *span)
                chosen = self._chosen_words(piece.place)
                for i, j in opposite(chosen, mine.source[low:high]):
                    found[piece.start + i] = low + j
        return found

    def _letter_places(self, voice: int) -> NDArray[np.int32]:
        """For each main letter its place in the voice; where words differ, letters of one change stand for
        each other, so that a name leads to the name that stands in its place."""
        if voice < 0:
            return np.arange(len(self.main.strict), dtype=np.int32)
        own = self.voices[voice]
        at = own.at.copy()
        long = set(own.long)
        for edit in own.edits:
            if edit in long or edit.i0 == edit.i1 or edit.j0 == edit.j1:
                continue
            here = self.main.strict[edit.i0 : edit.i1]
            for i, j in opposite(here, own.letters.strict[edit.j0 : edit.j1]):
                at[edit.i0 + i] = edit.j0 + j
        return at

    # -- telling ---------------------------------------------------------------------------------------

    def _variant(self, turn: int, pieces: dict[int, Piece], new: Offsets, text: str) -> Variant:
        place, decision = self.places[turn], self.decisions[turn]
        readings: dict[str, str] = {}
        clean: dict[str, str] = {}
        spans: dict[str, Span] = {}
        for r, letters, voice in zip(self.ranked, self.letters, self.voice_of, strict=True):
            at = (place.i0, place.i1) if voice < 0 else place.spans.get(voice)
            if at is None:
                continue
            low, high = text_range(letters, *at, opens_line=self.opening[turn])
            span = raw_span(r.article, low, high)
            spans[r.article.file] = span
            readings[r.article.file] = r.article.text.raw[span.start : span.end]
            clean[r.article.file] = letters.source[low:high]
        low, high = self._main_range(turn)
        start, end = new.range(low, high)
        if decision.chosen >= 0:
            piece = pieces[turn]
            start, end = piece.start, piece.end
        return Variant(
            decision.kind, start, end, readings, spans, text[start:end], decision.review, decision.why, clean
        )

    def _opens_line(self, place: Place) -> bool:
        """Whether what some lack here begins a paragraph in one of the witnesses that have it."""
        voices = [(self.main, (place.i0, place.i1))]
        if place.i0 < place.i1 and all(start < end for start, end in place.spans.values()):
            return False
        voices += [(self.voices[voice].letters, span) for voice, span in place.spans.items()]
        return any(
            start < end and at.at[start] > 0 and at.source[at.at[start] - 1] == "\n"
            for at, (start, end) in voices
        )

    def _unsure(self, witnesses: tuple[Witness, ...]) -> Iterator[Variant]:
        """Of an OCR witness whose words stand in the collated text: what it was unsure of, and has alone."""
        for turn, (r, witness) in enumerate(zip(self.ranked, witnesses, strict=True)):
            if r.scores is None or turn:
                continue  # only the main witness has text that nobody else confirms
            others = [w.at for w, voice in zip(witnesses, self.voice_of, strict=True) if voice >= 0]
            confirmed = (
                np.any([at >= 0 for at in others], axis=0) if others else np.zeros(len(witness.at), bool)
            )
            new = np.full(len(r.article.text), -1, dtype=np.int32)
            known = np.flatnonzero(witness.at >= 0)
            new[witness.at[known]] = known
            alone = np.zeros(len(new), dtype=bool)
            alone[witness.at[known]] = ~confirmed[known]
            yield from _unsure(r.article, r.scores, new, alone)
