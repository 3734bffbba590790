"""What ``pages`` writes is read by others as what was meant, alone and joined."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pq_glue
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.matching.run import SCHEMA, decimals
from twinwheel.matching.writing.pages import Matches, write

OUTCOMES = pa.array(["eligible", "needs_review"])

names = st.text(min_size=1, max_size=9) | st.just("长" * 200)
fens = st.sampled_from([0, 1, -1, 99, 100, 255, 256, 10**15, 9 * 10**15, 2**62]) | st.integers(0, 10**6)


@st.composite
def some_matches(draw: st.DrawFn) -> Matches:
    subjects = draw(st.lists(names, min_size=1, max_size=20, unique=True))
    measures = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    # One subject may have so many matches that the length of its run takes two bytes, or three.
    numbers = [draw(st.integers(1, 5) | st.sampled_from([63, 64, 8_191, 8_192])) for _ in subjects]
    rows, seed = sum(numbers), np.random.default_rng(draw(st.integers(0, 99)))
    kind = draw(st.sampled_from([np.uint8, np.uint16, np.uint32]))
    known = seed.random(rows) < draw(st.sampled_from([0, 0.5, 1])) if draw(st.booleans()) else None
    return Matches(
        pa.array(subjects),
        np.array(numbers),
        pa.array(measures),
        seed.integers(0, len(measures), rows).astype(kind),
        OUTCOMES,
        seed.random(rows) < draw(st.sampled_from([0, 0.3, 1])),
        None if known is None else seed.choice(draw(st.lists(fens, min_size=1, max_size=9)), rows),
        known,
    )


def table(found: Matches) -> pa.Table:
    """The same by way of Arrow."""
    rows = len(found)
    fen = np.zeros(rows, np.int64) if found.fen is None else found.fen
    columns = [
        found.subjects.take(pa.array(np.repeat(np.arange(len(found.numbers)), found.numbers))),
        found.measures.take(pa.array(found.measure)),
        found.outcomes.take(pa.array(found.outcome.astype(int))),
        decimals(fen, np.zeros(rows, bool) if found.known is None else found.known),
        pa.array([[]] * rows, pa.list_(pa.string())),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


@settings(max_examples=60, deadline=None)
@given(st.lists(some_matches(), max_size=3))
def test_others_read_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, groups: list[Matches]
) -> None:
    folder = tmp_path_factory.mktemp("pages")
    path, twice, plain = folder / "a.parquet", folder / "twice.parquet", folder / "plain.parquet"
    wanted = pa.concat_tables([SCHEMA.empty_table(), *map(table, groups)])
    assert write(groups, path) == wanted.num_rows
    pq.write_table(wanted, plain, store_schema=False)
    assert pq.ParquetFile(path).schema.equals(pq.ParquetFile(plain).schema)
    pq_glue.concat([path, path], twice)
    for file, table_ in ((path, wanted), (twice, pa.concat_tables([wanted, wanted]))):
        found = pq.read_table(file)
        found.validate(full=True)
        assert found.equals(table_)
        rows = duckdb.sql(f"SELECT * FROM '{file}'").to_arrow_table()
        assert rows.cast(SCHEMA).equals(table_)


def test_the_ends_of_each_row_group_are_written_so_that_a_reader_skips_it(tmp_path: Path) -> None:
    def matches(*subjects: str) -> Matches:
        return Matches(
            pa.array(subjects), np.ones(len(subjects), np.int64), pa.array(["m"]),
            np.zeros(len(subjects), np.uint8), OUTCOMES, np.zeros(len(subjects), bool),
        )  # fmt: skip

    write([matches("b", "a", "丁"), matches("c")], tmp_path / "a.parquet")
    metadata = pq.read_metadata(tmp_path / "a.parquet")
    ends = [metadata.row_group(number).column(0).statistics for number in range(2)]
    assert [(each.min, each.max, each.null_count) for each in ends] == [("a", "丁", 0), ("c", "c", 0)]
    assert [metadata.row_group(number).num_rows for number in range(2)] == [3, 1]
    assert metadata.row_group(0).column(3).statistics.null_count == 3
