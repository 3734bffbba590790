"""What machines that watch a portal ask."""

from __future__ import annotations

import json
import logging
import sqlite3
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from twinwheel_web import clock, pack
from twinwheel_web.operations import checks


def test_live_asks_nothing_of_the_database(client: Client, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert client.get("/health/live").content == b"ok\n"


def test_ready_names_its_parts(client: Client, db: None) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "parts": {"database": "ok", "pack": "ok", "data": "ok"}}


def test_not_ready_says_which_part_and_nothing_more(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a file"
    file.touch()
    monkeypatch.setattr("twinwheel_web.operations.checks.settings.TWINWHEEL", _Elsewhere(file))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["parts"]["data"] == "fail"
    assert str(tmp_path) not in answer.content.decode()


class _Elsewhere:
    """The settings, with another folder for data."""

    def __init__(self, data: Path) -> None:
        from django.conf import settings

        self._settings, self.data = settings.TWINWHEEL, data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._settings, name)


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "10.0.0.9"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, 403),
    ],
)
def test_metrics_are_for_loopback(client: Client, db: None, extra: dict[str, str], status: int) -> None:
    answer = client.get("/metrics", **extra)
    assert answer.status_code == status
    assert (b"django_http_requests_total_by_method_total" in answer.content) == (status == 200)


def test_a_request_is_one_line_without_what_was_asked_for(
    client_of: Callable[[str | None], Client], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "twinwheel.request"):
        client_of("zone-analyst").get("/policies/?q=secretword")
    lines = [record for record in caplog.records if record.name == "twinwheel.request"]
    assert [(line.__dict__["method"], line.__dict__["path"], line.__dict__["status"]) for line in lines] == [
        ("GET", "/policies/", 200)
    ]
    assert "secretword" not in caplog.text


def test_the_doctor_finds_a_task_that_waits_for_nobody(db: None, settings: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    assert checks.tasks(clock.now()).state == "ok"
    DBTaskResult.objects.create(
        task_path="x", args_kwargs={"args": [], "kwargs": {}}, queue_name="default", backend_name="default"
    )
    assert checks.tasks(clock.now() + timedelta(minutes=1)).state == "ok"
    assert "worker" in checks.tasks(clock.now() + timedelta(hours=1)).advice


def test_the_doctor_tells_a_folder_that_is_not_there_from_one_that_is_not_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("twinwheel_web.operations.checks.settings.TWINWHEEL", _Elsewhere(tmp_path / "none"))
    found = checks.data_folder(clock.now())
    assert (found.state, found.advice[:16]) == ("fail", "`twinwheel serve")


def test_two_who_ask_at_once_whether_it_is_ready_do_not_disturb_each_other(settings: Any) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: checks.data_folder(clock.now()).state, range(200))
    assert "fail" not in set(found)


def test_the_doctor_finds_a_pack_that_cannot_be_read(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text("id: [", "utf-8")
    monkeypatch.setattr("twinwheel_web.pack.settings.TWINWHEEL", type("", (), {"pack": tmp_path}))
    pack.current.cache_clear()
    try:
        found = checks.pack(clock.now())
    finally:
        monkeypatch.undo()
        pack.current.cache_clear()
    assert found.state == "fail"
    assert "twinwheel pack check" in found.advice


@pytest.mark.django_db(transaction=False)
def test_the_doctor_ends_badly_where_something_fails(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    from twinwheel_web.cli.doctor import doctor

    with pytest.raises(typer.Exit):  # no static files are collected for tests
        doctor(as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert not said["well"]
    states = {each["name"]: each["state"] for each in said["checks"]}
    assert states["static files"] == "fail"
    assert states["demo"] == "warn"
    assert {"database", "pack", "data", "tasks", "https", "mail", "printing"} <= states.keys()


def test_a_backup_holds_the_database_and_what_was_uploaded(db: None, tmp_path: Path, settings: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is saved by pg_dump")
    data = tmp_path / "data"
    (data / "media").mkdir(parents=True)
    (data / "media" / "sheet.xlsx").write_bytes(b"x")
    for made_anew in ("static", "work", "runs", "metrics"):
        (data / made_anew).mkdir()
    with sqlite3.connect(data / "portal.sqlite3") as database:
        database.execute("CREATE TABLE kept (word TEXT)")
        database.execute("INSERT INTO kept VALUES ('双轮')")
    settings.TWINWHEEL = _Elsewhere(data)
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(data / "portal.sqlite3")
    try:
        call_command("backup", str(tmp_path / "b.tar.gz"), verbosity=0)
    finally:
        connection.settings_dict["NAME"] = name
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        assert set(archive.getnames()) == {"portal.sqlite3", "media", "media/sheet.xlsx"}
        archive.extract("portal.sqlite3", tmp_path / "back", filter="data")
    with sqlite3.connect(tmp_path / "back" / "portal.sqlite3") as back:
        assert back.execute("SELECT word FROM kept").fetchone() == ("双轮",)
    assert not list(tmp_path.glob(".*unfinished"))
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0  # everybody's data are in it


def test_a_backup_does_not_go_into_what_it_saves(db: None, settings: Any) -> None:
    with pytest.raises(CommandError, match="lies in the folder that is saved"):
        call_command("backup", str(settings.TWINWHEEL.data / "b.tar.gz"))


@override_settings(ALLOWED_HOSTS=["portal.example.cn"])
def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/health/live", HTTP_HOST="evil.example").status_code == 400


def test_a_change_that_fails_is_taken_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from twinwheel_web.accounts.models import Organisation

    def half_done(*_: object) -> None:
        Organisation.objects.create(kind="bank", name="half done", created_at=clock.now())
        raise RuntimeError("in the middle")

    monkeypatch.setattr("twinwheel_web.demo.views.login", half_done)
    answer = Client(raise_request_exception=False).post("/demo/enter/", {"username": "zone-officer"})
    assert answer.status_code == 500
    assert not Organisation.objects.filter(name="half done").exists()


def test_reading_a_page_opens_no_transaction(
    client: Client, db: None, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get("/demo/")
    assert not [each["sql"] for each in asked if each["sql"].startswith(("BEGIN", "SAVEPOINT"))]
