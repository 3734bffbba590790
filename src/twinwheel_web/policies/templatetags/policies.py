"""Small things the templates of measures need."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from twinwheel_web.design.templatetags.words import english

register = template.Library()


@register.filter
def spoken(found: Mapping[str, Any]) -> Any:
    """Of {zh, en}, the one of the page's language, as it is."""
    return found["en" if english() else "zh"]


@register.filter
def share(part: int, whole: int) -> str:
    """A share in percent with one decimal, as reports print it."""
    from twinwheel.reports.numbers import share as written

    return written(part, whole)


@register.filter
def whole(number: Decimal) -> int:
    """For the plural: 1 is one year, 1.5 are years."""
    return 1 if number == 1 else 2


@register.filter
def plain(number: Decimal) -> str:
    """A number with thousands separators, and no zeros that say nothing."""
    from twinwheel.criteria.wording import plain as written

    return written(number)


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a space in English, nothing in Chinese."""
    return " " if english() else ""
