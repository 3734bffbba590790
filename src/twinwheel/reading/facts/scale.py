"""How likely some characters are a person's name: evidence that adds up (陈岩|所透露的, 卫玥|说).

A logistic model over what a reader looks at: how often the characters are a surname and a given name, how the
dictionary cuts them, and what stands on both sides. Its weights and its tables of characters are data
(``names.yaml``), fitted by ``bench/reading/fit_names.py`` on news text in which people are marked by hand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from twinwheel.reading.facts import ceiling, lexicon, speech
from twinwheel.reading.facts.names_model import JOINS, KINDS, NO_GIVEN, PARTICLES, REPEATS, Model, model, side
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han
from twinwheel.reading.facts.words import known

Evidence = tuple[str, float]


class Scale:
    """Weighs names in one text. ``tagged`` are the ranges a tagger holds to be people, if one ran."""

    def __init__(
        self, sheet: Sheet, tagged: set[tuple[int, int]] | None, fitted: Model | None = None
    ) -> None:
        self.sheet, self.tagged = sheet, tagged or set()
        self.ran: Literal["rules", "tagger"] = "rules" if tagged is None else "tagger"
        self.model = fitted or model()
        self.weights = self.model.weights[self.ran]
        self.single, self.double = lexicon.surnames()
        self.foreign = lexicon.transliteration()
        self._touched = {at for start, end in self.tagged for at in range(start, end)}
        self._weights: dict[tuple[int, int], float] = {}

    def surname(self, at: int) -> int:
        """The length of the surname at ``at``: 2, 1 or 0."""
        text = self.sheet.text
        if text[at : at + 2] in self.double:
            return 2
        return 1 if text[at : at + 1] in self.single else 0

    def best(self, at: int, floor: float) -> tuple[int, float] | None:
        """The end of the name that begins at ``at`` and its weight, if any end weighs ``floor`` or more."""
        weight, end = max(((self.weight(at, end), end) for end in self.ends(at)), default=(-math.inf, at))
        return (end, weight) if weight >= floor else None

    def ends(self, at: int) -> Iterator[int]:
        """Where a name that begins at ``at`` may end."""
        text, surname = self.sheet.text, self.surname(at)
        if not surname:
            return
        for end in range(at + surname + 1, at + surname + 3):
            if end > len(text) or not is_han(text[end - 1]) or text[end - 1] in NO_GIVEN:
                return
            if text[at + surname : end] not in _called():
                yield end

    def likely(self, floor: float) -> list[tuple[int, int, float]]:
        """The names of the text that weigh ``floor`` or more, none over another, the likelier first taken."""
        best: dict[int, tuple[float, int]] = {}
        for start, end in self._promising(floor):
            weight = self.weight(start, end)
            if weight >= floor:
                best[start] = max((weight, end), best.get(start, (weight, end)))
        found = [(weight, start, end) for start, (weight, end) in best.items()]
        kept: list[tuple[int, int, float]] = []
        taken: set[int] = set()
        for weight, start, end in sorted(found, reverse=True):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                kept.append((start, end, weight))
        return sorted(kept)

    def _promising(self, floor: float) -> Iterator[tuple[int, int]]:
        """What may be a name and weigh ``floor`` or more."""
        is_fitted = self.model is model()
        most = ceiling.fitted(self.ran) if is_fitted else ceiling.Ceiling(self.model, self.weights)
        for start, end in most.promising(self.sheet, floor, tagged=bool(self.tagged)):
            if end in self.ends(start):
                yield start, end
        for hit in _double_surnames().finditer(self.sheet.text):
            yield from ((hit.start(), end) for end in self.ends(hit.start()))

    def weight(self, start: int, end: int) -> float:
        """The log-odds that ``[start, end)`` is a person's name: 0 is even, 2 nearly nine in ten."""
        key = (start, end)
        if key not in self._weights:
            parts = (
                self._at_start(start),
                self._at_end(end),
                self._characters(start, end),
                self._between(start, end),
            )
            self._weights[key] = sum(map(self._sum, parts))
        return self._weights[key]

    def _sum(self, evidence: Iterator[Evidence]) -> float:
        total, weight = 0.0, self.weights.get
        for name, value in evidence:  # faster than sum(): this is where names are looked for everywhere
            total += weight(name, 0.0) * value
        return total

    def evidence(self, start: int, end: int) -> Iterator[Evidence]:
        """What speaks for and against, each with how much of it there is."""
        yield from self._at_start(start)
        yield from self._at_end(end)
        yield from self._characters(start, end)
        yield from self._between(start, end)

    def _at_start(self, at: int) -> Iterator[Evidence]:
        """What says whether a name may begin here, wherever it ends."""
        sheet = self.sheet
        yield f"before {self._before(at)}", 1.0
        yield "character before", self.model.before.get(sheet.before(at), 0.0)
        if sheet.word_after(at) is None and not self._cut_wrongly(at):
            yield "cuts before", 1.0
            if sheet.splits_word(at):
                yield "cuts a known word before", 1.0

    def _cut_wrongly(self, at: int) -> bool:
        """True behind a title whose last character the dictionary gave away: 副主|任何|立, but not 律师费."""
        covering = self.sheet.covering(at) if at in self.sheet.title_ending else None
        return covering is not None and self.sheet.words[covering].start == at - 1

    def _at_end(self, at: int) -> Iterator[Evidence]:
        """What says whether a name may end here, wherever it began."""
        sheet, last = self.sheet, self.sheet.before(at)
        yield f"after {self._after(at)}", 1.0
        yield "character behind", self.model.after.get(sheet.after(at), 0.0)
        yield "given last", self.model.given.get(last, -4.0)
        if last in JOINS and self._after(at) in ("mark", "list", "speech"):
            yield "last joins nothing", 1.0
        elif last in PARTICLES:
            yield "last particle", 1.0
        elif last in KINDS:
            yield "last of a kind", 1.0
        if at not in sheet.starts_at and sheet.after(at) not in MARKS:
            yield "cuts behind", 1.0
            if sheet.splits_word(at) and not speech.said().match(sheet.text, at):
                yield "cuts a known word behind", 1.0

    def _characters(self, start: int, end: int) -> Iterator[Evidence]:
        """How often these characters are a surname and a given name."""
        text, table = self.sheet.text, self.model
        surname = min(self.surname(start), end - start - 1)
        given = [table.given.get(char, -4.0) for char in text[start + surname : end]]
        yield "bias", 1.0
        yield "surname", table.surname.get(text[start : start + surname], -3.0)
        yield "given", min(given)
        yield "given mean", sum(given) / len(given)
        yield f"{surname}+{len(given)}", 1.0
        following = self.sheet.after(end)
        if len(given) == 1 and is_han(following):
            yield "given behind", table.given.get(following, -4.0)

    def _between(self, start: int, end: int) -> Iterator[Evidence]:
        """All other evidence."""
        yield from self._words(start, end, min(self.surname(start), end - start - 1))
        before, after = self._before(start), self._after(end)
        if before == after == "list":
            yield "in a list", 1.0
        if before == "title" and after in ("mark", "list", "speech"):
            yield "title and end", 1.0
        yield "again", math.log(min(REPEATS, self.sheet.times(self.sheet.text[start:end])) or 1)
        if (start, end) in self.tagged:
            yield "tagged", 1.0
        elif start in self._touched or end - 1 in self._touched:
            yield "tagged otherwise", 1.0

    def _words(self, start: int, end: int, surname: int) -> Iterator[Evidence]:
        """How the dictionary cuts the characters."""
        sheet, name = self.sheet, self.sheet.text[start:end]
        word = sheet.word_after(start)
        if word and word.end == end:
            kind = "nr" if word.tag.startswith("nr") else "ns" if word.tag == "ns" else "other"
            yield f"word {'known' if known(name) else 'unknown'} {kind} {end - start}", 1.0
        elif word and word.tag.startswith("nr"):
            yield ("shorter nr" if word.end < end else "longer nr"), 1.0
        inside = sheet.tokens(start, end)
        if len(inside) > 1 and len(inside[0].word) == surname == 1:
            yield f"surname {side(inside[0].tag)}", 1.0
        if all(char in self.foreign for char in name):
            yield "spelled", 1.0
        if all(len(token.word) == 1 for token in inside):
            yield "single characters", 1.0
        elif len(inside) == 2 and len(inside[0].word) == surname and known(inside[1].word):
            yield "surname and word", 1.0
            if inside[1].tag[0] in "vad":
                yield "surname and verb", 1.0
        elif any(1 < len(token.word) < len(name) and known(token.word) for token in inside):
            yield "word inside", 1.0

    def _before(self, at: int) -> str:
        sheet = self.sheet
        title = sheet.title_ending.get(at)
        if title is not None:
            return "generic title" if title.generic else "title"
        if sheet.before(at) in MARKS:
            return "list" if sheet.before(at) == "、" else "mark"
        index = sheet.ends_at.get(at)
        return side(sheet.words[index].tag) if index is not None else "cut"

    def _after(self, at: int) -> str:
        sheet = self.sheet
        if sheet.after(at) in MARKS:
            return "list" if sheet.after(at) == "、" else "mark"
        if at in sheet.title_starting:
            return "title"
        if speech.said().match(sheet.text, at):
            return "speech"
        index = sheet.starts_at.get(at)
        return side(sheet.words[index].tag) if index is not None else "cut"


@lru_cache(maxsize=1)
def _called() -> frozenset[str]:
    """What people are called behind their surname: 王|村长, 曹|大夫, 孙|先生."""
    titles = [lexicon.words("titles", name) for name in ("heads", "generic", "kin")]
    return frozenset().union(*titles) | frozenset(
        [
            "先生",
            "女士",
            "小姐",
            "阿姨",
            "大爷",
            "大妈",
            "大姐",
            "奶奶",
            "爷爷",
            "大夫",
            "总",
            "工",
            "老",
            "某",
            "某某",
            "老师",
            "师傅",
            "同志",
            "书记",
            "总理",
        ]
    )


@lru_cache(maxsize=1)
def _double_surnames() -> re.Pattern[str]:
    """A surname of two characters anywhere, overlapping ones too."""
    return re.compile("|".join(f"{name[0]}(?={name[1]})" for name in sorted(lexicon.surnames()[1])))
