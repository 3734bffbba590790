"""What one subject can get, and what the newest run counted.

Counts are those of the newest run that ended: a value filed since does not change them until the next one, which
begins after every import and merge, and each night. Pages say as of when (``newest(type).asked_at``).
"""

from __future__ import annotations

import shutil
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import NOBODY, Actor
from twinwheel_web.matches.models import Run
from twinwheel_web.registers import background
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import values_of

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject as Values
    from twinwheel.matching.explain import Explanation

KEPT = 5
"""Runs of each type of which the files are kept; of those before, the counts."""


def explanation(subject: Subject, day: date) -> Explanation:
    """Every measure in force for one subject of the register, criterion by criterion."""
    return explanation_of(subject.type, values_of(subject, day), day)


def explanation_of(type: str, values: Values, day: date) -> Explanation:
    """The same for values that stand in no register."""
    from twinwheel.matching.explain import explain

    return explain(pack.plan(type, day), values)


def newest(type: str) -> Run | None:
    """The newest run over subjects of a type that ended well."""
    found = Run.objects.filter(type=type, status=Run.Status.DONE).values_list("pk", "ended_at").first()
    return _ended(*found) if found else None


def reach(measure: str, type: str) -> dict[str, Any] | None:
    """How many the newest run found, of one measure: its entry of summary.json; None where it was not matched."""
    run = newest(type)
    found: dict[str, Any] | None = run.summary.get("measures", {}).get(measure) if run else None
    return found


def start(type: str, day: date, actor: Actor) -> Run:
    """Ask for a run over everybody of a type, as of a day. One that waits for the same day already is taken for it."""
    from twinwheel_web.matches import tasks

    waiting = Run.objects.filter(type=type, as_of=day, status=Run.Status.WAITING).first()
    if waiting is not None:  # it reads the register when it begins
        return waiting
    run = Run.objects.create(
        type=type, as_of=day, pack_hash=pack.current().hash, asked_by=actor.user, asked_at=clock.now()
    )
    tasks.run.enqueue(run.pk)
    run.refresh_from_db()  # where there is no queue, it has ended
    return run


def recover() -> list[Run]:
    """Queue again the runs that nobody works on any more; to be called when the portal's worker starts."""
    from twinwheel_web.matches import tasks

    found: list[Run] = background.left(tasks.run, Run.objects.exclude(status__in=Run.ENDED))
    for each in found:
        if each.attempts < background.ATTEMPTS:
            background.again(tasks.run, each.pk)
        else:
            each.status, each.ended_at = Run.Status.FAILED, clock.now()
            each.error = background.KILLED
            each.save(update_fields=["status", "error", "ended_at"])
    return found


def after_change(sender: object, type: str, actor: Actor, **_: object) -> None:
    """A register that changed is decided about at once."""
    start(type, clock.today(), actor)


def renew(sender: object, **_: object) -> str | None:
    """At the portal's start: what a killed process left is queued again, and a run whose files a restored backup has not, or
    which an older pack decided, is asked for anew."""
    told = [f"runs taken up again: {len(found)}"] if (found := recover()) else []
    for type in Run.objects.order_by().values_list("type", flat=True).distinct():
        if (last := newest(type)) is None:
            continue
        if not last.kept or last.pack_hash != pack.current().hash:
            start(type, clock.today(), NOBODY)
            why = "the pack is another" if last.kept else "the files of the last are gone"
            told.append(f"a run over {type} asked for: {why}")
    return "; ".join(told) or None


def prune(type: str) -> None:
    """Take away the files of all but the newest runs of a type; what they counted stays."""
    ended = Run.objects.filter(type=type, status__in=Run.ENDED)
    done = ended.filter(status=Run.Status.DONE).values_list("pk", flat=True)[:KEPT]
    for each in ended.exclude(pk__in=list(done)):
        shutil.rmtree(each.folder, ignore_errors=True)


@lru_cache(maxsize=8)
def _ended(pk: int, ended_at: datetime) -> Run:
    """A run that ended never changes again; its counts are a long text to read."""
    return Run.objects.get(pk=pk)
