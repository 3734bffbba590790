"""A rule must read in words exactly as it decides: a clerk acts on the sentence, not on the expression."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.criteria import tree
from twinwheel.criteria.check import check
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.sentence import sentence
from twinwheel.criteria.subject import truth
from twinwheel.criteria.vocabulary import FieldType, Parameter, Vocabulary
from twinwheel.criteria.wording import Lang
from twinwheel.packs.pack import Pack
from twinwheel.packs.reader import load_pack

SIZES = {"大型": "Large", "中型": "Medium", "小型": "Small", "微型": "Micro"}
TITLES = {
    "高新技术企业": "High and New Technology Enterprise",
    "创新型": "Innovative SME",
    "小巨人": "Little giant",
}
DISTRICTS = {name: name.upper() for name in "abcdefgh"}


def codes(labels: dict[str, str]) -> dict[str, Any]:
    return {"values": {value: value for value in labels}, "labels": labels}


FIELDS = [
    FieldType("研发占比", "number", "R&D ratio", "比例"),
    FieldType("销售收入", "number", "Sales", "万元"),
    FieldType("营业收入", "number", "Revenue", "万元"),
    FieldType("实缴资本", "number", "Capital", "万美元"),
    FieldType("登记费", "number", "Fee", "元"),
    FieldType("调用量", "number", "Tokens per day", "亿"),
    FieldType("从业人数", "number", "Employees", "人"),
    FieldType("运营月数", "number", "Months in operation", "月"),
    FieldType("面积", "number", "Area, used or let", "平方米"),
    FieldType("成立日期", "date", "Date of establishment"),
    FieldType("放款日", "date", "Day of payment"),
    FieldType("成立日数", "number", "Days since establishment", "日"),
    FieldType("规模", "code", "Size class", **codes(SIZES)),
    FieldType("资质", "codes", "Valid titles", **codes(TITLES)),
    FieldType("区", "code", "District", **codes(DISTRICTS)),
    FieldType("编号", "text", "Number"),
    FieldType("评分", "number", "Score", "分"),
    FieldType("居民企业", "bool", "Resident enterprise"),
    FieldType("严重失信", "bool", "Serious dishonesty"),
    FieldType("涉及出口", "bool", "Concerns exports"),
    FieldType("儿童药或罕见病药", "bool", "Drug for children or a rare disease"),
]
VOCABULARY = Vocabulary(
    {field.name: field for field in FIELDS},
    {
        "成立日数": parse(":as_of - 成立日期"),
        "评分": parse("CASE WHEN 研发占比 >= 0.06 THEN 50 WHEN 研发占比 >= 0.05 THEN 40 ELSE 0 END + 10"),
    },
    {
        "人数上限": Parameter(
            "人数上限",
            "Most employees",
            "人",
            (date(2018, 1, 1), date(2019, 1, 1)),
            (Decimal(200), Decimal(300)),
        )
    },
)

CONDITIONS = [
    # numbers and their units
    ("研发占比 >= 0.05", "研发占比不低于5%", "R&D ratio is at least 5%"),
    ("研发占比 > 0.0375", "研发占比超过3.75%", "R&D ratio is above 3.75%"),
    ("销售收入 <= 5000", "销售收入不超过5,000万元", "Sales are at most CNY 50 million"),
    ("销售收入 < 5000.01", "销售收入低于5,000.01万元", "Sales are below CNY 50.0001 million"),
    ("5000 > 销售收入", "销售收入低于5,000万元", "Sales are below CNY 50 million"),
    ("销售收入 = 100000", "销售收入等于100,000万元", "Sales are exactly CNY 1 billion"),
    ("登记费 <> 1000", "登记费不等于1,000元", "Fee is other than CNY 1,000"),
    ("实缴资本 >= 200", "实缴资本不低于200万美元", "Capital is at least USD 2 million"),
    ("调用量 >= 10000", "调用量不低于10,000亿", "Tokens per day are at least 1,000 billion"),
    ("从业人数 >= 1000", "从业人数不低于1,000人", "Employees are at least 1,000"),
    ("运营月数 >= 1", "运营月数不低于1个月", "Months in operation are at least 1 month"),
    ("面积 >= 500", "面积不低于500平方米", '"Area, used or let" is at least 500 m²'),
    (
        "从业人数 BETWEEN 10 AND 20",
        "从业人数在10人至20人之间（含两端）",
        "Employees are from 10 to 20 (inclusive)",
    ),
    ("从业人数 IN (1, 2)", "从业人数是1人、2人之一", "Employees are one of 1 or 2"),
    ("销售收入 >= 营业收入 * 0.6", "销售收入不低于营业收入 × 0.6", "Sales are at least Revenue × 0.6"),
    ("研发占比 >= -0.05", "研发占比不低于-5%", "R&D ratio is at least -5%"),
    (
        "销售收入 - (营业收入 - 5) > 0",
        "销售收入 − （营业收入 − 5万元）超过0万元",
        "Sales − (Revenue − CNY 50,000) is above CNY 0",
    ),
    (
        "least(销售收入, 营业收入) >= 5",
        "销售收入、营业收入中最小的不低于5万元",
        "the smallest of Sales and Revenue is at least CNY 50,000",
    ),
    (
        "coalesce(研发占比, 0) >= 0.75",
        "研发占比（未填报按0%计）不低于75%",
        "R&D ratio (0% if not filed) is at least 75%",
    ),
    (
        "-(销售收入 - 营业收入) < 5",
        "−（销售收入 − 营业收入）低于5万元",
        "−(Sales − Revenue) is below CNY 50,000",
    ),
    # dates
    (
        "放款日 >= DATE '2026-01-01'",
        "放款日不早于2026年1月1日",
        "Day of payment is on or after 1 January 2026",
    ),
    ("放款日 < DATE '2026-03-31'", "放款日早于2026年3月31日", "Day of payment is before 31 March 2026"),
    (
        "成立日期 <= :as_of - INTERVAL 1 YEAR",
        "成立日期不晚于判定日前1年",
        "Date of establishment is on or before one year before the day of decision",
    ),
    (
        "成立日期 > :as_of - INTERVAL 18 MONTH",
        "成立日期晚于判定日前18个月",
        "Date of establishment is after 18 months before the day of decision",
    ),
    (
        "放款日 - 成立日期 >= 30",
        "自成立日期至放款日的日数不低于30日",
        "days from Date of establishment to Day of payment are at least 30 days",
    ),
    (
        "成立日期 > :as_of - INTERVAL 1 YEAR - INTERVAL 20 DAY",
        "成立日期晚于判定日前1年前20日",
        "Date of establishment is after 20 days before one year before the day of decision",
    ),
    (
        "放款日 <= DATE '2024-02-29' + INTERVAL 1 YEAR",
        "放款日不晚于2025年2月28日",
        "Day of payment is on or before 28 February 2025",
    ),
    (
        "放款日 IN (DATE '2024-02-29', DATE '2024-03-01')",
        "放款日是2024年2月29日、2024年3月1日之一",
        "Day of payment is one of 29 February 2024 or 1 March 2024",
    ),
    # codes, lists, text
    ("规模 IN ('小型')", "规模是小型", "Size class is Small"),
    ("'小型' = 规模", "规模是小型", "Size class is Small"),
    ("规模 = '中型'", "规模是中型", "Size class is Medium"),
    ("规模 <> '大型'", "规模不是大型", "Size class is not Large"),
    (
        "规模 IN ('中型', '小型', '微型')",
        "规模是中型、小型、微型之一",
        "Size class is one of Medium, Small or Micro",
    ),
    (
        "规模 NOT IN ('中型', '小型')",
        "规模不是中型、小型中的任何一个",
        "Size class is none of Medium or Small",
    ),
    (
        "区 IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')",
        "区是a、b、c、d、e、f等8项之一",
        "District is one of A, B, C, D, E, F, … (8 in all)",
    ),
    ("has(资质, '小巨人')", "资质包括小巨人", "Valid titles include Little giant"),
    (
        "has_any(资质, '高新技术企业', '小巨人')",
        "资质包括高新技术企业、小巨人中的至少一项",
        'Valid titles include at least one of "High and New Technology Enterprise" or Little giant',
    ),
    (
        "has_all(资质, '创新型', '小巨人')",
        "资质同时包括创新型、小巨人",
        "Valid titles include all of Innovative SME and Little giant",
    ),
    ("NOT has(资质, '小巨人')", "资质不包括小巨人", "Valid titles do not include Little giant"),
    ("starts_with(编号, '01')", "编号以“01”开头", 'Number starts with "01"'),
    ("规模 IS NULL", "未填报规模", "Size class is not filed"),
    ("规模 IS NOT NULL OR 居民企业", "已填报规模，或居民企业", "Size class is filed, or Resident enterprise"),
    # yes and no
    ("居民企业", "居民企业", "Resident enterprise"),
    ("居民企业 = TRUE", "居民企业", "Resident enterprise"),
    ("严重失信 = FALSE", "没有“严重失信”的情形", "not: Serious dishonesty"),
    ("NOT 严重失信", "没有“严重失信”的情形", "not: Serious dishonesty"),
    ("NOT 涉及出口", "不涉及出口", "not: Concerns exports"),
    ("NOT (NOT 居民企业)", "居民企业", "Resident enterprise"),
    ("NOT (从业人数 < 20)", "从业人数不低于20人", "Employees are at least 20"),
    ("TRUE", "始终满足", "always met"),
    (
        "coalesce(居民企业, FALSE)",
        "居民企业（未填报按不满足计）",
        "Resident enterprise (not met if not filed)",
    ),
    (
        "coalesce(居民企业, 涉及出口 AND 严重失信)",
        "居民企业（未填报按（涉及出口，且严重失信）计）",
        "Resident enterprise ((Concerns exports, and Serious dishonesty) if not filed)",
    ),
    # nesting
    (
        "居民企业 AND (涉及出口 OR 严重失信)",
        "居民企业，且（涉及出口，或严重失信）",
        "Resident enterprise, and (Concerns exports, or Serious dishonesty)",
    ),
    (
        "居民企业 AND 涉及出口 OR 严重失信",
        "（居民企业，且涉及出口），或严重失信",
        "(Resident enterprise, and Concerns exports), or Serious dishonesty",
    ),
    (
        "儿童药或罕见病药 OR 居民企业",
        "“儿童药或罕见病药”，或居民企业",
        '"Drug for children or a rare disease", or Resident enterprise',
    ),
    (
        "NOT (居民企业 AND 严重失信)",
        "并非（居民企业，且严重失信）",
        "not (Resident enterprise, and Serious dishonesty)",
    ),
    (
        "NOT (规模 = '微型') OR 销售收入 >= 100",
        "如果规模是微型，则销售收入不低于100万元",
        "if Size class is Micro, then Sales are at least CNY 1 million",
    ),
    (
        "NOT (居民企业 AND 涉及出口) OR 严重失信 OR 从业人数 > 3",
        "如果（居民企业，且涉及出口），则（严重失信，或从业人数超过3人）",
        "if (Resident enterprise, and Concerns exports), then (Serious dishonesty, or Employees are above 3)",
    ),
    # tiers
    (
        "研发占比 >= CASE WHEN 销售收入 <= 5000 THEN 0.05 WHEN 销售收入 <= 20000 THEN 0.04 ELSE 0.03 END",
        "研发占比：销售收入不超过5,000万元的，不低于5%；其余销售收入不超过20,000万元的，不低于4%；其余不低于3%",
        "R&D ratio: at least 5% if Sales are at most CNY 50 million; "
        "otherwise at least 4% if Sales are at most CNY 200 million; otherwise at least 3%",
    ),
    (
        "CASE WHEN 营业收入 >= 10000 THEN 研发占比 >= 0.03 ELSE TRUE END",
        "营业收入不低于10,000万元的，研发占比不低于3%；其余满足",
        "R&D ratio is at least 3% if Revenue is at least CNY 100 million; otherwise met",
    ),
    (
        "居民企业 AND 从业人数 < CASE WHEN 居民企业 OR 涉及出口 THEN 5 ELSE NULL END",
        "居民企业，且（从业人数：（居民企业，或涉及出口）的，低于5人；其余不能判定）",
        "Resident enterprise, and (Employees: below 5 if (Resident enterprise, or Concerns exports); otherwise undecided)",
    ),
    (
        "研发占比 >= CASE WHEN 居民企业 THEN CASE WHEN 严重失信 THEN 0.1 ELSE 0.2 END ELSE 0.3 END",
        "研发占比：居民企业的，（严重失信的，不低于10%；其余不低于20%）；其余不低于30%",
        "R&D ratio: (at least 10% if Serious dishonesty; otherwise at least 20%) if Resident enterprise; "
        "otherwise at least 30%",
    ),
    # definitions and parameters are called by name
    ("成立日数 >= 365", "成立日数不低于365日", "Days since establishment are at least 365 days"),
    ("从业人数 <= :人数上限", "从业人数不超过“人数上限”", 'Employees are at most "Most employees"'),
]

ON_A_DAY = [
    (
        "成立日期 > :as_of - INTERVAL 1 YEAR - INTERVAL 20 DAY",
        "成立日期晚于2023年2月8日",
        "Date of establishment is after 8 February 2023",
    ),
    (
        "从业人数 <= :人数上限",
        "从业人数不超过300人（人数上限）",
        "Employees are at most 300 (Most employees)",
    ),
    (
        "成立日期 <= :as_of - INTERVAL 1 YEAR",
        "成立日期不晚于2023年2月28日",
        "Date of establishment is on or before 28 February 2023",
    ),
    ("放款日 <= :as_of", "放款日不晚于2024年2月29日", "Day of payment is on or before 29 February 2024"),
]

VALUES = [
    ("成立日数", "自成立日期至判定日的日数", "days from Date of establishment to the day of decision"),
    (
        "评分",
        "（研发占比不低于6%的，为50分；其余研发占比不低于5%的，为40分；其余为0分） + 10分",
        "(50 points if R&D ratio is at least 6%; otherwise 40 points if R&D ratio is at least 5%; "
        "otherwise 0 points) + 10 points",
    ),
]


@pytest.mark.parametrize(("text", "zh", "en"), CONDITIONS)
def test_a_condition_reads_as_a_sentence(text: str, zh: str, en: str) -> None:
    node = parse(text)
    assert check(node, VOCABULARY) == []
    assert sentence(node, VOCABULARY, "zh") == zh
    assert sentence(node, VOCABULARY, "en") == en


@pytest.mark.parametrize(("text", "zh", "en"), ON_A_DAY)
def test_a_day_fills_in_dates_and_parameters(text: str, zh: str, en: str) -> None:
    assert sentence(parse(text), VOCABULARY, "zh", date(2024, 2, 29)) == zh
    assert sentence(parse(text), VOCABULARY, "en", date(2024, 2, 29)) == en


def test_a_parameter_without_a_value_on_the_day_says_so() -> None:
    node = parse("从业人数 <= :人数上限")
    assert (
        sentence(node, VOCABULARY, "en", date(2017, 1, 1))
        == "Employees are at most no value on that day (Most employees)"
    )


@pytest.mark.parametrize(("name", "zh", "en"), VALUES)
def test_a_definition_reads_as_a_phrase(name: str, zh: str, en: str) -> None:
    node = VOCABULARY.definitions[name]
    assert sentence(node, VOCABULARY, "zh") == zh
    assert sentence(node, VOCABULARY, "en") == en


# --- no sentence can be read two ways ---------------------------------------------------------

FLAGS = {name: FieldType(name, "bool", name) for name in "甲乙丙丁"}
LOWERING = Lowering(Vocabulary(FLAGS), date(2026, 11, 21))


def conditions() -> st.SearchStrategy[tree.Node]:
    names = st.sampled_from(sorted(FLAGS)).map(tree.Name)
    pairs = st.sampled_from([tree.And, tree.Or])
    return st.recursive(
        names,
        lambda inner: st.one_of(
            inner.map(tree.Not),
            st.builds(lambda join, items: join(tuple(items)), pairs, st.lists(inner, min_size=2, max_size=3)),
        ),
        max_leaves=8,
    )


def read_back(text: str) -> tree.Node:
    """The condition a Chinese reader takes a sentence for; it must not be joined by "and" and "or" at one level."""
    if text.startswith("如果"):
        premise, conclusion = split(text.removeprefix("如果"), "，则")
        return tree.Or((tree.Not(read_back(premise)), read_back(conclusion)))
    all_of, any_of = split(text, "，且"), split(text, "，或")
    assert len(all_of) == 1 or len(any_of) == 1, f"two readings: {text}"
    if len(all_of) > 1:
        return tree.And(tuple(map(read_back, all_of)))
    if len(any_of) > 1:
        return tree.Or(tuple(map(read_back, any_of)))
    if denied := re.fullmatch("没有“(.)”的情形", text):
        return tree.Not(tree.Name(denied[1]))
    if text.startswith("并非（"):
        return tree.Not(read_back(text.removeprefix("并非（")[:-1]))
    return read_back(text[1:-1]) if text.startswith("（") else tree.Name(text)


def split(text: str, word: str) -> list[str]:
    """Split at ``word`` outside of brackets."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character == "（") - (character == "）")
        if not depth and text.startswith(word, position):
            parts.append(text[start:position])
            start = position + len(word)
    return [*parts, text[start:]]


