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
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han
from twinwheel.reading.facts.words import Token, known

Evidence = tuple[str, float]

SIDES = frozenset(
    [
        "a",
        "c",
        "d",
        "f",
        "i",
        "j",
        "k",
        "m",
        "n",
        "nr",
        "ns",
        "nt",
        "o",
        "p",
        "q",
        "r",
        "t",
        "u",
        "v",
        "vn",
        "x",
    ]
)
"""Parts of speech that are told apart beside a name; all others are ``o``."""
PARTICLES = frozenset("说称在和与对则曾还也将就向等为是率带看讲谈问答")
"""What mostly follows a name, and may end one."""
KINDS = frozenset(
    "族国省市县区镇乡村街路站港山河湖湾岛坡沟庄桥园杯奖部院所局厅厂店馆会社队报刊网学论型级性化品茶酒粉"
)
"""What ends the names of places, peoples, prizes and houses."""
_REPEATS = 12
"""More mentions than these say nothing more."""


class Model(NamedTuple):
    """Log-odds of characters, and the weights of evidence, with a tagger and without."""

    surname: dict[str, float]
    given: dict[str, float]
    before: dict[str, float]
    after: dict[str, float]
    weights: dict[str, dict[str, float]]


@lru_cache(maxsize=1)
def model() -> Model:
    data = lexicon.fitted("names")
    surname, given, before, after = (spread(data[table]) for table in ("surname", "given", "before", "after"))
    return Model(surname, given, before, after, data["weights"])


def spread(table: dict[float, str]) -> dict[str, float]:
    """Characters by log-odds to log-odds by character; surnames of two characters are parted by spaces."""
    return {
        char: value for value, chars in table.items() for char in (chars.split() if " " in chars else chars)
    }


class Scale:
    """Weighs names in one text. ``tagged`` are the ranges a tagger holds to be people, if one ran."""

    def __init__(
        self, sheet: Sheet, tagged: set[tuple[int, int]] | None, fitted: Model | None = None
    ) -> None:
        self.sheet, self.tagged = sheet, tagged or set()
        self.model = fitted or model()
        self.weights = self.model.weights["rules" if tagged is None else "tagger"]
        self.single, self.double = lexicon.surnames()
        self.foreign = lexicon.transliteration()
        self._touched = {at for start, end in self.tagged for at in range(start, end)}
        self._weights: dict[tuple[int, int], float] = {}
        self._at_starts: dict[int, float] = {}
        self._at_ends: dict[int, float] = {}
        self._most = _most_between(self.weights)
        self._most_tagged = max(
            0.0, *(self.weights.get(name, 0.0) for name in ("tagged", "tagged otherwise"))
        )

    def surname(self, at: int) -> int:
        """The length of the surname at ``at``: 2, 1 or 0."""
        text = self.sheet.text
        if text[at : at + 2] in self.double:
            return 2
        return 1 if text[at : at + 1] in self.single else 0

    def best(self, at: int, floor: float) -> tuple[int, float] | None:
        """The end of the name that begins at ``at`` and its weight, if any end weighs ``floor`` or more."""
        weighed = [(self.weight(at, end), end) for end in self.ends(at) if self._may_weigh(at, end, floor)]
        if not weighed:
            return None
        weight, end = max(weighed)
        return (end, weight) if weight >= floor else None

    def ends(self, at: int) -> Iterator[int]:
        """Where a name that begins at ``at`` may end."""
        text, surname = self.sheet.text, self.surname(at)
        if not surname:
            return
        for end in range(at + surname + 1, at + surname + 3):
            if end > len(text) or not is_han(text[end - 1]):
                return
            if text[at + surname : end] not in _called():
                yield end

    def likely(self, floor: float) -> list[tuple[int, int, float]]:
        """The names of the text that weigh ``floor`` or more, none over another, the likelier first taken."""
        found = []
        for hit in _surnames().finditer(self.sheet.text):
            best = self.best(hit.start(), floor)
            if best:
                found.append((best[1], hit.start(), best[0]))
        kept: list[tuple[int, int, float]] = []
        taken: set[int] = set()
        for weight, start, end in sorted(found, reverse=True):
            if not any(at in taken for at in range(start, end)):
                taken.update(range(start, end))
                kept.append((start, end, weight))
        return sorted(kept)

    def weight(self, start: int, end: int) -> float:
        """The log-odds that ``[start, end)`` is a person's name: 0 is even, 2 nearly nine in ten."""
        key = (start, end)
        if key not in self._weights:
            self._weights[key] = (
                self._weight_at_start(start)
                + self._weight_at_end(end)
                + self._sum(self._characters(start, end))
                + self._sum(self._between(start, end))
            )
        return self._weights[key]

    def _may_weigh(self, start: int, end: int, floor: float) -> bool:
        """False where no evidence that is left could bring it to ``floor``: so it is for nearly all that begins
        with the character of a surname, and to gather all evidence takes long."""
        touched = start in self._touched or end - 1 in self._touched
        most = self._most + (self._most_tagged if touched else 0.0)
        at_edges = self._weight_at_start(start) + self._weight_at_end(end)
        return at_edges + self._sum(self._characters(start, end)) + most >= floor

    def _weight_at_start(self, at: int) -> float:
        if at not in self._at_starts:
            self._at_starts[at] = self._sum(self._at_start(at))
        return self._at_starts[at]

    def _weight_at_end(self, at: int) -> float:
        if at not in self._at_ends:
            self._at_ends[at] = self._sum(self._at_end(at))
        return self._at_ends[at]

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
        if last in PARTICLES:
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
        """All other evidence; ``_most_between`` says how much of it there may be."""
        yield from self._words(start, end, min(self.surname(start), end - start - 1))
        before, after = self._before(start), self._after(end)
        if before == after == "list":
            yield "in a list", 1.0
        if before == "title" and after in ("mark", "list", "speech"):
            yield "title and end", 1.0
        yield "again", math.log(min(_REPEATS, self.sheet.times(self.sheet.text[start:end])) or 1)
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
            yield f"surname {_side(inside[0])}", 1.0
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
        return _side(sheet.words[index]) if index is not None else "cut"

    def _after(self, at: int) -> str:
        sheet = self.sheet
        if sheet.after(at) in MARKS:
            return "list" if sheet.after(at) == "、" else "mark"
        if at in sheet.title_starting:
            return "title"
        if speech.said().match(sheet.text, at):
            return "speech"
        index = sheet.starts_at.get(at)
        return _side(sheet.words[index]) if index is not None else "cut"


def _most_between(weights: dict[str, float]) -> float:
    """The most that ``Scale._between`` can add up to, but for the tagger's part. A name that is one word has no
    word for its surname."""

    def top(*names: str) -> float:
        return max([0.0, *(weight for name, weight in weights.items() if name.startswith(names))])

    cut = max(top("word "), top("surname ") + top("shorter nr", "longer nr"))
    alone = ("spelled", "surname and verb")
    shapes = top("single characters", "surname and word", "word inside") + sum(map(top, alone))
    return cut + shapes + top("in a list", "title and end") + top("again") * math.log(_REPEATS)


def _side(token: Token) -> str:
    tag = token.tag
    return tag if tag in SIDES else tag[:2] if tag[:2] in SIDES else tag[0] if tag[0] in SIDES else "o"


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
def _surnames() -> re.Pattern[str]:
    """A surname anywhere, overlapping ones too."""
    single, double = lexicon.surnames()
    return re.compile(f"(?=[{''.join(sorted(single))}]|{'|'.join(sorted(double))})")
