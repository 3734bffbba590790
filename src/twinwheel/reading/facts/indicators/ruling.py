"""Which date of its sentence a figure holds for, and which dates there say something else.

Dates it is compared with, of the level before, of what began or was told on them, do not count.
"""

from __future__ import annotations

import re
from datetime import date

from twinwheel.reading.facts.dates import COMPARED_BEHIND
from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.sections import Sections, is_ahead
from twinwheel.reading.facts.indicators.status import STANDING
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.numbers import Number

_PERIODS = frozenset({"year", "half", "quarter", "period", "plan", "month", "day", "days"})
_PARTS = frozenset({"half", "quarter", "period"})
_HAPPENS = re.compile(
    r"[^，。；\n]{0,6}?(?:试?投产|试产|达产|竣工|上线|上市|下线|成立|开工|动工|复工|奠基|建成|落成|启用|投用|投运|投入[使运]用|试?运[行营]|开通|通车|通航|通水|开业|开馆|开园|开放|开张|通电|通气|供水|供电|供暖|点火|首[发航飞]|[开复停]航|开栏|开市|开学|营业|挂牌|揭牌|揭幕|签约|交付|完工|封顶|合龙|贯通|获批|批复|印发|发布|入驻|落户|出台|施行|实施|生效|注册)[^，。；\n]{0,2}[，。；\n]"
    r"|[，,]?[^，。；\n\d]{0,8}?(?:出台|印发|发布《|设立|成立|启动|获批|颁布|揭牌|挂牌|注册(?!企业|用户|资[本金]|会员|户|登记|车|商标))"
)
_DIRECT = re.compile(r"[^，。；、的\n]{0,12}")
"""今年又获批国家项目19项: what happened is the figure."""
_DUE = re.compile(
    r"[底初中]?(?:之?前|以前)|(?:全部|正式)?(?:交付|投产|竣工|建成|完工|投用|启用|到位|上线|开通|开业)"
)
_ONCE = re.compile(r"达产|[产成用营]后")
"""明年6月投产，达产后年产600台: later than that."""
_MEANT = re.compile(r"(?:计划|预计|拟|力争|有望|争取)(?:于|在|到)?$")
_WILL = re.compile(r"将|拟|计划")
_STILL = re.compile(r"届时|当时")
_SO_FAR = "累计"
_COMPARED = re.compile(
    r"(?:(?<![对占同环])比(?!例|重|赛|拼|如)|[相比]较|(?<!比)较|[高低大小快慢多少]于|相当于)[^，。；：\n\d]{0,6}$|(?<![其别])是$"
)
_OF_BASE = re.compile(r"[是为到于及过达约至占]$")
_RISEN = re.compile(
    r"(?:[攀跃上提爬回]升|[提抬]高|增[加长]|扩大|下[降滑跌]|回落|[降增减升涨跌]|减少|缩小)[到至为]$"
)
_CEREMONY = re.compile(
    r"集中(?:签约|开工|动工|竣工|启动|揭牌)|(?:签约|开工|动工|竣工|启动|揭牌)(?:仪式|活动|大会)"
)
_NAMED_EVENT = re.compile(r"(?:开展|举行|举办|召开)的$")
"""6月2日举行的二季度集中签约仪式: the name of what was held that day"""
_OF_IT = re.compile(r"的?(?:同比|环比)?(?:上涨|下[降跌]|增长|回落|增加|减少)?")
"""由7月的上涨1.6%变为…"""
_OF_AIM = re.compile(r"度?(?:目标|任务|计划|预算)[^，。；\n]{0,6}的")
_BEGAN = re.compile(r"(?:建于|[建创]成于|[成设创]立于|创[建办]于|投产于|[生始]于|改制于|上市于)$")
_REPORTED = re.compile(
    r"记者|电|讯|消息|获悉|介绍|表示|宣布|发布|印发|通报|告诉|透露|公布|公告|披露|召开|举行|举办|批复|签"
)
_LISTED = re.compile(r"[、和与及]")
_THIS_YEAR = re.compile(r"今年|本年|全年|当年")
_MODIFIES = re.compile(r"[^，。；\n\d]{2,12}的[^，。；\n\d]{1,12}\d")
_YEARS = re.compile(r"\d{4}/\d{4}")
_STARTS = re.compile(r"从|由|自")
_ANOTHER = re.compile(r"[\d一二两三四五六七八九十百千万亿].*[到至为成]")
_REPORTING = re.compile(r"报告期|假期|长假|展会期间|节日期间|会展期间")
_FIGURE = re.compile(r"\d[万亿]?[^，。；：、（）\s\d]{0,4}[（(]$")
EVENT = re.compile(r"举行|举办|召开|参加|出席|开幕|闭幕")