@given(conditions())
def test_a_sentence_read_back_decides_the_same(node: tree.Node) -> None:
    again = read_back(sentence(node, Vocabulary(FLAGS), "zh"))
    one, other = LOWERING.condition(node), LOWERING.condition(again)
    for values in product([True, False, None], repeat=len(FLAGS)):
        subject = dict(zip(FLAGS, values, strict=True))
        assert truth(one, subject) == truth(other, subject)


# --- the real packs -----------------------------------------------------------------------------

SQL = re.compile(
    r"\b(CASE|WHEN|THEN|ELSE|END|AND|OR|NOT|IN|IS|NULL|BETWEEN|INTERVAL|DATE|TRUE|FALSE)\b"
    r"|:as_of|has_any|has_all|has\(|coalesce|least\(|greatest\(|starts_with|<|>|="
)


@pytest.fixture(scope="module")
def pack(root: Path) -> Pack:
    pack, _ = load_pack(root / "packs" / "beijing-sti")
    assert pack is not None
    return pack


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_expression_of_the_packs_reads_without_sql_and_names_its_fields(pack: Pack, lang: Lang) -> None:
    vocabulary = pack.vocabulary
    texts = {text for *_, text, _ in pack.expressions()}
    assert len(texts) > 300
    for node in map(parse, texts):
        for as_of in (None, pack.info.reviewed):
            shown = sentence(node, vocabulary, lang, as_of)
            assert shown.strip()
            assert not SQL.search(shown), shown
            for name in tree.names(node):
                assert (name if lang == "zh" else vocabulary.fields[name].label) in shown
            assert_brackets_join_one_way(shown, *(("，且", "，或") if lang == "zh" else (", and ", ", or ")))


def assert_brackets_join_one_way(text: str, all_of: str, any_of: str) -> None:
    text = re.sub(r'“[^”]*”|"[^"]*"', "", text)
    while True:
        for level in re.findall(r"[（(]([^（()）]*)[)）]", text) or [text]:
            for part in re.split("[；;，,](?=其余| otherwise|则| then)", level):
                assert not (all_of in part and any_of in part), text
        shorter = re.sub(r"[（(][^（()）]*[)）]", "", text)
        if shorter == text:
            return
        text = shorter


def test_english_sentences_of_the_packs_hold_no_chinese(pack: Pack) -> None:
    for *_, text, _ in pack.expressions():
        shown = sentence(parse(text), pack.vocabulary, "en", pack.info.reviewed)
        assert not re.search("[\u4e00-\u9fff]", shown), shown
