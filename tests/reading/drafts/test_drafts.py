"""Whole texts become drafts: which measures, which criteria, and the laws that hold for every one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.criteria import tree
from twinwheel.criteria.parse import parse
from twinwheel.criteria.write import write
from twinwheel.packs import Pack, read_pack
from twinwheel.reading.drafts import Drafted, draft, of_text
from twinwheel.reading.drafts.model import Criterion
from twinwheel.reading.drafts.proof import fates, invented, refuse_invented, said, uncovered
from twinwheel.reading.drafts.write import output
from twinwheel.reading.text import MappedText, Span

Draft = Callable[[str], Drafted]
FILES = sorted(path.name for path in (Path(__file__).parent / "data").glob("*.txt"))


def rules(found: Drafted) -> list[list[str]]:
    return [[write(each.node) for each in measure.criteria if each.node] for measure in found.measures]


def test_a_notice_is_one_measure_with_its_conditions(drafts: Draft, file: Callable[[str], str]) -> None:
    found = drafts(file("notice.txt"))
    assert rules(found) == [
        [
            "注册省市 = '湖北省'",
            "独立法人",
            "项目投资额 >= 500",
            "应用行业 IN ('制造', '交通', '能源')",
            "绿色低碳",
            "NOT 已获同一内容财政支持",
        ]
    ]
    money = found.measures[0].offers[0].given.money
    assert money is not None
    assert (money.base, money.rate, money.cap) == ("项目投资额", Decimal("0.15"), Decimal(300))
    assert found.head.issuers == ["湖北省示例数据局"]


def test_each_support_clause_is_a_measure_with_the_common_conditions(
    drafts: Draft, file: Callable[[str], str]
) -> None:
    found = drafts(file("rules.txt"))
    assert [each.title for each in found.measures[:2]] == ["研发投入补助", "规模成长奖励"]
    for measure in found.measures[:4]:
        assert {"注册省市 = '重庆市'", "NOT 经营异常"} <= {
            write(each.node) for each in measure.criteria if each.node
        }
    assert (found.head.since, found.head.until) != (None, None)


def test_tiers_of_one_field_are_one_amount_and_the_higher_tier_wins(
    drafts: Draft, file: Callable[[str], str]
) -> None:
    tiers = drafts(file("rules.txt")).measures[1].tiers
    assert [(write(node), amount) for node, amount in tiers] == [
        ("营业收入 > 50000", Decimal(100)),
        ("营业收入 > 10000", Decimal(50)),
    ]


def test_one_of_a_list_in_running_text_is_enough(drafts: Draft, file: Callable[[str], str]) -> None:
    found = drafts(file("running-list.txt"))
    joined = next(node for each in found.measures[0].criteria if isinstance(node := each.node, tree.Or))
    assert len(joined.items) == 3


def test_a_place_the_text_only_points_to_is_left_to_a_person(drafts: Draft) -> None:
    found = drafts("若干措施\n一、支持范围\n在本市注册的企业。\n二、支持标准\n给予10万元奖励。")
    assert rules(found) == [[]]
    named = drafts("天津市示例措施\n一、支持范围\n在本市注册的企业。\n二、支持标准\n给予10万元奖励。")
    assert rules(named) == [["注册省市 = '天津市'"]]


# --- laws -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_no_number_is_invented_and_no_sentence_lost(
    name: str, drafts: Draft, pack: Pack, file: Callable[[str], str]
) -> None:
    found = drafts(file(name))
    assert uncovered(found) == []
    told = fates(found)
    assert [each.sentence for each in told] == list(range(len(found.policy.sentences)))
    assert all(each.reason for each in told if each.fate == "out_of_scope")
    for measure in found.measures:
        for criterion in measure.criteria:
            words = said(found.policy.text, criterion)
            assert words.strip()
            assert criterion.node is None or invented(criterion.node, words, pack) == []


@cache
def _pack() -> Pack:
    """Not a fixture: hypothesis would write all of it into its report."""
    return read_pack(Path(__file__).resolve().parents[3] / "packs" / "beijing-sti")


PIECES = st.lists(
    st.sampled_from(
        [
            "一、支持对象\n", "（一）", "第三条 ", "在北京市注册", "从业人数不少于", "20人", "5000万元", "营业收入超过", "3%",
            "研发费用占营业收入的比例不低于", "，", "。\n", "；", "或者", "且", "的企业", "给予", "奖励", "最高不超过", "符合下列条件之一：",
            "未列入严重失信主体名单", "高新技术企业", "2027年3月1日", "成立满", "两年", "不予支持", "其中", "的，", "本市", "材料：", "\n",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=40)
@given(PIECES)
def test_the_laws_hold_for_any_text(text: str) -> None:
    pack = _pack()
    found = draft(of_text(MappedText.of(text)), pack, sha256="0" * 64)
    assert uncovered(found) == []
    assert len(fates(found)) == len(found.policy.sentences)
    conditions = [
        each.number
        for each in found.policy.sentences
        if found.roles.get(each.number) in ("condition", "exclusion")
    ]
    held = {each.sentence for each in fates(found) if each.targets}
    if found.measures:
        assert set(conditions) <= held, "a condition is never dropped"
    made = output(found, pack, file="x.txt", text_name="x.txt", pack_id="x", extends="../cn")
    for measure in made.spans["measures"].values():
        for criterion in measure["criteria"].values():
            assert all(0 <= start < end <= len(text) for start, end in criterion["spans"])


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_that_does_not_stand_in_its_span_is_refused(said_: int, stands: int) -> None:
    pack = _pack()
    text = f"从业人数不少于{stands}人。"
    node = parse(f"从业人数 >= {said_}")
    assert (invented(node, text, pack) == []) == (said_ == stands)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("营业收入 >= 1000", "营业收入不低于1000元"),  # 万元 and 元
        ("研发费用占营业收入比 >= 0.3", "研发费用占营业收入的比例不低于3%"),
        ("成立日期 <= :as_of - INTERVAL 3 YEAR", "成立满2年"),
        ("贷款发放日 >= DATE '2027-01-02'", "2027年1月1日以后发放的贷款"),
        (
            "研发费用占营业收入比 >= CASE WHEN 营业收入 > 20000 THEN 0.03 ELSE 0.05 END",
            "营业收入超过2亿元的，不低于3%",
        ),
    ],
)
def test_a_near_miss_is_an_invention(expression: str, text: str, pack: Pack) -> None:
    assert invented(parse(expression), text, pack)


def test_what_is_refused_becomes_a_person_s_and_says_why(pack: Pack) -> None:
    found = draft(
        of_text(MappedText.of("申报条件\n从业人数不少于20人。\n给予5万元奖励。")), pack, sha256="0" * 64
    )
    measure = found.measures[0]
    measure.criteria.append(Criterion("c9", "x", parse("从业人数 >= 21"), (Span(5, 15),), ""))
    refuse_invented(found, pack)
    assert measure.criteria[-1].node is None
    assert found.refused[-1]["criterion"] == "c9"
    assert "21" in str(found.refused[-1]["why"])
