"""Worlds for the tests of ``changes`` and ``calendar``: a pack, a day and some subjects, and what may happen to them.

Everything is small and random; what happens is drawn too, so that hypothesis can shrink it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from random_subjects import CODES, NUMBERS, Choose, Writer, random_pack, random_subject
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import to_batch
from twinwheel.matching.one import decide
from twinwheel.matching.plan import Outcome, Plan, plan
from twinwheel.packs import Pack
from twinwheel.packs.model import DefinitionSpec, MeasureSpec, ParameterSpec, Validity
from twinwheel.registers import canonical
from twinwheel.registers.register import Register

Pair = tuple[str, str]
Answer = tuple[str, Decimal | None]

DAYS = tuple(date(2026, 11, 21) + timedelta(days=days) for days in (0, 1, 30, 41, 400, -300))


@dataclass(frozen=True)
class World:
    pack: Pack
    day: date
    subjects: Mapping[str, Subject] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return plan(self.pack, "firm", self.day)

    def register(self, path: Path) -> Register:
        """The subjects as a canonical file."""
        columns = to_batch(self.pack.vocabulary, list(self.subjects.values()))
        names = [name for name in columns.schema.names if name != "-"]
        batch = pa.RecordBatch.from_pydict(
            {"subject_id": pa.array(self.subjects, pa.string())}
            | {name: columns.column(name) for name in names}
        )
        with canonical.writer(path, batch.schema, self.pack, "firm") as out:
            out.write_batch(batch)
        present = canonical.fields_in(batch.schema, self.pack, "firm")
        return Register("firm", batch.num_rows, f"hash of {path.name}", present, (), path)

    def decisions(self) -> dict[Pair, Answer]:
        """Every pair, by the plain reading for one subject."""
        return {
            (id, candidate.id): answer(candidate, subject, self.pack)
            for id, subject in self.subjects.items()
            for candidate in self.plan.candidates
        }


def answer(candidate: Any, subject: Subject, pack: Pack) -> Answer:
    found = decide(candidate, subject, pack.vocabulary)
    return found.outcome.value, found.amount


def first(choose: Choose[Any], measures: int = 4, subjects: int = 5) -> World:
    world = World(random_pack(choose, measures), choose(DAYS))
    return replace(
        world, subjects={f"s{n}": random_subject(choose) for n in range(choose(range(subjects + 1)))}
    )


def happens(choose: Choose[Any], world: World) -> World:
    """One thing is another one afterwards, or nothing is."""
    return choose(EVENTS)(choose, world)


def _value(choose: Choose[Any], world: World) -> World:
    """Some values of one subject change, appear or go."""
    if not world.subjects:
        return world
    id = choose(sorted(world.subjects))
    other = random_subject(choose)
    subject = dict(world.subjects[id])
    for name in sorted({*other, *subject}):
        if choose((True, False)):
            subject.pop(name, None)
            subject |= {name: other[name]} if name in other else {}
    return replace(world, subjects={**world.subjects, id: subject})


def _arrives(choose: Choose[Any], world: World) -> World:
    new = f"s{choose(range(20))}"
    first_of_all = choose((True, False))
    subject = {new: world.subjects.get(new, random_subject(choose))}
    return replace(
        world, subjects={**subject, **world.subjects} if first_of_all else {**world.subjects, **subject}
    )


def _leaves(choose: Choose[Any], world: World) -> World:
    gone = choose(sorted(world.subjects)) if world.subjects else None
    return replace(world, subjects={id: each for id, each in world.subjects.items() if id != gone})


def _reordered(choose: Choose[Any], world: World) -> World:
    return replace(world, subjects=dict(reversed(world.subjects.items())))


def _day(choose: Choose[Any], world: World) -> World:
    return replace(world, day=choose(DAYS))


def _with(world: World, **parts: Any) -> World:
    hashed = f"{world.pack.hash}'"
    return replace(world, pack=replace(world.pack, hash=hashed, **parts))


def _writer(choose: Choose[Any], world: World) -> Writer:
    return Writer(choose, defined=tuple(world.pack.definitions))


def _text(choose: Choose[Any], world: World) -> World:
    """A measure's text: one criterion, all of them and the amounts, or a human criterion comes or goes."""
    if not world.pack.measures:
        return world
    id = choose(sorted(world.pack.measures))
    measure = world.pack.measures[id]
    match choose(("rule", "rule", "whole", "human")):
        case "rule":
            position = choose(range(len(measure.criteria)))
            if measure.criteria[position].when is None:
                return world
            when = _writer(choose, world).condition(choose((1, 2)))
            criteria = list(measure.criteria)
            criteria[position] = criteria[position].model_copy(update={"when": when})
            changed = measure.model_copy(update={"criteria": criteria})
        case "whole":
            other = random_pack(choose, 1).measures["m0"]
            defined = any(name in str(other.model_dump()) for name in ("推算数", "推算类", "推算否"))
            changed = measure if defined else other.model_copy(update={"id": id})
        case _:
            rest = [each for each in measure.criteria if each.kind == "rule"]
            human = {"id": "human", "label": {"zh": "?", "en": "?"}, "kind": "human"}
            spec = MeasureSpec.model_validate({**measure.model_dump(by_alias=True), "criteria": [human]})
            changed = measure.model_copy(
                update={"criteria": rest if len(rest) < len(measure.criteria) else [*rest, *spec.criteria]}
            )
    return _with(world, measures={**world.pack.measures, id: changed})


