"""OFD files, put together here by the standard's own words (GB/T 33190-2016)."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.errors import DocumentError
from twinwheel.reading.sources.ofd import MM, _numbers, read_ofd

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(x: float, y: float, text: str, *, size: float = 4, delta: str | None = None) -> str:
    delta = delta if delta is not None else f"g {max(len(text) - 1, 1)} {size}"
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="{size}" Boundary="{x} {y} 150 {size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{delta}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd(*pages: str, title: str = "", extra: dict[str, str] | None = None) -> bytes:
    """An OFD with these pages, each the XML of its objects."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f'<ofd:TemplatePage ID="7" BaseLoc="Tpls/t.xml"/></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>',
        )
        for number, objects in enumerate(pages):
            page = f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
            archive.writestr(f"Doc_0/Pages/{number}.xml", page)
        for path, content in (extra or {}).items():
            archive.writestr(path, content)
    return out.getvalue()


def test_lines_have_their_page_and_place() -> None:
    source = read_ofd(ofd(text_object(30, 40, "示例市人民政府"), text_object(30, 40, "第二页")), "a.ofd")
    assert source.raw == "示例市人民政府\n第二页"
    first, second = source.blocks
    assert (first.page, second.page) == (1, 2)
    assert first.box is not None
    assert first.box.left == pytest.approx(30 * MM)
    assert first.box.right == pytest.approx((30 + 7 * 4) * MM)
    assert first.size == pytest.approx(4 * MM)
    assert source.pages[0].width == pytest.approx(210 * MM)
    assert source.across is not None
    assert source.across[1, 0] == pytest.approx((30 + 4) * MM)


def test_a_line_cut_at_a_change_of_font_is_one_line_and_columns_are_two() -> None:
    page = text_object(30, 40, "给予最高") + text_object(46, 40, "300") + text_object(130, 40, "另一栏")
    assert read_ofd(ofd(page), "a.ofd").raw == "给予最高300\n另一栏"


def test_what_stands_in_the_template_of_a_page_is_read_with_it() -> None:
    template = f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{text_object(30, 10, '红头')}</ofd:Layer></ofd:Content></ofd:Page>"
    page = '<ofd:Template TemplateID="7"/>' + text_object(30, 40, "正文")
    source = read_ofd(ofd(page, title="通知", extra={"Doc_0/Tpls/t.xml": template}), "a.ofd")
    assert sorted(source.raw.splitlines()) == ["正文", "红头"]
    assert source.stated == {"title": "通知"}


def test_thin_paths_are_rules() -> None:
    page = (
        text_object(30, 40, "正文")
        + '<ofd:PathObject Boundary="20 60 170 0.3"/><ofd:PathObject Boundary="20 60 100 80"/>'
    )
    assert len(read_ofd(ofd(page), "a.ofd").pages[0].rules) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ofd(""), "only pictures"),
        (ofd(text_object(1, 1, "甲"), extra={"Doc_0/Encryptions.xml": "<a/>"}), "encrypted"),
        (ofd(text_object(1, 1, "甲") + "</broken>"), "damaged XML"),
        (ofd('<ofd:Template TemplateID="9"/>')[:-30], "zip is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        read_ofd(data, "a.ofd")


def test_a_page_that_is_not_there_is_named() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(ofd(text_object(1, 1, "甲")))) as before,
        zipfile.ZipFile(out, "w") as after,
    ):
        for entry in before.infolist():
            if not entry.filename.endswith("0.xml"):
                after.writestr(entry, before.read(entry))
    with pytest.raises(DocumentError, match=r"lacks its part Doc_0/Pages/0\.xml"):
        read_ofd(out.getvalue(), "a.ofd")


@given(st.text(alphabet=st.sampled_from("g 0123456789.-ex"), max_size=40))
def test_any_run_of_deltas_is_read(text: str) -> None:
    assert len(_numbers(text)) <= 200_000
