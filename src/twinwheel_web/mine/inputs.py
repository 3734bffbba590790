"""The fields of a pack as form fields. What is typed is read by the library's own rules for cells of a register.

A form's values are JSON as the register keeps it: a ratio is a share of 1 though it is typed in per cent, a band is
the list of its two ends, a list that is known to be empty is ``[]``. None is not known, and is a choice everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import isinf
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from twinwheel.packs.model import FieldSpec
from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import english, said
from twinwheel_web.mine.values import number_text, unit_words

NONE_OF_THEM = "[]"


class Cell(forms.Field):
    """One field of the pack. Its value is JSON; what is shown and typed is text, or texts where it is a list."""

    def __init__(self, name: str, spec: FieldSpec, **kwargs: Any) -> None:
        self.name, self.spec = name, spec
        super().__init__(
            required=False,
            show_hidden_initial=True,
            label=spec.en if english() else name,
            help_text=said(spec.question),
            widget=forms.SelectMultiple() if spec.type == "codes" else forms.TextInput(),
            **kwargs,
        )
        self.hidden_widget = forms.HiddenInput

    # --- what the template asks

    @property
    def kind(self) -> str:
        """Which control shows it: bool, code, open_code, codes, date, or text for all that is typed."""
        if self.spec.type == "code":
            return "open_code" if self.is_open else "code"
        return self.spec.type if self.spec.type in {"bool", "codes", "date"} else "text"

    @property
    def is_open(self) -> bool:
        return self.spec.codes is None or pack.current().code_lists[self.spec.codes].open

    @property
    def unit(self) -> str:
        return "%" if self.spec.type == "ratio" else unit_words(self.spec.unit)

    @property
    def limits(self) -> str:
        """What may be typed, in words; that a number is not less than 0 goes without saying."""
        parts = [self.reach] if self.spec.min or self.spec.max is not None else []
        if self.spec.integer:
            parts.append(_("a whole number"))
        if self.spec.band:
            parts.append(_("a range such as 20-49 will do"))
        return _(", ").join(parts)

    @property
    def reach(self) -> str:
        """From where to where a value may lie, in words."""
        low, high = (self._end(each) for each in (self.spec.min, self.spec.max))
        if low and high:
            return _("%(low)s to %(high)s") % {"low": low, "high": high}
        if high:
            return _("at most %(high)s") % {"high": high}
        return _("at least %(low)s") % {"low": low} if low else ""

    def _end(self, value: Decimal | date | None) -> str:
        if value is None:
            return ""
        return f"{value * 100:f}%" if self.spec.type == "ratio" else str(value)  # type: ignore[operator]

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be chosen, each value with its name; codes that have a parent are set in."""
        if self.spec.type == "bool":
            return [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
        if self.spec.codes is None:
            return []
        codes = pack.current().code_lists[self.spec.codes].codes
        return [
            (each.value, ("　" if each.parent else "") + (each.en if english() else each.value))
            for each in codes
        ]

    # --- between text and value

    def prepare_value(self, value: Any) -> Any:
        if self.spec.type == "codes":
            if value == []:
                return [NONE_OF_THEM]
            return [each for each in value or [] if each is not None]
        if isinstance(value, bool):
            return "yes" if value else "no"
        if self.kind == "open_code" and value and english():
            return dict(self.options).get(value, value)
        return value if isinstance(value, str) else number_text(self.spec, value)

    def initial_text(self, value: Any) -> str:
        """What the hidden field holds: told apart from what is typed, only touched fields are filed."""
        if self.spec.type == "codes":
            return "" if value is None else json.dumps(value, ensure_ascii=False)
        return self.prepare_value(value) or ""

    def to_python(self, value: Any) -> Any:
        """Read what was typed.

        Raises:
            ValidationError: no rule of the library takes it.
        """
        if isinstance(value, list):
            value = self._joined([each for each in value if each.strip()])
        text = (value or "").strip()
        if self.spec.type == "ratio" and text and text[-1] not in "%％":
            text += "%"
        found, refused = self._rule()(text)
        if refused is not None:
            raise forms.ValidationError(self.in_words(refused.kind), code=refused.kind)
        return as_json(found)

    def _joined(self, items: list[str]) -> str:
        """Ticked codes, and what was typed beside them, as one text."""
        if NONE_OF_THEM in items and len(items) > 1:
            raise forms.ValidationError(_("Choose either some of these or none of them."), code="none")
        if items in ([], [NONE_OF_THEM]):
            return items[0] if items else ""
        split: list[str] = []
        ticked = {value for value, _name in self.options}
        for item in items:
            found = [item] if item in ticked else self._rule()(item)[0]
            split += found if isinstance(found, list) else [item]
        return json.dumps(split, ensure_ascii=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True

    def _rule(self) -> Any:
        from twinwheel.registers.values import rule_for

        return rule_for(self.spec, pack.current().code_lists)

    def in_words(self, kind: str) -> str:
        """What is wrong with what was typed, in the reader's language; ``kind`` is one of the register's."""
        messages = {
            "not-a-number": _("Write a number in digits, such as 1234.5."),
            "too-many-digits": _("This number is too long or too large; check it."),
            "not-integer": _("Write a whole number."),
            "out-of-range": _("This is outside what is possible: %(limits)s.") % {"limits": self.reach},
            "unit": _("Write the number in %(unit)s, without another unit.") % {"unit": self.unit or "—"},
            "band": _("Write one exact number, or a range that runs upwards where ranges are taken."),
            "date": _("Write a day as 2024-01-05."),
            "bool": _("Choose yes, no or not known."),
            "unknown-code": _("Choose one of the values of the list."),
        }
        return messages.get(kind, _("This text cannot be taken; shorten it or write it plainly."))


def as_json(value: Any) -> Any:
    """A value of the library's rules as the register keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "low"):
        return [None if isinf(end) else end for end in (value.low, value.high)]
    return value


def form_of(
    fields: Mapping[str, FieldSpec] | Iterable[tuple[str, FieldSpec]],
    values: Mapping[str, Any],
    data: Any = None,
    prefix: str | None = None,
) -> forms.Form:
    """A form for some fields of the pack, with the values that stand as its initial ones."""
    form = forms.Form(data, prefix=prefix, initial=dict(values))
    for name, spec in dict(fields).items():
        form.fields[name] = Cell(name, spec)
    return form


def changed(form: forms.Form) -> dict[str, Any]:
    """What a valid form files: the fields that were touched, None where a value is taken back."""
    return {name: form.cleaned_data[name] for name in form.changed_data}
