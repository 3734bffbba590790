"""Every way to become eligible does make the subject eligible, changes only what can change, and asks for no more than it must."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from math import inf, nextafter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import random_pack, random_subject, register
from small_pack import Write
from small_pack import small_pack as small_pack
from twinwheel.criteria import logic
from twinwheel.criteria.subject import Band, Subject
from twinwheel.criteria.values import from_row
from twinwheel.matching.explain import as_json as explained
from twinwheel.matching.explain import explain
from twinwheel.matching.one import decide
from twinwheel.matching.plan import Candidate, Outcome, Plan, candidate, plan
from twinwheel.matching.ways.advice import as_json, change_in_words, obstacle_in_words, way_in_words
from twinwheel.matching.ways.counterfactual import Change, Counterfactual, Ways, nearest_ways
from twinwheel.packs import Pack, read_pack

ROOT = Path(__file__).parents[3]
DAY = date(2026, 11, 21)
GOOD = (Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW)
SUBJECTS = ("enterprise", "person", "incubator", "project", "receivable", "foreign_investment")


def applied(on: Plan, found: Candidate, way: Counterfactual, subject: Subject) -> Outcome:
    """What the measure is for the subject with exactly these changes, on the day that is waited for."""
    changed = {**subject, **{each.field: each.after for each in way.changes}}
    there = (
        found if way.wait_until is None else candidate(found.id, found.spec, on.pack.lowering(way.wait_until))
    )
    return decide(there, changed, on.pack.vocabulary).outcome


def assert_sound(on: Plan, found: Candidate, subject: Subject, ways: Ways) -> None:
    fixed = {name for name, spec in on.pack.fields.items() if spec.fixed}
    assert bool(ways.ways) != bool(ways.obstacles)
    assert list(ways.ways) == sorted(ways.ways, key=lambda each: each.nearness)
    for way in ways.ways:
        assert applied(on, found, way, subject) in GOOD
        assert applied(on, found, way, subject) is way.outcome
        assert len({each.field for each in way.changes}) == len(way.changes), "a field is changed once"
        for each in way.changes:
            known = subject.get(each.field)
            assert each.field not in fixed or known is None or isinstance(known, Band)
            assert known is not None or each.field not in on.pack.definitions
            assert each.after is not None
        for each in way.changes:  # none of them can be left out
            fewer = [other for other in way.changes if other is not each]
            assert (
                applied(on, found, Counterfactual(tuple(fewer), way.wait_until, way.outcome, {}), subject)
                not in GOOD
            )
        for lang in ("zh", "en"):
            assert way_in_words(way, on.pack.vocabulary, lang)


@cache
def pack() -> Pack:
    return read_pack(ROOT / "packs" / "beijing-sti")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_way_of_the_real_packs_leads_there(subject: str) -> None:
    on = plan(pack(), subject, DAY)
    rows = register(on, 12, seed=8).to_pylist()
    ways = 0
    for row in rows:
        values = from_row(pack().vocabulary, row)
        for found in on.candidates[:: 1 if len(on.candidates) < 20 else 3]:
            if decide(found, values, pack().vocabulary).outcome not in GOOD:
                result = nearest_ways(on, found, values)
                assert_sound(on, found, values, result)
                ways += len(result.ways)
    assert ways > len(rows)


@settings(max_examples=60)
@given(st.data())
def test_every_way_of_a_random_pack_leads_there(data: st.DataObject) -> None:
    def choose(options: Sequence[object]) -> object:
        return data.draw(st.sampled_from(options))

    on = plan(random_pack(choose, measures=2), "firm", DAY)
    subject = random_subject(choose)
    for found in on.candidates:
        if decide(found, subject, on.pack.vocabulary).outcome not in GOOD:
            assert_sound(on, found, subject, nearest_ways(on, found, subject))


# --- small measures -------------------------------------------------------------------------------

FIELDS = """\
title: {zh: 企业, en: Firm}
subjects: [firm]
fields:
  人数: {type: number, unit: 人, en: Staff, integer: true, min: 0, question: {zh: 几人?, en: How many?}}
  收入: {type: number, unit: 万元, en: Revenue, band: true, min: 0, question: {zh: 多少?, en: How much?}}
  支出: {type: number, unit: 万元, en: Spending, min: 0, question: {zh: 多少?, en: How much?}}
  占比: {type: ratio, en: Share, min: 0, max: 1, question: {zh: 多少?, en: How much?}}
  居民: {type: bool, en: Resident, question: {zh: 是?, en: Is it?}}
  规模: {type: code, codes: sizes, en: Size, question: {zh: 哪种?, en: Which?}}
  资质: {type: codes, codes: sizes, en: Titles, question: {zh: 哪些?, en: Which?}}
  成立日期: {type: date, fixed: true, en: Founded, question: {zh: 何时?, en: When?}}
  岁数: {type: number, unit: 岁, fixed: true, en: Age, question: {zh: 几岁?, en: How old?}}
  积分: {type: number, unit: 分, en: Points, question: {zh: 几分?, en: How many?}}
