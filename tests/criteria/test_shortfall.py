"""A shortfall says what has to change and by how much; it appears exactly where a criterion is not met."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import inf
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.criteria import tree
from twinwheel.criteria.check import check
from twinwheel.criteria.describe import describe
from twinwheel.criteria.exact import Range, exact
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.shortfall import Shortfall, shortfall
from twinwheel.criteria.subject import Band, Scalar, Subject, Verdict, interval, verdict
from twinwheel.criteria.vocabulary import FieldType, Parameter, Vocabulary
from twinwheel.criteria.wording import Lang
from twinwheel.packs.pack import Pack
from twinwheel.packs.reader import load_pack

TODAY = date(2026, 11, 21)
SIZES = {"大型": "Large", "中型": "Medium", "小型": "Small", "微型": "Micro"}
TITLES = {"高新技术企业": "High-tech enterprise", "创新型": "Innovative SME", "小巨人": "Little giant"}


def codes(labels: dict[str, str]) -> dict[str, Any]:
    return {"values": {value: value for value in labels}, "labels": labels}


FIELDS = [
    FieldType("研发占比", "number", "R&D ratio", "比例"),
    FieldType("销售收入", "number", "Sales", "万元", band=True),
    FieldType("利润", "number", "Profit", "万元"),
    FieldType("从业人数", "number", "Employees", "人", integer=True, band=True),
    FieldType("评价得分", "number", "Score", "分"),
    FieldType("成立日期", "date", "Date of establishment"),
    FieldType("放款日", "date", "Day of payment"),
    FieldType("成立日数", "number", "Days since establishment", "日"),
    FieldType("规模", "code", "Size class", **codes(SIZES)),
    FieldType("资质", "codes", "Valid titles", **codes(TITLES)),
    FieldType("编号", "text", "Number"),
    FieldType("内部编号", "text", "Internal number"),
    FieldType("全部资质", "codes", "All titles", **codes(TITLES)),
    FieldType("综合评分", "number", "Total score", "分"),
    FieldType("小微", "bool", "Small and micro"),
    FieldType("居民企业", "bool", "Resident enterprise"),
    FieldType("严重失信", "bool", "Serious dishonesty"),
]
VOCABULARY = Vocabulary(
    {field.name: field for field in FIELDS},
    {
        "成立日数": parse(":as_of - 成立日期"),
        "规模": parse(
            "CASE WHEN 从业人数 >= 300 THEN '大型' WHEN 从业人数 >= 100 THEN '中型' ELSE '小型' END"
        ),
        "综合评分": parse(
            "CASE WHEN 研发占比 >= 0.06 THEN 50.1 WHEN 研发占比 >= 0.05 THEN 40 ELSE 0.1 END"
            " + CASE WHEN 居民企业 THEN 9.8 ELSE 0.7 END"
        ),
        "全部资质": parse("coalesce(资质, 资质)"),
        "编号": parse("内部编号"),
        "小微": parse("从业人数 <= 300 AND 销售收入 <= 5000 AND NOT 严重失信"),
    },
    {
        "人数上限": Parameter(
            "人数上限",
            "Most employees",
            "人",
            (date(2018, 1, 1), date(2027, 1, 1)),
            (Decimal(200), Decimal(300)),
        )
    },
)
LOWERING = Lowering(VOCABULARY, TODAY)
TIERS = "研发占比 >= CASE WHEN 销售收入 <= 5000 THEN 0.05 WHEN 销售收入 <= 20000 THEN 0.04 ELSE 0.03 END"

Table = list[tuple[str, dict[str, Scalar], str, str]]

WORDS: Table = [
    # expression, subject, what is said in Chinese and in English; every number worked out by hand
    (TIERS, {"研发占比": 0.042, "销售收入": 4000}, "需要不低于5%，现为4.2%，差0.8个百分点",
     "needs at least 5%, has 4.2%, 0.8 percentage points short"),
    (TIERS, {"研发占比": 0.039, "销售收入": 20000}, "需要不低于4%，现为3.9%，差0.1个百分点",
     "needs at least 4%, has 3.9%, 0.1 percentage points short"),
    (TIERS, {"研发占比": 0.035}, "", ""),  # enough for the lowest tier, so it is the tier that is asked for
    (TIERS, {"研发占比": 0.02}, "需要不低于3%–5%（视档次而定），现为2%，至少差1个百分点",
     "needs at least 3%–5% (which depends on the tier), has 2%, at least 1 percentage point short"),
    (TIERS, {"研发占比": 0.02, "销售收入": Band(4000, 6000)},
     "需要不低于4%–5%（视档次而定），现为2%，至少差2个百分点",
     "needs at least 4%–5% (which depends on the tier), has 2%, at least 2 percentage points short"),
    ("销售收入 >= 5000", {"销售收入": 4321.09}, "需要不低于5,000万元，现为4,321.09万元，差678.91万元",
     "needs at least CNY 50 million, has CNY 43.2109 million, CNY 6.7891 million short"),
    ("销售收入 <= 利润 * 2", {"销售收入": 5, "利润": 1.1}, "需要不超过2.2万元，现为5万元，超出2.8万元",
     "needs at most CNY 22,000, has CNY 50,000, CNY 28,000 over"),
    ("利润 / 销售收入 >= 0.05", {"利润": 0.1, "销售收入": 3}, "需要不低于5%，现为3.33333333333%，差1.66666666667个百分点",
     "needs at least 5%, has 3.33333333333%, 1.66666666667 percentage points short"),
    ("评价得分 > 70", {"评价得分": 70}, "需要超过70分，现为70分", "needs more than 70 points, has 70 points"),
    ("70 < 评价得分", {"评价得分": 69.5}, "需要超过70分，现为69.5分，差0.5分",
     "needs more than 70 points, has 69.5 points, 0.5 points short"),
    ("NOT (从业人数 >= 300)", {"从业人数": 301}, "需要低于300人，现为301人，超出1人", "needs less than 300, has 301, 1 over"),
    ("从业人数 >= 100", {"从业人数": Band(20, 49)}, "需要不低于100人，现为20–49人，至少差51人",
     "needs at least 100, has 20–49, at least 51 short"),
    ("从业人数 <= 100", {"从业人数": Band(300, inf)}, "需要不超过100人，现为不低于300人，至少超出200人",
     "needs at most 100, has at least 300, at least 200 over"),
    ("从业人数 BETWEEN 10 AND 20", {"从业人数": 25}, "需要不超过20人，现为25人，超出5人", "needs at most 20, has 25, 5 over"),
    ("评价得分 = 60", {"评价得分": 59.9}, "需要等于60分，现为59.9分，相差0.1分",
     "needs exactly 60 points, has 59.9 points, 0.1 points apart"),
    ("评价得分 <> 60", {"评价得分": 60}, "不得等于60分", "must not be 60 points"),
    ("从业人数 <= :人数上限", {"从业人数": 250}, "需要不超过200人，现为250人，超出50人，2027年1月1日起满足",
     "needs at most 200, has 250, 50 over, met from 2027-01-01"),
    ("从业人数 <= :人数上限", {"从业人数": 301}, "需要不超过200人，现为301人，超出101人", "needs at most 200, has 301, 101 over"),
    # dates: one year from 1 March 2026 is 365 days; the 29th of February is reached through the 28th
    ("成立日期 <= :as_of - INTERVAL 1 YEAR", {"成立日期": date(2026, 3, 1)}, "成立日期2026年3月1日，2027年3月1日起满足",
     "Date of establishment 2026-03-01, met from 2027-03-01"),
    ("成立日数 >= 365", {"成立日期": date(2026, 3, 1)}, "成立日期2026年3月1日，2027年3月1日起满足",
     "Date of establishment 2026-03-01, met from 2027-03-01"),
    ("成立日数 >= 365", {"成立日数": 364}, "需要不低于365日，现为364日，差1日", "needs at least 365 days, has 364 days, 1 day short"),
    ("成立日数 = 365", {"成立日期": date(2026, 3, 1)}, "成立日期2026年3月1日，2027年3月1日起满足",
     "Date of establishment 2026-03-01, met from 2027-03-01"),
    ("成立日数 <= 365", {"成立日期": date(2020, 11, 21)}, "需要不超过365日，现为2,191日，超出1,826日",
     "needs at most 365 days, has 2,191 days, 1,826 days over"),
    ("放款日 >= DATE '2026-01-01'", {"放款日": date(2025, 12, 31)}, "需要不早于2026年1月1日，现为2025年12月31日，早1日",
     "needs 2026-01-01 or later, has 2025-12-31, 1 day too early"),
    ("放款日 < DATE '2026-01-01'", {"放款日": date(2026, 1, 1)}, "需要早于2026年1月1日，现为2026年1月1日",
     "needs a day before 2026-01-01, has 2026-01-01"),
    # codes, lists, text
    ("规模 IN ('中型', '小型')", {"规模": "大型"}, "需要是中型、小型之一，现为大型", "needs one of Medium or Small, has Large"),
    ("规模 IN ('中型', '小型')", {"从业人数": 500}, "需要是中型、小型之一，现为大型", "needs one of Medium or Small, has Large"),
    ("规模 = '微型'", {"规模": "大型"}, "需要是微型，现为大型", "needs Micro, has Large"),
    ("规模 <> '大型'", {"规模": "大型"}, "不得是大型", "must not be Large"),
    ("规模 NOT IN ('大型', '中型')", {"规模": "大型"}, "不得是大型、中型中的任何一个，现为大型",
     "must not be any of Large or Medium, has Large"),
    ("has(资质, '高新技术企业')", {"资质": ()}, "缺少：高新技术企业", "lacks: High-tech enterprise"),
    ("has_any(资质, '高新技术企业', '小巨人')", {"资质": ("创新型",)}, "缺少：高新技术企业、小巨人中的至少一项",
     "lacks: at least one of High-tech enterprise or Little giant"),
    ("has_all(资质, '高新技术企业', '创新型', '小巨人')", {"资质": ("创新型",)}, "缺少：高新技术企业、小巨人",
     "lacks: High-tech enterprise and Little giant"),
    ("NOT has_any(资质, '小巨人', '创新型')", {"资质": ("创新型",)}, "不得有：创新型", "must not have: Innovative SME"),
    ("NOT has_all(资质, '小巨人', '创新型')", {"资质": ("创新型", "小巨人")}, "不得同时有：小巨人、创新型",
     "must not have all of: Little giant and Innovative SME"),
    ("starts_with(编号, '01')", {"编号": "02"}, "需要以“01”开头，现为02", 'needs to start with "01", has 02'),
    ("内部编号 IS NOT NULL", {}, "需要填报", "needs to be filed"),
    ("评价得分 IS NULL", {"评价得分": 1}, "不得填报", "must not be filed"),
    ("has(全部资质, '小巨人')", {"资质": ("创新型",)}, "缺少：小巨人", "lacks: Little giant"),
    ("starts_with(编号, '01')", {"内部编号": "11"}, "需要以“01”开头，现为11", 'needs to start with "01", has 11'),
    ("NOT starts_with(编号, '0')", {"编号": "01"}, "不得以“0”开头，现为01", 'must not start with "0", has 01'),
    ("CASE WHEN 居民企业 THEN '大型' ELSE '小型' END <> '小型'", {"居民企业": False}, "不得是小型", "must not be 小型"),
    ("CASE WHEN 居民企业 THEN '大型' ELSE '中型' END = '小型'", {}, "需要是小型", "needs 小型"),
    ("coalesce(内部编号, '无') = '01'", {}, "需要是01，现为无", "needs 01, has 无"),
    ("放款日 IN (DATE '2026-01-01')", {"放款日": date(2026, 1, 3)}, "需要等于2026年1月1日，现为2026年1月3日，相差2日",
     "needs exactly 2026-01-01, has 2026-01-03, 2 days apart"),
    ("放款日 >= CASE WHEN 居民企业 THEN DATE '2026-01-01' ELSE DATE '2026-02-01' END", {"放款日": date(2025, 12, 31)},
     "需要不早于2026年1月1日–2026年2月1日（视档次而定），现为2025年12月31日，至少早1日",
     "needs 2026-01-01–2026-02-01 or later (which depends on the tier), has 2025-12-31, at least 1 day too early"),
    # yes and no
    ("居民企业", {"居民企业": False}, "应为“是”，现为“否”", "needs yes, has no"),
    ("NOT 严重失信", {"严重失信": True}, "应为“否”，现为“是”", "needs no, has yes"),
    ("居民企业 = FALSE", {"居民企业": True}, "应为“否”，现为“是”", "needs no, has yes"),
    # alternatives
    ("居民企业 OR 评价得分 >= 60 AND 从业人数 >= 20", {"居民企业": False, "评价得分": 50, "从业人数": 10},
     "以下任一项即可：（1）居民企业：应为“是”，现为“否”；（2）评价得分：需要不低于60分，现为50分，差10分，且从业人数：需要不低于20人，现为10人，差10人",
     "any one of these: (1) Resident enterprise: needs yes, has no; (2) Score: needs at least 60 points, has 50 points, "
     "10 points short, and Employees: needs at least 20, has 10, 10 short"),
    ("从业人数 NOT BETWEEN 10 AND 20", {"从业人数": 12},
     "以下任一项即可：（1）从业人数：需要低于10人，现为12人，超出2人；（2）从业人数：需要超过20人，现为12人，差8人",
     "any one of these: (1) Employees: needs less than 10, has 12, 2 over; (2) Employees: needs more than 20, has 12, 8 short"),
    ("NOT (居民企业 AND 严重失信)", {"居民企业": True, "严重失信": True},
     "以下任一项即可：（1）居民企业：应为“否”，现为“是”；（2）严重失信：应为“否”，现为“是”",
     "any one of these: (1) Resident enterprise: needs no, has yes; (2) Serious dishonesty: needs no, has yes"),
    ("CASE WHEN 居民企业 THEN 评价得分 >= 60 ELSE 评价得分 >= 70 END", {"评价得分": 50},
     "视情形而定：（1）评价得分：需要不低于60分，现为50分，差10分；（2）评价得分：需要不低于70分，现为50分，差20分",
     "depending on the case: (1) Score: needs at least 60 points, has 50 points, 10 points short; "
     "(2) Score: needs at least 70 points, has 50 points, 20 points short"),
    ("CASE WHEN 规模 = '大型' THEN FALSE ELSE 居民企业 END", {"规模": "大型"}, "现有情形下不能满足", "cannot be met in this case"),
    ("coalesce(居民企业, 严重失信)", {"严重失信": False}, "应为“是”，现为“否”", "needs yes, has no"),
    ("least(销售收入, 利润) >= 5000", {"销售收入": 6000.5, "利润": 4999.9}, "需要不低于5,000万元，现为4,999.9万元，差0.1万元",
     "needs at least CNY 50 million, has CNY 49.999 million, CNY 1,000 short"),
    ("greatest(销售收入, 利润) <= 5000", {"销售收入": Band(6000, inf), "利润": 1}, "需要不超过5,000万元，现为不低于6,000万元，至少超出1,000万元",
     "needs at most CNY 50 million, has at least CNY 60 million, at least CNY 10 million over"),
    ("利润 - 销售收入 >= 5", {"销售收入": Band(-inf, 6), "利润": 1}, "", ""),
    ("利润 / 销售收入 >= 5", {"销售收入": 0, "利润": 1}, "", ""),
    ("coalesce(评价得分, 0) >= 60", {}, "需要不低于60分，现为0分，差60分", "needs at least 60 points, has 0 points, 60 points short"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "subject", "zh", "en"), WORDS)
def test_a_shortfall_in_words(text: str, subject: dict[str, Scalar], zh: str, en: str) -> None:
    node = parse(text)
    assert check(node, VOCABULARY) == []
    found = shortfall(node, LOWERING, subject)
    assert "".join(describe(each, VOCABULARY, "zh") for each in found) == zh
    assert "".join(describe(each, VOCABULARY, "en") for each in found) == en


def only(text: str, subject: dict[str, Scalar]) -> Shortfall:
    [found] = shortfall(parse(text), LOWERING, subject)
    return found


def test_the_gap_is_exact() -> None:
    found = only("研发占比 >= 0.05", {"研发占比": 0.042})
    assert (found.required, found.observed, found.gap) == (
        Decimal("0.05"),
        Decimal("0.042"),
        Decimal("0.008"),
    )
    assert (found.fields, found.kind, found.unit) == (("研发占比",), "too_low", "比例")


def test_a_tier_names_the_fields_it_depends_on() -> None:
    assert only(TIERS, {"研发占比": 0.01, "销售收入": 1.0}).fields == ("研发占比", "销售收入")


def test_a_computed_score_is_shown_without_noise_and_with_its_inputs() -> None:
    found = only("综合评分 >= 60", {"研发占比": 0.01, "居民企业": False})
    assert found.observed == Decimal("0.8")  # 0.1 + 0.7, which is 0.7999999999999999 in doubles
    assert found.gap == Decimal("59.2")
    assert found.fields == ("综合评分", "研发占比", "居民企业")
    assert only("综合评分 >= 60", {"综合评分": 40.0}).fields == ("综合评分",)


def test_a_score_with_an_unknown_part_is_a_range() -> None:
    found = only("综合评分 >= 60", {"研发占比": 0.01})
    assert found.observed == Range(Decimal("0.8"), Decimal("9.9"))
    assert found.gap == Decimal("50.1")


def test_a_yes_no_definition_is_opened_up() -> None:
    found = shortfall(parse("小微"), LOWERING, {"从业人数": 310, "销售收入": 5001.5, "严重失信": None})
    assert [(each.fields, each.gap) for each in found] == [
        (("从业人数",), 10),
        (("销售收入",), Decimal("1.5")),
    ]
    assert only("小微", {"小微": False}).kind == "must"


def test_unknown_parts_are_left_out() -> None:
    assert only("居民企业 AND 评价得分 >= 60", {"居民企业": False}).fields == ("居民企业",)
    assert shortfall(parse("居民企业 OR 评价得分 >= 60"), LOWERING, {"居民企业": False}) == []


def test_alternatives_are_one_level_deep() -> None:
    found = only(
        "居民企业 OR (严重失信 OR 评价得分 >= 60)", {"居民企业": False, "严重失信": False, "评价得分": 1.0}
    )
    assert [arm[0].fields for arm in found.arms] == [("居民企业",), ("严重失信",), ("评价得分",)]


def test_a_negation_moves_inwards() -> None:
    found = shortfall(parse("NOT (居民企业 OR 从业人数 >= 20)"), LOWERING, {"居民企业": True, "从业人数": 20})
    assert [(each.kind, each.strict) for each in found] == [("must_not", False), ("too_high", True)]


def test_an_alternative_that_time_brings_is_dated() -> None:
    found = only("居民企业 OR 成立日数 >= 365", {"居民企业": False, "成立日期": date(2026, 3, 1)})
    assert (found.kind, found.met_from) == ("any_of", date(2027, 3, 1))


def test_founded_on_a_leap_day_a_year_is_full_on_the_first_of_march() -> None:
    found = shortfall(
        parse("成立日期 <= :as_of - INTERVAL 1 YEAR"),
        Lowering(VOCABULARY, date(2024, 6, 1)),
        {"成立日期": date(2024, 2, 29)},
    )
    assert found[0].met_from == date(2025, 3, 1)


def test_a_day_that_is_passed_over_does_not_count() -> None:
    assert only("成立日数 = 365.5", {"成立日期": date(2026, 3, 1)}).met_from is None


def test_a_parameter_may_help_for_a_while_only() -> None:
    """250 people are too many today and from 2028 on, but not in 2027."""
    days = (date(2018, 1, 1), date(2027, 1, 1), date(2028, 1, 1))
    limit = Parameter("人数上限", "Most employees", "人", days, (Decimal(200), Decimal(300), Decimal(100)))
    lowering = Lowering(replace(VOCABULARY, parameters={"人数上限": limit}), TODAY)
    [found] = shortfall(parse("从业人数 <= :人数上限"), lowering, {"从业人数": 250})
    assert found.met_from == date(2027, 1, 1)


def test_time_beyond_sixty_years_is_not_waited_for() -> None:
    assert only("成立日数 >= 36500", {"成立日期": date(2026, 3, 1)}).met_from is None


# --- shortfall and verdict agree ------------------------------------------------------------------


def leaves() -> st.SearchStrategy[str]:
    numbers = st.sampled_from(
        ["研发占比 {} 0.05", "销售收入 {} 5000", "成立日数 {} 365", "综合评分 {} 50", "从业人数 {} 100"]
    )
    operators = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    others = st.sampled_from(
        ["居民企业", "小微", "严重失信 = FALSE", "规模 IN ('大型', '小型')", "规模 <> '中型'", "资质 IS NULL", "综合评分 IS NULL",
         "has_any(资质, '创新型', '小巨人')", "has_all(资质, '创新型', '小巨人')", "starts_with(编号, '0')", "FALSE", "TRUE",
         "从业人数 BETWEEN 20 AND 100", "从业人数 IN (20, 49)", "成立日期 <= :as_of - INTERVAL 1 YEAR", "100 >= 从业人数",
         "从业人数 <= :人数上限", "coalesce(居民企业, 严重失信)", "has(全部资质, '小巨人')", "销售收入 / 从业人数 > 利润", "least(销售收入, 利润) >= 5000", TIERS]
    )  # fmt: skip
    return st.one_of(st.builds(str.format, numbers, operators), others)


EXPRESSIONS = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.builds("NOT ({})".format, inner),
        st.builds("({}) AND ({})".format, inner, inner),
        st.builds("({}) OR ({})".format, inner, inner),
        st.builds(
            "CASE WHEN {} THEN {} WHEN {} THEN {} ELSE {} END".format, inner, inner, inner, inner, inner
        ),
    ),
    max_leaves=8,
)
SUBJECTS = st.fixed_dictionaries(
    {},
    optional={
        "研发占比": st.sampled_from([0.01, 0.049, 0.05, 0.06]),
        "销售收入": st.sampled_from([0.0, 4000.0, 5000.0, 30000.0, Band(4000, 6000), Band(9000, inf)]),
        "利润": st.sampled_from([0.1, 5000.0]),
        "从业人数": st.sampled_from([5, 20, 100, 500, Band(20, 49), Band(50, 300)]),
        "成立日期": st.dates(date(2020, 1, 1), date(2026, 12, 31)),
        "成立日数": st.sampled_from([10.0, 365.0]),
        "综合评分": st.just(50.0),
        "规模": st.sampled_from(sorted(SIZES)),
        "资质": st.sampled_from([(), ("创新型",), ("创新型", "小巨人"), (None,), ("小巨人", None)]),
        "编号": st.sampled_from(["01", "11"]),
        "居民企业": st.booleans(),
        "严重失信": st.booleans(),
        "小微": st.booleans(),
    },
)


def parts(found: list[Shortfall]) -> Iterator[Shortfall]:
    for each in found:
        yield each
        for arm in each.arms:
            yield from parts(list(arm))


def assert_agrees(node: tree.Node, lowering: Lowering, subject: Subject) -> None:
    found = shortfall(node, lowering, subject)
    assert bool(found) == (verdict(lowering.condition(node), subject) is Verdict.NOT_MET)
    for each in parts(found):
        assert each.gap is None or each.gap > 0
        assert each.met_from is None or each.met_from > lowering.as_of
        assert bool(each.arms) == (each.kind in {"any_of", "depends"})
        for lang in get_args(Lang):
            assert describe(each, lowering.vocabulary, lang, label=True)


@given(EXPRESSIONS, SUBJECTS)
def test_there_is_a_shortfall_exactly_where_a_criterion_is_not_met(
    text: str, subject: dict[str, Scalar]
) -> None:
    assert_agrees(parse(text), LOWERING, subject)


@given(st.sampled_from([">=", "<=", "="]), st.decimals(0, 10**6, places=4), st.floats(0, 10**6))
def test_making_up_the_gap_meets_the_criterion(op: str, threshold: Decimal, value: float) -> None:
    node = parse(f"利润 {op} {threshold}")
    for each in shortfall(node, LOWERING, {"利润": value}):
        assert isinstance(each.observed, Decimal) and each.gap is not None
        assert each.observed == Decimal(repr(value)) and each.required == threshold
        made_up = each.observed + each.gap if each.observed < threshold else each.observed - each.gap
        assert verdict(LOWERING.condition(node), {"利润": float(made_up)}) is Verdict.MET


@given(
    st.integers(0, 40_000),
    st.dates(date(1950, 1, 1), date(2040, 1, 1)),
    st.sampled_from(["DAY", "MONTH", "YEAR"]),
)
def test_the_day_is_the_first_on_which_it_is_met(count: int, founded: date, unit: str) -> None:
    text = f"成立日期 <= :as_of - INTERVAL {count} {unit}" if unit != "DAY" else f"成立日数 > {count}"
    node, subject = parse(text), {"成立日期": founded}
    for each in shortfall(node, LOWERING, subject):
        if each.met_from:
            before = replace(LOWERING, as_of=each.met_from - timedelta(days=1))
            on_it = replace(LOWERING, as_of=each.met_from)
            assert verdict(before.condition(node), subject) is Verdict.NOT_MET
            assert verdict(on_it.condition(node), subject) is Verdict.MET
        else:
            late = replace(LOWERING, as_of=TODAY.replace(year=TODAY.year + 59))
            assert verdict(late.condition(node), subject) is Verdict.NOT_MET


@given(EXPRESSIONS, SUBJECTS)
def test_exact_numbers_are_those_that_decide(text: str, subject: dict[str, Scalar]) -> None:
    for name in ("综合评分", "成立日数"):
        term = LOWERING.term(tree.Name(name))
        found, decides = exact(term, subject), interval(term, subject)
        assert (found is None) == (decides is None)
        if found and decides:
            assert (float(found.low), float(found.high)) == pytest.approx(decides, abs=1e-9)


@st.composite
def trees_of_distinct_flags(draw: st.DrawFn) -> tuple[tree.Node, dict[str, Scalar]]:
    """A tree in which every leaf is a field of its own, and what a subject holds in each."""
    count = draw(st.integers(1, 6))
    nodes: list[tree.Node] = [tree.Name(f"f{n}") for n in range(count)]
    while len(nodes) > 1:
        one, other, *rest = draw(st.permutations(nodes))
        joined: tree.Node = tree.And((one, other)) if draw(st.booleans()) else tree.Or((one, other))
        nodes = [*rest, tree.Not(joined) if draw(st.booleans()) else joined]
    return nodes[0], {f"f{n}": draw(st.booleans()) for n in range(count)}


@given(trees_of_distinct_flags(), st.randoms())
def test_making_good_one_arm_of_each_shortfall_meets_the_criterion_and_no_less_does(
    drawn: tuple[tree.Node, dict[str, Scalar]], rng: random.Random
) -> None:
    node, subject = drawn
    lowering = Lowering(Vocabulary({name: FieldType(name, "bool", name) for name in subject}), TODAY)
    condition = lowering.condition(node)

    def made_good(found: Iterable[Shortfall]) -> Iterator[tuple[str, Scalar]]:
        for each in found:
            if each.arms:
                yield from made_good(rng.choice(each.arms))
            else:
                assert isinstance(each.required, bool)
                yield each.fields[0], each.required

    changes = dict(made_good(shortfall(node, lowering, subject)))
    assert verdict(condition, {**subject, **changes}) is Verdict.MET
    for left_out in changes:
        others = {name: value for name, value in changes.items() if name != left_out}
        assert verdict(condition, {**subject, **others}) is Verdict.NOT_MET


# --- the real packs -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pack(root: Path) -> Pack:
    pack, _ = load_pack(root / "packs" / "beijing-sti")
    assert pack is not None
    return pack


def drawn(field: FieldType, near: list[tree.Literal], rng: random.Random) -> Scalar:
    """A value a register could hold, often one that the criterion names, or just beside it."""
    named = [each.value for each in near]
    match field.kind:
        case "bool":
            return rng.random() < 0.5
        case "date":
            return TODAY - timedelta(days=rng.choice([0, 364, 365, 366, rng.randrange(20_000)]))
        case "number":
            numbers = [float(value) for value in named if isinstance(value, Decimal)] or [0.0]
            value = rng.choice(numbers) + rng.choice([-1, -0.01, 0, 0.01, 1]) * rng.choice([1, 0.01, 100])
            value = float(round(value)) if field.integer else round(value, 6)
            return (
                Band(value, value + rng.choice([0, 5, 500, inf]))
                if field.band and rng.random() < 0.3
                else value
            )
    texts = [field.values.get(value, value) for value in named if isinstance(value, str)] + list(
        field.labels
    )[:30]
    if field.kind == "codes":
        return tuple(rng.sample(texts, min(len(texts), rng.randrange(4))))
    return rng.choice(texts or ["01"])


@given(st.integers(0, 10**9))
@settings(max_examples=settings().max_examples // 4)
def test_real_criteria_have_a_shortfall_exactly_where_they_are_not_met(pack: Pack, seed: int) -> None:
    rng = random.Random(seed)
    lowering = pack.lowering(TODAY)
    for measure in pack.measures.values():
        for criterion in measure.criteria:
            if criterion.when is not None:
                node = parse(criterion.when)
                assert_agrees(node, lowering, random_subject(node, pack.vocabulary, rng))


def random_subject(node: tree.Node, vocabulary: Vocabulary, rng: random.Random) -> Subject:
    names = sorted(vocabulary.inputs(tree.names(node)))
    nodes = [node, *(vocabulary.definitions[name] for name in names if name in vocabulary.definitions)]
    near = [each for part in nodes for each in tree.walk(part) if isinstance(each, tree.Literal)]
    missing = rng.choice([0, 0.1, 0.5])
    defined = [name for name in names if name in vocabulary.definitions and rng.random() < 0.7]
    return {
        name: drawn(vocabulary.fields[name], near, rng)
        for name in names
        if name not in defined and rng.random() >= missing
    }
