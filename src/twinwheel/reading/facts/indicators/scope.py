"""Whose figure it is: the subject of its clause, of the clauses before it, or what the paragraph is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.name import noun_before
from twinwheel.reading.facts.indicators.subjects import LEAD, Subject, subjects, topics
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.names import Names
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
_JOINT = re.compile(r"分别|依次")
_SEVERAL = re.compile(r"[两三四五六七八二\d](?:地|市|区|县|省|州|镇|乡|村|校|院|家|国|线|园|站)")
_VERB = re.compile(r"位列|分列|收入|产值|营收|报价|面积|人口|实现|完成|接待|总投资|运送|发送|获|达|为|以|的")
_ONE_OF_TWO = re.compile(r"[前后]者")
_OF_FIGURE = re.compile(r"(?:[（(][^（）()\n]{0,12}[）)])?(?:、[^，。；\n]{2,14})?的")
_AVERAGE = re.compile(r"平均|水平|第|首位|前|最|之[首最]")
_ABROAD = re.compile(r"游客|旅游|外|生产总值|市场|首|领先|空白|先进|各地")
_QUOTE = re.compile(r"[“”]")
_SAME = {
    "线路": ("铁路", "线", "线路"),
    "园区": ("园", "园区", "谷", "片区", "港"),
    "学校": ("大学", "学院", "学校", "中学", "小学"),
    "校": ("大学", "学院", "学校", "中学", "小学"),
    "行": ("银行", "支行", "分行"),
}
_REGIONAL = {
    "市": "city",
    "省": "province",
    "区": "district",
    "县": "district",
    "州": "city",
    "镇": "street",
    "乡": "street",
    "村": "street",
}
_NATIONAL = re.compile(r"国家|国务院|中央|全国|中国|.{2,6}部$")
_DESCRIBED = re.compile(
    r"[^，。；、：的\n\d]{3,20}?(?:项目|工程|基地|产业园|物流园|园区|电站|平台|大厦|公园|医院|学校|水库|大桥|隧道)(?!的)"
)
_WORKED_ON = re.compile(
    r"(?:加快推进|加快建设|加快|推进|启动|建成|开工建设|开工|实施|新建|扩建|改扩建|扩容|抓好|推动|完成|确保)(?P<what>[^，。；、：的\n]{3,20}?)(?:建设|改造|施工|投产|点火|开工|投用|达产|$)"
)
_WORK = re.compile(
    r"(?:项目|工程|基地|园|园区|电站|平台|[一二三]期|线|港|站|云|中心|大桥|医院|学校|厂|库|网)$"
)
_SPEAKS = re.compile(r"[说称讲道]|表示|介绍|告诉|透露|认为|指出|提出|坦言|回忆|建议|回应|报告|回答|算")
_WIDE = ("全球", "全国", "我国", "国内", "全世界")
_REGION = re.compile(r"[全我本]([省市区县州镇乡村])|([省市区县州镇乡村])里")
_PLACE_OF = re.compile(r"^[一-鿿]{2,8}?(?:省|市|自治区|县|区|州)(?!委员会)")


@cache
def _region() -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")["region"]))


@cache
def _again() -> re.Pattern[str]:
    """该平台, 这条…铁路, 公司, 线路: the thing named before with this ending."""
    words = table("indicators")["again"]
    return re.compile(
        rf"(?:该|这[条座个项家款]|本|其|此)[^，。；的\n]{{0,10}}?(?P<said>{any_of(words)})|[该这](?P<one>[庭院校站局店馆村镇乡厂行所市县区省州线园港网台])(?![一-鿿]?长)|(?P<bare>{any_of(words)})"
    )


class Scope(NamedTuple):
    name: str | None
    guessed: bool = False


class Scopes:
    """Finds the scope of one figure after another, in the order of the text."""

    def __init__(
        self,
        reading: Reading,
        names: Names,
        clauses: Clauses,
        things: Sequence[Named],
        figures: Sequence[Number],
    ) -> None:
        text = self._text = reading.text
        self._clauses = clauses
        self._subjects = subjects(
            reading,
            names,
            things,
            clauses,
            {clauses.all[clauses.at(number.start)].paragraph for number in figures},
        )
        self._topics = list(dict.fromkeys(topics(reading)))[:6]
        self._starts = [each.start for each in self._subjects]
        self._places = {place.name: place.type for place in names.places}
        self._firms = {each.name for each in self._subjects if each.kind == "firm"}
        self._counts = Counter(each.name for each in self._subjects)
        self._regions: dict[str, str | None] = {}
        self._by_clause: dict[int, list[Subject]] = {}
        for subject in self._subjects:
            self._by_clause.setdefault(clauses.at(subject.start), []).append(subject)
        self._quotes = [match.start() for match in _QUOTE.finditer(text)]
        self._last: tuple[int, str | None] | None = None
        self._main = self._main_subject(reading)

    def of(self, number: Number) -> Scope:
        """The scope of the figure; None where nothing is named that could own it.

        What only the article as a whole, or a person who is named near by, is the reason for is a guess.
        """
        index = self._clauses.at(number.start)
        here = self._clauses.all[index]
        found = (
            self._attribute(number)
            or self._one_of_two(number)
            or self._in_clause(index, number.start)
            or self._of_person(index, number.start)
            or (self._last[1] if self._last and self._last[0] == here.sentence else None)
            or self._in_sentence(index)
            or (self._speaker_after(index) if self._in_quote(number.start) else None)
            or self._place_of(self._speaker_before(index, sentence=True))
            or self._in_paragraph(index)
            or self._place_of(self._speaker_before(index))
        )
        scope = Scope(
            found or self._main or self._person(index),
            not found and bool(self._main) and self._main not in self._topics,
        )
        self._last = (here.sentence, scope.name)
        return scope

    def _of_person(self, index: int, until: int) -> str | None:
        """某某押着三台…: a person who does something, and does not speak, begins the clause."""
        clause = self._clauses.all[index]
        first = next(iter(self._by_clause.get(index, ())), None)
        if first is None or first.kind != "person" or first.end > until:
            return None
        lead = LEAD.fullmatch(self._text, clause.start, first.start)
        acts = not _SPEAKS.search(self._text, first.end, until) and until > first.end
        return first.name if lead and acts and not first.owner else None

    def _in_clause(self, index: int, until: int) -> str | None:
        """The last name of the clause that can own what follows, or the thing it is called again."""
        clause = self._clauses.all[index]
        here = [
            each for each in self._by_clause.get(index, ()) if each.end <= until and each.kind != "person"
        ]
        joint = self._share_of_list(index, until)
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
            found = self._subject(at) or self._in_clause_again(at) or self._worked_on(self._clauses.all[at])
            if found:
                return found
            at -= 1
        return None

    def _worked_on(self, clause: Clause) -> str | None:
        """加快…物流园二期建设，完成投资3亿元: what is built has the figures that follow."""
        lead = LEAD.match(self._text, clause.start, clause.end)
        match = _WORKED_ON.match(self._text, lead.end() if lead else clause.start, clause.end)
        return match["what"] if match and _WORK.search(match["what"]) else None

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
            clause = self._clauses.all[at]
            if (
                self._text[clause.end] in "：:"
                and self._text[clause.start] in "“‘"
                and clause.end - clause.start < 20
            ):
                return self._text[clause.start : clause.end]  # “绿色通道”工程：…
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
            alone = self._text[clause.end : clause.end + 1] in ("", "\n")
            for subject in self._by_clause.get(at, ()):
                if alone and (subject.start, subject.end) == (clause.start, clause.end):
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
        if subject.employs:
            return False
        if subject.kind == "country":
            weak = False
        after = text[subject.end : min(clause.end, until)]
        before = text[clause.start : subject.start].rstrip("“‘")
        if weak and not after:
            return subject.kind not in ("thing", "noun")
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
        return weak or LEAD.fullmatch(before) is not None or before.endswith("的")

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

    def _share_of_list(self, index: int, until: int) -> str | None:
        """高新区、临港区收入分别为412.5亿元和186.9亿元: each figure has its own owner."""
        clause = self._clauses.all[index]
        joint = _JOINT.search(self._text, clause.start, until)
        if joint is None:
            return None
        start = clause.start
        if joint.start() - start < 4 and index and self._clauses.all[index - 1].sentence == clause.sentence:
            start = self._clauses.all[index - 1].start
        lead = LEAD.match(self._text, start, joint.start())
        owners = self._listed(lead.end() if lead else start, joint.start())
        nth = len(re.findall(r"[、和与及]", self._text[joint.end() : until]))
        return owners[nth] if nth < len(owners) else None

    def _listed(self, start: int, end: int) -> list[str]:
        """The names of a list like 东埠、南浦、西梁三地: none where none of them is known to be a name."""
        text = self._text
        if text[max(start - 1, 0) : start + 1].strip()[:1] in ("对", "与", "向", "从"):
            return []
        places = _SEVERAL.search(text, start, end)
        known = [
            each
            for each in self._subjects[bisect_left(self._starts, start) :][:12]
            if each.end <= end and each.kind not in ("person", "noun")
        ]
        stop = places.start() if places else end
        items = [item for item in re.split(r"[、和与及]", text[start:stop]) if item]
        named = (known and known[0].start == start) or (
            items and items[0][-1] in "省市县区州镇乡村园港院校站馆"
        )
        if len(items) < 2 or not (places or named):
            return []
        found, at = [], start
        for item in items:
            at = text.index(item, at)
            own = next((each for each in known if at <= each.start < at + len(item)), None)
            found.append(own.name if own else _VERB.split(item)[0])
            at += len(item)
        return [item for item in found if 1 < len(item) <= 14] if all(found) else []

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
        described = _DESCRIBED.match(self._text, match.end(), match.end() + 24)
        if described:
            return described[0]
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
            if match["bare"] and not LEAD.fullmatch(before) and since != match.start():
                continue
            found = self._last_called(match, match.start()) or found
        return found

    def _last_called(self, match: re.Match[str], before: int) -> str | None:
        """The last thing named before whose name ends so; 公司 and 企业 are the last firm."""
        word = match["said"] or match["one"] or match["bare"]
        index = bisect_left(self._starts, before) - 1
        if word in ("公司", "企业"):
            speaker = self._house_of_speaker(before)
            if speaker:
                return speaker
        for subject in reversed(self._subjects[max(index - 40, 0) : index + 1]):
            if subject.kind == "person":
                continue
            if word in ("公司", "企业"):
                if subject.kind == "firm" and not subject.employs:
                    near = "\n" not in self._text[subject.end : before]
                    return subject.name if match["said"] and near else self._main_firm(subject)
            elif subject.name.rstrip("”’").endswith(_SAME.get(word, word)) or subject.said.endswith(word):
                return subject.name
        return self._described(word, before) if match["said"] and word not in ("公司", "企业") else None

    def _house_of_speaker(self, before: int) -> str | None:
        """某某的副总经理某某透露，公司…: the firm of who speaks in this sentence."""
        start = self._clauses.before(before)[-1].start
        index = bisect_left(self._starts, before) - 1
        while index >= 0 and self._subjects[index].start >= start:
            subject = self._subjects[index]
            if subject.owner or (subject.employs and subject.kind == "firm"):
                return subject.owner or subject.name
            index -= 1
        return None

    def _described(self, word: str, before: int) -> str | None:
        """该工厂, where no name ends so: the noun phrase before that does."""
        at = self._text.rfind(word, max(before - 200, 0), before)
        return noun_before(self._text, max(at - 12, 0), at + len(word)) if at > 0 else None

    def _main_firm(self, last: Subject) -> str:
        """公司 alone is the firm the article is about, where that is a firm; else the one last named."""
        return self._main if self._main and self._main in self._firms else last.name

    def _regional(self, since: int, until: int) -> str | None:
        found: list[str] = []
        for match in _region().finditer(self._text, since, until):
            previous = self._text[match.start() - 1] if match.start() else "\n"
            if (
                previous not in "占居在是于从比超为列"
                and not _AVERAGE.match(self._text, match.end())
                and not (match[0] in _WIDE and _ABROAD.match(self._text, match.end()))
            ):
                found.append(match[0])
        own = [region for region in found if _REGION.fullmatch(region)]
        return self._known_region((own or found)[-1]) if found else None

    def _known_region(self, region: str) -> str | None:
        if region not in self._regions:
            self._regions[region] = self._region_named(region)
        return self._regions[region]

    def _region_named(self, region: str) -> str | None:
        """全市 is the city the article is about, by name where it says it; 区内 the zone."""
        if region in ("区内", "园内"):
            zones = [each.name for each in self._subjects if self._places.get(each.name) in ("zone", "park")]
            return max(zones, key=lambda name: self._counts[name], default=None)
        level = _REGION.fullmatch(region)
        if level is None:
            return self._main if region in ("全行业", "全校", "全院", "当地") and self._main else region
        own = level[1] or level[2]
        named = [name for name in self._topics if name.endswith(own)]
        named += [name for name, place in self._places.items() if place == _REGIONAL[own]]
        if named:
            return max(named, key=lambda name: self._counts[name])
        for subject in self._subjects:
            place = _PLACE_OF.match(subject.name)
            if place and place[0][-1] == own:
                return place[0]
        if own == "村":
            villages = [each.name for each in self._subjects if each.name[2:].endswith("村")]
            return max(villages, key=lambda name: self._counts[name], default=region)
        return (self._main or region) if level[2] else region

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

    def _main_subject(self, reading: Reading) -> str | None:
        """What the article is about: of places and organisations what it names most, its title counting for more.

        A country is only mentioned as a rule, and so is the house of a speaker, and who is cited.
        """
        title = next((part.end for part in reading.parts if part.role == "title"), 0)
        counted: dict[str, float] = {}
        for subject in self._subjects:
            if subject.kind in ("person", "thing", "noun"):
                continue
            if subject.kind == "event":
                counted[subject.name] = counted.get(subject.name, 0) + 2
                continue
            name = self._place_of(subject.name) or subject.name
            weight = 0.1 if self._places.get(name) in ("other", "country") else 1.0
            if subject.kind == "government" and name == subject.name:
                weight = 0.2 if _NATIONAL.match(name) else 0.5
            if subject.employs or _NO_SUBJECT_AFTER.search(
                self._text[max(subject.start - 6, 0) : subject.start]
            ):
                weight *= 0.3
            if subject.start < title:
                weight *= 4 if subject.start < 3 else 3
            counted[name] = counted.get(name, 0) + weight
        for topic in self._topics:
            if topic in counted:
                counted[topic] += 2
        if max(counted.values(), default=0) < 2.5:
            lead = next((part for part in reading.parts if part.role == "paragraph"), None)
            region = _region().search(self._text, lead.start, lead.end) if lead else None
            if region and region[0] in _WIDE:
                return region[0]
        return max(counted, key=lambda name: counted[name], default=None)
