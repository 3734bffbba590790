"""A picture of a page is set straight and read; what is no picture, or too large a one, is refused."""

from __future__ import annotations

import io
import socket
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image, ImageDraw

from reading.newspaper import Truth, right_characters
from twinwheel.errors import DocumentError
from twinwheel.reading.layout import in_reading_order, regions
from twinwheel.reading.sources import scan, straight
from twinwheel.reading.sources.gutters import cut_at_gutters
from twinwheel.reading.sources.lines import Line
from twinwheel.reading.sources.scan import read_scan

needs_ocr = pytest.mark.skipif(not scan.ocr_installed(), reason="needs the extra [ocr]")


def picture(angle: float = 0.0) -> np.ndarray:
    """Grey lines of the length of text in two columns, turned by an angle."""
    image = Image.new("RGB", (700, 900), "white")
    pen = ImageDraw.Draw(image)
    for row in range(40):
        for left in (60, 380):
            for word in range(12):
                pen.rectangle(
                    (left + word * 22, 60 + row * 19, left + word * 22 + 17, 60 + row * 19 + 10), fill="black"
                )
    turned = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor="white")
    return np.asarray(turned)[:, :, ::-1].copy()


@needs_ocr
@pytest.mark.parametrize("angle", [-2.4, -0.7, 0.0, 1.3, 2.9])
def test_a_page_askew_is_found_out_to_a_tenth_of_a_degree(angle: float) -> None:
    assert straight.skew(picture(angle)) == pytest.approx(-angle, abs=0.15)


@needs_ocr
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_turned_until_it_reads_well(quarters: int) -> None:
    upright = np.zeros((400, 300, 3), dtype=np.uint8)
    upright[:60] = 255  # what "reads well" here: light at the top

    def score(part: np.ndarray) -> float:
        return 0.95 if part[:40].mean() > 200 else 0.3

    assert (straight.upright(np.rot90(upright, quarters).copy(), score) == upright).all()


@needs_ocr
def test_rules_are_seen_and_text_is_not_taken_for_them() -> None:
    page = picture()
    page[30:32, 50:650] = 0
    page[60:820, 358:360] = 0
    level, steep = sorted(straight.rules(page, 1.0), key=lambda box: box.bottom - box.top)
    assert (level.left, level.right) == pytest.approx((50, 650), abs=6)
    assert (steep.top, steep.bottom) == pytest.approx((60, 820), abs=6)


def ocr_line(text: str, left: float, top: float, step: float = 10.0) -> Line:
    edges = [left + step * i for i in range(len(text))]
    return Line(text, edges, [edge + step for edge in edges], top, top + 10, 10.0, [0.9] * len(text))


def test_a_box_over_two_columns_is_cut_even_where_ocr_shows_no_gap() -> None:
    lines = [
        ocr_line("左栏的一行文字在这里" if left < 100 else "右栏的另一行文字在此", left, 20.0 * row)
        for row in range(8)
        for left in (0, 112)
        if row != 4
    ]
    joined = ocr_line("左栏的一行文字在这里右栏的另一行文字在此", 0, 80, 10.6)
    texts = [line.text for line in cut_at_gutters([*lines, joined])]
    assert texts[-2:] == ["左栏的一行文字在这里", "右栏的另一行文字在此"]
    assert texts[:-2] == [line.text for line in lines]


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "ocr_installed", lambda: False)
    with pytest.raises(DocumentError, match=r"pip install 'twinwheel\[ocr\]'"):
        read_scan(b"\x89PNG\r\n\x1a\n", "a.png")


def png_bomb(side: int) -> bytes:
    """A PNG that says it has ``side`` by ``side`` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def cut_short() -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture()).save(out, "PNG")
    return out.getvalue()[:2_000]


@needs_ocr
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png_bomb(60_000), r"60,000 by 60,000 pixels|unpacks to more"),
        (png_bomb(12_000), r"12,000 by 12,000 pixels"),
        (cut_short(), "damaged"),
        (b"\xff\xd8\xff\xe0 nothing", "damaged"),
        (b"", "not a picture"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read_scan(data, "page.png")
    assert str(caught.value).startswith("page.png: ")


@needs_ocr
@pytest.mark.long
def test_the_bad_scan_of_the_sample_page_is_read_without_a_network(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("OCR asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    folder = root / "examples" / "pages"
    source = read_scan((folder / "newspaper-scan.jpg").read_bytes(), "newspaper-scan.jpg")
    page = yaml.safe_load((folder / "newspaper.yaml").read_text(encoding="utf-8"))
    truths = [truth(article) for article in page["articles"]]
    assert right_characters(truths, source.raw, regions(source)) > 0.97
    assert source.kind == "scan"
    assert source.pages[0].width == pytest.approx(690, abs=2)
    assert source.scores is not None
    assert source.across is not None
    for block in source.blocks:
        assert (
            (source.scores[block.start : block.end] >= 0) & (source.scores[block.start : block.end] <= 1)
        ).all()
        assert np.isfinite(source.across[block.start : block.end]).all()
    ordered, found = in_reading_order(source)
    assert right_characters(truths, ordered.raw, found) > 0.97
    assert "总面积12.6平方公里的示例湾" in ordered.raw.replace("\n", "")


def truth(article: dict[str, object]) -> Truth:
    title = str(article.get("kicker", "")) + str(article["title"])
    parts = [*article.get("paragraphs", []), *article.get("labels", []), article.get("byline", "")]  # type: ignore[misc]
    return Truth("".join(title.split()), "".join("".join(map(str, parts)).split()))


@pytest.mark.skipif(not scan.ocr_installed(), reason="needs the extra [ocr]")
def test_a_picture_too_thin_for_text_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (1, 5_000)).save(out, "PNG")
    with pytest.raises(DocumentError, match="no text fits"):
        read_scan(out.getvalue(), "thin.png")
