"""``pack check --deep``: every kind of finding once, each with a subject that shows it and could be pasted into a test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import DAY, Writer, random_pack, random_value
from small_pack import FILES, Write
from twinwheel.cli.main import main
from twinwheel.criteria.parse import parse
from twinwheel.criteria.subject import truth
from twinwheel.criteria.values import canonical_subject
from twinwheel.packs import Pack, read_pack
from twinwheel.packs.check import DEEP_CODES, Finding, check_pack
from twinwheel.packs.deep import Deep, as_yaml, lint_deeply
from twinwheel.packs.thresholds import put
from twinwheel.packs.yaml12 import load

HERE = Path(__file__).parent
MEASURE, FIELDS = "measures/tax/m1.yaml", "fields/firm.yaml"
WHEN = "when: 人数 <= :人数上限"


def when(expression: str) -> dict[str, tuple[str, str]]:
    return {MEASURE: (WHEN, f"when: {expression}")}


def deep(folder: Path) -> Deep:
    return lint_deeply(read_pack(folder))


def codes(folder: Path) -> list[str]:
    return [each.code for each in deep(folder).findings]


def shown(finding: Finding) -> str:
    assert finding.witness is not None
    return f"{finding.severity} {finding.code} {finding.problem}\n  given: {as_yaml(finding.witness)}  # {finding.shows}\n"


# --- a pack that contradicts itself -----------------------------------------------------------


@pytest.fixture
def contrary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """``contrary/`` is well formed, and wrong in every way that can be proved."""
    shutil.copytree(HERE / "contrary", tmp_path / "contrary")
    monkeypatch.chdir(tmp_path)
    return Path("contrary")


def test_every_kind_of_finding(contrary: Path) -> None:
    found = deep(contrary)
    assert "\n".join(map(shown, found.findings)) == (HERE / "contrary.txt").read_text(encoding="utf-8")
    assert {each.code for each in found.findings} == set(DEEP_CODES)
    assert found.tally.undecided == 0
    assert found.tally.asked == found.tally.found + found.tally.proved
    assert deep(contrary) == found  # asked again, it says the same


def test_what_is_shown_can_be_pasted_into_a_test_and_holds(contrary: Path, tmp_path: Path) -> None:
    pack = read_pack(contrary)
    for each in deep(contrary).findings:
        assert each.witness is not None
        (tmp_path / "given.yaml").write_text(f"given: {as_yaml(each.witness)}\n", encoding="utf-8")
        read = load(tmp_path / "given.yaml", "given.yaml")
        assert read.problems == []
        assert read.value == {"given": dict(each.witness)}
        canonical_subject(pack.vocabulary, each.witness)
    assert rule(pack, "never-met", "poor", {"成本": 0, "收入": 1001}) is True
    assert rule(pack, "never-met", "dear", {"成本": 0, "收入": 1001}) is False
    assert rule(pack, "threshold", "staff", {"居民": False, "人数": [20, 99]}) is None


def rule(pack: Pack, measure: str, criterion: str, given: Mapping[str, object]) -> bool | None:
    node = next(each.when for each in pack.measures[measure].criteria if each.id == criterion)
    condition = pack.lowering(pack.info.reviewed).condition(parse(node or ""))
    return truth(condition, canonical_subject(pack.vocabulary, given))


# --- what is no finding -----------------------------------------------------------------------


def test_a_sound_pack_has_none(small_pack: Write) -> None:
    found = deep(small_pack())
    assert found.findings == []
    assert found.tally.in_tests > 0


@pytest.mark.parametrize(
    "expression",
    [
        "人数 >= 1",
        "人数 <> 100",  # the one value is meant
        "人数 = 100",
        "人数 < 100 OR 人数 > 101",  # a gap of two values may be meant
        "规模 IN ('大型', '小型') AND 占比 > 0",
        "收入 / 人数 > 3",
        "成立日期 <= :as_of - INTERVAL 1 YEAR",
        ":as_of < DATE '2020-01-01' OR 居民",  # once it held for all; today it does not
        "CASE WHEN :as_of < DATE '2020-01-01' THEN 人数 > 5 ELSE 人数 > 6 END",
        "CASE WHEN 居民 THEN 人数 > 5 ELSE NULL END",  # a gap that is written down
        "收入 >= CASE WHEN 人数 >= 300 THEN 30 WHEN 人数 >= 100 THEN 20 ELSE 10 END",
        "收入 >= CASE WHEN 居民 THEN 30 WHEN 占比 > 0.5 THEN 20 ELSE 10 END",  # a ladder
    ],
)
def test_no_false_alarm(expression: str, small_pack: Write) -> None:
    assert codes(small_pack(edits=when(expression))) == []


def test_what_waits_for_a_definition_is_worth_asking(small_pack: Write) -> None:
    """Nobody fails "the size is known", but whoever's size follows from nothing does not meet it either."""
    definitions = (
        FILES["definitions.yaml"] + "规模: {value: CASE WHEN 居民 THEN '大型' ELSE NULL END, cite: 样例}\n"
    )
    known = when("规模 = '大型' OR 规模 = '小型'")
    assert codes(small_pack({"definitions.yaml": definitions}, edits=known)) == []
    whole = definitions.replace("ELSE NULL", "ELSE '小型'")
    assert codes(small_pack({"definitions.yaml": whole}, edits=known, at="whole")) == ["always-true"]


