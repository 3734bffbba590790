"""The next question: what it is worth, and that following the questions reaches every answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from random_subjects import register, subjects_of
from twinwheel.criteria import logic
from twinwheel.criteria.subject import Scalar, Subject
from twinwheel.criteria.values import canonical_subject
from twinwheel.matching.ask import ask
from twinwheel.matching.explain import explain
from twinwheel.matching.one import decide
from twinwheel.matching.plan import Candidate, Outcome, Plan, plan
from twinwheel.packs import Pack, read_pack

DAY = date(2026, 11, 21)
SUBJECTS = ("enterprise", "person", "project", "foreign_investment")


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(Path(__file__).parents[2] / "packs" / "beijing-sti")


def unknown(plan: Plan, subject: Subject) -> set[str]:
    decisions = [decide(each, subject, plan.pack.vocabulary) for each in plan.candidates]
    return {each.candidate.id for each in decisions if each.outcome is Outcome.UNKNOWN}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_an_empty_profile_reaches_its_answers_by_following_the_questions(subject: str, pack: Pack) -> None:
    """A subject that is asked one field after another is decided as if it had filed everything at once.

    Measures that ask whether something was filed are left out: to them an empty profile is an answer.
    """
    on = plan(pack, subject, DAY)
    on = replace(on, candidates=tuple(each for each in on.candidates if not asks_for_silence(on, each))[:6])
    others = register(on, 100, seed=8, bands=False)
    answers = {name: value for name, value in example(on).items() if name not in pack.definitions}
    known: dict[str, Scalar] = {}
    asked: list[str] = []
    while questions := [
        each for each in ask(on, known, others, limit=len(asked) + 1) if each.field not in asked
    ]:
        asked.append(questions[0].field)
        if questions[0].field in answers:
            known[questions[0].field] = answers[questions[0].field]
    for one, other in zip(explain(on, known).decisions, explain(on, answers).decisions, strict=True):
        assert (one.outcome, set(one.missing) - set(asked)) == (other.outcome, set()), one.candidate.id


def asks_for_silence(plan: Plan, candidate: Candidate) -> bool:
    absent = {each.field for each in logic.walk(candidate.condition) if isinstance(each, logic.IsAbsent)}
    return bool(absent - set(plan.pack.definitions))


def example(plan: Plan) -> dict[str, Scalar]:
    """Answers of several subjects, one over the other; a few fields stay without."""
    rows = subjects_of(plan, register(plan, 30, seed=10, bands=False), range(30))
    found = {name: value for row in rows for name, value in row.items()}
    return {name: value for name, value in found.items() if not (isinstance(value, tuple) and None in value)}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_questions_are_what_open_measures_wait_for(subject: str, pack: Pack) -> None:
    on = plan(pack, subject, DAY)
    others = register(on, 100, seed=11)
    for each in subjects_of(on, register(on, 5, seed=12), range(5)):
        questions = ask(on, each, others, limit=1_000)
        decisions = [decide(candidate, each, pack.vocabulary) for candidate in on.candidates]
        assert {question.field for question in questions} == {
            name for found in decisions for name in found.missing
        }
        assert [q.score for q in questions] == sorted((q.score for q in questions), reverse=True)
        for question in questions:
            assert 0 <= question.decides <= len(question.measures)
            assert set(question.measures) == {
                d.candidate.id for d in decisions if question.field in d.missing
            }
            assert question.spec is pack.fields[question.field]
        assert ask(on, each, others, limit=2) == questions[:2]


def test_nothing_is_asked_where_nothing_is_open(pack: Pack) -> None:
    on = plan(pack, "enterprise", DAY, only="nat-hnte-2016")
    others = pa.RecordBatch.from_pydict({"-": pa.nulls(1)})
    assert ask(on, {"居民企业": False}, others) == []
    assert unknown(on, {"居民企业": False}) == set()


def test_a_question_that_would_settle_the_measure_comes_before_one_that_would_not(pack: Pack) -> None:
    """Without other subjects the answers that the rules tell apart are tried."""
    on = plan(pack, "enterprise", DAY, only="nat-hnte-2016")
    others = pa.RecordBatch.from_pydict({"-": pa.nulls(1)})
    questions = ask(on, {}, others, limit=100)
    worth = {each.field: each.decides for each in questions}
    assert worth["居民企业"] == 0.5  # no is an answer, yes leaves the rest open
    assert worth["最近一年销售收入"] == 0  # only says which tier counts
    assert questions[-1].field == "最近一年销售收入"
    full = canonical_subject(pack.vocabulary, on.candidates[0].spec.example)
    last = ask(on, {name: value for name, value in full.items() if name != "居民企业"}, others)
    assert [(each.field, each.decides) for each in last] == [("居民企业", 1.0)]
