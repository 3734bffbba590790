"""Values of the register in words and as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import english

if TYPE_CHECKING:
    from twinwheel.criteria.wording import Lang
    from twinwheel.packs.model import FieldSpec

AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""How workbooks are written: nothing that somebody typed becomes a formula or a link."""


def lang() -> Lang:
    """The language of the page, as the library calls it."""
    return "en" if english() else "zh"


def number_text(spec: FieldSpec, value: Any) -> str:
    """A number or a band as it is typed: 12.5, 20-49, ≥50; a ratio in per cent."""
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        low, high = (number_text(spec, end) for end in value)
        return f"{low}-{high}" if low and high else f"≥{low}" if low else f"≤{high}"
    from twinwheel.registers.values import plain

    exact = Decimal(plain(float(value)))
    text = f"{exact.scaleb(2) if spec.type == 'ratio' else exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_words(unit: str | None) -> str:
    """A unit in the language of the page: 万元, CNY 10,000."""
    from twinwheel.criteria import wording

    if not unit or not english():
        return unit or ""
    return wording.quantity(Decimal(1), unit, "en").removeprefix("1").strip()


def value_words(name: str, value: Any) -> str:
    """A value of a field in words, JSON or canonical: 312人, 是, 高新技术企业; "not known" for None."""
    from twinwheel.criteria import wording
    from twinwheel.criteria.subject import Band
    from twinwheel.registers.values import plain

    if value is None:
        return _("not known")
    found = pack.current()
    field, spec = found.vocabulary.fields.get(name), found.fields.get(name)
    if field is None or spec is None:
        return str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Band):
        value = [None if abs(end) == float("inf") else end for end in (value.low, value.high)]
    if field.kind == "codes" and isinstance(value, Sequence):
        known = [wording.code(each, field, lang()) for each in value if each is not None]
        return _(", ").join(known) or _("none of them")
    if isinstance(value, list):
        low, high = ("" if end is None else wording.plain(Decimal(plain(end))) for end in value)
        return f"{low}–{high} {unit_words(spec.unit)}".strip()
    if field.kind == "date":
        return wording.day(date.fromisoformat(value) if isinstance(value, str) else value, lang())
    if isinstance(value, int | float):
        return wording.quantity(Decimal(plain(float(value))), field.unit, lang())
    return wording.code(str(value), field, lang()) if field.kind == "code" else str(value)
