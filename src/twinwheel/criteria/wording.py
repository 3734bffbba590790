"""Numbers, dates, codes and labels as people write them, in Chinese and English. Always exact, never rounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from twinwheel.criteria.vocabulary import SHARE, FieldType, Vocabulary

Lang = Literal["zh", "en"]

MAX_LISTED = 6  # of a longer list the first six are named, and the length is told

# English writes money in the currency itself and large figures in words: 5,000万元 is CNY 50 million.
_MONEY = {
    "元": ("CNY ", 1),
    "万元": ("CNY ", 10**4),
    "亿元": ("CNY ", 10**8),
    "美元": ("USD ", 1),
    "万美元": ("USD ", 10**4),
    "亿美元": ("USD ", 10**8),
    "万": ("", 10**4),
    "亿": ("", 10**8),
}
_SCALES = ((Decimal(10**9), " billion"), (Decimal(10**6), " million"))
_COUNTED = frozenset({"人", "家", "个", "项", "场", "件", "次"})  # the English label says what is counted
_SINGULAR = {"日": "day", "周": "week", "月": "month", "年": "year", "岁": "year", "分": "point"}
_SYMBOLS = {"倍": "times", "平方米": "m²"}
_MEASURE_WORDS = {"月": "个月"}  # 36月 is a month, 36个月 a span
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# Words that join the parts of a sentence; a label that holds one is quoted inside a sentence.
_JOINERS = {"zh": re.compile(r"[、，；;或且]|,(?!\d)"), "en": re.compile(r";|,(?!\d)|\b(?:and|or)\b")}
_END_OF_HEAD = re.compile(r",|\b(?:of|in|on|per|to|for|since|after|over|with|the|that|which|whose)\b")
_SIGN = re.compile(" [+−×÷] ")
_SINGULAR_S = ("ss", "us", "is", "'s", "telecommunications")


def quantity(value: Decimal, unit: str | None, lang: Lang) -> str:
    """A number with its unit.

    >>> quantity(Decimal(5000), "万元", "zh"), quantity(Decimal(5000), "万元", "en")
    ('5,000万元', 'CNY 50 million')
    >>> quantity(Decimal("0.042"), "比例", "en")
    '4.2%'
    """
    if unit == SHARE:
        return f"{plain(value * 100)}%"
    if lang == "zh" or unit is None:
        return plain(value) + _MEASURE_WORDS.get(unit or "", unit or "")
    if unit in _MONEY:
        currency, factor = _MONEY[unit]
        sign = "-" if value < 0 else ""
        return f"{sign}{currency}{_scaled(abs(value) * factor)}"
    if unit in _COUNTED:
        return plain(value)
    if unit in _SINGULAR:
        return f"{plain(value)} {_SINGULAR[unit]}{'' if value == 1 else 's'}"
    return f"{plain(value)} {_SYMBOLS.get(unit, unit)}"


def difference(value: Decimal, unit: str | None, lang: Lang) -> str:
    """How far two numbers are apart: shares in percentage points.

    >>> difference(Decimal("0.008"), "比例", "zh"), difference(Decimal("0.01"), "比例", "en")
    ('0.8个百分点', '1 percentage point')
    """
    if unit != SHARE:
        return quantity(value, unit, lang)
    points = plain(value * 100)
    return f"{points}个百分点" if lang == "zh" else f"{points} percentage point{'' if points == '1' else 's'}"


def plain(value: Decimal) -> str:
    """A number with thousands separators, and no zeros that say nothing.

    >>> plain(Decimal("50000.010"))
    '50,000.01'
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: date, lang: Lang) -> str:
    """A date in words.

    >>> day(date(2026, 3, 1), "zh"), day(date(2026, 3, 1), "en")
    ('2026年3月1日', '1 March 2026')
    """
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def listed(items: Sequence[str], lang: Lang, last: Literal["and", "or"]) -> str:
    """An enumeration; beyond six, the first six and how many there are.

    >>> listed(["甲", "乙", "丙"], "zh", "or"), listed(["a", "b", "c"], "en", "or")
    ('甲、乙、丙', 'a, b or c')
    >>> listed(list("abcdefgh"), "en", "or")
    'a, b, c, d, e, f, … (8 in all)'
    """
    shown = items[:MAX_LISTED]
    comma = "、" if lang == "zh" else ", "
    if len(items) > MAX_LISTED:
        tail = f"等{len(items)}项" if lang == "zh" else f", … ({len(items)} in all)"
        return comma.join(shown) + tail
    if lang == "zh" or len(shown) == 1:
        return comma.join(shown)
    return f"{comma.join(shown[:-1])} {last} {shown[-1]}"


def quoted(text: str, lang: Lang) -> str:
    return f"“{text}”" if lang == "zh" else f'"{text}"'


def quoted_if_joined(text: str, lang: Lang) -> str:
    """``text``, quoted where it holds a comma, an "and" or an "or" that would read as the sentence's own."""
    return quoted(text, lang) if _JOINERS[lang].search(text) else text


def label(name: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """What a field is called: its name is the Chinese label."""
    return name if lang == "zh" else vocabulary.fields[name].label


def code(value: str, field: FieldType | None, lang: Lang) -> str:
    """What a code is called, quoted where it holds a joining word; a value outside the list stands for itself."""
    known = field.values.get(value, value) if field else value
    return quoted_if_joined(known if lang == "zh" or field is None else field.labels.get(known, known), lang)


def is_plural(text: str) -> bool:
    """Whether an English label takes "are": its head, before "of", "in" and the like, begins or ends in a plural.

    >>> [is_plural(text) for text in ("Total assets", "Share of tenants", "Listing status", "Days overdue")]
    [True, False, False, True]
    """
    if _SIGN.search(text):
        return False
    head = _END_OF_HEAD.split(text.lower().strip('"'), maxsplit=1)[0].split()
    return any(
        word in {"people", "staff"} or (word.endswith("s") and not word.endswith(_SINGULAR_S))
        for word in (head[:1] + head[-1:])
    )


def _scaled(value: Decimal) -> str:
    """Millions and billions in words, every digit kept."""
    for scale, word in _SCALES:
        if value >= scale:
            return plain(value / scale) + word
    return plain(value)
