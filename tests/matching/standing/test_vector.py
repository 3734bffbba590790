"""Every measure for one subject at once says what the plain reading says, rule by rule, on both back ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import DAY, random_pack, random_subject, register, seeded, subjects_of
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import to_batch
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.one import decide
from twinwheel.matching.plan import Plan, plan
from twinwheel.matching.standing.vector import Encoder, Vector
from twinwheel.packs import read_pack

PACKS = Path(__file__).parents[3] / "packs"
BACK_ENDS = ("numpy", "numba")


def assert_as_one_by_one(on: Plan, vectors: list[Vector], subject: Subject) -> None:
    for vector in vectors:
        found = vector.decide(subject)
        outcomes = found.outcomes()
        for position, candidate in enumerate(on.candidates):
            one = decide(candidate, subject, on.pack.vocabulary)
            assert outcomes[candidate.id] is one.outcome
            assert found.verdicts(position) == one.verdicts


@settings(max_examples=40)
@given(st.data())
def test_random_packs_and_subjects(data: st.DataObject) -> None:
    def choose(options: list[object]) -> object:
        return data.draw(st.sampled_from(options))

    on = plan(random_pack(seeded(data.draw(st.integers(0, 50))), measures=6), "firm", DAY)
    vectors = [Vector(on, each) for each in BACK_ENDS]
    for _ in range(3):
        assert_as_one_by_one(on, vectors, random_subject(choose))


def test_subjects_of_the_real_packs() -> None:
    pack = read_pack(PACKS / "beijing-sti")
    for subject in pack.subjects:
        on = plan(pack, subject, DAY)
        vectors = [Vector(on, each) for each in BACK_ENDS]
        for each in subjects_of(on, register(on, 12, seed=8), range(12)):
            assert_as_one_by_one(on, vectors, each)


@pytest.mark.parametrize("seed", range(6))
def test_codes_of_one_subject_are_those_of_a_batch(seed: int) -> None:
    choose = seeded(seed)
    on = plan(random_pack(choose, measures=20), "firm", DAY)
    subjects = [random_subject(choose) for _ in range(60)]
    codes = encode(on.program, Batch(to_batch(on.pack.vocabulary, subjects)))
    encoder = Encoder(on.program.columns)
    for row, subject in enumerate(subjects):
        batch = [(int(each.low[row]), int(each.high[row])) for each in codes.columns]
        assert encoder.codes(subject) == batch


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_a_plan_of_nothing_and_a_measure_without_rules(back_end: str) -> None:
    pack = random_pack(seeded(1), measures=3)
    nothing = Plan(pack, "firm", DAY, ())
    assert Vector(nothing, back_end).decide({}).outcomes() == {}
    human = plan(pack, "firm", DAY).candidates[0]
    bare = Plan(pack, "firm", DAY, (type(human)("bare", human.spec, (), (), ()),))
    found = Vector(bare, back_end).decide({})
    assert found.measures.tolist() == [2] and found.verdicts(0) == {}
    np.testing.assert_array_equal(found.rules, [])


def test_a_program_without_columns_reads_no_code() -> None:
    """The function as Python runs it, which refuses to read past the end of an array; compiled it would just read."""
    from twinwheel.matching.bits.program import Fixed, Join, Program
    from twinwheel.matching.standing.scalar import Scalar, decide_one

    program = Program((), (Fixed(None), Fixed(True), Join("and", (0, 1)), Join("not", (2,))), (), {})
    scalar, truths = Scalar(program, [(), (1,), (3, 1)]), np.zeros(7, np.uint8)
    decide_one.py_func(scalar._nodes, scalar._numbers, np.zeros((0, 2), np.int64), truths)
    assert truths.tolist() == [1, 2, 1, 1, 2, 2, 1]
    assert scalar.truths([]).tolist() == truths.tolist()
