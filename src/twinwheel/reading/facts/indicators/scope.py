"""Whose figure it is: the subject of its clause, of the clauses before it, or what the paragraph is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cache
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.model import Organisation, Person, Place
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.programmes import Named
from twinwheel.reading.facts.tables import any_of, table

_NO_SUBJECT_AFTER = re.compile(
    r"(?:与|同|向|对|从|由|被|把|给|赴|到|来自|据|根据|按照|接受|位于|地处|坐落于?|落户|入驻|设在|如|为|联合|会同|引进|聚集了?|集聚了?|汇聚了?"
    r"|包括|拥有|支持|服务|距离?|离开|走进|来到|参观|通过|比|较|占|高于|低于|成为|打造|建设|开放|回到|设立|组织|中国驻|获得)$"
)
_NO_SUBJECT_BEFORE = re.compile(
    r"(?:等|表示|说|介绍|透露|指出|认为|称|告诉|获悉|了解到|发布的?|预测|统计|提供的|举行|召开|承建|市中心|联合预测|研究院|回忆)"
)
_IN = re.compile(r"在$")
_JOINT = re.compile(r"[一-鿿]{0,6}分别")
_ONE_OF_TWO = re.compile(r"[前后]者")
_OF_FIGURE = re.compile(r"(?:[（(][^（）()\n]{0,12}[）)])?(?:、[^，。；\n]{2,14})?的")
_LEAD = re.compile(
    r"(?:[^一-鿿]|其中|而|但|同时|此外|目前|现在|如今|截至|近日|日前|据悉|据了解|今年|去年|年|月|日|底|末|到|至|以来|期间|上旬|中旬|下旬|对于|关于|作为|随着|至此|会上|去|今|一|二|三|四|是|此前)*"
)
_QUOTE = re.compile(r"[“”]")
_SAME = {"线路": ("铁路", "线", "线路"), "园区": ("园", "园区", "谷", "片区", "港")}
_LEADS = re.compile(r"总|经理|董事|主任|长|创始人|CEO|负责人|主席|书记|首席|合伙人")
_REGIONAL = {"全市": "city", "全省": "province", "全区": "district", "全县": "district"}
_PLACE_OF = re.compile(r"^[一-鿿]{2,8}?(?:省|市|自治区|县|区|州)(?!委员会)")


class Subject(NamedTuple):
    """What may own a figure: a name at its place."""

    start: int
    end: int
    name: str
    """The full name, however it is called here."""
    said: str
    kind: str
    """``person``, ``firm``, ``government``, ``place``, ``thing``, ``other``."""
    owner: str | None
    """Of a person, the organisation."""
    leads: bool = False
    """A person who speaks for a house, even where it is not said for which."""


@cache
def _region() -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")["region"]))


@cache
def _again() -> re.Pattern[str]:
    """该平台, 这条…铁路, 公司, 线路: the thing named before with this ending."""
    words = table("indicators")["again"]
    return re.compile(
        rf"(?:该|这[条座个项家款]|本|其|此)[^，。；的\n]{{0,10}}?(?P<said>{any_of(words)})|(?P<bare>{any_of(words)})"
    )


class Scopes:
    """Finds the scope of one figure after another, in the order of the text."""

    def __init__(self, text: str, names: Names, clauses: Clauses, things: list[Named]) -> None:
        self._text = text
        self._clauses = clauses
        self._subjects = _subjects(text, names, things)
        self._starts = [each.start for each in self._subjects]
        self._places = {place.name: place.type for place in names.places}
        self._counts = Counter(each.name for each in self._subjects)
        self._regions: dict[str, str | None] = {}
        self._by_clause: dict[int, list[Subject]] = {}
        for subject in self._subjects:
            self._by_clause.setdefault(clauses.at(subject.start), []).append(subject)
        self._quotes = [match.start() for match in _QUOTE.finditer(text)]
        self._last: tuple[int, str | None] | None = None
        self._main = self._main_subject()

    def of(self, number: Number) -> str | None:
        """The scope of the figure; None where nothing is named that could own it."""
        index = self._clauses.at(number.start)
        here = self._clauses.all[index]
        found = (
            self._attribute(number)
            or self._one_of_two(number)
            or self._in_clause(index, number.start)
            or (self._last[1] if self._last and self._last[0] == here.sentence else None)
            or self._in_sentence(index)
            or (self._speaker_after(index) if self._in_quote(number.start) else None)
            or self._place_of(self._speaker_before(index, sentence=True))
            or self._in_paragraph(index)
            or self._place_of(self._speaker_before(index) or self._speaker_after(index))
            or self._main
            or self._person(index)
        )
        self._last = (here.sentence, found)
        return found

    def _in_clause(self, index: int, until: int) -> str | None:
        """The last name of the clause that can own what follows, or the thing it is called again."""
        clause = self._clauses.all[index]
        here = [
            each for each in self._by_clause.get(index, ()) if each.end <= until and each.kind != "person"
        ]
        joint = self._share_of_list(here, until)
        if joint:
            return joint
        subject = next(
            (each for each in reversed(here) if self._can_own(each, clause, until, weak=True)), None
        )
        since = subject.end if subject else clause.start
        return (
            self._called_again(clause, since, until)
            or self._regional(since, until)
            or (subject.name if subject else None)
        )

    def _in_sentence(self, index: int) -> str | None:
        """The subject of the nearest clause before it in its sentence."""
        here = self._clauses.all[index]
        at = index - 1
        while at >= 0 and index - at < 12 and self._clauses.all[at].sentence == here.sentence:
            found = self._subject(at) or self._in_clause_again(at)
            if found:
                return found
            at -= 1
        return None

    def _in_clause_again(self, at: int) -> str | None:
        clause = self._clauses.all[at]
        return self._called_again(clause, clause.start, clause.end) or self._regional(
            clause.start, clause.end
        )

    def _in_paragraph(self, index: int) -> str | None:
        """The subject of the sentences before it in its paragraph."""
        here = self._clauses.all[index]
        at = self._clauses.at(self._clauses.before(here.start)[-1].start) - 1
        parallel = False
        while at >= 0 and index - at < 24 and self._clauses.all[at].paragraph == here.paragraph:
            parallel |= self._text[self._clauses.all[at].end] in "；;"
            found = self._subject(at, parallel=parallel) or self._in_clause_again(at)
            if found:
                return found
            at -= 1
        return self._label_before(index)

    def _label_before(self, index: int) -> str | None:
        """A short line above that is a name and nothing else: the label of a list."""
        paragraph = self._clauses.all[index].paragraph
        for at in range(index, max(index - 6, -1), -1):
            clause = self._clauses.all[at]
            if clause.paragraph == paragraph:
                continue
            for subject in self._by_clause.get(at, ()):
                if (subject.start, subject.end) == (clause.start, clause.end):
                    return subject.name
        return None

    def _subject(self, at: int, *, parallel: bool = False) -> str | None:
        clause = self._clauses.all[at]
        for subject in self._by_clause.get(at, ()):
            if subject.kind == "firm" and parallel:
                continue
            if subject.kind != "person" and self._can_own(subject, clause, clause.end, weak=False):
                return self._place_of(subject.name) if subject.kind == "government" else subject.name
        return None

    def _can_own(self, subject: Subject, clause: Clause, until: int, *, weak: bool) -> bool:
        text = self._text
        after = text[subject.end : min(clause.end, until)]
        before = text[clause.start : subject.start].rstrip("“‘")
        if weak and not after:
            return True
        if (
            after.startswith("、")
            or text[max(subject.start - 1, 0)] == "、"
            or _NO_SUBJECT_BEFORE.match(after)
        ):
            return False
        lead = text[clause.start : self._chain(subject, clause)]
        if _NO_SUBJECT_AFTER.search(lead[-8:]):
            return False
        if _IN.search(before):
            return not after.strip("“‘") or (weak and subject.kind != "person" and "建" not in after[:3])
        if subject.kind == "government" and self._speaks(after):
            return False
        return weak or _LEAD.fullmatch(before) is not None or before.endswith("的")

    def _chain(self, subject: Subject, clause: Clause) -> int:
        """Where the names that stand right before it begin: 武汉新洲."""
        start = subject.start
        for other in reversed(self._by_clause.get(self._clauses.at(clause.start), ())):
            if other.end == start and other.kind == "place":
                start = other.start
        return start

    def _speaks(self, after: str) -> bool:
        """政府部门负责人某某表示"""
        return bool(re.search(r"(?:表示|介绍|说|指出|透露|认为|强调)$", after[-4:]))

    def _share_of_list(self, subjects: list[Subject], until: int) -> str | None:
        """高新区、临港区收入分别为412.5亿元和186.9亿元: each figure has its own owner."""
        if len(subjects) < 2 or not _JOINT.match(self._text, subjects[-1].end, until):
            return None
        if self._text[subjects[0].start - 1 : subjects[0].start] in ("对", "与", "向", "从"):
            return None
        said = self._text[subjects[-1].end : until]
        nth = len(re.findall(r"[、和]", said[said.index("分别") :]))
        return subjects[min(nth, len(subjects) - 1)].name

    def _attribute(self, number: Number) -> str | None:
        """总面积46.8平方公里的澜湾新区: the owner stands behind its figure. Not of what is counted."""
        if number.kind in ("count", "ratio", "points"):
            return None
        match = _OF_FIGURE.match(self._text, number.end, number.end + 40)
        if match is None:
            return None
        for subject in self._by_clause.get(self._clauses.at(number.start), ()):
            if match.end() <= subject.start <= match.end() + 1 and subject.kind != "person":
                return subject.name
        again = _again().match(self._text, match.end(), match.end() + 10)
        return self._last_called(again, match.end()) if again else None

    def _one_of_two(self, number: Number) -> str | None:
        """前者 and 后者 are the last two names that were set side by side."""
        start = self._clauses.before(number.start)[-1].start
        said = list(_ONE_OF_TWO.finditer(self._text, start, number.start))
        if not said:
            return None
        before = self._names_of_sentence_before(start)
        if len(before) < 2:
            return None
        return before[-2 if said[-1][0] == "前者" else -1]

    def _names_of_sentence_before(self, position: int) -> list[str]:
        """The names of the sentences before ``position``: of the nearest that has two."""
        index = self._clauses.at(max(position - 1, 0))
        for _ in range(3):
            sentence = self._clauses.all[index].sentence
            found: list[Subject] = []
            while index >= 0 and self._clauses.all[index].sentence == sentence:
                found = [each for each in self._by_clause.get(index, []) if each.kind == "place"] + found
                index -= 1
            names = list(dict.fromkeys(each.name for each in found if each.end <= position))
            if len(names) >= 2 or index < 0:
                return names
        return names

    def _called_again(self, clause: Clause, since: int, until: int) -> str | None:
        found = None
        for match in _again().finditer(self._text, since, until):
            before = self._text[max(clause.start, match.start() - 4) : match.start()]
            if match["bare"] and not _LEAD.fullmatch(before) and since != match.start():
                continue
            found = self._last_called(match, match.start()) or found
        return found

    def _last_called(self, match: re.Match[str], before: int) -> str | None:
        """The last thing named before whose name ends so; 公司 and 企业 are the last firm."""
        word = match["said"] or match["bare"]
        index = bisect_left(self._starts, before) - 1
        for subject in reversed(self._subjects[max(index - 40, 0) : index + 1]):
            if subject.kind == "person":
                continue
            if word in ("公司", "企业"):
                if subject.kind == "firm":
                    return subject.name
            elif subject.name.rstrip("”’").endswith(_SAME.get(word, word)) or subject.said.endswith(word):
                return subject.name
        return None

    def _regional(self, since: int, until: int) -> str | None:
        found = None
        for match in _region().finditer(self._text, since, until):
            previous = self._text[match.start() - 1] if match.start() else "\n"
            if previous not in "占居在是于从比":
                found = match[0]
        return self._known_region(found) if found else None

    def _known_region(self, region: str) -> str | None:
        if region not in self._regions:
            self._regions[region] = self._region_named(region)
        return self._regions[region]

    def _region_named(self, region: str) -> str | None:
        """全市 is the city the article is about, by name where it says it; 区内 the zone."""
        if region in ("区内", "园内"):
            zones = [each.name for each in self._subjects if self._places.get(each.name) in ("zone", "park")]
            return max(zones, key=zones.count, default=None)
        kind = _REGIONAL.get(region)
        if kind is None:
            return (
                self._main if region in ("全行业", "全校", "全院", "全镇", "全州") and self._main else region
            )
        named = [name for name, place in self._places.items() if place == kind]
        if named:
            return max(named, key=lambda name: self._counts[name])
        for subject in self._subjects:
            own = _PLACE_OF.match(subject.name)
            if own and own[0][-1] == region[1]:
                return own[0]
        return region

    def _place_of(self, name: str | None) -> str | None:
        """A bureau of a city speaks for the city."""
        if name is None:
            return None
        own = _PLACE_OF.match(name)
        government = any(each.name == name and each.kind == "government" for each in self._subjects[:200])
        return own[0] if own and government else name

    def _in_quote(self, position: int) -> bool:
        index = bisect_left(self._quotes, position) - 1
        return index >= 0 and self._text[self._quotes[index]] == "“"

    def _speaker(self, at: int) -> str | None:
        for each in self._by_clause.get(at, ()):
            if each.kind == "person" and (each.owner or not each.leads):
                return each.owner or each.name
        return None

    def _person(self, index: int) -> str | None:
        """The person last named in the sentence, where nobody says for whom they speak."""
        here = self._clauses.all[index]
        for at in range(index, max(index - 8, -1), -1):
            clause = self._clauses.all[at]
            if clause.paragraph != here.paragraph:
                return None
            for subject in self._by_clause.get(at, ()):
                if subject.kind == "person":
                    return subject.name
        return None

    def _speaker_after(self, index: int) -> str | None:
        """“…”某某说: who speaks is named behind the words, or before them in the sentence."""
        here = self._clauses.all[index]
        for at in (
            *range(index, min(index + 6, len(self._clauses.all))),
            *range(index - 1, max(index - 8, -1), -1),
        ):
            if self._clauses.all[at].paragraph == here.paragraph:
                speaker = self._speaker(at)
                if speaker:
                    return self._place_of(speaker)
        return None

    def _speaker_before(self, index: int, *, sentence: bool = False) -> str | None:
        here = self._clauses.all[index]
        for at in range(index, max(index - 12, -1), -1):
            clause = self._clauses.all[at]
            if clause.paragraph != here.paragraph or (sentence and clause.sentence != here.sentence):
                return None
            if self._speaker(at):
                return self._speaker(at)
        return None

    def _main_subject(self) -> str | None:
        """What the article names most of places and organisations, its title counting for more."""
        title = self._text.find("\n")
        counted: dict[str, float] = {}
        for subject in self._subjects:
            if subject.kind not in ("person", "thing"):
                name = self._place_of(subject.name) or subject.name
                weight = 0.1 if self._places.get(name) == "other" else 1
                counted[name] = counted.get(name, 0) + weight * (3 if subject.start < title else 1)
        return max(counted, key=lambda name: counted[name], default=None)


def _subjects(text: str, names: Names, things: list[Named]) -> list[Subject]:
    found = [_named(text, mention) for mention in names.named_within(0, len(text))]
    for thing in things:
        said = text[thing.start : thing.end]
        found.append(Subject(thing.start, thing.end, said, said, "thing", None))
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Subject] = []
    for subject in found:
        if not kept or subject.start >= kept[-1].end:
            kept.append(subject)
    return kept


def _named(text: str, mention: Mention) -> Subject:
    fact, said = mention.fact, text[mention.start : mention.end]
    if isinstance(fact, Person):
        leads = bool(fact.title and _LEADS.search(fact.title)) or text[mention.start - 1 : mention.start] in (
            "理",
            "长",
        )
        return Subject(mention.start, mention.end, fact.name, said, "person", fact.organisation, leads)
    kind = "other"
    if isinstance(fact, Place):
        kind = "place"
    elif isinstance(fact, Organisation):
        kind = {"enterprise": "firm", "government": "government"}.get(fact.type, "other")
    return Subject(mention.start, mention.end, fact.name, said, kind, None)
