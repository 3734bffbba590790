"""The numbers of a text, with what they count and what bounds them: ``2万余家``, ``不低于12.7%``, ``400-600个``.

Values are exact: ``Decimal``, never float. Years, dates and times of day are not numbers (``dates.py``);
``第20年`` is found, and marked as an ordinal.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from twinwheel.reading.facts.numerals import (
    DIGITS,
    LONGEST,
    NUMERALS,
    chinese,
    neighbours,
    times,
)
from twinwheel.reading.facts.tables import any_of, table

Bound = Literal["at_least", "more_than", "at_most", "less_than", "about"]

UnitKind = Literal[
    "money",
    "area",
    "length",
    "mass",
    "volume",
    "energy",
    "data",
    "ratio",
    "points",
    "times",
    "time",
    "count",
    "score",
    "",
]


class Number(NamedTuple):
    """``text[start:end]`` is the number with its unit and its qualifiers: ``超过2.5万家``."""

    start: int
    end: int
    core: tuple[int, int]
    """The number and its unit, without qualifiers around them."""
    value: Decimal
    """In ``unit``."""
    value_to: Decimal | None
    """The upper end of a range."""
    unit: str
    """``家``; of money and areas with the printed multiple, ``亿元``; ``%`` for every kind of share; ``""``."""
    kind: UnitKind
    base: str
    """``亿元`` is reckoned in ``元``."""
    factor: Decimal
    """One ``unit`` in ``base``."""
    qualifier: str | None
    """As printed: ``余``, ``超过``, ``以上``."""
    bound: Bound | None
    """What the qualifier says."""
    ordinal: bool = False
    """It says which one, not how many: ``第20年``, ``前10名``."""

    @property
    def base_value(self) -> Decimal:
        """The value in ``base``: 1811.8亿元 → 181180000000."""
        return self.value * self.factor


_KEEPS_MULTIPLE = frozenset({"money", "area"})


class _Units(NamedTuple):
    pattern: str
    kinds: dict[str, UnitKind]
    base: dict[str, tuple[str, Decimal]]
    digits_only: frozenset[str]
    scaled: frozenset[str]
    per: str
    called: dict[str, str]


@cache
def _units() -> _Units:
    data = table("units")
    kinds: dict[str, UnitKind] = {}
    parts: list[tuple[str, str]] = []
    for kind, words in data["words"].items():
        for word, not_before in words.items():
            kinds[word] = kind
            stop = f"(?!{'|'.join(map(re.escape, not_before.split('|')))})" if not_before else ""
            latin = "(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
            parts.append((word, re.escape(word[1:]) + stop + latin))
    parts.sort(key=lambda part: -len(part[0]))
    by_first: dict[str, list[str]] = {}  # one branch for each first letter is found faster
    for word, rest in parts:
        by_first.setdefault(word[0], []).append(rest)
    return _Units(
        "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items()),
        kinds,
        {unit: (base, Decimal(factor)) for unit, (base, factor) in data["base"].items()},
        frozenset(data["digits"]),
        frozenset(data["scaled"]),
        any_of(data["per"]),
        data["called"],
    )


@cache
def _pattern() -> re.Pattern[str]:
    unit = _units().pattern
    number = rf"(?:(?:\d{{1,3}}(?:,\d{{3}}(?!\d))++|\d++)(?:[.．]\d++)?+|[几数][十百千万亿]++|[{NUMERALS}]++(?:点[{''.join(DIGITS)}]++)?+)"
    multiple = r"(?:(?:[百千]?[万亿]{1,2}|[百十]|千(?![瓦克米伏帕卡]))(?:[余多](?=[万亿])[万亿])?)"
    after = any_of(_qualifiers("after"))
    return re.compile(
        rf"(?P<a>{number})(?P<a_in>[余多]|[几来](?=[万亿]))?(?P<a_by>{multiple})?"
        rf"(?:分之(?P<part>{number}))?"
        rf"(?:(?P<a_unit>{unit})?(?:[-－—–~～〜至到]|—{{2}})(?P<b>{number})(?P<b_in>[余多])?(?P<b_by>{multiple})?"
        rf"(?:分之(?P<b_part>{number})|(?(part)|(?={unit}|成))))?"
        rf"(?P<in>[余多来几+])?(?P<unit>{unit}|成(?![立为功果员长熟本交绩就品效套形型色千百年林片群批全因语份都]))?(?P<per>/(?:{_units().per}))?+"
        rf"(?P<half>半(?!导|岛|山)|(?<=成)[一二三四五六七八九](?![\d十百千万亿个家名成月年日是般些直定者]))?(?P<more>多(?!出|于|样|元|种|个|家|次|年|方|层|边))?(?P<after>{after})?"
    )


_RUN = re.compile(rf"[\d{NUMERALS}几数半]")
_BAD_LEFT = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ][-—·]?$|[\d][.．:：/]$")
_NOT_COUNTED_AFTER = frozenset("统唯之归划均合专万单某每另任同进逐")
"""Before 一: 统一, 唯一, 之一, 同一, 逐一 are words, 每一家 counts nothing."""
_NOT_SEVERAL_AFTER = frozenset("人总户次件参指系函级分个家项岁读少多无基倍位票")
_INNER: dict[str, Bound] = {
    "余": "more_than",
    "多": "more_than",
    "来": "about",
    "几": "about",
    "数": "about",
    "+": "at_least",
}
_OTHER_WORDS = {
    "约": "节签预合公条制简契违履邀集婚特纽",
    "近": "最附邻临就靠亲新晚远相",
    "超": "赶反高",
    "上": "以之加迈登踏站跃",
    "满": "圆充美丰饱",
}
"""The last character of a qualifier is no qualifier behind these: 节约, 最近, 以上."""


@cache
def _qualifiers(side: str) -> dict[str, Bound]:
    return {word: bound for bound, words in table("qualifiers")[side].items() for word in words}


@cache
def _last_letters() -> frozenset[str]:
    """Of the qualifiers that stand before a number: most numbers have none, and one look tells it."""
    return frozenset(word[-1] for word in _qualifiers("before"))


def find(text: str) -> list[Number]:
    """The numbers of ``text`` in their order, none inside another.

    A number without a known unit is found where it is written in digits (``unit`` is then ``""``). Left
    out: years and days of the calendar, times, decimal outlines (``1.2.3``), letters with digits (``5G``).
    """
    found: list[Number] = []
    done = 0
    match_at, fractions = _pattern().match, "/" in text
    for run in _RUN.finditer(text):
        start = run.start()
        if start < done:
            continue
        if run[0] == "半":
            number, done = _half(text, start), start + 1
        else:
            match = match_at(text, start)
            if match is None:
                continue
            number = (_fraction(text, start) if fractions else None) or _number(text, match)
            done = number.core[1] if number else _after(match)
        if number:
            found.append(number)
    return found


def _after(match: re.Match[str]) -> int:
    """Where to go on after something that is no number: not behind a second number it may have joined."""
    return match.end("a")


_FRACTION = re.compile(
    r"(\d{1,2})/(\d{1,2})(?=(?:[（(]含[）)])?以上|以下|的|左右)(?P<after>(?:[（(]含[）)])?以[上下]|左右)?"
)


def _fraction(text: str, start: int) -> Number | None:
    """2/3以上; not the 3 of 2G/3G, and no date."""
    match = _FRACTION.match(text, start)
    if match is None or (
        start and ((text[start - 1].isalnum() and text[start - 1].isascii()) or text[start - 1] in "/.-")
    ):
        return None
    part, whole = Decimal(match[1]), Decimal(match[2])
    if not 0 < part < whole:
        return None
    after = match["after"]
    return _dressed(text, (start, match.end(2)), _hundredths(part, whole), None, "%", None, after)


_HALF = re.compile(r"半(?:数|(?P<unit>年|个月|小时|个小时|天)(?!度|夜))(?P<after>以上|以下|以内|左右)?")


def _half(text: str, start: int) -> Number | None:
    """半数 is 50 %, 半年 half a year; 一半 is found with the 一 before it. 上半年 is a date."""
    match = _HALF.match(text, start)
    if match is None or (start and text[start - 1] in "上下前后大"):
        return None
    unit = match["unit"]
    value, name = (Decimal("0.5"), unit) if unit else (Decimal(50), "%")
    core = (start, match.end("after") - len(match["after"]) if match["after"] else match.end())
    return _dressed(text, core, value, None, name, None, match["after"])


_AND_A_HALF = re.compile(r"半?半(?P<unit>小时|月|钟头)")
"""一个半小时"""


def _number(text: str, match: re.Match[str]) -> Number | None:
    start = match.start()
    if _is_no_number(text, match):
        return None
    parsed = _values(match)
    if parsed is None:
        return None
    value, value_to, unit = parsed
    core_end = match.start("after") if match["after"] else match.end()
    if unit == "%" and match["half"] and not match["unit"]:
        core_end = match.end("half")
    inner = match["in"] or match["b_in"] or match["a_in"] or match["more"] or _inside(match["a_by"])
    if inner is None and (match["a"][0] in "几数" or match["a"].endswith("几")):
        inner = "几" if "几" in match["a"] else "数"
    if not unit and not (match["a"][0].isdigit() or (match["a_in"] and match["a_by"])):
        return None  # 十余万 counts something, 十万 alone may be a word
    half = _AND_A_HALF.match(text, core_end - 1) if unit == "个" and match["half"] else None
    if half:
        value, unit, core_end = value + Decimal("0.5"), half["unit"], half.end()
    if not unit and match["unit"]:
        core_end = match.start("unit")
    elif match["per"] and match["unit"]:
        unit += match["per"]
    if unit == "%" and _is_negative(text, start):
        start, value = start - 1, -value
    return _dressed(text, (start, core_end), value, value_to, unit, inner, match["after"])


def _is_negative(text: str, start: int) -> bool:
    """同比-3.5%; not the second number of 3.5-4%, nor the end of a name."""
    if not start or text[start - 1] not in "-－−":
        return False
    return start == 1 or not (
        (text[start - 2].isalnum() and not "\u4e00" <= text[start - 2] <= "\u9fff")
        or text[start - 2] in "%％-"
    )


def _inside(multiple: str | None) -> str | None:
    """The 多 of 2万多亿元."""
    return next((char for char in multiple or "" if char in "余多"), None)


def _is_no_number(text: str, match: re.Match[str]) -> bool:
    first, unit = match["a"], match["unit"] or match["a_unit"]
    previous = text[match.start() - 1 : match.start()] if match.start() else "\n"
    if unit == "日" and (previous in "月.-—–至到/、" or not _is_span_of_days(text, match)):
        return True
    if first[0].isdigit():
        return _is_code(text, match, unit)
    if first[-1] == "千" and text[match.end("a") : match.end("a") + 1] in ("瓦", "伏", "克", "帕"):
        return len(first) == 1  # 每千瓦时
    if first[0] == "数":
        return previous in _NOT_SEVERAL_AFTER
    return first == "一" and previous in _NOT_COUNTED_AFTER


_PARTS = frozenset(".．:：")
_OF_TIME = frozenset("月号时点年")


def _is_code(text: str, match: re.Match[str], unit: str | None) -> bool:
    """A year, a time, a version, a telephone number, part of a model's name: digits that count nothing."""
    first, end = match["a"], match.end("a")
    before, following = text[max(match.start() - 2, 0) : match.start()], text[end : end + 2]
    digits = sum(char.isdigit() for char in first) if len(first) > 8 else 0
    if digits > LONGEST or (digits > 8 and not unit) or (following[:1] in _PARTS and following[1:].isdigit()):
        return True
    if _BAD_LEFT.search(before):
        return not (before[-1].isalpha() and _units().kinds.get(unit or "") in ("money", "ratio", "area"))
    if unit == "年":
        return len(first) == 4 and first[:2] in ("19", "20")
    if unit == "分":
        return before[-1:] in ("时", "点")
    after = following[:1]
    return unit is None and (after in _OF_TIME or (after.isascii() and after.isalpha()))


