"""A run over the register in the database says what ``twinwheel match`` says of the same subjects."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from twinwheel.cli.main import main
from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.matches import reading, service, tasks
from twinwheel_web.matches.models import Run
from twinwheel_web.registers import background
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import file_values

TABLES = ("decisions.parquet", "combinations.parquet")


@pytest.fixture
def run(db: None) -> Run:
    return service.start("enterprise", clock.today(), NOBODY)


def test_a_run_says_what_twinwheel_match_says_of_the_same_register(run: Run, tmp_path, capfd) -> None:
    assert (run.status, run.error) == (Run.Status.DONE, "")
    code = main([
        "match", str(pack.current().folder), str(run.register), "--as-of", run.as_of.isoformat(),
        "-o", str(tmp_path), "--no-codes", "--json",
    ])  # fmt: skip
    assert not code
    assert run.summary == json.loads(capfd.readouterr().out)
    assert run.summary == json.loads((run.folder / "summary.json").read_text())
    for name in TABLES:
        assert pq.read_table(run.folder / name).equals(pq.read_table(tmp_path / name)), name
    assert (run.folder / "report.html").read_text() == (tmp_path / "report.html").read_text()


def test_the_register_of_a_run_holds_what_stands_on_its_day(run: Run) -> None:
    from twinwheel.registers import open_register

    register = open_register(pack.current(), run.register, subject="enterprise")
    assert register.rows == Subject.objects.filter(type="enterprise").count() == run.rows
    assert (
        sum(each["subjects"] for each in run.survey["by"][pack.current().subjects["enterprise"].by[-1]])
        == run.rows
    )


def test_pages_read_the_counts_of_the_newest_run(run: Run) -> None:
    measure, counts = next(
        (id, each) for id, each in run.summary["measures"].items() if each["outcomes"]["eligible"]
    )
    assert service.reach(measure, "enterprise") == counts
    assert service.reach("no-such-measure", "enterprise") is None
    again = service.start("enterprise", clock.today(), NOBODY)
    assert service.newest("enterprise") == again != run


def test_counts_of_a_measure_by_place_add_up_to_those_of_the_run(run: Run) -> None:
    place = pack.current().subjects["enterprise"].by[1]  # a code: everybody stands in one place
    for measure, each in list(run.summary["measures"].items())[:12]:
        counted = reading.counts(run, measure, place)
        for outcome, number in each["outcomes"].items():
            assert sum(row[outcome] for row in counted.values()) == number, (measure, outcome)
            assert len(reading.codes(run, measure, outcome)) == number, (measure, outcome)


def test_a_value_that_was_filed_counts_from_the_next_run_on(run: Run) -> None:
    subject = Subject.objects.filter(type="enterprise").order_by("pk")[0]
    name = next(name for name, kind in pack.current().vocabulary.fields.items() if kind.kind == "bool")
    file_values(subject, {name: True}, NOBODY)
    assert service.newest("enterprise") == run
    again = service.start("enterprise", clock.today(), NOBODY)
    row = pq.read_table(again.register, columns=["subject_id", name]).to_pylist()[0]
    assert row == {"subject_id": subject.code, name: True}


def test_files_of_old_runs_go_and_their_counts_stay(db: None, monkeypatch) -> None:
    monkeypatch.setattr(service, "KEPT", 1)
    old, new = (service.start("enterprise", clock.today(), NOBODY) for _ in range(2))
    assert (old.kept, new.kept) == (False, True)
    assert Run.objects.get(pk=old.pk).summary == old.summary != {}


def test_a_run_that_cannot_be_made_fails_with_plain_words(db: None) -> None:
    run = service.start("incubator", clock.today(), NOBODY)
    assert run.status == Run.Status.FAILED
    assert run.error
    assert "Traceback" not in run.error
    assert service.newest("incubator") is None
    with pytest.raises(CommandError):
        call_command("match", type="incubator")


def test_a_defect_is_told_in_the_log_and_not_to_the_reader(db: None, monkeypatch, caplog) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("twinwheel_web.matches.work.write", broken)
    run = service.start("enterprise", clock.today(), NOBODY)
    assert run.status == Run.Status.FAILED
    assert "secret" not in run.error
    assert "a secret of the inside" in caplog.text


@pytest.mark.parametrize(
    ("attempts", "status"), [(1, Run.Status.DONE), (background.ATTEMPTS, Run.Status.FAILED)]
)
def test_a_run_whose_process_was_killed_is_taken_up_again_but_not_for_ever(
    db: None, attempts: int, status: str
) -> None:
    run = Run.objects.create(
        type="enterprise",
        as_of=clock.today(),
        status=Run.Status.RUNNING,
        attempts=attempts,
        asked_at=clock.now(),
    )
    assert service.recover() == [run]
    run.refresh_from_db()
    assert run.status == status
    assert service.recover() == []


def test_a_run_somebody_works_on_is_left_to_them(db: None, monkeypatch) -> None:
    monkeypatch.setattr(background, "PATIENCE", 0)
    run = Run.objects.create(
        type="enterprise", as_of=clock.today(), status=Run.Status.RUNNING, asked_at=clock.now()
    )
    with background.working(run.work) as progress:
        assert progress is not None
        progress.stage("match", 10)(4)
        assert background.far(run.work) == ("match", 0, 10)  # noted twice a second at most
        assert service.recover() == []
        tasks.run.call(run.pk)
        assert Run.objects.get(pk=run.pk).status == Run.Status.RUNNING
    assert background.far(run.work) is None
    assert not background.alive(run.work)


def test_the_nightly_command_runs_every_type_there_is(db: None, capsys) -> None:
    call_command("match")
    assert "60 subjects" in capsys.readouterr().out
    assert service.newest("enterprise").rows == 60


def test_another_pack_is_decided_by_when_the_portal_starts(run: Run) -> None:
    """An officer who exchanged the pack does not read what the one before decided until the night."""
    assert service.renew(None) is None
    Run.objects.filter(pk=run.pk).update(pack_hash="of the pack before")
    service._ended.cache_clear()
    assert service.renew(None) == "a run over enterprise asked for: the pack is another"
    assert service.newest("enterprise").pack_hash == pack.current().hash
    assert service.renew(None) is None
