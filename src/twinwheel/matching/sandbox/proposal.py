"""A policy as it would be: a pack with a few numbers or conditions changed, checked and never written.

What can be set::

    MEASURE/CRITERION.threshold=V       the side a field is compared with
    MEASURE/CRITERION.threshold[2]=V    the second number of the expression
    MEASURE/CRITERION.when=EXPRESSION   the whole condition
    MEASURE/CRITERION=off               without this condition
    MEASURE/amount.cap=V                rate, floor, cap or base of what it gives; amount[2] is the second
    :NAME=V                             a dated parameter, as of the day of the run
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from twinwheel.criteria import edit, tree
from twinwheel.criteria.nearest import nearest
from twinwheel.criteria.parse import parse
from twinwheel.criteria.write import write
from twinwheel.errors import ExpressionError, UsageError
from twinwheel.messages import joined, message
from twinwheel.packs import Pack
from twinwheel.packs.misfit import misfit
from twinwheel.packs.model import Amount, CriterionSpec, Dated, MeasureSpec
from twinwheel.packs.soundness import unsound_measure

_TARGET = re.compile(r"([^/\s]+)/([^\s.\[\]]+)(?:\[(\d+)\])?(?:\.([a-z]+)(?:\[(\d+)\])?)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONEY = ("rate", "floor", "cap", "base")
_KEYS = ("threshold", "when")
_UNITS = {"YEAR": message("years"), "MONTH": message("months"), "DAY": message("days")}


@dataclass(frozen=True)
class Setting:
    """One thing that is set. ``target`` and ``value`` are as they were written.

    ``measure`` None: a parameter, ``part`` being its name. ``part`` is a criterion, or "amount", ``key`` what
    of it; ``number`` counts the numbers of an expression, ``nth`` the amounts of a measure, both from 1.
    """

    target: str
    value: str
    measure: str | None
    part: str
    key: str
    number: int | None = None
    nth: int | None = None

    def __str__(self) -> str:
        return f"{self.target}={self.value}"


@dataclass(frozen=True)
class Proposal:
    """``pack`` is the policy as it would be. ``touched`` are the only measures that differ; None: any may."""

    settings: tuple[Setting, ...]
    pack: Pack
    touched: frozenset[str] | None


def propose(pack: Pack, as_of: date, texts: Sequence[str]) -> Proposal:
    """The pack with everything set that ``texts`` say.

    Raises:
        UsageError: a text names nothing that can be set, or what another sets, or what it sets is not sound: an
            unknown field, a unit that does not fit, a value outside a code list.
    """
    settings = [setting(text) for text in texts]
    for place, each in enumerate(settings):
        if any(each.target == earlier.target for earlier in settings[:place]):
            raise UsageError(
                message('"{target}" is set twice', target=each.target),
                message("Try one value at a time, or sweep over several."),
            )
    return proposed(pack, as_of, settings)


def proposed(pack: Pack, as_of: date, settings: Iterable[Setting]) -> Proposal:
    """As :func:`propose`, for settings that have been read."""
    settings = tuple(settings)
    changed = pack
    for each in settings:
        changed = _with(changed, as_of, each)
    ids = {each.measure for each in settings if each.measure is not None}
    parameters = any(each.measure is None for each in settings)
    for each in settings:
        problems = [] if each.measure is None else unsound_measure(changed, each.measure)
        if problems:
            what = joined(message("; "), [problem.what for problem in problems])
            raise UsageError(message("{setting}: {what}", setting=str(each), what=what), problems[0].advice)
    return Proposal(settings, changed, None if parameters else frozenset(ids))


def setting(text: str) -> Setting:
    """Read ``TARGET=VALUE``.

    Raises:
        UsageError: it has not that form.
    """
    target, equals, value = (each.strip() for each in text.partition("="))
    if not equals or not target or not value:
        advice = message("Write MEASURE/CRITERION.threshold=0.04, .when=EXPRESSION, =off, or :PARAMETER=300.")
        raise UsageError(message('"{text}" sets nothing', text=text), advice)
    if target.startswith(":"):
        return Setting(target, value, None, target[1:], "value")
    found = _TARGET.fullmatch(target)
    if found is None:
        raise UsageError(
            message('"{target}" cannot be set', target=target),
            message("Write MEASURE/CRITERION.threshold or MEASURE/amount.cap."),
        )
    measure, part, nth, key, number = found.groups()
    if key is None and value != "off":
        raise UsageError(
            message('"{target}" can only be off', target=target),
            message("Write {target}.threshold=V or {target}.when=EXPRESSION.", target=target),
        )
    return Setting(
        target, value, measure, part, key or "off", int(number) if number else None, int(nth) if nth else None
    )


# --- putting a setting in place -----------------------------------------------------------------


def _with(pack: Pack, as_of: date, each: Setting) -> Pack:
    if each.measure is None:
        return _with_parameter(pack, as_of, each)
    if each.measure not in pack.measures:
        raise _unknown(message("measure"), each.measure, pack.measures)
    spec = pack.measures[each.measure]
    if spec.kind != "rule":
        raise UsageError(
            message('measure "{measure}" is a programme', measure=each.measure),
            message("It is shown, never matched."),
        )
    is_amount = each.part == "amount" and all(criterion.id != "amount" for criterion in spec.criteria)
    changed = _with_amount(spec, each) if is_amount else _with_criterion(spec, each)
    # What its tests expect is what the measure says today.
    changed = changed.model_copy(update={"tests": [], "example": {}})
    return replace(pack, measures={**pack.measures, each.measure: changed})


def _with_parameter(pack: Pack, as_of: date, each: Setting) -> Pack:
    spec = pack.parameters.get(each.part)
    if spec is None:
        raise _unknown(message("parameter"), each.part, pack.parameters, ":")
    value = constant(each.value)
    if not isinstance(value, type(spec.values[0].value)):
        what = message("{setting}: a number is wanted", setting=str(each))
        if isinstance(spec.values[0].value, date):
            what = message("{setting}: a day is wanted", setting=str(each))
        raise UsageError(what, message("Write {setting}.", setting=f"{each.target}={spec.values[-1].value}"))
    last = max((old.since for old in spec.values if old.since <= as_of), default=as_of)
    kept = [old for old in spec.values if old.since != last]
    values = [*kept, Dated(since=last, value=value, source=f"try: {each}")]
    return replace(
        pack, parameters={**pack.parameters, each.part: spec.model_copy(update={"values": values})}
    )


def _with_criterion(spec: MeasureSpec, each: Setting) -> MeasureSpec:
    places = [place for place, criterion in enumerate(spec.criteria) if criterion.id == each.part]
    if not places:
        raise _unknown(message("criterion"), each.part, [criterion.id for criterion in spec.criteria])
    if each.nth is not None or each.key not in (*_KEYS, "off"):
        guess = nearest(each.key, _KEYS)
        advice = (
            message('Did you mean "{guess}"?', guess=guess)
            if guess
            else message("A criterion has .threshold and .when, and can be off.")
        )
        raise UsageError(message('"{target}" cannot be set', target=each.target), advice)
    (place,) = places
    criteria = list(spec.criteria)
    if each.key == "off":
        del criteria[place]
    else:
        criteria[place] = _rewritten(criteria[place], each)
    return spec.model_copy(update={"criteria": criteria})


def _rewritten(criterion: CriterionSpec, each: Setting) -> CriterionSpec:
    if criterion.when is None:
        raise UsageError(
            message('criterion "{criterion}" is decided by a person', criterion=criterion.id),
            message("It can only be off: {measure}/{part}=off.", measure=str(each.measure), part=each.part),
        )
    try:
        if each.key == "when":
            parse(each.value)
            return criterion.model_copy(update={"when": each.value})
        node = parse(criterion.when)
        moved = _moved(node, each)
    except ExpressionError as error:
        raise UsageError(
            message("{setting}: {what}", setting=str(each), what=error.what), error.advice
        ) from error
    return criterion.model_copy(update={"when": write(moved)})


def _moved(node: tree.Node, each: Setting) -> tree.Node:
    found = edit.numbers(node)
    if each.number is not None:
        if not 1 <= each.number <= len(found):
            raise UsageError(
                message('"{target}": there is no number {number}', target=each.target, number=each.number),
                listing(node, each),
            )
        value = constant(each.value)
        old = found[each.number - 1]
        is_day = isinstance(old, tree.Literal) and isinstance(old.value, date)
        if isinstance(value, date) != is_day:
            what = message("{setting}: a number is wanted", setting=str(each))
            if is_day:
                what = message("{setting}: a day, such as 2026-11-21, is wanted", setting=str(each))
            raise UsageError(what, listing(node, each))
        if isinstance(old, tree.Interval) and (value != int(value) or not 0 <= value <= 40_000):  # type: ignore[arg-type, operator]
            what = message("{setting}: whole {units} are wanted", setting=str(each), units=_UNITS[old.unit])
            raise UsageError(what, listing(node, each))
        return edit.with_number(node, each.number - 1, value)
    comparisons = edit.comparisons(node)
    if len(comparisons) == 1:
        return edit.with_compared(node, comparisons[0], _value(each.value))
    place = f"{each.measure}/{each.part}"
    what = message('"{criterion}" compares several things', criterion=place)
    if not found:
        what = message('"{criterion}" compares nothing with a number', criterion=place)
    raise UsageError(what, listing(node, each))


def listing(node: tree.Node, each: Setting) -> str:
    """The numbers of an expression and how each is named, for whoever named none or a wrong one."""
    base = f"{each.measure}/{each.part}"
    found = edit.numbers(node)
    if not found:
        return message("Write {criterion}.when=EXPRESSION, or {criterion}=off.", criterion=base)
    names = [
        f"{base}.threshold[{place}]={value.count if isinstance(value, tree.Interval) else value.value}"
        for place, value in enumerate(found, 1)
    ]
    return message(
        "Its numbers: {numbers}; or {criterion}.when=EXPRESSION.", numbers=", ".join(names), criterion=base
    )


def _value(text: str) -> tree.Node:
    """What a field is to be compared with: a number, a percentage, a day or an expression."""
    try:
        return tree.Literal(constant(text))
    except UsageError:
        return parse(text)


def constant(text: str) -> Decimal | date:
    """A number, percentage or day as a person types it.

    >>> constant("4%"), constant("2026-11-21")
    (Decimal('0.04'), datetime.date(2026, 11, 21))

    Raises:
        UsageError: it is none of them.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        number = Decimal(text.removesuffix("%").replace(",", ""))
        if number.is_finite():
            parse(f"{number:f}")  # as many digits as a number of a pack may have
            return number / 100 if text.endswith("%") else number
    except (InvalidOperation, ValueError, ExpressionError):
        pass
    raise UsageError(
        message('"{text}" is no number or day', text=text), message("Write 0.04, 4% or 2026-11-21.")
    )


