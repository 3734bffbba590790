"""Which question to ask next, so that an enterprise reaches its answers in the fewest.

Each open field is tried with the answers that other subjects of the register gave (or, where too few gave
any, with the answers its rules can tell apart). A question is worth the weight of the measures it decides on
average, one way or the other. A question that decides nothing by itself still counts a little towards the
measures it brings closer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log10
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.subject import Scalar, Subject
from twinwheel.criteria.values import from_column, to_batch
from twinwheel.matching import amount
from twinwheel.matching.decide import verdicts
from twinwheel.matching.one import Decision, decide
from twinwheel.matching.plan import Outcome, Plan
from twinwheel.packs.model import FieldSpec

ANSWERS = 24  # answers tried per question
PROGRESS = 0.05  # what bringing a measure closer counts, beside deciding it


@dataclass(frozen=True)
class Question:
    """A field to ask for. ``decides`` is the number of measures its answer settles on average; ``measures``
    are all that wait for it."""

    field: str
    spec: FieldSpec
    decides: float
    score: float
    measures: tuple[str, ...]


def ask(plan: Plan, subject: Subject, others: pa.RecordBatch, *, limit: int = 10) -> list[Question]:
    """The best next questions for one subject, the best first; empty when nothing is open.

    ``others`` are some subjects of the register, whose answers stand for what may be answered.
    """
    vocabulary = plan.pack.vocabulary
    decisions = [decide(candidate, subject, vocabulary) for candidate in plan.candidates]
    waiting = {each.candidate.id: each for each in decisions if each.outcome is Outcome.UNKNOWN}
    fields = sorted({name for each in waiting.values() for name in each.missing})
    if not fields:
        return []
    tried = list(_tried(plan, subject, fields, others))
    weights = _weights(plan, others)
    settled = _settled(plan, [profile for _, profile in tried])
    owner = np.array([fields.index(name) for name, _ in tried])
    questions = [
        _question(plan, name, settled[:, owner == k], waiting, weights) for k, name in enumerate(fields)
    ]
    return sorted(questions, key=lambda each: (-each.score, each.field))[:limit]


def _question(
    plan: Plan,
    name: str,
    settled: npt.NDArray[np.bool_],
    waiting: Mapping[str, Decision],
    weights: Mapping[str, float],
) -> Question:
    """``settled`` holds, per candidate and answer, whether the measure is decided then."""
    concerned = [
        (row, candidate.id)
        for row, candidate in enumerate(plan.candidates)
        if candidate.id in waiting and name in waiting[candidate.id].missing
    ]
    shares = {id: float(settled[row].mean()) for row, id in concerned}
    closer = {id: 1 / len(waiting[id].missing) for id in shares}
    score = sum(weights[id] * (share + PROGRESS * closer[id]) for id, share in shares.items())
    return Question(name, plan.pack.fields[name], sum(shares.values()), score, tuple(shares))


def _tried(
    plan: Plan, subject: Subject, fields: Sequence[str], others: pa.RecordBatch
) -> Iterator[tuple[str, dict[str, Scalar]]]:
    """The subject with one answer filled in, for every answer of every field."""
    for name in fields:
        answers = _given(plan, name, others) or list(_telling(plan, name))
        for answer in answers:
            yield name, {**subject, name: answer}


def _given(plan: Plan, name: str, others: pa.RecordBatch) -> list[Scalar]:
    """Answers of other subjects, evenly spread over them; empty where fewer than eight gave one."""
    if name not in others.schema.names:
        return []
    known = others.column(name).drop_null()
    if len(known) < 8:
        return []
    picked = known.take(pa.array(np.linspace(0, len(known) - 1, min(ANSWERS, len(known))).astype(int)))
    return [from_column(value) for value in picked.to_pylist()]


def _telling(plan: Plan, name: str) -> Iterator[Scalar]:
    """Answers the rules can tell apart: around each cut point, each named code, yes and no."""
    field = plan.pack.vocabulary.fields[name]
    match field.kind:
        case "bool":
            yield from (True, False)
        case "code":
            yield from field.labels
        case "codes":
            yield ()
            yield from ((value,) for value in field.labels)
        case "text":
            yield ""
        case _:
            ends = {
                end
                for candidate in plan.candidates
                for part in logic.walk(candidate.condition)
                if isinstance(part, logic.InRange)
                for end in _ends(part, name)
            }
            if field.kind == "date":
                days = {int(end) for end in ends} or {plan.as_of.toordinal()}
                around = {day + step for day in days for step in (-1, 0, 1)}
                last = date.max.toordinal()
                yield from (date.fromordinal(day) for day in sorted(around) if 1 <= day <= last)
                return
            for end in sorted(ends or {0.0}):
                yield from (end - 1, end, end + 1)


def _ends(atom: logic.InRange, name: str) -> list[float]:
    """Where a field crosses the ends of a range; through a sum or difference with a constant too, which is how
    days since a date are written."""
    ends = [end for end in (atom.low, atom.high) if abs(end) < 1e300]
    match atom.term:
        case logic.FieldTerm(field) if field == name:
            return ends
        case logic.Operation("-", logic.Constant(value), logic.FieldTerm(field)) if field == name:
            return [value - end for end in ends]
        case logic.Operation("-", logic.FieldTerm(field), logic.Constant(value)) if field == name:
            return [end + value for end in ends]
        case logic.Operation("+", logic.FieldTerm(field), logic.Constant(value)) if field == name:
            return [end - value for end in ends]
    return []


def _settled(plan: Plan, profiles: Sequence[Subject]) -> npt.NDArray[np.bool_]:
    """Per candidate and profile: whether the measure is decided."""
    batch = Batch(to_batch(plan.pack.vocabulary, profiles))
    settled = np.zeros((len(plan.candidates), batch.rows), bool)
    for found in verdicts(plan, batch):
        part = np.unpackbits(found.unknown, count=found.block.rows, bitorder="little")
        settled[found.position, found.block.start : found.block.stop] = part == 0
    return settled


def _weights(plan: Plan, others: pa.RecordBatch) -> dict[str, float]:
    """1 for a measure without money, 1 more for every power of ten of 10,000 yuan it usually brings."""
    batch = Batch(others)
    result = {}
    for candidate in plan.candidates:
        fen, known = amount.total(candidate.amounts, batch)
        mean = float(fen[known].mean()) / 1e6 if known.any() else 0.0
        result[candidate.id] = 1 + log10(1 + mean)
    return result


def as_json(plan: Plan, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions for programs: what ``twinwheel ask --json`` prints and the portal's API answers."""
    return [
        {
            "field": each.field,
            "question": each.spec.question.model_dump(),
            "type": each.spec.type,
            "unit": each.spec.unit,
            "values": [code.value for code in plan.pack.code_lists[each.spec.codes].codes]
            if each.spec.codes
            else None,
            "decides": round(each.decides, 3),
            "measures": list(each.measures),
        }
        for each in questions
    ]
