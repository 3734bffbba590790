"""Values filed, and values read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from twinwheel_web import clock, pack
from twinwheel_web.registers.models import Filing, Subject

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject as Values
    from twinwheel_web.accounts.actors import Actor


def standing(subject: Subject, day: date) -> dict[str, Any]:
    """The values that stand on a day, as JSON writes them. A certificate that has run out leaves its value unknown."""
    ended = {
        name
        for name, certificate in subject.certificates.items()
        if (until := certificate.get("until")) and date.fromisoformat(until) < day
    }
    return {name: value for name, value in subject.values.items() if name not in ended and value is not None}


def values_of(subject: Subject, day: date) -> Values:
    """The values that stand on a day, as the library reads them. Fields the pack no longer has are left out."""
    from twinwheel.criteria.values import canonical_subject

    vocabulary = pack.current().vocabulary
    found = {name: value for name, value in standing(subject, day).items() if name in vocabulary.fields}
    return canonical_subject(vocabulary, found)


@transaction.atomic
def file_values(
    subject: Subject,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    ground: str = Filing.Ground.DECLARED,
    source: str = "",
    until: date | None = None,
) -> Filing:
    """File some values of a subject; None takes one back. A declared value never replaces a certified one that stands.

    Raises:
        ExpressionError: a field does not exist, or a value does not fit it; nothing is filed.
    """
    from twinwheel.criteria.values import canonical_subject

    canonical_subject(
        pack.current().vocabulary, {name: value for name, value in values.items() if value is not None}
    )
    moment, day = clock.now(), clock.today()
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    filing = Filing.objects.create(
        subject=subject,
        values=dict(values),
        ground=ground,
        source=source,
        until=until,
        filed_by=actor.user,
        organisation=actor.organisation,
        filed_at=moment,
    )
    take(subject, filing, day)
    subject.changed_at = moment
    subject.save(update_fields=["values", "certificates", "changed_at"])
    return filing


def take(subject: Subject, filing: Filing, day: date) -> bool:
    """Bring a subject's standing values up to a filing; whether anything changed. Does not save."""
    before = dict(subject.values), dict(subject.certificates)
    certified = filing.ground == Filing.Ground.CERTIFIED
    for name, value in filing.values.items():
        certificate = subject.certificates.get(name)
        stands = certificate and not ((until := certificate.get("until")) and date.fromisoformat(until) < day)
        if stands and not certified:
            continue
        subject.certificates.pop(name, None)
        if value is None:
            subject.values.pop(name, None)
            continue
        subject.values[name] = value
        if certified:
            until_text = filing.until.isoformat() if filing.until else None
            subject.certificates[name] = {"source": filing.source, "until": until_text}
    return before != (subject.values, subject.certificates)
