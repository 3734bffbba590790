"""Money is exact: equal to fractions rounded half up, whatever the size, and to DECIMAL arithmetic on DuckDB."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import register
from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.parse import parse
from twinwheel.criteria.sql import SqlWriter
from twinwheel.criteria.subject import Band, Subject
from twinwheel.criteria.values import to_batch
from twinwheel.matching.amount import MOST, added, total, yuan
from twinwheel.matching.plan import AmountTerms, plan
from twinwheel.packs import Pack, read_pack
from twinwheel.packs.model import Amount

ROOT = Path(__file__).parents[2]
FEN = {"元": 100, "万元": 10**6, "亿元": 10**10}
CONFORMANCE = ROOT / "tests" / "conformance" / "pack"


def constant(value: Decimal | None) -> logic.Term | None:
    return None if value is None else logic.Constant(float(value))


def of(
    base: Decimal | None, rate: Decimal, low: Decimal | None, cap: Decimal | None, unit: str
) -> AmountTerms:
    rate_term = constant(rate)
    assert rate_term is not None
    return AmountTerms(Amount(unit=unit), constant(base), rate_term, constant(low), constant(cap))  # type: ignore[arg-type]


def paid(*amounts: AmountTerms) -> Decimal | None:
    """What one subject gets, in yuan."""
    fen, known = total(amounts, Batch(pa.RecordBatch.from_pydict({"-": pa.nulls(1)})))
    assert fen.dtype == np.int64
    return yuan(fen[0]) if known[0] else None


def exactly(base: Decimal, rate: Decimal, low: Decimal | None, cap: Decimal | None, unit: str) -> Decimal:
    """``min(max(rate × base, floor), cap)`` in fractions, half a fen upwards, never below zero."""
    fen = Fraction(base) * Fraction(rate) * FEN[unit]
    if low is not None:
        fen = max(fen, Fraction(low) * FEN[unit])
    if cap is not None:
        fen = min(fen, Fraction(cap) * FEN[unit])
    return Decimal(max(floor(fen + Fraction(1, 2)), 0)).scaleb(-2)


@pytest.mark.parametrize(
    ("words", "base", "rate", "low", "cap", "unit", "wanted"),
    [
        ("10 % of 1,000 万元", "1000", "0.1", None, None, "万元", "1000000.00"),
        ("one third of a yuan, to the fen", "1", "0.33333333", None, None, "元", "0.33"),
        ("half a fen goes up", "0.01", "0.5", None, None, "元", "0.01"),
        ("just below half a fen goes down", "0.01", "0.49999999", None, None, "元", "0.00"),
        ("1.005 yuan is 1.01, which doubles make 1.00", "2.01", "0.5", None, None, "元", "1.01"),
        ("at the cap", "6000", "0.5", None, "3000", "万元", "30000000.00"),
        ("a fen below the cap", "5999.999998", "0.5", None, "3000", "万元", "29999999.99"),
        ("beyond the cap", "9000", "0.5", None, "3000", "万元", "30000000.00"),
        ("lifted to the floor", "1", "0.1", "0.5", None, "万元", "5000.00"),
        ("a floor above the cap: the cap holds", "1", "0.1", "9", "5", "万元", "50000.00"),
        ("nothing of nothing", "0", "0.1", None, "5", "万元", "0.00"),
        ("a loss is not paid out", "-10", "0.1", None, None, "万元", "0.00"),
        ("a loss with a floor", "-10", "0.1", "1", None, "万元", "10000.00"),
        ("a hundred million million", "900000", "1", None, None, "亿元", "90000000000000.00"),
    ],
)
def test_amounts_a_citizen_could_check(
    words: str, base: str, rate: str, low: str | None, cap: str | None, unit: str, wanted: str
) -> None:
    ends = [None if end is None else Decimal(end) for end in (low, cap)]
    assert paid(of(Decimal(base), Decimal(rate), *ends, unit)) == Decimal(wanted), words
    assert exactly(Decimal(base), Decimal(rate), *ends, unit) == Decimal(wanted), words


def money(unit: str) -> st.SearchStrategy[Decimal]:
    """Up to 15 digits, no finer than a fen: what a register can state."""
    places = {"元": 2, "万元": 6, "亿元": 10}[unit]
    small = st.integers(-(10**6), 10**9)
    return st.one_of(small, st.integers(0, 10**15 - 1)).map(lambda fen: Decimal(fen).scaleb(-places))


amounts = st.sampled_from(tuple(FEN)).flatmap(
    lambda unit: st.tuples(
        money(unit),
        st.one_of(st.integers(0, 10**9), st.sampled_from((5_000_000, 10_000_000, 100_000_000))).map(
            lambda rate: Decimal(rate).scaleb(-8)
        ),
        st.none() | money(unit),
        st.none() | money(unit),
        st.just(unit),
    )
)


@settings(max_examples=300)
@given(amounts)
def test_any_amount_equals_exact_fractions(
    parts: tuple[Decimal, Decimal, Decimal | None, Decimal | None, str],
) -> None:
    wanted = exactly(*parts)
    found = paid(of(*parts))
    assert found == wanted or (found is None and wanted * 100 > MOST)
    assert found is None or found.as_tuple().exponent == -2


@settings(max_examples=100)
@given(st.lists(amounts, min_size=2, max_size=4))
def test_the_benefits_of_a_measure_add_up(
    parts: list[tuple[Decimal, Decimal, Decimal | None, Decimal | None, str]],
) -> None:
    wanted = sum((exactly(*each) for each in parts), Decimal(0))
    found = paid(*(of(*each) for each in parts))
    assert found == wanted or (found is None and wanted * 100 > MOST)


@settings(max_examples=150)
@given(
    st.tuples(*[st.integers(-(10**6), 10**12)] * 2).map(sorted),
    st.lists(st.sampled_from((Decimal("0.1"), Decimal("0.15"), Decimal(1))), min_size=2, max_size=2).map(
        sorted
    ),
    st.none() | money("元"),
    st.none() | money("元"),
)
def test_what_lies_between_two_ends_is_known_where_both_come_to_the_same(
    fen: list[int], rates: list[Decimal], low: Decimal | None, cap: Decimal | None
) -> None:
    """A band of revenue and an open tier: a floor or a cap may make the amount certain all the same."""
    ends = [Decimal(each).scaleb(-2) for each in fen]
    rate = logic.TermChoice(logic.UNKNOWN, logic.Constant(float(rates[0])), logic.Constant(float(rates[1])))
    base = logic.TermChoice(logic.UNKNOWN, logic.Constant(float(ends[0])), logic.Constant(float(ends[1])))
    found = paid(AmountTerms(Amount(unit="元"), base, rate, constant(low), constant(cap)))
    possible = {exactly(end, each, low, cap, "元") for end in ends for each in rates}
    assert found == (possible.pop() if len(possible) == 1 else None)


@given(st.lists(st.integers(0, int(MOST)), max_size=50))
def test_a_register_adds_up_beyond_64_bits(fen: list[int]) -> None:
    assert added(np.array(fen * 100, np.int64)) == sum(fen) * 100


@pytest.mark.parametrize(
    ("words", "subject", "wanted"),
    [
        ("one per cent", {"收入": 1000.0, "甲": False}, Decimal("100000.00")),
        ("two per cent", {"收入": 1000.0, "甲": True}, Decimal("200000.00")),
        ("the tier is not known", {"收入": 1000.0}, None),
        ("the base was not filed", {"甲": True}, None),
        ("the base is a band", {"收入": Band(1000.0, 2000.0), "甲": True}, None),
        (
            "a band of one number is that number",
            {"收入": Band(1000.0, 1000.0), "甲": False},
            Decimal("100000.00"),
        ),
        ("nobody gets that much money", {"收入": 1e12, "甲": True}, None),
        ("nor has a base that cannot be told to the fen", {"收入": 1e10, "甲": False}, None),
    ],
)
def test_what_is_unknown_is_never_zero(words: str, subject: Subject, wanted: Decimal | None) -> None:
    pack = read_pack(CONFORMANCE)
    base, rate = (
        pack.lowering(date(2026, 11, 21)).term(parse(text))
        for text in ("收入", "CASE WHEN 甲 THEN 0.02 ELSE 0.01 END")
    )
    fen, known = total(
        [AmountTerms(Amount(), base, rate, None, None)], Batch(to_batch(pack.vocabulary, [subject]))
    )
    assert (yuan(fen[0]) if known[0] else None) == wanted, words


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(ROOT / "packs" / "beijing-sti")


@pytest.mark.parametrize("day", ["2026-11-21", "2026-03-20", "2023-09-01", "2020-06-01"])
def test_real_amounts_equal_decimal_arithmetic_on_duckdb(day: str, pack: Pack) -> None:
    checked = 0
    for subject in pack.subjects:
        on = plan(pack, subject, date.fromisoformat(day))
        batch = register(on, 400, seed=5, bands=False)
        table = pa.Table.from_batches([batch]).append_column("#", pa.array(range(batch.num_rows)))
        writer = SqlWriter(pack.vocabulary, frozenset(batch.schema.names))
        database = duckdb.connect()
        database.register("subjects", table)
        for candidate in on.candidates:
            if not candidate.amounts:
                continue
            text = " + ".join(decimal_sql(each, writer) for each in candidate.amounts)
            rows = database.sql(
                f'SELECT CAST({text} AS DECIMAL(38, 2)) FROM subjects ORDER BY "#"'
            ).fetchall()
            fen, known = total(candidate.amounts, Batch(batch))
            assert [yuan(f) if k else None for f, k in zip(fen, known, strict=True)] == [
                row for (row,) in rows
            ], candidate.id
            checked += int(known.sum())
    assert checked > 400


def decimal_sql(amount: AmountTerms, writer: SqlWriter) -> str:
    """The amount in yuan, in DECIMALs that are exact throughout; NULL where a part is."""

    def fen(term: logic.Term | None) -> str:
        text = "NULL" if term is None else writer.number(term)
        return f"CAST(ROUND(CAST({text} AS DECIMAL(26, 10)) * {FEN[amount.spec.unit]}, 0) AS DECIMAL(20, 0))"

    value = f"ROUND({fen(amount.base)} * CAST({writer.number(amount.rate)} AS DECIMAL(11, 8)), 0)"
    for name, bound in (("GREATEST", amount.floor), ("LEAST", amount.cap)):
        if bound is not None:  # these two skip a NULL
            value = f"(CASE WHEN {value} IS NOT NULL AND {fen(bound)} IS NOT NULL THEN {name}({value}, {fen(bound)}) END)"
    return f"(CASE WHEN {value} IS NOT NULL THEN GREATEST({value}, 0) END / 100::DECIMAL(5, 2))"
