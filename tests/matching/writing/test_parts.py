"""A run that was stopped goes on where it stood, and what comes out is what would have come out, byte for byte."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from random_subjects import DAY, random_pack, random_subject, seeded
from twinwheel.criteria.values import to_batch
from twinwheel.errors import OutputError
from twinwheel.matching.bits.kept import codes_of
from twinwheel.matching.output import COMBINATIONS, combinations
from twinwheel.matching.plan import Outcome, Plan, plan
from twinwheel.matching.run import SCHEMA, run, tallies
from twinwheel.matching.writing import parts as module
from twinwheel.matching.writing.piecewise import Done, Listed, Piecewise
from twinwheel.registers import canonical
from twinwheel.registers.register import Register

SUBJECTS = 700
SMALL = 128  # subjects of a part


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Piecewise, "rows", SMALL)


@pytest.fixture(scope="module")
def on() -> Plan:
    return plan(random_pack(seeded(3), measures=14), "firm", DAY)


@pytest.fixture(scope="module")
def register(on: Plan, tmp_path_factory: pytest.TempPathFactory) -> Register:
    choose = seeded(3)
    columns = to_batch(on.pack.vocabulary, [random_subject(choose) for _ in range(SUBJECTS)])
    ids = {"subject_id": pa.array([f"s{n}" for n in range(SUBJECTS)])}
    batch = pa.RecordBatch.from_pydict(ids | dict(zip(columns.schema.names, columns.columns, strict=True)))
    path = tmp_path_factory.mktemp("register") / "r.parquet"
    with canonical.writer(path, batch.schema, on.pack, "firm") as out:
        out.write_batch(batch)
    return Register("firm", SUBJECTS, "0" * 64, (), (), path)


def work(on: Plan, register: Register, listed: Listed) -> Piecewise:
    return Piecewise(on, register, codes_of(register, on.program), listed)


def finish(job: Piecewise, folder: Path, *, resume: bool = False) -> tuple[Done, list[bytes]]:
    """A run to its end: what was counted, and the bytes of its two files."""
    files = [folder / "decisions.parquet", folder / "combinations.parquet"]
    with job.parts(folder, resume=resume) as parts:
        done = job.run(parts)
        job.join(parts, done, *files)
    assert not (folder / module.FOLDER).exists()
    return done, [each.read_bytes() for each in files]


def stop_after(job: Piecewise, folder: Path, number: int, error: BaseException) -> None:
    """A run that ends by ``error`` when ``number`` parts are done."""
    left = [number]

    def advance(rows: int) -> None:
        left[0] -= 1
        if left[0] <= 0:
            raise error

    with pytest.raises(type(error)), job.parts(folder) as parts:
        job.run(parts, advance)


@pytest.mark.parametrize("listed", Listed)
def test_a_run_in_parts_decides_what_a_run_in_one_piece_decides(
    listed: Listed, on: Plan, register: Register, tmp_path: Path
) -> None:
    tally = tallies(on)
    (batch,) = pa.Table.from_batches(register.batches()).combine_chunks().to_batches()
    whole = pa.concat_tables(run(on, [batch], tally, ineligible=listed is Listed.ALL))
    torn = combinations(on, whole)
    if listed is Listed.MATCHES:
        kept = pa.array([Outcome.ELIGIBLE.value, Outcome.NEEDS_REVIEW.value])
        whole = whole.filter(pa.compute.is_in(whole["outcome"], kept))
    done, _ = finish(work(on, register, listed), tmp_path)
    assert pq.read_table(tmp_path / "decisions.parquet").equals(whole)
    assert pq.read_table(tmp_path / "decisions.parquet").schema.equals(SCHEMA)
    assert pq.read_table(tmp_path / "combinations.parquet").equals(torn)
    assert done.counts.tallies(on) == tally
    assert done.dropped_yuan == sum(torn["dropped_yuan"].to_pylist(), Decimal(0))
    assert torn.num_rows, "somebody is torn between measures"
    assert len({row["amount_yuan"] for row in whole.to_pylist()}) > 5, "there are amounts"
    found = duckdb.sql(f"SELECT * FROM '{tmp_path}/decisions.parquet'").to_arrow_table()
    assert found.cast(SCHEMA).equals(whole)


@pytest.mark.parametrize("listed", Listed)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(143), OutputError("the disk is full", "")])
def test_a_run_that_was_stopped_goes_on(
    error: BaseException, listed: Listed, on: Plan, register: Register, tmp_path: Path
) -> None:
    job = work(on, register, listed)
    _, wanted = finish(job, tmp_path / "whole")
    for number in (1, 3, 6):
        folder = tmp_path / str(number)
        stop_after(job, folder, number, error)
        assert not list(folder.glob("*.parquet"))
        done, found = finish(job, folder, resume=True)
        assert found == wanted
        assert number <= done.resumed <= len(done.parts) == 6
        assert done.counts.tallies(on) == finish(job, tmp_path / "again")[0].counts.tallies(on)


def test_without_resume_what_was_left_is_discarded(on: Plan, register: Register, tmp_path: Path) -> None:
    job = work(on, register, Listed.OPEN)
    stop_after(job, tmp_path, 3, KeyboardInterrupt())
    assert finish(job, tmp_path)[0].resumed == 0


def test_a_run_that_fails_by_its_data_leaves_nothing(on: Plan, register: Register, tmp_path: Path) -> None:
    stop_after(work(on, register, Listed.OPEN), tmp_path, 3, ValueError("a defect"))
    assert list(tmp_path.iterdir()) == []


def other_pack(job: Piecewise) -> Piecewise:
    return replace(job, plan=replace(job.plan, pack=replace(job.plan.pack, hash="another")))


@pytest.mark.parametrize(
    "change",
    [
        other_pack,
        lambda job: replace(job, plan=replace(job.plan, as_of=DAY + timedelta(1))),
        lambda job: replace(job, register=replace(job.register, hash="1" * 64)),
        lambda job: replace(job, listed=Listed.ALL),
    ],
)
def test_parts_of_another_run_are_not_taken(
    change: Callable[[Piecewise], Piecewise], on: Plan, register: Register, tmp_path: Path
) -> None:
    job = work(on, register, Listed.OPEN)
    stop_after(job, tmp_path, 4, KeyboardInterrupt())
    assert finish(change(job), tmp_path, resume=True)[0].resumed == 0


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def edited(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | {"rows": 1}))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("000001.parquet", longer),
        ("000001.parquet", flipped),
        ("000001.parquet", Path.unlink),
        ("000001.json", longer),
        ("000001.json", edited),
        ("000001.json", lambda path: path.write_text("[]")),
    ],
)
def test_a_damaged_part_is_made_again(
    name: str, damage: Callable[[Path], Any], on: Plan, register: Register, tmp_path: Path
) -> None:
    job = work(on, register, Listed.OPEN)
    _, wanted = finish(job, tmp_path / "whole")
    folder = tmp_path / "stopped"
    stop_after(job, folder, 5, KeyboardInterrupt())
    there = len(list((folder / module.FOLDER).glob("*.json")))
    damage(folder / module.FOLDER / name)
    done, found = finish(job, folder, resume=True)
    assert found == wanted
    assert done.resumed == there - 1


def test_a_folder_holds_one_run_at_a_time(on: Plan, register: Register, tmp_path: Path) -> None:
    job = work(on, register, Listed.OPEN)
    with job.parts(tmp_path), pytest.raises(OutputError, match="another run is writing"), job.parts(tmp_path):
        pass
    finish(job, tmp_path)


def test_nobody_has_anything(on: Plan, tmp_path: Path, register: Register) -> None:
    nothing = replace(on, candidates=())
    done, _ = finish(work(nothing, register, Listed.MATCHES), tmp_path)
    assert pq.read_table(tmp_path / "decisions.parquet").equals(SCHEMA.empty_table())
    assert pq.read_table(tmp_path / "combinations.parquet").equals(COMBINATIONS.empty_table())
    assert done.counts.tallies(nothing) == {}


class Seen:
    """An observer that notes what it saw, in order."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, int, int]] = []

    def see(self, found: Any, batch: Any, parts: Any) -> None:
        self.pairs.append((found.candidate.id, batch.rows, sum(len(part.rows) for part in parts)))


