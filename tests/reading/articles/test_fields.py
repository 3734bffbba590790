"""The fields of an article on a web page, as sites of many kinds print them: rows in ``fields.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from twinwheel.reading.articles import articles
from twinwheel.reading.model import Article
from twinwheel.reading.sources.html import read_html

ROWS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("fields.yaml").read_text(encoding="utf-8")
)
TITLE = "滨江市发布支持企业的若干措施"
TEXT = (
    "滨江市今天发布若干措施，对符合条件的企业给予最高300万元补助。相关负责人表示，此举将惠及2万余家企业，持续三年。",
    "市工业和信息化局介绍，企业可以通过政务服务网申报，材料由原来的七份减少到三份，审核时限压缩到十个工作日以内。",
    "下一步，各区将设立服务专员，逐户上门讲解，帮助企业把各项补助领到手，让更多企业得到实实在在的便利和支持。",
)


def _read(above: str, below: str = "", title: str = TITLE) -> Article:
    body = above + "<div>" + "".join(f"<p>{line}</p>" for line in TEXT) + "</div>" + below
    page = f"<html><head><title>{title}_江海在线</title></head><body>{body}</body></html>"
    found = articles(read_html(page.encode(), "a.html"))
    return next(one for one in found if TEXT[0] in one.text.text)


@pytest.mark.parametrize("row", ROWS, ids=[row["page"] for row in ROWS])
def test_what_a_page_says_of_its_article(row: dict[str, Any]) -> None:
    found = _read(row["above"].format(title=TITLE), row.get("below", ""))
    assert found.part("title") == TITLE
    assert (found.publisher, found.date, found.date_basis) == (row["publisher"], str(row["date"]), "stated")
    assert list(found.byline) == row.get("byline", [])


def test_a_title_broken_by_hand_is_one() -> None:
    found = _read(
        "<h1>滨江市发布若干措施<br>支持企业稳岗扩产</h1>", title="滨江市发布若干措施支持企业稳岗扩产"
    )
    assert (found.part("title") or "").replace(" ", "") == "滨江市发布若干措施支持企业稳岗扩产"
