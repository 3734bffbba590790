"""Numbers as a statistical bulletin prints them: exact, rounded half up once, in both languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from twinwheel.reports.both import Words

_ZH = ((Decimal(1), "元"), (Decimal(10**4), "万元"), (Decimal(10**8), "亿元"))
_EN = ((Decimal(1), ""), (Decimal(10**6), " million"), (Decimal(10**9), " billion"))


def count(number: int) -> str:
    return f"{number:,}"


def share(part: int, whole: int) -> str:
    """A percentage with one decimal. What is neither nothing nor all is never printed as if it were.

    >>> share(1, 3), share(0, 9), share(1, 100_000), share(99_999, 100_000), share(1, 0)
    ('33.3%', '0%', '<0.1%', '>99.9%', '–')
    """
    if not whole:
        return "–"
    if part in {0, whole}:
        return "100%" if part else "0%"
    tenths = (2000 * part + whole) // (2 * whole)
    if not 0 < tenths < 1000:
        return "<0.1%" if tenths == 0 else ">99.9%"
    return f"{tenths // 10}.{tenths % 10}%"


def width(part: int | Decimal, whole: int | Decimal) -> str:
    """A share as a length in CSS, in percent with two decimals."""
    return f"{Decimal(part) * 100 / Decimal(whole):.2f}%" if whole else "0%"


def money(yuan: Decimal) -> Words:
    """An amount in the unit it is read in, with at most two decimals.

    >>> money(Decimal("123456.789")), money(Decimal("99999.00")).zh, money(Decimal("250000000")).zh
    (Words(zh='12.35 万元', en='CNY 123,456.79'), '10 万元', '2.5 亿元')
    """
    return Words(_scaled(yuan, _ZH, " "), f"CNY {_scaled(yuan, _EN, '')}")


def exact_money(yuan: Decimal) -> Words:
    """The same to the fen, for whoever wants to add it up."""
    return Words(f"{yuan:,.2f} 元", f"CNY {yuan:,.2f}")


def fen(amount: int) -> Decimal:
    """Fen as yuan."""
    return Decimal(amount).scaleb(-2)


def _scaled(yuan: Decimal, scales: tuple[tuple[Decimal, str], ...], space: str) -> str:
    """In the smallest unit that leaves it below one of the next, as rounded: 9,999.999 is 1 of the next."""
    for (scale, unit), (beyond, _) in zip(scales, (*scales[1:], (Decimal("Infinity"), "")), strict=True):
        rounded = (yuan / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if abs(rounded) * scale < beyond:
            return f"{_trimmed(rounded)}{space}{unit}"
    raise AssertionError(yuan)


def _trimmed(number: Decimal) -> str:
    return f"{number:,f}".rstrip("0").rstrip(".")
