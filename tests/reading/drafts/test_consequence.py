"""Newspaper prose, letters and answers: what is said before the words, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from twinwheel.criteria.write import write
from twinwheel.reading.drafts import Drafted, of_text
from twinwheel.reading.drafts.consequence import consequence
from twinwheel.reading.text import MappedText

Draft = Callable[[str], Drafted]


@pytest.mark.parametrize(
    ("words", "follows"),
    [
        ("驾龄满三年的,计5分", "计5分"),
        ("只要年满60周岁,就能领取乘车卡", "就能领取乘车卡"),
        ("连续缴费满两年的,均可申请公寓", "均可申请公寓"),
        ("积分达到80分的人才,3个工作日内即可办结许可", "3个工作日内即可办结许可"),
        ("面积超过100平方米的,应当设置消防通道", None),
        ("单价超过500万元的,仍按原规定执行", None),
        ("被列入黑名单的,不予受理", None),
        ("从业人数不少于20人", None),
    ],
)
def test_what_follows_from_a_premise(words: str, follows: str | None) -> None:
    at = consequence(words)
    assert (None if at is None else words[at:]) == follows


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("问：谁可以申请？", "谁可以申请？"),
        ("A3：从业人数不少于20人。", "从业人数不少于20人。"),
        ("◎ 从业人数不少于20人。", "从业人数不少于20人。"),
        ("记者从甲市商务局获悉，从业人数不少于20人的可以申请。", "从业人数不少于20人的可以申请。"),
        ("根据新政策，从业人数不少于20人的可以申请。", "从业人数不少于20人的可以申请。"),
        ("此外，《若干措施》还明确，从业人数不少于20人。", "从业人数不少于20人。"),
        ("记者注意到，想要申请也有门槛：企业要有20人。", "企业要有20人。"),
        ("不过也有例外——未注册的，不得申请。", "未注册的，不得申请。"),
        ("《若干措施》规定的条件，应当满足。", "《若干措施》规定的条件，应当满足。"),
        ("根据上级政策，制定本办法。", "根据上级政策，制定本办法。"),
        ("从业人数不少于20人。", "从业人数不少于20人。"),
    ],
)
def test_words_begin_behind_who_says_them(line: str, words: str) -> None:
    (sentence,) = of_text(MappedText.of(line)).sentences
    assert line[sentence.mark : sentence.end] == words


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("企业应当从事检测、维修、\n包装业务。", True),
        ("所需的机器设备、基建物资、办公用\n品，免征关税。", True),
        ("用于加工制造的包装物料和样品\n或者存储分拨的，免证。", True),
        ("第一类企业的支持标准如下所示\n从业人数不少于20人。", False),
    ],
)
def test_a_line_torn_inside_a_list_goes_on(lines: str, whole: bool) -> None:
    assert ("\n" not in of_text(MappedText.of(lines)).text) == whole


def test_an_answer_is_kept_with_its_figures(drafts: Draft) -> None:
    drafted = drafts(
        "甲市奖补问答\n问：怎么算？\n答：只要从业人数不少于20人、资产负债率过半的，就能进入快速通道。\n"
    )
    held = [write(each.node) for measure in drafted.measures for each in measure.criteria if each.node]
    assert held == ["从业人数 >= 20", "资产负债率 > 0.5"]


def test_each_of_a_list_that_is_shut_out_is_shut_out_alone(drafts: Draft) -> None:
    drafted = drafts(
        "甲市奖补办法\n从业人数不少于20人的，给予奖励10万元。\n严重失信主体、经营异常主体不能申请。\n"
    )
    held = {write(each.node) for measure in drafted.measures for each in measure.criteria if each.node}
    assert {"NOT 严重失信", "NOT 经营异常"} <= held


def test_a_refusal_that_names_the_grant_gives_nothing(drafts: Draft) -> None:
    drafted = drafts("甲市奖补办法\n从业人数不足20人的，不纳入补贴。\n")
    (criterion,) = [each for measure in drafted.measures for each in measure.criteria]
    assert criterion.node is not None
    assert write(criterion.node) == "NOT (从业人数 < 20)"
    assert not [offer for measure in drafted.measures for offer in measure.offers]


@pytest.mark.parametrize(
    "words", ["原有的两项补贴不再列出。", "购房补贴自明年起停止发放。", "不再发放上述补贴。"]
)
def test_what_takes_a_benefit_away_gives_none(drafts: Draft, words: str) -> None:
    drafted = drafts(f"甲市奖补办法\n从业人数不少于20人的，给予奖励10万元。\n{words}\n")
    offers = [offer for measure in drafted.measures for offer in measure.offers]
    assert len(offers) == 1


def test_the_title_names_who_issues(drafts: Draft) -> None:
    drafted = drafts(
        "甲市税务局关于设备扣除的通告\n（2031年第7号）\n从业人数不少于20人的，给予奖励10万元。\n"
    )
    assert drafted.head.issuers == ["甲市税务局"]
    assert drafted.head.number == "2031年第7号"
