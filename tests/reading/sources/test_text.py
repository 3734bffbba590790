"""Plain text in the encodings Chinese pages come in."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.errors import DocumentError
from twinwheel.reading.sources import kind_of, open_source
from twinwheel.reading.sources.text import blocks_of, decoded

SIMPLIFIED = "示例市发布若干措施，对符合条件的企业给予支持。\n每家最高100万元。\n"
TRADITIONAL = "示例市發布若干措施，對符合條件的企業給予支持。\n每家最高100萬元。\n"


@pytest.mark.parametrize(
    ("text", "codec", "says"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        ("\ufeff" + SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        ("", "utf-8", "utf-8"),
    ],
)
def test_the_encoding_is_found_and_nothing_is_changed(text: str, codec: str, says: str) -> None:
    assert decoded(text.encode(codec), "a.txt") == (text, says)


def test_line_ends_stay_as_they_are_so_offsets_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("甲\r\n\r\n 乙 \r\n".encode())
    source = open_source(path, "a.txt")
    assert source.raw == "甲\r\n\r\n 乙 \r\n"
    assert [source.raw[block.start : block.end] for block in source.blocks] == ["甲", "乙"]


def test_what_is_in_no_encoding_is_refused_with_the_place() -> None:
    with pytest.raises(DocumentError, match="no text in UTF-8, GB18030 or Big5: byte 3 is 0xff"):
        decoded("甲".encode() + b"\xff\xff\xff", "a.txt")


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"MZ\0\0\0\0binary", "a.exe", "zero bytes"),
        (b"\xd0\xcf\x11\xe0old word", "a.doc", "old Word"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "locked with a password"),
        (b"PK\x03\x04nothing more", "a.docx", "zip is damaged"),
        (b" \n", "a.txt", "empty"),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(
    tmp_path: Path, data: bytes, name: str, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=why) as caught:
        open_source(path, name)
    assert caught.value.problems[0].advice


def test_the_format_is_seen_in_the_file_not_in_its_name() -> None:
    assert kind_of(b"%PDF-1.7 ...", "notice.txt") == "pdf"
    assert kind_of(b"<!DOCTYPE html><html>", "notice.txt") == "html"
    assert kind_of(b"\x89PNG\r\n\x1a\n....", "notice.pdf") == "scan"
    assert kind_of("第一条".encode(), "notice.pdf") == "text"


def test_headings_have_their_level() -> None:
    blocks = blocks_of("# 甲\n\n## 乙\n#丙\n")
    assert [(block.role, block.level) for block in blocks] == [("heading", 1), ("heading", 2), ("text", 0)]


@given(st.text(alphabet=st.sampled_from("甲乙 \t\r\n#，。a"), max_size=60))
def test_every_character_that_is_not_blank_is_in_exactly_one_block(raw: str) -> None:
    blocks = blocks_of(raw)
    assert all(before.end <= after.start for before, after in pairwise(blocks))
    inside = "".join(raw[block.start : block.end] for block in blocks)
    assert "".join(inside.split()) == "".join(raw.split())


@pytest.mark.parametrize(
    "before", [b"", b"\xef\xbb\xbf", b" \n" * 4000, b"<!-- a -->\n<!----> " * 300, b"<!-- <html> -->"]
)
def test_html_is_seen_behind_spaces_and_comments_and_soon(before: bytes) -> None:
    assert kind_of(before + b"<html lang=zh>", "a") == "html"
    assert (
        kind_of(before + "第一条".encode(), "a") == "text"
    )  # many comments: once, each was tried in every way


def test_a_webp_is_a_picture() -> None:
    assert kind_of(b"RIFF\x10\0\0\0WEBPVP8 ", "a.webp") == "scan"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without an end")
def test_what_does_not_say_how_large_it_is_is_read_no_further_than_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("twinwheel.reading.sources.MAX_FILE_BYTES", 1000)
    with pytest.raises(DocumentError, match="more than 1,000 bytes"):
        open_source(Path("/dev/zero"), "zero")
