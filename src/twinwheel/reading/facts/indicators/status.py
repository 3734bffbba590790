"""Whether a figure is reached, aimed at, forecast or past: by the words of its clause, then of those before it."""

from __future__ import annotations

import re
from typing import Literal

from twinwheel.reading.facts.indicators import outlook
from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.cues import Cues, cues_before, cues_of
from twinwheel.reading.facts.indicators.sections import Section, Sections, is_ahead
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.numbers import Number

Status = Literal["actual", "target", "forecast", "historic"]

FROM = re.compile(r"(?:从|由|自)[^，。；\n]{0,14}$")
HELD_AGAINST = re.compile(r"(?:比|较)[^，。；\n]{1,16}的$")
STANDING = re.compile(
    r"(?:(?:占地|建筑|规划|总)面积|占地(?!区|方)|概算|总投资|设计|全长|总长|库容|注册资[本金]|海拔|相距|容积|跨度|总高)"
    r"[^，。；\n\d]{0,8}$"
)
_FORMER = re.compile(r"比[^，。；]{0,8}同期的$")
_OPPOSED = re.compile(r"相[比较](?:于)?[^，。；\n]{1,12}的$")
_SHARE_OF_AIM = re.compile(
    r"(?:完成|占|为|达到?)(?:了)?[^，。；\n\d]{0,14}(?:计划|目标|任务|预算)[^，。；\n\d]{0,8}的$"
)
"""完成年度计划开工数的80%"""
_STILL_AIMED = re.compile(r"力争|争取|确保|要|将|拟|努力")
_WAS = re.compile(
    r"^[^，。；\n]{0,4}?(?:发展|提高|增加|增长|缩减|缩短|下?降|上升|跃升|压缩|减少|扩大|提升|扩展|收窄|放缓|回[落升]|升|增|减|涨)[了]?(?:到|至|为)|^[^，。；\n\d]{0,2}[转改变](?:[为成]|[负正])"
    r"|^[^，。；、\n\d]{0,8}[一-鿿](?:到|至|成)(?:了|(?:目前|现在|如今|今天|眼下|当前)的)?[约近超]?[\d一二两三四五六七八九十百千第]"
)
_PASSED = re.compile(
    r"(?:超过?|高于|低于|逼近|追平|赶上|接近|不及|反超)了?(?:去年|上年|前年|20\d\d年)[^，。；\n\d]{0,6}的$"
)
"""已超过上年全年的730万元"""
_CHANGED = re.compile(r"[^，。；、\n\d]{0,4}?[增减多少高低升降提涨跌快慢翻]")
_REACHED = re.compile(r"(?:由|从)[^，。；\n]*[\d一二两三四五六七八九十][^，。；\n]*(?:到|至|为|成)[约近超]?$")
_ANOTHER = re.compile(r"(?:由|从)[^，。；\n]*[\d一二两三四五六七八九十][^，。；\n]*[到至为成]")
_THEN = re.compile(
    r"这[一个]数[字据]?[^，。变达升增扩涨到]{0,3}?(?:[还只仅为是才])|[只仅]|(?<!人)才(?![能会可])|不[足到]"
)
_PRESENT = re.compile(r"(?:由|从)(?:目前|现在|当前|如今|现有)[^，。；\d一二三四五六七八九十成]{0,6}$")
_ALREADY = re.compile(r"现有|现状|总数|已|目前|累计|以来|为止|过去|历史")
_AIM_BEHIND = re.compile(
    r"(?:以上|左右)?的?(?:年度|全年|预期|既定|总|增长|增速|发展|投资)?(?:目标|任务|指标|预期|计划)(?!是?为)"
)
"""完成全年8%的目标"""
_CAN = re.compile(r"可(?!比|持续|支配|再生|研|转)|(?:^|[还就均都再又便可也只年天月][将]?)能(?![源量力否耗])")
_SURELY = re.compile(r"首次突破|提前(?:实现|完成)|创[^，。]{0,8}新高|同比")
_DONE = re.compile(r"已(?!经?(?:成为|是))")
_BUT_NOW = re.compile(
    r"[^。！？\n“”]{0,24}[，；](?:而|可|但)?(?:如今|现在|这[回次]|而今|眼下|今天)(?=[^。\n]{0,16}[\d一二两三四五六七八九十])"
)
_ARROW = re.compile(r"[（(]?(?:\d{4}年?[^）)\n]{0,6}[）)])?\s?(?:→|->|➜|⟶)")
_DOES = re.compile(r"设立|[建创]设|[新扩改]建|新增|培育|引进|实施|推[进广]|打造|改造|组建|布局|发展|支持")
_SET = re.compile(r"(?:确定|设定|定下|既定|承诺|约定|下达)的$")
_FORESEES = re.compile(r"认为|判断|研判|预判|口径|研究院|证券|咨询|智库|分析师")
_BASE = re.compile(r"(?<![相对占同环])(?:比(?![重例赛拼如较])|较)[^，。；\n]{2,20}$")
_BASE_CHANGED = re.compile(r"(?:上?下?[增减涨跌降升]|多[出了]|少了|提高|回[落升])")
_ARRANGES = re.compile(r"(?:安排|筹措|筹集|统筹|整合)[^，。；\n]{0,16}$")
_MUST_HAVE = re.compile(
    r"应|须|申[报请]|承诺|给予|补[助贴]|奖励|始终|一直|历来|一般|以上|具[有备]|符合|满足|条件|的企业"
)
_TASKS = frozenset("条项类件个")
_FAR = 200
"""Characters of a sentence before the figure that are looked at."""
_AGO = "一二两三四五六七八九十123456789"


