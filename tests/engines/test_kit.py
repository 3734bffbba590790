"""The conformance kit and random expressions, on every engine: all say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from back_ends import DAY
from conformance.cases import entries
from conformance.cases import pack as read
from engines.deciding import numbered, verdicts
from engines.loading import load
from random_subjects import DEFINED, Writer, random_pack, random_subject, seeded
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.subject import Band, Subject, truth
from twinwheel.criteria.values import canonical_subject, to_batch
from twinwheel.matching.engines.engine import Engine
from twinwheel.packs import Pack

WORDS = {True: "met", False: "not_met", None: "unknown"}


@dataclass
class Case:
    name: str
    condition: Logic
    subject: Subject
    wanted: str


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read()


@pytest.fixture(scope="module")
def cases(pack: Pack) -> list[Case]:
    found = []
    for name, entry in entries():
        day = date.fromisoformat(entry.get("as_of", str(DAY)))
        condition = pack.lowering(day).condition(parse(entry["expression"]))
        for case in entry["cases"]:
            subject = canonical_subject(pack.vocabulary, case["given"])
            found.append(Case(f"{name} {case['given']}", condition, subject, case["verdict"]))
    return found


def wrong(engine: Engine, pack: Pack, cases: list[Case], columns: frozenset[str], table: str) -> list[str]:
    """The cases of which an engine says something else; they are the rows of the table."""
    conditions = list(dict.fromkeys(case.condition for case in cases))
    answers = dict(
        zip(conditions, verdicts(engine, pack.vocabulary, table, columns, conditions), strict=True)
    )
    said = [WORDS[answers[case.condition][row]] for row, case in enumerate(cases)]
    return [
        f"{case.name}: {word}, not {case.wanted}"
        for case, word in zip(cases, said, strict=True)
        if word != case.wanted
    ]


def loaded(
    engine: Engine, pack: Pack, cases: list[Case], name: str, folder: Path
) -> tuple[str, frozenset[str]]:
    batch = numbered(to_batch(pack.vocabulary, [case.subject for case in cases]))
    columns = frozenset(batch.schema.names) - {"subject_id"}
    return load(engine, pack.vocabulary, batch, name, folder), columns


def test_every_case_in_one_table(engine: Engine, pack: Pack, cases: list[Case], tmp_path: Path) -> None:
    table, columns = loaded(engine, pack, cases, "kit", tmp_path)
    assert wrong(engine, pack, cases, columns, table) == []
    assert len(cases) >= 570


def test_cases_without_bands_in_a_table_without_their_columns(
    engine: Engine, pack: Pack, cases: list[Case], tmp_path: Path
) -> None:
    some = [case for case in cases if not any(isinstance(value, Band) for value in case.subject.values())]
    table, columns = loaded(engine, pack, some, "kit_exact", tmp_path)
    assert not any("[" in name for name in columns)
    assert wrong(engine, pack, some, columns, table) == []


def test_cases_that_file_nothing_in_a_table_without_columns(
    engine: Engine, pack: Pack, cases: list[Case], tmp_path: Path
) -> None:
    some = [case for case in cases if not case.subject]
    table, columns = loaded(engine, pack, some, "kit_empty", tmp_path)
    assert len(some) > 30
    assert not columns
    assert wrong(engine, pack, some, columns, table) == []


@pytest.mark.parametrize("seed", range(3))
def test_random_expressions_of_random_subjects(engine: Engine, seed: int, tmp_path: Path) -> None:
    """Against the reading of one subject, which shares nothing with SQL but the logic."""
    choose: Any = seeded(seed)
    pack = random_pack(choose)
    writer = Writer(choose, defined=tuple(name for name in DEFINED if name in pack.definitions))
    lowering = Lowering(pack.vocabulary, DAY)
    conditions = [lowering.condition(parse(writer.condition(choose((1, 2, 3))))) for _ in range(60)]
    subjects = [random_subject(choose) for _ in range(40)]
    batch = numbered(to_batch(pack.vocabulary, subjects))
    table = load(engine, pack.vocabulary, batch, f"random_{seed}", tmp_path)
    columns = frozenset(batch.schema.names) - {"subject_id"}
    found = verdicts(engine, pack.vocabulary, table, columns, conditions)
    wanted = [[truth(condition, subject) for subject in subjects] for condition in conditions]
    different = [
        f"{condition}\n{subject}: {said}, not {meant}"
        for condition, row, other in zip(conditions, found, wanted, strict=True)
        for subject, said, meant in zip(subjects, row, other, strict=True)
        if said is not meant
    ]
    assert not different, "\n".join(different[:5])