"""
POINTS = """\
积分:
  value: CASE WHEN 占比 >= 0.5 THEN 30 WHEN 占比 >= 0.2 THEN 15 ELSE 0 END + CASE WHEN 居民 THEN 20 ELSE 0 END
  cite: 样例
"""
MEASURE = """\
id: m1
title: {{zh: 措施一, en: Measure one}}
theme: tax
level: national
issuer: [某局]
subject: firm
valid: {{from: 2018-01-01, to: {to}}}
source: {{document: 样例文件, date: 2018-01-01, confidence: A}}
criteria:
{criteria}
benefit:
  - {{kind: tax, title: {{zh: 减税, en: less tax}}, grants: 大型}}
{process}
"""


@pytest.fixture
def ways(small_pack: Write) -> object:
    """The ways of a subject to meet some conditions."""

    def make(subject: Subject, *conditions: str, to: str = "null", process: str = "") -> tuple[Plan, Ways]:
        criteria = "\n".join(
            f"  - {{id: c{n}, label: {{zh: 条件{n}, en: criterion {n}}}, when: {condition!r}}}"
            for n, condition in enumerate(conditions)
        ).replace("\\'", "''")
        folder = small_pack(
            {
                "fields/firm.yaml": FIELDS,
                "definitions.yaml": POINTS,
                "measures/tax/m1.yaml": MEASURE.format(criteria=criteria, to=to, process=process),
            }
        )
        on = plan(read_pack(folder), "firm", DAY)
        result = nearest_ways(on, on.candidates[0], subject)
        assert_sound(on, on.candidates[0], subject, result)
        return on, result

    return make


def changes(found: tuple[Plan, Ways]) -> list[list[tuple[object, ...]]]:
    return [[(each.field, each.bound, each.end) for each in way.changes] for way in found[1].ways]


def en(found: tuple[Plan, Ways]) -> list[str]:
    return [way_in_words(way, found[0].pack.vocabulary, "en") for way in found[1].ways]


@pytest.mark.parametrize(
    ("condition", "subject", "bound", "end", "after"),
    [
        ("人数 >= 50", {"人数": 40.0}, "at_least", 50, 50),
        ("人数 > 50", {"人数": 40.0}, "more_than", 50, 51),
        ("人数 <= 30", {"人数": 40.0}, "at_most", 30, 30),
        ("人数 < 30", {"人数": 40.0}, "less_than", 30, 29),
        ("人数 = 30", {"人数": 40.0}, "exactly", 30, 30),
        ("占比 > 0.5", {"占比": 0.2}, "more_than", 0.5, nextafter(0.5, inf)),
        ("占比 >= 0.05", {"占比": 0.042}, "at_least", 0.05, 0.05),
        ("人数 BETWEEN 50 AND 60", {"人数": 40.0}, "at_least", 50, 50),
        ("人数 BETWEEN 50 AND 60", {"人数": 90.0}, "at_most", 60, 60),
        ("收入 >= 150", {"收入": Band(100.0, 200.0)}, "at_least", 150, 150),
    ],
)
def test_a_single_threshold_is_met_exactly_and_no_more(
    ways: object, condition: str, subject: Subject, bound: str, end: float, after: float
) -> None:
    _, found = ways(subject, condition)  # type: ignore[operator]
    (change,) = found.ways[0].changes
    assert (change.bound, change.end, change.after) == (bound, end, after)


@given(st.integers(0, 200), st.integers(0, 200), st.sampled_from([">=", ">", "<=", "<"]))
def test_one_less_would_not_do(now: int, threshold: int, op: str) -> None:
    on, found = _single(op, threshold)
    subject: Subject = {"人数": float(now)}
    if decide(found, subject, on.pack.vocabulary).outcome in GOOD:
        return
    result = nearest_ways(on, found, subject)
    for way in result.ways:
        (change,) = way.changes
        assert isinstance(change.after, float)
        step = 1.0 if change.after > now else -1.0
        assert decide(found, {"人数": change.after - step}, on.pack.vocabulary).outcome not in GOOD
    assert result.ways


@cache
def _base() -> Plan:
    return plan(random_pack(lambda options: options[0], measures=1), "firm", DAY)


def _single(op: str, threshold: int) -> tuple[Plan, Candidate]:
    """A measure of the one criterion that a whole number lies on one side of a threshold."""
    base = _base()
    assert base.pack.fields["人数"].integer
    spec = base.pack.measures["m0"]
    when = {"kind": "rule", "when": f"人数 {op} {threshold}"}
    criterion = spec.criteria[0].model_copy(update=when)
    return base, candidate("m0", spec.model_copy(update={"criteria": [criterion]}), base.pack.lowering(DAY))


def test_of_an_or_the_nearest_arm_comes_first_and_the_others_follow(ways: object) -> None:
    found = ways({"人数": 40.0, "收入": 10.0}, "人数 >= 50 OR 收入 >= 1000")  # type: ignore[operator]
    assert changes(found) == [[("人数", "at_least", 50)], [("收入", "at_least", 1000)]]


def test_a_field_two_criteria_share_changes_once_for_both(ways: object) -> None:
    found = ways({"人数": 40.0, "收入": 1.0}, "人数 >= 50", "人数 >= 80 AND 收入 >= 100", "人数 <= 90")  # type: ignore[operator]
    assert changes(found) == [[("人数", "at_least", 80), ("收入", "at_least", 100)]]


def test_what_is_met_already_is_not_broken(ways: object) -> None:
    found = ways({"人数": 40.0}, "人数 <= 45", "人数 >= 30 AND (人数 <= 20 OR 人数 >= 42)")  # type: ignore[operator]
    assert changes(found) == [[("人数", "at_least", 42)]]


def test_tiers_may_be_met_or_left(ways: object) -> None:
    condition = "占比 >= CASE WHEN 收入 <= 5000 THEN 0.05 ELSE 0.03 END"
    found = ways({"占比": 0.042, "收入": 4900.0}, condition)  # type: ignore[operator]
    assert changes(found) == [[("收入", "more_than", 5000)], [("占比", "at_least", 0.05)]]


@pytest.mark.parametrize(
    ("condition", "subject", "field", "end"),
    [
        ("支出 / 收入 >= 0.05", {"支出": 40.0, "收入": 1000.0}, "支出", 50),
        ("收入 - 支出 <= 100", {"支出": 40.0, "收入": 1000.0}, "收入", 140),
        ("支出 * 3 > 收入", {"支出": 10.0, "收入": 30.0}, "收入", None),
    ],
)
def test_a_computed_number_is_met_through_its_parts(
    ways: object, condition: str, subject: Subject, field: str, end: float | None
) -> None:
    found = ways(subject, condition)  # type: ignore[operator]
    ends = {name: value for ((name, _, value),) in changes(found)}
    assert set(ends) == {"支出", "收入"}
    assert end is None or ends[field] == end


def test_points_rise_by_the_parts_that_give_them(ways: object) -> None:
    found = ways({"占比": 0.1, "居民": False}, "积分 >= 20")  # type: ignore[operator]
    assert en(found) == ["Share: reach at least 50% (now 10%)", "Resident: change to yes"]
    both = ways({"占比": 0.1, "居民": False}, "积分 >= 35")  # type: ignore[operator]
    assert [sorted(each.field for each in way.changes) for way in both[1].ways] == [["占比", "居民"]]
    filed = ways({"占比": 0.1, "居民": False, "积分": 10.0}, "积分 >= 20")  # type: ignore[operator]
    assert en(filed) == ["Points: reach at least 20 points (now 10 points)"]


def test_codes_titles_and_yes_or_no(ways: object) -> None:
    found = ways({"规模": "小型", "资质": (), "居民": False}, "规模 = '大型'", "has(资质, '大型')", "居民")  # type: ignore[operator]
    (line,) = en(found)
    assert sorted(line.split("; ")) == [
        "Resident: change to yes",
        "Size: change to Large",
        "Titles: gain Large (see m1)",
    ]
    gone = ways({"资质": ("小型", None)}, "NOT has(资质, '小型')")  # type: ignore[operator]
    assert en(gone) == ["Titles: give up Small"]


def test_what_was_not_filed_is_to_be_filed(ways: object) -> None:
    found = ways({}, "人数 >= 50", "居民 AND 成立日期 <= DATE '2020-01-01'", "支出 <= 5")  # type: ignore[operator]
    (line,) = en(found)
    assert sorted(line.split("; ")) == [
        "Founded: to be filed, and 2020-01-01 or earlier",
        "Resident: to be filed, and yes",
        "Spending: to be filed, and at most CNY 50,000",
        "Staff: to be filed, and at least 50",
    ]


def test_waiting_is_enough_where_only_time_is_lacking(ways: object) -> None:
    found = ways({"成立日期": date(2026, 1, 31)}, "成立日期 <= :as_of - INTERVAL 1 YEAR")  # type: ignore[operator]
    assert en(found) == ["wait until 2027-01-31"]
    both = ways(
        {"成立日期": date(2026, 1, 31), "人数": 1.0}, "成立日期 <= :as_of - INTERVAL 1 YEAR", "人数 >= 5"
    )  # type: ignore[operator]
    assert en(both) == ["wait until 2027-01-31; Staff: reach at least 5 (now 1)"]


def test_waiting_is_no_way_where_the_measure_ends_first(ways: object) -> None:
    on, found = ways({"成立日期": date(2026, 1, 31)}, "成立日期 <= :as_of - INTERVAL 1 YEAR", to="2026-12-31")  # type: ignore[operator]
    assert found.ways == ()
    (obstacle,) = found.obstacles
    assert (obstacle.kind, obstacle.criterion, obstacle.fields) == ("fixed", "c0", ("成立日期",))
    assert obstacle_in_words(obstacle, on.pack.vocabulary, "en") == "turns on Founded, which cannot change"


@pytest.mark.parametrize(
    ("subject", "condition", "process", "kind"),
    [
        ({"岁数": 60.0}, "岁数 <= 45", "", "fixed"),
        ({"居民": True}, "CASE WHEN 居民 THEN FALSE ELSE FALSE END", "", "closed"),
        ({"人数": 1.0}, "人数 >= 5", "process: {closes: 2026-06-30}", "window"),
        ({"人数": 1.0}, "人数 IS NULL", "", "closed"),
    ],
)
def test_where_nothing_helps_it_is_said_why(
    ways: object, subject: Subject, condition: str, process: str, kind: str
) -> None:
    on, found = ways(subject, condition, process=process)  # type: ignore[operator]
    assert [each.kind for each in found.obstacles] == [kind]
    for lang in ("zh", "en"):
        assert obstacle_in_words(found.obstacles[0], on.pack.vocabulary, lang)


def test_json_and_explanation_say_the_same(ways: object) -> None:
    on, found = ways({"人数": 1.0}, "人数 >= 5")  # type: ignore[operator]
    told = explained(explain(on, {"人数": 1.0}), "s")["decisions"][0]
    assert told["ways"] == as_json(found, on.pack.vocabulary)["ways"]
    assert told["ways"][0]["changes"] == [
        {"field": "人数", "from": 1, "to": 5, "bound": "at_least", "end": 5, "one_of": [], "granted_by": []}
    ]
    assert told["ways"][0]["zh"] == "人数：达到不低于5人（现为1人）"
    assert explained(explain(on, {"人数": 9.0}), "s")["decisions"][0]["ways"] == []


def test_bands_and_bare_filings_in_words(ways: object) -> None:
    on, _ = ways({"人数": 1.0}, "人数 >= 5")  # type: ignore[operator]
    vocabulary = on.pack.vocabulary
    band = Change("收入", Band(100.0, inf), 300.0, "at_least", 300.0)
    assert change_in_words(band, vocabulary, "zh") == "收入：达到不低于300万元（现为100万元–）"
    assert change_in_words(Change("收入", None, 0.0), vocabulary, "en") == "Revenue: to be filed"
    assert logic.read_fields(on.candidates[0].condition) == {"人数"}
