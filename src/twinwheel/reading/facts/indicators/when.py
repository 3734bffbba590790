"""The time a figure holds for, and whether it is reached, aimed at, forecast or past."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Literal, NamedTuple

from twinwheel.reading.facts.dates import When
from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.sections import CARRIED, Section, Sections, is_ahead
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import any_of, table

Status = Literal["actual", "target", "forecast", "historic"]

_PERIODS = frozenset({"year", "half", "quarter", "period", "plan", "month", "day", "days"})
_EVENT = re.compile(r"举行|举办|召开|参加|出席|开幕|闭幕")
_FORMER = re.compile(r"比[^，。；]{0,8}同期的$")
_NAMED = re.compile(r"《[^《》]*》?|“[^“”，。]{1,20}”")
_HAPPENS = re.compile(
    r"[^，。；\n]{0,6}?(?:投产|竣工|上线|成立|开工|建成|启用|开通|通车|获批|批复|印发|发布|入驻|揭牌|出台|施行|注册)[^，。；\n]{0,2}[，。；\n]"
    r"|[，,]?[^，。；\n\d]{0,8}?(?:出台|印发|发布《|设立|成立|启动|获批|颁布|揭牌|注册)"
)
_WILL = re.compile(r"将|拟|计划")
_SIGNED = re.compile(r"签约|协议")
_STILL = re.compile(r"届时|当时")
_SINCE_THEN = re.compile(r"目前|已|现有|累计|如今|现在|过去|至此")
_UNTIL_NOW = re.compile(r"累计|至此")
_SURVEY = re.compile(r"(?:分|从|按)[^，。；\n]{1,8}看|其中|同期|年末|合计")
_COMPARED = re.compile(
    r"(?:(?<!对)比(?!例|重|赛|拼|如)|[相比]较|(?<!比)较|[高低大小快慢多少]于|相当于)[^，。；：\n\d]{0,6}$|是$"
)
_WAS = re.compile(
    r"^[^，。；\n]{0,4}?(?:发展|提高|增加|增长|缩减|缩短|下?降|上升|跃升|压缩|减少|扩大|提升|扩展|升|增|减|涨)[了]?(?:到|至|为)"
    r"|^[^，。；、\n\d]{0,8}[一-鿿](?:到|至|成)(?!现在|目前|今)(?:了|目前的|现在的|如今的)?[约近超]?[\d一二两三四五六七八九十百千第]"
)
_FROM = re.compile(r"(?:从|由|自)[^，。；\n]{0,14}$")
_HELD_AGAINST = re.compile(r"(?:比|较)[^，。；\n]{1,16}的$")
_CHANGED = re.compile(r"[^，。；、\n\d]{0,4}?[增减多少高低升降提涨跌快慢翻]")
_BEGAN = re.compile(r"(?:建于|[建创]成于|[成设创]立于|创[建办]于|投产于|[生始]于|改制于|上市于)$")
_REPORTED = re.compile(
    r"记者|电|讯|消息|获悉|介绍|表示|宣布|发布|印发|通报|告诉|透露|公布|公告|披露|召开|举行|举办|批复|签"
)
_STANDING = re.compile(
    r"(?:(?:占地|建筑|规划|总)面积|占地(?!区|方)|概算|总投资|设计|全长|总长|库容|注册资[本金]|海拔|相距|容积|跨度|总高)"
    r"[^，。；\n\d]{0,8}$"
)
_REACHED = re.compile(r"(?:由|从)[^，。；\n]*[\d一二两三四五六七八九十][^，。；\n]*(?:到|至|为|成)[约近超]?$")
_EARLIER = re.compile(r"(?:而|但|可)(?:是|早)?(?:在|于)(?:\d{4}年|[一二两三四五六七八九十\d]{1,2}年前)")
_TERMS = re.compile(r"给予|补助|奖励|补贴|贴息|最高|不超过|资助|奖补")
_BULLET = re.compile(r"[—•●·■◆\-*]")
_LISTED = re.compile(r"[、和与及]")
_PRESENT = re.compile(r"(?:由|从)(?:目前|现在|当前|如今|现有)[^，。；]{0,6}$")
_AGO = "一二两三四五六七八九十123456789"
_ALREADY = re.compile(r"现有|现状|总数|已|目前|累计|以来|为止|过去|历史")
_STARTS = re.compile(r"从|由|自")
_ANOTHER = re.compile(r"[\d一二两三四五六七八九十百千万亿].*[到至为成]")
_REPORTING = re.compile(r"报告期|假期|长假|展会期间|节日期间|会展期间")


_POINTS = frozenset({"as_of", "by"})


class _Last(NamedTuple):
    """The period of the last figure that had one."""

    paragraph: int
    sentence: int
    when: When
    as_of: bool
    """It is the day of a count: 截至6月30日."""


class Time(NamedTuple):
    as_of: str | None
    status: Status


@cache
def _cues(key: str) -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")[key]))


def _last_of(text: str, marks: str, start: int, end: int) -> int:
    return max(text.rfind(mark, start, end) for mark in marks)


class Times:
    """Finds the time and status of one figure after another, in the order of the text."""

    def __init__(self, reading: Reading, dates: list[When], clauses: Clauses) -> None:
        self._text = reading.text
        self._dates = dates
        self._starts = [when.start for when in dates]
        self._clauses = clauses
        self._published = reading.date
        self._latest = (-1, False)
        """The paragraph of the last figure that had a time, and whether that was aimed at."""
        self._last: dict[bool, _Last] = {}
        """Of what is and of what is aimed at."""
        self._sections = Sections(reading, dates)
        self._reported = self._sections.reported

    def of(self, number: Number) -> Time:
        when, now = self._governing(number)
        status = self._status(number, when)
        aim = status in ("target", "forecast")
        if when is None and not now:
            when = self._from_before(number, aim)
        as_of = None if now or when is None else self._as_of(when)
        clause = self._clauses.all[self._clauses.at(number.start)]
        if status == "historic" and when and self._is_before_former(when, number):
            as_of = None
        if (
            status != "historic"
            and when
            and not now
            and not self._is_aside(number)
            and (when.precision in CARRIED or self._is_point(when))
        ):
            self._latest = (clause.paragraph, aim)
            self._last[aim] = _Last(clause.paragraph, clause.sentence, when, self._is_point(when))
        return Time(as_of, status)

    def _is_aside(self, number: Number) -> bool:
        """In brackets."""
        start = max(self._clauses.all[self._clauses.at(number.start)].start - 30, 0)
        return _last_of(self._text, "（(", start, number.start) > _last_of(
            self._text, "）)", start, number.start
        )

    def _is_point(self, when: When) -> bool:
        """截至3月31日, 3月末, 到2025年: a count of that day."""
        return when.role in _POINTS or (when.precision == "day" and self._text[when.end - 1] in "底末")

    def _is_before_former(self, when: When, number: Number) -> bool:
        """2021年，产能由3万吨提高到5万吨: the year is that of the second figure."""
        between = self._text[when.end : number.start]
        return between not in ("", "的") and (
            _FROM.search(between) is not None or _HELD_AGAINST.search(between) is not None
        )

    def _as_of(self, when: When) -> str | None:
        iso = when.iso
        if iso and when.precision == "day" and self._text[when.end - 1] in "底末":
            return iso[:7]
        if iso and when.precision == "part_of_month":
            return iso[:7]
        return iso

    def _between(self, start: int, end: int) -> list[When]:
        low, high = bisect_right(self._starts, start - 1), bisect_right(self._starts, end - 1)
        return [when for when in self._dates[low:high] if when.end <= end]

    def _governing(self, number: Number) -> tuple[When | None, bool]:
        """The date that rules the figure, and whether it is now: 目前 sets an end to dates before it."""
        clauses = self._clauses.before(number.start)
        nth = self._nth_of_list(clauses[0], number)
        if nth:
            return nth, False
        for clause in clauses:
            for when in reversed(self._between(clause.start, min(clause.end, number.start))):
                if self._text[when.end : number.start] != "的" and self._is_compared(when):
                    continue
                if self._is_of_former(when, number):
                    continue
                if when.precision == "now":
                    return None, True
                if (
                    clause is not clauses[0]
                    and when.role is None
                    and _UNTIL_NOW.search(self._text, clauses[0].start, number.start)
                ):
                    return None, True
                topic = self._sections.at(number.start).topic
                if topic and topic.precision == "year" and self._text.startswith("全年", when.start):
                    return topic, False
                if self._rules(when, number) and (
                    clause is clauses[0] or when.role == "by" or not self._is_standing(clauses[0], number)
                ):
                    return when, False
        if self._reported and _REPORTING.search(self._text, clauses[-1].start, number.start):
            return self._reported, False
        after = self._after(number)
        if after:
            return after, False
        return None, False

    def _nth_of_list(self, clause: Clause, number: Number) -> When | None:
        """2024年、2025年净利润分别为2.9亿元、3.6亿元: each figure its own year."""
        whens = self._between(clause.start, number.start)
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

    def _from_before(self, number: Number, aim: bool) -> When | None:
        clauses = self._clauses.before(number.start)
        if self._is_standing(clauses[0], number):
            return None
        start = clauses[-1].start
        return self._carried(number, start, aim) or self._of_topic(number, start, aim)

    def _is_standing(self, clause: Clause, number: Number) -> bool:
        """占地, 总投资, 设计能力: these hold without a time."""
        return _STANDING.search(self._text[clause.start : number.start]) is not None

    def _is_of_former(self, when: When, number: Number) -> bool:
        """由2010年的第26位前移至第24位: the year is that of the first."""
        text = self._text
        return _STARTS.search(text, max(when.start - 3, 0), when.start) is not None and bool(
            _ANOTHER.search(text, when.end, number.start)
        )

    def _of_topic(self, number: Number, sentence: int, aim: bool) -> When | None:
        """In an article about a year or a quarter, what has no time of its own is of that."""
        section = self._sections.at(number.start)
        if section.topic is None or (aim and not section.plans):
            return None
        return None if _SINCE_THEN.search(self._text, sentence, number.start) else section.topic

    def _rules(self, when: When, number: Number) -> bool:
        text = self._text
        if when.precision not in _PERIODS or when.iso is None:
            return False
        if (
            when.role == "from"
            and when.precision != "period"
            and text[when.end : number.start] not in ("", "的")
        ):
            return False
        if text[when.start : when.start + 2] in ("未来", "今后") or (
            number.kind == "times" and text[when.end] == "的"
        ):
            return False
        if _BEGAN.search(text, max(when.start - 3, 0), when.start) and number.start > when.end + 1:
            return False
        if (
            _HAPPENS.match(text, when.end)
            and not _STILL.search(text, when.end, number.start)
            and not _WILL.search(text, when.end, when.end + 4)
        ):
            return False
        if when.precision in ("day", "days") and self._text[when.end - 1] not in "底末":
            return (
                when.role in ("as_of", "by")
                or bool(_EVENT.search(text, when.end, number.start))
                or self._is_day_of(when, number)
            )
        return not self._text.startswith("成立", when.end)

    def _is_day_of(self, when: When, number: Number) -> bool:
        """8月6日单日进出港旅客达4.3万人次; not the day something was said."""
        said = self._text[when.end : number.start]
        return said.count("，") <= 1 and len(said) < 30 and not _REPORTED.search(said)

    def _is_compared(self, when: When) -> bool:
        return bool(_COMPARED.search(self._text, max(when.start - 8, 0), when.start))

    def _after(self, number: Number) -> When | None:
        """首期8个项目6月底前投产; 500家（截至2020年底）."""
        end = self._clauses.all[self._clauses.at(number.start)].end
        for when in self._between(number.end, min(end, number.end + 24)):
            if when.iso and (when.role == "before" or when.role == "as_of"):
                return when
        return None

    def _carried(self, number: Number, sentence: int, aim: bool) -> When | None:
        """A period goes on to the next figures of its paragraph; a day to those who took part in its event."""
        if _SINCE_THEN.search(self._text, sentence, number.start):
            return None
        here = self._clauses.all[self._clauses.at(number.start)]
        last = self._last.get(aim)
        if last:
            same = last.paragraph == here.paragraph and here.sentence - last.sentence <= 8
            goes_on = last.as_of or self._sections.at(number.start).topic is None
            near = goes_on and here.paragraph - last.paragraph <= 1
            listed = aim and _BULLET.match(self._text, self._text.rfind("\n", 0, sentence) + 1)
            if (
                same
                or (listed and here.paragraph - last.paragraph <= 6)
                or (near and _SURVEY.match(self._text, sentence))
            ):
                return last.when
        if aim:
            return None
        if number.kind == "count" or "展" in self._text[sentence : number.start]:
            return self._event(number, sentence)
        return None

    def _event(self, number: Number, sentence: int) -> When | None:
        """8月16日，宣讲会在广州举办。…500余人参加会议。"""
        paragraph = self._text.rfind("\n", 0, number.start) + 1
        index = bisect_right(self._starts, sentence - 1)
        for when in reversed(self._dates[max(index - 3, 0) : index]):
            if when.start < paragraph:
                return None
            if when.iso and when.precision in ("day", "days"):
                stop = self._text.find("。", when.end)
                held = _EVENT.search(self._text, when.end, stop if stop >= 0 else len(self._text))
                return (
                    when if held and not _SIGNED.search(self._text, when.end, max(stop, when.end)) else None
                )
        return None

    def _status(self, number: Number, when: When | None) -> Status:
        text = self._text
        clauses = self._clauses.before(number.start)
        here = text[clauses[0].start : number.start]
        if self._is_former(number, here):
            return "historic"
        future = self._is_future(when)
        if self._is_years_ago(when) and not future and not _REACHED.search(here[-60:]):
            return "historic"
        if _PRESENT.search(here):
            return "actual"
        over = when is not None and when.start >= clauses[0].start and self._has_ended(when)
        found: Status | None = None
        for clause in clauses:
            said = _NAMED.sub(
                "", _cues("not_target").sub("〇", text[clause.start : min(clause.end, number.start)])
            )
            if _cues("forecast").search(said) and not (over and clause is not clauses[0]):
                return "forecast"
            if found:
                continue
            if clause is not clauses[0]:
                said = said.replace("一度", "")
            if _cues("target").search(said):
                if not _cues("weak_target").search(said):
                    return "target"
                found = "target"
            elif _cues("actual").search(said) and not future:
                return "actual"
            elif _cues("historic").search(said) and not (
                clause is clauses[0] and _REACHED.search(here[-60:])
            ):
                return "historic"
        if found or future:
            return found or "target"
        sentence = text[clauses[-1].start : number.start]
        if _EARLIER.match(sentence) or _EARLIER.search(here):
            return "historic"
        section = self._sections.at(number.start)
        if (
            section.plans
            and not self._is_over(when, section)
            and not _ALREADY.search(text, clauses[-1].start, clauses[0].end)
            and (when is not None or self._latest != (clauses[0].paragraph, False))
            and not _TERMS.search(text, clauses[0].start, clauses[0].end)
            and not self._is_standing(clauses[0], number)
        ):
            return "target"
        return "target" if self._is_still_to_start(clauses[-1].start, number.start) else "actual"

    def _is_years_ago(self, when: When | None) -> bool:
        """五年前"""
        if when is None or when.role != "before" or when.precision != "year":
            return False
        return self._text[when.start] in _AGO and when.relative

    def _is_over(self, when: When | None, section: Section) -> bool:
        """It ends before the time the plan is for."""
        if when is None or when.iso is None:
            return False
        if (
            len(when.iso) > 4
            and not is_ahead(when, self._published)
            and not (section.topic and when == section.topic)
        ):
            return True
        first = section.topic.iso if section.topic else None
        year = first[:4] if first else str(self._published.year) if self._published else "0"
        return when.iso.rpartition("/")[2][:4] < year

    def _is_still_to_start(self, start: int, end: int) -> bool:
        """10月1日起，发放…: from a day that has not come."""
        return any(when.role == "from" and self._is_day_ahead(when) for when in self._between(start, end))

    def _is_day_ahead(self, when: When) -> bool:
        if self._published is None or when.iso is None or len(when.iso) != 10:
            return is_ahead(when, self._published)
        return when.iso > self._published.isoformat()

    def _is_former(self, number: Number, here: str) -> bool:
        """从30万元提高到50万元: the first of the two. 比去年同期的196.4万标箱增加: what it is held against."""
        if _PRESENT.search(here):
            return False
        after = self._text[number.end : number.end + 12]
        if _FORMER.search(here) or (_HELD_AGAINST.search(here[-18:]) and _CHANGED.match(after)):
            return True
        return bool(_FROM.search(here[-24:]) and _WAS.match(self._text[number.end : number.end + 24]))

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
