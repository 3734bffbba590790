"""Rows of a checked register go into the database: new subjects, changed ones, each with its filing; all or none."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from django.db import transaction

from twinwheel_web import clock, pack
from twinwheel_web.registers.models import Filing, Import, Subject
from twinwheel_web.registers.rows import BLOCK, Advance, Row, from_batch
from twinwheel_web.registers.service import take


@transaction.atomic
def take_rows(import_: Import, register: Path, advance: Advance = lambda rows: None) -> Counter[str]:
    """Take every row of a register written by the library (``register check`` or ``register sample``).

    Returns how many subjects are new, changed and unchanged, and how many rows go to one that was merged into another:
    they are filed under their own code. A second run of the same import changes nothing: a subject has one filing an
    import.
    """
    from twinwheel.registers import open_register

    counts: Counter[str] = Counter()
    moment = clock.now()
    for batch in open_register(pack.current(), register, subject=import_.type).batches(BLOCK):
        rows = list(from_batch(batch))
        counts += _take_block(import_, rows, moment)
        advance(len(rows))
    return counts


def _take_block(import_: Import, rows: list[Row], moment: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    codes = [code for code, _, _ in rows]
    standing = Subject.objects.select_for_update().filter(type=import_.type, code__in=codes)
    known = {each.code: each for each in standing}
    filed = (
        Filing.objects.filter(imported=import_, subject__in=known.values())
        if known
        else Filing.objects.none()
    )
    done = set(filed.values_list("subject_id", flat=True))
    new: list[Subject] = []
    changed: list[Subject] = []
    filings: list[Filing] = []
    for code, name, values in rows:
        subject = known.get(code)
        if subject is not None and subject.pk in done:
            continue
        fresh = subject is None
        if subject is None:
            subject = Subject(
                type=import_.type, code=code, name=name, values={}, certificates={}, created_at=moment
            )
        filing = _filing(import_, subject, values, moment)
        differs = take(subject, filing) or subject.name != name
        filings.append(filing)
        if fresh or differs:
            subject.name, subject.changed_at = name, moment
            (new if fresh else changed).append(subject)
        kind = "new" if fresh else "changed" if differs else "unchanged"
        counts[kind if subject.merged_into_id is None else "merged"] += 1
    Subject.objects.bulk_create(new)
    Subject.objects.bulk_create(  # an upsert: many times faster than an update of every row
        changed,
        update_conflicts=True,
        unique_fields=["type", "code"],
        update_fields=["name", "values", "certificates", "changed_at"],
    )
    Filing.objects.bulk_create(filings)
    return counts


def _filing(import_: Import, subject: Subject, values: dict[str, object], moment: datetime) -> Filing:
    return Filing(
        subject=subject,
        values=values,
        ground=import_.ground,
        source=import_.source,
        until=import_.until,
        filed_by_id=import_.asked_by_id,
        organisation_id=import_.organisation_id,
        filed_at=moment,
        imported=import_,
    )