def _is_span_of_days(text: str, match: re.Match[str]) -> bool:
    return bool(match["after"]) or text.startswith("前", match.end("unit"))


def _values(match: re.Match[str]) -> tuple[Decimal, Decimal | None, str] | None:
    """The value, the upper end of a range, the unit it is counted in."""
    unit = match["unit"] or ""
    if match["part"]:
        return _share(match)
    units = _units()
    first = match["a"]
    if unit in units.digits_only and not (first[0].isdigit() or match["a_by"] or first[-1] in "百千万亿"):
        return None
    if unit in units.scaled and not (
        match["a_by"] or first[-1] in "百千万亿" or match["in"] or match["a_in"]
    ):
        unit = ""
    keeps = units.kinds.get(unit, "") in _KEEPS_MULTIPLE
    low = _scaled(first, match["a_by"], keeps)
    if low is None:
        return None
    (value, value_to), multiple = low
    if match["b"]:
        high = _scaled(match["b"], match["b_by"], keeps)
        if high is None:
            return None
        value_to = high[0][0]
        if (
            not match["a_by"]
            and not match["a_unit"]
            and not multiple
            and (high[1] or match["b_by"])
            and value < Decimal(10000)
        ):
            # 10至15万家 is ten myriads to fifteen.
            value = value if keeps else value * times(match["b_by"] or "")
            multiple = high[1]
        elif multiple != high[1]:
            value, value_to, multiple = value * times(multiple), value_to * times(high[1]), ""
        if value_to <= value and not match["a_unit"]:
            return None
    if unit == "成":
        half = chinese(match["half"].replace("半", "五")) or 0 if match["half"] else 0  # 六成半, 六成三
        return value * 10 + half, None if value_to is None else value_to * 10, "%"
    if match["half"]:
        if not unit and first == "一":
            return Decimal(50), None, "%"
        if units.kinds.get(unit) != "time":
            return value, value_to, multiple + unit
        value += Decimal("0.5")
    return value, value_to, multiple + ("%" if unit == "％" else unit)


