"""Words that stand for a name said before: 该区, 公司, 前者's kin, and 全市, 我县, 当地 for the place of the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from twinwheel.reading.facts.indicators.clauses import Clauses
from twinwheel.reading.facts.indicators.name import noun_before
from twinwheel.reading.facts.indicators.roles import is_lead
from twinwheel.reading.facts.indicators.subjects import Subject
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.facts.words import Words

_TOP = 200
"""Characters at the top of the article that name its place."""
_LOOK_BACK = 40
"""Names that are looked at, the nearest first."""
_FIRMS = ("公司", "企业", "集团")
_SAME = {
    "线路": ("铁路", "线", "线路", "公路", "高速", "工程", "通道", "项目"),
    "园区": ("园", "园区", "谷", "片区", "港"),
    "学校": ("大学", "学校", "中学", "小学"),
    "系统": ("系统", "平台", "小程序"),
    "平台": ("平台", "系统", "小程序"),
    "校": ("大学", "学校", "中学", "小学"),
    "行": ("银行", "支行", "分行"),
    "院": ("医院", "研究院", "法院", "学院", "检察院"),
}
_LEVEL = {
    "市": "city",
    "省": "province",
    "区": "district",
    "县": "district",
    "州": "city",
    "镇": "street",
    "乡": "street",
    "村": "street",
}
_WIDE = frozenset(("全球", "全世界", "世界", "全国", "我国", "国内", "中国"))
_SCHOOLS = {"全校": "学校", "全院": "院"}
_HAN = re.compile(r"[一-鿿]")
_COUNTED = re.compile(
    r"(?:数量|总?数|个数)?(?:已?达到?|为|约|近|超过?|有|共|仅)?[\d一二两三四五六七八九十百千几数]|建设|面积|企业"
)
_VAGUE = frozenset(("当地", "全行业"))
"""These stand for what the context says, and do not help to find it."""
_NAME = re.compile(r"[^，。；：！？、]+")
_IT = re.compile(r"它(?!们)")
_ONE_OF_TWO = re.compile(r"[前后]者")
_NO_GROUND = re.compile(r"^[新园社片校厂景城市辖特郊湾库港地山林牧矿街商小保]区|内[资容部外涵存陆需销生]$")
"""新区内资企业, 社区内: no zone is meant."""
_GROUNDS = ("园", "区", "港", "谷", "基地", "城", "小镇", "岛")
_AS_FAR = 300
"""Characters between 前者 and the 后者 that goes with it."""
_INSIDE = re.compile(
    r"(?<![一-鿿])(?P<of>[谷岛园区港城馆院校站厂库店街镇村])(?:区|域)?内(?!容|部|存|外|涵|在|陆)"
)
"""谷内现有企业…: in the last thing whose name ends so."""
_PERSON = re.compile(r"[他她](?!们)家?")
_REGION = re.compile(r"[全我本]([省市区县州镇乡村])|([省市区县州镇乡村])里")
_ALL_ALONG = re.compile(
    r"贯通|开通|通车|封闭|[上下]涨|[下大]跌|飘[红绿]|[停复开完]工|启动|投产|建成|推进|告捷|出击|突破|[开铺]"
)
"""全线贯通: how, not whose."""
_RANKED = re.compile(
    r"\d+强|[百千]强|一流|[先前首]|最|知名|著名|级|唯一|第[一二三四五六七八九十\d]|[^，。；的]{2,6}排名|[一-鿿]{0,4}(?:百强|500强)"
)
"""世界500强企业, 全国先进基地: nobody's figure, but a rank."""
_OF_THIS = re.compile(r"[据由经向]?[该本我]([省市县区州镇乡])")
_NATIONAL = re.compile(
    r"(?:(?:国家|中国)[一-鿿]{2,10}(?:[局委署会]|银行)|[一-鿿]{2,5}总[局署]|审计署|国务院|央行|[银保证]{1,2}监会"
    r"|(?:工信|商务|科技|教育|财政|人社|住建|生态环境|自然资源|交通运输|农业农村|水利|文旅|文化和旅游|工业和信息化|人力资源和社会保障|住房和城乡建设|民政|公安|司法|应急管理)部)"
    r"(?:[一-鿿]{2,9}[司局部办厅])?"
)
"""海关总署, 商务部综合司: the figures they tell are those of the country."""
_OF_LEVEL = re.compile(r"([省市县区州镇乡])(?![场政域块际级民内外上下中里])[一-鿿]{2}")
_PLACE_OF = re.compile(r"^(?![据由经向]?[该本我全])[一-鿿]{2,8}?(?:省|市|自治区|县|区|州)(?!委员会)")


