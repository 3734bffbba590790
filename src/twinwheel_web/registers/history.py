"""What was filed of a subject, value by value, and on which filing each value stands.

``service.take`` brings the values of a subject up to one more filing; here the same is told from all of its filings, with
who filed them. ``tests/web/registers/test_standing.py`` holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from twinwheel_web.registers.models import Filing, Ground, Subject
from twinwheel_web.registers.service import take


@dataclass(frozen=True)
class Entry:
    """One value of a field as it was filed. ``value`` None: it was taken back. ``counts``: it is not of a merge undone."""

    value: Any
    filing: Filing

    @property
    def counts(self) -> bool:
        return self.filing.merge is None or self.filing.merge.undone_at is None

    @property
    def own(self) -> bool:
        """Whether it was filed of this subject itself, not of one merged into it."""
        return self.filing.subject.merged_into_id is None


@dataclass(frozen=True)
class Held:
    """What is held of one field: the newest certificate, and what was declared since."""

    certified: Filing | None = None
    declared: Filing | None = None

    def on(self, day: date) -> Filing | None:
        """The filing the value stands on, on a day; None: the value is unknown."""
        if self.certified is None or (self.certified.until is not None and self.certified.until < day):
            return self.declared
        return self.certified


def filings(subject: Subject) -> QuerySet[Filing]:
    """The filings of a subject itself that count, the oldest first, with who filed them."""
    return _with_who(Filing.objects.filter(subject=subject)).filter(Q(merge=None) | Q(merge__undone_at=None))


def everything(subject: Subject) -> QuerySet[Filing]:
    """All filings of a subject and of those merged into it, the oldest first, with who filed them."""
    family, found = [subject.pk], [subject.pk]
    while found:
        found = list(Subject.objects.filter(merged_into__in=found).values_list("pk", flat=True))
        family += found
    return _with_who(Filing.objects.filter(subject__in=family))


def of(subject: Subject, field: str) -> list[Entry]:
    """Every value ever filed of a field, the newest first; those of merged subjects among them."""
    return [Entry(each.values[field], each) for each in reversed(everything(subject)) if field in each.values]


def provenance(subject: Subject, day: date) -> dict[str, Filing]:
    """The filing each value stands on, of the values that stand on a day."""
    held = fold(filings(subject))
    return {name: filing for name, each in held.items() if (filing := each.on(day)) is not None}


def fold(found: Iterable[Filing]) -> dict[str, Held]:
    """What is held of each field after some filings, the oldest first."""
    held: dict[str, Held] = {}
    for filing in found:
        certified = filing.ground == Ground.CERTIFIED
        for name, value in filing.values.items():
            told = None if value is None else filing
            held[name] = Held(told) if certified else Held(held.get(name, Held()).certified, told)
    return held


def replay(subject: Subject) -> None:
    """Work a subject's values out from its filings anew. Does not save."""
    subject.values, subject.certificates = {}, {}
    for filing in filings(subject):
        take(subject, filing)


def _with_who(found: QuerySet[Filing]) -> QuerySet[Filing]:
    return found.select_related("subject", "filed_by", "organisation", "imported", "merge").order_by("id")
