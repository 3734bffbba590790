"""Codes that are kept beside a register are those that would be made anew, and nothing foreign is taken for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import DAY, random_pack, random_subject, seeded
from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.logic import Constant, FieldTerm, HasPrefix, Holds, InRange, IsCode, Operation
from twinwheel.criteria.values import to_batch
from twinwheel.matching.bits.codes import Codes, encode
from twinwheel.matching.bits.kept import codes_of
from twinwheel.matching.bits.keys import key_of
from twinwheel.matching.bits.program import Program, compile_program
from twinwheel.matching.plan import Plan, plan
from twinwheel.registers import beside, canonical
from twinwheel.registers.register import Register

SUBJECTS = 200
GROUP = 37  # rows of a row group, so that there are several


def world(seed: int, path: Path) -> tuple[Plan, Register]:
    """A random pack and a register of it that lies in canonical form, in row groups."""
    choose = seeded(seed)
    on = plan(random_pack(choose, measures=8), "firm", DAY)
    return on, write(on, [random_subject(choose) for _ in range(SUBJECTS)], path)


def write(on: Plan, subjects: list, path: Path) -> Register:  # type: ignore[type-arg]
    columns = to_batch(on.pack.vocabulary, subjects)
    ids = pa.array([f"s{n:03}" for n in range(len(subjects))])
    batch = pa.RecordBatch.from_pydict(
        {"subject_id": ids, **dict(zip(columns.schema.names, columns.columns, strict=True))}
    )
    with canonical.writer(path, batch.schema, on.pack, "firm") as out:
        out.write_batch(batch, GROUP)
    return Register("firm", len(subjects), f"{len(subjects):04x}" * 16, (), (), path, lasting=True)


def same(one: Codes, other: Codes) -> bool:
    return one.rows == other.rows and all(
        a.low.dtype == b.low.dtype and np.array_equal(a.low, b.low) and np.array_equal(a.high, b.high)
        for a, b in zip(one.columns, other.columns, strict=True)
    )


def made(register: Register, program: Program) -> Codes:
    """The codes of all rows as one batch, the plain way."""
    return encode(program, Batch(pa.Table.from_batches(register.batches()).combine_chunks().to_batches()[0]))


def names(register: Register) -> set[str]:
    return {path.name for path in beside.folder_of(register.path).iterdir()}


@pytest.mark.parametrize("seed", range(6))
def test_kept_codes_are_those_of_the_rows(seed: int, tmp_path: Path) -> None:
    on, register = world(seed, tmp_path / "r.parquet")
    wanted, told = made(register, on.program), list[int]()
    assert same(codes_of(register, on.program, told.append), wanted)
    assert sum(told) == SUBJECTS
    assert any(not each.exact for each in wanted.columns), "there are bands"
    assert same(codes_of(register, on.program, pytest.fail), wanted), "and are found again"
    assert same(codes_of(register, on.program, keep=False), wanted)


def test_a_changed_threshold_encodes_one_column(tmp_path: Path) -> None:
    _, register = world(1, tmp_path / "r.parquet")

    def program(threshold: float) -> Program:
        return compile_program(
            [InRange(FieldTerm("收入"), low=threshold), IsCode("行业", frozenset({"01"})), logic.Flag("上市")]
        )

    codes_of(register, program(1.0))
    before = names(register)
    codes = codes_of(register, program(2.0))
    assert len({name.split(".")[0] for name in names(register) - before}) == 1
    assert same(codes, made(register, program(2.0)))


def damage(path: Path) -> Iterator[tuple[str, bytes]]:
    good = path.read_bytes()
    yield "cut short", good[:-1]
    yield "empty", b""
    yield "no array", b"PAR1" * 100
    yield "nothing but a head", good[:128]
    yield "with one bit turned", good[:200] + bytes([good[200] ^ 1]) + good[201:]
    yield "without its checksum", good[:-4]
    yield "with a head that is never closed", good.replace(b"}", b"(", 1)
    yield "of more rows than there can be", good.replace(b"(200,)", b"(2" + b"0" * 22 + b",)", 1)
    yield "of rows less than none", good.replace(b"(200,)", b"(-20,)", 1)
    with path.open("wb") as file:
        np.savez(file, np.zeros(SUBJECTS, np.uint8))
    yield "an archive", path.read_bytes()
    for name, array in (
        ("of other integers", np.zeros(SUBJECTS, np.uint64)),
        ("too short", np.zeros(SUBJECTS - 1, np.uint8)),
        ("of two dimensions", np.zeros((SUBJECTS, 1), np.uint8)),
        ("with a code that is too large", np.full(SUBJECTS, 255, np.uint8)),
        ("of Python objects", np.array([None] * SUBJECTS)),
    ):
        with path.open("wb") as file:
            np.lib.format.write_array(file, array, allow_pickle=True)
        yield name, path.read_bytes()


def test_a_file_that_is_not_what_it_should_be_is_made_anew(tmp_path: Path) -> None:
    _, register = world(2, tmp_path / "r.parquet")
    program = compile_program([InRange(FieldTerm("x"), low=1.0), IsCode("行业", frozenset({"01"}))])
    wanted = made(register, program)
    codes_of(register, program)
    for path in sorted(beside.folder_of(register.path).iterdir()):
        good = path.read_bytes()
        for name, content in list(damage(path)):
            path.write_bytes(content)
            assert same(codes_of(register, program), wanted), name
            assert path.read_bytes() == good, name


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    on, register = world(3, tmp_path / "r.parquet")
    beside.folder_of(register.path).write_text("a file is where the folder should be")
    assert same(codes_of(register, on.program), made(register, on.program))


def test_a_register_that_is_not_canonical_keeps_nothing(tmp_path: Path) -> None:
    on, register = world(3, tmp_path / "r.parquet")
    codes_of(replace(register, lasting=False), on.program)
    codes_of(register, on.program, keep=False)
    assert not beside.folder_of(register.path).exists()


def test_what_an_earlier_version_of_the_register_left_is_removed(tmp_path: Path) -> None:
    on, register = world(4, tmp_path / "r.parquet")
    codes_of(register, on.program)
    mine = beside.folder_of(register.path) / "notes.npy"
    mine.write_text("somebody's own")
    changed = write(on, [random_subject(seeded(99)) for _ in range(50)], register.path)
    assert same(codes_of(changed, on.program), made(changed, on.program))
    assert {name[:32] for name in names(changed) - {"notes.npy"}} == {changed.hash[:32]}
    assert mine.exists()


def test_what_is_not_used_goes_before_the_folder_grows_without_end(tmp_path: Path) -> None:
    _, register = world(5, tmp_path / "r.parquet")
    for threshold in range(30):
        codes_of(register, compile_program([InRange(FieldTerm("收入"), low=float(threshold))]))
    assert 2 <= len({name.split(".")[0] for name in names(register)}) <= 6


def test_a_pack_that_asks_for_nothing_the_register_has(tmp_path: Path) -> None:
    _, register = world(5, tmp_path / "r.parquet")
    program = compile_program(
        [InRange(FieldTerm("no such"), low=1.0), logic.IsAbsent("none"), Holds("nor this", "a")]
    )
    codes = codes_of(register, program)
    assert [each.low.tolist() for each in codes.columns] == [[0] * SUBJECTS, [0] * SUBJECTS, [2] * SUBJECTS]


text = st.sampled_from(["a", "b", "行业", 'x"y'])
atoms = st.one_of(
    st.builds(lambda field, low: InRange(FieldTerm(field), low=low), text, st.sampled_from([0.0, 0.1, 5.0])),
    st.builds(lambda a, b: InRange(Operation("/", FieldTerm(a), FieldTerm(b)), low=1.0), text, text),
    st.builds(lambda a, k: InRange(Operation("+", FieldTerm(a), Constant(k)), low=1.0), text, st.sampled_from([1.0, 2.0])),
    st.builds(lambda field, values: IsCode(field, values), text, st.frozensets(text, min_size=1)),
    st.builds(HasPrefix, text, text),
    st.builds(Holds, text, text),
    st.builds(logic.Flag, text),
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(atoms, min_size=1, max_size=3), st.lists(atoms, min_size=1, max_size=3))
def test_columns_have_one_key_exactly_where_they_are_equal(
    one: list[logic.Logic], other: list[logic.Logic]
) -> None:
    for a in compile_program(one).columns:
        for b in compile_program(other).columns:
            assert (key_of(a) == key_of(b)) == (a == b)


def test_keys_are_the_same_in_every_process() -> None:
    """They name files: a set in another order, as another hash seed gives it, must not change them."""
    column, = compile_program([
        InRange(logic.TermChoice(IsCode("t", frozenset("abc")), FieldTerm("x"), Constant(0.1)), low=1.0)
    ]).columns  # fmt: skip
    assert key_of(column) == "072d4c7ac266c37e32c6c8278bfe9f2f55325ff625202958dfa1bc5922bb9745"


def test_a_register_whose_codes_are_kept_is_opened_without_looking_at_its_ids_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twinwheel.registers import register as module

    on, register = world(6, tmp_path / "r.parquet")
    local = module.Local(register.path, "r", tmp_path)
    first = module._as_it_lies(on.pack, local, "firm")
    assert first is not None
    codes_of(first, on.program)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_check_ids", lambda local: pytest.fail("looked at again"))
        again = module._as_it_lies(on.pack, local, "firm")
    assert again == first
    shutil.rmtree(beside.folder_of(register.path))
    seen = []
    monkeypatch.setattr(module, "_check_ids", seen.append)
    assert module._as_it_lies(on.pack, local, "firm") == first
    assert seen == [local]
