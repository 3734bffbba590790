"""Noun phrases that stand where a subject stands, and no finder of names knows: 中心站占地…, “潮声”覆盖…, 样本企业…"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.kinds import kind_of
from twinwheel.reading.facts.indicators.roles import lead_end
from twinwheel.reading.facts.indicators.subjects import NO_PLACE, Subject
from twinwheel.reading.facts.tables import Suffixes, any_of, table
from twinwheel.reading.facts.words import Words
from twinwheel.reading.facts.words import known as is_word

_HAN = "一-鿿"
_TAGS = frozenset("nabjlizrm")
_LONGEST = 24
_PLACE_FIRST = re.compile(
    rf"(?:(?![占比全我本各该照在于与和向对从按为居据由是多外每某])[{_HAN}]){{2}}[省市县](?![{_HAN}]?[场长值])"
)
_NO_HEAD = frozenset(
    "全据由在被以将经致者距按让使把向往沿较比高低超近我他她它们这那该其此本每各单整某同首多占新老另大小两"
)
_NO_NOUN = re.compile(r"建议|配[齐建套]|冲刺|争创|希望|要求|规定|通知|报道|消息|介绍|关停|走进|来到")
"""配齐社区图书角: a verb, though the dictionary may know it as a noun."""
_NUMBERED = re.compile(r"(?:\d{1,2}号(?:线|楼|桥|泊位|码头|高炉|机组|厂房)|T\d航站楼)(?:[一二三四]期)?")
"""2号线一期, T3航站楼"""
_SIDE = re.compile(r"[东南西北][起至临邻接靠]")
"""西起望云门, 东至高铁站: where it lies."""
_KINDS = frozenset(("跨国公司", "上市公司", "外资公司", "子公司", "分公司", "总公司", "母公司"))
_DIVISIONS = frozenset("省市县乡镇村")
_WHOLE = frozenset(("流域",))
_COUNTED = re.compile(
    r"(?:总?数|总量|数量|家数|个数|总部)?(?:现|累计)?(?:已?达到?|为|约|近|超过?|有|共|仅|由|从)?(?!\d{4}年)[\d一二两三四五六七八九十百千几数]|[一-鿿]?(?:负责人|主任|局长|书记|院长|经理)"
)
_AND_MORE = re.compile(r"[和与及][一-鿿]{1,6}(?:总?体量|总?规模|总?面积|总?数量?|总量|容量|价格|收入)")
"""公寓和住宅体量: what is measured, and not whose."""
_ENTRY = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[（(][\d一二三四五六七八九十]{1,3}[）)])[.．、\s]*(?P<name>[^\d.．、\s][^，。；：\n]{3,24})$"
)
_LABEL = re.compile(r"[“‘]?[^，。；：:！？、\n\d]{2,16}[：:](?!“)")
_ONE = re.compile(r"每?一?(?<=[一每])(?:[台个家条双辆架座亩户吨位名只套间块头株枚艘份单批次]|平方米|公斤)")
_AREAS = ("平方公里", "平方千米", "公顷", "亩", "平方米")
_SIZED = re.compile(
    rf"(?:包括|包含|涵盖|其中|由|含|[和、与])(?P<name>(?![其总约共各])[{_HAN}]{{2,10}}?(?:组团|片区|地块|区块|板块|单元|功能区|新城|园区|园))(?:面积)?(?:约|为)?(?=\d[\d.]*万?(?:{'|'.join(_AREAS)}))"
)
"""由东组团12平方公里和西组团8平方公里组成"""
_TURN = re.compile(
    rf"(?:首[批轮](?:试点|示范|扩围|名单)|第[一二三四五六七八九十][批轮](?:试点|示范|扩围|名单)?)(?:[{_HAN}]{{2}})?(?=[共已将扩覆含纳涉包计划有]|[{_HAN}]{{0,2}}(?:受理|入选|认定|获批|覆盖|扩|纳入))"
)
"""首批试点共受理…, 第二批扩至…"""
_TAKING = "受测|受检|送检|抽检|受访|受试|被调查|参[展会评赛保]|入选|上榜|获批|试点|样本|在列"
_TAKEN = re.compile(_TAKING)
_OUT_OF = re.compile(
    rf"(?:[\d一二两三四五六七八九十百千万]+(?:余|多)?[家款个名项件所位只辆台])?(?P<name>(?:{_TAKING})[{_HAN}]{{1,4}}?)(?:当?中|里)(?=[，有\d]|[{_HAN}]{{1,8}}(?:占|为|达|超))"
)
"""30家参评门店中有9家…: of which it is a part."""
_DEFINED = re.compile(
    r"(?P<name>[^，。；：！？、\n“”《》的是]{2,10})(?:是|系)(?:[我全][国省市县区]|国内|全球|目前)?[^，。；\d]{0,8}?(?:一|首|第一)[款型种台座条套只枚颗艘项](?!重要|关键)"
)
"""某某是一款…: what is told of is defined first."""
_PLAN = re.compile(
    rf"《(?P<place>[{_HAN}]{{2,8}}?(?<![城全本我])(?:[省市县州]|新区|高新区|经开区|开发区|自贸区|(?<!地)区))(?![场政委长级域])[^》\n]{{4,50}}(?:方案|规划|计划|意见|措施|政策|办法|条例|若干|通知|决定|清单|[一二三四五六七八九十\d]条)[^》\n]{{0,20}}》"
)
_PLAN_SPEAKS = re.compile(r"[^，。；《》\n]{0,6}(?:据|按照|按|依照|对照|落实|^|[：:”])")
"""按照《江州市…行动计划》: the plan of that place speaks of it."""
_QUOTED = re.compile(
    r"[“‘](?P<in>[^“”‘’，。；：！？、\n]{2,10})[”’](?=\d|将|每|今年|去年|目前|开[张业放营学馆园通]|启用|投用|投产|设[有座]|是|让|已|在|由|共|自|于|建成|覆盖|累计|占地|总|年产|接待|吸引|[设分]有?设|平台|系统|工程|上线|运行|投用|的"
    rf"|[{_HAN}]{{0,6}}?(?:每[天月年日]|今年|去年|目前|已[经累]?|可|全?长|整?机?重|高|日均|年均|售价|定价|起售|搭载|采用|上线|上市))"
)


def phrases(
    words: Words, clauses: Clauses, known: Sequence[Subject], paragraphs: Collection[int]
) -> Iterator[Subject]:
    """What the clauses of these paragraphs begin with, where no ``known`` name stands there."""
    text = clauses.text
    starts = [subject.start for subject in known]
    shorts, ends = _short_forms(known), _endings(known)
    plans, sizes = "《" in text, any(unit in text for unit in _AREAS)
    parts = _TAKEN.search(text) is not None
    paragraph = -1
    for clause in clauses.all:
        if clause.paragraph in paragraphs:
            if clause.paragraph != paragraph:
                yield from _label(text, clause)
            start = lead_end(text, clause.start, clause.end)
            index = bisect_right(starts, start) - 1
            inside = index >= 0 and start < known[index].end
            if inside and known[index].start == start and known[index].kind == "place":
                longer = noun_head(words, clause, start)
                if longer and longer.end > known[index].end:
                    yield longer  # 江州化工基地, where only 江州 is known
            plan = _PLAN.search(text, clause.start, clause.end) if plans else None
            if plan and _PLAN_SPEAKS.fullmatch(text, clause.start, plan.start()):
                yield Subject(
                    *plan.span(), plan["place"], plan[0], "plan", None, clauses.at(plan.start()), "subject"
                )
            for sized in _SIZED.finditer(text, clause.start, clause.end) if sizes else ():
                yield Subject(
                    *sized.span("name"),
                    sized["name"],
                    sized["name"],
                    "noun",
                    None,
                    clauses.at(sized.start("name")),
                    "object",
                )
            part = _OUT_OF.search(text, clause.start, clause.end + 1) if parts else None
            if part:
                yield Subject(
                    *part.span("name"),
                    part["name"],
                    part["name"],
                    "noun",
                    None,
                    clauses.at(part.start()),
                    "subject",
                )
            quoted = _quoted(text, clause.start) if text[clause.start] in "“‘" else None
            if quoted and inside:
                yield quoted  # “2023江州集市”占地…, where only 江州 is known
            elif not inside:
                one = _ONE.match(text, start)
                head = (
                    quoted
                    or (_quoted_one(text, one) if one else None)
                    or (_turn(text, start) if text[start : start + 1] in "首第" else None)
                    or kind_of(text, clause, start)
                    or _defined(words, clause, start)
                    or (_one_of(words, clause, start) if one else None)
                    or _short_form(text, start, shorts)
                    or _ending(words, start, ends)
                    or noun_head(words, clause, start)
                )
                if head:
                    yield head
        paragraph = clause.paragraph


def entries(clauses: Clauses, headings: Collection[int]) -> Iterator[Subject]:
    """3.深海传感器标定基地: the line above what is told of it, whatever words it is made of."""
    text = clauses.text
    for clause in clauses.all:
        line = _ENTRY.match(text, clause.start, clause.end) if clause.paragraph in headings else None
        alone = line and text[clause.end : clause.end + 1] in ("", "\n")
        if line and alone and _owners().longest(line["name"]) and not NO_PLACE.search(line["name"][-2:]):
            yield Subject(line.start("name"), clause.end, line["name"], line["name"], "label")


def _label(text: str, clause: Clause) -> Iterator[Subject]:
    """“风电入海”通道：线路全长…: what a paragraph is headed with."""
    label = _LABEL.match(text, clause.start, clause.end + 1)
    if label and (label[0][0] in "“‘" or _owners().longest(text[clause.start : clause.end])):
        yield Subject(clause.start, clause.end, text[clause.start : clause.end], label[0], "label")


def _quoted(text: str, start: int) -> Subject | None:
    """“潮声”让…: what is in marks at the beginning of a clause, and does something."""
    match = _QUOTED.match(text, start)
    return Subject(*match.span(), match["in"], match[0], "thing") if match else None


def _quoted_one(text: str, one: re.Match[str]) -> Subject | None:
    """一台“飞鱼”盾构机每天掘进…"""
    quoted = _quoted(text, one.end())
    return quoted if quoted and not text.startswith("的", quoted.end) else None


def _turn(text: str, start: int) -> Subject | None:
    match = _TURN.match(text, start)
    return Subject(*match.span(), match[0], match[0], "noun") if match else None


def _defined(words: Words, clause: Clause, start: int) -> Subject | None:
    match = _DEFINED.match(words.text, start, clause.end)
    if match is None or match["name"][0] in _NO_HEAD:
        return None
    tags = [tag for _, tag in words.within(start, match.end("name"))]
    if not tags or any(tag[0] in "rdpcu" for tag in tags) or tags[-1][0] in "vf":
        return None
    return Subject(start, match.end("name"), match["name"], match["name"], "thing")


def _one_of(words: Words, clause: Clause, start: int) -> Subject | None:
    """一户家庭最多领3万元, 一座泵站一年支出90万元: of each such thing."""
    one = _ONE.match(words.text, start, clause.end)
    if one is None:
        return None
    at = one.end()
    for word, tag in words.within(at, min(at + 8, clause.end)):
        if tag[0] not in "nbjz" or word[0].isdigit():
            break
        at += len(word)
    if at - one.end() < 2:
        return None
    said = words.text[one.end() : at]
    return Subject(start, at, said, words.text[start:at], "noun")


def _short_forms(known: Sequence[Subject]) -> dict[str, Subject]:
    """槐坪 for 槐坪村, 锐行 for 锐行装备."""
    found: dict[str, Subject] = {}
    for subject in known:
        if subject.kind == "place" and len(subject.name) > 2 and subject.name[-1] in "省市县区州镇乡村":
            found.setdefault(subject.name[:-1], subject)
        elif subject.kind == "firm" and len(subject.name) > 3 and not is_word(subject.name[:2]):
            found.setdefault(subject.name[:2], subject)
    return found


def _endings(known: Sequence[Subject]) -> dict[str, list[Subject]]:
    """生物谷 for 江州生物谷, 人才码 for 江州人才码: the names that end so, in their order."""
    found: dict[str, list[Subject]] = {}
    for subject in known:
        name = subject.name.rstrip("”’")
        if subject.kind in ("place", "thing", "label", "other", "event"):
            for length in range(3, min(len(name) - 1, 7)):
                found.setdefault(name[-length:], []).append(subject)
    return found


def _ending(words: Words, start: int, ends: Mapping[str, list[Subject]]) -> Subject | None:
    text = words.text
    for length in (6, 5, 4, 3):
        said = text[start : start + length]
        before = [each for each in ends.get(said, ()) if each.start < start]
        behind = words.within(start + length, start + length + 2) if before else []
        if before and not (behind and behind[0][1][0] == "n"):
            return Subject(start, start + length, before[-1].name, said, "again")
    return None


def _short_form(text: str, start: int, shorts: dict[str, Subject]) -> Subject | None:
    for length in (2, 3, 4):
        whole = shorts.get(text[start : start + length])
        if whole and not text.startswith(whole.name, start):
            return Subject(start, start + length, whole.name, text[start : start + length], whole.kind)
    return None


@cache
def _owners() -> Suffixes:
    return Suffixes(table("indicators")["owners"])


@cache
def _nominal() -> frozenset[str]:
    return frozenset(table("indicators")["nominal"])


@cache
def _activities() -> frozenset[str]:
    """With these a name of a house may begin, though they may be verbs: 培训中心, 中试基地."""
    return frozenset(table("indicators")["activities"])


@cache
def _owner_within() -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")["owners"]))


def noun_head(words: Words, clause: Clause, start: int) -> Subject | None:
    """The noun phrase that begins here and ends like something that has figures."""
    text = words.text
    numbered = _NUMBERED.match(text, start, clause.end)
    if numbered:
        return Subject(start, numbered.end(), numbered[0], numbered[0], "noun")
    if _SIDE.match(text, start):
        return None
    place = _PLACE_FIRST.match(text, start, clause.end)
    if place and not NO_PLACE.search(place[0]) and not is_word(place[0][:2]) and place[0][0] not in _NO_HEAD:
        return Subject(start, place.end(), place[0], place[0], "noun")
    if (
        text[start : start + 1] in _NO_HEAD
        or _NO_NOUN.match(text, start)
        or not _owner_within().search(text, start, min(start + _LONGEST, clause.end))
    ):
        return None
    at, found = start, None
    for word, tag in words.within(start, min(start + _LONGEST, clause.end)):
        inner = word in _activities() or (at > start and (tag == "vn" or word in _nominal()))
        if (tag[0] not in _TAGS and not inner) or word[0] in _NO_HEAD or word[0].isdigit():
            break
        at += len(word)
        if (
            at - start >= (2 if word in _WHOLE else 3)
            and _owners().longest(text[start:at])
            and not _COUNTED.match(text, at)
            and not _AND_MORE.match(text, at)
        ):
            found = at
            break
    if found is None:
        return None
    said = text[start:found]
    if said in _KINDS:
        return None
    if said[-1] in _DIVISIONS and (is_word(said[:-1]) or NO_PLACE.search(said[-2:])):
        return None  # 时间省下来 is no province, 农业农村 no village
    return Subject(start, found, said, said, "noun")
