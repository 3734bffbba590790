"""Values filed, and values read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from twinwheel_web import clock, pack
from twinwheel_web.registers.models import Filing, Ground, Subject

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject as Values
    from twinwheel_web.accounts.actors import Actor


def standing(subject: Subject, day: date) -> dict[str, Any]:
    """The values that stand on a day, as JSON writes them.

    A certificate holds to its last day. From then on there stands what was declared after it was filed, and where
    nothing was, the value is unknown: what was declared before it is older than what it said.
    """
    found, asked = dict(subject.values), day.isoformat()
    for name, certificate in subject.certificates.items():
        if (until := certificate.get("until")) and until < asked:
            found[name] = certificate.get("then")
    return {name: value for name, value in found.items() if value is not None}


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
    ground: str = Ground.DECLARED,
    source: str = "",
    until: date | None = None,
) -> Filing:
    """File some values of a subject; None takes one back. ``standing`` says what a declared value beside a certificate is.

    Raises:
        ExpressionError: a field does not exist, or a value does not fit it; nothing is filed.
    """
    from twinwheel.criteria.values import canonical_subject

    canonical_subject(
        pack.current().vocabulary, {name: value for name, value in values.items() if value is not None}
    )
    moment = clock.now()
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
    take(subject, filing)
    subject.changed_at = moment
    subject.save(update_fields=["values", "certificates", "changed_at"])
    return filing


def take(subject: Subject, filing: Filing) -> bool:
    """Bring a subject's values up to a filing newer than all before; whether anything changed. Does not save.

    A certified value replaces all that was said of its field. A declared one replaces another declared one; beside a
    certificate it waits for that to end.
    """
    values, certificates = dict(subject.values), dict(subject.certificates)
    if filing.ground == Ground.CERTIFIED:
        certificate = {"source": filing.source, "until": filing.until.isoformat() if filing.until else None}
        for name, value in filing.values.items():
            _put(values, name, value)
            _put(certificates, name, None if value is None else certificate)
    else:
        for name, value in filing.values.items():
            if (held := certificates.get(name)) is None:
                _put(values, name, value)
            else:
                certificates[name] = {key: held[key] for key in ("source", "until")}
                _put(certificates[name], "then", value)
    changed = (values, certificates) != (subject.values, subject.certificates)
    subject.values, subject.certificates = values, certificates
    return changed


def _put(where: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        where.pop(name, None)
    else:
        where[name] = value
