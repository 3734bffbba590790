"""A run on an engine gives the decisions of a run in this process, to the row, the field and the fen."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engines import servers
from engines.loading import execute, load
from random_subjects import register
from twinwheel.cli.main import main
from twinwheel.errors import EngineError, UsageError
from twinwheel.matching.engines.engine import Engine, open_engine
from twinwheel.matching.engines.whole import run_on
from twinwheel.matching.plan import Plan, plan
from twinwheel.matching.run import SCHEMA, Tally, run, tallies
from twinwheel.packs import Pack, read_pack

ROOT = Path(__file__).parents[2]
PACK = ROOT / "packs" / "beijing-sti"
DAY = date(2026, 11, 21)
ROWS = 1_500


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(PACK)


def sampled(on: Plan, rows: int = ROWS) -> pa.RecordBatch:
    batch = register(on, rows)
    ids = pa.array([f"id {row:06}" for row in range(rows)])
    return pa.RecordBatch.from_arrays([ids, *batch.columns], names=["subject_id", *batch.schema.names])


def counted(tally: dict[str, Tally]) -> dict[str, object]:
    return {id: {**asdict(each), "outcomes": +Counter(each.outcomes)} for id, each in tally.items()}


@pytest.mark.parametrize("subject", ["enterprise", "person", "foreign_investment", "dataset"])
@pytest.mark.parametrize("ineligible", [False, True], ids=["matches", "all"])
def test_a_run_is_the_same(
    engine: Engine, pack: Pack, subject: str, ineligible: bool, tmp_path: Path
) -> None:
    if ineligible and engine.name == "Spark" and subject != "dataset":
        pytest.skip("Spark takes its time, and the statement differs by one WHERE")
    on = plan(pack, subject, DAY)
    batch = sampled(on)
    name = load(engine, pack.vocabulary, batch, f"run_{subject}", tmp_path)
    wanted_tally, tally = tallies(on), tallies(on)
    wanted = pa.concat_tables(run(on, [batch], wanted_tally, ineligible=ineligible))
    table, rows = engine.table(name, pack, subject), engine.size(name)
    found = pa.concat_tables(run_on(engine, on, table, rows, tally, tmp_path, ineligible=ineligible))
    assert found.equals(wanted.cast(SCHEMA))
    assert counted(tally) == counted(wanted_tally)
    assert {"eligible", "unknown"} <= set(found["outcome"].to_pylist())


def test_the_command_writes_what_it_writes_for_a_file(
    url: str, engine: Engine, pack: Pack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "register.parquet"
    sample = [
        "register",
        "sample",
        str(PACK),
        "-n",
        "400",
        "--subject",
        "foreign_investment",
        "-o",
        str(path),
    ]
    assert main(sample) == 0
    name = load(
        engine, pack.vocabulary, pq.read_table(path).combine_chunks().to_batches()[0], "sampled", tmp_path
    )
    common = ["--as-of", "2026-11-21", "--subject", "foreign_investment"]
    assert main(["match", str(PACK), str(path), *common, "-o", str(tmp_path / "file")]) == 0
    assert main(["match", str(PACK), name, *common, "-o", str(tmp_path / "engine"), "--engine", url]) == 0
    for file in ("decisions.parquet", "combinations.parquet"):
        one, other = (pq.read_table(tmp_path / each / file) for each in ("file", "engine"))
        assert sorted(map(str, one.to_pylist())) == sorted(map(str, other.to_pylist()))
    one, other = (
        json.loads((tmp_path / each / "summary.json").read_text(encoding="utf-8"))
        for each in ("file", "engine")
    )
    assert other.pop("engine")["name"] == engine.name
    assert one.pop("register")["rows"] == other.pop("register")["rows"]
    assert one == other
    written = b"".join(each.read_bytes() for each in (tmp_path / "engine").iterdir() if each.is_file())
    shown = "".join(capsys.readouterr())
    for spelt in ("s3cret", servers.PASSWORD):
        assert spelt.encode() not in written
        assert spelt not in shown


def test_a_table_that_is_no_register_is_refused(engine: Engine, pack: Pack, tmp_path: Path) -> None:
    on = plan(pack, "dataset", DAY)
    twice = sampled(on, 3).take(pa.array([0, 1, 1]))
    name = load(engine, pack.vocabulary, twice, "twice", tmp_path) if engine.name != "PostgreSQL" else None
    if name is not None:
        with pytest.raises(EngineError, match="1 rows repeat a subject_id"):
            engine.size(name)
    with pytest.raises(EngineError, match="no such table"):
        open_table = engine.table("no_such_register", pack, "dataset")
        pytest.fail(f"{open_table} is no table")


@pytest.mark.engines
def test_an_error_of_postgres_shows_no_password(postgres_only: str) -> None:
    wrong = postgres_only.replace("s3cret", "s4cret")
    with pytest.raises(EngineError) as caught:
        open_engine(wrong)
    assert "password authentication failed" in str(caught.value)
    assert "cret" not in str(caught.value).replace("secret", "")
    assert "cret" not in repr(caught.value.facts())


@pytest.mark.engines
def test_postgres_is_only_read(postgres_only: str) -> None:
    with open_engine(postgres_only) as found, pytest.raises(EngineError, match="read-only transaction"):
        list(found.batches("CREATE TABLE made AS SELECT 1 AS one"))


@pytest.fixture
def postgres_only() -> object:
    if what := servers.lacking("postgres"):
        pytest.skip(f"postgres: {what}; run make test-engines")
    with servers.postgres() as found:
        yield found


def test_what_is_no_engine_is_said() -> None:
    with pytest.raises(UsageError, match="Engines: duckdb"):
        open_engine("mysql://localhost")
    with pytest.raises(UsageError, match="no engine"):
        open_engine("enterprise.parquet")


@pytest.mark.skipif(not servers.lacking("clickhouse"), reason="the client is installed")
def test_a_client_that_is_not_installed_is_named() -> None:
    with pytest.raises(UsageError, match=r"twinwheel\[engines\]"):
        open_engine("clickhouse://localhost")


def test_a_list_on_clickhouse_needs_the_column_that_says_whether_it_was_filed(
    engine: Engine, pack: Pack, tmp_path: Path
) -> None:
    if engine.dialect.lists_are_null:
        pytest.skip("lists can be NULL here")
    execute(
        engine, 'CREATE TABLE bare (subject_id String, "有效资质" Array(Nullable(String))) ENGINE = Memory'
    )
    with pytest.raises(EngineError, match=r"有效资质\[filed\]"):
        engine.table("bare", pack, "enterprise")


def test_the_environment_has_no_password() -> None:
    """Or the tests would prove nothing."""
    assert "CLICKHOUSE_PASSWORD" not in os.environ
    assert "PGPASSWORD" not in os.environ
