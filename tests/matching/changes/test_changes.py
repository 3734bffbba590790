"""The law of an update: what was decided before, put right by the changes, is what a full run decides now.

And its reasons are sound: with the causes they name taken back the decision is as it was; with any one left out
it is not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import seeded
from random_worlds import Answer, Pair, World, answer, first, happens
from twinwheel.matching.changes import align
from twinwheel.matching.changes.basis import read_basis, write_basis
from twinwheel.matching.changes.changes import Update
from twinwheel.matching.output import Files, write_json
from twinwheel.matching.plan import candidate
from twinwheel.packs import read_pack
from twinwheel.packs.model import CriterionSpec
from twinwheel.packs.pack import definition_order

Row = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def small_batches() -> Iterator[None]:
    """Two subjects at a time, so that a register of five is read in several batches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align, "BATCH", 2)
        yield


def kept(world: World, folder: Path) -> Path:
    """The folder of a run of this world, made with ``--keep``."""
    folder.mkdir(parents=True)
    register = world.register(folder / "given.parquet")
    with Files(folder) as files:
        write_basis(files, world.plan, register)
        hashes = {"pack": {"hash": world.pack.hash}, "register": {"hash": register.hash}}
        write_json({"as_of": world.day.isoformat(), **hashes}, files.path("summary.json"))
    return folder


def changes(folder: Path, world: World, *, ineligible: bool = True) -> tuple[list[Row], Update]:
    """What changed since the run in a folder."""
    path = folder / "next.parquet"
    update = Update(read_basis(folder), world.plan, world.register(path), ineligible=ineligible)
    return [row for table in update.tables() for row in table.to_pylist()], update


def side(row: Row, which: str) -> Answer | None:
    outcome = row[f"outcome_{which}"]
    return None if outcome is None else (outcome, row[f"amount_yuan_{which}"])


def put_right(decisions: Mapping[Pair, Answer], rows: list[Row]) -> dict[Pair, Answer]:
    """Decisions with changes applied; what a change says was there has to be there."""
    result = dict(decisions)
    for row in rows:
        pair = row["subject_id"], row["measure_id"]
        was, now = side(row, "before"), side(row, "after")
        assert result.pop(pair, None) == was
        assert was != now
        if now is not None:
            result[pair] = now
    return result


CAUSES = {"day", "rule", "amount", "parameter", "definition", "codes", "field"}


def taken_back(before: World, after: World, row: Row, causes: list[Row]) -> Answer | None:
    """The decision of now with some causes as they were, by the plain reading; None: such a mixture means nothing."""
    subject = dict(after.subjects[row["subject_id"]])
    spec, was = (world.pack.measures[row["measure_id"]] for world in (after, before))
    criteria: dict[str, CriterionSpec] = {each.id: each for each in spec.criteria}
    parameters, definitions, day = dict(after.pack.parameters), dict(after.pack.definitions), after.day

    def back(into: dict[str, Any], source: Mapping[str, Any], name: str) -> None:
        into.pop(name, None)
        into |= {name: source[name]} if name in source else {}

    for each in causes:
        match each["kind"]:
            case "day":
                day = before.day
            case "field":
                back(subject, before.subjects[row["subject_id"]], each["field"])
            case "rule":
                back(criteria, {old.id: old for old in was.criteria}, each["criterion"])
            case "amount":
                spec = spec.model_copy(update={"benefit": was.benefit})
            case "parameter" if before.pack.parameters != after.pack.parameters:
                back(parameters, before.pack.parameters, each["field"])
            case "definition":
                back(definitions, before.pack.definitions, each["field"])
    pack = replace(after.pack, parameters=parameters, definitions=definitions)
    if definition_order(pack.vocabulary.definitions)[1]:
        return None
    spec = spec.model_copy(update={"criteria": list(criteria.values())})
    return answer(candidate(spec.id, spec, pack.lowering(day)), subject, pack)


def assert_sound(before: World, after: World, row: Row) -> None:
    was, now = side(row, "before"), side(row, "after")
    kinds = {each["kind"] for each in row["reasons"]}
    if was is None or now is None:
        (only,) = kinds
        new = row["subject_id"] not in before.subjects
        gone = row["subject_id"] not in after.subjects
        assert (only == "subject_new", only == "subject_removed") == (new, gone)
        return
    assert kinds <= {*CAUSES, "verdict"}
    causes = [each for each in row["reasons"] if each["kind"] in CAUSES]
    assert taken_back(before, after, row, causes) == was
    for left in causes:
        if left["kind"] == "parameter" and "day" in kinds:
            continue  # told beside the day that moved it
        rest = [each for each in causes if each is not left]
        assert taken_back(before, after, row, rest) != was
    turned = [each for each in row["reasons"] if each["kind"] == "verdict"]
    assert all(each["before"] != each["after"] for each in turned)
    outcomes = {side and side[0] for side in (was, now)}
    human_came_or_went = outcomes == {"eligible", "needs_review"}
    assert turned or was[0] == now[0] or human_came_or_went


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_decisions_put_right_by_changes_are_those_of_a_full_run(seed: int) -> None:
    choose = seeded(seed)
    world = first(choose)
    with tempfile.TemporaryDirectory() as made:
        folder = kept(world, Path(made) / "0")
        for step in range(choose((1, 2, 3))):
            after = world
            for _ in range(choose((1, 1, 2, 4))):
                after = happens(choose, after)
            rows, update = changes(folder, after)
            assert put_right(world.decisions(), rows) == after.decisions()
            for row in rows:
                assert_sound(world, after, row)
            assert update.totals.pairs == len(rows)
            news = [r for r in rows if {r["outcome_before"], r["outcome_after"]} != {None, "ineligible"}]
            assert changes(folder, after, ineligible=False)[0] == news
            world, folder = after, kept(after, Path(made) / str(step + 1))


