"""Word documents, written by python-docx and spoiled by hand."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from twinwheel.errors import DocumentError
from twinwheel.reading.sources.docx import read_docx
from twinwheel.reading.sources.numbering import _in_chinese

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def written(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    """The same document with some XML of one part replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            after.writestr(entry.filename, content)
    return out.getvalue()


def notice() -> docx.document.Document:
    document = docx.Document()
    document.add_heading("示例市促进创新若干措施", 0)
    document.add_paragraph("第一条 对企业给予支持。")
    document.add_paragraph("一类企业", style="List Number")
    document.add_paragraph("二类企业", style="List Number")
    table = document.add_table(2, 2)
    for at, text in enumerate(["档次", "金额", "甲", "100万元"]):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph("第二条 本措施自2023年1月1日起施行。")
    return document


def test_paragraphs_numbers_and_tables_come_in_their_order() -> None:
    source = read_docx(written(notice()), "a.docx")
    assert source.raw.splitlines() == [
        "示例市促进创新若干措施",
        "第一条 对企业给予支持。",
        "1.一类企业",
        "2.二类企业",
        "档次 金额",
        "甲 100万元",
        "第二条 本措施自2023年1月1日起施行。",
    ]
    assert [block.role for block in source.blocks] == [
        "heading",
        "text",
        "text",
        "text",
        "table",
        "table",
        "text",
    ]
    assert "\n".join(source.raw[b.start : b.end] for b in source.blocks) == source.raw


def test_articles_numbered_by_word_have_their_numbers() -> None:
    document = notice()
    for level in document.part.numbering_part.element.iter(f"{{{W}}}lvl"):
        level.find(f"{{{W}}}numFmt").set(f"{{{W}}}val", "chineseCounting")
        level.find(f"{{{W}}}lvlText").set(f"{{{W}}}val", "第%1条")
    labels = [line for line in read_docx(written(document), "a.docx").raw.splitlines() if "类企业" in line]
    assert labels == ["第一条 一类企业", "第二条 二类企业"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (19, "十九"),
        (20, "二十"),
        (101, "一百零一"),
        (1010, "一千零一十"),
        (10_000, "10000"),
    ],
)
def test_numbers_in_chinese(number: int, words: str) -> None:
    assert _in_chinese(number) == words


def test_what_was_deleted_with_tracked_changes_is_gone_and_what_was_inserted_is_there() -> None:
    old = "<w:t>第一条 对企业给予支持。</w:t></w:r>"
    new = (
        "<w:t>第一条 对企业给予</w:t></w:r><w:del><w:r><w:t>奖励</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>补助。</w:t></w:r></w:ins>"
    )
    source = read_docx(replaced(written(notice()), "word/document.xml", old, new), "a.docx")
    assert source.raw.splitlines()[1] == "第一条 对企业给予补助。"


def test_text_boxes_are_read_once() -> None:
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    old = "<w:t>第一条 对企业给予支持。</w:t>"
    source = read_docx(replaced(written(notice()), "word/document.xml", old, old + box), "a.docx")
    assert source.raw.splitlines()[1:3] == ["第一条 对企业给予支持。", "框内"]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: data[: len(data) // 2], "zip is damaged"),
        (lambda data: replaced(data, "word/document.xml", "<w:body>", "<w:body"), "damaged XML"),
        (
            lambda data: replaced(
                data,
                "word/document.xml",
                "<w:document",
                '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document',
            ),
            "declares a document type",
        ),
    ],
)
def test_damaged_and_hostile_documents_are_refused(spoil, why: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DocumentError, match=why):
        read_docx(spoil(written(notice())), "a.docx")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(5):
            archive.writestr(f"word/{part}.xml", b"0" * 90_000_000)
    with pytest.raises(DocumentError, match="unpacks to 5 parts of 450,000,000 bytes"):
        read_docx(out.getvalue(), "bomb.docx")