def test_days_known_to_the_month_prove_no_gap(small_pack: Write) -> None:
    old = FILES[MEASURE].replace("to: null", "to: 2020-12-31, precision: month")
    new = FILES[MEASURE].replace("id: m1", "id: m2").replace("from: 2018-01-01", "from: 2021-01-15")
    new = new.replace("example:", "supersedes: [m1]\nexample:")
    assert codes(small_pack({MEASURE: old, "measures/m2.yaml": new})) == []
    exact = {MEASURE: old.replace(", precision: month", ""), "measures/m2.yaml": new}
    assert codes(small_pack(exact, at="exact")) == ["version-gap"]


def test_a_claim_that_depends_on_the_day_names_its_days(small_pack: Write) -> None:
    folder = small_pack(edits=when("收入 + 收入 <= 0 - 1 AND 成立天数 >= 0 AND 收入 >= 0"))
    (finding,) = deep(folder).findings
    assert finding.problem.what.startswith('criterion "staff" can never hold on 2026-11-21 and on the ')


def test_only_the_measures_of_the_folder_itself_are_looked_at() -> None:
    """What a pack extends is checked there; the zone's own six measures are few and fit the others."""
    pack = read_pack(HERE.parents[1] / "packs" / "beijing-sti")
    found = lint_deeply(pack)
    assert [each for each in found.findings if each.severity == "error"] == []
    assert found.tally.undecided == 0
    assert all("beijing-sti" in each.problem.file for each in found.findings)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_value_put_into_a_condition_is_the_value_filed(data: st.DataObject) -> None:
    """What is found between two values is found on conditions with the value put in."""

    def choose(options: Sequence[Any]) -> Any:
        return data.draw(st.sampled_from(options))

    pack = random_pack(choose)
    text = Writer(choose, defined=tuple(pack.definitions)).condition(2)
    condition = pack.lowering(DAY).condition(parse(text))
    for name, value in (("收入", 20.0), ("占比", 0.3), ("人数", 49.0)):
        others = {
            other: random_value(choose, other, exact=True)
            for other in ("收入", "占比", "甲", "行业")
            if other != name
        }
        assert truth(put(condition, name, value), others) is truth(condition, {**others, name: value}), text


# --- the command ------------------------------------------------------------------------------


def test_the_command_shows_them_below_the_plain_findings(
    contrary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "check", "contrary", "--deep"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert "  given: {人数: 200}  # comes to the CASE, and not to tier 3 (大型)" in out
    assert out[-1].startswith("questions: ")
    assert out[-1].endswith(", not decided: 0")


def test_programs_get_the_witness_as_values(contrary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "contrary", "--deep", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    (never,) = (each for each in answer["findings"] if each["code"] == "never-met")
    assert never["given"] == {"成本": 0, "收入": 1001}
    assert answer["questions"]["undecided"] == 0
    assert answer["notes"] == sum(each["severity"] == "note" for each in answer["findings"])


def test_notes_do_not_fail_even_when_warnings_do(small_pack: Write) -> None:
    two = "    when: 人数 <= :人数上限\n  - {id: fewer, label: {zh: 更少, en: fewer}, when: 人数 <= 400}\n"
    folder = small_pack(edits={MEASURE: (f"    {WHEN}\n", two)})
    assert codes(folder) == ["redundant"]
    warnings = [each.code for each in check_pack(folder)[1]]
    assert warnings == ["untested-threshold"]
    assert main(["pack", "check", str(folder), "--deep"]) == 0
    assert main(["pack", "check", str(folder), "--deep", "--strict"]) == 1


def test_nothing_is_found_twice(small_pack: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """The plain lint sees simple cases by itself."""
    folder = small_pack(edits=when("人数 < 0"))
    assert main(["pack", "check", str(folder), "--deep", "--json"]) == 1
    found = [each["code"] for each in json.loads(capsys.readouterr().out)["findings"]]
    assert found.count("never-true") == 1


def test_a_wrong_format_is_corrected_first(small_pack: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small_pack(edits=when("收人 > 1"))
    assert main(["pack", "check", str(folder), "--deep"]) == 1
    assert capsys.readouterr().out.endswith("Nothing was proved: correct the format first.\n")


def test_without_the_solver_the_command_says_what_to_install(
    small_pack: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["pack", "check", str(small_pack()), "--deep"]) == 2
    assert "pip install 'twinwheel[prove]'" in capsys.readouterr().err


def test_the_day_is_the_one_asked_for(small_pack: Write) -> None:
    folder = small_pack(edits=when("人数 <= 400 OR 居民"))
    day = date(2030, 1, 1)
    assert lint_deeply(read_pack(folder), day).findings == []


# --- bands of a field -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bands", "fit"),
    [
        ("[[0, 19], [20, null]]", True),
        ("[[null, 19], [20, 49]]", True),
        ("[[0, 20], [20, 30]]", True),  # 20 itself may be written either way
        ("[[20, 10]]", False),
        ("[[0, 25], [20, 30]]", False),
        ("[[0, null], [20, 30]]", False),
        ("[[-5, 20]]", False),
    ],
)
def test_bands_of_a_field(bands: str, fit: bool, small_pack: Write) -> None:
    with_bands = {FIELDS: ("integer: true,", f"integer: true, band: true, bands: {bands},")}
    _, findings = check_pack(small_pack(edits=with_bands))
    assert any("bands run upwards" in each.problem.what for each in findings) is not fit
    assert fit is (findings == [])
