"""Units a register may state, as a written table: what is not in it is refused, never guessed.

A unit is a multiplier and a base: 万元 is 万 (10⁴) and 元. Every conversion is a power of ten, so it is
exact; months are not turned into days, nor dollars into yuan.
"""

from __future__ import annotations

MULTIPLIERS = {
    "": 0,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
"""Power of ten each multiplier stands for."""

BASES = {
    "元": ("元", "人民币元", "元人民币", "人民币", "CNY", "RMB", "yuan"),
    "美元": ("美元", "USD"),
    "人": ("人", "名", "位", "people", "persons"),
    "家": ("家", "户"),
    "项": ("项", "个", "件"),
    "场": ("场", "次"),
    "日": ("日", "天", "days"),
    "周": ("周", "weeks"),
    "月": ("月", "个月", "months"),
    "年": ("年", "years"),
    "岁": ("岁", "周岁"),
    "倍": ("倍",),
    "分": ("分",),
    "nm": ("nm", "纳米"),
    "P": ("P", "PFLOPS"),
    "平方米": ("平方米", "㎡", "m²", "m2"),
}
"""Base units and the ways registers write them."""

SCALED = {
    "公顷": ("平方米", 4),
    "平方公里": ("平方米", 6),
    "%": ("比例", -2),
    "‰": ("比例", -3),
    "比例": ("比例", 0),
}
"""Units that are a power of ten of a base and take no multiplier. Percent and per mille are shares of 1."""

_BASE_OF = {name.casefold(): base for base, names in BASES.items() for name in names}


def parse(unit: str) -> tuple[str, int] | None:
    """Base and power of ten of a unit; None when the table does not have it.

    >>> parse("万元"), parse("亿"), parse("%"), parse("磅")
    (('元', 4), ('', 8), ('比例', -2), None)
    """
    unit = unit.strip()
    if unit in SCALED:
        return SCALED[unit]
    # A base first: 千 is a multiplier, but no base of the table may be read as one.
    for multiplier in sorted(MULTIPLIERS, key=len):
        rest = unit.removeprefix(multiplier)
        if unit.startswith(multiplier):
            if rest.casefold() in _BASE_OF:
                return _BASE_OF[rest.casefold()], MULTIPLIERS[multiplier]
            if multiplier and not rest:
                return "", MULTIPLIERS[multiplier]
    return None


def exponent(stated: str, wanted: str | None) -> int | None:
    """Power of ten that turns a number in the ``stated`` unit into the ``wanted`` one; None: it does not fit.

    A multiplier alone counts the field's own base: 5000万 in a field in 万元 is 5000 万元, in a field in
    人 it is 5000 万人.

    >>> exponent("元", "万元"), exponent("亿", "万元"), exponent("%", "比例"), exponent("美元", "万元")
    (-4, 4, -2, None)
    """
    if stated.strip() == wanted:
        return 0
    left, right = parse(stated), parse(wanted or "")
    if left is None:
        return None
    if right is None:
        return left[1] if left[0] == "" and not wanted else None
    if left[0] != right[0] and (left[0] != "" or right[0] == "比例"):
        return None
    return left[1] - right[1]
