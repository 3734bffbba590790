"""Bylines, and the dates a page states."""

from __future__ import annotations

import pytest

from twinwheel.reading.articles import bylines, dates

BYLINES = [
    ("海东日报记者 卓南星 郁文洲", ("卓南星", "郁文洲"), "海东日报"),
    ("本报记者 荀可为 通讯员 蔺秋实", ("荀可为", "蔺秋实"), None),
    ("（记者 谷雨生）", ("谷雨生",), None),
    ("记者 柏 松 文/图", ("柏松",), None),
    ("出处:滨江日报 作者:卓南星 郁文洲 网编:苗苗 2021-03-16", ("卓南星", "郁文洲"), "滨江日报"),
    ("来源：滨江发布", (), "滨江发布"),
    ("来源于：滨江日报", (), "滨江日报"),
    ("来源：本站原创 作者：卓南星", ("卓南星",), None),
    ("（记者柏青松 整合）", ("柏青松",), None),
    ("海东日报首席记者 闻人达 摄影报道", ("闻人达",), "海东日报"),
    ("来　源： 滨江晚报　作　者： 卓南星　分享到：", ("卓南星",), "滨江晚报"),
    ("（本报记者 卓南星 记者 郁文洲 参与采写）", ("卓南星", "郁文洲"), None),
    ("来源 | 滨江日报", (), "滨江日报"),
    ("发布单位：滨江市商务局 信息来源：市场处 访问次数：62", (), "滨江市商务局"),
]


@pytest.mark.parametrize(("line", "names", "publisher"), BYLINES, ids=[case[0] for case in BYLINES])
def test_who_wrote_it(line: str, names: tuple[str, ...], publisher: str | None) -> None:
    assert bylines.read(line) == (names, publisher)


def test_a_pen_name_in_brackets_after_the_last_sentence() -> None:
    paragraph = "有关部门负责同志参加了活动。(冯 川)"
    found = bylines.signature(paragraph)
    assert found is not None
    assert (paragraph[found[0] :], found[1].names) == ("(冯 川)", ("冯川",))
    assert bylines.signature("他们来自三个县（市）") is None


def test_who_reports_a_message_of_a_station() -> None:
    found = bylines.reported("海东网滨江8月6日消息（记者卓南星 通讯员郁文洲）记者从市水利局了解到")
    assert found is not None
    assert found.names == ("卓南星", "郁文洲")


def test_the_paper_named_beside_the_date_and_its_page() -> None:
    assert bylines.dated_source("《滨江日报》（2023年5月12日 第03版）") == "滨江日报"
    assert bylines.dated_source("2023-05-12 06:55 滨江日报 郁文洲 评论 0") == "滨江日报"


def test_of_two_dates_stated_the_first_is_that_of_the_publication() -> None:
    lines = ["2022-05-08 滨江在线", "来源：滨江日报 2022年5月3日"]
    assert dates.published(lines, "", [], "", None) == ("2022-05-03", "stated")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("二〇二三年五月十二日", "2023-05-12"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("发布时间：2023/5/6 10:20", "2023-05-06"),
        ("2023年2月30日", None),
        ("编号2023-45-12", None),
    ],
)
def test_a_date_in_a_line(line: str, day: str | None) -> None:
    assert dates.in_text(line) == ([day] if day else [])


def test_a_dateline_takes_its_year_from_the_head_of_the_page() -> None:
    head = "新华社滨江9月6日电 记者获悉"
    assert dates.published([], head, [], head, None) is None
    assert dates.published([], head, ["2020年9月7日 星期一"], head, None) == ("2020-09-07", "stated")
    assert dates.published([], "新华社滨江2020年9月6日电", [], "", None) == ("2020-09-06", "stated")


def test_the_month_of_a_page_is_inferred_from_its_news_only() -> None:
    page = "今年，2022年上半年全市增长5%，2022年6月又有新的进展。到2030年翻一番。"
    assert dates.month_of(["7月9日，现场会召开。", "活动将于8月2日举行。"], page) == "2022-07"
    assert dates.month_of([], page) is None
    assert dates.month_of(["7月9日，现场会召开。"], "到2030年翻一番。") is None


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        (["2021-03-12 海滨网", "来源：海滨晚报 2021-03-10"], "2021-03-10"),
        (
            ["来源：海滨晚报 2019-03-11", "二〇一九年三月八日"],
            "2019-03-11",
        ),  # not the day a letter was signed
        (["时间：2022年9月14日10时 地点：市新闻发布厅"], None),  # when it took place
        (["2021-03-12", "2021-03-10"], "2021-03-10"),
    ],
)
def test_the_date_beside_the_origin_is_that_of_publication(stated: list[str], date: str | None) -> None:
    found = dates.published(stated, "", [], "", None)
    assert (found.date if found else None) == date


def test_an_official_document_is_of_the_day_it_was_issued() -> None:
    stated = ["来源：市科技局 2024-03-16", "2024年3月15日"]
    assert dates.published(stated, "", [], "", None, issued=True) == ("2024-03-15", "stated")
