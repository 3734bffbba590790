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
_COMPARED = re.compile(r"(?:比|较|于|是|相当于)$")
_WAS = re.compile(
    r"^[^，。；\n]{0,4}?(?:提高|增加|增长|缩减|缩短|下?降|上升|跃升|压缩|减少|扩大|提升|扩展|升|增|减|涨)[了]?(?:到|至|为)"
)
_FROM = re.compile(r"(?:从|由|自)[^，。；\n]{0,14}$")


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

    def of(self, number: Number) -> Time:
        when, now = self._governing(number)
        status = self._status(number, when)
        as_of = None if now or when is None else self._as_of(when)
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
                adjacent = self._text[when.end : number.start] in ("", "的")
                if not adjacent and self._is_compared(when):
                    continue
                if when.precision == "now":
                    return None, True
                if self._rules(when, number):
                    return when, False
        after = self._after(number)
        if after:
            return after, False
        return self._carried(number, clauses[-1].start), False

    def _rules(self, when: When, number: Number) -> bool:
        if when.precision not in _PERIODS or when.iso is None:
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
        """A period named earlier in the paragraph goes on; a day only from the sentence before, of an event."""
        paragraph = self._text.rfind("\n", 0, number.start) + 1
        index = bisect_right(self._starts, sentence - 1)
        previous = self._clauses.before(max(sentence - 1, 0))[-1].start
        for when in reversed(self._dates[max(index - 6, 0) : index]):
            if when.start < paragraph:
                break
            if when.precision == "now":
                return None
            if when.iso is None or self._is_compared(when) or when.relative and when.precision == "period":
                continue
            if when.precision in ("half", "quarter", "period") or (
                when.precision in ("year", "month") and when.role != "by" and self._has_figure(when)
            ):
                return when
            if when.precision in ("day", "days") and when.start >= previous:
                stop = self._text.find("。", when.end)
                if _EVENT.search(self._text, when.end, stop if stop >= 0 else len(self._text)):
                    return when
        return None

    def _has_figure(self, when: When) -> bool:
        """The sentence of the date gives figures for it."""
        stop = self._text.find("。", when.end)
        return bool(re.compile(r"\d").search(self._text, when.end, stop if stop >= 0 else len(self._text)))

    def _status(self, number: Number, when: When | None) -> Status:
        text = self._text
        clauses = self._clauses.before(number.start)
        here = text[clauses[0].start : number.start]
        if _WAS.match(text[number.end : number.end + 16]) and _FROM.search(here[-24:]):
            return "historic"
        if _FROM.search(here[-12:]) and _WAS.match(text[number.end : number.end + 24]):
            return "historic"
        if re.search(r"比[^，。；]{0,8}同期的$", here):
            return "historic"
        if _cues("historic").search(here) and not _cues("actual").search(here):
            return "historic"
        future = self._is_future(when)
        for clause in clauses:
            said = _cues("not_target").sub("〇", text[clause.start : min(clause.end, number.start)])
            if _cues("forecast").search(said):
                return "forecast"
            if _cues("target").search(said):
                return "target"
            if _cues("actual").search(said) and not future:
                return "actual"
        return "target" if future else "actual"

    def _is_future(self, when: When | None) -> bool:
        if when is None or when.iso is None or self._published is None:
            return bool(when and when.role == "by")
        return when.iso.rpartition("/")[2][:4] > str(self._published.year)