@cache
def _region() -> re.Pattern[str]:
    # Every branch begins with a letter of its own, so that the engine skips to the next one.
    within = "|".join(f"{level}里(?!程|面)" for level in "省市区县镇乡村")
    return re.compile(f"{any_of(table('indicators')['region'])}|{within}")


@cache
def _alone() -> frozenset[str]:
    """小镇去年…, though what it is called stands nowhere: still its figure. 项目总投资… may be any project's."""
    return frozenset(table("indicators")["alone"])


@cache
def _again() -> re.Pattern[str]:
    words = any_of(table("indicators")["again"])
    first = "".join(sorted({word[0] for word in table("indicators")["again"]} | set("该这本其此")))
    return re.compile(
        rf"(?=[{first}])(?:(?:(?:该|这一?[条座个项家款批种套只台笔部处所支片列艘场届枚间](?:[^，。；\n]{{0,20}}的)?|这一)[^，。；的\n]{{0,10}}?|[本其此](?![中他它次外前后时间周月年报地届])[^，。；的\n]{{0,2}}?)(?P<said>{words})"
        rf"|[该这](?P<one>[庭院校站局店馆村镇乡厂行所市县区省州线园港网台药车船机剧片案税券码])(?![一-鿿]?长)|(?P<bare>{words}))"
    )


def place_of(name: str) -> str:
    """The place a public body speaks for: 江州市统计局 → 江州市; the name itself where it has none."""
    own = _PLACE_OF.match(name)
    return own[0] if own else name


