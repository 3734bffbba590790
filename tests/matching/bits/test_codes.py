"""Small codes and packed bits say what the values say, at every width and in every block."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import inf

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import DAY, random_pack, random_subject, seeded
from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch, rails
from twinwheel.criteria.logic import FieldTerm, HasPrefix, Holds, InRange, IsCode
from twinwheel.criteria.values import to_batch
from twinwheel.matching import decide
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.bits.kernel import blocks, count, positions
from twinwheel.matching.bits.program import MAX_LISTED, compile_program
from twinwheel.matching.plan import plan
from twinwheel.matching.run import run, tallies


def assert_same(
    conditions: list[logic.Logic], columns: dict[str, pa.Array], others: Sequence[logic.Logic] = ()
) -> None:
    """The kernel, in blocks of 16 rows, against the plain vectorised reading. ``others`` share the program."""
    batch = Batch(pa.RecordBatch.from_pydict(columns))
    program = compile_program([*conditions, *others])
    for block in blocks(program, encode(program, batch), rows=16):
        for condition, root in zip(conditions, program.roots, strict=False):
            for bits, wanted in zip(block.rails(root), rails(condition, batch), strict=True):
                assert np.array_equal(
                    positions(bits, block.rows), np.flatnonzero(wanted[block.start : block.stop])
                )
                assert count(bits) == wanted[block.start : block.stop].sum(), "bits past the last row"


numbers = st.sampled_from([-inf, -2.5, -1.0, -0.0, 0.0, 0.1, 1.0, 1.0000000001, 2.0, 5e300, inf])


@settings(max_examples=200)
@given(
    st.lists(st.tuples(numbers, numbers, st.booleans(), st.booleans()), min_size=1, max_size=6),
    st.lists(st.none() | st.tuples(numbers, numbers), min_size=1, max_size=40),
)
def test_a_rank_lies_between_two_codes_exactly_where_the_number_lies_between_two_ends(
    ranges: list[tuple[float, float, bool, bool]], values: list[tuple[float, float] | None]
) -> None:
    atoms: list[logic.Logic] = [
        InRange(FieldTerm("x"), low, high, low_open and low > -inf, high_open and high < inf)
        for low, high, low_open, high_open in ranges
        if -inf < low < high
        or (low < high < inf)
        or (low == high and abs(low) < inf and not low_open and not high_open)
    ]
    if not atoms:
        return
    bands = [None if each is None else tuple(sorted(each)) for each in values]
    columns = {
        "x": [each[0] if each and each[0] == each[1] and abs(each[0]) < inf else None for each in bands],
        "x[min]": [each[0] if each and each[0] < each[1] else None for each in bands],
        "x[max]": [each[1] if each and each[0] < each[1] else None for each in bands],
    }
    assert_same(atoms, {name: pa.array(column, pa.float64()) for name, column in columns.items()})


@pytest.mark.parametrize("cuts", [1, 3, 24, 25, 100, 126, 127, 128, 200, 40_000])
def test_many_cut_points(cuts: int) -> None:
    """Comparisons below 25 cuts, binary search above; one byte up to 127 cuts, two bytes and four beyond."""
    rng = np.random.default_rng(cuts)
    ends = np.arange(cuts, dtype=float)
    values = rng.choice([*ends[:50], *ends[-50:], -1.0, 0.5, cuts + 0.5, np.nan], 300)
    shown = [*ends[:20], *ends[-20:]]
    wanted: list[logic.Logic] = [InRange(FieldTerm("x"), low=each) for each in shown]
    wanted += [InRange(FieldTerm("x"), each, each) for each in shown]
    wanted += [InRange(FieldTerm("x"), shown[0], each, high_open=True) for each in shown if each > shown[0]]
    others: list[logic.Logic] = [InRange(FieldTerm("x"), low=each) for each in ends]
    assert_same(wanted, {"x": pa.array(values, mask=np.isnan(values))}, others)


@pytest.mark.parametrize("codes", [1, 2, 253, 254, 255, 300, 70_000])
def test_many_codes(codes: int) -> None:
    rng = np.random.default_rng(codes)
    names = [f"c{n}" for n in range(codes)]
    values = rng.choice([*names[:100], *names[-100:], "other", ""], 300)
    column = pa.array(values, pa.string(), mask=rng.random(300) < 0.1)
    wanted: list[logic.Logic] = [IsCode("x", frozenset({each})) for each in (*names[:20], *names[-20:])]
    wanted += [
        IsCode("x", frozenset(names)),
        IsCode("x", frozenset(names[::2])),
        HasPrefix("x", "c1"),
        HasPrefix("x", ""),
    ]
    assert_same(wanted, {"x": column if codes < 300 else column.dictionary_encode()})


@pytest.mark.parametrize("looked_for", [1, MAX_LISTED, MAX_LISTED + 1, 200])
def test_many_values_looked_for_in_lists(looked_for: int) -> None:
    """One word holds the bits of ``MAX_LISTED`` values; more need more columns."""
    rng = np.random.default_rng(looked_for)
    names: list[str | None] = [f"v{n}" for n in range(looked_for)]
    rows = [[rng.choice([*names, "other", None]) for _ in range(rng.integers(0, 5))] for _ in range(200)]  # type: ignore[arg-type]
    column = pa.array([None if rng.random() < 0.1 else row for row in rows], pa.list_(pa.string()))
    wanted: list[logic.Logic] = [Holds("x", str(each)) for each in names]
    assert_same([*wanted, logic.conjunction(*wanted[:3]), logic.negation(wanted[-1])], {"x": column})


def test_a_column_that_is_not_there_is_unknown_everywhere() -> None:
    atoms: list[logic.Logic] = [
        InRange(FieldTerm("x"), low=1.0),
        IsCode("y", frozenset("a")),
        Holds("z", "a"),
        HasPrefix("t", "a"),
        logic.Flag("f"),
        logic.IsAbsent("x"),
    ]
    assert_same([*atoms, *map(logic.negation, atoms)], {"-": pa.nulls(20)})


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 15, 16, 17, 40])
def test_blocks_do_not_show_in_the_result(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = seeded(rows)
    on = plan(random_pack(choose, measures=8), "firm", DAY)
    batch = to_batch(on.pack.vocabulary, [random_subject(choose) for _ in range(rows)])
    named = pa.RecordBatch.from_arrays(
        [*batch.columns, pa.array([f"s{n}" for n in range(rows)])], names=[*batch.schema.names, "subject_id"]
    )
    whole = pa.concat_tables(run(on, [named], tallies(on), ineligible=True))
    monkeypatch.setattr(decide, "blocks", partial(blocks, rows=8))
    assert pa.concat_tables(run(on, [named], tallies(on), ineligible=True)).equals(whole)
    halves = [named.slice(0, rows // 2), named.slice(rows // 2)]  # slices carry an offset into their buffers
    assert pa.concat_tables(run(on, halves, tallies(on), ineligible=True)).equals(whole)
