"""A run over a small synthetic register, and the page made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from twinwheel.matching import output
from twinwheel.matching.plan import Plan, plan
from twinwheel.matching.run import run, tallies
from twinwheel.matching.survey import Survey
from twinwheel.packs import Pack, read_pack
from twinwheel.registers import Register, open_register
from twinwheel.registers.sample import write_sample
from twinwheel.reports.report import page

DAY = date(2026, 11, 21)
Write = Callable[..., str]


@pytest.fixture(scope="session")
def pack(root: Path) -> Pack:
    return read_pack(root / "packs" / "beijing-sti")


@pytest.fixture(scope="session")
def register(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Register:
    path = tmp_path_factory.mktemp("register") / "enterprises.parquet"
    write_sample(pack, path, 600, subject="enterprise", seed=7)
    return open_register(pack, path)


@pytest.fixture(scope="session")
def write(pack: Pack, register: Register) -> Write:
    """Match batches and make the page; by default the register as it is."""

    def make(batches: Sequence[pa.RecordBatch] | None = None, on: Plan | None = None) -> str:
        on = on or plan(pack, "enterprise", DAY)
        tally, survey = tallies(on), Survey(on)
        for _ in run(on, register.batches() if batches is None else batches, tally, observers=[survey]):
            pass
        facts: dict[str, Any] = output.summary(on, register, tally, Decimal(0))
        return page(on, survey, tally, facts)

    return make


@pytest.fixture(scope="session")
def html(write: Write) -> str:
    return write()
