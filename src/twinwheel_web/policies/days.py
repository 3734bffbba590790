"""The days that matter of a measure: when it begins and ends, when applications open and close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinwheel_web import pack

if TYPE_CHECKING:
    from twinwheel.packs.model import MeasureSpec

KINDS: dict[str, str | Promise] = {
    "begins": _("comes into force"),
    "opens": _("applications open"),
    "closes": _("applications close"),
    "ends": _("last day in force"),
}


@dataclass(frozen=True)
class Event:
    """``exact``: the day itself is known; else it is estimated, or only its month is."""

    day: date
    kind: str
    spec: MeasureSpec
    exact: bool

    @property
    def name(self) -> str | Promise:
        return KINDS[self.kind]


def events_of(spec: MeasureSpec) -> tuple[Event, ...]:
    """The days of one measure, in order."""
    exact = spec.valid.precision == "day"
    days = {
        "begins": (spec.valid.since, exact),
        "opens": (spec.process.opens, True),
        "closes": (spec.process.closes, True),
        "ends": (spec.valid.until, exact),
    }
    found = [Event(day, kind, spec, known) for kind, (day, known) in days.items() if day is not None]
    return tuple(sorted(found, key=lambda each: each.day))


def between(first: date, last: date, specs: Iterable[MeasureSpec] | None = None) -> tuple[Event, ...]:
    """All that happens from one day to another, both included, by day; of the whole pack, unless some are given."""
    chosen = pack.current().measures.values() if specs is None else specs
    found = [each for spec in chosen for each in events_of(spec) if first <= each.day <= last]
    return tuple(sorted(found, key=lambda each: (each.day, each.spec.id, each.kind)))


def deadlines(first: date, last: date) -> tuple[Event, ...]:
    """What ends or closes between two days, by day; what is replaced by then no longer counts."""
    return tuple(
        each
        for each in between(first, last)
        if each.kind in {"closes", "ends"} and each.spec.id not in pack.current().replaced_on(each.day)
    )