def _measure(choose: Choose[Any], world: World) -> World:
    """A measure comes, goes, is in force on other days, or is replaced."""
    measures = dict(world.pack.measures)
    match choose(("new", "gone", "days", "replaced")):
        case "new":
            id = f"m{choose((7, 8))}"
            other = random_pack(choose, 1).measures["m0"]
            defined = any(name in str(other.model_dump()) for name in ("推算数", "推算类", "推算否"))
            if not defined:
                measures[id] = other.model_copy(update={"id": id})
        case "gone" if measures:
            measures.pop(choose(sorted(measures)))
        case "days" if measures:
            id = choose(sorted(measures))
            days = {"from": choose((None, *DAYS)), "to": None}
            measures[id] = measures[id].model_copy(update={"valid": Validity.model_validate(days)})
        case "replaced" if len(measures) > 1:
            old, new = sorted(measures)[:2]
            measures[new] = measures[new].model_copy(update={"supersedes": [old]})
    return _with(world, measures=measures)


def _parameter(choose: Choose[Any], world: World) -> World:
    values = [
        {"since": choose(("2018-01-01", "2026-12-01")), "value": int(choose(NUMBERS[:12])), "source": "x"}
    ]
    text = {"zh": "?", "en": "?"}
    changed = ParameterSpec.model_validate({"label": text, "unit": "万元", "values": values})
    return _with(world, parameters={**world.pack.parameters, "门槛": changed})


def _definition(choose: Choose[Any], world: World) -> World:
    """A field follows from others, from other ones, or no more."""
    name, text = choose(
        (
            ("推算数", Writer(choose).money(1)),
            ("推算类", f"CASE WHEN 甲 THEN '{CODES[0]}' ELSE '{CODES[1]}' END"),
            ("推算否", Writer(choose).condition(1)),
        )
    )
    definitions = dict(world.pack.definitions)
    if name in definitions and choose((True, False, False)):
        del definitions[name]
    else:
        definitions[name] = DefinitionSpec(value=text, cite="x")
    return _with(world, definitions=definitions)


EVENTS = (
    _value,
    _value,
    _arrives,
    _leaves,
    _reordered,
    _day,
    _day,
    _text,
    _text,
    _measure,
    _parameter,
    _definition,
)
HAVE = (Outcome.ELIGIBLE.value, Outcome.NEEDS_REVIEW.value)
