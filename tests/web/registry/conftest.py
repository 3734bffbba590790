"""A run over the sample for tests of pages: decided once a process, then only copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twinwheel_web import clock
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.matches import service
from twinwheel_web.matches.models import Run

_kept: dict[str, object] = {}


@pytest.fixture
def run(db: None, tmp_path_factory: pytest.TempPathFactory) -> Run:
    if not _kept:
        made = service.start("enterprise", clock.today(), NOBODY)
        _kept["folder"] = shutil.copytree(made.folder, tmp_path_factory.mktemp("run") / "files")
        _kept["fields"] = {
            each.attname: getattr(made, each.attname) for each in Run._meta.fields if not each.primary_key
        }
        return made
    run = Run.objects.create(**{**_kept["fields"], "ended_at": clock.now()})  # type: ignore[dict-item]
    shutil.copytree(Path(str(_kept["folder"])), run.folder, dirs_exist_ok=True)
    return run
