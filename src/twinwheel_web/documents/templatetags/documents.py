"""How what was read is written on a page."""

from __future__ import annotations

from typing import Any

from django import template

from twinwheel_web.documents import words
from twinwheel_web.documents.models import Record
from twinwheel_web.documents.texts import COLOURS

register = template.Library()


@register.filter
def why_words(text: str) -> str:
    """Why a reading was chosen."""
    return words.why(text)


@register.filter
def value_words(value: Any) -> str:
    """A value of a record as people write it."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return words.value_name(str(value))


@register.filter
def kind_words(record: Record) -> Any:
    """The kind of a record, {zh, en}."""
    from twinwheel.reports import reading

    kinds = {"article": reading.ARTICLES, "variant": reading.VARIANTS, "fact": reading.KINDS}
    return kinds[record.type][record.kind] if record.type in kinds else reading.REASONS["doubtful"]


@register.filter
def fact_kind_words(kind: str) -> Any:
    from twinwheel.reports.reading import KINDS

    return KINDS[kind]


@register.filter
def reason_words(reason: str) -> Any:
    """Why a person should look, {zh, en}."""
    from twinwheel.reports.reading import REASONS

    return REASONS[reason]


@register.filter
def field_words(name: str) -> Any:
    from twinwheel_web.documents.fields import label

    return label(name)


@register.filter
def colour(record: Record) -> str:
    """The class of an article's colour."""
    return f"k{record.turn % COLOURS}"


@register.filter
def item(values: dict[str, Any], name: str) -> Any:
    """A value by its name."""
    return values.get(name)
