"""Which measures are decided on a day, and what the tests inside them report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from small_pack import FILES, Write, small_pack
from twinwheel.criteria.subject import Verdict
from twinwheel.errors import UsageError
from twinwheel.matching.one import outcome
from twinwheel.matching.plan import Outcome, plan
from twinwheel.matching.trial import trials
from twinwheel.packs import Pack, read_pack

__all__ = ["small_pack"]
MEASURE = FILES["measures/tax/m1.yaml"]
DAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def zone() -> Pack:
    return read_pack(Path(__file__).parents[2] / "packs" / "beijing-sti")


def versions(small_pack: Write, *written: tuple[str, str, str, str]) -> Pack:
    """Measures given as (id, first day, last day, what it supersedes)."""
    files: dict[str, str | None] = {"measures/tax/m1.yaml": None}
    for id, since, until, supersedes in written:
        text = MEASURE.replace("id: m1", f"id: {id}").replace(
            "{from: 2018-01-01, to: null}", f"{{from: {since}, to: {until}}}"
        )
        files[f"measures/{id}.yaml"] = text.replace("example:", f"supersedes: [{supersedes}]\nexample:")
    return read_pack(small_pack(files))


def in_force(pack: Pack, day: str) -> list[str]:
    return [each.id for each in plan(pack, "firm", date.fromisoformat(day)).candidates]


def test_both_ends_of_a_validity_belong_to_it(small_pack: Write) -> None:
    pack = versions(
        small_pack,
        ("m1", "2020-01-01", "2020-12-31", ""),
        ("m2", "null", "2019-12-31", ""),
        ("m3", "2021-01-01", "null", ""),
    )
    assert {day: in_force(pack, day) for day in ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")} == {
        "2019-12-31": ["m2"],
        "2020-01-01": ["m1"],
        "2020-12-31": ["m1"],
        "2021-01-01": ["m3"],
    }


def test_a_successor_replaces_from_its_first_day_for_good(small_pack: Write) -> None:
    pack = versions(
        small_pack,
        ("m1", "2018-01-01", "null", ""),
        ("m2", "2020-01-01", "2021-12-31", "m1"),
        ("m3", "2021-01-01", "null", "m2"),
    )
    assert in_force(pack, "2019-12-31") == ["m1"]
    assert in_force(pack, "2020-01-01") == ["m2"]
    assert in_force(pack, "2021-01-01") == ["m3"]
    assert in_force(pack, "2022-01-01") == ["m3"]


@pytest.mark.parametrize(
    ("day", "ids"),
    [
        ("2019-06-01", {"nat-cit-small-2019"}),
        ("2022-06-01", {"nat-cit-small-2022"}),
        ("2023-06-01", {"nat-cit-small-2023"}),
        ("2024-06-01", {"nat-cit-small-2023", "nat-sme-pay-2020"}),
        ("2025-06-01", {"nat-cit-small-2023", "nat-sme-pay-2025"}),
        ("2026-03-31", {"nat-cit-small-2023", "nat-sme-pay-2025", "nat-srdi-2022"}),
        ("2026-04-01", {"nat-cit-small-2023", "nat-sme-pay-2025", "nat-srdi-2026"}),
    ],
)
def test_the_version_of_a_real_rule_is_chosen_by_date(day: str, ids: set[str], zone: Pack) -> None:
    when = date.fromisoformat(day)
    found = {each.id for subject in zone.subjects for each in plan(zone, subject, when).candidates}
    families = ("nat-cit-small-", "nat-sme-pay-", "nat-srdi-")
    chosen = {id for id in found if id.startswith(families)}
    assert chosen >= ids
    assert all(sum(id.startswith(family) for id in chosen) <= 1 for family in families)


def test_programmes_are_never_matched(zone: Pack) -> None:
    programmes = {id for id, measure in zone.measures.items() if measure.kind == "programme"}
    found = {each.id for subject in zone.subjects for each in plan(zone, subject, DAY).candidates}
    assert len(programmes) == 22
    assert not programmes & found


def test_one_measure_alone(zone: Pack) -> None:
    assert [each.id for each in plan(zone, "enterprise", DAY, only="nat-hnte-2016").candidates] == [
        "nat-hnte-2016"
    ]
    with pytest.raises(UsageError, match='no measure "nat-hnte-2061"\n  Did you mean "nat-hnte-2016"'):
        plan(zone, "enterprise", DAY, only="nat-hnte-2061")
    with pytest.raises(UsageError, match='no subject type "enterprize"'):
        plan(zone, "enterprize", DAY)


@pytest.mark.parametrize(
    ("verdicts", "human", "wanted"),
    [
        ({Verdict.MET}, False, Outcome.ELIGIBLE),
        (set(), False, Outcome.ELIGIBLE),
        ({Verdict.MET}, True, Outcome.NEEDS_REVIEW),
        (set(), True, Outcome.NEEDS_REVIEW),
        ({Verdict.MET, Verdict.UNKNOWN}, False, Outcome.UNKNOWN),
        ({Verdict.UNKNOWN}, True, Outcome.UNKNOWN),
        ({Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET}, True, Outcome.INELIGIBLE),
        ({Verdict.NOT_MET}, False, Outcome.INELIGIBLE),
    ],
)
def test_outcomes(verdicts: set[Verdict], human: bool, wanted: Outcome) -> None:
    assert outcome(verdicts, human=human) is wanted


# --- tests inside measures -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("amount: 200000", "amount: 200001", "amount should be 200001, is 200000.00"),
        ("amount: 200000", "amount: null", "amount should be None, is 200000.00"),
        ("staff: not_met", "staff: met", "staff should be met, is not_met"),
        ("outcome: unknown", "outcome: eligible", "outcome should be eligible, is unknown"),
        ("missing: [人数]", "missing: [收入]", "missing should be ['收入'], is ['人数']"),
        ("given: {人数: 300}", "given: {人数: 300.5}", '"人数" is counted in whole numbers, not 300.5'),
        ("given: {人数: 300}", "given: {人数: many}", "\"人数\" is a number in 人, not 'many'"),
        ("given: {人数: 300}", "given: {规模: 中等}", '"中等" is not in the code list of "规模"'),
        ("可以, given", "可以, as_of: 2017-12-31, given", "the measure is not in force on 2017-12-31"),
    ],
)
def test_a_test_that_fails_says_what_came_out(old: str, new: str, wanted: str, small_pack: Write) -> None:
    pack = read_pack(small_pack(edits={"measures/tax/m1.yaml": (old, new)}))
    (failed,) = [each for each in trials(pack) if each.problems]
    (problem,) = failed.problems
    assert wanted in problem.what
    assert problem.place.startswith("pack/measures/tax/m1.yaml:")


def test_a_test_runs_on_a_day_its_measure_is_in_force(small_pack: Write) -> None:
    text = MEASURE.replace("to: null", "to: 2020-12-31").replace(
        "可以, given", "可以, as_of: 2019-05-01, given"
    )
    pack = read_pack(small_pack({"measures/tax/m1.yaml": text}))
    ran = list(trials(pack))
    assert [str(each.as_of) for each in ran] == ["2019-05-01", "2020-12-31", "2020-12-31"]
    assert not any(each.problems for each in ran)
