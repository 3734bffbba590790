"""The time a figure holds for, and whether it is reached, aimed at, forecast or past."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from twinwheel.reading.facts.dates import When
from twinwheel.reading.facts.indicators.clauses import Clauses
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
_SIGNED = re.compile(r"签约|协议")
_STILL = re.compile(r"届时|当时")
_SINCE_THEN = re.compile(r"目前|已|现有|累计|如今|现在|过去|至此")
_UNTIL_NOW = re.compile(r"累计|至此")
_SURVEY = re.compile(r"(?:分|从|按)[^，。；\n]{1,8}看|其中|同期|年末|合计")
_COMPARED = re.compile(r"(?:比|较|[高低大小快慢多少]于|是|相当于)$")
_WAS = re.compile(
    r"^[^，。；\n]{0,4}?(?:发展|提高|增加|增长|缩减|缩短|下?降|上升|跃升|压缩|减少|扩大|提升|扩展|升|增|减|涨)[了]?(?:到|至|为)"
)
_FROM = re.compile(r"(?:从|由|自)[^，。；\n]{0,14}$")


_CARRIED = frozenset({"year", "half", "quarter", "period", "month"})


class _Last(NamedTuple):
    """The period of the last figure that had one."""

    paragraph: int
    sentence: int
    when: When


class Time(NamedTuple):
    as_of: str | None
    status: Status


@cache
def _cues(key: str) -> re.Pattern[str]:
    return re.compile(any_of(table("indicators")[key]))


class Times:
    """Finds the time and status of one figure after another, in the order of the text."""

    def __init__(self, text: str, dates: list[When], clauses: Clauses, published: date | None) -> None:
        self._text = text
        self._dates = dates
        self._starts = [when.start for when in dates]
        self._clauses = clauses
        self._published = published
        self._last: _Last | None = None

    def of(self, number: Number) -> Time:
        when, now = self._governing(number)
        status = self._status(number, when)
        as_of = None if now or when is None else self._as_of(when)
        clause = self._clauses.all[self._clauses.at(number.start)]
        if status == "historic" and when and self._text[when.end : number.start] not in ("", "的"):
            as_of = None
        if status == "actual" and when and not now and when.precision in _CARRIED:
            self._last = _Last(clause.paragraph, clause.sentence, when)
        return Time(as_of, status)

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
        for clause in clauses:
            for when in reversed(self._between(clause.start, min(clause.end, number.start))):
                if self._text[when.end : number.start] != "的" and self._is_compared(when):
                    continue
                if when.precision == "now":
                    return None, True
                if (
                    clause is not clauses[0]
                    and when.role is None
                    and _UNTIL_NOW.search(self._text, clauses[0].start, number.start)
                ):
                    return None, True
                if self._rules(when, number):
                    return when, False
        after = self._after(number)
        if after:
            return after, False
        return self._carried(number, clauses[-1].start), False

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
        if _HAPPENS.match(text, when.end) and not _STILL.search(text, when.end, number.start):
            return False
        if when.precision in ("day", "days") and self._text[when.end - 1] not in "底末":
            return when.role in ("as_of", "by") or bool(_EVENT.search(self._text, when.end, number.start))
        return not self._text.startswith("成立", when.end)

    def _is_compared(self, when: When) -> bool:
        return bool(_COMPARED.search(self._text, max(when.start - 3, 0), when.start))

    def _after(self, number: Number) -> When | None:
        """首期8个项目6月底前投产; 500家（截至2020年底）."""
        end = self._clauses.all[self._clauses.at(number.start)].end
        for when in self._between(number.end, min(end, number.end + 24)):
            if when.iso and (when.role == "before" or when.role == "as_of"):
                return when
        return None

    def _carried(self, number: Number, sentence: int) -> When | None:
        """A period goes on to the next figures of its paragraph; a day to those who took part in its event."""
        if _SINCE_THEN.search(self._text, sentence, number.start):
            return None
        here = self._clauses.all[self._clauses.at(number.start)]
        last = self._last
        if last:
            same = last.paragraph == here.paragraph and here.sentence - last.sentence <= 3
            survey = here.paragraph - last.paragraph <= 1 and _SURVEY.match(self._text, sentence)
            if same or survey:
                return last.when
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
        found: Status | None = None
        for clause in clauses:
            said = _NAMED.sub(
                "", _cues("not_target").sub("〇", text[clause.start : min(clause.end, number.start)])
            )
            if _cues("forecast").search(said):
                return "forecast"
            if found:
                continue
            if _cues("target").search(said):
                if not _cues("weak_target").search(said):
                    return "target"
                found = "target"
            elif _cues("actual").search(said) and not future:
                return "actual"
            elif _cues("historic").search(said):
                return "historic"
        return found or ("target" if future else "actual")

    def _is_former(self, number: Number, here: str) -> bool:
        """从30万元提高到50万元: the first of the two. 比去年同期的196.4万标箱增加: what it is held against."""
        if _FORMER.search(here):
            return True
        return bool(_FROM.search(here[-24:]) and _WAS.match(self._text[number.end : number.end + 24]))

    def _is_future(self, when: When | None) -> bool:
        if when is None or when.iso is None or self._published is None:
            return bool(when and when.role == "by")
        return when.iso.rpartition("/")[2][:4] > str(self._published.year)