class Ruling:
    """Asked for one figure after another."""

    def __init__(
        self, text: str, clauses: Clauses, sections: Sections, published: date | None = None
    ) -> None:
        self._text = text
        self._published = published
        self._clauses = clauses
        self._sections = sections

    def of(self, number: Number) -> tuple[When | None, bool]:
        """The date that rules the figure, and whether it is now: 目前 sets an end to dates before it."""
        clauses = self._clauses.before(number.start)
        nth = self._nth_of_list(clauses[0], number)
        if nth:
            return nth, False
        aside = self._in_brackets(number)
        if aside:
            return aside, False
        own = clauses[0].start
        for when in reversed(self._sections.between(clauses[-1].start, number.start)):
            if (
                self._is_base(when, number)
                or self._is_compared(when, number)
                or self._is_of_former(when, number)
                or self._is_of_another(when)
            ):
                continue
            if _NAMED_EVENT.search(self._text, max(when.start - 3, 0), when.start):
                continue
            if when.end < own and (due := self._after(number)):
                return due, False
            if when.precision == "now":
                return None, True
            so_far = when.start < own and when.role is None and when.precision not in _PARTS | {"plan"}
            if so_far and self._text.find(_SO_FAR, own, number.start) >= 0:
                return None, True
            topic = self._sections.at(number.start).topic
            if topic and topic.precision == "year" and self._text.startswith("全年", when.start):
                return topic, False
            if self._rules(when, number) and (
                when.start >= own
                or when.role == "by"
                or not STANDING.search(self._text[clauses[0].start : number.start])
            ):
                return self._until(when, clauses[-1].start, number.start), False
        if self._sections.reported and _REPORTING.search(self._text, clauses[-1].start, number.start):
            return self._sections.reported, False
        after = self._after(number)
        if after:
            return after, False
        return None, False

    def _in_brackets(self, number: Number) -> When | None:
        """2875亿元（2019年）: the date in brackets is that of the figure before them."""
        if self._text[number.end : number.end + 1] not in ("（", "("):
            return None
        near = self._sections.between(number.end, number.end + 14)
        when = near[0] if near else None
        alone = (
            when is not None
            and when.start == number.end + 1
            and self._text[when.end : when.end + 1] in ("）", ")")
        )
        return when if alone and when and when.iso else None

    def _is_of_another(self, when: When) -> bool:
        """3家（2015年）→8家: it stands in brackets behind another figure."""
        closed = self._text[when.end : when.end + 1] in ("）", ")")
        return closed and _FIGURE.search(self._text, max(when.start - 12, 0), when.start) is not None

    def _until(self, when: When, sentence: int, end: int) -> When:
        """截至6月30日，机场今年累计…: from the beginning of the year to that day; 今年排查出的危房617户 are of the day."""
        if when.precision != "year" or not _THIS_YEAR.match(self._text, when.start):
            return when
        for point in self._sections.between(sentence, when.start):
            if not point.iso or len(point.iso) <= 6 or point.iso[:4] != when.iso:
                continue
            if point.role in ("as_of", "by") and _MODIFIES.search(self._text, when.end, end + 1):
                return point
            if point.role == "as_of":
                return when._replace(iso=f"{when.iso}-01/{point.iso[:7]}", precision="period")
        return when

    def _nth_of_list(self, clause: Clause, number: Number) -> When | None:
        """2024年、2025年净利润分别为2.9亿元、3.6亿元: each figure its own year."""
        whens = self._sections.between(clause.start, number.start)
        if whens and _YEARS.fullmatch(whens[-1].iso or ""):
            return self._nth_year(whens[-1], number)
        said = self._text[whens[-1].end : number.start] if len(whens) > 1 else ""
        joint = said.find("分别")
        if joint < 0 or not _LISTED.fullmatch(self._text, whens[-2].end, whens[-1].start):
            return None
        first = len(whens) - 1
        while first and _LISTED.fullmatch(self._text, whens[first - 1].end, whens[first].start):
            first -= 1
        nth = len(_LISTED.findall(said, joint))
        listed = whens[first:]
        return listed[nth] if nth < len(listed) else None

    def _nth_year(self, when: When, number: Number) -> When | None:
        """2019年至2021年净利润分别为8.6亿元、11.3亿元和14.1亿元."""
        joint = self._text.find("分别", when.end, number.start)
        if joint < 0:
            return None
        first, last = map(int, (when.iso or "").split("/"))
        year = first + len(_LISTED.findall(self._text, joint, number.start))
        return when._replace(iso=f"{year:04}", precision="year") if year <= last else None

    def _is_of_former(self, when: When, number: Number) -> bool:
        """由2010年的第26位前移至第24位: the year is that of the first."""
        text = self._text
        return _STARTS.search(text, max(when.start - 3, 0), when.start) is not None and bool(
            _ANOTHER.search(text, when.end, number.start)
        )

    def _rules(self, when: When, number: Number) -> bool:
        text = self._text
        if when.precision not in _PERIODS or when.iso is None:
            return False
        if (
            when.role == "from"
            and when.precision != "period"
            and not _OF_IT.fullmatch(text, when.end, number.start)
        ):
            return False
        if text[when.start : when.start + 2] in ("未来", "今后") or (
            number.kind == "times" and text[when.end] == "的"
        ):
            return False
        if _BEGAN.search(text, max(when.start - 3, 0), when.start) and number.start > when.end + 1:
            return False
        happens = _HAPPENS.match(text, when.end)
        if (
            happens
            and when.role != "as_of"
            and not (number.kind == "count" and _DIRECT.fullmatch(text, happens.end() - 1, number.start))
            and not _STILL.search(text, when.end, number.start)
            and not _WILL.search(text, when.end, when.end + 4)
            and not self._brings(when, number)
        ):
            return False
        if when.precision in ("day", "days") and self._text[when.end - 1] not in "底末":
            return (
                when.role in ("as_of", "by")
                or bool(_CEREMONY.search(text, when.end, number.start))
                or bool(EVENT.search(text, when.end, number.start))
                or self._is_day_of(when, number)
            )
        return not self._text.startswith("成立", when.end)

    def _brings(self, when: When, number: Number) -> bool:
        """9月上线，审批缩到2小时: what is still to come on that day brings the figure with it."""
        return (
            is_ahead(when, self._published)
            and not _MEANT.search(self._text, max(when.start - 4, 0), when.start)
            and not _ONCE.search(self._text, when.end, number.start)
        )

    def _is_day_of(self, when: When, number: Number) -> bool:
        """8月6日单日进出港旅客达4.3万人次; not the day something was said."""
        said = self._text[when.end : number.start]
        return said.count("，") <= 1 and len(said) < 30 and not _REPORTED.search(said)

    def _is_compared(self, when: When, number: Number) -> bool:
        if self._text[when.end : number.start] == "的":
            return False
        if COMPARED_BEHIND.match(self._text, when.end):
            return True
        return bool(_COMPARED.search(self._text, max(when.start - 8, 0), when.start))

    def _is_base(self, when: When, number: Number) -> bool:
        """恢复到2019年同期的七成, 是去年全年的3倍: what it is a share or a multiple of. 完成全年目标的六成: so far."""
        if _OF_AIM.match(self._text, when.end):
            return True
        if number.kind not in ("ratio", "times"):
            return False
        if self._text[when.end : number.start] != "的":
            return False
        before = max(when.start - 4, 0)
        risen = _RISEN.search(self._text, before, when.start)  # 从36.9%攀升至2020年的46%
        return not risen and bool(_OF_BASE.search(self._text, before, when.start))

    def _after(self, number: Number) -> When | None:
        """首期8个项目6月底前投产; 500家（截至2020年底）."""
        end = self._clauses.all[self._clauses.at(number.start)].end
        for when in self._sections.between(number.end, min(end, number.end + 24)):
            if when.iso and (when.role in ("before", "as_of") or _DUE.match(self._text, when.end)):
                return when
        return None
