"""Which conditions hold for which measure: by the headings, lists, references and names of a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from same_decisions import same
from twinwheel.criteria import tree
from twinwheel.criteria.parse import parse
from twinwheel.criteria.write import write
from twinwheel.packs import Pack
from twinwheel.reading.drafts import Drafted
from twinwheel.reading.drafts.around import departments, window_of
from twinwheel.reading.drafts.headings import heading_role, is_name, name_of

Draft = Callable[[str], Drafted]
TEXTS = yaml.safe_load((Path(__file__).parent / "data" / "structures.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TEXTS, ids=[row["name"] for row in TEXTS])
def test_each_measure_holds_its_conditions_and_no_others(
    row: dict[str, object], drafts: Draft, pack: Pack
) -> None:
    found = drafts(str(row["text"]))
    held = [
        [each.node for each in measure.criteria if each.node is not None]
        for measure in found.measures
        if not measure.programme
    ]
    wanted = row["measures"]
    assert isinstance(wanted, list)
    said = [[write(node) for node in nodes] for nodes in held]
    assert len(held) == len(wanted), said
    for nodes, right in zip(held, wanted, strict=True):
        assert same(pack, write(tree.And(tuple(nodes))), write(tree.And(tuple(map(parse, right))))), said


@pytest.mark.parametrize(
    ("heading", "role", "name"),
    [
        ("申报条件", "conditions", ""),
        ("高新技术企业认定条件", "conditions", "高新技术"),
        ("贷款要求", "conditions", ""),
        ("谁能申报", "conditions", ""),
        ("支持标准", "benefits", ""),
        ("降低准入门槛", None, "降低准入"),
        ("设备更新补助", None, "设备更新"),
        ("哪些企业不能申请？", "excludes", ""),
        ("什么时候申报？", "window", ""),
        ("高端人才怎么认定？", None, "高端人才"),
        ("附则", "other", ""),
    ],
)
def test_what_a_heading_says_and_names(heading: str, role: str | None, name: str) -> None:
    assert heading_role(heading) == role
    assert heading.endswith("？") or name_of(heading) == name
    assert is_name(heading) == bool(name)


OFFICES = [
    ("本办法由甲市科技局会同甲市财政局负责解释", ["甲市科技局", "甲市财政局"]),
    ("市科学技术局和市财政局负责资金拨付", ["市科学技术局", "市财政局"]),
    ("由市工业和信息化局牵头组织实施", ["市工业和信息化局"]),
    ("受理单位：甲市商务局外贸处", ["甲市商务局"]),
    ("材料一式三份送乙区发展和改革局", ["乙区发展和改革局"]),
    ("区人力资源和社会保障局10个工作日内完成复核", ["区人力资源和社会保障局"]),
    ("企业在市内建设数据中心的，给予补贴", []),
    ("企业应当设立研发部门", []),
    ("经济发展局", ["经济发展局"]),
    ("由甲区经济发展局会同财政局组织实施", ["甲区经济发展局", "财政局"]),
    ("甲新城管委会财政金融局根据审核结果拨付资金", ["甲新城管委会财政金融局"]),
    ("向滨海港管理局产业发展处提交申请书", ["滨海港管理局产业发展处"]),
    ("受理部门为乙区科技局", ["乙区科技局"]),
    ("通过平台提交给区经济和信息化局", ["区经济和信息化局"]),
    ("（市委金融办、市财政局负责）", ["市委金融办", "市财政局"]),
    ("（牵头单位：市科技局；配合单位：市财政局、市税务局）", ["市科技局", "市财政局", "市税务局"]),
]


@pytest.mark.parametrize(("words", "offices"), OFFICES, ids=[words for words, _ in OFFICES])
def test_offices_that_do_something(words: str, offices: list[str]) -> None:
    found = list(departments(words, 7))
    assert [name for name, _ in found] == offices
    assert [words[span.start - 7 : span.end - 7] for _, span in found] == offices


@pytest.mark.parametrize(
    ("words", "opens", "closes"),
    [
        ("申报时间为2031年3月1日至4月15日", "2031-03-01", "2031-04-15"),
        ("2031年6月3日9:00至6月28日17:00", "2031-06-03", "2031-06-28"),
        ("企业于2031年7月15日前报送", None, "2031-07-15"),
        ("截止2031年8月31日", None, "2031-08-31"),
        ("每年3月集中申报", None, None),
        ("申报时间：2031-05-15 ~ 2031-06-14", "2031-05-15", "2031-06-14"),
    ],
)
def test_the_window_of_a_sentence(words: str, opens: str | None, closes: str | None) -> None:
    assert tuple(each and each.isoformat() for each in window_of(words)) == (opens, closes)


def test_offices_that_issue_and_sign_together(drafts: Draft) -> None:
    text = (
        "甲新城管理委员会 甲市金融发展局关于开展融资补贴工作的通知\n甲管发〔2031〕5号\n各有关企业：\n"
        "营业收入超过5000万元的企业，给予一次性奖励20万元。\n甲新城管理委员会  甲市金融发展局\n2031年5月9日\n"
    )
    assert drafts(text).head.issuers == ["甲新城管理委员会", "甲市金融发展局"]


def test_a_notice_that_hands_on_a_text_is_signed_in_its_middle(drafts: Draft) -> None:
    text = (
        "关于印发丙新区促进造船若干措施的通知\n发布日期：2031-06-01 浏览次数：15\n各有关单位：\n现将若干措施印发给你们。\n"
        "丙新区管理委员会办公室\n2031年5月9日\n（此件公开发布）\n丙新区促进造船若干措施\n"
        "一、奖励。营业收入超过5000万元的企业，给予一次性奖励20万元。\n二、附则。本措施自2031年7月1日施行，有效期至2033年12月31日。\n"
        "责任编辑：某某\n"
    )
    head = drafts(text).head
    assert head.issuers == ["丙新区管理委员会办公室"]
    assert (str(head.issued), str(head.since), str(head.until)) == ("2031-05-09", "2031-07-01", "2033-12-31")


def test_growth_on_the_year_before_may_be_a_premise(drafts: Draft) -> None:
    text = (
        "戊市支持造船措施\n一、增长奖励。季度产值同比增长10%以上的，给予5万元奖励。\n"
        "二、规模奖励。营业收入超过5000万元的企业，给予20万元奖励。\n"
    )
    assert [len(measure.offers) for measure in drafts(text).measures] == [1, 1]


def test_who_is_meant_by_all_steps_is_asked_of_each(drafts: Draft) -> None:
    text = (
        "丁区造船集聚区扶持办法\n一、落户奖励\n对新落户的修船企业，年产值达3亿元的，给予10万元奖励；"
        "年产值达7亿元的，给予40万元奖励。\n"
    )
    asked = [[each.label for each in measure.criteria] for measure in drafts(text).measures]
    assert [labels[0] for labels in asked] == ["新落户的修船企业", "新落户的修船企业"]


def test_papers_named_in_a_sentence_are_those_of_the_measure(drafts: Draft) -> None:
    text = (
        "甲新区支持研发办法\n第一条 营业收入超过5000万元的企业，给予一次性奖励20万元。\n"
        "第二条 申请材料包括申请表、上年度审计报告和研发费用专项审计报告。\n"
    )
    [measure] = drafts(text).measures
    assert [name for name, _ in measure.materials] == ["申请表", "上年度审计报告", "研发费用专项审计报告"]


def test_a_part_that_gets_nothing_is_a_limit_of_the_benefit(drafts: Draft) -> None:
    text = "对科技型中小企业，按实际租金的50%给予补贴，单价超过每平方米每月60元的部分不予补贴，每年最高不超过30万元。"
    (measure,) = drafts(text).measures
    assert [each.label for each in measure.criteria] == ["科技型中小企业"]
    assert [offer.given.money and offer.given.money.cap for offer in measure.offers] == [30]


def test_a_limit_that_is_relaxed_for_some_goes_to_a_person(drafts: Draft) -> None:
    text = "申报人须符合下列条件：\n（一）年龄不超过40周岁，紧缺急需的可放宽至45周岁；\n（二）具有硕士以上学位。\n给予一次性补贴5万元。"
    (measure,) = drafts(text).measures
    assert [(each.label, each.node is None) for each in measure.criteria] == [
        ("年龄不超过40周岁……紧缺急需的可放宽至45周岁", True),
        ("具有硕士以上学位", False),
    ]


def test_what_shuts_out_says_that_it_must_not_be_so(drafts: Draft) -> None:
    text = "对高新技术企业给予奖励50万元。\n有下列情形之一的，不予支持：\n（一）提供虚假材料的；\n（二）发生重大安全事故的。"
    (measure,) = drafts(text).measures
    assert [(each.label, each.denied) for each in measure.criteria] == [
        ("高新技术企业", False),
        ("不得有此情形：提供虚假材料", True),
        ("不得有此情形：发生重大安全事故", True),
    ]


def test_who_gets_a_copy_is_no_department(drafts: Draft) -> None:
    text = (
        "对高新技术企业给予奖励50万元，由沧浦新区科技创新局负责受理。\n"
        "抄送：新区党工委各部门，沧浦海关。\n沧浦新区管委会办公室　2025年3月1日印发"
    )
    (measure,) = drafts(text).measures
    assert [name for name, _ in measure.departments] == ["沧浦新区科技创新局"]


HEAD = "若干措施\n"


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        (
            "营业收入低于1000万元的小型、微型企业除外。",
            ["不得有此情形：营业收入低于1000万元的小型、微型"],
        ),
        ("超出100万元的部分不予补贴。", ["超出100万元的部分不予补贴"]),
        ("采购设备超出预算的部分，一律不予补贴。", ["采购设备超出预算的部分，一律不予补贴"]),
        ("未通过验收的部分项目不予支持。", ["不得有此情形：未通过验收的部分"]),
    ],
)
def test_who_is_shut_out_and_how_much_is_given(said: str, labels: list[str], drafts: Draft) -> None:
    (measure,) = drafts(f"{HEAD}对高新技术企业给予奖励50万元。\n{said}").measures
    assert [each.label for each in measure.criteria][1:] == labels


@pytest.mark.parametrize(
    "said",
    [
        "“我们去年投入800万元，拿到奖励50万元。”公司负责人说。",
        "截至去年底，共有50家企业获得奖励100万元。",
    ],
)
def test_what_somebody_got_is_no_measure(said: str, drafts: Draft) -> None:
    assert len(drafts(f"{HEAD}对高新技术企业给予奖励50万元。\n{said}").measures) == 1


def test_a_limit_is_relaxed_by_what_it_counts_not_by_where_it_stands(drafts: Draft) -> None:
    text = (
        f"{HEAD}申报人须年龄不超过40周岁，具有硕士以上学位，紧缺急需的可放宽至45周岁。\n给予一次性补贴5万元。"
    )
    (measure,) = drafts(text).measures
    aged = [each for each in measure.criteria if "周岁" in each.label]
    assert all(each.node is None for each in aged)


@pytest.mark.parametrize(
    ("said", "criteria"),
    [
        ("申报企业不得：\n（一）从业人数少于50人；\n（二）注册资本不足100万元。", 3),
        ("不得申报的企业包括：\n（一）从业人数少于50人的；\n（二）注册资本不足100万元的。", 3),
        ("申报企业不得：（一）从业人数少于50人；（二）注册资本不足100万元。", 3),
    ],
)
def test_a_list_of_what_must_not_be(said: str, criteria: int, drafts: Draft) -> None:
    (measure,) = drafts(f"{HEAD}对高新技术企业给予奖励50万元。\n{said}").measures
    assert len(measure.criteria) == criteria
    assert [each.denied for each in measure.criteria] == [False, True, True]


def test_who_is_left_out_behind_what_is_given(drafts: Draft) -> None:
    (measure,) = drafts(f"{HEAD}对高新技术企业给予奖励50万元，被列入失信名单的除外。").measures
    assert [(each.label, each.denied) for each in measure.criteria] == [
        ("高新技术企业", False),
        ("不得有此情形：被列入失信名单", True),
    ]
