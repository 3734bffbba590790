"""Pages are taken apart into their articles, in reading order, and nothing is lost or invented."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.newspaper import Truth, drawn_in, page, printed, right_characters
from twinwheel.reading.layout import in_reading_order, regions
from twinwheel.reading.model import Block, Box, Page, Region, Source
from twinwheel.reading.sources.pdf import read_pdf

SEEDS = range(40)


def source_of(
    lines: list[tuple[str, Box, float]], rules: tuple[Box, ...] = (), pages: dict[int, int] | None = None
) -> Source:
    """A source of these lines; ``pages`` says from which line on another page begins."""
    raw, blocks, number = "", [], 1
    for at, (text, box, size) in enumerate(lines):
        number = (pages or {}).get(at, number)
        blocks.append(Block(len(raw), len(raw) + len(text), number, box, size))
        raw += text + "\n"
    sheets = tuple(Page(n, 595, 842, rules) for n in range(1, number + 1))
    return Source("a.pdf", "0" * 64, "pdf", raw, tuple(blocks), sheets)


def text(source: Source, region: Region) -> str:
    return "".join(source.raw[block.start : block.end] for block in region.blocks)


def line(words: str, left: float, top: float, size: float = 10.0) -> tuple[str, Box, float]:
    return words, Box(left, top, left + len(words) * size, top + size), size


def test_random_newspaper_pages_are_taken_apart() -> None:
    scores = []
    for seed in SEEDS:
        sheet = page(seed)
        source = read_pdf(printed(sheet), f"{seed}.pdf")
        scores.append(right_characters(sheet.articles, source.raw, regions(source)))
    assert sum(scores) / len(scores) > 0.985
    assert sum(score > 0.95 for score in scores) >= 0.9 * len(scores)


@pytest.mark.parametrize("order", ["rows", "any line", "characters of rows", "any character"])
def test_the_order_in_which_a_file_draws_its_text_does_not_matter(order: str) -> None:
    scores = []
    for seed in range(10):
        sheet = page(seed)
        source = read_pdf(printed(drawn_in(order, sheet, seed)), f"{seed}.pdf")
        scores.append(right_characters(sheet.articles, source.raw, regions(source)))
    assert sum(scores) / len(scores) > 0.985


def column(
    words: str, left: float, top: float, rows: int, size: float = 10.0
) -> list[tuple[str, Box, float]]:
    return [line(words, left, top + 14 * row, size) for row in range(rows)]


BODY = "园区加快建设公共平台服务各类企业"


def test_a_headline_stands_over_its_first_column_and_not_over_the_last_of_its_neighbour() -> None:
    lines = [line("甲地发布新政", 40, 40, 18), line("乙地启动改造", 420, 40, 18)]
    for left, words in ((40, "甲"), (230, "丙"), (420, "乙"), (610, "丁")):
        lines += column(words + BODY[:14] + "设", left, 70, 7)
        lines.append(line("全部工程将在年底以前完成。", left, 70 + 14 * 7))
    source = source_of(lines)
    assert [set(text(source, region)) & set("甲乙丙丁") for region in regions(source)] == [
        set("甲丙"),
        set("乙丁"),
    ]


def test_a_long_sub_headline_whose_line_ends_with_a_comma_stays_with_its_headline() -> None:
    lines = [
        line("主持人：本报记者王小样", 40, 40, 13),
        line("嘉宾：示例大学教授李小例、示例湾商会会长张小举、", 40, 58, 13),
        line("示例港务公司董事长陈小范", 40, 76, 13),
        line("圆桌：港口怎样更聪明", 40, 96, 18),
        *column(BODY, 40, 124, 8),
        *column(BODY, 230, 124, 8),
    ]
    source = source_of(lines)
    (found,) = regions(source)
    assert [source.raw[b.start : b.end] for b in found.titles] == [words for words, _, _ in lines[:4]]


def test_a_date_under_a_letter_and_a_headline_beside_the_editor_are_no_furniture() -> None:
    lines = [
        line("读者来信谈公交", 40, 30, 16),
        line("编辑 王小样 美编 李小例", 380, 34, 9),
        *column(BODY, 40, 56, 2),
        line("2026年3月9日", 40, 84),
        *column(BODY, 230, 56, 3),
        *column(BODY, 40, 200, 20),
        *column(BODY, 230, 200, 20),
    ]
    source = source_of(lines)
    imprint = [text(source, region) for region in regions(source) if region.kind == "imprint"]
    assert imprint == ["编辑 王小样 美编 李小例"]


def test_furniture_of_the_page_is_in_no_article() -> None:
    for seed in range(8):
        sheet = page(seed)
        source = read_pdf(printed(sheet), "a.pdf")
        imprint = [text(source, region) for region in regions(source) if region.kind == "imprint"]
        assert "".join("".join(imprint).split()) == "".join("".join(sheet.furniture).split())


def test_the_sample_page_is_taken_apart_without_a_fault(root: Path) -> None:
    folder = root / "examples" / "pages"
    wanted = yaml.safe_load((folder / "newspaper.yaml").read_text(encoding="utf-8"))
    source = read_pdf((folder / "newspaper.pdf").read_bytes(), "newspaper.pdf")
    found = regions(source)
    for article in wanted["articles"]:
        title = "".join((article.get("kicker", "") + article["title"]).split())
        region = next(each for each in found if title in "".join(text(source, each).split()))
        parts = [*article.get("paragraphs", []), *article.get("labels", []), article.get("byline", "")]
        assert "".join(text(source, region).split()) == title + "".join("".join(parts).split())
        assert region.kind == ("sidebar" if article["id"] == "figures" else None)
    assert [region.kind for region in found].count("imprint") == 1
    assert len(found) == len(wanted["articles"]) + 1


NOTICE = [
    line("示例湾管理委员会文件", 150, 60, 24),
    line("关于印发若干措施的通知", 170, 130, 20),
    line("各有关单位，现将若干措施印发给你们，请认真", 100, 190, 14),
    line("贯彻执行。", 72, 214, 14),
    line("一、支持企业落户", 100, 238, 14),
    line("对新落户的企业给予一次性奖励，最高不超过一百", 100, 262, 14),
    line("— 1 —", 270, 800, 10),
    line("万元，分两年拨付。", 72, 80, 14),
    line("二、支持人才引进", 100, 104, 14),
    line("对引进的博士给予安家补贴，每人二十万元整。", 100, 128, 14),
    line("— 2 —", 270, 800, 10),
]


def test_a_notice_is_one_document_over_all_its_pages() -> None:
    source = source_of(NOTICE, pages={7: 2})
    notice, *furniture = regions(source)
    assert text(source, notice) == "".join(words for words, _, _ in NOTICE if "—" not in words)
    assert [source.raw[b.start : b.end] for b in notice.titles] == [
        "示例湾管理委员会文件",
        "关于印发若干措施的通知",
    ]
    assert [(r.kind, text(source, r)) for r in furniture] == [("imprint", "— 1 —"), ("imprint", "— 2 —")]


def test_two_notices_in_one_file_are_two_documents_and_an_attachment_is_none() -> None:
    body = [line("对符合条件的企业给予支持，具体办法另行制定。", 100, 100 + 24 * row, 14) for row in range(6)]
    lines = [
        line("关于支持甲项的通知", 170, 40, 20),
        *body,
        line("附件1", 72, 300, 14),
        line("甲项申请表的填写说明", 170, 330, 20),
        *body,
    ]
    lines += [line("关于支持乙项的通知", 170, 40, 20), *body]
    source = source_of(lines, pages={9: 2, 15: 3})
    assert [text(source, region)[:10] for region in regions(source)] == [
        "关于支持甲项的通知对",
        "关于支持乙项的通知对",
    ]


def test_running_heads_are_furniture_where_they_stand_on_most_pages() -> None:
    lines, pages = [], {}
    for number in range(1, 5):
        pages[len(lines)] = number
        lines += [line(f"示例湾年度发展报告 {number}", 200, 30)]
        lines += [
            line("年度报告的正文在这里一行接着一行写下去", 100, 100 + 20 * row, 14) for row in range(10)
        ]
    source = source_of(lines, pages=pages)
    found = regions(source)
    assert [region.kind for region in found] == [None, "imprint", "imprint", "imprint", "imprint"]
    assert "发展报告" not in text(source, found[0])


def test_a_column_without_a_headline_that_goes_on_from_nothing_stays_alone() -> None:
    lines = [line("甲文的标题大字", 40, 100, 20)]
    lines += [line("甲文的正文写在左边这一栏里", 40, 130 + 15 * row) for row in range(11)]
    lines += [line("甲文到这里就完了。", 40, 295)]
    lines += [line("乙文没有标题只在右边一栏里", 330, 130 + 15 * row) for row in range(12)]
    source = source_of(lines, rules=(Box(250, 90, 251, 400),))
    assert [text(source, region)[:6] for region in regions(source)] == ["甲文的标题大", "乙文没有标题"]


def test_headlines_side_by_side_are_two() -> None:
    lines = [line("左边文章的标题", 40, 100, 20), line("右边文章的标题", 192, 100, 20)]
    for row in range(12):
        lines.append(line("左边文章的正文一行到头", 40, 130 + 15 * row))
        lines.append(line("右边文章的正文一行到头", 192, 130 + 15 * row))
    source = source_of(lines)
    found = regions(source)
    assert [[source.raw[b.start : b.end] for b in region.titles] for region in found] == [
        ["左边文章的标题"],
        ["右边文章的标题"],
    ]
    assert all(len(region.blocks) == 13 for region in found)


def test_in_reading_order_the_raw_text_runs_as_a_reader_reads() -> None:
    sheet = page(3)
    source = read_pdf(printed(sheet), "a.pdf")
    rows = sorted(source.blocks, key=lambda b: (round(b.box.top / 5), b.box.left) if b.box else (0, 0))
    mixed, at, blocks = "", 0, []
    for block in rows:
        words = source.raw[block.start : block.end]
        blocks.append(Block(at, at + len(words), block.page, block.box, block.size, block.role))
        mixed += words + "\n"
        at += len(words) + 1
    ordered, found = in_reading_order(
        Source("a.pdf", source.sha256, "pdf", mixed, tuple(blocks), source.pages)
    )
    assert right_characters(sheet.articles, ordered.raw, found) > 0.99
    flat = [block for region in found for block in region.blocks]
    assert flat == list(ordered.blocks)
    assert [block.start for block in flat] == sorted(block.start for block in flat)
    assert sorted(ordered.raw[b.start : b.end] for b in flat) == sorted(
        mixed[b.start : b.end] for b in blocks
    )


side = st.floats(0, 800, allow_nan=False)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), side, side, st.floats(0, 300), st.floats(0, 60))
words = st.text("示例湾片区。，—3“ ", min_size=1, max_size=30)
sheets = st.lists(
    st.tuples(words, boxes, st.sampled_from([0.1, 9.0, 10.0, 10.5, 14.0, 20.0, 40.0])), max_size=60
)
rules = st.lists(
    st.one_of(
        boxes,
        boxes.map(lambda b: b._replace(bottom=b.top + 1)),
        boxes.map(lambda b: b._replace(right=b.left + 1)),
    ),
    max_size=12,
)


@settings(max_examples=150)
@given(sheets, rules, st.sampled_from(["pdf", "scan"]), st.integers(1, 3))
def test_every_block_is_in_exactly_one_region(
    lines: list[tuple[str, Box, float]], lined: list[Box], kind: str, pages: int
) -> None:
    made = source_of(lines, tuple(lined), {len(lines) * n // pages: n + 1 for n in range(pages)})
    source = Source("a", "0", kind, made.raw, made.blocks, made.pages)  # type: ignore[arg-type]
    found = regions(source)
    assert Counter((b.start, b.end) for region in found for b in region.blocks) == Counter(
        (b.start, b.end) for b in source.blocks
    )
    assert all(set(region.titles) <= set(region.blocks) for region in found)
    assert all(len({b.page for b in region.blocks}) == 1 or region.kind is None for region in found)


@pytest.mark.parametrize("shape", ["one point", "a row", "a column", "a staircase", "crumbs"])
def test_a_page_made_to_be_slow_is_not(shape: str) -> None:
    at = {
        "one point": lambda i: (100.0, 100.0),
        "a row": lambda i: (i * 5.0, 100.0),
        "a column": lambda i: (100.0, i * 3.0),
        "a staircase": lambda i: (i * 3.0, i * 3.0),
        "crumbs": lambda i: (i * 37 % 590, i * 101 % 830),
    }[shape]
    lines = [
        line("示例湾片区的一行文字没有尽头"[: 8 + i % 6], *at(i), size=10.0 if i % 9 else 20.0)
        for i in range(2_900)
    ]
    source = source_of(lines)
    started = time.process_time()
    found = regions(source)
    assert time.process_time() - started < 12
    assert sum(len(region.blocks) for region in found) == 2_900


def test_truths_without_articles_do_not_divide_by_nothing() -> None:
    assert right_characters([Truth("题", "文")], "题文", [Region((Block(0, 2),))]) == 1.0
