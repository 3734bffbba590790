"""The numba back end says bit for bit what NumPy says: any program, any codes, any number of rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import DAY, random_pack, random_subject, register, seeded
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.logic import FieldTerm
from twinwheel.criteria.values import to_batch
from twinwheel.errors import UsageError
from twinwheel.matching.bits import bitmaps as module
from twinwheel.matching.bits.bitmaps import Bitmaps, bitmaps, chosen
from twinwheel.matching.bits.codes import CodeColumn, Codes, encode
from twinwheel.matching.bits.kernel import count
from twinwheel.matching.bits.program import (
    AtomNode,
    Column,
    Fixed,
    FlagColumn,
    Join,
    ListColumn,
    NodeKind,
    Program,
    RankColumn,
    TextColumn,
)
from twinwheel.matching.plan import plan
from twinwheel.packs import read_pack

PACKS = Path(__file__).parents[3] / "packs"
EDGES = (0, 1, 7, 8, 63, 64, 65, 511, 512, 513, 4095, 4096, 8191, 8192, 8193, 131_072 + 8192 + 65)


def assert_equal(program: Program, groups: list[tuple[int, ...]], codes: Codes) -> Bitmaps:
    """Both back ends, and numba on one thread and on three."""
    plain = bitmaps(program, groups, codes, back_end="numpy")
    for threads in (1, 3):
        fast = bitmaps(program, groups, codes, back_end="numba", threads=threads)
        assert fast.rows == plain.rows
        np.testing.assert_array_equal(fast.sure, plain.sure)
        np.testing.assert_array_equal(fast.possible, plain.possible)
    return plain


# --- programs made of every kind of node over every kind of column ----------------------------


def any_column(choose: np.random.Generator) -> Column:
    kind = choose.choice(["rank", "many", "wide", "text", "flag", "list"])
    if kind == "flag":
        return FlagColumn("f")
    if kind == "list":
        return ListColumn("l", {f"v{n}": n + 2 for n in range(6)})
    if kind == "text":
        return TextColumn("t", {f"v{n}": n + 2 for n in range(int(choose.integers(1, 60)))})
    ends = {"rank": int(choose.integers(1, 200)), "many": 300, "wide": 70_000}[str(kind)]
    return RankColumn(FieldTerm("n"), [(float(n), False) for n in range(ends)])


def any_codes(column: Column, rows: int, choose: np.random.Generator) -> CodeColumn:
    width = np.uint8 if column.top < 256 else np.uint16 if column.top < 65_536 else np.uint32
    if isinstance(column, ListColumn):
        low = choose.integers(0, 256, rows).astype(np.uint8)
        low[low & 1 == 0] = 0  # a list that is not known holds nothing
        return CodeColumn(low, low)
    low = (choose.integers(1, column.top + 1, rows) * (choose.random(rows) < 0.85)).astype(width)
    if not isinstance(column, RankColumn) or choose.random() < 0.5:
        return CodeColumn(low, low)
    wider = np.minimum(low.astype(np.int64) + choose.integers(0, 4, rows), column.top)
    return CodeColumn(low, np.where(low > 0, wider, 0).astype(width))


def any_program(choose: np.random.Generator) -> Program:
    columns = tuple(any_column(choose) for _ in range(choose.integers(1, 7)))
    nodes: list[NodeKind] = [Fixed(value) for value in (True, False, None)]
    for _ in range(choose.integers(1, 25)):
        at = int(choose.integers(len(columns)))
        column = columns[at]
        if isinstance(column, ListColumn):
            nodes.append(AtomNode(at, bit=int(choose.integers(2, 8))))
        else:
            ranges = 1 if isinstance(column, RankColumn) else int(choose.integers(0, 5))
            ends = choose.integers(1, column.top + 1, 2 * ranges).tolist()  # upside down, nothing lies in it
            nodes.append(AtomNode(at, tuple(zip(ends[::2], ends[1::2], strict=True))))
    for _ in range(choose.integers(0, 25)):
        kind = str(choose.choice(["and", "or", "not", "choice"]))
        parts = {"not": 1, "choice": 3}.get(kind) or int(choose.integers(1, 5))
        nodes.append(Join(kind, tuple(choose.integers(0, len(nodes), parts).tolist())))
    return Program(columns, tuple(nodes), (), {})


def any_groups(program: Program, choose: np.random.Generator) -> list[tuple[int, ...]]:
    sizes = choose.integers(0, 5, choose.integers(0, 12))
    return [tuple(choose.integers(0, len(program.nodes), size).tolist()) for size in sizes]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(EDGES[:-4]))
def test_any_program_and_any_codes(seed: int, rows: int) -> None:
    choose = np.random.default_rng(seed)
    program = any_program(choose)
    codes = Codes(rows, tuple(any_codes(column, rows, choose) for column in program.columns))
    assert_equal(program, any_groups(program, choose), codes)


@pytest.mark.parametrize("rows", EDGES)
def test_every_edge_of_words_blocks_and_pieces(rows: int) -> None:
    choose = np.random.default_rng(rows)
    program = any_program(choose)
    codes = Codes(rows, tuple(any_codes(column, rows, choose) for column in program.columns))
    groups = [(node,) for node in range(len(program.nodes))]
    found = assert_equal(program, groups, codes)
    for bits in (found.sure, found.possible):
        assert bits.shape == (len(groups), (rows + 63) // 64 * 8)
        assert not np.unpackbits(bits, axis=1, bitorder="little")[:, rows:].any()


def test_codes_that_are_slices_of_larger_arrays() -> None:
    choose = np.random.default_rng(5)
    program = any_program(choose)
    whole = [any_codes(column, 700, choose) for column in program.columns]

    def every_other(column: CodeColumn) -> CodeColumn:
        low = column.low[3::2]
        return CodeColumn(low, low if column.exact else column.high[3::2])

    codes = Codes(len(whole[0].low[3::2]), tuple(map(every_other, whole)))
    assert_equal(program, any_groups(program, choose), codes)


def test_a_program_that_reads_nothing() -> None:
    program = Program((), (Fixed(True), Fixed(None), Join("not", (0,))), (), {})
    found = assert_equal(program, [(0,), (1,), (2,), ()], Codes(70, ()))
    assert [count(bits) for bits in found.sure] == [70, 0, 0, 70]
    assert [count(bits) for bits in found.possible] == [70, 70, 0, 70]


# --- packs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_random_packs_on_random_subjects(seed: int) -> None:
    choose = seeded(seed)
    on = plan(random_pack(choose, measures=12), "firm", DAY)
    batch = Batch(to_batch(on.pack.vocabulary, [random_subject(choose) for _ in range(200)]))
    found = assert_equal(on.program, list(on.roots), encode(on.program, batch))
    assert found.possible.any()


def test_the_real_packs() -> None:
    pack = read_pack(PACKS / "beijing-sti")
    for subject in pack.subjects:
        on = plan(pack, subject, DAY)
        batch = Batch(register(on, 3_000, seed=6))
        assert_equal(on.program, list(on.roots), encode(on.program, batch))


# --- which back end ---------------------------------------------------------------------------


def test_the_one_asked_for_goes_first_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(module.VARIABLE, "numpy")
    assert chosen() == "numpy"
    assert chosen("numba") == "numba"
    monkeypatch.setenv(module.VARIABLE, "cupy")
    with pytest.raises(UsageError, match=r'TWINWHEEL_BACK_END: no back end "cupy"\n.*numpy, numba'):
        chosen()
    with pytest.raises(UsageError, match=r'^no back end "gpu"'):
        chosen("gpu")


def test_without_numba_it_is_numpy_and_asking_for_numba_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(module.VARIABLE, raising=False)
    monkeypatch.setattr(module, "_installed", lambda: False)
    assert chosen() == "numpy"
    with pytest.raises(UsageError, match=r"not installed\n.*twinwheel\[fast\]"):
        chosen("numba")


def test_little_work_does_not_import_numba() -> None:
    """In a process of its own, since this one has it."""
    program = """
import sys
from twinwheel.matching.bits.bitmaps import WORTH, chosen
assert chosen(pairs=WORTH - 1) == "numpy" and chosen(pairs=WORTH) == chosen() == "numba"
assert "numba" not in sys.modules
"""
    environment = {"PATH": "", "PYTHONPATH": ""}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_where_no_folder_can_be_written_it_compiles_for_this_process_alone() -> None:
    program = """
import numpy as np
from twinwheel.matching.standing.scalar import decide_one
from twinwheel.matching.bits.flat import RANGE
truths = np.zeros(1, np.uint8)
decide_one(np.array([[RANGE, 0, 0, 2]]), np.array([3, 9]), np.array([[4, 4]]), truths)
assert truths[0] == 2 and not decide_one.stats.cache_hits and decide_one.stats.cache_path is None
"""
    # numba is told to look only where the user says, and the user does not say.
    environment = {"PATH": "", "NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