class Anaphora:
    """Finds what stands for the names of one article; ``found`` gives each as a subject under the full name."""

    def __init__(
        self,
        clauses: Clauses,
        named: Sequence[Subject],
        places: Mapping[str, str],
        topics: Sequence[str],
        words: Words,
    ) -> None:
        self._text = clauses.text
        self._clauses = clauses
        self._named = named
        self._starts = [each.start for each in named]
        self._places = places
        self._topics = topics
        self._words = words
        self._firm = _most(each.name for each in named if each.kind == "firm" and each.role != "house")
        self._regions: dict[str, str] = {}

    def found(self, paragraphs: Collection[int]) -> Iterator[Subject]:
        """What stands for a name in these paragraphs, by their numbers; no order is kept."""
        for match in _region().finditer(self._text):
            if self._paragraph(match) in paragraphs:
                yield from self._of_region(match)
        for match in _PERSON.finditer(self._text):
            person = self._last_person(match.start()) if self._paragraph(match) in paragraphs else None
            if person:
                yield Subject(*match.span(), person.name, match[0], "he")
        for match in _IT.finditer(self._text):
            clause = self._clauses.all[self._clauses.at(match.start())]
            begins = clause.paragraph in paragraphs and is_lead(self._text, clause.start, match.start())
            thing = self._last_thing(match.start()) if begins else None
            if thing:
                yield Subject(*match.span(), thing.name, match[0], "again")
        for match in _ONE_OF_TWO.finditer(self._text):
            name = self._one_of_two(match) if self._paragraph(match) in paragraphs else None
            if name:
                yield Subject(*match.span(), name, match[0], "again")
        for match in _INSIDE.finditer(self._text):
            name = self._last_ending(match) if self._paragraph(match) in paragraphs else None
            if name:
                yield Subject(*match.span(), name, match[0], "again")
        for match in _again().finditer(self._text):
            if self._paragraph(match) in paragraphs:
                yield from self._of_again(match)

    def speaks_for(self, body: str) -> str:
        """江州市统计局 → 江州市, 海关总署 → 全国, and 市统计局 the city the article is about."""
        if _NATIONAL.fullmatch(body):
            return "全国"
        own = _OF_LEVEL.match(body) or _OF_THIS.match(body)
        return self._region_named(f"全{own[1]}") if own else place_of(body)

    def _paragraph(self, match: re.Match[str]) -> int:
        return self._clauses.all[self._clauses.at(match.start())].paragraph

    def _of_region(self, match: re.Match[str]) -> Iterator[Subject]:
        word = match[0]
        if word == "全线":
            if not _ALL_ALONG.match(self._text, match.end()):
                name = self._last_called("线路", match.start(), this=True)
                yield Subject(*match.span(), name or word, word, "again")
        elif word in _SCHOOLS:
            name = self._last_called(_SCHOOLS[word], match.start(), this=True)
            if name:
                yield Subject(*match.span(), name, word, "again")
        elif word[1] == "里" and _HAN.match(self._text, max(match.start() - 1, 0), match.start()):
            return  # 一公里, 社区里
        elif word == "中国" and self._text[match.start() - 1 : match.start()] == "其":
            return  # 其中国家级12家
        elif (word in _WIDE and _RANKED.match(self._text, match.end())) or (
            word in ("区内", "园内")
            and _NO_GROUND.search(self._text, max(match.start() - 1, 0), match.end() + 1)
        ):
            return
        elif word in _WIDE:
            yield Subject(*match.span(), word, word, "wide")
        elif word not in _VAGUE:
            name = self._speaking_of(word, match.start()) or self._region_named(word)
            if name == word and word in ("区内", "园内"):
                name = self._last_thing_of_ground(match.start()) or word
            yield Subject(*match.span(), name, word, "region")

    def _of_again(self, match: re.Match[str]) -> Iterator[Subject]:
        this = match["said"] or match["one"]
        start = self._clauses.all[self._clauses.at(match.start())].start
        if this is None and not is_lead(self._text, start, match.start()):
            return
        name = self._last_called(this or match["bare"], match.start(), this=this is not None)
        if name:
            yield Subject(*match.span(), name, match[0], "again")
        elif (this and this not in _FIRMS) or (
            match["bare"] in _alone() and not _COUNTED.match(self._text, match.end())
        ):
            yield Subject(*match.span(), match[0], match[0], "noun")

    def _last_person(self, before: int) -> Subject | None:
        last = bisect_left(self._starts, before) - 1
        people = (
            each for each in reversed(self._named[max(last - 8, 0) : last + 1]) if each.kind == "person"
        )
        return next(people, None)

    def _last_thing(self, before: int) -> Subject | None:
        """What 它 is: the last thing named, or what the last sentence is about."""
        last = bisect_left(self._starts, before) - 1
        near = [each for each in self._named[max(last - 8, 0) : last + 1] if each.kind != "person"][::-1]
        things = (each for each in near if each.kind in ("thing", "noun", "label"))
        return next(things, None) or next((each for each in near if each.role == "subject"), None)

    def _last_ending(self, match: re.Match[str]) -> str | None:
        last = bisect_left(self._starts, match.start()) - 1
        near = self._named[max(last - _LOOK_BACK, 0) : last + 1][::-1]
        return next((each.name for each in near if each.name.rstrip("”’")[-1] == match["of"]), None)

    def _one_of_two(self, match: re.Match[str]) -> str | None:
        """前者 and 后者 are the last two that were set side by side; 后者 alone is the last one named."""
        first = self._text.rfind("前者", max(match.start() - _AS_FAR, 0), match.start())
        before = self._side_by_side(first if match[0] == "后者" and first >= 0 else match.start())
        if match[0] == "前者":
            return before[-2] if len(before) > 1 else None
        return before[-1] if before else None

    def _side_by_side(self, position: int) -> list[str]:
        """What is named in the nearest sentence before that names two, or in the nearest that names one."""
        last = bisect_left(self._starts, position) - 1
        names: list[str] = []
        nearest: list[str] = []
        sentence = None
        now = self._clauses.all[self._clauses.at(position)].sentence
        for subject in reversed(self._named[max(last - 11, 0) : last + 1]):
            here = self._clauses.all[subject.clause].sentence
            if here != sentence:
                if len(names) > 1 or now - here > 2:
                    break
                names, sentence = [], here
            if subject.kind != "person" and subject.name not in names:
                names.insert(0, subject.name)
                nearest = nearest or names
        return names if len(names) > 1 else nearest

    def _last_thing_of_ground(self, before: int) -> str | None:
        """园内, where no zone is known: the last 港, 谷 or 基地."""
        last = bisect_left(self._starts, before) - 1
        near = self._named[max(last - _LOOK_BACK, 0) : last + 1][::-1]
        return next((each.name for each in near if each.name.rstrip("”’").endswith(_GROUNDS)), None)

    def _last_called(self, word: str, before: int, *, this: bool) -> str | None:
        """The last thing named before whose name ends so; 公司 is the firm of who speaks, or the last one."""
        last = bisect_left(self._starts, before) - 1
        line = self._clauses.paragraph(before)
        for subject in reversed(self._named[max(last - _LOOK_BACK, 0) : last + 1]):
            if word in _FIRMS:
                if subject.owner and subject.start >= line:
                    return subject.owner
                if subject.kind == "firm":
                    near = subject.start >= line
                    return subject.name if near or not self._firm else self._firm
            elif subject.kind != "person" and (
                subject.name.rstrip("”’").endswith(_SAME.get(word, word)) or subject.said.endswith(word)
            ):
                return subject.name
        if not this or word in _FIRMS:
            return None
        return (None if word in _alone() else self._last_quoted(before)) or self._described(word, before)

    def _last_quoted(self, before: int) -> str | None:
        """…推出“春芽贷”。这款产品…"""
        text, line = self._text, self._clauses.paragraph(before)
        close = text.rfind("”", max(line, before - 60), before)
        opens = text.rfind("“", line, close) if close > line else -1
        said = text[opens + 1 : close] if opens >= 0 else ""
        return said if 1 < len(said) <= 10 and _NAME.fullmatch(said) else None

    def _described(self, word: str, before: int) -> str | None:
        """该工厂, where no name ends so: the noun phrase before that does."""
        at = self._text.rfind(word, max(before - 200, 0), before)
        return noun_before(self._words, max(at - 16, 0), at + len(word)) if at > 0 else None

    def _speaking_of(self, word: str, before: int) -> str | None:
        """临江区区长…说，区里…: the place of who speaks, before that of the article."""
        level = _REGION.fullmatch(word)
        if level is None:
            return None
        own = level[1] or level[2]
        last = bisect_left(self._starts, before) - 1
        line = self._clauses.before(before)[-1].start
        for subject in reversed(self._named[max(last - 6, 0) : last + 1]):
            if subject.start < line:
                return None
            if subject.role in ("source", "house"):
                place = place_of(subject.owner or subject.name)
                if place.endswith(own) and place not in ("全区", "该区"):
                    return place
        return None

    def _region_named(self, region: str) -> str:
        if region not in self._regions:
            self._regions[region] = self._resolved(region) or region
        return self._regions[region]

    def _resolved(self, region: str) -> str | None:
        """全市 is the city the article is about, by name where it says it; 区内 the zone."""
        if region in ("区内", "园内"):
            return _most(each.name for each in self._named if self._places.get(each.name) in ("zone", "park"))
        level = _REGION.fullmatch(region)
        if level is None:
            return None
        own = level[1] or level[2]
        for topic in self._topics:
            if topic.endswith(own):
                return topic
        types = _LEVEL[own]
        short = [each for each in self._named if self._places.get(each.name) == types and own != "区"]
        top = next((each.name for each in short if each.start < _TOP), None)
        named = (
            each.name
            for each in self._named
            if each.kind in ("place", "noun")
            and each.name.endswith(own)
            and self._places.get(each.name, types) in (types, "other")
        )
        bodies = (
            place[0] for each in self._named if (place := _PLACE_OF.match(each.name)) and place[0][-1] == own
        )
        return _most(named) or next(bodies, None) or top or _most((each.name for each in short), 2)


def _most(names: Iterator[str], least: int = 1) -> str | None:
    counted = Counter(names)
    most = max(counted, key=lambda name: counted[name], default=None)
    return most if most and counted[most] >= least else None
