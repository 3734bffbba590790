"""The dates and periods of a text: ``2020年3月``, ``8月16日—17日``, ``去年同期``, ``“十四五”末``, ``近三年``.

Relative ones are reckoned from the day the text was published and from what was named just before; where
that does not settle them, ``iso`` is None.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from twinwheel.reading.facts.numerals import chinese

Precision = Literal[
    "day", "days", "part_of_month", "month", "quarter", "half", "year", "period", "plan", "now", "vague"
]

Role = Literal["by", "as_of", "from", "before"]


class When(NamedTuple):
    """``text[start:end]`` is the date itself, without 到, 截至 or 起 around it."""

    start: int
    end: int
    iso: str | None
    """``2018``, ``2019-H1``, ``2019-Q2``, ``2021-01``, ``2021-01-16``, a period ``2016/2020``; None unsettled."""
    precision: Precision
    role: Role | None = None
    """``by``: 到2025年; ``as_of``: 截至5月底; ``from``: 自2020年起; ``before``: 6月30日前."""
    relative: bool = False
    """It is reckoned from the day of publication or from another date."""

    @property
    def year(self) -> int | None:
        """The year it ends in."""
        return int(self.iso.rpartition("/")[2][:4]) if self.iso else None


_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TO = r"(?:[-－—–~～〜至到]|——)"
_YEAR = r"(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})"
_WHOLE = re.compile(
    rf"(?:(?P<from_year>{_YEAR})年?{_TO})?(?:(?P<year>{_YEAR})\s?(?:财年|年度?|(?=[上下]半年|第?[一二三四]季度))"
    r"|(?P<rel>今年|去年|前年|明年|后年(?![产均利营收可发处加吞销输])|来年|上年度?|本年度?|上一财年|同年|次年|翌年|当年|同期|全年(?![龄级薪段]|无)))?(?:(?<=[年度])全年)?"
    r"(?:(?P<same>同期)|(?P<half>[上下]半年|半年[报度])(?P<half_close>[末底])?"
    r"|(?P<quarters>[一三]季报|前[二两三]个?季度|第?[一二三四1-4](?:至[二三四2-4])?季度|首季度?)(?P<close>[末底])?"
    rf"|[前头](?P<first>{_N}|两)个?月(?:份)?|(?P<months_from>{_N})月?份?{_TO}(?P<months_to>{_N})月份?(?!\d|{_N}[日号])"
    rf"|(?P<month>{_N})月(?:份|(?P<day>{_N})(?:[日号]?{_TO}(?:(?P<to_month>{_N})月)?(?P<to_day>{_N}))?[日号])?"
    r"(?P<third>上中旬|中下旬|[上中下]旬|初|中(?!旬|[国央共小山部])|底|末)?"
    r"|年?(?P<edge>[初底末中](?![国央小学部心步级试]))|年内)?(?P<since>以来)?"
)
_PLAN = re.compile(
    r"(?:[“‘\"「『](?P<quoted>[六七八九]|十[一二三四五六七八九]?)五[”’\"」』]|(?P<bare>十[一二三四五六七八九])五)"
    r"(?:(?:规划)?(?:时期|期间))?(?P<edge>末期?|初期?|开局之年|收官之年)?"
)
_FIGURES = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<sep>[-/.])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?(?![\d.％%])"
)
_SPOKEN = re.compile(
    r"(?P<day>今天|今日|昨天|昨日|昨晚|明天|明日|前天|当天|当日|次日|翌日|同日)|(?P<now>截至目前|目前|现在|当前|眼下|如今|现阶段|时下|至今(?![年天日晚])|迄今)"
    r"|(?P<vague>日前|近日|近期|近年来?|近些年来?|近几年来?|最近(?!\d|[一二两三四五六七八九十]))"
    rf"|(?P<month>本月|上个?月|下个?月|当月|同月)(?:(?P<month_day>{_N})[日号])?(?P<third>中下旬|[上中下]旬|初|中|底|末)?"
    r"|(?P<week>本周|上周|下周)(?P<weekday>[一二三四五六日末](?!是|带))?|(?P<this>周)(?P<on>[一二三四五六日](?![年期到至—-]))"
    rf"|(?P<ago>[一二两三四五六七八九十]{{1,2}}|\d{{1,2}})年(?:多)?前(?![后景期台往列沿])"
    rf"|(?P<span>最近|近|过去|未来|今后)的?(?P<count>[一二两三四五六七八九十]{{1,3}}|\d{{1,3}})(?P<unit>年|个月)"
    r"|(?P<new>新的?一年)|(?P<century>\d{2}|上)世纪(?P<decade>[\d一二三四五六七八九]{1,2})十?年代"
)
_START = re.compile(
    r"[\d一二三四五六七八九十首“‘\"「『今昨去前明后来上本同次翌当年全头截目现眼如时至迄日近最下过未第周两半新]"
)
_BY = re.compile(r"(?P<as_of>截至|截止到?|截到)|(?P<by>力争到?|到|至|在)|(?P<from_>自|从)")
_TO_DATE = re.compile(rf"{_TO}(?=\d|[今本去次翌同])")
_FUTURE = re.compile(r"将|拟|定于|计划|预计|即将")
_COMPARED = re.compile(r"[比较][^，。；：\n\d]{0,6}$|(?:接近|相当于|超过|恢复到|不及|是|为)$")
_ASIDE = re.compile(r"[（(]$")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


@dataclass
class _Context:
    """What relative dates are reckoned from."""

    published: date | None
    year: int | None = None
    """Of the last date named."""
    year_at: int = -1
    last: str | None = None


def find(text: str, published: date | None = None) -> list[When]:
    """The dates and periods of ``text`` in their order, none inside another."""
    return list(_found(text, published))


@lru_cache(maxsize=1)
def _found(text: str, published: date | None) -> tuple[When, ...]:
    """Kept for the last text, because figures and documents ask one after the other."""
    return tuple(scan(text, published))


def scan(text: str, published: date | None = None) -> Iterator[When]:
    """``find`` one after another, of a piece of text that nobody asks for again."""
    context = _Context(published)
    done = 0
    for candidate in _START.finditer(text):
        start = candidate.start()
        if start < done:
            continue
        when = _at(text, start, candidate[0], context)
        if when is None:
            continue
        when = _up_to(text, when, context)
        when = when._replace(role=_role(text, when.start, when.end))
        yield when
        done = when.end
        compared = _COMPARED.search(text, max(start - 8, 0), start) is not None
        if (
            when.iso
            and when.precision not in ("now", "vague", "plan")
            and not compared
            and not _ASIDE.search(text, max(start - 2, 0), start)
        ):
            context.year, context.year_at, context.last = when.year, when.end, when.iso


def _up_to(text: str, when: When, context: _Context) -> When:
    """2022年11月至2023年3月, 去年12月至今年2月底: the period between the two."""
    to = _TO_DATE.match(text, when.end)
    if to is None or when.iso is None or when.precision not in ("month", "day"):
        return when
    until = _at(text, to.end(), text[to.end()], replace(context, year=when.year, year_at=when.end))
    if (
        until is None
        or until.iso is None
        or until.precision not in ("month", "day")
        or len(when.iso) > len(until.iso)
    ):
        return when
    last = until.iso[: len(when.iso)]
    precision: Precision = "days" if len(last) == 10 else "period"
    return when if last < when.iso else When(when.start, until.end, f"{when.iso}/{last}", precision)


def _at(text: str, start: int, first: str, context: _Context) -> When | None:
    if first in '“‘"「『十':
        plan = _plan(text, start)
        if plan or first != "十":
            return plan
    if first.isdigit():
        if start and (text[start - 1].isdigit() or text[start - 1] in ".-/"):
            return None
        figures = _figures(text, start) or _day_alone(text, start, context)
        if figures:
            return figures
    spoken = _SPOKEN.match(text, start)
    if spoken:
        return _spoken(text, spoken, context)
    whole = _WHOLE.match(text, start)
    if whole is None or whole.end() == start:
        return None
    return _whole(text, whole, context)


def _plan(text: str, start: int) -> When | None:
    """“十四五” is 2021 to 2025; from the sixth plan on, each has five years."""
    match = _PLAN.match(text, start)
    if match is None:
        return None
    bare = match["bare"]
    number = chinese(match["quoted"] or bare)
    if number is None or (bare and text[match.end() : match.end() + 1] in tuple("个家项年月百千万")):
        return None
    first = 1981 + 5 * (int(number) - 6)
    edge = match["edge"]
    if edge:
        return When(start, match.end(), str(first if edge[0] in "初开" else first + 4), "plan")
    return When(start, match.end(), f"{first}/{first + 4}", "plan")


def _figures(text: str, start: int) -> When | None:
    """2021-01-16, 2021/1/16, 2021.01.16; a month alone only as 2021-01."""
    match = _FIGURES.match(text, start)
    if match is None:
        return None
    if match["d"] is None:
        if match["sep"] != "-" or len(match["m"]) != 2 or text[match.end() : match.end() + 1] in tuple("年-"):
            return None
        iso, precision = _month(int(match["y"]), int(match["m"])), "month"
    else:
        iso, precision = _day(int(match["y"]), int(match["m"]), int(match["d"])), "day"
    return When(start, match.end(), iso, precision) if iso else None  # type: ignore[arg-type]  # both are words of its Literal


_DAY_ALONE = re.compile(r"(\d{1,2})日(?![均内游后龄薪程]|之内|以[内上])")


def _day_alone(text: str, start: int, context: _Context) -> When | None:
    """截至15日, 19日下午: a day of the month last named, or of that of publication."""
    match = _DAY_ALONE.match(text, start)
    if match is None or (start and text[start - 1] in "月第每前近后") or not 1 <= int(match[1]) <= 31:
        return None
    month = context.last[:7] if context.last and re.match(r"\d{4}-\d{2}", context.last) else None
    if month is None and context.published:
        month = f"{context.published:%Y-%m}"
    iso = _day(int(month[:4]), int(month[5:7]), int(match[1])) if month else None
    return When(start, match.end(), iso, "day", relative=True) if iso else None


def _whole(text: str, match: re.Match[str], context: _Context) -> When | None:
    """A year, or a part of one."""
    if not _is_date(text, match):
        return None
    start, end = match.span()
    year, relative = _year_of(text, match, context)
    if match["rel"] == "同期" or match["same"]:
        iso, precision = _same_period(match, year, context)
    else:
        iso, precision = _part(match, year)
    if match["since"] and match["rel"] == "今年" and context.published and iso and len(iso) == 4:
        iso, precision = f"{iso}-01/{context.published:%Y-%m}", "period"
    return When(start, end, iso, precision, relative=relative)


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Not 10月 of a number, not 一月 or 中 alone, not the 上半年 of a name."""
    if match["year"] or match["from_year"] or match["rel"]:
        year = match["year"]
        return not (year and year[0].isdigit() and not 1000 <= int(year) <= 2999) and bool(
            match["year"] or match["rel"]
        )
    if match["month"]:
        if not match["month"][0].isdigit() and not (
            match["day"] or match["third"] or match[0].endswith("份")
        ):
            return False
        return 1 <= (_int(match["month"]) or 0) <= 12
    if match["months_from"]:
        return 1 <= (_int(match["months_from"]) or 0) < (_int(match["months_to"]) or 0) <= 12
    if match["edge"] or match[0] == "年内":
        previous = text[match.start() - 1] if match.start() else "\n"
        return match[0][0] == "年" and not (
            previous.isdigit() or previous in "周成每历去今明一二两三四五六七八九十几数多"
        )
    return bool(match["half"] or match["quarters"] or match["first"])


