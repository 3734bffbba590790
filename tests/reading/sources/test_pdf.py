"""A PDF is read into lines with their places, or refused with a reason."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from reading.newspaper import page as newspaper_page
from reading.newspaper import printed
from twinwheel.errors import DocumentError
from twinwheel.reading.model import Source
from twinwheel.reading.sources import pdf, pdf_page
from twinwheel.reading.sources.pdf import read_pdf

SONG = "STSong-Light"
WIDE, TALL = 400, 600
Draw = Callable[[Any], None]


def paper(*draw: Draw, encrypt: Any = None) -> bytes:
    """A PDF with one page for each drawing."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(WIDE, TALL), invariant=1, encrypt=encrypt)
    for each in draw:
        sheet.setFont(SONG, 10)
        each(sheet)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def words(*lines: str, x: float = 40, y: float = 500, step: float = 15) -> Draw:
    def draw(sheet: Any) -> None:
        for number, line in enumerate(lines):
            sheet.drawString(x, y - number * step, line)

    return draw


def lines(source: Source) -> list[str]:
    return [source.raw[block.start : block.end] for block in source.blocks]


def test_every_line_has_its_text_its_place_and_the_size_of_its_type() -> None:
    source = read_pdf(paper(words("示例湾片区聚集企业3.2万余家", "其中规模以上186家。")), "a.pdf")
    assert lines(source) == ["示例湾片区聚集企业3.2万余家", "其中规模以上186家。"]
    first, second = source.blocks
    assert first.box is not None
    assert second.box is not None
    assert first.box.left == pytest.approx(40, abs=0.5)
    assert (first.box.top, first.box.bottom) == pytest.approx((TALL - 500 - 8.8, TALL - 500 + 1.2), abs=0.5)
    assert second.box.top - first.box.top == pytest.approx(15, abs=0.1)
    assert first.size == pytest.approx(10, rel=0.05)
    assert (source.kind, source.scores) == ("pdf", None)


def test_the_edges_of_each_character_are_known() -> None:
    source = read_pdf(paper(words("示例湾", "片区")), "a.pdf")
    assert source.across is not None
    assert source.across.shape == (len(source.raw), 2)
    assert source.across[1].tolist() == pytest.approx([50, 60], abs=0.5)


def test_the_same_bytes_give_the_same_source() -> None:
    data = printed(newspaper_page(1))
    one, other = read_pdf(data, "a.pdf"), read_pdf(data, "a.pdf")
    assert (one.raw, one.blocks, one.pages, one.sha256) == (
        other.raw,
        other.blocks,
        other.pages,
        other.sha256,
    )


def test_two_columns_set_close_together_are_not_one_line() -> None:
    left = [
        "片区去年新增企业一千余",
        "家，其中数字贸易企业占",
        "四成，保税研发企业占两",
        "成，其余为港航服务业。",
    ]
    right = [
        "北港开通第六条冷链航线",
        "，每周往返两班，货物当",
        "日通关，第二日抵达市场",
        "，损耗下降一半以上。",
    ]

    def draw(sheet: Any) -> None:
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            sheet.drawString(40, 500 - 15 * number, one)
            sheet.drawString(40 + 110 + 12, 500 - 15 * number, other)

    assert sorted(lines(read_pdf(paper(draw), "a.pdf"))) == sorted(left + right)


def test_marks_that_hang_into_the_gutter_do_not_bridge_it() -> None:
    left = [
        "居民都表示“方便多了。”",
        "记者在现场看到，办事窗",
        "口前的队伍比过去短了。",
        "“再也不用来回跑。”",
    ]
    right = [
        "港口昨天启用新的闸口，",
        "货车通过只要九秒，比过",
        "去少了一半时间，司机说",
        "省下的都是油钱和工夫。",
    ]

    def draw(sheet: Any) -> None:
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            sheet.drawString(40, 500 - 15 * number, one)
            sheet.drawString(40 + 110 + 12, 500 - 15 * number, other)

    assert sorted(lines(read_pdf(paper(draw), "a.pdf"))) == sorted(left + right)


def test_a_line_of_one_column_is_not_cut_where_commas_stand_below_each_other() -> None:
    text = [
        f"园区{word}服务窗口，并且为企业{word}送去政策。" for word in ("增设", "开放", "优化", "改造", "启用")
    ]
    assert lines(read_pdf(paper(words(*text)), "a.pdf")) == text


def test_digits_drawn_later_and_in_another_font_come_back_to_their_line() -> None:
    def draw(sheet: Any) -> None:
        sheet.drawString(40, 500, "总面积")
        sheet.drawString(40 + 30 + 20, 500, "平方公里，已经建成。")
        sheet.drawString(40, 480, "另一行")
        sheet.setFont("Helvetica", 10)
        sheet.drawString(40 + 30 + 1, 500, "12.6")

    assert lines(read_pdf(paper(draw), "a.pdf")) == ["总面积12.6平方公里，已经建成。", "另一行"]


