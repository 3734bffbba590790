"""A run over four hundred synthetic enterprises, as the newest of the portal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from twinwheel_web import clock, pack
from twinwheel_web.matches.models import Run

ROWS = 400
AS_OF = date(2026, 11, 21)
MEASURE = "nat-hnte-2016"


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from twinwheel.registers.sample import write_sample

    file = tmp_path_factory.mktemp("sandbox") / "register.parquet"
    write_sample(pack.current(), file, ROWS, subject="enterprise", seed=11)
    return file


@pytest.fixture
def make_run(db: None, register: Path) -> Iterator[Callable[[], Run]]:
    """Makes a run that has just ended over the register."""
    made: list[Run] = []

    def make() -> Run:
        run = Run.objects.create(
            type="enterprise",
            as_of=AS_OF,
            pack_hash=pack.current().hash,
            status=Run.Status.DONE,
            rows=ROWS,
            asked_at=clock.now(),
            ended_at=clock.now(),
        )
        run.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(register, run.register)
        made.append(run)
        return run

    yield make
    for each in made:
        shutil.rmtree(each.folder)


@pytest.fixture
def run(make_run: Callable[[], Run]) -> Run:
    return make_run()


@pytest.fixture
def analyst(client_of: Callable[[str | None], Client], run: Run) -> Client:
    return client_of("zone-analyst")
