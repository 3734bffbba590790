"""The time a figure holds for, and whether it is reached, aimed at, forecast or past."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from twinwheel.reading.facts.indicators.carrying import SINGLE, Carrying, Said
from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.ruling import EVENT, Ruling
from twinwheel.reading.facts.indicators.sections import CARRIED, Sections
from twinwheel.reading.facts.indicators.status import FROM, HELD_AGAINST, Status, Statuses
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.numbers import Number

_SIGNED = re.compile(r"签约|协议")
_WITH_THIS = re.compile(r"至此")
_SINCE = re.compile(
    r"(?<!今年)(?<!年初)以来|[半一二两三四五六七八九十几多\d]个?[年月周天](?:多|间)?[以下]?来(?![自源到了访料宾电往])"
    r"|(?:试?运[行营]|上线|开[业馆园通营]|投[运产用]|成立|启用)[^，。；\n]{0,2}(?:半年|不[到满]|[一二两三四五六七八九十\d]{1,2}个?[年月周])|(?:后|之日起)，[^。；，\n]{0,14}累计|(?<!截)[至迄]今(?![年天日晚仍未没还])"
)
"""五年来, 开馆以来, 上线半年: all of that time, and no one year of it."""
_TERMS = re.compile(
    r"给予|(?:补助|奖励|补贴|贴息|资助|奖补)(?!了|资金|金额|总额)|最高(?:可?[给奖补支资享获]|不超|限)|不超过|(?<![必急无])须(?!知)|应当|应[在为有达]"
)
"""What is paid, and to whom, holds as long as the rules do."""
_PAID = re.compile(r"发放|兑现|拨付|支付|安排|落实|领取|申领|获得?|支出|下达|享受|办理|累计|共|已|合计")
_THOSE = re.compile(r"(?:的[^，。；\n是]{0,12})?(?:以上|以下|以内)?的[^，。；\n是]{0,14}[，、]|以[上下内]的")
_A_YEAR = re.compile(r"每年|达产后|(?<![第新过近])一年(?![来前后间多内里级下])")
_SHORT = frozenset({"half", "quarter", "month", "day", "days", "part_of_month"})

_FAR = 200
"""Characters of a sentence before the figure that are looked at."""
_POINTS = frozenset({"as_of", "by"})


class Time(NamedTuple):
    as_of: str | None
    status: Status


def _last_of(text: str, marks: str, start: int, end: int) -> int:
    return max(text.rfind(mark, start, end) for mark in marks)


class Times:
    """Finds the time and status of one figure after another, in the order of the text."""

    def __init__(self, reading: Reading, dates: list[When], clauses: Clauses) -> None:
        self._text = reading.text
        self._dates = dates
        self._starts = [when.start for when in dates]
        self._clauses = clauses
        self._latest = (-1, False)
        """The paragraph of the last figure that had a time, and whether that was aimed at."""
        self._whole: tuple[Clause, Time] | None = None
        """The last figure: its clause and time."""
        self._sections = Sections(reading, dates)
        self._statuses = Statuses(reading, clauses, self._sections)
        self._ruling = Ruling(reading.text, clauses, self._sections, reading.date)
        self._carrying = Carrying(reading.text, clauses, self._sections)

    def of(self, number: Number, owner: str | None) -> Time:
        time = self._of(number, owner)
        self._carrying.went(number, time.as_of)
        return time

    def _of(self, number: Number, owner: str | None) -> Time:
        when, now = self._ruling.of(number)
        clause = self._clauses.all[self._clauses.at(number.start)]
        whole = self._of_whole(number, clause) if when is None and not now else None
        in_fact = self._latest == (clause.paragraph, False)
        status = self._statuses.of(number, when, in_fact=in_fact, whole=whole.status if whole else None)
        if whole and whole.status == status:
            return whole
        if not now and self._has_no_time(number, when):
            when, now = None, True
        aim = status in ("target", "forecast")
        if when is not None and (
            when.end <= clause.start and self._is_over(when)
            if aim
            else status == "actual" and self._is_to_come(when)
        ):
            when, now = None, True
        stated = when is not None
        if when is None and not now:
            when = self._from_before(number, status, owner)
        as_of = None if now or when is None else self._as_of(when)
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
            if stated:
                single = SINGLE.match(self._text, when.end) is not None
                said = Said(when, clause.paragraph, clause.sentence, self._is_point(when), owner, single)
                self._carrying.heed(said, aim)
        self._whole = (clause, Time(as_of, status))
        return Time(as_of, status)

    def _is_over(self, when: When) -> bool:
        """What is aimed at is not of a month that has ended: 4月首栋车间落成，全部投用后将新增岗位900个."""
        day = self._sections.published
        end = (when.iso or "").rpartition("/")[2]
        brief = when.precision in ("month", "day", "days", "part_of_month") and when.role is None
        return day is not None and brief and bool(end) and end[:7] < f"{day:%Y-%m}"

    def _is_to_come(self, when: When) -> bool:
        """What is so already is not of a day to come: 9月12日开幕，已有410家企业报名."""
        day = self._sections.published
        if day is None or when.iso is None or when.precision not in ("day", "month"):
            return False
        return len(when.iso) >= 7 and when.iso[: len(day.isoformat())] > day.isoformat()[: len(when.iso)]

    def _has_no_time(self, number: Number, when: When | None) -> bool:
        """What is paid by rules, what came together over years, and what a year brings, hold for no one time."""
        clauses = self._clauses.before(number.start)
        own = clauses[0].start
        if when is not None and when.role in _POINTS:
            return False
        if (
            _TERMS.search(self._text, own, number.start) and not _PAID.search(self._text, own, number.start)
        ) or (self._text[own] in "对凡" and _THOSE.match(self._text, number.end)):
            return True
        start = max(clauses[-1].start, number.start - _FAR)
        if when is not None and when.end < number.start:
            start = max(when.end, start)
        if _SINCE.search(self._text, start, number.start):
            return True
        brief = when is not None and when.precision in _SHORT and when.end <= number.start
        return (
            brief
            and when is not None
            and _A_YEAR.search(self._text, max(own, when.end), number.start) is not None
        )

    def _of_whole(self, number: Number, clause: Clause) -> Time | None:
        """其中…: a part has the time and status of the whole, which was told in the sentence before."""
        sentence = self._clauses.before(number.start)[-1]
        if self._whole is None or not self._text.startswith("其中", sentence.start):
            return None
        whole, time = self._whole
        near = whole.paragraph == clause.paragraph and clause.sentence - whole.sentence <= 1
        return time if near and time.status != "historic" else None

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
            FROM.search(between) is not None or HELD_AGAINST.search(between) is not None
        )

    def _as_of(self, when: When) -> str | None:
        iso = when.iso
        if iso and when.precision == "day" and self._text[when.end - 1] in "底末":
            return iso[:7]
        if iso and when.precision == "part_of_month":
            return iso[:7]
        return iso

    def _from_before(self, number: Number, status: Status, owner: str | None) -> When | None:
        sentence = self._clauses.before(number.start)[-1].start
        if _WITH_THIS.match(self._text, sentence):
            return self._day_before(sentence)
        return self._carrying.of(number, status, owner, self._event(number, sentence))

    def _day_before(self, sentence: int) -> When | None:
        """8月10日，…。至此，在轨卫星达到14颗: the last day of the paragraph before the sentence."""
        dates = self._sections.between(self._clauses.paragraph(sentence), sentence)
        return next((when for when in reversed(dates[-3:]) if when.iso and when.precision == "day"), None)

    def _event(self, number: Number, sentence: int) -> When | None:
        """8月16日，宣讲会在广州举办。…500余人参加会议。"""
        paragraph = self._clauses.paragraph(number.start)
        index = bisect_right(self._starts, sentence - 1)
        for when in reversed(self._dates[max(index - 3, 0) : index]):
            if when.start < paragraph:
                return None
            if when.iso and when.precision in ("day", "days"):
                stop = self._clauses.sentence(when.start).end
                held = EVENT.search(self._text, when.end, stop)
                return when if held and not _SIGNED.search(self._text, when.end, stop) else None
        return None