def _year_of(text: str, match: re.Match[str], context: _Context) -> tuple[int | None, bool]:
    """The year meant, and whether it had to be reckoned."""
    if match["year"]:
        return _int(match["year"]), False
    rel, published = match["rel"], context.published
    now = published.year if published else None
    if rel == "同年":
        return context.year, True
    if rel == "当年":
        return (None if "\n" in text[max(context.year_at, 0) : match.start()] else context.year), True
    if rel in ("次年", "翌年"):
        return (None if context.year is None else context.year + 1), True
    if rel == "全年":
        return _whole_year(text, match, context), True
    if rel and rel.startswith(("上年", "上一")) and context.year_at >= 0:
        return (context.year or 0) - 1, True
    if rel and rel != "同期":
        away = {
            "去年": -1,
            "上年": -1,
            "上年度": -1,
            "上一财年": -1,
            "上一年": -1,
            "上一年度": -1,
            "前年": -2,
            "明年": 1,
            "来年": 1,
            "后年": 2,
        }.get(rel, 0)
        return (None if now is None else now + away), True
    if context.year_at >= 0 and not _SENTENCE_END.search(text, context.year_at, match.start()):
        return context.year, True
    if published is None:
        near = context.year_at >= 0 and "\n" not in text[context.year_at : match.start()]
        return (context.year if near else None), True
    ahead = _FUTURE.search(text, max(match.start() - 12, 0), match.end()) or _DUE.match(text, match.end())
    late = _begins(match, published) > published.month + 1 and not ahead
    if late and match["edge"] and (context.year is None or context.year >= published.year):
        late = False  # 年底 alone is the next one, but in a review of last year it is that year's
    return (published.year - 1 if late else published.year), True


