"""Dates as people say them: 今天, 上周五, 本月底, 近三年, 上世纪80年代."""

from __future__ import annotations

import re
from datetime import date, timedelta

from twinwheel.reading.facts.moments import Context, N, Precision, When, day_of, number, third

SPOKEN = re.compile(
    r"(?P<day>今天|今日|昨天|昨日|昨晚|明天|明日|前天|当天|当日|次日|翌日|同日)|(?P<now>截至目前|目前|现在|当前|眼下|如今|现阶段|时下|至今(?![年天日晚])|迄今)"
    r"|(?P<vague>日前|近日|近期|近年来?|近些年来?|近几年来?|最近(?!\d|[一二两三四五六七八九十]))"
    rf"|(?P<month>本月|上个?月|下个?月|当月|同月)(?:(?P<month_day>{N})[日号])?(?P<third>中下旬|[上中下]旬|初|中|底|末)?"
    r"|(?P<week>本周|上周|下周)(?P<weekday>[一二三四五六日末](?!是|带))?|(?P<this>周)(?P<on>[一二三四五六日](?![年期到至—-]))"
    rf"|(?P<ago>[一二两三四五六七八九十]{{1,2}}|\d{{1,2}})年(?:多)?前(?![后景期台往列沿])"
    rf"|(?P<span>最近|近|过去|未来|今后)的?(?P<count>[一二两三四五六七八九十]{{1,3}}|\d{{1,3}})(?P<unit>年|个月)"
    r"|(?P<new>新的?一年)|(?P<century>\d{2}|上)世纪(?P<decade>[\d一二三四五六七八九]{1,2})十?年代"
)
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "明天": 1, "明日": 1, "前天": -2}


def spoken(text: str, match: re.Match[str], context: Context) -> When | None:
    start, end, published = match.start(), match.end(), context.published
    previous = text[start - 1 : start] or "\n"
    if match["day"]:
        return _spoken_day(start, end, match["day"], context)
    if match["now"]:
        return When(start, end, published.isoformat() if published else None, "now", relative=True)
    if match["vague"]:
        return When(start, end, None, "vague", relative=True)
    if match["new"]:
        year = (published + timedelta(days=60)).year if published else None
        return When(start, end, str(year) if year else None, "year")
    if match["century"]:
        return _decade(match)
    if match["month"]:
        held_against = previous in "由从比较与"  # 8月环比由上月的…: the month before the one it tells of
        return None if previous in "以" else _spoken_month(match, context, held_against)
    if match["week"]:
        return _week(match, published)
    if match["this"]:
        return None if previous in _NOT_BEFORE_WEEKDAY else _weekday(match, published)
    if match["ago"]:
        ago = number(match["ago"])
        if ago is None or previous.isdigit() or previous in "第几":
            return None
        iso = f"{published.year - ago:04}" if published and 0 < ago < 1000 else None
        return When(start, end - 1, iso, "year", relative=True)
    if match["span"] == "近" and previous in "最附邻临靠":
        return None
    return _span(match, published)


def _spoken_day(start: int, end: int, word: str, context: Context) -> When:
    if word in _DAYS:
        day = context.published + timedelta(days=_DAYS[word]) if context.published else None
    else:
        day = date.fromisoformat(context.day) if context.day else None
        day = day + timedelta(days=1) if day and word in ("次日", "翌日") else day
    return When(start, end, day.isoformat() if day else None, "day", relative=True)


def _spoken_month(match: re.Match[str], context: Context, held_against: bool) -> When:
    word, published = match["month"], context.published
    year, month = (published.year, published.month) if published else (None, 0)
    if held_against and re.fullmatch(r"\d{4}-\d{2}", context.last or ""):
        year, month = int((context.last or "")[:4]), int((context.last or "")[5:])
    if word in ("当月", "同月"):
        last = context.last or ""
        year, month = (int(last[:4]), int(last[5:7])) if re.match(r"\d{4}-\d{2}", last) else (None, 0)
    elif year is not None:
        month += {"上": -1, "下": 1}.get(word[0], 0)
        year, month = (year - 1, 12) if month == 0 else (year + 1, 1) if month == 13 else (year, month)
    iso: str | None = None
    precision: Precision = "month"
    if year is not None and match["month_day"]:
        iso, precision = day_of(year, month, number(match["month_day"]) or 0), "day"
    elif year is not None:
        iso, precision = third(year, month, match["third"])
    return When(match.start(), match.end(), iso, precision, relative=True)


_NOT_BEFORE_WEEKDAY = "每一二两三四五六七八九十几双单个圆、"


def _weekday(match: re.Match[str], published: date | None) -> When:
    """周五 is the last one up to the day of publication."""
    iso = None
    if published:
        back = (published.weekday() - "一二三四五六日".index(match["on"])) % 7
        iso = (published - timedelta(days=back)).isoformat()
    return When(match.start(), match.end(), iso, "day", relative=True)


def _week(match: re.Match[str], published: date | None) -> When:
    if published is None:
        return When(match.start(), match.end(), None, "days", relative=True)
    monday = published - timedelta(
        days=published.weekday() - 7 * {"上": -1, "下": 1}.get(match["week"][0], 0)
    )
    weekday = match["weekday"]
    if weekday and weekday != "末":
        day = monday + timedelta(days="一二三四五六日".index(weekday))
        return When(match.start(), match.end(), day.isoformat(), "day", relative=True)
    first, last = (monday + timedelta(days=5 if weekday else 0)), monday + timedelta(days=6)
    return When(match.start(), match.end(), f"{first}/{last}", "days", relative=True)


def _span(match: re.Match[str], published: date | None) -> When:
    """近三年 is the three years up to the month of publication; 未来三年 the three that follow.

    过去一年, said when a year has just begun, is the one before.
    """
    count = number(match["count"]) or 0
    if (
        published
        and published.month <= 3
        and match["span"] == "过去"
        and match["unit"] == "年"
        and count == 1
    ):
        return When(match.start(), match.end(), f"{published.year - 1:04}", "year", relative=True)
    months = count * (12 if match["unit"] == "年" else 1)
    iso = None
    if published and months:
        here = published.year * 12 + published.month - 1
        low, high = (here, here + months) if match["span"] in ("未来", "今后") else (here - months, here)
        if low // 12 >= 1:
            iso = f"{low // 12:04}-{low % 12 + 1:02}/{high // 12:04}-{high % 12 + 1:02}"
    return When(match.start(), match.end(), iso, "period", relative=True)


def _decade(match: re.Match[str]) -> When | None:
    tens = number(match["decade"][0])
    if tens is None:
        return None
    century = 1900 if match["century"] == "上" else (int(match["century"]) - 1) * 100
    first = century + tens * 10
    if not 1000 <= first <= 2990:
        return None
    return When(
        match.start(), match.end(), f"{first}/{first + 9}", "period", relative=match["century"] == "上"
    )
