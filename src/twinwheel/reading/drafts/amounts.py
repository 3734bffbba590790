"""The benefits of a draft as the pack format wants them: base, rate, floor and cap, and tiers by premise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from twinwheel.criteria import tree
from twinwheel.criteria.write import write
from twinwheel.packs import Pack
from twinwheel.reading.drafts.benefits import Given, Money
from twinwheel.reading.drafts.model import Draft
from twinwheel.reading.drafts.yamls import both, capital, clean


def benefits_of(measure: Draft, pack: Pack) -> list[dict[str, Any]]:
    offers = list(measure.offers)
    if not offers:
        kind = "programme" if measure.programme else "qualification"
        known = (
            {code.value for code in pack.code_lists["benefit-kinds"].codes}
            if "benefit-kinds" in pack.code_lists
            else {kind}
        )
        kind = kind if kind in known else min(known)
        return [
            {"kind": kind, "title": both(measure.title[:200], "As the title says; no benefit was recognised")}
        ]
    found = []
    first = True
    for offer in offers:
        tiered = bool(measure.tiers) and any(
            offer.given.words == each.given.words for each in measure.offers if each.conditions
        )
        counts = not (offer.changed or offer.step) and not (tiered and not first)
        found.append(_benefit(offer.given, pack, measure.tiers if tiered and first else [], counts))
        first = first and not tiered
    return found


def _benefit(
    given: Given, pack: Pack, tiers: Sequence[tuple[tree.Node, Decimal]], counts: bool
) -> dict[str, Any]:
    english = (
        next(
            (code.en for code in pack.code_lists["benefit-kinds"].codes if code.value == given.kind),
            given.kind,
        )
        if "benefit-kinds" in pack.code_lists
        else given.kind
    )
    found: dict[str, Any] = {
        "kind": given.kind,
        "title": both(given.words[:500], capital(f"{english}{_english(given.money)}")),
    }
    money = given.money
    if money is not None and (counts or tiers):
        found["amount"] = _amount(money, tiers)
    elif money is not None:
        found["values"] = _values(money)
    if given.grants:
        found["grants"] = clean(given.grants)[:80]
    if given.years is not None:
        found["years"] = given.years
    return found


def _amount(money: Money, tiers: Sequence[tuple[tree.Node, Decimal]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if tiers:
        branches = tuple((node, tree.Literal(value)) for node, value in tiers)
        found["base"] = write(tree.Case(branches, tree.Literal(None), has_else=False))
    elif money.base is not None:
        found["base"] = write(tree.Name(money.base)) if isinstance(money.base, str) else money.base
    if money.rate is not None:
        found["rate"] = money.rate
    found |= {name: value for name in ("floor", "cap") if (value := getattr(money, name)) is not None}
    found["unit"] = money.unit
    if money.per:
        found["per"] = both(money.per, f"as the text says: {money.per}")
    if money.upto:
        found["upto"] = True
    return found


def _values(money: Money) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: value
        for name in ("base", "rate", "floor", "cap")
        if isinstance(value := getattr(money, name), Decimal)
    }
    return {**found, "unit": money.unit}


def _english(money: Money | None) -> str:
    if money is None:
        return ""
    words = []
    if money.rate is not None:
        words.append(f"{(money.rate * 100).normalize():f}%")
    scale = {"元": 1, "万元": 10**4, "亿元": 10**8}[money.unit]
    for name, lead in (("base", ""), ("floor", "at least "), ("cap", "at most ")):
        value = getattr(money, name)
        if isinstance(value, Decimal):
            words.append(f"{lead}CNY {value * scale:,.0f}")
    return f": {', '.join(words)}" if words else ""
