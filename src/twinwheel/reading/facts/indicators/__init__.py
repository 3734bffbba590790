"""The figures of an article: value and unit, and of what, whose, when, and how sure it is.

``numbers.py`` reads the numbers; here it is decided which of them are figures (``figures.py``), whose they
are (``scope.py``), what they measure (``name.py``), and for what time (``when.py``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, cast

from twinwheel.reading.facts import dates as dates_
from twinwheel.reading.facts import numbers as numbers_
from twinwheel.reading.facts.indicators.clauses import Clauses, clauses_of
from twinwheel.reading.facts.indicators.figures import figures
from twinwheel.reading.facts.indicators.name import name_of
from twinwheel.reading.facts.indicators.ranks import ranks
from twinwheel.reading.facts.indicators.scope import Scopes
from twinwheel.reading.facts.indicators.when import Times
from twinwheel.reading.facts.model import Indicator, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.programmes import named_things
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.text import Span

__all__ = ["find"]

Comparison = Literal["同比", "环比", "占比", "增长", "较上年", "排名", "倍数"]

_WHOLE = re.compile(
    r"占(?!比)(?:到|了)?(?P<whole>[^，。；、：\n\d]{1,16}?)(?:的?(?:比重|比例|份额|总量))?(?:达到?|为|约|超过|近|的|仅)*$"
)
_AGAINST = re.compile(
    r"(?:(?<![同环占])比|较|高于|低于|高出|快于|是|相当于)(?P<what>[^，。；：\n]{1,14}?)(?:的|增长|增加|提高|提升|下降|减少|缩短|高|低|快|上升|回落)*$"
)


def find(reading: Reading, names: Names) -> list[Indicator]:
    """The figures of the article in the order of the text; one that is repeated has several mentions."""
    text = reading.text
    found = sorted([*figures(text, numbers_.find(text)), *ranks(text)])
    if not found:
        return []
    clauses = clauses_of(text)
    scopes = Scopes(reading, names, clauses, named_things(text, names), found)
    times = Times(reading, dates_.find(text, reading.date), clauses)
    facts: list[Indicator] = []
    previous: Indicator | None = None
    growth: tuple[int, Comparison] | None = None
    for number in found:
        clause = clauses.all[clauses.at(number.start)]
        comparison = _comparison(text, number, clause.start)
        if comparison in ("同比", "环比"):
            growth = (clause.paragraph, comparison)
        elif (
            comparison == "增长"
            and growth
            and growth[0] == clause.paragraph
            and not _AVERAGE.search(text, clause.start, number.start)
        ):
            comparison = growth[1]
        name = name_of(text, number, clause, names)
        if name is None and previous and _follows(clauses, previous, number):
            name = previous.name
        scope = scopes.of(number)
        time = times.of(number, scope.name)
        previous = Indicator(
            mentions=(Span(number.start, number.end),),
            rule="figure",
            name=name,
            value=number.value,
            value_to=number.value_to,
            unit=_unit(number),
            qualifier=number.qualifier,
            as_of=time.as_of,
            scope=scope.name,
            review=scope.guessed,
            status=time.status,
            comparison=comparison,
            compared_with=_compared_with(text, number, clause.start, comparison),
        )
        facts.append(previous)
    return _checked(text, united(facts))


def _checked(text: str, facts: list[Indicator]) -> list[Indicator]:
    """Those of a sum that does not come out are for a person: their rule ends with ``arithmetic``."""
    from twinwheel.reading.facts.arithmetic import checks  # it needs the clauses of this package

    wrong = {id(fact) for check in checks(text, facts) if check.result == "differs" for fact in check.facts}
    return [
        fact.model_copy(update={"review": True, "rule": f"{fact.rule}, arithmetic"})
        if id(fact) in wrong
        else fact
        for fact in facts
    ]


def _unit(number: Number) -> str:
    return number.base if number.unit == "个小时" else number.unit


def _follows(clauses: Clauses, previous: Indicator, number: Number) -> bool:
    here, there = clauses.at(number.start), clauses.at(previous.mentions[0].start)
    return clauses.all[here].sentence == clauses.all[there].sentence


@cache
def _comparisons() -> list[tuple[Comparison, re.Pattern[str]]]:
    return [
        (cast(Comparison, name), re.compile(any_of(words)))
        for name, words in table("indicators")["comparison"].items()
        if name != "排名"
    ]


_AVERAGE = re.compile(r"平均|年均")
_REACHES = re.compile(r"(?:到|至|为)(?:了|现在的|目前的)?(?:约|近|超过|超)?$")


def _comparison(text: str, number: Number, start: int) -> Comparison | None:
    """By the word that stands before it in its clause. 提高到78% is a level, not a growth."""
    if number.ordinal:
        return "排名"
    if number.kind == "times":
        return "倍数"
    if number.kind not in ("ratio", "points"):
        return None
    said = text[max(start, number.start - 30) : number.start]
    for name, pattern in _comparisons():
        if pattern.search(said) and not (name == "增长" and _REACHES.search(said)):
            return "较上年" if name == "增长" and _THAN_YEAR.search(said) else name
    return None


_THAN_YEAR = re.compile(r"[较比]\d{4}年(?:同期)?")


def _compared_with(text: str, number: Number, start: int, comparison: Comparison | None) -> str | None:
    """The whole of a share, or what a difference differs from."""
    if comparison is None or comparison == "排名":
        return None
    said = text[max(start, number.start - 30) : number.start]
    match = (_WHOLE if comparison == "占比" else _AGAINST).search(said)
    return match[1] if match else None


_MOST = 12
"""Figures alike in all but their name that a further one is compared with."""


def united(facts: list[Indicator]) -> list[Indicator]:
    """A figure that is said twice is one figure with two mentions; its name may be shortened the second time."""
    kept: list[tuple[Indicator, list[Span]]] = []
    same: dict[tuple[object, ...], list[int]] = {}
    for fact in facts:
        key = (fact.value, fact.value_to, fact.unit, fact.scope, fact.status, fact.comparison, fact.as_of)
        known = same.setdefault(key, []) if fact.name else []  # nothing is known to be one that has no name
        at = next((index for index in known[-_MOST:] if _one_name(kept[index][0].name, fact.name)), None)
        if at is None:
            known.append(len(kept))
            kept.append((fact, [*fact.mentions]))
        else:
            kept[at][1].extend(fact.mentions)
    return [
        fact if len(mentions) == len(fact.mentions) else fact.model_copy(update={"mentions": (*mentions,)})
        for fact, mentions in kept
    ]


def _one_name(first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return False
    return first.endswith(second) or second.endswith(first)
