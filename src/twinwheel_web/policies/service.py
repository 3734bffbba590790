"""What other rooms ask of the library of measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from twinwheel_web import pack
from twinwheel_web.policies.asked import KIND
from twinwheel_web.policies.days import between, deadlines
from twinwheel_web.policies.library import Row, rows
from twinwheel_web.search import service as search
from twinwheel_web.search.service import Item

if TYPE_CHECKING:
    from twinwheel.packs.model import MeasureSpec, Text

__all__ = ["Row", "between", "deadlines", "index_measures", "rows"]


def index_measures() -> int | None:
    """Put the measures of the pack into the index; None where those of this very pack stand there already.

    Called when the portal starts, and by ``python -m twinwheel_web index``.
    """
    found = pack.current()
    if search.is_indexed(KIND, found.hash):
        return None
    return search.index(KIND, (_item(each) for each in found.measures.values()), found.hash)


def _item(spec: MeasureSpec) -> Item:
    return Item(
        KIND,
        spec.id,
        spec.title.zh,
        reverse("policies:measure", args=[spec.id]),
        tuple(_texts(spec)),
        spec.title.en,
    )


def _texts(spec: MeasureSpec) -> Iterator[str]:
    """All that is said of a measure, in both languages, what weighs most first."""
    both: list[Text | None] = [each.title for each in spec.benefit]
    both += [each.label for each in spec.criteria]
    both += [spec.department, *spec.materials, *spec.process.steps, spec.process.window, spec.stacking]
    both += [*spec.notes, *(each.note for each in spec.criteria), *(each.note for each in spec.benefit)]
    known = [each for each in both if each is not None]
    yield from (each.zh for each in known)
    yield from (each for each in (spec.source.document, spec.source.number, *spec.issuer) if each)
    yield from (each.grants for each in spec.benefit if each.grants)
    yield spec.id
    yield from (each.en for each in known)