def test_a_spaced_headline_is_one_line_and_a_vertical_one_too() -> None:
    def draw(sheet: Any) -> None:
        sheet.setFont(SONG, 20)
        sheet.drawString(40, 540, "技术向全球", charSpace=12)
        for number, char in enumerate("港口新貌"):
            sheet.drawString(360, 500 - 24 * number, char)

    read = lines(read_pdf(paper(draw), "a.pdf"))
    assert [line.replace(" ", "") for line in read] == ["技术向全球", "港口新貌"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("stated", [True, False])
def test_a_rotated_page_reads_as_an_upright_one(turn: int, stated: bool) -> None:
    text = ["示例湾片区管委会", "二零二六年三月"]

    def draw(sheet: Any) -> None:
        if stated:
            sheet.setPageRotation(turn)
        else:
            sheet.translate(WIDE / 2, TALL / 2)
            sheet.rotate(turn)
        words(*text, x=0, y=100)(sheet)

    source = read_pdf(paper(draw), "a.pdf")
    boxes = dict(zip(lines(source), [block.box for block in source.blocks], strict=True))
    first, second = (boxes[line] for line in text)
    assert first is not None
    assert second is not None
    assert first.right - first.left == pytest.approx(80, abs=1)
    assert second.top - first.top == pytest.approx(15, abs=0.5)
    assert second.left == pytest.approx(first.left, abs=0.5)


def test_a_watermark_at_a_slant_is_junk_and_breaks_no_line() -> None:
    def draw(sheet: Any) -> None:
        words(*["示例湾片区管委会通知如下，请遵照执行。"] * 5)(sheet)
        sheet.rotate(40)
        sheet.setFont(SONG, 40)
        sheet.drawString(300, 100, "内部资料")

    source = read_pdf(paper(draw), "a.pdf")
    assert [(source.raw[b.start : b.end], b.role) for b in source.blocks if b.role != "text"] == [
        ("内部资料", "junk")
    ]
    assert len(source.blocks) == 6


def test_rules_and_the_sides_of_frames_are_found() -> None:
    def draw(sheet: Any) -> None:
        words("示例湾")(sheet)
        sheet.line(40, 450, 300, 450)
        sheet.rect(50, 100, 200, 80)

    rules = read_pdf(paper(draw), "a.pdf").pages[0].rules
    assert len(rules) == 5
    assert all(min(r.right - r.left, r.bottom - r.top) < 4 for r in rules)
    assert {round(r.top) for r in rules if r.right - r.left > 250} == {149}  # half a point above 150


def picture_page(sheet: Any) -> None:
    sheet.drawImage(ImageReader(Image.new("L", (40, 60), 128)), 0, 0, WIDE, TALL)


def test_a_page_that_is_a_picture_needs_ocr_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "ocr_installed", lambda: False)
    with pytest.raises(DocumentError, match=r"page 2 has no text layer.*\n.*pip install 'twinwheel\[ocr\]'"):
        read_pdf(paper(words("示例湾片区管委会"), picture_page), "a.pdf")


def test_words_hidden_behind_a_picture_were_written_by_somebodys_ocr() -> None:
    def draw(sheet: Any) -> None:
        picture_page(sheet)
        text = sheet.beginText(40, 500)
        text.setFont(SONG, 10)
        text.setTextRenderMode(3)
        text.textLine("示例湾片区管委会关于印发若干措施的通知")
        sheet.drawText(text)

    source = read_pdf(paper(draw), "a.pdf")
    assert source.kind == "scan"
    assert lines(source) == ["示例湾片区管委会关于印发若干措施的通知"]


LOCKED = pdfencrypt.StandardEncryption("secret", canPrint=0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (paper(words("示例湾"), encrypt=LOCKED), "locked with a password"),
        (paper(words("示例湾"))[:200], "not a PDF that can be opened"),
        (b"%PDF-1.7\n", "not a PDF that can be opened"),
        (paper(lambda sheet: None), "no text on its pages"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read_pdf(data, "notice.pdf")
    assert str(caught.value).startswith("notice.pdf: ")
    assert caught.value.problems[0].advice


def test_a_page_with_more_characters_than_a_page_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_page, "MAX_PAGE_CHARACTERS", 100)
    with pytest.raises(DocumentError, match=r"page 1: it has 1.. characters; at most 100"):
        read_pdf(paper(words(*["示例湾片区管委会关于"] * 12)), "a.pdf")


def test_more_pages_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(DocumentError, match="it has 3 pages"):
        read_pdf(paper(*[words("示例湾")] * 3), "a.pdf")


def test_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int, bool]] = []
    read_pdf(paper(*[words("示例湾")] * 3), "a.pdf", lambda *step: told.append(step))
    assert told == [(1, 3, False), (2, 3, False), (3, 3, False)]


def test_mutated_files_are_read_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "ocr_installed", lambda: False)
    rng = random.Random(20261122)
    whole = printed(newspaper_page(2))
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 3, 12))):
            at = rng.randrange(len(data))
            match rng.randrange(3):
                case 0:
                    data[at] = rng.randrange(256)
                case 1:
                    del data[at : at + rng.choice((1, 20, 400))]
                case 2:
                    data[at:at] = rng.choice(
                        (b" 0 0 0 ", b"<<", b"/Rotate 45", b"-99999999999", b"1e30 ", b"\0")
                    )
        try:
            source = read_pdf(bytes(data), "a.pdf")
        except DocumentError as error:
            assert error.problems[0].advice
        else:
            assert all(source.raw[b.start : b.end].strip() for b in source.blocks)
            assert source.raw.encode()
