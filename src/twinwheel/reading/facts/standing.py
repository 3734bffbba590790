"""Which of the names that were proposed stand: evidence that adds up, for places and for organisations.

The finders propose by endings, lists, shape or the tagger, each in its own way; here every proposal is asked the
same things: how it begins and ends, what the dictionary makes of the words in it, what stands on both sides, how
often the text says it. The weights are data (``standing.yaml``), fitted by ``bench/reading/fit_standing.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.impossible import impossible
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han, proper
from twinwheel.reading.facts.words import Token, known

Evidence = tuple[str, float]

LEAST = {"listed": -1.0, "place": -2.0, "organisation": -1.2, "plain": -0.5}
"""Weight from which a name stands. Below even where the finders propose few, so that most are right before they are weighed."""
_JOINED = frozenset("”’」）)·•‧・—–-－")
"""What stands before these belongs to the name."""
TRIMMED = {"listed": 0.0, "place": 1.0, "organisation": 3.0}
"""What a proposal without its first words must weigh more than the whole."""
CLEAR = {"listed": -9.0, "place": 2.0, "organisation": 2.0}
"""Weight from which nothing is taken off."""
MOST_TRIMMED = 4
"""Words that may be taken off the front of a proposal."""
_OFTEN = 3
"""Times a text names a place with its level until that is believed."""
_REPEATS = 12
"""More mentions than these say nothing more."""
_LONG = 10_000
"""Characters from which a name is counted in a part of the text."""
_LONGEST = 12
"""Characters; names longer than these are alike."""

_BROUGHT_FORWARD = (
    "organisations.trade",
    "organisations.brand",
    "organisations.branch",
    "organisations.listed",
    "organisations.introduced",
    "places.introduced",
    "places.water",
    "places.abroad",
    "places.phase",
    "places.bound",
    "places.sibling",
)


_OF_PLAIN_WORDS = ("organisations.stem", "organisations.plain")


class Model(NamedTuple):
    """What was fitted."""

    tables: dict[str, dict[str, dict[str, float]]]
    """By kind and place in the name (first, last, inside, before, after): characters by log-odds."""
    weights: dict[str, dict[str, dict[str, float]]]
    """By ``rules`` or ``tagger``, and kind: what evidence weighs."""


@lru_cache(maxsize=1)
def model() -> Model:
    data = lexicon.fitted("standing")
    return Model(spread(data["tables"]), data["weights"])


def spread(tables: dict[str, dict[str, dict[float, str]]]) -> dict[str, dict[str, dict[str, float]]]:
    """The tables as they are written, log-odds to characters, as they are asked: character to log-odds."""
    return {
        kind: {
            name: {char: value for value, chars in table.items() for char in chars}
            for name, table in of_kind.items()
        }
        for kind, of_kind in tables.items()
    }


class Standing:
    """Weighs the proposals of one text."""

    def __init__(self, sheet: Sheet, *, with_tagger: bool, fitted: Model | None = None) -> None:
        self.sheet = sheet
        fitted = fitted or model()
        self.tables, self.weights = fitted.tables, fitted.weights["tagger" if with_tagger else "rules"]
        self.tagged = {(token.start, token.end): token.tag for token in sheet.tagged}
        self._touched = {at: token.tag for token in sheet.tagged for at in range(token.start, token.end)}
        self._ends: set[int] = set()
        """Where a place that is on a list ends."""
        self._starts: set[int] = set()
        """Where one begins."""
        self._countries: set[int] = set()
        """Where a country ends."""
        self._behind: dict[tuple[int, str], float] = {}
        """What the evidence at an end weighs, by kind."""

    def stand(self, proposed: Iterable[Candidate]) -> list[Candidate]:
        """Those that weigh enough; of the places that end at the same character the one that weighs most, so of houses.

        Weights of places and of organisations are not held against each other.
        """
        every = [each for each in dict.fromkeys(proposed) if not impossible(self.sheet, each)]
        self.heed(every)
        best: dict[tuple[int, bool], tuple[float, Candidate]] = {}
        known, doubted = list[Candidate](), list[Candidate]()
        longest: dict[tuple[int, bool], int] = {}
        for candidate in every:
            (known if self._beyond_doubt(candidate) else doubted).append(candidate)
            key = (candidate.end, is_place(candidate))
            longest[key] = min(candidate.start, longest.get(key, candidate.start))
        for candidate in doubted:
            key = (candidate.end, is_place(candidate))
            shorter = TRIMMED[kind(candidate)] if candidate.start > longest[key] else 0.0
            for weight, less, each in self._weighed(candidate, shorter):
                if weight >= self._least(each) and (key not in best or weight - less > best[key][0]):
                    best[key] = (weight - less, each)
        return [*known, *(candidate for _, candidate in best.values())]

    def _weighed(self, candidate: Candidate, less: float) -> Iterator[tuple[float, float, Candidate]]:
        """The proposal and what is left of it: the weight of each, and what is taken off it against longer ones."""
        weight = self.weight(candidate)
        yield weight, less, candidate
        if weight >= CLEAR[kind(candidate)]:
            return
        generic = _generic(kind(candidate))
        for shorter in self.from_every_start(candidate):
            if self.sheet.text[shorter.start : shorter.end] in generic:
                continue  # 某某|村卫生室
            if candidate.rule == "organisations.tagger" and not proper(
                self.sheet.tokens(shorter.start, shorter.end)
            ):
                continue  # 某市|互联网信息: what is left is no name
            before = self.sheet.before(shorter.start)
            if before not in _JOINED and not (before.isascii() and before.isalnum()):
                yield self.weight(shorter), TRIMMED[kind(candidate)], shorter

    def _least(self, candidate: Candidate) -> float:
        """What it must weigh; a name in full (某某有限公司) only has to begin at the right place."""
        in_full = self.sheet.text.endswith("有限公司", candidate.start + 3, candidate.end)
        if in_full and candidate.rule == "organisations.ending":
            return -math.inf
        return LEAST["plain"] if candidate.rule in _OF_PLAIN_WORDS else LEAST[kind(candidate)]

    def _beyond_doubt(self, candidate: Candidate) -> bool:
        """True where its list is all the evidence there is, and enough.

        A name long enough to be no word of another kind (a house, a division with its level), a body of a listed
        place, and the short name of a firm, which something beside it brought forward.
        """
        length = candidate.end - candidate.start
        match candidate.rule:
            case "places.listed":
                levelled = candidate.type in ("province", "city", "district") and length > 2
                name = self.sheet.text[candidate.start : candidate.end]
                whole = candidate.type in ("zone", "region") and name in lexicon.plain_places()  # 横琴
                return candidate.type == "country" or levelled or whole
            case "places.level":  # nobody lists it, but the text keeps calling it so
                name = self.sheet.text[candidate.start : candidate.end]
                return length > 2 and self._times(name, candidate.start) >= _OFTEN
            case "places.ending":  # 某某新区|党工委书记
                return self.sheet.text.startswith("党工委", candidate.end)
            case "organisations.known":
                return length > 2 or not known(self.sheet.text[candidate.start : candidate.end])
            case "organisations.department":
                return length > 3
            case "organisations.body":
                return candidate.start in self._starts
            case rule:
                return rule in _BROUGHT_FORWARD

    def heed(self, proposed: Iterable[Candidate]) -> None:
        """Remember which places are named: what stands behind one is likelier to be named too."""
        for each in proposed:
            if each.rule == "places.listed":
                self._ends.add(each.end)
                self._starts.add(each.start)
                if each.type == "country":
                    self._countries.add(each.end)

    def from_every_start(self, candidate: Candidate) -> Iterator[Candidate]:
        """What is left of a proposal without its first words; of an unknown word also without its first characters."""
        if candidate.rule == "places.listed" or self.sheet.text.endswith(
            "机场", candidate.start, candidate.end
        ):
            return  # 杭州|萧山国际机场 is called by both
        tokens = self.sheet.tokens(candidate.start, candidate.end)
        for token in tokens[:MOST_TRIMMED]:
            if 1 < len(token.word) <= 4 and is_han(token.word) and not known(token.word):
                for at in range(token.start + 1, token.end):
                    if candidate.end - at >= 2:
                        yield candidate._replace(start=at)
            if candidate.end - token.end >= 2 and not self._opened(candidate.start, token.end):
                yield candidate._replace(start=token.end)

    def _opened(self, start: int, end: int) -> bool:
        """True where a bracket opens and does not close: 维港（|深圳）有限公司."""
        text = self.sheet.text
        opened = sum(text.count(mark, start, end) for mark in "（(“")
        return opened > sum(text.count(mark, start, end) for mark in "）)”")

    def weight(self, candidate: Candidate) -> float:
        """The log-odds that it is a name: 0 is even."""
        of = kind(candidate)
        weights, at_end = self.weights[of], (candidate.end, of)
        if at_end not in self._behind:
            self._behind[at_end] = self._sum(weights, self._at_end(candidate.end, is_place(candidate)))
        return self._behind[at_end] + self._sum(weights, self._at_start(candidate))

    @staticmethod
    def _sum(weights: dict[str, float], evidence: Iterator[Evidence]) -> float:
        total, weight = 0.0, weights.get
        for name, value in evidence:
            total += weight(name, 0.0) * value
        return total

    def evidence(self, candidate: Candidate) -> Iterator[Evidence]:
        """What speaks for and against, each with how much of it there is."""
        yield from self._at_start(candidate)
        yield from self._at_end(candidate.end, is_place(candidate))

    def _at_start(self, candidate: Candidate) -> Iterator[Evidence]:
        """All that depends on where it begins."""
        sheet, (start, end, kind_of, rule), place = self.sheet, candidate, is_place(candidate)
        name, tables = sheet.text[start:end], self.tables["place" if place else "organisation"]
        tokens = sheet.tokens(start, end)
        yield "bias", 1.0
        yield rule, 1.0
        yield f"length {min(end - start, _LONGEST)}", 1.0
        yield "again", math.log(min(_REPEATS, self._times(name, start)) or 1)
        if len(tokens) == 1:
            yield f"one word {_beside(tokens[0])}", 1.0
        else:
            yield f"first {_beside(tokens[0])}", 1.0
            yield f"last {_beside(tokens[-1])}", 1.0
            for tag in {_side(token.tag) for token in tokens[1:-1]}:
                yield f"inside {tag}", 1.0
        if not proper(tokens[:-1] or tokens):
            yield "nothing proper", 1.0
        ending = _ending(name, place=place)
        yield f"ending of {len(ending)}", 1.0
        if ending:
            yield f"ends {ending}", 1.0
        yield f"type {kind_of}", 1.0
        if name in sheet.headline:
            yield "in the headline", 1.0
        if start in self._ends:
            yield "behind a place", 1.0
        if start in self._countries:
            yield "behind a country", 1.0
        yield from _describing(tokens)
        border = sheet.word_before(start)
        if border is not None and border.word in _houses():
            yield "behind a word for a firm", 1.0
        elif border is not None and border.word in _borders():
            yield "behind a border", 1.0
        inside = tables["inside"]
        yield "first character", tables["first"].get(name[0], 0.0)
        yield "least character", min([inside.get(char, 0.0) for char in name])
        unknown = [inside.get(char, 0.0) for token in tokens if not known(token.word) for char in token.word]
        if unknown:
            yield "least unknown character", min(unknown)
        if name in _everyday():
            yield "everyday", 1.0
        yield f"before {self._before(start)}", 1.0
        if start in sheet.title_ending:
            yield "before title", 1.0
        if sheet.splits_word(start):
            yield "cuts a word before", 1.0
        yield "character before", tables["before"].get(sheet.before(start), 0.0)
        if self.tagged:
            yield from self._tags(start, end)

    def _at_end(self, end: int, place: bool) -> Iterator[Evidence]:
        """What depends on where it ends alone."""
        sheet, tables = self.sheet, self.tables["place" if place else "organisation"]
        yield "last character", tables["last"].get(sheet.before(end), 0.0)
        yield f"after {self._after(end)}", 1.0
        following = sheet.word_after(end)
        if following is not None and is_han(following.word):
            yield f"next {following.word}", 1.0
        if end in sheet.title_starting:
            yield "after title", 1.0
        if sheet.splits_word(end):
            yield "cuts a word behind", 1.0
        yield "character behind", tables["after"].get(sheet.after(end), 0.0)

    def _times(self, name: str, at: int) -> int:
        """How often the text says it; of a long text, the part around it."""
        return self.sheet.times(name) if len(self.sheet.text) < _LONG else self.sheet.often(name, at)

    def _before(self, at: int) -> str:
        char = self.sheet.before(at)
        if char in MARKS:
            return "line" if char == "\n" else "、" if char == "、" else "“" if char in "“‘" else "mark"
        index = self.sheet.ends_at.get(at)
        return _beside(self.sheet.words[index]) if index is not None else "cut"

    def _after(self, at: int) -> str:
        char = self.sheet.after(at)
        if char in MARKS:
            return "line" if char == "\n" else "、" if char == "、" else "”" if char in "”’" else "mark"
        index = self.sheet.starts_at.get(at)
        return _beside(self.sheet.words[index]) if index is not None else "cut"

    def _tags(self, start: int, end: int) -> Iterator[Evidence]:
        """What the tagger says of it."""
        tag = self.tagged.get((start, end))
        if tag:
            yield f"tagged {tag}", 1.0
            return
        first, last = self._touched.get(start), self._touched.get(end - 1)
        if first == last and first is not None:
            yield f"within or over {first}", 1.0
        elif first or last:
            yield "tagged across", 1.0


def kind(candidate: Candidate) -> str:
    """What it was proposed as: ``listed`` for a place on a list, another ``place``, or an ``organisation``."""
    if candidate.rule == "places.listed":
        return "listed"
    return "place" if candidate.rule.startswith("places.") else "organisation"


def _describing(tokens: list[Token]) -> Iterator[Evidence]:
    """Words that say what kind of house it is, and are no part of its name: 国家级|…, 港资|企业|…."""
    if len(tokens) > 1 and len(tokens[0].word) > 1 and tokens[0].word[-1] in "级类型式性资产营型大个家批名位":
        yield "first describes", 1.0
    before = {token.word for token in tokens[:-1]}
    if not before.isdisjoint(_houses()):
        yield "a word for a firm inside", 1.0
    if tokens[0].word in lexicon.words("organisations", "leading"):
        yield "first leads", 1.0
    if not before.isdisjoint(lexicon.words("organisations", "outside")):
        yield "a word from outside", 1.0


def is_place(candidate: Candidate) -> bool:
    """Whether it was proposed as a place, a zone or a park."""
    return candidate.rule.startswith("places.")


def _ending(name: str, *, place: bool) -> str:
    """The longest listed ending of the name; empty without one."""
    endings = lexicon.typed("zones" if place else "organisations", "endings")
    for length in range(min(6, len(name) - 1), 0, -1):
        if name[-length:] in endings:
            return name[-length:]
    return ""


@lru_cache(maxsize=1)
def _borders() -> frozenset[str]:
    return lexicon.words("organisations", "outside") | lexicon.words("organisations", "leading")


@lru_cache(maxsize=1)
def _houses() -> frozenset[str]:
    return lexicon.words("organisations", "descriptors") | lexicon.words("brands", "called")


@lru_cache(maxsize=3)
def _generic(kind_of: str) -> frozenset[str]:
    """What is left of a name and is none: an ending of a kind."""
    return lexicon.words("organisations" if kind_of == "organisation" else "zones", "generic")


_SIDES = frozenset(("nr", "ns", "nt", "nz", "vn"))


@lru_cache(maxsize=256)
def _side(tag: str) -> str:
    return tag if tag in _SIDES else tag[:2] if tag[:2] in _SIDES else tag[:1]


def _beside(token: Token) -> str:
    """Its part of speech, and whether the dictionary has it."""
    return _side(token.tag) if known(token.word) else f"{_side(token.tag)}?"


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """Names that are words of another kind as well."""
    return lexicon.words("zones", "not_places") | lexicon.words("zones", "generic")
