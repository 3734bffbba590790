"""Whether a figure is reached, aimed at, forecast or past: by the words of its clause, then of those before it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.sections import Section, Sections, is_ahead
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import any_of, table

Status = Literal["actual", "target", "forecast", "historic"]

FROM = re.compile(r"(?:从|由|自)[^，。；\n]{0,14}$")
HELD_AGAINST = re.compile(r"(?:比|较)[^，。；\n]{1,16}的$")
STANDING = re.compile(
    r"(?:(?:占地|建筑|规划|总)面积|占地(?!区|方)|概算|总投资|设计|全长|总长|库容|注册资[本金]|海拔|相距|容积|跨度|总高)"
    r"[^，。；\n\d]{0,8}$"
)
_FORMER = re.compile(r"比[^，。；]{0,8}同期的$")
_NAMED = re.compile(r"《[^《》]*》?|“[^“”，。]{1,20}”")
_WAS = re.compile(
    r"^[^，。；\n]{0,4}?(?:发展|提高|增加|增长|缩减|缩短|下?降|上升|跃升|压缩|减少|扩大|提升|扩展|升|增|减|涨)[了]?(?:到|至|为)"
    r"|^[^，。；、\n\d]{0,8}[一-鿿](?:到|至|成)(?!现在|目前|今)(?:了|目前的|现在的|如今的)?[约近超]?[\d一二两三四五六七八九十百千第]"
)
_PASSED = re.compile(
    r"(?:超过?|高于|低于|逼近|追平|赶上|接近|不及|反超)了?(?:去年|上年|前年|20\d\d年)[^，。；\n\d]{0,6}的$"
)
"""已超过上年全年的730万元"""
_CHANGED = re.compile(r"[^，。；、\n\d]{0,4}?[增减多少高低升降提涨跌快慢翻]")
_REACHED = re.compile(r"(?:由|从)[^，。；\n]*[\d一二两三四五六七八九十][^，。；\n]*(?:到|至|为|成)[约近超]?$")
_ANOTHER = re.compile(r"(?:由|从)[^，。；\n]*[\d一二两三四五六七八九十][^，。；\n]*[到至为成]")
_EARLIER = re.compile(
    r"[年月]前的?[^，。；\n]{0,10}(?:还|只|仅|才)(?:有|是)?(?:不到|不足)?$|(?:而|但|可)(?:是|早)?(?:在|于)(?:\d{4}年|[一二两三四五六七八九十\d]{1,2}年前)"
)
_TERMS = re.compile(
    r"给予|补助|奖励|补贴|贴息|最高|不超过|资助|奖补|^[对凡]|应当?[具有为在]|[须需]具[有备]|以上的"
)
_THEN = re.compile(
    r"这[一个]数[字据]?[^，。变达升增扩涨到]{0,3}?(?:[还只仅为是才])|[只仅]|(?<!人)才(?![能会可])|不[足到]"
)
_PRESENT = re.compile(r"(?:由|从)(?:目前|现在|当前|如今|现有)[^，。；\d一二三四五六七八九十成]{0,6}$")
_ALREADY = re.compile(r"现有|现状|总数|已|目前|累计|以来|为止|过去|历史")
_AIM_BEHIND = re.compile(
    r"(?:以上|左右)?的?(?:年度|全年|预期|既定|总|增长|增速|发展|投资)?(?:目标|任务|指标|预期|计划)(?!是?为)"
)
"""完成全年8%的目标"""
_WITHIN = re.compile(
    r"(?<![近过去前\d])[\d两三四五六七八九十]{1,2}年[之以]?内(?!已)|(?:未来|今后)的?[\d一二两三四五六七八九十]{1,2}年(?!的)"
    r"|(?<![比较近\d一二两三四五六七八九十])年内(?!已|[高低新累])"
)
"""五年内投入…: from now on."""
_CAN = re.compile(r"可(?!比|持续|支配|再生|研|转)|(?:^|[还就均都再又便可也只][将]?)能(?![源量力否])")
_ONCE_READY = re.compile(
    r"(?:运营|投运|投用|启用|使用|开业|开园|开诊|开馆|开港|开学|开通|贯通|通车|通航|交付|落成|建成|达产|投产|满产|量产|完工|竣工|完成|并网|并线|封顶|实施|推广|铺开|到位|改造|扩建|落地|上线|入驻)[^，。；已了\d]{0,4}(?<!最)(?:之|以)?后(?!来|期|台|续)[^。；！？\n已累了曾]{0,30}?"
    r"(?:可(?!比|持续|再生|支配)|能(?![源量力耗])|每年|每[天月日]|年产(?!业|品)|年均|年处理|年[发供用减节输出吞加生][一-鿿]{0,4}|日产|日处理|日均|日供|预计|料|将(?!近))[^。；！？\n已累了曾]{0,40}$"
)
"""运营后每年可完成…, 投用后，年处理能力…: when it is ready. 投用后已接待… is told of what was."""
_WAS_ONCE = re.compile(
    r"(?:之初|初期|伊始|当年|那年|那时|早先|从前|早些年|前些年|往年|往常|以往)[^，。；已]{0,14}$"
)
_NOW_SO = re.compile(r"[^。！？\n]{0,40}(?:如今|现在|眼下|目前|今天|到现在|现已|已有|已达)")
"""早先只有2家，眼下已有47家"""
_PROPOSES = re.compile(
    r"(?:建议|提议|呼吁|倡议|恳请)(?!的|书|[价人稿案])[^。！？\n是有占达]*(?:设立|[新增扩改]建|增[加设派开]|[建开]设|提高|降低|压缩|缩短|扩大|延长|补[助贴]|安排|拿出)[^。！？，；\n]*$"
)
"""建议设立规模3000万元的基金"""
_SURELY = re.compile(r"首次突破|提前(?:实现|完成)|创[^，。]{0,8}新高|同比")
_DONE = re.compile(r"已(?!经?(?:成为|是))")
_BUT_NOW = re.compile(
    r"[^。！？\n“”]{0,24}[，；](?:而|可|但)?(?:如今|现在|这[回次]|而今|眼下|今天)(?=[^。\n]{0,16}[\d一二两三四五六七八九十])"
)
_ARROW = re.compile(r"[（(]?(?:\d{4}年?[^）)\n]{0,6}[）)])?\s?(?:→|->|➜|⟶)")
_AIMS_BEFORE = 120
"""Characters of the sentence before a semicolon that are looked at."""
_DOES = re.compile(r"设立|[建创]设|[新扩改]建|新增|培育|引进|实施|推[进广]|打造|改造|组建|布局|发展|支持")
_HOPES = re.compile(r"期[待盼]|希望|盼")
_SET = re.compile(r"(?:确定|设定|定下|既定|承诺|约定|下达)的$")
_FORESEES = re.compile(r"认为|判断|研判|预判|口径|研究院|证券|咨询|智库|分析师")
_AGO = "一二两三四五六七八九十123456789"


class _Cues(NamedTuple):
    """What the words of a clause say of its figures."""

    forecast: bool
    target: bool
    weak: bool
    """Only 将 or 届时 say that it is aimed at: a forecast in a clause before may be meant."""
    actual: bool
    historic: bool


_CUES = ("forecast", "target", "weak_target", "actual", "historic")
_NO_CUES = _Cues(False, False, False, False, False)


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")[key]))


@cache
def _any() -> re.Pattern[str]:
    words = table("indicators")
    return re.compile(any_of({each for key in _CUES for each in words[key]}))


def _cues(said: str) -> _Cues:
    if not _any().search(said):
        return _NO_CUES  # most clauses say nothing, and one search is enough to know it
    said = _NAMED.sub("", _words("not_target").sub("〇", said))
    target = _words("target").search(said) is not None
    return _Cues(
        _words("forecast").search(said) is not None and not _HOPES.search(said),
        target,
        target and _words("weak_target").search(said) is not None,
        _words("actual").search(said) is not None,
        _words("historic").search(said) is not None,
    )


class Statuses:
    """Tells the status of one figure after another."""

    def __init__(self, reading: Reading, clauses: Clauses, sections: Sections) -> None:
        self._text = reading.text
        self._clauses = clauses
        self._sections = sections
        self._published = reading.date
        self._known: dict[Clause, _Cues] = {}
        """Of clauses before that of a figure."""

    def of(self, number: Number, when: When | None, *, in_fact: bool, whole: Status | None = None) -> Status:
        """``when`` is the date of the figure's sentence; ``in_fact``: the last dated figure of the paragraph is a fact.

        ``whole`` is the status of what it is a part of, and holds where its own words say nothing.
        """
        text = self._text
        clauses = self._clauses.before(number.start)
        here = text[clauses[0].start : number.start]
        if self._is_former(number, here):
            return "historic"
        if _ARROW.match(text, number.end) or (
            number.kind not in ("ratio", "times") and _PASSED.search(here[-24:])
        ):
            return "historic"
        if _AIM_BEHIND.match(text, number.end) or _SET.search(here[-8:]):
            return "target"
        future = self._is_future(when) and not self._is_done_already(when, number)
        if self._is_contrasted(when, number):
            return "historic"
        if when and self._is_then(when, number):
            return "historic"
        if self._is_years_ago(when) and not future and not _REACHED.search(here[-60:]):
            return "historic"
        if _PRESENT.search(here):
            return "actual"
        said = self._said(clauses, number, when, future=future)
        if future and said != "actual" and _CAN.search(here):
            return "forecast"  # 年底交付，可再容纳60家
        within = (when is None or text[when.start : when.end] == "年内") and _WITHIN.search(here)
        if within and not self._of_clause(clauses[0], number).actual:
            return said if said in ("forecast", "historic") else "target"
        if future and not said and _FORESEES.search(text, clauses[-1].start, number.start):
            return "forecast"
        if said != "target" and self._is_once_ready(clauses, number, when):
            return "forecast"
        if not said and not future and _WAS_ONCE.search(here) and _NOW_SO.match(text, number.end):
            return "historic"
        if said or future:
            return said or "target"
        if whole:
            return whole
        if _PROPOSES.search(text, max(clauses[-1].start, number.start - _AIMS_BEFORE), number.start):
            return "target"
        sentence = text[clauses[-1].start : number.start]
        if _EARLIER.match(sentence) or _EARLIER.search(here):
            return "historic"
        if self._goes_on(clauses, when):
            return "target"
        if self._is_planned(clauses, number, when, in_fact=in_fact):
            return "target"
        return "target" if self._is_still_to_start(clauses[-1].start, number.start) else "actual"

    def _is_once_ready(self, clauses: list[Clause], number: Number, when: When | None) -> bool:
        start = max(clauses[-1].start, number.start - _AIMS_BEFORE)
        return not (when is not None and self._has_ended(when)) and (
            _ONCE_READY.search(self._text, start, number.start) is not None
        )

    def _said(
        self, clauses: list[Clause], number: Number, when: When | None, *, future: bool
    ) -> Status | None:
        """By the words of the nearest clause that says it. A forecast holds for the rest of the sentence."""
        over = when is not None and self._has_ended(when)
        found: Status | None = None
        for clause in clauses:
            own = clause is clauses[0]
            cues = self._of_clause(clause, number if own else None)
            past = over and when is not None and not own and clause.end <= when.start
            if cues.forecast and not past:
                return "forecast"
            if found:
                continue
            if cues.target and past:
                continue
            if cues.target and not cues.weak:
                return "target"
            if cues.target:
                found = "target"
            elif cues.actual and not future:
                return "actual"
            elif cues.historic and not (
                _REACHED.search(self._text[clause.start : number.start][-60:])
                if own
                else _ANOTHER.search(self._text, clause.start, clause.end)
            ):
                return "historic"
        return found

    def _of_clause(self, clause: Clause, number: Number | None) -> _Cues:
        if number is not None:
            return _cues(self._text[clause.start : number.start])
        if clause not in self._known:
            self._known[clause] = _cues(self._text[clause.start : clause.end].replace("一度", ""))
        return self._known[clause]

    def _is_then(self, when: When, number: Number) -> bool:
        """2013年只有38家, 去年这一数字为3568亿元: told to hold something later against it."""
        if when.iso is None or self._published is None or when.end > number.start:
            return False
        then = _THEN.search(self._text, when.end, min(number.start, when.end + 24))
        if then is None or "\n" in self._text[when.end : number.start]:
            return False
        year = int(when.iso.rpartition("/")[2][:4])
        return year < self._published.year - 1 or (then[0][0] == "这" and year < self._published.year)

    def _is_done_already(self, when: When | None, number: Number) -> bool:
        """后年将覆盖20个镇，已为此安排资金800万元: it is done now, for what is still to come."""
        own = self._clauses.before(number.start)[0].start
        return (
            when is not None and when.end <= own and _DONE.search(self._text, own, number.start) is not None
        )

    def _is_contrasted(self, when: When | None, number: Number) -> bool:
        """去年要等70天；这回只要22天: told to hold today against it."""
        if when is None or when.iso is None or self._published is None or when.end > number.start:
            return False
        if when.iso.rpartition("/")[2][:4] >= str(self._published.year):
            return False
        return _BUT_NOW.match(self._text, number.end, number.end + 60) is not None

    def _goes_on(self, clauses: list[Clause], when: When | None) -> bool:
        """到2025年产值达到700亿元；设立10亿元的基金: the second of two aims, in a sentence of both."""
        start = clauses[-1].start
        if self._text[start - 1 : start] != "；" or not _DOES.match(self._text, start):
            return False
        if when is not None and self._has_ended(when):
            return False
        before = re.split(r"[。！？\n]", self._text[max(start - _AIMS_BEFORE, 0) : start])[-1]
        own = self._text[start : clauses[0].end]
        ahead = any(
            is_ahead(each, self._published) for each in self._sections.between(start - len(before), start)
        )
        return (ahead or _cues(before).target) and not _cues(before).actual and not _ALREADY.search(own)

    def _is_planned(self, clauses: list[Clause], number: Number, when: When | None, *, in_fact: bool) -> bool:
        """A section of plans tells it, and nothing says that it is so already, or what would be paid."""
        section = self._sections.at(number.start)
        return (
            section.plans
            and not self._is_over(when, section)
            and not _ALREADY.search(self._text, clauses[-1].start, clauses[0].end)
            and (when is not None or not in_fact)
            and not _SURELY.search(self._text, clauses[-1].start, min(clauses[0].end + 30, len(self._text)))
            and not _TERMS.search(self._text[clauses[0].start : clauses[0].end])
            and not STANDING.search(self._text[clauses[0].start : number.start])
        )

    def _is_years_ago(self, when: When | None) -> bool:
        """五年前"""
        if when is None or when.role != "before" or when.precision != "year":
            return False
        return self._text[when.start] in _AGO and when.relative

    def _is_over(self, when: When | None, section: Section) -> bool:
        """It ends before the time the plan is for."""
        if when is None or when.iso is None:
            return False
        topic = section.topic
        if when != topic and (
            self._has_ended(when) or (len(when.iso) > 4 and not is_ahead(when, self._published))
        ):
            return True
        first = topic.iso if topic else None
        if first is None and self._published is None:
            return when.iso[:4] < self._sections.last_year
        year = first[:4] if first else str(self._published.year) if self._published else "0"
        return when.iso.rpartition("/")[2][:4] < year

    def _is_still_to_start(self, start: int, end: int) -> bool:
        """10月1日起，发放…: from a day that has not come."""
        return any(
            when.role == "from" and self._is_day_ahead(when) for when in self._sections.between(start, end)
        )

    def _is_day_ahead(self, when: When) -> bool:
        if self._published is None or when.iso is None or len(when.iso) != 10:
            return is_ahead(when, self._published)
        return when.iso > self._published.isoformat()

    def _is_former(self, number: Number, here: str) -> bool:
        """从30万元提高到50万元: the first of the two. 比去年同期的196.4万标箱增加: what it is held against."""
        if _PRESENT.search(here):
            return False
        after = self._text[number.end : number.end + 12]
        if _FORMER.search(here) or (HELD_AGAINST.search(here[-18:]) and _CHANGED.match(after)):
            return True
        return bool(FROM.search(here[-24:]) and _WAS.match(self._text[number.end : number.end + 24]))

    def _is_future(self, when: When | None) -> bool:
        return when is not None and (
            is_ahead(when, self._published) or (when.role == "by" and self._published is None)
        )

    def _has_ended(self, when: When) -> bool:
        """It ended before the year of publication, or before its month."""
        if when.iso is None or self._published is None or is_ahead(when, self._published):
            return False
        end = when.iso.rpartition("/")[2]
        return len(end) > 4 or end < str(self._published.year)
