"""A plan cut into statements: small enough for every engine, and no longer to plan than there are measures."""

from __future__ import annotations

import time
from dataclasses import replace

import duckdb
import pytest
import sqlglot

from random_subjects import DAY, random_pack, seeded
from twinwheel.criteria.dialects import DIALECTS, Dialect
from twinwheel.matching.engines.create import columns_of, create_table
from twinwheel.matching.engines.engine import Address
from twinwheel.matching.engines.statements import COLUMNS, LENGTH, MEASURES, Statement, Table, statements
from twinwheel.matching.plan import Plan, plan


@pytest.fixture(scope="module")
def many() -> Plan:
    return plan(random_pack(seeded(5), measures=240), "firm", DAY)


def cut(on: Plan, dialect: Dialect) -> list[Statement]:
    columns = columns_of(on.pack, "firm", dialect)
    return list(statements(on, Table(dialect.table("firms"), frozenset(columns)), dialect, carry=True))


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_every_measure_is_in_one_statement_that_is_not_too_large(dialect: Dialect, many: Plan) -> None:
    found = cut(many, dialect)
    assert [each for one in found for each in one.candidates] == list(many.candidates)
    assert [one.start for one in found] == [many.candidates.index(one.candidates[0]) for one in found]
    for one in found:
        assert len(one.candidates) <= MEASURES
        assert one.columns <= COLUMNS
        assert len(one.outcomes()) <= LENGTH


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_another_parser_of_the_dialect_reads_it(dialect: Dialect, many: Plan) -> None:
    few = replace(many, candidates=many.candidates[:8])
    for one in cut(few, dialect):
        tree = sqlglot.parse_one(one.outcomes(), read=dialect.name)
        assert tree.named_selects == ["subject_id", *(each.id for each in few.candidates)]


def test_planning_takes_as_long_as_there_are_measures(many: Plan) -> None:
    """Four times the measures, four times the work; one statement of all would take ten times or more."""
    database = duckdb.connect(config={"threads": 1})
    dialect = DIALECTS["duckdb"]
    database.execute(create_table(dialect, "firms", columns_of(many.pack, "firm", dialect)))

    def seconds(measures: int) -> float:
        texts = [
            each.outcomes() for each in cut(replace(many, candidates=many.candidates[:measures]), dialect)
        ]
        began = time.process_time()
        for text in texts:
            database.execute(f"EXPLAIN {text}").fetchall()
        return time.process_time() - began

    assert min(seconds(240) for _ in range(2)) < 8 * min(seconds(60) for _ in range(3))


def test_two_columns_whose_names_are_too_long_for_postgres_stay_two() -> None:
    name = "国外高水平大学或世界500强或专利或连续在华5年"
    dialect = DIALECTS["postgres"]
    written = [dialect.column(name + end) for end in ("", "[min]", "[max]")]
    assert len(set(written)) == 3
    assert all(len(each.encode()) - 2 <= 63 for each in written)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me:s3cret@host:5432/zone",
        "postgres://me:s3cret%2F@host/zone",
        "postgres://host/zone?user=me&password=s3cret",
        "postgres://host/zone?user=me@home&password=s3cret",
        "postgres://me:p@ss/s3cret#s3cret@host/zone",  # not escaped, and so cut by each client elsewhere
        "clickhouse://me:s3cret#or[s3cret@host:8123/zone",
        "clickhouse://me:s3cret?s3cret@host:8123/zone",
    ],
)
def test_an_address_keeps_its_password_to_itself(url: str) -> None:
    address = Address("postgres", url)
    assert "s3cret" not in repr(address)
    assert "s3cret" not in address.place
    told = f"failed for {url}" + (" with s3cret/ or s3cret%2F" if "%2F" in url else " with s3cret")
    assert "s3cret" not in address.hidden(told)
