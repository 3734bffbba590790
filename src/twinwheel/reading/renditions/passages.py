"""Articles that one file parts otherwise than another: each passage is held against the article it is of.

A page read without its geometry is sometimes taken apart wrongly: one article torn into two, or two glued into
one. Another file that has them whole shows it. So of clusters that share passages, each borrows from the
articles of the others what its own rendition of that file lacks, and leaves out what is another cluster's.
The articles themselves, and where their files part them, stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.model import Article, Part, SourceKind
from twinwheel.reading.renditions.alignment import Places, aligned, passages, seeds_of
from twinwheel.reading.renditions.collation import Member, collate, identity, led
from twinwheel.reading.renditions.letters import Letters
from twinwheel.reading.renditions.model import Collation
from twinwheel.reading.text import MappedText

_ENOUGH = 24
"""Letters of a passage; shorter ones are quotes, and phrases that many articles have."""
_GAP = 24
"""Within a passage the texts may differ for so many letters."""
_EDGE = 8
"""A passage may begin or end with so many letters that differ."""
_REST = 40
_CHANCE = 2
"""What is left between passages of another article agrees by chance, if it is no longer."""
_HALF = 0.5
"""A file with no rendition of its own among the members lends at least so much of the article."""
_STRETCH = 40
"""So many letters that nothing of the article stands for are left out, where they are of another one."""
_FOREIGN = 0.6
"""A stretch is another article's where so much of it stands there."""

_FIGURE = re.compile(r"\d[\d.]*")

Flags = NDArray[np.bool_]


def collate_together(clusters: Sequence[Sequence[Member]]) -> list[Collation]:
    """A collation for each cluster, in their order; ``clusters`` share passages with each other (``related``).

    Raises:
        ValueError: a cluster has no members, or two of the same file.
    """
    if len(clusters) == 1:
        return [collate(clusters[0])]
    mended = _Mending(clusters).mended()
    return [collate(members, identity(own)) for members, own in zip(mended, clusters, strict=True)]


class _Held:
    """An article of a cluster, and which of its letters others have."""

    __slots__ = ("article", "cluster", "kind", "lent", "letters", "member", "seeds")

    def __init__(self, member: Member, cluster: int) -> None:
        self.member = member
        self.article: Article = member[0]
        self.kind: SourceKind = member[1]
        self.cluster = cluster
        self.letters = Letters.of(self.article.text.text)
        self.lent: Flags = np.zeros(len(self.letters.strict), dtype=bool)
        self.seeds = seeds_of(self.letters.loose)


class _Passage(NamedTuple):
    """``[m0, m1)`` of the letters of the main witness are ``[n0, n1)`` of another article's."""

    m0: int
    m1: int
    n0: int
    n1: int


class _Slice(NamedTuple):
    article: Article
    start: int
    end: int


class _Mending:
    def __init__(self, clusters: Sequence[Sequence[Member]]) -> None:
        self.held = [[_Held(member, turn) for member in own] for turn, own in enumerate(clusters)]
        self.mains = [
            next(h for h in held if h.article is led(own)[0].article)
            for held, own in zip(self.held, clusters, strict=True)
        ]
        self.known: dict[tuple[int, int], Places] = {}

    def mended(self) -> list[list[Member]]:
        def standing(turn: int) -> tuple[int, int, int]:
            return (-len(self.held[turn]), -len(self.mains[turn].letters.strict), turn)

        found: dict[int, list[Member]] = {}
        for turn in sorted(range(len(self.held)), key=standing):
            found[turn] = self._members(turn)
        return [found[turn] for turn in range(len(self.held))]

    def _members(self, turn: int) -> list[Member]:
        main = self.mains[turn]
        lacking: dict[str, Flags] = {}
        for held in self.held[turn]:
            if held is not main:
                lacking[held.article.file] = self._at(main, held) < 0
        borrowed = self._borrowed(turn, lacking)
        members = [main.member]
        for held in self.held[turn]:
            if held is not main:
                own = [_Slice(held.article, *span) for span in self._kept(turn, held)]
                pieces = _in_order(own, borrowed.pop(held.article.file, []))
                members.append((_joined(held.article, pieces), *held.member[1:]))
        for lent in borrowed.values():
            article = lent[0][1].article
            source = next(h for held in self.held for h in held if h.article is article)
            part = replace(_joined(article, [piece for _, piece in lent]), kind="fragment")
            members.append((part, *source.member[1:]))
        return [member for member in members if len(member[0].text)]

    def _borrowed(self, turn: int, lacking: dict[str, Flags]) -> dict[str, list[tuple[int, _Slice]]]:
        """By file: the passages that stand in other clusters, with where they stand in the main letters."""
        main = self.mains[turn]
        found: defaultdict[str, list[tuple[int, _Slice]]] = defaultdict(list)
        size = len(main.letters.strict)
        others = [h for held in self.held for h in held if h.cluster != turn]
        for held in others:
            file = held.article.file
            if file == main.article.file:
                continue
            free = lacking.get(file, np.ones(size, dtype=bool)) & ~main.lent
            shared = list(_passages(self._at(main, held), free, ~held.lent))
            letters = sum(p.n1 - p.n0 for p in shared)
            if file not in lacking and (letters < _HALF * size or not _figures_agree(main, held, shared)):
                continue
            for passage in shared:
                held.lent[passage.n0 : passage.n1] = True
                if file in lacking:
                    lacking[file][passage.m0 : passage.m1] = False
                span = _text_span(held.letters, passage.n0, _line_end(held, passage.n1))
                found[file].append((passage.m0, _Slice(held.article, *span)))
        for pieces in found.values():
            pieces.sort(key=lambda piece: piece[0])
        return found

    def _kept(self, turn: int, held: _Held) -> Iterator[tuple[int, int]]:
        """What of a member is of this article, as ranges of its text: all but passages of other clusters."""
        own = self._at(held, self.mains[turn]) >= 0
        foreign = held.lent & ~own
        for other in self.mains:
            if other.cluster != turn and other.article.file != held.article.file:
                for passage in _passages(self._at(other, held), ~np.zeros(len(other.lent), bool), ~own):
                    foreign[passage.n0 : passage.n1] = True
        drop = np.zeros(len(own), dtype=bool)
        for start, end in _runs(~own):
            if foreign[start:end].mean() >= _FOREIGN and end - start >= _STRETCH:
                drop[start:end] = True
        for start, end in _runs(~drop):
            if end - start > _CHANCE or not drop.any():
                yield _text_span(held.letters, start, end)

    def _at(self, one: _Held, other: _Held) -> Places:
        key = (id(one), id(other))
        if key not in self.known:
            if one.cluster == other.cluster:
                self.known[key] = aligned(one.letters.loose, other.letters.loose)
            else:
                self.known[key], self.known[key[::-1]] = _both_ways(one, other)
        return self.known[key]


