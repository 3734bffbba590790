"""A year, or a part of one: 2020年3月, 今年上半年, 前10个月, 去年同期, 三季度末."""

from __future__ import annotations

import re
from datetime import date

from twinwheel.reading.facts.moments import TO, Context, N, Precision, When, day_of, month_of, number, third

_YEAR = r"(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})"
WHOLE = re.compile(
    rf"(?:(?P<from_year>{_YEAR})年?起?{TO})?(?:(?P<year>{_YEAR})\s?(?:财年|年度?|(?=[上下]半年|第?[一二三四]季度))"
    r"|(?P<rel>今年|去年|前年|明年|后年(?![产均利营收可发处加吞销输])|来年|上年度?|本年度?|上一财年|同年|次年|翌年|当年|同期|全年(?![龄级薪段]|无)))?(?:(?<=[年度])全年)?"
    r"(?:(?P<same>同期)|(?P<half>[上下]半年|半年[报度])(?P<half_close>[末底])?"
    r"|(?P<quarters>[一三]季报|前[二两三]个?季度|第?[一二三四1-4](?:至[二三四2-4])?季度|首季度?)(?P<close>[末底])?"
    rf"|[前头](?P<first>{N}|两)个?月(?:份)?|(?P<months_from>{N})月?份?{TO}(?P<months_to>{N})月份?(?!\d|{N}[日号])"
    rf"|(?P<month>{N})月(?:份|(?P<day>{N})(?:[日号]?{TO}(?:(?P<to_month>{N})月)?(?P<to_day>{N}))?[日号])?"
    r"(?P<third>上中旬|中下旬|[上中下]旬|初|中(?!旬|[国央共小山部])|底|末)?"
    r"|年?(?P<edge>[初底末中](?![国央小学部心步级试]))|年内)?(?P<since>以来)?"
)
_FUTURE = re.compile(r"将|拟|定于|计划|预计|即将")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


def whole_or_part(text: str, match: re.Match[str], context: Context) -> When | None:
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
        return 1 <= (number(match["month"]) or 0) <= 12
    if match["months_from"]:
        return 1 <= (number(match["months_from"]) or 0) < (number(match["months_to"]) or 0) <= 12
    if match["edge"] or match[0] == "年内":
        previous = text[match.start() - 1] if match.start() else "\n"
        return match[0][0] == "年" and not (
            previous.isdigit() or previous in "周成每历去今明一二两三四五六七八九十几数多"
        )
    return bool(match["half"] or match["quarters"] or match["first"])


def _year_of(text: str, match: re.Match[str], context: Context) -> tuple[int | None, bool]:
    """The year meant, and whether it had to be reckoned."""
    if match["year"]:
        return number(match["year"]), False
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


def _whole_year(text: str, match: re.Match[str], context: Context) -> int | None:
    """全年 is the year last named; where none is, the one that is over in the first months of the next."""
    near = context.year_at >= 0 and "\n" not in text[context.year_at : match.start()]
    told_on = context.day is not None and context.last == context.day  # 4月22日发布的报告显示，全年…
    if context.published is None or (
        context.year is not None and not told_on and (near or context.year_at < 60)
    ):
        return context.year
    stop = _SENTENCE_END.search(text, match.end(), match.end() + 24)
    ahead = _AIMS.search(text, max(match.start() - 12, 0), stop.start() if stop else match.end() + 24)
    return context.published.year - (context.published.month <= 4 and not ahead)


_DUE = re.compile(
    r"之?前|以前|投产|投用|投运|点火|到位|交付|交房|开业|开工|完工|竣工|封顶|通车|上线|建成|完成|启动"
)
_MID_YEAR = re.compile(r"(?:经济|工作|形势|运行|总结|盘点|分析|报告|会议|业绩|“?答卷|“?成绩)")
"""年中工作会: of the half year"""


def _begins(match: re.Match[str], published: date) -> int:
    """The month a period without a year is told of as over, for reckoning whether it is still to come.

    Of what is told as a whole (前10个月, 三季度) it is the last one; 下半年 is spoken of from its beginning on.
    """
    if match["half"] and match["half"][0] == "下" and not match["half_close"]:
        return 7 if published.month > 4 else 12
    return _last_named_month(match) or published.month


def _last_named_month(match: re.Match[str]) -> int | None:
    if match["month"] or match["months_to"] or match["first"]:
        return number(match["month"] or match["months_to"] or match["first"]) or 0
    if match["half"]:
        return 12 if match["half"][0] == "下" else 6
    if match["quarters"]:
        return 3 * max(
            (number(char) or 1 for char in match["quarters"] if char in "一二两三四1234首"), default=1
        )
    return {"初": 1, "中": 6, "底": 12, "末": 12}.get(match["edge"] or "")


def _same_period(match: re.Match[str], year: int | None, context: Context) -> tuple[str | None, Precision]:
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
        first = number(match["from_year"])
        until = f"{year:04}"
        if match["month"]:  # 2016年起到2020年9月底
            until = month_of(year, number(match["month"]) or 0) or until
        return (f"{first:04}/{until}" if first and first <= year else None), "period"
    if match["close"] or match["half_close"]:
        return third(year, _last_named_month(match) or 0, "末")
    if match["half"]:
        return f"{year:04}-H{2 if match['half'][0] == '下' else 1}", "half"
    if match["quarters"]:
        return _quarters(match["quarters"], year)
    if match["first"] or match["months_from"]:
        first, last = number(match["months_from"] or "1"), number(match["first"] or match["months_to"])
        low, high = month_of(year, first or 0), month_of(year, last or 0)
        return (f"{low}/{high}" if low and high else None), "period"
    if match["month"]:
        return _in_month(match, year, number(match["month"]) or 0)
    if match["edge"]:
        if match["edge"] == "中" and _MID_YEAR.match(match.string, match.end()):
            return f"{year:04}-H1", "half"
        iso = {"初": f"{year:04}-01", "中": f"{year:04}-06"}.get(match["edge"], f"{year:04}-12-31")
        return iso, "day" if len(iso) == 10 else "month"
    return f"{year:04}", "year"


def _quarters(text: str, year: int) -> tuple[str | None, Precision]:
    digits = [number(char) or 1 for char in text if char in "一二两三四1234首"]
    if text == "三季报":
        return f"{year:04}-01/{year:04}-09", "period"
    if text[0] == "前":
        return (f"{year:04}-H1", "half") if digits[-1] == 2 else (f"{year:04}-01/{year:04}-09", "period")
    if len(digits) == 2:
        return f"{year:04}-Q{digits[0]}/{year:04}-Q{digits[1]}", "period"
    return f"{year:04}-Q{digits[0]}", "quarter"


def _in_month(match: re.Match[str], year: int, month: int) -> tuple[str | None, Precision]:
    if match["day"]:
        first = day_of(year, month, number(match["day"]) or 0)
        if not match["to_day"]:
            return first, "day"
        to_month = number(match["to_month"]) if match["to_month"] else month
        last = day_of(
            year + (1 if (to_month or 0) < month else 0), to_month or 0, number(match["to_day"]) or 0
        )
        return (f"{first}/{last}" if first and last else None), "days"
    return third(year, month, match["third"])