def _share(match: re.Match[str]) -> tuple[Decimal, Decimal | None, str] | None:
    """百分之三十, 三分之一: in hundredths; 千分之五 is 5 ‰."""
    whole, part = _plain(match["a"], match["a_by"] or ""), _plain(match["part"])
    part_to = _plain(match["b_part"] or match["b"]) if match["b"] else None
    if not whole or part is None:
        return None
    if whole == 1000:
        return part, part_to, "‰"
    return _hundredths(part, whole), None if part_to is None else _hundredths(part_to, whole), "%"


def _hundredths(part: Decimal, whole: Decimal) -> Decimal:
    """A third is 33.33…, to the 28 digits of Decimal."""
    return part * 100 / whole


def _plain(text: str, by: str = "") -> Decimal | None:
    if text[0].isdigit():
        return Decimal(text.replace(",", "").replace("．", ".")) * times(by.rstrip("余多"))
    return chinese(text + by)


def _scaled(text: str, by: str | None, keeps: bool) -> tuple[tuple[Decimal, Decimal | None], str] | None:
    """((value, upper end), the 万 or 亿 that stays with the unit)."""
    value_to = None
    multiple = (by or "").replace("余", "").replace("多", "")
    if text[0].isdigit():
        value = Decimal(text.replace(",", "").replace("．", "."))
    else:
        text = text + multiple
        digits = text.rstrip("万亿") if keeps else text
        multiple = text[len(digits) :]
        if "万" in digits or "亿" in digits:
            worth = chinese(text)  # 三十亿五千万元 is 305000 万元
            return None if worth is None else ((worth / times(multiple), None), multiple)
        pair = neighbours(digits)
        if pair:
            value, value_to = pair
        elif digits in ("", "几", "数"):
            value = Decimal(1)
        else:
            worth = chinese("一" + digits[1:] if digits[0] in "几数" else digits)
            if worth is None:
                return None
            value = worth
        return (value, value_to), multiple
    if keeps:
        stays = multiple.lstrip("十百千")
        return (value * times(multiple[: len(multiple) - len(stays)]), None), stays
    return (_short(value * times(multiple)) if multiple else value, None), ""


