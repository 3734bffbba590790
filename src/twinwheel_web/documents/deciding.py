"""What people decide about records: beside the machine's values, never in their place, and never silently over one another.

The form, and what may be said about what, is the library's ``reading.review``; ``review.yaml`` goes out and comes in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from twinwheel_web import clock
from twinwheel_web.documents.models import Decision, DocumentSet, Record

if TYPE_CHECKING:
    from twinwheel.reading import review
    from twinwheel_web.accounts.actors import Actor


class Overtaken(Exception):
    """Somebody decided since the page was made; ``standing`` is what stands now, None where it was taken back."""

    def __init__(self, standing: Decision | None) -> None:
        super().__init__(standing)
        self.standing = standing


def standing(found: DocumentSet, ids: Iterable[str] | None = None) -> dict[str, Decision]:
    """The decisions that stand, by record; of some records, or of all."""
    decisions = found.decisions.filter(taken_back_at=None).select_related("organisation")
    if ids is not None:
        decisions = decisions.filter(record_id__in=list(ids))
    return {each.record_id: each for each in decisions}


@transaction.atomic
def decide(
    record: Record,
    verdict: str,
    value: Mapping[str, Any],
    actor: Actor,
    *,
    seen: int,
    note: str = "",
) -> Decision:
    """Write down what a person decided. ``seen`` is the number of the decision that stood on their page, 0 for none.

    Raises:
        Overtaken: another stands now; nothing is written.
        UsageError: a value for something the record does not have.
    """
    from twinwheel.reading import review

    _lock(record.set_id, record.record_id, seen)
    moment, name = clock.now(), str(actor.user)
    said = review.completed(
        record.data,
        review.Decision(
            id=record.record_id,
            decision=verdict,
            value=dict(value),
            by=name,
            at=timezone.localdate(moment),
            note=note,
        ),
    )
    return Decision.objects.create(
        set_id=record.set_id,
        record_id=record.record_id,
        decision=verdict,
        value=said.value,
        machine=said.machine,
        note=note,
        by=name,
        user=actor.user,
        organisation=actor.organisation,
        at=moment,
    )


@transaction.atomic
def take_back(found: DocumentSet, record_id: str, actor: Actor, *, seen: int) -> Decision:
    """Take back the decision that stands; the one before it stands again.

    Raises:
        Overtaken: it is not the one the person saw.
    """
    decision = _lock(found.pk, record_id, seen)
    if decision is None:
        raise Overtaken(None)
    decision.taken_back_at, decision.taken_back_by = clock.now(), actor.user
    decision.save(update_fields=["taken_back_at", "taken_back_by"])
    return decision


def _lock(set_id: int, record_id: str, seen: int) -> Decision | None:
    """The decision that stands, once nobody else is deciding in this set."""
    DocumentSet.objects.select_for_update().get(pk=set_id)
    last = Decision.objects.filter(set_id=set_id, record_id=record_id, taken_back_at=None).last()
    if (last.pk if last else 0) != seen:
        raise Overtaken(last)
    return last


def machine_changed(record: Record, decision: Decision) -> bool:
    """Whether the machine says something else now than when the person looked."""
    return any(record.data.get(name) != value for name, value in decision.machine.items())


# -- review.yaml -----------------------------------------------------------------------------------------


def as_library(decision: Decision) -> review.Decision:
    from twinwheel.reading import review

    return review.Decision(
        id=decision.record_id,
        decision=decision.decision,
        value=decision.value,
        machine=decision.machine,
        by=decision.by,
        at=timezone.localdate(decision.at),
        note=decision.note,
    )


def export(found: DocumentSet) -> Path:
    """Write the decisions that stand as ``review.yaml`` into the folder of what was read; the next reading keeps them."""
    from twinwheel.reading import review

    found.read.mkdir(parents=True, exist_ok=True)
    review.keep(found.read, {id_: as_library(each) for id_, each in standing(found).items()})
    return found.read / review.FILE


class Taken(NamedTuple):
    """What came of an import: decisions taken in, those that stood already, those a person here decided otherwise."""

    new: int
    known: int
    otherwise: int


@transaction.atomic
def import_(found: DocumentSet, file: IO[bytes], actor: Actor) -> Taken:
    """Take in the decisions of a ``review.yaml``. What was decided here stays as it is.

    Raises:
        DataError: the file cannot be read; with its line.
    """
    from twinwheel.reading import review

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / review.FILE).write_bytes(file.read())
        decisions = review.load(Path(folder))
    DocumentSet.objects.select_for_update().get(pk=found.pk)
    here = standing(found)
    new, known = [], 0
    for decision in decisions.values():
        if decision.id in here:
            known += same(as_library(here[decision.id]), decision)
            continue
        new.append(
            Decision(
                set=found,
                record_id=decision.id,
                decision=decision.decision,
                value=review.as_json(decision.value),
                machine=review.as_json(decision.machine),
                note=decision.note,
                by=decision.by,
                organisation=actor.organisation,
                at=timezone.make_aware(datetime.combine(decision.at, time())),
            )
        )
    Decision.objects.bulk_create(new)
    return Taken(len(new), known, len(decisions) - len(new) - known)


def same(one: review.Decision, other: review.Decision) -> bool:
    """Whether two decisions say the same, whoever said it."""
    return (one.decision, one.value) == (other.decision, other.value)
