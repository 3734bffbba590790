"""What one subject can get, and what the newest run counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from twinwheel_web import pack
from twinwheel_web.matches.models import Run
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import values_of

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject as Values
    from twinwheel.matching.explain import Explanation


def explanation(subject: Subject, day: date) -> Explanation:
    """Every measure in force for one subject of the register, criterion by criterion."""
    return explanation_of(subject.type, values_of(subject, day), day)


def explanation_of(type: str, values: Values, day: date) -> Explanation:
    """The same for values that stand in no register."""
    from twinwheel.matching.explain import explain

    return explain(pack.plan(type, day), values)


def newest(type: str) -> Run | None:
    """The newest finished run over subjects of a type."""
    return Run.objects.filter(type=type, status=Run.Status.DONE).first()


def reach(measure: str, type: str) -> dict[str, Any] | None:
    """How many the newest run found, of one measure: its entry of summary.json; None where it was not matched."""
    run = newest(type)
    found: dict[str, Any] | None = run.summary.get("measures", {}).get(measure) if run else None
    return found
