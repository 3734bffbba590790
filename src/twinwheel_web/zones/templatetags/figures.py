"""How a figure of the zone is written: its qualifier, its number, its unit, its time."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from twinwheel.packs.model import Figure, Text
from twinwheel_web.design.templatetags.words import code_name, english, said

register = template.Library()


@register.filter
def amount(figure: Figure) -> str:
    """The number as its source says it, without the unit: over 20,000; 400–600."""
    number = f"{figure.value:,f}"
    if figure.upper is not None:
        number = f"{number}–{figure.upper:,f}"
    words = {
        "about": _("about %(number)s"),
        "over": _("over %(number)s"),
        "at_least": _("at least %(number)s"),
        "at_most": _("at most %(number)s"),
        "nearly": _("nearly %(number)s"),
        None: "%(number)s",
    }
    return words[figure.qualifier] % {"number": number}


@register.filter
def unit(figure: Figure) -> str:
    return code_name(figure.unit, "figure-units")


@register.filter
def named(name: str | Text) -> str:
    """The name of a figure: a code of the list place-figures, or words."""
    return code_name(name, "place-figures") if isinstance(name, str) else said(name)


@register.filter
def status(figure: Figure) -> str:
    return {
        "actual": _("Actual"),
        "target": _("Target"),
        "forecast": _("Forecast"),
        "planned": _("Planned"),
    }[figure.status]


@register.filter
def time(as_of: str) -> str:
    """A year, half year, month or day, as people write it."""
    if "H" in as_of:
        words = _("first half of %(year)s") if as_of.endswith("1") else _("second half of %(year)s")
        return words % {"year": as_of[:4]}
    if len(as_of) == 10:
        return formats.date_format(date.fromisoformat(as_of), "DATE_FORMAT")
    if len(as_of) == 7:
        return formats.date_format(date.fromisoformat(f"{as_of}-01"), "YEAR_MONTH_FORMAT")
    return as_of if english() else f"{as_of}年"
