"""What will change for one subject by the passing of days: rules, deadlines, and certificates that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from twinwheel_web import pack
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import values_of

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject as Values
    from twinwheel.packs.model import MeasureSpec

SPAN = 365
"""Days looked ahead."""

KINDS = {
    "in_force": gettext_noop("comes into force"),
    "lapsed": gettext_noop("is no longer in force"),
    "superseded": gettext_noop("is replaced"),
    "window_opens": gettext_noop("applications open"),
    "window_closes": gettext_noop("last day of applications"),
    "day": gettext_noop("a date is reached"),
    "parameter": gettext_noop("a figure of the rules changes"),
    "certificate": gettext_noop("a certificate ends"),
}


@dataclass(frozen=True)
class Turn:
    """On ``day`` a measure is another outcome, or something happens to it (then there is no outcome).

    ``criteria`` are the labels of those that turn, ``fields`` those they read, ``by`` the measure that replaces it.
    """

    day: date
    spec: MeasureSpec
    kind: str
    before: str | None = None
    after: str | None = None
    criteria: tuple[object, ...] = ()
    fields: tuple[str, ...] = ()
    by: MeasureSpec | None = None

    @property
    def why(self) -> str:
        return _(KINDS[self.kind])


def turns(subject: Subject, day: date) -> list[Turn]:
    """Everything from tomorrow on for a year, by day."""
    values = values_of(subject, day)
    found = [*_by_days(subject.type, values, day), *_by_certificates(subject, day)]
    return sorted(found, key=lambda each: (each.day, each.spec.id, each.kind))


def _by_days(type: str, values: Values, day: date) -> Iterator[Turn]:
    import pyarrow as pa

    from twinwheel.criteria.values import to_batch
    from twinwheel.matching.changes.calendar import Calendar

    found = pack.current()
    dates = Calendar(found, type, day + timedelta(1), day + timedelta(SPAN))
    row = to_batch(found.vocabulary, [values])
    row = row.add_column(0, "subject_id", pa.array(["-"]))
    for table in dates.tables([row]):
        for each in table.to_pylist():
            spec = found.measures[each["measure_id"]]
            labels = {criterion.id: criterion.label for criterion in spec.criteria}
            yield Turn(
                each["day"],
                spec,
                each["because"],
                each["before"],
                each["after"],
                tuple(labels[id] for id in each["criteria"]),
                tuple(each["fields"]),
            )
    for event in dates.events_for(values):
        if event.kind.startswith("window"):  # the others are among the turns
            yield Turn(event.day, found.measures[event.measure], event.kind)


def _by_certificates(subject: Subject, day: date) -> Iterator[Turn]:
    """What a value that is no longer certified leaves open, on the day after its certificate ends."""
    ends: dict[date, list[str]] = {}
    for name, certificate in subject.certificates.items():
        until = date.fromisoformat(certificate["until"]) if certificate.get("until") else None
        if until and day <= until < day + timedelta(SPAN):
            ends.setdefault(until + timedelta(1), []).append(name)
    for first, names in sorted(ends.items()):
        before = _outcomes(subject, first - timedelta(1), first)
        after = _outcomes(subject, first, first)
        for id, outcome in after.items():
            if before[id] != outcome:
                spec = pack.current().measures[id]
                yield Turn(first, spec, "certificate", before[id], outcome, fields=tuple(names))


def _outcomes(subject: Subject, known_on: date, decided_on: date) -> dict[str, str]:
    """Outcomes by measure: the values that stand on one day, decided as of another."""
    from twinwheel.matching.one import decide

    plan, values = pack.plan(subject.type, decided_on), values_of(subject, known_on)
    return {each.id: decide(each, values, plan.pack.vocabulary).outcome.value for each in plan.candidates}
