"""How values are written on a page, in the language of its reader. Loaded in every template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twinwheel.messages import from_json, in_language
from twinwheel_web.accounts import rules

register = template.Library()


def english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def said(text: Any) -> str:
    """A text of the pack, {zh, en}, or of the library, a message, in the language of the page; other words as they stand.

    A message may come as it was filed in JSON (``messages.to_json``).
    """
    if not text:
        return ""
    if isinstance(text, dict) and "pattern" in text:
        text = from_json(text)
    if isinstance(text, str):
        return in_language(text, "en" if english() else "zh")
    if isinstance(text, dict):
        return str(text.get("en" if english() else "zh") or text.get("zh") or "")
    return str((text.en if english() else text.zh) or text.zh)


@register.filter
def field_name(name: str) -> str:
    """A field by the name people read: its own is the Chinese one."""
    from twinwheel_web import pack

    spec = pack.current().fields.get(name)
    return spec.en if spec and english() else name


@register.filter
def code_name(value: str, list_: str) -> str:
    """``{{ measure.level|code_name:"levels" }}``: a code by the name people read; itself where the list has none."""
    from twinwheel_web import pack

    found = pack.current().code_lists.get(list_)
    for code in found.codes if found else ():
        if value in (code.value, code.code, *(code.aliases if not code.value.isascii() else ())):
            chinese = code.aliases[0] if code.value.isascii() and code.aliases else code.value
            return code.en if english() else chinese
    return value


@register.filter
def department_names(names: Iterable[str]) -> str:
    """Departments by the names people read, as their document writes them in Chinese."""
    return (", " if english() else "、").join(
        code_name(each, "departments") if english() else each for each in names
    )


@register.filter
def yuan(amount: Decimal | str | None) -> str:
    """Money in words: 35万元, CNY 350,000. Nothing is rounded but what lies below a fen."""
    if amount is None or amount == "":
        return _("not known")
    value = Decimal(str(amount))
    if english():
        return f"CNY {value:,.2f}".removesuffix(".00")
    for size, unit in ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元")):
        if abs(value) >= size:
            return f"{(value / size).normalize():,f}{unit}"
    return f"{value.normalize():,f}元"


@register.filter
def grouped(number: int | Decimal) -> str:
    """20,000: thousands set apart in both languages."""
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"


@register.filter
def day(value: date | str | None) -> str:
    """A day as people write it; a text that is less than a day (2021-01, 2020) as it stands."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    return formats.date_format(value, "DATE_FORMAT") if value else ""


@register.filter
def outcome_name(outcome: str) -> str:
    """An outcome in the words of the glossary."""
    return {
        "eligible": _("Eligible"),
        "needs_review": _("Needs review by a person"),
        "unknown": _("Unknown: information is missing"),
        "ineligible": _("Not eligible"),
    }[outcome]


@register.filter
def verdict_name(verdict: str | None) -> str:
    """A verdict in the words of the glossary; None: only a person can decide."""
    return {
        "met": _("Met"),
        "not_met": _("Not met"),
        "unknown": _("Unknown"),
        None: _("A person decides"),
    }[verdict]


@register.filter
def page_numbers(paginator: Paginator[Any], number: int) -> list[int | None]:
    """The pages to offer beside page ``number``; None where some are left out."""
    found = paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
    return [each if isinstance(each, int) else None for each in found]


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str, subject: Any = None) -> bool:
    """``{% may "sandbox.use" as allowed %}``: whether to show what leads there."""
    actor = context.get("actor")
    return actor is not None and rules.may(actor, permission, subject)


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str) -> SafeString:
    """``{% part "design/tools.html" as tools %}``: a template of ours written once, for a page that shows it twice."""
    assert context.template is not None
    return context.template.engine.get_template(name).render(context)