@pytest.mark.parametrize("listed", Listed)
def test_whoever_watches_sees_all_of_it_also_after_a_stop(
    listed: Listed, on: Plan, register: Register, tmp_path: Path
) -> None:
    """So the report is the same; what is there is not written again."""
    job, whole, resumed = work(on, register, listed), Seen(), Seen()
    _, wanted = finish(replace(job, observers=[whole]), tmp_path / "whole")
    assert wanted == finish(job, tmp_path / "unwatched")[1]
    stop_after(job, tmp_path, 4, KeyboardInterrupt())
    done, found = finish(replace(job, observers=[resumed]), tmp_path, resume=True)
    assert found == wanted
    assert resumed.pairs == whole.pairs
    assert done.resumed >= 4


KILLED = """
import os, signal, sys
from twinwheel.matching.writing import parts
from twinwheel.matching.writing.piecewise import Piecewise
from twinwheel.cli.main import main

Piecewise.rows = 512
if "--resume" not in sys.argv and "KILL" in os.environ:
    measured = parts._measured
    def kill(path):  # in the middle of the fifth part: its decisions are written, and have no name yet
        if path.name.startswith(".000004.parquet"):
            os.kill(os.getpid(), signal.SIGKILL)
        return measured(path)
    parts._measured = kill
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("options", [[], ["--eligible", "--no-report"]])
@pytest.mark.long
def test_a_killed_process_is_resumed(options: list[str], root: Path, tmp_path: Path) -> None:
    pack, register = str(root / "packs" / "beijing-sti"), str(tmp_path / "r.parquet")

    def twinwheel(*arguments: str, kill: bool = False) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", KILLED, *arguments],
            env={"KILL": "1"} if kill else {},
            capture_output=True,
            text=True,
        )

    sample = twinwheel(
        "register", "sample", pack, "-n", "4000", "--seed", "1", "--as-of", "2026-11-21", "-o", register
    )
    assert sample.returncode == 0, sample.stderr
    match = ["match", pack, register, "--as-of", "2026-11-21", *options, "-o"]
    assert twinwheel(*match, str(tmp_path / "whole")).returncode == 0
    folder = tmp_path / "killed"
    assert twinwheel(*match, str(folder), kill=True).returncode == -signal.SIGKILL
    finished = len(list((folder / module.FOLDER).glob("*.json")))
    assert 3 <= finished < 8
    assert not list(folder.glob("*.json"))
    resumed = twinwheel(*match, str(folder), "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert f"{finished} of 8 parts were there already" in resumed.stderr
    left = {path.name for path in (tmp_path / "whole").iterdir()}
    assert {path.name for path in folder.iterdir() if not path.name.startswith(".")} == left
    for name in left:
        assert (folder / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
