"""Benefits as people read them: what is given, and how the amount is reckoned, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from twinwheel_web import pack
from twinwheel_web.policies.library import listed

if TYPE_CHECKING:
    from twinwheel.packs.model import Amount, MeasureSpec, Text

Words = Mapping[str, str]
Lang = Literal["zh", "en"]

# (Chinese, English); the words around the parts of an amount.
_SAID = {
    "share": ("{base}的{rate}", "{rate} of {base}"),
    "times": ("{base}，乘以：{rate}", "{base}, times: {rate}"),
    "floor": ("不低于{x}", "at least {x}"),
    "cap": ("最高{x}", "at most {x}"),
    "capped": ("上限为（{x}）", "capped at ({x})"),
    "whole": ("（{x}）", "({x})"),
    "exact": ("{x}", "{x}"),
    "per": ("{x}（{per}）", "{x} ({per})"),
    "unit": ("{x}（单位：{unit}）", "{x} (in units of {unit})"),
    "open": ("来源未说明金额", "the source states no amount"),
}
_JOIN = {"zh": "，", "en": ", "}


@dataclass(frozen=True)
class Offer:
    """One benefit. ``amount`` is None where it is not money; ``figures`` are those of the pack, as they stand there."""

    kind: Words
    title: Text
    amount: Words | None
    grants: str
    years: Decimal | None
    figures: tuple[tuple[str, str], ...]
    note: Text | None


def offers(spec: MeasureSpec, day: date) -> tuple[Offer, ...]:
    """Every benefit of a measure, its amounts with the parameters of a day."""
    return tuple(
        Offer(
            listed("benefit-kinds", each.kind),
            each.title,
            None
            if each.amount is None
            else {"zh": _amount(each.amount, "zh", day), "en": _amount(each.amount, "en", day)},
            each.grants or "",
            each.years,
            tuple((name, _figure(value)) for name, value in each.values.items()),
            each.note,
        )
        for each in spec.benefit
    )


def _figure(value: object) -> str:
    from twinwheel.criteria.wording import plain

    if isinstance(value, list):
        return "、".join(map(str, value))
    return plain(value) if isinstance(value, Decimal) else str(value)


def _amount(amount: Amount, lang: Lang, day: date) -> str:
    """``min(max(rate × base, floor), cap)`` as a phrase: 研发费用的15%，最高200万元（每年）."""
    parts = [_product(amount, lang, day)] if amount.base is not None else []
    if amount.floor not in {None, Decimal(0)}:
        parts.append(_say("floor", lang, x=_quantity(amount.floor, amount.unit, lang, day)))
    if amount.cap is not None:
        phrase = "capped" if isinstance(amount.cap, str) else "cap" if parts or amount.upto else "exact"
        parts.append(_say(phrase, lang, x=_quantity(amount.cap, amount.unit, lang, day)))
    text = _JOIN[lang].join(parts) or _say("open", lang)
    return _say("per", lang, x=text, per=getattr(amount.per, lang)) if amount.per else text


def _product(amount: Amount, lang: Lang, day: date) -> str:
    from twinwheel.criteria import tree
    from twinwheel.criteria.parse import parse
    from twinwheel.criteria.wording import plain

    base = _quantity(amount.base, amount.unit, lang, day)
    if amount.rate == 1:
        return base
    if isinstance(amount.base, str) and not isinstance(parse(amount.base), tree.Name):
        base = _say("whole", lang, x=base)  # 所得 − 100万元的15% would be read as less 15% of it
    if isinstance(amount.rate, str):
        return _say("times", lang, base=base, rate=_quantity(amount.rate, None, lang, day))
    return _say("share", lang, base=base, rate=f"{plain(amount.rate * 100)}%")


def _quantity(value: Decimal | str | None, unit: str | None, lang: Lang, day: date) -> str:
    """A number or an expression in words; the unit is said where the fields of the expression do not say it."""
    from twinwheel.criteria.check import type_of
    from twinwheel.criteria.parse import parse
    from twinwheel.criteria.sentence import sentence
    from twinwheel.criteria.wording import quantity

    if not isinstance(value, str):
        assert value is not None
        return quantity(value, unit, lang)
    node, vocabulary = parse(value), pack.current().vocabulary
    text = sentence(node, vocabulary, lang, day)
    if unit is None or type_of(node, vocabulary)[0].unit:
        return text
    return _say("unit", lang, x=text, unit=unit if lang == "zh" else quantity(Decimal(1), unit, lang))


def _say(phrase: str, lang: Lang, **parts: str) -> str:
    return _SAID[phrase][lang == "en"].format(**parts)
