"""Printed lines: what goes on in the next line, what is a title for all that, and where an editor's note ends."""

from __future__ import annotations

from reading.articles.pages import plain
from twinwheel.reading.articles import articles
from twinwheel.reading.articles.lines import Page
from twinwheel.reading.articles.paragraphs import units
from twinwheel.reading.articles.unit import Unit
from twinwheel.reading.articles.wording import breaks_off, has_sentence, leads_in, lists

TEXT = (
    "澜湾新区的企业服务中心上月搬进\n新址，窗口由九个增加到十四个，\n来办事的人一次就能把材料交齐，\n"
    "企业的意见也有专人记录并答复。\n"
)


def _units(raw: str) -> list[Unit]:
    source = plain(raw)
    return units(Page.of(source).lines(source.blocks))


def test_a_telephone_number_over_two_lines_is_one_and_nothing_goes_on_in_it() -> None:
    found = _units(
        f"{TEXT}咨询电话：0532-86\n001234\n服务站夜里也开门\n本报讯 昨日起，夜间服务站正式\n开门迎客。\n"
    )
    assert "咨询电话：0532-86001234" in [unit.text for unit in found]
    assert next(unit.kind for unit in found if unit.text == "服务站夜里也开门") == "heading"


def test_a_signature_over_two_lines_is_one_byline() -> None:
    found = _units(f"{TEXT}（澜湾日报记者 方叙 实习\n生 白露）\n")
    assert [(unit.kind, "".join(unit.text.split())) for unit in found][-1] == (
        "byline",
        "（澜湾日报记者方叙实习生白露）",
    )


def test_a_note_of_two_paragraphs_is_one_note() -> None:
    found = articles(
        plain(
            f"【编者按】创新要靠企业，企业要靠环境。\n从今天起，本报推出系列报道，请看第一篇。\n窗口搬家记\n{TEXT * 3}"
        )
    )
    note = next(one for one in found if one.kind == "editors_note")
    assert "本报推出系列报道" in note.text.text


def test_words_of_a_sentence_are_no_headline() -> None:
    assert leads_in("论坛期间，工业和信息化部门负责人会见了来宾")
    assert leads_in("5月12日，区长率队走访企业")
    assert not leads_in("一张“问题清单”背后的七成与三成")
    assert breaks_off("依照《政府制定价格听证办法》（国家发展改革委")
    assert has_sentence("日均9.3万人；市内")
    assert lists("6．办好十件实事：改造小区27个、修路")
    assert not lists("二、工业和投资")
