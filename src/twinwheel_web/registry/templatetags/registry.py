"""Values of the register in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import field_name
from twinwheel_web.registers.models import Ground
from twinwheel_web.registers.types import type_name
from twinwheel_web.registry import values

register = template.Library()


@register.filter
def value_of(value: Any, field: str) -> str:
    """``{{ value|value_of:field }}``: a value as people say it, with its unit."""
    return values.text(field, value)


register.filter(type_name)


@register.filter
def problem_name(kind: str) -> str:
    """What a kind of problem of an upload means."""
    return {
        "not-a-number": _("A number was expected."),
        "too-many-digits": _("More digits than can be kept, or a number too large."),
        "not-integer": _("A whole number was expected."),
        "out-of-range": _("Outside what the field can hold."),
        "unit": _("A unit that is unknown or does not fit the field."),
        "band": _("A range where an exact number was expected, or a range that is none."),
        "date": _("Not a day of the calendar, written year, month, day."),
        "bool": _("Neither yes nor no."),
        "unknown-code": _("Not one of the values of the field's list."),
        "text": _("A cell that is too long or holds characters that cannot be shown."),
        "id": _("A row without a usable code."),
        "duplicate": _("A code that stands in more than one row."),
        "check-digit": _("A unified social credit code that cannot be right."),
    }.get(kind, kind)


@register.filter
def problem_advice(kind: str) -> str:
    """What to do about a kind of problem. The rejected rows have the library's own words, cell by cell."""
    return {
        "not-a-number": _("Write digits, such as 1234.5; leave the cell empty where it is not known."),
        "too-many-digits": _("Write at most 15 digits, in the unit of the field."),
        "not-integer": _("Write a whole number."),
        "out-of-range": _("Look at the number and its unit again."),
        "unit": _("Write the unit of the field, or none."),
        "band": _("Write one number, or a range that runs upwards."),
        "date": _("Write it as 2026-03-01."),
        "bool": _("Write 是 or 否."),
        "unknown-code": _("Choose one of the values of the field's list."),
        "text": _("Shorten the text."),
        "id": _("Write the code of the subject."),
        "duplicate": _("Keep the row that is right."),
        "check-digit": _("Look the code up on the business licence."),
    }.get(kind, "")


@register.filter
def ground_name(ground: str) -> str:
    """On what ground the values of a file stand."""
    return str(Ground(ground).label)


@register.filter
def column_name(field: str, type: str) -> str:
    """A column of an upload: a field by its name, the code as the pack heads it."""
    from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME

    spec = pack.current().subjects[type]
    return {SUBJECT_ID: spec.key, SUBJECT_NAME: spec.name or field}.get(field) or field_name(field)


@register.filter
def stage_name(stage: str) -> str:
    """What the work in the background is doing."""
    return {
        "check": _("Checking the file"),
        "take": _("Taking the rows"),
        "register": _("Writing the register"),
        "encode": _("Encoding the values"),
        "match": _("Deciding the measures"),
        "write": _("Writing the results"),
    }.get(stage, _("Waiting its turn"))