def _with_amount(spec: MeasureSpec, each: Setting) -> MeasureSpec:
    places = [place for place, benefit in enumerate(spec.benefit) if benefit.amount is not None]
    if each.key not in _MONEY or not places:
        advice = (
            message("An amount has {names}.", names=", ".join(_MONEY))
            if places
            else message("It promises no amount.")
        )
        raise UsageError(message('"{target}" cannot be set', target=each.target), advice)
    if (each.nth is None and len(places) > 1) or not 1 <= (each.nth or 1) <= len(places):
        names = [f"amount[{n}] ({spec.benefit[place].title.en})" for n, place in enumerate(places, 1)]
        raise UsageError(
            message('"{target}": which amount?', target=each.target),
            message("It gives {names}.", names=", ".join(names)),
        )
    place = places[(each.nth or 1) - 1]
    amount = spec.benefit[place].amount
    assert amount is not None
    values: dict[str, Any] = {name: getattr(amount, name) for name in type(amount).model_fields}
    try:
        found: object = constant(each.value)
    except UsageError:
        found = None if each.value == "none" and each.key != "rate" else each.value
    try:
        moved = Amount.model_validate({**values, each.key: found})
    except ValidationError as error:
        raise UsageError(
            message("{setting}: {what}", setting=str(each), what=misfit(error.errors()[0])),
            message("Write a number or an expression."),
        ) from error
    benefits = list(spec.benefit)
    benefits[place] = benefits[place].model_copy(update={"amount": moved})
    return spec.model_copy(update={"benefit": benefits})


def _unknown(kind: str, word: str, known: Iterable[str], before: str = "") -> UsageError:
    names = list(known)
    guess = nearest(word, names)
    advice = (
        message('Did you mean "{guess}"?', guess=f"{before}{guess}")
        if guess
        else message("There are: {names}.", names=", ".join(names[:20]))
    )
    return UsageError(message('unknown {kind} "{word}"', kind=kind, word=f"{before}{word}"), advice)
