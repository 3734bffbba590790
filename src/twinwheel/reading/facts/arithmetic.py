"""Do the figures of an article agree with each other? A digit misread by OCR shows here.

Three sums are done: parts that make up a whole (21.59 + 10.26 = 31.85), a share of it (46 of 56 is
82.1 %), and growth against the level before (218.6 over 196.4 is 22.2 more). A difference is told only
where the text claims that the numbers belong together (包括, 由…组成, 其中…占…, 比…的…增加).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clauses, clauses_of
from twinwheel.reading.facts.model import Indicator
from twinwheel.reading.text import Span

_MULTIPLES = {"万亿": Decimal(10**12), "万": Decimal(10**4), "亿": Decimal(10**8)}
_CONSISTS = re.compile(r"包括|包含|由[^。]{1,80}(?:组成|构成)|分为|分别为|涵盖")
_THEREOF = re.compile(r"其中")
_TOGETHER = re.compile(r"合计|总计|共计|总共|两项共")
_MOST = 8
"""Parts of one whole that are tried; more are a table."""


_LEAST = 3
"""Figures that a sum needs, with what it comes to."""


class Check(NamedTuple):
    """What was reckoned from which figures, and whether the text says the same."""

    kind: Literal["sum", "share", "growth"]
    result: Literal["ok", "differs"]
    facts: tuple[Indicator, ...]
    """The figure that was checked first, then what it was reckoned from."""
    stated: Decimal
    reckoned: Decimal
    """In the unit of the figure that was checked, as precise as that is."""
    sentence: Span

    @property
    def explanation(self) -> str:
        """``21.59 + 10.26 = 31.85``, or the sum that does not come out."""
        rest = [f"{fact.value.normalize():f}" for fact in self.facts[1:]]
        sign = {"sum": " + ", "share": " / ", "growth": " → "}[self.kind]
        same = "=" if self.result == "ok" else "≠"
        return (
            f"{sign.join(rest)} = {self.reckoned:f} {same} {self.stated.normalize():f} {self.facts[0].unit}"
        )


class _Figure(NamedTuple):
    fact: Indicator
    at: Span
    base: Decimal
    unit: str
    """Without 万 or 亿."""
    step: Decimal
    """One in its last printed digit, in the base unit."""


def checks(text: str, indicators: list[Indicator]) -> list[Check]:
    """Every sum that the figures of one article allow, in the order of the text."""
    clauses = clauses_of(text)
    mentioned = sorted(
        ((mention, fact) for fact in indicators for mention in fact.mentions if fact.value_to is None),
        key=lambda each: each[0].start,
    )
    found: list[Check] = []
    for sentence, group in _by_sentence(mentioned, clauses):
        if len(group) >= _LEAST:
            figures = [_figure(fact, at) for at, fact in group]
            found += _sums(text, sentence, figures)
            found += _shares(text, sentence, figures)
            found += _growths(text, sentence, figures)
    return found


def _figure(fact: Indicator, at: Span) -> _Figure:
    unit, factor = fact.unit, Decimal(1)
    for multiple, worth in _MULTIPLES.items():
        if unit.startswith(multiple) and len(unit) > len(multiple):
            unit, factor = unit[len(multiple) :], worth
            break
    exponent = fact.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * factor
    return _Figure(fact, at, fact.value * factor, unit, step)


def _by_sentence(
    mentioned: list[tuple[Span, Indicator]], clauses: Clauses
) -> Iterator[tuple[Span, list[tuple[Span, Indicator]]]]:
    group: list[tuple[Span, Indicator]] = []
    sentence = Span(0, 0)
    for each in mentioned:
        here = clauses.sentence(each[0].start)
        if group and here.start != sentence.start:
            yield sentence, group
            group = []
        if not group:
            sentence = here
        group.append(each)
    if group:
        yield sentence, group


def _sums(text: str, sentence: Span, figures: list[_Figure]) -> Iterator[Check]:
    """A whole and the parts that follow it, or parts and what they come to."""
    for index, whole in enumerate(figures):
        parts = _run(whole, figures[index + 1 : index + 1 + _MOST])
        if len(parts) >= 2:
            claims = (
                index == 0
                and len(parts) == len(figures) - 1
                and _CONSISTS.search(text, sentence.start, sentence.end) is not None
            )
            check = _sum(whole, parts, sentence, claims=claims)
            if check:
                yield check
        before = text[max(whole.at.start - 8, sentence.start) : whole.at.start]
        parts = _run(whole, figures[max(index - _MOST, 0) : index])
        if len(parts) >= 2 and _TOGETHER.search(before):
            check = _sum(whole, parts, sentence, claims=len(parts) == index)
            if check:
                yield check


def _run(whole: _Figure, others: list[_Figure]) -> list[_Figure]:
    """Those counted in the unit of the whole, none of them a change or a share."""
    return [
        each
        for each in others
        if each.unit == whole.unit
        and each.fact.comparison is None
        and each.fact.status == whole.fact.status
        and each.unit != "%"
    ]


def _sum(whole: _Figure, parts: list[_Figure], sentence: Span, *, claims: bool) -> Check | None:
    total = sum((part.base for part in parts), Decimal(0))
    slack = (whole.step + sum((part.step for part in parts if part.step > whole.step), Decimal(0))) / 2
    agrees = abs(total - whole.base) <= (slack if total != whole.base else 0)
    exact = all(each.fact.qualifier is None for each in (whole, *parts))
    if not agrees and not (claims and exact):
        return None
    factor = whole.base / whole.fact.value if whole.fact.value else Decimal(1)
    facts = (whole.fact, *(part.fact for part in parts))
    return Check("sum", "ok" if agrees else "differs", facts, whole.fact.value, total / factor, sentence)


def _shares(text: str, sentence: Span, figures: list[_Figure]) -> Iterator[Check]:
    """占比82.1%: of the last two levels in one unit, the later is this share of the earlier."""
    for index, share in enumerate(figures):
        if share.fact.comparison != "占比" or share.unit != "%":
            continue
        levels = [
            each
            for each in figures[max(index - _MOST, 0) : index]
            if each.unit != "%" and each.fact.comparison is None
        ]
        if not levels:
            continue
        part = levels[-1]
        wholes = [each for each in levels[:-1] if each.unit == part.unit and each.base > part.base]
        agreeing = next(
            (whole for whole in reversed(wholes) if _agrees(share, part.base * 100 / whole.base)), None
        )
        thereof = wholes and _THEREOF.search(text, wholes[-1].at.end, part.at.start)
        if agreeing or thereof:
            whole = agreeing or wholes[-1]
            if agreeing is None and not all(each.fact.qualifier is None for each in (share, part, whole)):
                continue
            yield _ratio("share", share, part, whole, part.base * 100 / whole.base, sentence)


def _growths(text: str, sentence: Span, figures: list[_Figure]) -> Iterator[Check]:
    """A level, the level before, and what is said of the difference: 比去年同期的196.4万标箱增加22.2万标箱."""
    for index in range(2, len(figures)):
        now, then, change = figures[index - 2 : index + 1]
        if now.unit != then.unit or now.unit == "%" or not then.base or then.fact.status != "historic":
            continue
        if re.search(r"[，。；]", text[then.at.end : change.at.start]):
            continue
        if change.unit == now.unit:
            difference = abs(now.base - then.base)
            slack = (change.step + now.step + then.step) / 2
            agrees = abs(difference - change.base) <= slack
            factor = change.base / change.fact.value if change.fact.value else Decimal(1)
            facts = (change.fact, then.fact, now.fact)
            yield Check(
                "growth",
                "ok" if agrees else "differs",
                facts,
                change.fact.value,
                difference / factor,
                sentence,
            )
        elif change.unit == "%":
            yield _ratio("growth", change, now, then, abs(now.base - then.base) * 100 / then.base, sentence)


def _agrees(stated: _Figure, reckoned: Decimal) -> bool:
    return abs(stated.base - reckoned) <= stated.step * Decimal("0.6")


def _ratio(
    kind: Literal["share", "growth"],
    stated: _Figure,
    first: _Figure,
    second: _Figure,
    reckoned: Decimal,
    sentence: Span,
) -> Check:
    result: Literal["ok", "differs"] = "ok" if _agrees(stated, reckoned) else "differs"
    facts = (
        (stated.fact, first.fact, second.fact) if kind == "share" else (stated.fact, second.fact, first.fact)
    )
    return Check(kind, result, facts, stated.fact.value, _as_precise(reckoned, stated.step), sentence)


def _as_precise(value: Decimal, step: Decimal) -> Decimal:
    """Rounded to the last printed digit; a monstrous number stays as it is."""
    return value.quantize(step) if value.adjusted() - step.adjusted() < 20 else value