_AIMS = re.compile(r"目标|力争|预计|有望|计划|确保|任务|预期|将")


def _whole_year(text: str, match: re.Match[str], context: _Context) -> int | None:
    """全年 is the year last named; where none is, the one that is over in the first months of the next."""
    near = context.year_at >= 0 and "\n" not in text[context.year_at : match.start()]
    if context.published is None or (context.year is not None and (near or context.year_at < 60)):
        return context.year
    stop = _SENTENCE_END.search(text, match.end(), match.end() + 24)
    ahead = _AIMS.search(text, max(match.start() - 12, 0), stop.start() if stop else match.end() + 24)
    return context.published.year - (context.published.month <= 4 and not ahead)


_DUE = re.compile(r"之?前|以前|投产|上线|建成|完成|启动")


def _begins(match: re.Match[str], published: date) -> int:
    """The month a period without a year is told of as over, for reckoning whether it is still to come.

    Of what is told as a whole (前10个月, 三季度) it is the last one; 下半年 is spoken of from its beginning on.
    """
    if match["half"] and match["half"][0] == "下" and not match["half_close"]:
        return 7 if published.month > 4 else 12
    return _last_named_month(match) or published.month


def _last_named_month(match: re.Match[str]) -> int | None:
    if match["month"] or match["months_to"] or match["first"]:
        return _int(match["month"] or match["months_to"] or match["first"]) or 0
    if match["half"]:
        return 12 if match["half"][0] == "下" else 6
    if match["quarters"]:
        return 3 * max(
            (_int(char) or 1 for char in match["quarters"] if char in "一二两三四1234首"), default=1
        )
    return {"初": 1, "中": 6, "底": 12, "末": 12}.get(match["edge"] or "")


