"""Whose figure it is: the subject of its clause, of the clauses before it, or what the paragraph is about."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.model import Person
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.text import Span

_NO_SUBJECT_AFTER = re.compile(
    r"(?:与|同|向|对|从|由|被|把|将|给|赴|到|来自|据|根据|按照|接受|位于|地处|坐落于?|落户|入驻|设在|以|如|为|依托|联合|会同|引进|聚集了?|集聚了?|汇聚了?"
    r"|包括|拥有|支持|服务|距离?|离开|走进|来到|参观|通过|基于|全国|比|较|占|高于|低于|在.{0,4}和|成为|打造|建设|开放|记者从)$"
)
_NO_SUBJECT_BEFORE = re.compile(r"^(?:等|表示|说|介绍|透露|指出|认为|称|告诉|获悉|了解到|发布的?|预测|统计|提供的|举行|召开|承建|市中心)")
_JOINT = re.compile(r"^[一-鿿]{0,6}分别")
_ONE_OF_TWO = re.compile(r"[前后]者")
_OF_NUMBER = re.compile(r"^(?:[（(][^（）()\n]{0,12}[）)])?的(?:[^，。；\n]{0,4})")


class Subject(NamedTuple):
    """What may own a figure: a name at its place."""

    start: int
    end: int
    text: str
    owner: str | None
    """Of a person, the organisation."""


@cache
def _region() -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")["region"]))


class Scopes:
    """Finds the scope of one figure after another, in the order of the text."""

    def __init__(self, text: str, names: Names, clauses: Clauses, others: list[Span]) -> None:
        self._text = text
        self._clauses = clauses
        self._subjects = _subjects(text, names, others)
        self._by_clause: dict[int, list[Subject]] = {}
        for subject in self._subjects:
            self._by_clause.setdefault(clauses.at(subject.start), []).append(subject)
        self._main = self._main_subject()

    def of(self, number: Number) -> str | None:
        """The scope of the figure; None where nothing is named that could own it."""
        own = self._attribute(number)
        if own:
            return own
        index = self._clauses.at(number.start)
        here = self._clauses.all[index]
        pair = self._one_of_two(number, here)
        if pair:
            return pair
        speaker: str | None = None
        at = index
        while at >= 0 and index - at < 16:
            clause = self._clauses.all[at]
            if clause.paragraph != here.paragraph:
                break
            found = self._subject(at, number.start)
            if found:
                return found
            region = self._named_region(clause, number.start) if at == index else None
            if region:
                return self._known_region(region)
            speaker = speaker or self._speaker(at)
            at -= 1
        return speaker or self._speaker_after(index) or self._main

    def _subject(self, at: int, until: int) -> str | None:
        """The last name of the clause before ``until`` that can be its subject."""
        subjects = [each for each in self._by_clause.get(at, ()) if each.end <= until and each.owner is None]
        clause = self._clauses.all[at]
        joint = self._share_of_list(subjects, clause, until)
        if joint:
            return joint
        for subject in reversed(subjects):
            if self._can_be_subject(subject, clause, until):
                return subject.text
        return None

    def _can_be_subject(self, subject: Subject, clause: Clause, until: int) -> bool:
        text = self._text
        if text[subject.end : subject.end + 1] == "、" or text[subject.start - 1 : subject.start] == "、":
            return False
        after = text[subject.end : min(clause.end, until)]
        before = text[clause.start : subject.start].rstrip("“‘")
        return not (_NO_SUBJECT_BEFORE.match(after) or _NO_SUBJECT_AFTER.search(before[-8:]))

    def _share_of_list(self, subjects: list[Subject], clause: Clause, until: int) -> str | None:
        """高新区、临港区收入分别为412.5亿元和186.9亿元: each figure has its own owner."""
        if len(subjects) < 2 or not _JOINT.match(self._text[subjects[-1].end : until]):
            return None
        said = self._text[subjects[-1].end : until]
        nth = len(re.findall(r"[、和]", said[said.index("分别") :]))
        return subjects[min(nth, len(subjects) - 1)].text

    def _attribute(self, number: Number) -> str | None:
        """总面积46.8平方公里的澜湾新区: the owner stands behind its figure. Not of what is counted."""
        if number.kind == "count":
            return None
        match = _OF_NUMBER.match(self._text, number.end, number.end + 24)
        match = match or re.compile(r"的").match(self._text, number.end)
        if match is None:
            return None
        for subject in self._by_clause.get(self._clauses.at(number.start), ()):
            if number.end < subject.start <= match.end() and subject.owner is None:
                return subject.text
        return None

    def _one_of_two(self, number: Number, here: Clause) -> str | None:
        """前者 and 后者 are the last two names that were set side by side."""
        sentence = self._clauses.before(number.start)
        start = sentence[-1].start
        said = list(_ONE_OF_TWO.finditer(self._text, start, number.start))
        if not said:
            return None
        before = [each for each in self._before(start) if each.owner is None]
        if len(before) < 2:
            return None
        first, second = before[-2:]
        return (first if said[-1][0] == "前者" else second).text

    def _before(self, position: int) -> list[Subject]:
        """The names of the sentence that ends before ``position``."""
        index = self._clauses.at(max(position - 1, 0))
        sentence = self._clauses.all[index].sentence
        found: list[Subject] = []
        while index >= 0 and self._clauses.all[index].sentence == sentence:
            found = self._by_clause.get(index, []) + found
            index -= 1
        return [each for each in found if each.end <= position]

    def _named_region(self, clause: Clause, until: int) -> str | None:
        found = None
        for match in _region().finditer(self._text, clause.start, until):
            if self._text[match.start() - 1 : match.start()] not in ("占", "居", "在", "是", "于", "从", "比"):
                found = match[0]
        return found

    def _known_region(self, region: str) -> str | None:
        if region in ("全市", "全省", "全区", "全县", "全州", "全镇", "全行业", "全校", "全院"):
            return self._main or region
        return region

    def _speaker(self, at: int) -> str | None:
        return next((each.owner for each in self._by_clause.get(at, ()) if each.owner), None)

    def _speaker_after(self, index: int) -> str | None:
        """“…”某某说: who speaks is named behind the words."""
        here = self._clauses.all[index]
        for at in range(index, min(index + 6, len(self._clauses.all))):
            if self._clauses.all[at].paragraph != here.paragraph:
                return None
            owner = self._speaker(at)
            if owner:
                return owner
        return None

    def _main_subject(self) -> str | None:
        """What the article names first of places and organisations that it names most."""
        counted: dict[str, int] = {}
        for subject in self._subjects:
            if subject.owner is None:
                counted[subject.text] = counted.get(subject.text, 0) + 1
        if not counted:
            return None
        most = max(counted.values())
        return next(name for name, count in counted.items() if count == most)


def _subjects(text: str, names: Names, others: list[Span]) -> list[Subject]:
    named: list[Mention] = names.named_within(0, len(text))
    found: list[Subject] = []
    for mention in named:
        if isinstance(mention.fact, Person):
            if mention.fact.organisation:
                found.append(Subject(mention.start, mention.end, mention.fact.name, mention.fact.organisation))
        else:
            found.append(Subject(mention.start, mention.end, text[mention.start : mention.end], None))
    found += [Subject(span.start, span.end, text[span.start : span.end], None) for span in others]
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Subject] = []
    for subject in found:
        if not kept or subject.start >= kept[-1].end:
            kept.append(subject)
    return kept
