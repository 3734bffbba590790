"""What a person may correct of a record, and how to read what they typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from django.utils.translation import gettext as _

from twinwheel_web.documents.models import Record

OF = {
    Record.Type.ARTICLE: ("title", "subtitle", "byline", "publisher", "date", "kind"),
    Record.Type.VARIANT: ("chosen",),
    Record.Type.CHARACTERS: ("text",),
}
"""The values of a record that are a person's to correct; of a fact, all its typed ones."""


class Field(NamedTuple):
    """One value of the machine. ``choices``: nothing else may stand there. ``options``: what others say."""

    name: str
    label: Any
    """{zh, en}"""
    value: Any
    choices: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    number: bool = False

    @property
    def typed(self) -> str:
        """As a person would type it."""
        if self.value is None:
            return ""
        return "、".join(map(str, self.value)) if isinstance(self.value, list) else str(self.value)


def fields(record: Record) -> Iterator[Field]:
    from twinwheel.reports.reading import FIELDS

    names = OF.get(Record.Type(record.type)) or [name for name in FIELDS if name in record.data]
    for name in names:
        options = tuple(dict.fromkeys(record.data["readings"].values())) if name == "chosen" else ()
        parts = _parts(record.type, record.kind, name)
        choices = tuple(part for part in parts if isinstance(part, str))
        yield Field(
            name, label(name, record.type), record.data[name], choices, options, number=Decimal in parts
        )


def label(name: str, type: str = "") -> Any:
    """What a value is called, {zh, en}."""
    from twinwheel.reports.reading import FIELDS
    from twinwheel.reports.words import Words

    called = {
        "chosen": Words("取用的读法", "the reading that stands"),
        "subtitle": Words("副题", "subtitle"),
        "byline": Words("作者", "byline"),
        "publisher": Words("出版者", "publisher"),
        "kind": Words("类别", "kind"),
    }
    if type == Record.Type.ARTICLE and name == "title":
        return Words("标题", "title")
    return called.get(name) or FIELDS.get(name) or Words(name, name)


@cache
def _parts(type: str, kind: str, name: str) -> tuple[Any, ...]:
    """What the library's form of a field is made of: its types, and the values themselves where it lists them."""
    from twinwheel.reading.contract import ArticleRecord
    from twinwheel.reading.facts.model import Fact

    forms: dict[str, Any] = {form.model_fields["kind"].default: form for form in get_args(get_args(Fact)[0])}
    form = ArticleRecord if type == Record.Type.ARTICLE else forms.get(kind)
    if form is None or name not in form.model_fields:
        return ()
    return tuple(_taken_apart(form.model_fields[name].annotation))


def _taken_apart(form: Any) -> Iterator[Any]:
    if get_origin(form) is Literal or not get_args(form):
        yield from get_args(form) or (form,)
        return
    for part in get_args(form):
        yield from _taken_apart(part)


def corrected(record: Record, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed otherwise than the machine has it, in the form of ``document.json``.

    Raises:
        ValueError: a value that cannot stand there, with the reason for the person; or nothing differs.
    """
    value: dict[str, Any] = {}
    for field in fields(record):
        text = typed.get(field.name)
        if text is None or text.strip() == field.typed.strip():
            continue
        value[field.name] = _read(field, text.strip())
    if not value:
        raise ValueError(_("Nothing differs from what the machine says. Change a value, or accept it."))
    return value


def _read(field: Field, text: str) -> Any:
    if field.choices and text and text not in field.choices:
        raise ValueError(_("“%(value)s” cannot stand there.") % {"value": text})
    if field.name == "chosen":
        return text
    if isinstance(field.value, list):
        return [part for part in text.replace("，", "、").replace(",", "、").split("、") if part]
    if not text:
        return None
    if field.number:
        from twinwheel.reading.contract import plain

        try:
            return plain(Decimal(text.replace(",", "")))
        except InvalidOperation:
            raise ValueError(_("“%(value)s” is not a number.") % {"value": text}) from None
    return text