def _same_period(match: re.Match[str], year: int | None, context: _Context) -> tuple[str | None, Precision]:
    """去年同期: the part of the year last named, a year earlier; alone, the whole year before."""
    last = context.last
    if match["rel"] == "同期":
        return last, "period"
    if last and "/" in last and last[4] == "-":
        low, high = (f"{int(each[:4]) - 1:04}{each[4:]}" for each in last.split("/"))
        return f"{low}/{high}", "period"
    if last and len(last) > 4 and "/" not in last:
        part = last[4:]
        before = int(last[:4]) - 1
        return f"{before:04}{part}", "half" if "H" in part else "quarter" if "Q" in part else "month"
    if last and len(last) == 4:
        return f"{int(last) - 1:04}", "year"
    return (None if year is None else f"{year:04}"), "year"


def _part(match: re.Match[str], year: int | None) -> tuple[str | None, Precision]:
    if year is None:
        return None, "month" if match["month"] else "year"
    if match["from_year"]:
        first = _int(match["from_year"])
        return (f"{first:04}/{year:04}" if first and first <= year else None), "period"
    if match["close"] or match["half_close"]:
        return _third(year, _last_named_month(match) or 0, "末")
    if match["half"]:
        return f"{year:04}-H{2 if match['half'][0] == '下' else 1}", "half"
    if match["quarters"]:
        return _quarters(match["quarters"], year)
    if match["first"] or match["months_from"]:
        first, last = _int(match["months_from"] or "1"), _int(match["first"] or match["months_to"])
        low, high = _month(year, first or 0), _month(year, last or 0)
        return (f"{low}/{high}" if low and high else None), "period"
    if match["month"]:
        return _in_month(match, year, _int(match["month"]) or 0)
    if match["edge"]:
        iso = {"初": f"{year:04}-01", "中": f"{year:04}-06"}.get(match["edge"], f"{year:04}-12-31")
        return iso, "day" if len(iso) == 10 else "month"
    return f"{year:04}", "year"


