"""Errors say what, where and what to do, and keep their facts."""

from __future__ import annotations

import pickle

import pytest

from twinwheel.errors import OutputError, PackError, Problem, RegisterError, TwinwheelError, UsageError

LINE = Problem("packs/cn/pack.yaml", 3, None, "reviewed", "no such day", "Write it as 2026-11-21.")
ROW = Problem("firms.parquet", None, 5, "注册资本", "not a number: 很多", "Write a number in 万元.")


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (LINE, "packs/cn/pack.yaml:3: no such day\n  Write it as 2026-11-21."),
        (ROW, 'firms.parquet, row 5, "注册资本": not a number: 很多\n  Write a number in 万元.'),
        (Problem("a.yaml", None, None, None, "empty", ""), "a.yaml: empty"),
        (Problem("", None, None, None, "too long", "Split it."), "too long\n  Split it."),
    ],
)
def test_a_problem_reads_as_place_what_advice(problem: Problem, words: str) -> None:
    assert str(problem) == words


def test_a_data_error_keeps_all_its_problems() -> None:
    error = PackError(problem for problem in [LINE, ROW])
    assert error.problems == (LINE, ROW)
    assert str(error) == f"{LINE}\n{ROW}"
    assert error.facts()["problems"][0]["line"] == 3  # type: ignore[index]


def test_exit_codes_are_part_of_the_contract() -> None:
    assert (RegisterError([]).exit_code, OutputError("full").exit_code, UsageError("no").exit_code) == (
        1,
        1,
        2,
    )


@pytest.mark.parametrize("error", [PackError([LINE]), UsageError("no such day", "Write it as 2026-11-21.")])
def test_errors_survive_the_way_between_processes(error: TwinwheelError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert back.facts() == error.facts()
