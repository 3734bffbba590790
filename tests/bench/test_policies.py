"""Every gold file checks out: quotes stand in the text, expressions are of the pack, no number is made up.

The scorer is tested with drafts whose faults are known.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from bench.reading.policies import figures
from bench.reading.policies.gold import HALVES, PACK, Benefit, PolicyText, sentences, texts, unclaimed

from twinwheel.criteria.check import check, type_of
from twinwheel.criteria.parse import parse
from twinwheel.packs.pack import Pack
from twinwheel.packs.reader import read_pack

TEXTS = [each for half in HALVES for each in texts(half)]
over_texts = pytest.mark.parametrize("given", TEXTS, ids=lambda each: f"{each.path.parent.name}/{each.name}")


@pytest.fixture(scope="module")
def pack(root: Path) -> Pack:
    return read_pack(root / PACK)


def test_there_are_enough_texts_of_every_style_in_both_halves() -> None:
    counts = {half: Counter(each.gold.style for each in texts(half)) for half in HALVES}
    assert min(sum(counts[half].values()) for half in ("dev", "dev2", "dev3")) >= 24
    assert sum(counts["held"].values()) >= 12
    assert sum(counts["held2"].values()) >= 14 and len(counts["held2"]) >= 6
    assert min(counts["dev"].values()) >= 4 and min(counts["held"].values()) >= 2
    assert set(counts["dev"]) == set(counts["held"]) and len(counts["dev"]) == 6
    assert set(counts["dev"]) < set(counts["dev2"])


@over_texts
def test_a_text_is_as_long_as_such_texts_are(given: PolicyText) -> None:
    assert 400 <= len(given.text) <= 1500


@over_texts
def test_every_condition_is_an_expression_over_the_fields_of_its_subject(
    given: PolicyText, pack: Pack
) -> None:
    for measure in given.gold.rules:
        assert measure.subject in pack.subjects
        known = frozenset(pack.fields_of(measure.subject))
        for criterion in (*given.gold.common, *measure.criteria):
            for text in criterion.right:
                assert not check(parse(text), pack.vocabulary, subject_fields=known), text
        for benefit in measure.benefits:
            for value in (benefit.base, benefit.rate):
                if isinstance(value, str):
                    assert not type_of(parse(value), pack.vocabulary, subject_fields=known)[1], value


@over_texts
def test_no_number_of_a_condition_is_made_up(given: PolicyText) -> None:
    for criterion in given.gold.criteria():
        said = criterion.quote + (criterion.exception_of or "")
        for text in criterion.right:
            assert figures.invented(parse(text), said) == []


@over_texts
def test_no_number_of_a_benefit_is_made_up(given: PolicyText, pack: Pack) -> None:
    kinds = {each.value for each in pack.code_lists["benefit-kinds"].codes}
    for measure in given.gold.rules:
        for benefit in measure.benefits:
            assert {benefit.kind, *benefit.also_kinds} <= kinds
            for value in _money(benefit):
                held = figures.constants(parse(value)) if isinstance(value, str) else [value]
                assert set(held) <= figures.numbers(benefit.quote)


def _money(benefit: Benefit) -> list[Decimal | str]:
    parts = (benefit.base, benefit.rate, benefit.floor, benefit.cap, benefit.years)
    return [each for each in parts if each is not None]


@over_texts
def test_every_sentence_is_claimed_or_out_of_scope(given: PolicyText) -> None:
    assert unclaimed(given) == []


@over_texts
def test_days_stand_in_the_text(given: PolicyText) -> None:
    gold = given.gold
    windows = [gold.window, *(each.window for each in gold.measures)]
    for window in windows:
        if window:
            assert {window.opens, window.closes} - {None} <= figures.days(window.quote)
    if gold.valid:
        said = (
            f"{gold.document.date or ''}".replace("-", "年", 1).replace("-", "月", 1)
            + "日"
            + gold.valid.quote
        )
        assert {gold.valid.since, gold.valid.to} - {None} <= figures.days(said)


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("不低于1.5亿元", [15000, 150_000_000, "1.5"]),
        ("比例达到3.5%以上", ["0.035"]),
        ("奖励3O万元", [30, 300_000]),
        ("1万平方米以上", [10_000]),
        ("成立满两年", [2, 24, 730]),
        ("不低于三成", ["0.3"]),
        ("每日万分之五", ["0.0005"]),
        ("比例20%，提高10个百分点", ["0.2", "0.1", "0.3"]),
        ("面积不低于5 0 0\n平方米", [500]),
        ("满三十六个月", [36]),
    ],
)
def test_a_text_bears_out_its_numbers_in_every_unit(text: str, holds: list[int | str]) -> None:
    assert {Decimal(each) for each in holds} <= figures.numbers(text)


def test_a_text_bears_out_no_other_numbers() -> None:
    assert figures.numbers("不低于120万元") == {0, 120, 1_200_000, Decimal("0.012")}
    assert Decimal(12) not in figures.numbers("不低于120万元")


def test_days_are_those_that_are_printed_and_what_follows_from_them() -> None:
    found = figures.days("2028年3月10日8时至4月10日；自2027年1月1日起施行，有效期3年；二〇二七年三月二十五日")
    assert {date(2028, 3, 10), date(2028, 4, 10), date(2029, 12, 31), date(2027, 1, 1)} <= found
    assert date(2028, 5, 10) not in found


def test_a_broken_line_does_not_end_a_sentence() -> None:
    text = "一、条件\n企业应当在本地注册并且依法纳税，上年度研\n发费用不低于50万元；\n（一）另一条件。再一句"
    assert [text[start:end] for start, end in sentences(text)] == [
        "一、条件",
        "企业应当在本地注册并且依法纳税，上年度研\n发费用不低于50万元；",
        "（一）另一条件。",
        "再一句",
    ]