def _quarters(text: str, year: int) -> tuple[str | None, Precision]:
    digits = [_int(char) or 1 for char in text if char in "一二两三四1234首"]
    if text == "三季报":
        return f"{year:04}-01/{year:04}-09", "period"
    if text[0] == "前":
        return (f"{year:04}-H1", "half") if digits[-1] == 2 else (f"{year:04}-01/{year:04}-09", "period")
    if len(digits) == 2:
        return f"{year:04}-Q{digits[0]}/{year:04}-Q{digits[1]}", "period"
    return f"{year:04}-Q{digits[0]}", "quarter"


def _in_month(match: re.Match[str], year: int, month: int) -> tuple[str | None, Precision]:
    if match["day"]:
        first = _day(year, month, _int(match["day"]) or 0)
        if not match["to_day"]:
            return first, "day"
        to_month = _int(match["to_month"]) if match["to_month"] else month
        last = _day(year + (1 if (to_month or 0) < month else 0), to_month or 0, _int(match["to_day"]) or 0)
        return (f"{first}/{last}" if first and last else None), "days"
    return _third(year, month, match["third"])


_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}


def _third(year: int, month: int, third: str | None) -> tuple[str | None, Precision]:
    whole = _month(year, month)
    if whole is None or third is None or third in "初中":
        return whole, "month"
    last = monthrange(year, month)[1]
    if third in "底末":
        return f"{whole}-{last:02}", "day"
    low, high = _THIRDS[third]
    return f"{whole}-{low:02}/{whole}-{min(high, last):02}", "part_of_month"


_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "明天": 1, "明日": 1, "前天": -2}


def _spoken(text: str, match: re.Match[str], context: _Context) -> When | None:
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
        return None if previous in "以" else _spoken_month(match, context)
    if match["week"]:
        return _week(match, published)
    if match["this"]:
        return None if previous in _NOT_BEFORE_WEEKDAY else _weekday(match, published)
    if match["ago"]:
        ago = _int(match["ago"])
        if ago is None or previous.isdigit() or previous in "第几":
            return None
        iso = f"{published.year - ago:04}" if published and 0 < ago < 1000 else None
        return When(start, end - 1, iso, "year", relative=True)
    if match["span"] == "近" and previous in "最附邻临靠":
        return None
    return _span(match, published)


def _spoken_day(start: int, end: int, word: str, context: _Context) -> When:
    if word in _DAYS:
        day = context.published + timedelta(days=_DAYS[word]) if context.published else None
    else:
        last = context.last if context.last and len(context.last) == 10 else None
        day = date.fromisoformat(last) + timedelta(days=word in ("次日", "翌日")) if last else None
    return When(start, end, day.isoformat() if day else None, "day", relative=True)


def _spoken_month(match: re.Match[str], context: _Context) -> When:
    word, published = match["month"], context.published
    year, month = (published.year, published.month) if published else (None, 0)
    if word in ("当月", "同月"):
        last = context.last or ""
        year, month = (int(last[:4]), int(last[5:7])) if re.match(r"\d{4}-\d{2}", last) else (None, 0)
    elif year is not None:
        month += {"上": -1, "下": 1}.get(word[0], 0)
        year, month = (year - 1, 12) if month == 0 else (year + 1, 1) if month == 13 else (year, month)
    iso: str | None = None
    precision: Precision = "month"
    if year is not None and match["month_day"]:
        iso, precision = _day(year, month, _int(match["month_day"]) or 0), "day"
    elif year is not None:
        iso, precision = _third(year, month, match["third"])
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
    count = _int(match["count"]) or 0
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
    tens = _int(match["decade"][0])
    if tens is None:
        return None
    century = 1900 if match["century"] == "上" else (int(match["century"]) - 1) * 100
    first = century + tens * 10
    if not 1000 <= first <= 2990:
        return None
    return When(
        match.start(), match.end(), f"{first}/{first + 9}", "period", relative=match["century"] == "上"
    )


def _role(text: str, start: int, end: int) -> Role | None:
    before = _BY.search(text, max(start - 3, 0), start)
    if before and before.end() == start:
        if before["as_of"]:
            return "as_of"
        if before["from_"]:
            return "from"
        if before["by"] != "在":
            return "by"
    if text.startswith(("之前", "以前", "前"), end):
        return "before"
    if text[start:end].startswith("截至") or text[start:end].endswith("以来"):
        return "as_of" if text[start] == "截" else "from"
    return "from" if text.startswith(("起", "以来"), end) else None


def _int(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    value = chinese(text)
    return None if value is None else int(value)


def _month(year: int, month: int) -> str | None:
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
