"""The next question to ask, the most deciding first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from twinwheel_web import pack
from twinwheel_web.matches import service as matches
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import values_of

if TYPE_CHECKING:
    import pyarrow as pa

    from twinwheel.matching.ask import Question

OTHERS = 4_096  # rows of the register whose answers stand for what may be answered, as `twinwheel ask` takes
FEW = 200  # subjects read from the database while no run has written a register


@dataclass(frozen=True)
class Asked:
    """The question to ask now (None: nothing is open, or all that is was skipped) and how many are left."""

    question: Question | None
    left: int
    skipped: int


def next_question(subject: Subject, day: date, skip: Collection[str] = ()) -> Asked:
    """The best question that was not skipped."""
    from twinwheel.matching.ask import ask

    plan, values = pack.plan(subject.type, day), values_of(subject, day)
    found = ask(plan, values, others(subject.type, day), limit=len(plan.pack.fields))
    left = [
        each
        for each in found
        if each.field not in skip and each.field in pack.current().fields_of(subject.type)
    ]
    return Asked(left[0] if left else None, len(left), len(found) - len(left))


def others(type: str, day: date) -> pa.RecordBatch:
    """Some subjects of the type: of the newest run's register, or else as they stand in the database."""
    run = matches.newest(type)
    file = run.register if run else None
    if file is not None and file.is_file():
        return _first_batch(file, type)
    return _some(type, day)


@lru_cache(maxsize=2)
def _first_batch(file: Path, type: str) -> pa.RecordBatch:
    from twinwheel.registers import open_register

    return next(open_register(pack.current(), file, subject=type).batches(OTHERS))


def _some(type: str, day: date) -> pa.RecordBatch:
    from twinwheel.criteria.values import to_batch

    some = Subject.objects.filter(type=type, merged_into=None).order_by("id")[:FEW]
    return to_batch(pack.current().vocabulary, [values_of(each, day) for each in some])
