"""What can be set on a policy, and what is said where it cannot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from small_pack import Write
from small_pack import small_pack as small_pack
from twinwheel.errors import UsageError
from twinwheel.matching.sandbox.proposal import constant, propose, setting
from twinwheel.messages import in_language
from twinwheel.packs import Pack, read_pack

DAY = date(2026, 11, 21)
M2 = """\
id: m2
title: {zh: 措施二, en: Measure two}
theme: tax
level: national
issuer: [某局]
subject: firm
valid: {from: 2018-01-01, to: null}
source: {document: 样例文件, date: 2018-01-01, confidence: A}
criteria:
  - {id: tiers, label: {zh: 占比达标, en: share}, when: 占比 >= CASE WHEN 收入 <= 5000 THEN 0.05 ELSE 0.03 END}
  - {id: two, label: {zh: 两项, en: both}, when: 收入 >= 10 AND 人数 <= 50}
  - {id: young, label: {zh: 五年内, en: young}, when: '成立日期 > :as_of - INTERVAL 5 YEAR'}
  - {id: resident, label: {zh: 居民, en: resident}, when: 居民}
  - {id: expert, label: {zh: 评审, en: review}, kind: human}
benefit:
  - {kind: tax, title: {zh: 甲, en: first}, amount: {base: 收入, rate: 0.1, cap: 50}}
  - {kind: tax, title: {zh: 乙, en: second}, amount: {base: 3}}
"""


@pytest.fixture
def pack(small_pack: Write) -> Pack:
    return read_pack(small_pack({"measures/tax/m2.yaml": M2}))


def when(pack: Pack, text: str, criterion: str) -> str | None:
    spec = propose(pack, DAY, [text]).pack.measures["m2"]
    return next(each.when for each in spec.criteria if each.id == criterion)


@pytest.mark.parametrize(
    ("text", "criterion", "wanted"),
    [
        ("m2/tiers.threshold=0.04", "tiers", "占比 >= 0.04"),
        ("m2/tiers.threshold=4%", "tiers", "占比 >= 0.04"),
        ("m2/tiers.threshold[2]=0.06", "tiers", "占比 >= CASE WHEN 收入 <= 5000 THEN 0.06 ELSE 0.03 END"),
        ("m2/two.threshold[2]=60", "two", "(收入 >= 10) AND (人数 <= 60)"),
        ("m2/young.threshold[1]=3", "young", "成立日期 > (:as_of - INTERVAL 3 YEAR)"),
        ("m2/young.threshold=2024-01-01", "young", "成立日期 > DATE '2024-01-01'"),
        ("m2/two.when=收入 >= 10", "two", "收入 >= 10"),
    ],
)
def test_a_criterion_is_rewritten(pack: Pack, text: str, criterion: str, wanted: str) -> None:
    assert when(pack, text, criterion) == wanted


def test_the_pack_itself_is_left_as_it_is(pack: Pack) -> None:
    before = pack.measures["m2"].model_dump()
    propose(pack, DAY, ["m2/tiers.threshold=0.04", "m2/resident=off", ":人数上限=100"])
    assert pack.measures["m2"].model_dump() == before
    assert pack.vocabulary.parameters["人数上限"].on(DAY) == 300


def test_criteria_can_be_off_also_those_of_a_person(pack: Pack) -> None:
    spec = propose(pack, DAY, ["m2/resident=off", "m2/expert=off"]).pack.measures["m2"]
    assert [each.id for each in spec.criteria] == ["tiers", "two", "young"]


def test_parts_of_an_amount(pack: Pack) -> None:
    found = propose(pack, DAY, ["m2/amount[1].cap=30", "m2/amount[1].rate=20%", "m2/amount[2].base=收入"])
    first, second = (each.amount for each in found.pack.measures["m2"].benefit)
    assert first is not None
    assert second is not None
    assert (first.cap, first.rate, first.base, second.base) == (Decimal(30), Decimal("0.2"), "收入", "收入")
    without = propose(pack, DAY, ["m1/amount.cap=none"]).pack.measures["m1"].benefit[0].amount
    assert without is not None
    assert without.cap is None


def test_a_parameter_is_set_for_the_day_and_not_for_the_past(pack: Pack) -> None:
    found = propose(pack, DAY, [":人数上限=200"])
    parameter = found.pack.vocabulary.parameters["人数上限"]
    assert (parameter.on(DAY), found.touched) == (200, None)


@pytest.mark.parametrize(
    ("text", "what", "advice"),
    [
        ("m2/tiers", "sets nothing", "=off"),
        ("m2/tiers=on", "can only be off", "threshold"),
        ("m2 tiers=1", "cannot be set", "MEASURE/CRITERION"),
        ("m3/tiers.threshold=1", 'unknown measure "m3"', "There are: m1, m2"),
        ("m2/tier.threshold=1", 'unknown criterion "tier"', '"tiers"'),
        ("m2/tiers.thresold=1", "cannot be set", '"threshold"'),
        ("m2/two.threshold=1", "compares several things", "m2/two.threshold[1]=10, m2/two.threshold[2]=50"),
        ("m2/two.threshold[3]=1", "there is no number 3", "m2/two.threshold[1]=10"),
        ("m2/resident.threshold=1", "compares nothing with a number", "m2/resident=off"),
        ("m2/expert.threshold=1", "decided by a person", "=off"),
        ("m2/young.threshold[1]=2.5", "whole years", "threshold[1]=5"),
        ("m2/young.threshold[1]=2024-01-01", "a number is wanted", "threshold[1]=5"),
        ("m2/tiers.threshold=5", "beyond the domain", "5 % is 0.05"),
        ("m2/tiers.threshold=人数", "units differ", "Convert"),
        ("m2/tiers.threshold=)", "not a valid expression", ""),
        ("m2/two.when=成立天 > 1", 'unknown field "成立天"', '"成立天数"'),
        ("m2/two.when=收入", "a condition is wanted", "Compare"),
        ("m2/amount.cap=3", "which amount?", "amount[1] (first)"),
        ("m2/amount[3].cap=3", "which amount?", "amount[2] (second)"),
        ("m2/amount[1].top=3", "cannot be set", "rate, floor, cap, base"),
        ("m2/amount[1].cap=-3", "greater than or equal to 0", "number"),
        ("m2/amount[1].cap=成立天", 'unknown field "成立天"', '"成立天数"'),
        (":人数=3", 'unknown parameter ":人数"', '":人数上限"'),
        (":人数上限=2024-01-01", "a number is wanted", ":人数上限=300"),
        (":人数上限=many", "no number or day", "2026-11-21"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(pack: Pack, text: str, what: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        propose(pack, DAY, [text])
    assert what in caught.value.what
    assert advice in caught.value.advice
    for said in filter(None, (caught.value.what, caught.value.advice)):
        assert in_language(said, "zh-hans") != said


def test_a_second_setting_builds_on_the_first(pack: Pack) -> None:
    found = propose(pack, DAY, ["m2/two.threshold[1]=20", "m2/two.threshold[2]=60"])
    spec = found.pack.measures["m2"]
    assert next(each.when for each in spec.criteria if each.id == "two") == "(收入 >= 20) AND (人数 <= 60)"
    assert found.touched == {"m2"}


def test_settings_and_constants_as_they_are_typed() -> None:
    each = setting("m2/amount[2].cap = 30")
    assert (each.measure, each.part, each.nth, each.key, str(each)) == (
        "m2",
        "amount",
        2,
        "cap",
        "m2/amount[2].cap=30",
    )
    assert setting("m2/x.when=a >= 3").value == "a >= 3"
    assert constant("1,000") == 1000
