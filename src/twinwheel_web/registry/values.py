"""How a value of the register is written: for people on a page, and in a file that can be read again."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import english


def text(field: str, value: Any) -> str:
    """A value as the page says it, with its unit; empty for what is not known."""
    from twinwheel.criteria import wording

    kind = pack.current().vocabulary.fields.get(field)
    if value is None or kind is None:
        return "" if value is None else str(value)
    language: Literal["zh", "en"] = "en" if english() else "zh"

    def number(each: float) -> str:
        return wording.quantity(_exact(each), kind.unit, language)

    match value:
        case bool():
            return _("Yes") if value else _("No")
        case int() | float():
            return number(value)
        case [None, high] if kind.kind == "number":
            return _("at most %(high)s") % {"high": number(high)}
        case [low, None] if kind.kind == "number":
            return _("at least %(low)s") % {"low": number(low)}
        case [low, high] if kind.kind == "number":
            return _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
        case list():
            known = [_("not known") if each is None else code_text(field, each) for each in value]
            return (", " if english() else "、").join(known) or _("none")
    return (
        wording.day(date.fromisoformat(value), language) if kind.kind == "date" else code_text(field, value)
    )


def code_text(field: str, value: str) -> str:
    """A code of a field's list in the reader's language; any other text as it stands."""
    kind = pack.current().vocabulary.fields.get(field)
    return (kind.labels.get(value) or value) if kind and english() else value


def cell(field: str, value: Any) -> str | float | bool | None:
    """A value as a cell of a file that ``register check`` reads as the same value."""
    kind = pack.current().vocabulary.fields.get(field)
    match value:
        case bool():
            return "是" if value else "否"
        case [None, high] if kind is not None and kind.kind == "number":
            return f"≤{_exact(high)}"
        case [low, None] if kind is not None and kind.kind == "number":
            return f"≥{_exact(low)}"
        case [low, high] if kind is not None and kind.kind == "number":
            return f"{_exact(low)}-{_exact(high)}"
        case list():
            return json.dumps(value, ensure_ascii=False)  # a separator may be part of a code
    return value  # type: ignore[no-any-return]


def _exact(number: float) -> Decimal:
    """The number as it was written, not as a binary fraction."""
    from twinwheel.registers.values import plain

    return Decimal(plain(float(number)))
