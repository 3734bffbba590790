"""The index in a database; the same on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from twinwheel_web.search import service
from twinwheel_web.search.models import Entry
from twinwheel_web.search.service import Item, find, index, put, remove

pytestmark = pytest.mark.django_db

TEXTS = {
    "deduct": Item(
        "note",
        "deduct",
        "研发费用加计扣除",
        "/1",
        ("企业开展研发活动的费用，可以加计扣除。",),
        "R&D deduction",
    ),
    "list": Item("note", "list", "研发用物品进口白名单", "/2", ("列入进口白名单的，无需进口药品通关单。",)),
    "white": Item("note", "white", "信用管理", "/3", ("研发机构纳入白名单管理；新型研发 白名单企业。",)),
    "chip": Item(
        "note", "chip", "开源芯片", "/4", ("支持RISC-V指令集与AI芯片。", "OpenAI 不算。"), "Open-source chips"
    ),
    "person": Item("note", "person", "访谈", "/5", ("于光辉说，孵化器要改。", "于长辉说，孵化器要改。")),
    "school": Item("note", "school", "教育", "/6", ("扩大学校规模。",)),
    "college": Item("note", "college", "教育", "/7", ("支持大学科技园。",)),
    "other": Item("page", "other", "研发中心", "/8", ("退税",)),
}


@pytest.fixture(autouse=True)
def notes() -> None:
    index("note", [each for each in TEXTS.values() if each.kind == "note"], "one")
    index("page", [TEXTS["other"]])


def found(query: str, *kinds: str) -> list[str]:
    return [hit.key for hit in find(query, kinds or ("note", "page")).hits]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("研发", {"deduct", "list", "white", "other"}),
        ("研白", set()),
        ("白名单", {"list", "white"}),
        ("白名單", {"list", "white"}),
        ("进口白名单", {"list"}),
        ("发机构", {"white"}),
        ("税", {"other"}),
        ("退", {"other"}),
        ("AI", {"chip"}),
        ("ＡＩ", {"chip"}),
        ("risc-v", {"chip"}),
        ("RISC", {"chip"}),
        ("RISC-V指令", {"chip"}),
        ("chip", {"chip"}),
        ("open-source", {"chip"}),
        ("于光辉", {"person"}),
        ("于长辉", {"person"}),
        ("要改于长", set()),
        ("研发 扣除", {"deduct"}),
        ("研发 白名单", {"list", "white"}),
        ("R&D", {"deduct"}),
        ("新型研发白名单", set()),
        ("不存在的话", set()),
        ("note", set()),
    ],
)
def test_a_query_finds_these_and_no_others(query: str, keys: set[str]) -> None:
    assert set(found(query)) == keys


def test_only_the_kinds_asked_for_are_found() -> None:
    assert found("研发", "page") == ["other"]
    assert "other" in [hit.key for hit in find("研发").hits]


def test_a_title_comes_before_a_text_and_the_very_title_before_all() -> None:
    assert found("研发", "note")[-1] == "white"
    put([Item("note", "exact", "白名单", "/9", ("别的",))])
    assert found("白名单")[:2] == ["exact", "list"]


def test_between_equals_a_word_of_its_own_comes_first() -> None:
    assert found("大学") == ["college", "school"]


def test_hits_carry_rank_address_and_what_to_mark() -> None:
    hit = next(hit for hit in find("白名单", ["note"]).hits if hit.key == "white")
    assert (hit.rank, hit.url, hit.title.marks) == (2, "/3", ())
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["白名单", "白名单"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        "'",
        "''; DROP TABLE search_entry; --",
        "NEAR(研发 5)",
        "title:研发",
        "^研发",
        "研发*",
        "研发 AND",
        "NOT",
        "(((",
        ":A & !",
        "\\",
        "<->",
        "\0研\0发\0",
        "研" * 10_000,
        "a " * 5_000,
        "％＿%_",
        "\ud800",
        "\ue000note",
        "😀",
    ],
)
def test_no_query_is_an_error(query: str) -> None:
    result = find(query)
    assert result.total >= len(result.hits) >= 0


def test_pages_follow_each_other_without_gap_or_double() -> None:
    index(
        "many",
        [Item("many", str(number), f"第{number}条", "/", ("研发" * (number % 7),)) for number in range(250)],
    )
    pages = [find("条", ["many"], limit=30, offset=offset) for offset in range(0, 250, 30)]
    keys = [hit.key for page in pages for hit in page.hits]
    assert pages[0].total == 250 == len(set(keys)) == len(keys)
    assert [hit.rank for page in pages for hit in page.hits] == list(range(1, 251))
    assert find("条", ["many"], offset=9999).hits == ()


def test_keys_are_those_of_all_hits_in_the_same_order() -> None:
    assert service.keys("研发", "note") == found("研发", "note")
    assert service.keys("", "note") == []


def test_indexing_a_kind_again_replaces_it_and_leaves_the_others() -> None:
    index("note", [Item("note", "new", "新的", "/", ("研发",))], "two")
    assert found("研发") == ["other", "new"]
    assert service.is_indexed("note", "two") and not service.is_indexed("note", "one")


def test_a_failure_in_the_middle_leaves_the_old_index_standing() -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield Item("note", "new", "新的", "/")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index("note", broken(), "two")
    assert set(found("白名单")) == {"list", "white"}
    assert service.is_indexed("note", "one")


def test_putting_replaces_by_key_and_removing_takes_out() -> None:
    put(
        [
            Item("note", "list", "改了", "/2", ("没有那个词",)),
            Item("note", "more", "再来", "/10", ("白名单",)),
        ]
    )
    assert set(found("白名单")) == {"white", "more"}
    remove("note", ["more", "never there"])
    assert found("白名单") == ["white"]
    assert not Entry.objects.filter(key="more").exists()


def test_texts_no_database_would_take_are_taken() -> None:
    put([Item("note", "odd", "空\0字", "/", ("a" * 5000, "研\ud800发", "'引号' \\ 反斜线", "长" * 40_000))])
    assert found("引号") == ["odd"]


def test_a_long_question_that_finds_nothing_can_be_asked_in_words() -> None:
    assert not found("研发白名单")
    assert service.apart("研发白名单") == "研发 白名单"
    assert service.apart("研发") == ""
    assert found(service.apart("研发白名单"))
