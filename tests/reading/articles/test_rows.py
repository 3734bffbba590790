"""Rows of tables and lists, and what is attached, stay lines of their own."""

from __future__ import annotations

import pytest
from tests.reading.articles.pages import plain

from twinwheel.reading.articles import articles
from twinwheel.reading.model import Article, Block, Box, Page, Source

NOTICE = """市科技局 市财政局关于组织申报
2025年中试平台补助的
通知
各有关单位：现就二〇二五年中试平台补助申报有关事
项通知如下。
一、申报条件
申报单位应当同时符合以下条件：
运营时间：满24个月
场地面积：不少于500平方米
专职人员：不少于8人
二、支持标准
等级 考核得分 补助金额
甲等 90分以上 80万元
乙等 75分以上 40万元
三、申报材料
1、申请表
2、审计报告
四、环境
受理期间可到现场咨询。
联系人：古 月明
电话：0571-00000000
附件：1．申请表
2．承诺书
"""


def _parts(found: Article) -> list[tuple[str, str]]:
    return [(part.role, found.text.text[part.start : part.end]) for part in found.parts]


def test_conditions_levels_and_attachments_of_a_notice_are_not_run_together() -> None:
    (notice,) = articles(plain(NOTICE))
    parts = _parts(notice)
    assert notice.part("title") == "市科技局 市财政局关于组织申报 2025年中试平台补助的通知"
    for row in (
        "运营时间：满24个月", "场地面积：不少于500平方米", "专职人员：不少于8人", "等级 考核得分 补助金额",
        "甲等 90分以上 80万元", "乙等 75分以上 40万元", "1、申请表", "2、审计报告", "联系人：古 月明",
        "电话：0571-00000000", "附件：1．申请表", "2．承诺书",
    ):  # fmt: skip
        assert ("paragraph", row) in parts
    headings = [text for role, text in parts if role == "heading"]
    assert headings == ["一、申报条件", "二、支持标准", "三、申报材料", "四、环境"]


@pytest.mark.parametrize(
    "titles",
    [
        "青浦：桥通了\n嘉山：路宽了",  # two headlines with a colon are no list
        "甲地试水新政 乙地跟进观望\n老街换新颜 游客纷纷来",
    ],
)
def test_two_headlines_are_no_rows(titles: str) -> None:
    body = "本报讯 昨日，大桥建成通车，沿线居民出行时间缩短了一半，市民纷纷前来参观拍照留念。"
    found = articles(plain(f"{titles}\n{body}\n"))
    assert not any(text in titles for role, text in _parts(found[0]) if role == "paragraph")


def test_marks_of_markdown_become_parts() -> None:
    page = (
        "# 滨海区支持中试平台的办法\n\n为支持**中试平台**，制定本办法，见[原文](https://example.org/a?b=1)。\n\n"
        "## 支持标准\n\n- 新认定的给予`80`万元；\n- 考核*优秀*的给予40万元。\n\n"
        "| 等级 | 金额 |\n|------|-----:|\n| 甲等 | 80万元 |\n\n![图](a.png)\n\n---\n\n本办法自发布之日起施行。\n"
    )
    (found,) = articles(plain(page))
    assert found.part("title") == "滨海区支持中试平台的办法"
    assert [(role, "".join(text.split())) for role, text in _parts(found)][1:] == [
        ("paragraph", "为支持中试平台，制定本办法，见原文。"),
        ("heading", "支持标准"),
        ("paragraph", "新认定的给予80万元；"),
        ("paragraph", "考核优秀的给予40万元。"),
        ("table", "等级金额"),
        ("table", "甲等80万元"),
        ("paragraph", "本办法自发布之日起施行。"),
    ]


def test_cells_beside_each_other_are_a_row_and_the_title_below_a_red_head_is_the_title() -> None:
    lines = [
        ("海滨市商务局文件", 150, 60, 30), ("海商规〔2025〕3号", 220, 110, 14),
        ("海滨市商务局关于印发《首店经济扶持", 120, 150, 20), ("办法》的通知", 220, 180, 20),
        ("各区商务局：", 80, 220, 14), ("现将办法印发给你们，请认真贯彻执行。", 108, 246, 14),
        ("等级", 90, 280, 12), ("得分", 240, 280, 12), ("金额", 400, 280, 12),
        ("甲等", 90, 304, 12), ("90分以上", 240, 304, 12), ("80万元", 400, 304, 12),
        ("本办法自发布之日起施行，有效期三年。", 108, 340, 14),
    ]  # fmt: skip
    raw, blocks = "", []
    for text, left, top, size in lines:
        box = Box(left, top, left + size * len(text), top + size)
        blocks.append(Block(len(raw), len(raw) + len(text), 1, box, float(size)))
        raw += text + "\n"
    source = Source("notice.pdf", "0" * 64, "pdf", raw, tuple(blocks), (Page(1, 595.0, 842.0),))
    (notice,) = [one for one in articles(source) if one.kind == "article"]
    assert notice.part("title") == "海滨市商务局关于印发《首店经济扶持办法》的通知"
    assert [text for role, text in _parts(notice) if role == "table"] == [
        "等级 得分 金额",
        "甲等 90分以上 80万元",
    ]
