"""The dates and periods of a text: ``2020年3月``, ``8月16日—17日``, ``去年同期``, ``“十四五”末``, ``近三年``.

Relative ones are reckoned from the day the text was published and from what was named just before; where
that does not settle them, ``iso`` is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from twinwheel.reading.facts.moments import TO, Context, Precision, Role, When, day_of, month_of
from twinwheel.reading.facts.numerals import chinese
from twinwheel.reading.facts.parts_of_years import WHOLE, whole_or_part
from twinwheel.reading.facts.spoken_dates import SPOKEN, spoken

_PLAN = re.compile(
    r"(?:[“‘\"「『](?P<quoted>[六七八九]|十[一二三四五六七八九]?)五[”’\"」』]|(?P<bare>十[一二三四五六七八九])五)"
    r"(?:(?:规划)?(?:时期|期间))?(?P<edge>期?末期?|期?初期?|开局之年|收官之年)?(?P<part>[前后头])?(?(part)(?P<years>[两二三四])年)"
)
_FIGURES = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<sep>[-/.])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?(?![\d.％%])"
)
_NUMERAL = "一二两三四五六七八九十"
_BEGIN_WITH = {
    "今": "天日年后",
    "昨": "天日晚",
    "前": f"天年\\d{_NUMERAL}",
    "头": f"\\d{_NUMERAL}",
    "明": "天日年",
    "上": "个月周世年一半",
    "下": "个月周半",
    "本": "月周年",
    "同": "日月年期",
    "次翌": "日年",
    "当": "天日前月年",
    "年": "初底末中内",
    "现": "在阶",
    "近": f"日期年些几的\\d{_NUMERAL}",
    "第": "\\d一二三四",
    "周": "一二三四五六日末",
    "新": "的一",
    "去后来全半": "年",
    "截": "至",
    "目日": "前",
    "眼时": "下",
    "如至迄": "今",
    "最": "近",
    "过": "去",
    "未": "来",
    "首": "季",
    '“‘"「『': "六七八九十",
    "十": "一二三四五六七八九",
}
"""What the dates that begin with these go on with: most places where one might begin are done with after one look."""
_START = re.compile(
    rf"[\d{_NUMERAL}](?=[\d〇○零{_NUMERAL}]{{0,4}}[年月日季世财上下第份至到/.\s－—–~～〜-])|"
    + "|".join(f"[{first}](?=[{then}])" for first, then in _BEGIN_WITH.items())
)
_BY = re.compile(r"(?P<as_of>截至|截止到?|截到)|(?P<by>力争到?|到|至|在)|(?P<from_>自|从)")
_TO_DATE = re.compile(rf"{TO}(?=\d|[今本去次翌同])")
_COMPARED = re.compile(
    r"[高低大小快慢多少]于$|(?:(?<![同环占])比|较)[^，。；：\n\d]{0,6}$|(?:接近|相当于|超过|恢复到|不及|(?<![其别])是|为)$"
)
COMPARED_BEHIND = re.compile(r"的?[^，。；：\n\d]{0,4}相[比较](?!于)")
"""与上年同期相比"""
_ASIDE = re.compile(r"[（(]$")


def find(text: str, published: date | None = None) -> list[When]:
    """The dates and periods of ``text`` in their order, none inside another."""
    return list(_found(text, published))


@lru_cache(maxsize=1)
def _found(text: str, published: date | None) -> tuple[When, ...]:
    """Kept for the last text, because figures and documents ask one after the other."""
    return tuple(scan(text, published))


def scan(text: str, published: date | None = None) -> Iterator[When]:
    """``find`` one after another, of a piece of text that nobody asks for again."""
    context = Context(published)
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
        compared = (
            _COMPARED.search(text, max(start - 8, 0), start) is not None
            or COMPARED_BEHIND.match(text, when.end) is not None
        )
        if (
            when.iso
            and when.precision not in ("now", "vague", "plan")
            and not compared
            and not _ASIDE.search(text, max(start - 2, 0), start)
        ):
            context.year, context.year_at, context.last = when.year, when.end, when.iso
            if when.precision == "day":
                context.day = when.iso


def _up_to(text: str, when: When, context: Context) -> When:
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


def _at(text: str, start: int, first: str, context: Context) -> When | None:
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
    said = SPOKEN.match(text, start)
    if said:
        return spoken(text, said, context)
    whole = WHOLE.match(text, start)
    if whole is None or whole.end() == start:
        return None
    return whole_or_part(text, whole, context)


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
    if match["years"]:
        many = int(chinese(match["years"]) or 2)
        low = first + 5 - many if match["part"] == "后" else first
        return When(start, match.end(), f"{low}/{low + many - 1}", "plan")
    if edge:
        return When(start, match.end(), str(first if "初" in edge or edge[0] == "开" else first + 4), "plan")
    return When(start, match.end(), f"{first}/{first + 4}", "plan")


def _figures(text: str, start: int) -> When | None:
    """2021-01-16, 2021/1/16, 2021.01.16; a month alone only as 2021-01."""
    match = _FIGURES.match(text, start)
    if match is None:
        return None
    if match["d"] is None:
        if match["sep"] != "-" or len(match["m"]) != 2 or text[match.end() : match.end() + 1] in tuple("年-"):
            return None
        iso, precision = month_of(int(match["y"]), int(match["m"])), "month"
    else:
        iso, precision = day_of(int(match["y"]), int(match["m"]), int(match["d"])), "day"
    return When(start, match.end(), iso, precision) if iso else None  # type: ignore[arg-type]  # both are words of its Literal


_DAY_ALONE = re.compile(r"(\d{1,2})日(?![均内游后龄薪程]|之内|以[内上])")


def _day_alone(text: str, start: int, context: Context) -> When | None:
    """截至15日, 19日下午: a day of the month last named, or of that of publication."""
    match = _DAY_ALONE.match(text, start)
    if match is None or (start and text[start - 1] in "月第每前近后") or not 1 <= int(match[1]) <= 31:
        return None
    month = context.last[:7] if context.last and re.match(r"\d{4}-\d{2}", context.last) else None
    if month is None and context.published:
        month = f"{context.published:%Y-%m}"
    iso = day_of(int(month[:4]), int(month[5:7]), int(match[1])) if month else None
    return When(start, match.end(), iso, "day", relative=True) if iso else None


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
