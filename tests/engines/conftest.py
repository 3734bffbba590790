"""A fixture ``engine`` that runs a test on each: DuckDB always, the heavy ones with ``-m engines``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engines import servers
from twinwheel.matching.engines.engine import Engine, open_engine

HEAVY = ("postgres", "spark", "clickhouse")


@pytest.fixture(
    scope="session", params=["duckdb", *(pytest.param(each, marks=pytest.mark.engines) for each in HEAVY)]
)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a real engine of each kind is. One that cannot be had here skips, and says what it lacks."""
    name: str = request.param
    if what := servers.lacking(name):
        pytest.skip(f"{name}: {what}; run make test-engines")
    match name:
        case "duckdb":
            yield "duckdb://"
        case "postgres":
            with servers.postgres() as found:
                yield found
        case "spark":
            with servers.quiet_spark():
                yield "spark://local"
        case "clickhouse":
            yield f"clickhouse://local{tmp_path_factory.mktemp('clickhouse')}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A connection for one test: what PostgreSQL shows to one is the state in which it first looked."""
    with open_engine(url) as found:
        yield found