def _both_ways(one: _Held, other: _Held) -> tuple[Places, Places]:
    """Where passages of one article stand in another one, and the other way round."""
    there = passages(one.letters.loose, other.letters.loose, one.seeds, other.seeds)
    back = np.full(len(other.lent), -1, dtype=np.int32)
    found = np.flatnonzero(there >= 0)
    back[there[found]] = found
    return there, back


def _passages(at: Places, free: Flags, unused: Flags) -> Iterator[_Passage]:
    """Runs of free letters that stand together in the other text too."""
    here = np.flatnonzero((at >= 0) & free)
    if len(here) < _ENOUGH:  # of most pairs only chance words agree
        return
    here = here[unused[at[here]]]
    if len(here) < _ENOUGH:
        return
    step = np.diff(at[here])
    breaks = np.flatnonzero((np.diff(here) > _GAP) | (step < 1) | (step > _GAP)) + 1
    for group in np.split(here, breaks):
        m0, m1 = int(group[0]), int(group[-1]) + 1
        n0, n1 = int(at[m0]), int(at[m1 - 1]) + 1
        if len(group) < _ENOUGH or len(group) < _FOREIGN * max(m1 - m0, n1 - n0):
            continue
        before = _edge(free[max(0, m0 - _EDGE) : m0][::-1], unused[max(0, n0 - _EDGE) : n0][::-1])
        behind = _edge(free[m1 : m1 + _EDGE], unused[n1 : n1 + _EDGE])
        yield _Passage(m0 - before, m1 + behind, n0 - before, n1 + behind)


def _figures_agree(main: _Held, held: _Held, passages: Sequence[_Passage]) -> bool:
    """Whether the passages have the same figures for the most part: teasers and forms do not."""
    mine = {f for p in passages for f in _FIGURE.findall(main.letters.strict[p.m0 : p.m1])}
    theirs = {f for p in passages for f in _FIGURE.findall(held.letters.strict[p.n0 : p.n1])}
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _line_end(held: _Held, end: int) -> int:
    """The end of the line, where little of it is left: a sentence that only this edition has at the end."""
    last = held.letters.source.find("\n", int(held.letters.at[end - 1]))
    size = len(held.lent)
    stop = int(np.searchsorted(held.letters.at, last)) if last >= 0 else size
    return stop if stop - end <= _REST and not held.lent[end:stop].any() else end


def _edge(free: Flags, unused: Flags) -> int:
    """How far a passage goes on on both sides, if only so far; where more is free it just ends there."""
    size = min(len(free), len(unused))
    both = free[:size] & unused[:size]
    reach = size if both.all() else int(np.argmin(both))
    return reach if reach < _EDGE else 0


def _runs(flags: Flags) -> list[tuple[int, int]]:
    edge = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True))


def _text_span(letters: Letters, start: int, end: int) -> tuple[int, int]:
    return int(letters.at[start]), int(letters.at[end - 1]) + 1


def _in_order(own: list[_Slice], borrowed: list[tuple[int, _Slice]]) -> list[_Slice]:
    """What stands at the head of the article goes before what the rendition has itself, the rest behind."""
    head = [piece for at, piece in borrowed if at < _EDGE]
    return [*head, *own, *(piece for at, piece in borrowed if at >= _EDGE)]


def _joined(article: Article, pieces: Sequence[_Slice]) -> Article:
    """An article of these pieces, a line end between each two, with their parts."""
    if [(p.article, p.start, p.end) for p in pieces] == [(article, 0, len(article.text))]:
        return article
    raw = article.text.raw
    texts: list[MappedText] = []
    parts: list[Part] = []
    size = 0
    for piece in pieces:
        text = piece.article.text[piece.start : piece.end]
        if texts:
            texts.append(MappedText.inserted(raw, "\n", int(text.starts[0])))
            size += 1
        shift = size - piece.start
        parts += [
            Part(part.role, max(part.start, piece.start) + shift, min(part.end, piece.end) + shift)
            for part in piece.article.parts
            if part.start < piece.end and piece.start < part.end
        ]
        texts.append(text)
        size += len(text)
    return replace(article, text=MappedText.joined(raw, texts), parts=tuple(parts))
