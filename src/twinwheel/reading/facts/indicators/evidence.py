"""What speaks for each thing that may own a figure: where it is named, and what part it plays there.

The evidence for a candidate is a handful of words; ``scope.py`` adds up what each weighs (``data/scope_weights.yaml``):

``here/PART``, ``sentence/PART``, ``paragraph/PART``, ``before/PART``
    It is named before the figure in its clause, in a clause before in the sentence, in a sentence before in the
    paragraph, or in the paragraph before; there it is a subject or an owner (``subject``), an ``object`` (``introduced`` where the clause ends with it, and was there to bring it up), who says
    or publishes something (``source``), the ``place`` of something, what the figure is held ``against``, or
    ``other``: listed, or behind a preposition. With ``first/`` before it: it is the nearest of these.
``beaten``
    A subject stands between it and the figure.
``speaks``
    It is a person who says something, and of no known house; ``person`` who does something, ``person/away`` in
    another sentence.
``world``
    It is the whole world: 全球员工950人 are those of a firm.
``sized``
    It is a thing, and the figure tells its length, area or cost: 启动路网工程，总长21公里.
``touches``
    It stands right before its size: 包括北岸片区40.1平方公里.
``behind/count``, ``behind/size``
    总面积46.8平方公里的澜湾新区: it stands behind its figure.
``speaker``
    It, or its head, says the words in which the figure stands.
``article``
    It is in the running for what the article as a whole says: ``title``, ``heading`` (or a line of its own above),
    ``lead`` (a subject of the first paragraph), ``topic`` (title or dateline name it as the place), ``publisher``
    (whose place it is), and ``main`` (named most). ``entry``: the heading is nothing but it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clauses
from twinwheel.reading.facts.indicators.roles import Role
from twinwheel.reading.facts.indicators.sections import is_heading
from twinwheel.reading.facts.indicators.status import STANDING
from twinwheel.reading.facts.indicators.subjects import Subject
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.numbers import Number

_MOST = 24
"""Names that are looked at for one figure, the nearest first."""
_PART: dict[Role, str] = {
    "subject": "subject",
    "owner": "subject",
    "object": "object",
    "introduced": "introduced",
    "source": "source",
    "house": "source",
    "place": "place",
    "against": "against",
}
_WORLD = frozenset(("全球", "世界", "全世界"))
_QUOTE = re.compile(r"[“”]")
_OF_FIGURE = re.compile(r"(?:[（(][^（）()\n]{0,12}[）)])?(?:、[^，。；\n]{2,14})?的")
_NUMBERING = re.compile(r"^[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．\s]*|[【】\s：:]")
_INHABITANTS = frozenset(("家", "户", "名", "人", "位"))
_AREAS = ("区", "园", "基地", "谷", "镇", "乡", "村", "县", "市", "港", "口岸", "街道", "城")
_SPEAKS_BEHIND = 40
"""Characters behind a quote in which its speaker is named, and before it half as many again."""


Words = tuple[str, ...]


class Candidate(NamedTuple):
    name: str
    evidence: Words


class Evidence:
    """Gathers the candidates for one figure after another."""

    def __init__(
        self, reading: Reading, clauses: Clauses, subjects: Sequence[Subject], topics: Mapping[str, str]
    ) -> None:
        self._text = reading.text
        self._clauses = clauses
        self._subjects = subjects
        self._starts = [each.start for each in subjects]
        self._quotes = [match.start() for match in _QUOTE.finditer(reading.text)]
        self._headings = [part for part in reading.parts if is_heading(reading.text, part)]
        self._heading_starts = [part.start for part in self._headings]
        self._asked = (-1, 0, 0, False, False)
        self._answer: list[Candidate] = []
        self._article = self._of_article(reading, topics)
        self._known: dict[int, list[Candidate]] = {}
        """Of each section, by its heading."""

    def of(self, number: Number) -> list[Candidate]:
        """Everything that may own the figure; the same name may be there several times, with other evidence.

        Figures of one clause with no name between them get the same list.
        """
        behind = self._behind(number)
        last = bisect_right(self._starts, number.start)
        touches = last > 0 and self._subjects[last - 1].end >= number.start
        at = self._clauses.at(number.start)
        sized = STANDING.search(self._text, self._clauses.all[at].start, number.start) is not None
        asked = (at, last, bisect_left(self._quotes, number.start), sized, number.kind == "time")
        if asked == self._asked and not behind and not touches:
            return self._answer
        found = self._before(number, sized)
        if behind:
            counts = number.kind in ("count", "ratio", "points")
            found.append(self._candidate(behind, "behind/count" if counts else "behind/size"))
        speaker = self._speaker(number.start)
        if speaker:
            found.append(self._candidate(speaker, "speaker"))
        found += self._of_section(number.start)
        if not behind and not touches:
            self._asked, self._answer = asked, found
        return found

    def _of_section(self, position: int) -> list[Candidate]:
        """What the article as a whole says, and the heading above the figure."""
        index = bisect_right(self._heading_starts, position) - 1
        if index not in self._known:
            names = self._heading(index)
            self._known[index] = [
                Candidate(name, ("article", *said))
                for name, said in self._article.items()
                if name not in names
            ] + [
                Candidate(name, ("article", *said, *self._article.get(name, ())))
                for name, said in names.items()
            ]
        return self._known[index]

    def _of_article(self, reading: Reading, topics: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        title = max((part.end for part in reading.parts if part.role in ("title", "subtitle")), default=0)
        lead = next((part for part in reading.parts if part.role == "paragraph"), None)
        found: dict[str, list[str]] = {topic: [said] for topic, said in topics.items()}
        titled = (each for each in self._subjects if each.start < title and each.role != "against")
        for name in dict.fromkeys(each.name for each in titled):
            found.setdefault(name, []).append("title")
        main = _main(self._subjects, title)
        if main:
            found.setdefault(main, []).append("main")
        if lead:
            low, high = bisect_left(self._starts, lead.start), bisect_left(self._starts, lead.end)
            leads = dict.fromkeys(each.name for each in self._subjects[low:high] if _leads(each))
            for name in leads:
                found.setdefault(name, []).append("lead")
        return {name: tuple(said) for name, said in found.items()}

    def _before(self, number: Number, sized: bool) -> list[Candidate]:
        found: list[Candidate] = []
        at, clauses, start = self._clauses.at(number.start), self._clauses.all, number.start
        here = clauses[at]
        seen: set[str] = set()
        beaten = False
        index = bisect_right(self._starts, start) - 1
        for subject in reversed(self._subjects[max(index - _MOST + 1, 0) : index + 1]):
            clause = clauses[subject.clause]
            touches = subject.end == start
            if subject.end > start or (touches and _is_counted(subject, number)):
                continue
            if clause.paragraph < here.paragraph - 1:
                break
            away = False
            if subject.clause == at:
                where = "here"
            elif clause.sentence == here.sentence:
                where = "sentence"
            else:
                where = "paragraph" if clause.paragraph == here.paragraph else "before"
                away = True
            part = _PART.get(subject.role, "other")
            if subject.role == "owner" and where != "here":
                part = "object"  # 送进了江州的医院: the next clause does not go on about 江州
            if away and self._text.startswith("其中", clause.start):
                part = "other"  # a part of the whole, which the next clause goes on about
            said = f"{where}/{part}"
            evidence = [said] if said in seen else [said, f"first/{said}"]
            seen.add(said)
            if beaten:
                evidence.append("beaten")
            if subject.kind in ("person", "he") and not subject.owner:
                evidence.append("speaks" if part == "source" else "person")
                if away:
                    evidence.append("person/away")
            if subject.said in _WORLD:
                evidence.append("world")
            if sized and not away and subject.kind in ("thing", "noun", "label"):
                evidence.append("sized")
            if touches and number.kind == "area":
                evidence.append("touches")
            if subject.kind == "government" and number.kind == "time" and where == "here":
                subject = subject._replace(name=subject.said)  # 市税务局3个工作日办结: its own time
            found.append(self._candidate(subject, *evidence))
            beaten = beaten or part in ("subject", "introduced") or said == "here/object"
        return found

    def _candidate(self, subject: Subject, *evidence: str) -> Candidate:
        """A person speaks for the house, where it is known."""
        name = subject.owner or subject.name
        extra = () if "beaten" in evidence else self._article.get(name, ())
        return Candidate(name, (*evidence, *extra))

    def _behind(self, number: Number) -> Subject | None:
        match = _OF_FIGURE.match(self._text, number.end, number.end + 40)
        if match is None:
            return None
        index = bisect_left(self._starts, match.end())
        near = index < len(self._subjects) and self._subjects[index].start <= match.end() + 1
        return self._subjects[index] if near else None

    def _speaker(self, position: int) -> Subject | None:
        """Who says the words: named soon behind the closing mark, or last before the opening one."""
        at = bisect_left(self._quotes, position)
        if not at or self._text[self._quotes[at - 1]] != "“":
            return None
        if at < len(self._quotes):
            close = self._quotes[at]
            index = bisect_left(self._starts, close)
            for subject in self._subjects[index : index + 3]:
                between = self._text[close : min(subject.start, close + _SPEAKS_BEHIND)]
                if subject.start - close > _SPEAKS_BEHIND or "\n" in between or "“" in between:
                    break
                if subject.kind == "person":
                    return subject
        opens = self._quotes[at - 1]
        index = bisect_left(self._starts, opens)
        for subject in reversed(self._subjects[max(index - 6, 0) : index]):
            if opens - subject.end > _SPEAKS_BEHIND * 3 // 2:
                break
            if subject.kind == "person":
                return subject
        return None

    def _heading(self, index: int) -> dict[str, tuple[str, ...]]:
        """The names in the heading; one that is all of it heads a list of what is told of each."""
        if index < 0:
            return {}
        part = self._headings[index]
        low, high = bisect_left(self._starts, part.start), bisect_left(self._starts, part.end)
        length = len(_NUMBERING.sub("", self._text[part.start : part.end]))
        return {
            each.name: ("heading", "entry")
            if each.kind != "noun" and each.end - each.start >= length - 1
            else ("heading",)
            for each in self._subjects[low : min(high, low + _MOST)]
            if each.role != "against"
        }


def _is_counted(subject: Subject, number: Number) -> bool:
    """拥有科研院所18家, “口袋公园”31处: not whose, but what is counted."""
    touches = subject.end == number.start and number.kind == "count"
    if number.unit in _INHABITANTS and subject.said.endswith(_AREAS):
        return False  # 经开区97家: a zone has firms, and is none
    return touches and (subject.role == "object" or subject.kind in ("noun", "thing", "label"))


def _leads(subject: Subject) -> bool:
    return subject.role in ("subject", "owner") and subject.kind not in ("person", "country", "region")


def _main(subjects: Sequence[Subject], title: int) -> str | None:
    """What the article names most, of places, organisations and events; its title counts for more.

    Who is cited, or only compared with, or at whose place something is, counts for less.
    """
    counted: Counter[str] = Counter()
    for subject in subjects:
        if subject.kind in ("person", "thing", "noun", "label", "country", "region"):
            continue
        weight = 3 if subject.role in ("house", "source", "against", "oblique") else 10
        counted[subject.name] += weight * (3 if subject.start < title else 1)
    return max(counted, key=lambda name: counted[name], default=None)
