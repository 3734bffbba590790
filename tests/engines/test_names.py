"""Names and texts of a pack that look like SQL, or like our own columns, change nothing about the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from engines.deciding import numbered
from engines.loading import load
from random_subjects import DAY, random_pack, seeded
from twinwheel.criteria.dialects import DIALECTS
from twinwheel.criteria.stages import comment, mark_beside
from twinwheel.criteria.values import to_batch
from twinwheel.errors import EngineError
from twinwheel.matching.engines.engine import Address, Engine
from twinwheel.matching.engines.on_duckdb import DuckDb
from twinwheel.matching.engines.statements import Table, statements
from twinwheel.matching.engines.whole import run_on
from twinwheel.matching.plan import Plan, plan
from twinwheel.matching.run import SCHEMA, run, tallies
from twinwheel.packs import Pack
from twinwheel.packs.model import CodeList, CriterionSpec, FieldGroup, MeasureSpec, Text

WORDS = ("'; DROP TABLE x; --", "${env:HOME}", "a\\", "*/", '"')
FIELDS = {"S1": "number", "a1": "number", "t1_low": "number", "c1": "bool", "M2": "code", "_m1": "code"}
UGLY = "一\n; SELECT 1 / 0; -- */ ${env:HOME} \\"


def of(name: str, kind: str) -> str:
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in WORDS[:3])
    return {
        "number": f'"{name}" * 2 > 3 OR "{name}" IS NULL',
        "bool": f'NOT "{name}"',
        "code": f'"{name}" IN ({listed})',
    }[kind]


@pytest.fixture(scope="module")
def hostile() -> Pack:
    """Measures m0, m1 … in another order than their columns, over fields that are called like our columns."""
    small = random_pack(seeded(1), measures=1)
    text = Text(zh=UGLY, en=UGLY)
    question = {"zh": "?", "en": "?"}
    more: dict[str, dict[str, str]] = {"number": {"unit": "人"}, "bool": {}, "code": {"codes": "words"}}
    fields = {
        name: {"type": kind, "en": "x", "question": question, **more[kind]} for name, kind in FIELDS.items()
    }
    group = FieldGroup.model_validate({"title": question, "subjects": ["firm"], "fields": fields})
    codes = [{"value": word, "en": "x"} for word in WORDS]
    words = CodeList.model_validate({"title": question, "open": True, "codes": codes})
    made = {f"m{len(FIELDS) - number}": of(name, kind) for number, (name, kind) in enumerate(FIELDS.items())}
    measures: dict[str, MeasureSpec] = {}
    for id, when in made.items():
        rule = CriterionSpec(id="c", label=text, when=when)
        changed = {"id": id, "title": text, "criteria": [rule], "excludes": [], "benefit": []}
        measures[id] = small.measures["m0"].model_copy(update=changed)
    return replace(
        small, groups={"firm": group}, code_lists={"words": words}, definitions={}, measures=measures,
        own=frozenset(measures),
    )  # fmt: skip


@pytest.fixture
def rows(hostile: Pack) -> pa.RecordBatch:
    values = {"number": (0.0, 1.0, 5.0), "bool": (True, False), "code": WORDS}
    choose = seeded(2)
    subjects = [
        {name: choose(values[kind]) for name, kind in FIELDS.items() if choose((True, True, False))}
        for _ in range(50)
    ]
    return numbered(to_batch(hostile.vocabulary, subjects))


def test_a_run_is_the_same(engine: Engine, hostile: Pack, rows: pa.RecordBatch, tmp_path: Path) -> None:
    on = plan(hostile, "firm", DAY)
    name = load(engine, hostile.vocabulary, rows, "named", tmp_path)
    table = engine.table(name, hostile, "firm")
    assert table.columns == set(FIELDS)
    found = pa.concat_tables(run_on(engine, on, table, rows.num_rows, tallies(on), tmp_path, ineligible=True))
    by_id = [("subject_id", "ascending"), ("measure_id", "ascending")]
    wanted = pa.concat_tables(run(on, [rows], tallies(on), ineligible=True)).cast(SCHEMA)
    assert found.sort_by(by_id).equals(wanted.sort_by(by_id))
    assert outcomes(engine, on, table) == {
        (each["subject_id"], each["measure_id"]): each["outcome"] for each in wanted.to_pylist()
    }


def outcomes(engine: Engine, on: Plan, table: Table) -> dict[tuple[str, str], str]:
    """What the printed statement says, comments and all."""
    (statement,) = statements(on, table, engine.dialect)
    answer = pa.Table.from_batches(engine.batches(statement.outcomes())).to_pylist()
    return {
        (row["subject_id"], id): outcome
        for row in answer
        for id, outcome in row.items()
        if id != "subject_id"
    }


def test_names_that_are_ours_are_not_used_again() -> None:
    assert mark_beside(["收入", "amount", "m", "s1x"]) == ""
    assert mark_beside(["收入", "A12"]) == "_"
    assert mark_beside(["a1", "__t3_high"]) == "___"


@pytest.mark.parametrize("text", [UGLY, "a\rb\x0bc\x85d\u2028e", "\\\\"])
def test_a_comment_ends_with_its_line(text: str) -> None:
    written = comment(text)
    assert len(written.splitlines()) == 1
    assert not written.endswith("\\")
    assert "${" not in written


def test_spark_finds_no_variable_in_a_text() -> None:
    assert "${" not in DIALECTS["spark"].text("${env:HOME}")


class Cut(DuckDb):
    """An engine that cuts names as PostgreSQL does, over a table in memory."""

    dialect = DIALECTS["postgres"]

    def names(self, table: str) -> list[str]:
        return ["subject_id", LONG[:21]]


LONG = "国外高水平大学或世界五百强或专利或连续在华工作"


def test_fields_that_an_engine_cannot_tell_apart_are_refused(hostile: Pack) -> None:
    spec = hostile.groups["firm"].fields["a1"]
    fields = {f"{LONG}一年": spec, f"{LONG}五年": spec}
    groups = {"firm": hostile.groups["firm"].model_copy(update={"fields": fields})}
    with (
        Cut(Address("duckdb", "duckdb://")) as engine,
        pytest.raises(EngineError, match=f"both called .{LONG[:21]}"),
    ):
        engine.table("firms", replace(hostile, groups=groups), "firm")