def _short(value: Decimal) -> Decimal:
    """12000.0 → 12000"""
    whole = value.to_integral_value()
    return whole if whole == value else value


_YUAN = re.compile(r"元?人民币")


def _dressed(
    text: str,
    core: tuple[int, int],
    value: Decimal,
    value_to: Decimal | None,
    unit: str,
    inner: str | None,
    after: str | None,
) -> Number:
    """The number with the qualifiers that stand around it."""
    start, end = core
    before = _qualifier_before(text, start)
    qualifier, bound = inner, _INNER[inner] if inner else None
    unit = _YUAN.sub("元", _units().called.get(unit, unit))
    counted, _, per = unit.partition("/")
    bare = counted if counted in _units().kinds else counted.lstrip("万亿")
    kind = _units().kinds.get(bare, "")
    if after == "+" and text[end + 1 : end + 2].isdigit():
        after = None
    if after in ("内", "起") and kind != "time":
        after = None
    if (
        after
        and after.endswith("以上")
        and text[end + len(after) : end + len(after) + 1] in ("海", "市", "述", "访", "传")
    ):
        after = None
    if after:
        end += len(after)
        qualifier, bound = after, _qualifiers("after")[after]
    if text[start] in "-－−":
        before = None
    if before and not (before in ("近", "上", "过") and kind == "time"):
        start -= len(before)
        qualifier, bound = before.rstrip("了") if before != "了" else before, _qualifiers("before")[before]
    base, factor = _units().base.get(bare, (bare, Decimal(1)))
    return Number(
        start,
        end,
        core,
        value,
        value_to,
        unit,
        kind,
        f"{base}/{per}" if per else base,
        factor * times(counted[: len(counted) - len(bare)]),
        qualifier,
        bound,
        _is_ordinal(text, start, core[0]),
    )


def _qualifier_before(text: str, start: int) -> str | None:
    if start and text[start - 1] not in _last_letters():
        return None
    known = _qualifiers("before")
    for length in (5, 4, 3, 2, 1):
        word = text[max(start - length, 0) : start]
        if len(word) < length or word not in known:
            continue
        if start > length and text[start - length - 1] in _OTHER_WORDS.get(word, ""):
            return None
        if text[start] == "一" and word in ("突破", "超", "近", "上", "过"):
            return None
        if word in ("上", "过") and text[start] not in "百千万亿十半":
            return None
        return word
    return None


def _is_ordinal(text: str, start: int, core_start: int) -> bool:
    if core_start and text[core_start - 1] == "第":
        return True
    return start > 0 and text[start - 1] == "前" and (start == 1 or text[start - 2] not in "目此之以年月日")