# --- what is told, in one small world -------------------------------------------------------


@pytest.fixture
def firm(small_pack: Any) -> World:
    """Two firms and one measure: at most 300 staff, a tenth of the revenue up to half a million."""
    pack = read_pack(small_pack())
    subjects = {"a": {"人数": 100.0, "收入": 200.0}, "b": {"人数": 400.0, "收入": 200.0}}
    return World(pack, date(2026, 11, 21), subjects)


def told(before: World, after: World, folder: Path) -> list[Row]:
    return changes(kept(before, folder / "before"), after)[0]


def test_a_field_is_named_with_both_its_values(firm: World, tmp_path: Path) -> None:
    grown = {**firm.subjects["a"], "人数": 301.0}
    (row,) = told(firm, replace(firm, subjects={**firm.subjects, "a": grown}), tmp_path)
    assert (row["outcome_before"], row["outcome_after"]) == ("eligible", "ineligible")
    assert (row["amount_yuan_before"], row["amount_yuan_after"]) == (Decimal("200000.00"), None)
    assert row["reasons"] == [
        {"kind": "field", "criterion": None, "field": "人数", "before": "100", "after": "301"},
        {"kind": "verdict", "criterion": "staff", "field": None, "before": "met", "after": "not_met"},
    ]


def test_a_change_that_decides_nothing_is_no_reason(firm: World, tmp_path: Path) -> None:
    other = {**firm.subjects["a"], "人数": 150.0, "收入": 300.0, "居民": True}
    (row,) = told(firm, replace(firm, subjects={**firm.subjects, "a": other}), tmp_path)
    assert [(each["kind"], each["field"]) for each in row["reasons"]] == [("field", "收入")]
    assert row["amount_yuan_after"] == Decimal("300000.00")


def test_the_text_of_a_rule_and_a_parameter_are_told_apart(
    firm: World, small_pack: Any, tmp_path: Path
) -> None:
    text = read_pack(small_pack(edits={"measures/tax/m1.yaml": ("人数 <= :", "人数 < 100 AND 人数 <= :")}))
    (row,) = told(firm, replace(firm, pack=text), tmp_path / "one")
    cause = row["reasons"][0]
    assert (cause["kind"], cause["criterion"], cause["before"]) == ("rule", "staff", "人数 <= :人数上限")
    limit = read_pack(small_pack(edits={"parameters/limits.yaml": ("value: 300", "value: 400")}))
    (row,) = told(firm, replace(firm, pack=limit), tmp_path / "two")
    assert row["subject_id"] == "b"
    assert row["reasons"][0] == {
        "kind": "parameter", "criterion": None, "field": "人数上限", "before": "300", "after": "400",
    }  # fmt: skip


def test_a_parameter_that_takes_its_next_value_is_told_beside_the_day(
    firm: World, small_pack: Any, tmp_path: Path
) -> None:
    more = "    - {since: 2018-01-01, value: 300, source: 样例}\n    - {since: 2027-01-01, value: 50, source: 样例}"
    dated = read_pack(
        small_pack(
            edits={"parameters/limits.yaml": ("    - {since: 2018-01-01, value: 300, source: 样例}", more)}
        )
    )
    before = replace(firm, pack=dated)
    (row,) = told(before, replace(before, day=date(2027, 1, 1)), tmp_path)
    assert [(each["kind"], each["before"], each["after"]) for each in row["reasons"]] == [
        ("day", "2026-11-21", "2027-01-01"),
        ("parameter", "300", "50"),
        ("verdict", "met", "not_met"),
    ]


def test_only_what_can_have_changed_is_decided(firm: World, tmp_path: Path) -> None:
    many = replace(firm, subjects={f"s{n}": {"人数": float(n), "收入": 1.0} for n in range(50)})
    folder = kept(many, tmp_path / "many")
    assert changes(folder, many)[1].totals.decided == 0
    one = replace(many, subjects={**many.subjects, "s7": {"人数": 8.0, "收入": 1.0}})
    rows, update = changes(folder, one)
    assert (rows, update.totals.decided, update.totals.changed) == ([], 2, 1)  # before and after


def test_a_field_that_changes_its_unit_keeps_every_cause(
    firm: World, small_pack: Any, tmp_path: Path
) -> None:
    edits = {
        "fields/firm.yaml": ("收入: {type: number, unit: 万元", "收入: {type: number, unit: 元"),
        "measures/tax/m1.yaml": ("cap: 50}", "cap: 50, unit: 元}"),
    }
    other = replace(firm, pack=read_pack(small_pack(edits=edits)))
    other = replace(other, subjects={**firm.subjects, "a": {"人数": 100.0, "收入": 2_000_000.0}})
    (row,) = told(firm, other, tmp_path)
    kinds = {each["kind"] for each in row["reasons"]}
    assert {"field", "codes", "amount"} <= kinds
