"""One subject's values in; what it may have and why, and what to ask it next, out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from twinwheel.criteria.subject import Subject
from twinwheel.packs import Pack
from twinwheel_web.api.answers.forms import Unknown
from twinwheel_web.api.answers.measures import spec_of

if TYPE_CHECKING:
    import pyarrow as pa

    from twinwheel.matching.plan import Plan

FEW = 256  # subjects of a synthetic register, whose answers stand for what may be answered
_SOME: dict[tuple[str, str], pa.RecordBatch] = {}
"""By hash of the pack and type of subject."""


def not_decided(pack: Pack, id: str, type: str, day: date) -> Unknown:
    """The error for a measure that exists, but is not decided for this type of subject on this day."""
    spec, asked = pack.measures[id], pack.subjects[type].label
    if spec.kind == "programme":
        zh, en = "它是计划类措施，只展示，不判定", "it is a programme: shown, never decided"
    elif spec.subject != type:
        about = pack.subjects[spec.subject].label
        zh, en = f"它针对{about.zh}，不是{asked.zh}", f"it is about: {about.en}, not: {asked.en}"
    else:
        zh, en = f"它在{day}不执行", f"it is not in force on {day}"
    return Unknown({"zh": f"不判定措施“{id}”：{zh}", "en": f'measure "{id}" is not decided: {en}'})


def only(plan: Plan, id: str) -> Plan:
    """The plan with one of its measures.

    Raises:
        Unknown: no measure is called that, or it is not decided here and now.
    """
    from dataclasses import replace

    spec_of(plan.pack, id)
    chosen = tuple(each for each in plan.candidates if each.id == id)
    if not chosen:
        raise not_decided(plan.pack, id, plan.subject, plan.as_of)
    return replace(plan, candidates=chosen)


def decisions(
    plan: Plan, values: Subject, *, ways: bool = True, subject_id: str | None = None
) -> dict[str, Any]:
    """Every measure of a plan for one subject, as ``twinwheel explain --json`` prints it: ``shapes.Decisions``.

    Without ``ways`` the nearest changes, which take most of the time, are left empty. An anonymous profile has no
    ``subject_id``.
    """
    from twinwheel.matching.explain import as_json, explain
    from twinwheel_web.api.answers.wayless import wayless

    found = explain(plan, values) if ways else wayless(explain(plan, values))
    answer = as_json(found, subject_id or "")
    return (
        answer
        if subject_id is not None
        else {key: each for key, each in answer.items() if key != "subject_id"}
    )


def questions(
    plan: Plan, values: Subject, limit: int, others: pa.RecordBatch | None = None
) -> dict[str, Any]:
    """The next questions, the most deciding first, as ``twinwheel ask --json`` prints them: ``shapes.Questions``.

    ``others``: some subjects whose answers stand for what may be answered; by default synthetic ones.
    """
    from twinwheel.matching.ask import as_json, ask

    batch = some(plan.pack, plan.subject) if others is None else others
    return {
        "as_of": plan.as_of.isoformat(),
        "questions": as_json(plan, ask(plan, values, batch, limit=limit)),
    }


def some(pack: Pack, type: str) -> pa.RecordBatch:
    """A few synthetic subjects of a type, always the same ones; made once a process."""
    import tempfile
    from pathlib import Path

    from twinwheel.registers import open_register
    from twinwheel.registers.sample import write_sample

    key = pack.hash, type
    if key not in _SOME:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "some.parquet"
            write_sample(pack, file, FEW, subject=type, seed=1)
            _SOME[key] = next(iter(open_register(pack, file, subject=type).batches(FEW)))
    return _SOME[key]
