"""Types of subject by their label: in pages, and in the operator's console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import said


def type_name(type: str) -> str:
    """A type of subject by its label; by its code where the pack has no such type any more."""
    spec = pack.current().subjects.get(type)
    return said(spec.label) if spec else type


@admin.display(description=_("type"), ordering="type")
def named_type(row: Any) -> str:
    """A column of the console: the type of subject a row is about."""
    return type_name(row.type)


class TypeFilter(admin.AllValuesFieldListFilter):
    """Rows of the console by type of subject."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": type_name(str(choice["display"]))}
