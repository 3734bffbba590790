"""The packs that come with the project: sound, without findings, and every test inside a measure passes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from twinwheel.matching.trial import trials
from twinwheel.packs import Pack, read_pack
from twinwheel.packs.check import check_pack

PACKS = Path(__file__).parents[2] / "packs"
MEASURES = sorted(path.stem for path in PACKS.glob("*/measures/**/*.yaml"))


@cache
def zone() -> Pack:
    """The last pack of the chain sees the measures of all."""
    return read_pack(PACKS / "beijing-sti")


@pytest.mark.parametrize("name", ["cn", "beijing", "beijing-sti"])
def test_the_check_finds_nothing_wrong(name: str) -> None:
    _, findings = check_pack(PACKS / name)
    assert [str(each.problem) for each in findings if each.severity == "error"] == []


@pytest.mark.parametrize("id", MEASURES)
def test_the_tests_inside_a_measure_pass(id: str) -> None:
    ran = list(trials(zone(), id))
    assert [str(problem) for each in ran for problem in each.problems] == []
    assert ran or zone().measures[id].kind == "programme"


def test_every_measure_file_is_a_measure_of_the_chain() -> None:
    assert sorted(zone().measures) == MEASURES
    assert zone().own == {path.stem for path in (PACKS / "beijing-sti").glob("measures/**/*.yaml")}


@pytest.mark.parametrize("name", ["cn", "beijing", "beijing-sti"])
def test_every_measure_is_tested_at_each_outcome_and_threshold(name: str) -> None:
    _, findings = check_pack(PACKS / name)
    assert [str(each.problem) for each in findings if each.code in {"no-tests", "untested-threshold"}] == []
