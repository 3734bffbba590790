"""How the pages of one subject write its values and addresses."""

from __future__ import annotations

from typing import Any

from django import template

from twinwheel_web.mine import results, values
from twinwheel_web.mine.inputs import NONE_OF_THEM
from twinwheel_web.mine.views.common import address
from twinwheel_web.registers.models import Subject

register = template.Library()


@register.simple_tag
def mine_url(name: str, subject: Subject, *args: object, **query: object) -> str:
    """``{% mine_url "mine:get" subject as_of=… %}``: a page of a subject; empty parameters are left out."""
    return address(name, subject, *args, **{key: value or None for key, value in query.items()})


@register.simple_tag
def value_of(name: str, value: Any) -> str:
    """A value of a field in words."""
    return values.value_words(name, value)


@register.filter
def observed(reason: Any) -> list[tuple[str, str]]:
    """The values a criterion read, by field, in words."""
    return [(name, values.value_words(name, value)) for name, value in reason.observed.items()]


@register.filter
def shortfalls(reason: Any) -> list[str]:
    """What a criterion that is not met lacks, in words."""
    return results.shortfalls(reason)


@register.filter
def sentence(rule: Any) -> str:
    """A rule as a sentence."""
    return results.sentence(rule)


@register.filter
def unit_words(unit: str | None) -> str:
    return values.unit_words(unit)


@register.filter
def initial_text(bound: Any) -> str:
    """What the hidden field beside an input holds."""
    return str(bound.field.initial_text(bound.initial))


@register.filter
def others(bound: Any) -> str:
    """What is chosen of an open list besides the values it names."""
    named = {value for value, _name in bound.field.options} | {NONE_OF_THEM}
    return "、".join(each for each in bound.value() if each not in named)


@register.filter
def verdict_of(reason: Any) -> str | None:
    """met, not_met, unknown; None where a person decides."""
    return reason.verdict.value if reason.verdict else None
