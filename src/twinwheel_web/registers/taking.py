"""Rows of a checked register go into the database: new subjects, changed ones, each with its filing; all or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from twinwheel_web import clock, pack
from twinwheel_web.registers.models import Filing, Import, Subject
from twinwheel_web.registers.rows import BLOCK, from_batch
from twinwheel_web.registers.service import take

Advance = Callable[[int], None]


@transaction.atomic
def take_rows(import_: Import, register: Path, advance: Advance = lambda rows: None) -> Counter[str]:
    """Take every row of a register written by the library (``register check`` or ``register sample``).

    Returns how many subjects are new, changed and unchanged. A second run of the same import changes nothing: a
    subject has one filing an import.
    """
    from twinwheel.registers import open_register

    counts: Counter[str] = Counter()
    day, moment = clock.today(), clock.now()
    for batch in open_register(pack.current(), register, subject=import_.type).batches(BLOCK):
        rows = list(from_batch(batch))
        known = {
            each.code: each
            for each in Subject.objects.filter(type=import_.type, code__in=[code for code, _, _ in rows])
        }
        done = set(
            Filing.objects.filter(imported=import_, subject__in=known.values()).values_list(
                "subject__code", flat=True
            )
        )
        new = [
            Subject(type=import_.type, code=code, name=name, created_at=moment, changed_at=moment)
            for code, name, _ in rows
            if code not in known
        ]
        fresh = {each.code for each in new}
        known |= {each.code: each for each in Subject.objects.bulk_create(new, batch_size=500)}
        filings, changed = [], []
        for code, name, values in rows:
            if code in done:
                continue
            subject = known[code]
            filing = Filing(
                subject=subject,
                values=values,
                ground=import_.ground,
                source=import_.source,
                until=import_.until,
                filed_by=import_.asked_by,
                organisation=import_.organisation,
                filed_at=moment,
                imported=import_,
            )
            differs = take(subject, filing, day) or subject.name != name
            counts["new" if code in fresh else "changed" if differs else "unchanged"] += 1
            if differs:
                subject.name, subject.changed_at = name, moment
                changed.append(subject)
            filings.append(filing)
        Filing.objects.bulk_create(filings, batch_size=500)
        Subject.objects.bulk_update(changed, ["name", "values", "certificates", "changed_at"], batch_size=200)
        advance(len(rows))
    return counts
