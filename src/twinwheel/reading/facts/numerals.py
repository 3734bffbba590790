"""Numbers written in Chinese numerals: ``三百二十``, ``一百二十三万``, ``二〇二三``, and two neighbours: ``三五``."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    char: value
    for value, chars in enumerate(
        ["零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for char in chars
}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
NUMERALS = "".join(DIGITS) + "".join(TENS) + "".join(MYRIADS)
LONGEST = 15
"""Digits of the longest number: more are a telephone number, an account, a code."""


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral (``三百二十``, ``一百二十三万``, ``两千零五``, ``二〇二三``), else None.

    >>> chinese("一百二十三万四千"), chinese("二〇二三"), chinese("三七二十一")
    (Decimal('1234000'), Decimal('2023'), None)
    """
    whole, _, fraction = text.partition("点")
    if not whole or len(whole) > 3 * LONGEST:
        return None
    value = _whole(whole)
    if value is None:
        return None
    if not fraction:
        return Decimal(value)
    if any(char not in DIGITS for char in fraction):
        return None
    return Decimal(f"{value}.{''.join(str(DIGITS[char]) for char in fraction)}")


def _whole(text: str) -> int | None:
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text)) if len(text) <= LONGEST else None
    total, section, digit, last = 0, 0, None, 10**12
    for char in text:
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[char]
        elif char in TENS:
            unit = TENS[char]
            if unit >= last and digit is not None:
                return None
            section += (1 if digit is None else digit) * unit
            digit, last = None, unit
        elif char not in MYRIADS:
            return None  # 几千万: how many is not said
        else:
            section = (section + (digit or 0)) or (0 if total else 1)
            total = (
                (total + section) * MYRIADS[char]
                if total and char == "亿"
                else total + section * MYRIADS[char]
            )
            section, digit, last = 0, None, 10**12
    # 三百五 is 350, 三百零五 is 305; the first is how people speak, and stands before no unit in print.
    return total + section + (digit or 0)


_NEIGHBOURS = re.compile(
    r"(?P<head>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<by>[十百千万亿]*)"
)


def neighbours(text: str) -> tuple[Decimal, Decimal] | None:
    """两三百 is two to three hundred, 三五 three to five, 十五六 fifteen to sixteen."""
    match = _NEIGHBOURS.fullmatch(text)
    if match is None or (match["head"] and match["by"]):
        return None
    low, high = DIGITS[match["low"]], DIGITS[match["high"]]
    if high != low + 1 and (low, high) != (3, 5):
        return None
    head = chinese(match["head"]) if match["head"] else Decimal(0)
    by = times(match["by"])
    return (head or Decimal(0)) + low * by, (head or Decimal(0)) + high * by


def times(multiple: str) -> Decimal:
    product = 1
    for char in multiple:
        product *= TENS.get(char) or MYRIADS.get(char) or 1
    return Decimal(product)