class Statuses:
    """Tells the status of one figure after another."""

    def __init__(self, reading: Reading, clauses: Clauses, sections: Sections) -> None:
        self._text = reading.text
        self._clauses = clauses
        self._sections = sections
        self._published = reading.date
        self._known: dict[Clause, Cues] = {}
        """Of clauses before that of a figure."""

    def of(self, number: Number, when: When | None, *, in_fact: bool, whole: Status | None = None) -> Status:
        """``when`` is the date of the figure's sentence; ``in_fact``: the last dated figure of the paragraph is a fact.

        ``whole`` is the status of what it is a part of, and holds where its own words say nothing.
        """
        text = self._text
        clauses = self._clauses.before(number.start)
        start, own, end = self._reach(clauses, number)
        here = text[own:end]
        if self._is_former(number, here):
            return "historic"
        if _ARROW.match(text, number.end) or (
            number.kind not in ("ratio", "times") and _PASSED.search(here[-24:])
        ):
            return "historic"
        told = number.unit in _TASKS and text[number.end : number.end + 1] != "的"  # 27条任务 are counted
        if (_AIM_BEHIND.match(text, number.end) and not told) or _SET.search(here[-8:]):
            return "target"
        if number.kind == "ratio" and _SHARE_OF_AIM.search(here) and not _STILL_AIMED.search(here):
            return "actual"
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
        weak = said == "target" and self._is_weak(clauses, number)
        if future and said != "actual" and _CAN.search(here):
            return "forecast"  # 年底交付，可再容纳60家
        if outlook.would_be(text, start, end) or (said != "actual" and outlook.later(text, start, end)):
            return "forecast"
        if said != "target" and outlook.only_then(text, start, end):
            return "historic"
        within = (when is None or text[when.start : when.end] == "年内") and (
            outlook.within_years(text, own, end) or (not said and outlook.years_ahead(text, start, end))
        )
        if within and not self._of_clause(clauses[0], number).actual:
            before = said == "historic" and not self._of_clause(clauses[0], number).historic
            return "target" if before or said not in ("forecast", "historic") else said
        if said == "target" and weak and outlook.judged(text, start, end):
            return "forecast"
        if future and not said and _FORESEES.search(text, start, end):
            return "forecast"
        if (said != "target" or weak) and self._is_once_ready(start, end, when):
            return "forecast"
        if not said and not future and outlook.was_once(text, own, end, number.end):
            return "historic"
        if said or future:
            return said or "target"
        return whole or self._unsaid(clauses, number, when, in_fact=in_fact)

    def _reach(self, clauses: list[Clause], number: Number) -> tuple[int, int, int]:
        """Where its sentence and its clause begin, as far as they are looked at, and where it stands."""
        return max(clauses[-1].start, number.start - _FAR), clauses[0].start, number.start

    def _unsaid(self, clauses: list[Clause], number: Number, when: When | None, *, in_fact: bool) -> Status:
        """Of a figure about which no word of its sentence and no date says anything."""
        text = self._text
        start, own, end = self._reach(clauses, number)
        if outlook.proposed(text, start, end):
            return "target"
        if outlook.was_earlier(text, start, own, end):
            return "historic"
        if outlook.laid_down(text, start, own, end):
            return "actual" if when and self._has_ended(when) else "target"
        if self._goes_on(clauses, when) or self._is_floor(number, when, start):
            return "target"
        if self._is_planned(clauses, number, when, in_fact=in_fact):
            return "target"
        return "target" if self._is_still_to_start(start, end) else "actual"

    def _is_floor(self, number: Number, when: When | None, start: int) -> bool:
        """占比不低于65%: who sets a least amount aims at it, unless that is what others must have."""
        floor = self._text[number.start : number.start + 3] in ("不低于", "不少于")
        over = when is not None and self._has_ended(when)
        arranged = _ARRANGES.search(self._text, start, number.start) is not None
        return floor and not over and (arranged or not _MUST_HAVE.search(self._text, start, number.start))

    def _is_once_ready(self, start: int, end: int, when: When | None) -> bool:
        """投用后将新增岗位900个; what was told of a month that is over, or of a day after it is ready, is not."""
        ready = outlook.once_ready(self._text, start, end)
        if ready is None or when is None or when.end <= ready:
            return ready is not None
        return not self._has_ended(when) and not (when.start > ready and self._is_future(when))

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
            reckoned = (over or when is None) and cues.forecast and self._is_reckoned(clause, number, when)
            if cues.forecast and not past and not reckoned:
                return "forecast"
            if found:
                continue
            if cues.target and (past or (over and cues.weak)):
                continue
            if cues.target and not cues.weak:
                return "target"
            if cues.target:
                found = "target"
            elif cues.actual and not future:
                return "actual"
            elif (
                cues.historic
                and not (not own and when and when.start >= clause.end)
                and not (
                    _REACHED.search(self._text[clause.start : number.start][-60:])
                    if own
                    else _ANOTHER.search(self._text, clause.start, clause.end)
                )
            ):
                return "historic"
        return found

    def _is_weak(self, clauses: list[Clause], number: Number) -> bool:
        """Nothing but 将 says that it is aimed at."""
        return all(
            cues.weak or not cues.target
            for cues in (self._of_clause(each, number if each is clauses[0] else None) for each in clauses)
        )

    def _is_reckoned(self, clause: Clause, number: Number, when: When | None) -> bool:
        """上半年预计实现…, told in July: what they reckon it was; in a review of last year 预计 alone says so."""
        section = self._sections.at(number.start)
        topic = None if section.plans else section.topic
        if when is None and topic and topic.precision == "year" and self._has_ended(topic):
            when = topic
        if when is None or when.iso is None or self._published is None:
            return False
        done = when.iso.rpartition("/")[2][:7] != f"{self._published:%Y-%m}"
        end = min(clause.end, number.start)
        return done and number.value_to is None and outlook.reckoned(self._text, clause.start, end)

    def _of_clause(self, clause: Clause, number: Number | None) -> Cues:
        if number is not None:
            return cues_of(self._text[clause.start : number.start])
        if clause not in self._known:
            self._known[clause] = cues_before(self._text[clause.start : clause.end])
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
            when is not None
            and when.end <= own
            and _DONE.search(self._text, when.end, number.start) is not None
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
        before = re.split(r"[。！？\n]", self._text[max(start - outlook.AIMS_BEFORE, 0) : start])[-1]
        own = self._text[start : clauses[0].end]
        ahead = any(
            is_ahead(each, self._published) for each in self._sections.between(start - len(before), start)
        )
        return (ahead or cues_of(before).target) and not cues_of(before).actual and not _ALREADY.search(own)

    def _is_planned(self, clauses: list[Clause], number: Number, when: When | None, *, in_fact: bool) -> bool:
        """A section of plans tells it, and nothing says that it is so already, or what would be paid."""
        section = self._sections.at(number.start)
        return (
            section.plans
            and not self._is_over(when, section)
            and not _ALREADY.search(self._text, clauses[-1].start, clauses[0].end)
            and (when is not None or not in_fact)
            and not _SURELY.search(self._text, clauses[-1].start, min(clauses[0].end + 30, len(self._text)))
            and not outlook.TERMS.search(self._text, clauses[-1].start, clauses[0].end)
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
        if number.kind not in ("ratio", "points", "times") and (
            _OPPOSED.search(here[-18:]) or (_BASE.search(here[-24:]) and _BASE_CHANGED.match(after))
        ):
            return True
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
