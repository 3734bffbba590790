"""After any sequence of changes the bits that stand are those of a full run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from random_subjects import DAY, random_pack, random_subject, seeded
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.subject import Subject, verdict
from twinwheel.criteria.values import to_batch
from twinwheel.errors import UsageError
from twinwheel.matching.bits.bitmaps import Bitmaps, bitmaps
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.one import outcome
from twinwheel.matching.plan import Candidate, Outcome, Plan, plan
from twinwheel.matching.standing import shelf, standing
from twinwheel.matching.standing.standing import Standing, Turned

ROWS = 70  # a word and a bit


@cache
def pool_of(seed: int) -> Plan:
    """Thirty random measures of one pack."""
    return plan(random_pack(seeded(seed), measures=30), "firm", DAY)


def outcome_of(candidate: Candidate, subject: Subject) -> Outcome:
    return outcome(
        {verdict(each.condition, subject) for each in candidate.rules}, human=bool(candidate.humans)
    )


class World:
    """A register of random firms, five measures to begin with, and thirty to choose from."""

    def __init__(self, seed: int, back_end: str) -> None:
        self.pool = pool_of(seed)
        self.pack = self.pool.pack
        choose = seeded(seed)
        self.subjects = [random_subject(choose) for _ in range(ROWS)]
        on = self.plan(self.pool.candidates[:5])
        batch = self.batch()
        self.standing = Standing(on, encode(on.program, batch), lambda fields: batch, back_end=back_end)

    def plan(self, candidates: Iterable[Candidate]) -> Plan:
        return Plan(self.pack, "firm", DAY, tuple(candidates))

    def batch(self) -> Batch:
        return Batch(to_batch(self.pack.vocabulary, self.subjects))

    def run(self, candidates: Iterable[Candidate]) -> Bitmaps:
        """From nothing."""
        on = self.plan(candidates)
        return bitmaps(on.program, on.roots, encode(on.program, self.batch()), back_end="numpy")

    def assert_stands(self) -> None:
        found, wanted = self.standing.bitmaps(), self.run(self.standing.plan.candidates)
        assert found.rows == wanted.rows
        np.testing.assert_array_equal(found.sure, wanted.sure)
        np.testing.assert_array_equal(found.possible, wanted.possible)

    def change_subject(self, row: int, subject: Subject) -> None:
        candidates, old = self.standing.plan.candidates, self.subjects[row]
        outcomes = [(each.id, outcome_of(each, old), outcome_of(each, subject)) for each in candidates]
        self.subjects[row] = subject
        turned = self.standing.change_subject(row, subject)
        wanted = [Turned(*each) for each in outcomes if each[1] is not each[2]]
        assert sorted(turned, key=lambda each: each.measure) == sorted(wanted, key=lambda each: each.measure)

    def change_measure(self, candidate: Candidate) -> None:
        old = {each.id: each for each in self.standing.plan.candidates}.get(candidate.id)
        found = self.standing.change_measure(candidate)
        assert found.measure == candidate.id and (found.before is None) == (old is None)
        for rails, of in ((found.before, old), (found.after, candidate)):
            if rails is not None and of is not None:
                wanted = self.run([of])
                np.testing.assert_array_equal(rails[0], wanted.sure[0])
                np.testing.assert_array_equal(rails[1], wanted.possible[0])


class Changes(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 9), back_end=st.sampled_from(["numpy", "numba"]))
    def begin(self, seed: int, back_end: str) -> None:
        self.world = World(seed, back_end)

    @rule(row=st.integers(0, ROWS - 1), seed=st.integers(0, 1000))
    def change_subject(self, row: int, seed: int) -> None:
        self.world.change_subject(row, random_subject(seeded(seed)))

    @rule(id=st.integers(0, 7), of=st.integers(0, 29))
    def change_or_add_measure(self, id: int, of: int) -> None:
        self.world.change_measure(replace(self.world.pool.candidates[of], id=f"m{id}"))

    @precondition(lambda self: self.world.standing.plan.candidates)
    @rule(data=st.data())
    def remove_measure(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from([each.id for each in self.world.standing.plan.candidates]))
        self.world.standing.remove_measure(id)
        with pytest.raises(UsageError, match=f'no measure "{id}"'):
            self.world.standing.rails(id)

    @rule(of=st.integers(0, 29))
    def try_measure(self, of: int) -> None:
        candidate = self.world.pool.candidates[of]
        sure, possible = self.world.standing.decide(candidate)
        wanted = self.world.run([candidate])
        np.testing.assert_array_equal(sure, wanted.sure[0])
        np.testing.assert_array_equal(possible, wanted.possible[0])

    @invariant()
    def equals_a_full_run(self) -> None:
        self.world.assert_stands()


def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that running out of places and making ready anew happen within a few steps."""
    monkeypatch.setattr(standing, "NEWER", 2)
    monkeypatch.setattr(shelf, "SPARE", 1)


def test_any_sequence_of_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch)
    machine = Changes.TestCase
    machine.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)
    machine().runTest()


def test_nothing_that_was_given_is_written_to() -> None:
    world = World(3, "numpy")
    on, batch = world.plan(world.pool.candidates[:5]), world.batch()
    codes = encode(on.program, batch)
    made = bitmaps(on.program, on.roots, codes, back_end="numpy")
    for array in (
        made.sure,
        made.possible,
        *(each for column in codes.columns for each in (column.low, column.high)),
    ):
        array.flags.writeable = False  # as codes that are mapped from a file are
    world.standing = Standing(on, codes, lambda fields: batch, made, back_end="numpy")
    for row in range(ROWS):
        world.change_subject(row, random_subject(seeded(row)))
    world.change_measure(replace(world.pool.candidates[9], id="m2"))
    world.assert_stands()


def test_the_source_is_read_only_when_the_codes_do_not_suffice() -> None:
    world = World(3, "numpy")
    on = world.plan(world.pool.candidates[:5])
    read: list[frozenset[str]] = []

    def source(fields: frozenset[str]) -> Batch:
        read.append(fields)
        return world.batch()

    world.standing = Standing(on, encode(on.program, world.batch()), source, back_end="numpy")
    world.change_measure(replace(world.pool.candidates[1], id="m0"))
    world.standing.remove_measure("m1")
    world.change_subject(0, {})
    assert not read
    for candidate in world.pool.candidates:
        world.standing.decide(candidate)
    assert read and len(read) == len(set(read))


def test_a_row_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="no row 70"):
        World(1, "numpy").standing.change_subject(70, {})
