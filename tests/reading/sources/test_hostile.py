"""Documents of every format, spoiled: each is read, or refused with a reason; none takes long or crashes."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import docx
import pytest

from twinwheel.errors import DocumentError
from twinwheel.reading.sources import limits, open_source, pdf, read_bytes

ROUNDS = 60
HTML = "<html><head><meta charset='utf-8'></head><body><h1>标题</h1><p>正文，<b>第二</b>句。</p><table><tr><td>甲</td></tr></table></body></html>"


def word() -> bytes:
    document = docx.Document()
    document.add_heading("通知", 0)
    document.add_paragraph("第一条 对企业给予支持。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def ofd() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>")
        archive.writestr("d.xml", '<Document><Pages><Page ID="1" BaseLoc="p.xml"/></Pages></Document>')
        page = '<TextObject Boundary="1 1 50 4" Size="4"><TextCode X="0" Y="4" DeltaX="g 3 4">通知正文</TextCode></TextObject>'
        archive.writestr("p.xml", f"<Page>{page}</Page>")
    return out.getvalue()


def sample(kind: str, root: Path) -> bytes:
    match kind:
        case "docx":
            return word()
        case "ofd":
            return ofd()
        case "html":
            return HTML.encode()
        case "pdf":
            return (root / "examples" / "pages" / "newspaper.pdf").read_bytes()
        case _:
            return "第一条 对企业给予支持。\n".encode("gb18030")


def spoiled(data: bytes, rng: random.Random) -> bytes:
    """Cut, with bytes changed, or with a piece taken out or doubled."""
    changed = bytearray(data)
    match rng.randrange(4):
        case 0:
            del changed[rng.randrange(len(changed)) :]
        case 1:
            for _ in range(rng.choice((1, 5, 50))):
                changed[rng.randrange(len(changed))] = rng.randrange(256)
        case 2:
            at = rng.randrange(len(changed))
            del changed[at : at + rng.randrange(1, 400)]
        case 3:
            at = rng.randrange(len(changed))
            changed[at:at] = changed[at : at + 300]
    return bytes(changed)


@pytest.mark.parametrize("kind", ["docx", "html", "ofd", "pdf", "text"])
def test_a_spoiled_document_is_read_or_refused_with_a_reason(
    kind: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "ocr_installed", lambda: False)  # a spoiled page would go to OCR for seconds
    data, rng, refused = sample(kind, root), random.Random(20261122), 0
    assert read_bytes(data, f"a.{kind}").raw
    for _ in range(ROUNDS):
        try:
            source = read_bytes(spoiled(data, rng), f"a.{kind}")
        except DocumentError as error:
            refused += 1
            assert error.problems[0].what
            assert error.problems[0].advice
        else:
            assert all(0 <= block.start < block.end <= len(source.raw) for block in source.blocks)
    assert refused or kind in ("html", "text")


def test_what_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twinwheel.reading.sources.MAX_FILE_BYTES", 10)
    path = tmp_path / "a.txt"
    path.write_text("第一条 对企业给予支持。", encoding="utf-8")
    with pytest.raises(DocumentError, match="at most 10 are read"):
        open_source(path, "a.txt")


def test_a_text_with_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twinwheel.reading.sources.text.MAX_CHARACTERS", 3)
    with pytest.raises(DocumentError, match="at most 3 are read"):
        read_bytes("第一条".encode() * 2, "a.txt")


def test_the_limits_are_such_that_a_broadsheet_and_a_law_pass() -> None:
    assert limits.MAX_PAGE_BLOCKS > 2_000
    assert limits.MAX_CHARACTERS > 1_000_000
