"""What is new and what ends soon on a day, the zone in a few figures, and what the newest run counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from twinwheel.packs.model import MeasureSpec, ZoneSpec
from twinwheel_web import pack
from twinwheel_web.matches.models import Run
from twinwheel_web.zones.service import Number, Sources, headline

SHOWN = 6
SOON = timedelta(days=400)
"""How far ahead an end is worth a line: long enough to see the end of the coming year."""


class News(NamedTuple):
    """A measure and the day it came into force, or was issued where that is not known."""

    measure: MeasureSpec
    day: date


class Ending(NamedTuple):
    """A measure that ends, or stops taking applications, on a day that lies ``days`` ahead."""

    measure: MeasureSpec
    day: date
    days: int
    closes: bool


class Counted(NamedTuple):
    """What the newest finished run found: of ``rows`` subjects as of a day."""

    subject: str
    rows: int
    as_of: date
    eligible: int
    measures: int


def new(day: date) -> list[News]:
    """The measures in force on a day that came last, the latest first."""
    found = [
        News(each, began)
        for each in pack.current().measures.values()
        if each.valid.covers(day) and (began := each.valid.since or each.source.date) and began <= day
    ]
    return sorted(found, key=lambda each: (-each.day.toordinal(), each.measure.id))[:SHOWN]


def ending(day: date) -> list[Ending]:
    """What ends next: measures in force on a day, and the windows in which they take applications; soonest first."""
    found = []
    for each in pack.current().measures.values():
        if not each.valid.covers(day):
            continue
        ends = [(each.process.closes, True), (each.valid.until, False)]
        ahead = [(end, closes) for end, closes in ends if end and day <= end <= day + SOON]
        if ahead:
            end, closes = min(ahead)
            found.append(Ending(each, end, (end - day).days, closes))
    return sorted(found, key=lambda each: (each.day, each.measure.id))[:SHOWN]


def in_force(day: date) -> int:
    """How many measures are in force on a day, programmes too."""
    return sum(each.valid.covers(day) for each in pack.current().measures.values())


def figures(zone: ZoneSpec | None) -> tuple[list[Number], Sources]:
    """The zone in a few figures, and where they are from; none where the pack has no zone."""
    sources = Sources()
    return headline(zone, sources) if zone else [], sources


def counted() -> Counted | None:
    """What the newest finished run counted, of whatever type of subject; None before the first."""
    run = Run.objects.filter(status=Run.Status.DONE).defer("error").first()
    if run is None or "totals" not in run.summary:
        return None
    outcomes = run.summary["totals"]["outcomes"]
    return Counted(
        run.type,
        run.summary["register"]["rows"],
        run.as_of,
        outcomes["eligible"],
        len(run.summary["measures"]),
    )
