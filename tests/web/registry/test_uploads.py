"""Files that are uploaded: good ones are taken with a table of what was wrong, hostile ones are refused in plain words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import unescape

import openpyxl
import pytest
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from journeys.looking import english_in
from twinwheel_web import clock, pack
from twinwheel_web.matches.models import Run
from twinwheel_web.registers import uploads
from twinwheel_web.registers.models import Filing, Import, Subject

TYPE = "incubator"
KEY, NAME = pack.current().subjects[TYPE].key, pack.current().subjects[TYPE].name
NUMBER = next(
    name
    for name, spec in pack.current().fields_of(TYPE).items()
    if spec.type == "number" and spec.max is None
)


@pytest.fixture
def client(client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("twinwheel_web.matches.work.write", lambda *_: ({"register": {"rows": 0}}, {}))
    found = client_of("zone-officer")
    found.cookies["language"] = "en"
    return found


def upload(client: Client, content: bytes, name: str = "register.xlsx", **more: str):
    data = {"file": SimpleUploadedFile(name, content), "type": TYPE, "ground": "declared", **more}
    return client.post(reverse("registry:new"), data, follow=True)


def workbook(*rows: list[object], sheet: str = "Sheet1") -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


GOOD = ([KEY, NAME, NUMBER], ["I-1", "甲孵化器", 1], ["I-2", "乙孵化器", 2])


def test_a_good_file_is_taken_and_the_match_begins(client: Client) -> None:
    page = upload(client, workbook(*GOOD), ground="certified", source="office", until="2099-12-31")
    found = page.context["found"]
    assert (found.status, found.result["taken"]) == (Import.Status.DONE, {"new": 2})
    subject = Subject.objects.get(type=TYPE, code="I-1")
    assert (subject.name, subject.values[NUMBER]) == ("甲孵化器", 1)
    assert subject.certificates[NUMBER] == {"source": "office", "until": "2099-12-31"}
    assert Filing.objects.get(subject=subject).filed_by.username == "zone-officer"
    assert Run.objects.get().type == TYPE


def test_rows_with_problems_are_left_out_and_can_be_fetched_with_their_reasons(client: Client) -> None:
    page = upload(client, workbook(*GOOD, ["I-3", "丙", "many"], ["I-4", "丁", "few"], ["I-1", "甲", 1]))
    found = page.context["found"]
    assert (found.rows, found.result["clean"], found.result["rejected"]) == (5, 1, 4)
    kinds = {each["kind"]: (each["cells"], each["rows"], each["values"]) for each in found.result["problems"]}
    assert kinds == {"not-a-number": (2, [3, 4], ["many", "few"]), "duplicate": (2, [1, 5], ["I-1"])}
    assert "many" in page.content.decode()
    rejects = client.get(reverse("registry:rejects", args=[found.pk]))
    text = b"".join(rejects.streaming_content).decode("utf-8-sig")
    assert "many" in text
    assert len(text.strip().splitlines()) == 5
    assert text.startswith(f"row,原因,reason,{KEY}")
    assert f'3,{NUMBER}：“many”不是数字,"{NUMBER}: ""many"" is not a number",I-3' in text


def test_a_formula_among_the_rejected_rows_is_marked_as_text(client: Client) -> None:
    rows = f"{KEY},{NAME},{NUMBER}\nI-3,=HYPERLINK(1),many\nI-4,丁,1\n".encode()
    found = upload(client, rows, "register.csv").context["found"]
    rejects = client.get(reverse("registry:rejects", args=[found.pk]))
    assert "'=HYPERLINK(1)" in b"".join(rejects.streaming_content).decode("utf-8-sig")


def test_the_same_file_is_told_and_taken_again_only_when_asked(client: Client) -> None:
    upload(client, workbook(*GOOD), "a.xlsx")
    with Import.objects.get(type=TYPE).file.open() as kept:
        content = kept.read()
    again = upload(client, content, "b.xlsx")
    assert again.status_code == 422
    assert "a.xlsx" in again.content.decode()
    assert Import.objects.filter(type=TYPE).count() == 1
    third = upload(client, content, "b.xlsx", again="on")
    assert third.context["found"].result["taken"] == {"unchanged": 2}


def zipped(**parts: bytes) -> bytes:
    """A good workbook with some parts put in or replaced; ``__`` stands for a slash, ``_`` for a dot."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook(*GOOD))), io.BytesIO()
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            archive.writestr(part.filename, named.pop(part.filename, source.read(part.filename)))
        for name, content in named.items():
            archive.writestr(name, content)
    return out.getvalue()


XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData>&e;</sheetData></worksheet>'
FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "truncated": ("a.xlsx", lambda: workbook(*GOOD)[:-300], "incomplete"),
    "a bomb": ("a.xlsx", lambda: zipped(xl__worksheets__sheet1_xml=b" " * (2 * 2**20)), "far more"),
    "no zip": ("a.xlsx", lambda: b"<html>not a workbook</html>", "not an Excel workbook"),
    "with macros": ("a.xlsx", lambda: zipped(xl__vbaProject_bin=b"\xd0\xcf"), "macros"),
    "a macro workbook": ("a.xlsm", lambda: workbook(*GOOD), "not taken"),
    "outside entities": ("a.xlsx", lambda: zipped(xl__worksheets__sheet1_xml=XXE), "outside of it"),
    "a million columns": ("a.csv", lambda: (KEY + "," + "," * 10**6).encode(), "columns"),
    "a cell far out": ("a.xlsx", lambda: zipped(xl__worksheets__sheet1_xml=FAR), "cells"),
    "encrypted": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "password"),
    "empty file": ("a.xlsx", lambda: b"", "empty"),
    "empty sheet": ("a.xlsx", lambda: workbook(), "empty"),
    "another sheet": ("a.xlsx", lambda: workbook(["月份", "金额"], [1, 2]), KEY),
    "a program": ("a.xlsx", lambda: b"\x7fELF" + b"\0" * 100, "not an Excel workbook"),
    "a picture called csv": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, ""),
    "another kind": ("a.exe", lambda: b"MZ", "not taken"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_hostile_file_is_refused_in_plain_words(
    client: Client, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 2**20)
    name, content, words = BAD[kind]
    before = Subject.objects.count()
    page = upload(client, content(), name)
    shown = page.content.decode()
    if "found" in page.context:  # it was kept, and refused when it was read
        assert page.context["found"].status == Import.Status.FAILED
        words_shown = page.context["found"].error
        assert "media" not in words_shown  # where it lies is nobody's business
    else:
        assert page.status_code == 422
        words_shown = str(page.context["form"].errors)
    assert words in words_shown
    assert "defect" not in words_shown
    assert "Traceback" not in shown
    assert Subject.objects.count() == before


def test_what_was_found_in_a_file_is_filed_once_and_said_in_either_language(client: Client) -> None:
    """Remarks, refusals, and an error that was filed before messages were."""
    rows = [[*GOOD[0], "备用"], ["I-1", "甲孵化器", 1, "x"], ["I-3", "丙", "many", "x"]]
    taken = upload(client, workbook(*rows)).context["found"]
    refused = upload(client, workbook(["月份", "金额"], [1, 2]), "b.xlsx").context["found"]
    older = Import.objects.create(
        type=TYPE, file_name="c.xlsx", status="failed", error="the words of that day", asked_at=clock.now()
    )
    said = {}
    for said_in in ("en", "zh-hans"):
        client.cookies["language"] = said_in
        pages = [client.get(reverse("registry:file", args=[each.pk])) for each in (taken, refused, older)]
        said[said_in] = [unescape(each.content.decode()) for each in pages]
    assert "“备用”不是本政策包的字段，未读取" in said["zh-hans"][0]
    assert '"备用" is no field of this pack and is left out' in said["en"][0]
    assert "没有对象代码这一列（文件的表头有：月份、金额）" in said["zh-hans"][1]
    assert f'Name a column "subject_id" or "{KEY}"' in said["en"][1]
    assert [english_in(each) for each in said["zh-hans"]] == [[], [], ["the words of that day"]]
    again = serializers.serialize("json", [refused])
    assert next(serializers.deserialize("json", again)).object.error.pattern == refused.error.pattern


def test_formulas_that_failed_are_unknown_and_never_a_value(client: Client) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (GOOD[0], ["I-1", "甲", "=1/0"], ["I-2", "乙", "#DIV/0!"]):
        book.active.append(row)
    book.save(out)
    upload(client, out.getvalue())
    for subject in Subject.objects.filter(type=TYPE):
        assert NUMBER not in subject.values


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": "certified"},
        {"type": "no-such"},
        {"ground": "certified", "source": "x", "until": "2001-01-01"},
    ],
)
def test_an_upload_that_says_too_little_is_asked_again(client: Client, wrong: dict[str, str]) -> None:
    assert upload(client, workbook(*GOOD), **wrong).status_code == 422
    assert not Import.objects.filter(type=TYPE).exists()


def test_a_file_larger_than_is_taken_is_refused(client: Client, settings) -> None:
    from dataclasses import replace

    with override_settings(TWINWHEEL=replace(settings.TWINWHEEL, upload_mb=1)):
        page = upload(client, b"a," * 2**20, "a.csv")
    assert "larger than 1 MB" in page.content.decode()


def test_who_may_not_keep_the_register_may_not_upload(client_of) -> None:
    for who, status in (("zone-analyst", 403), ("enterprise-officer", 403), (None, 302)):
        data = {"file": SimpleUploadedFile("a.csv", b"x"), "type": TYPE, "ground": "declared"}
        assert client_of(who).post(reverse("registry:new"), data).status_code == status


def test_a_control_character_in_a_bad_cell_does_not_stop_the_import(client: Client) -> None:
    """A JSON column of PostgreSQL takes no NUL."""
    rows = f'[{{"{KEY}": "I-1", "{NUMBER}": "x\\u0000y"}}, {{"{KEY}": "I-2", "{NUMBER}": 1}}]'.encode()
    found = upload(client, rows, "register.json").context["found"]
    assert (found.status, found.result["taken"]) == (Import.Status.DONE, {"new": 1})
    assert [each["values"] for each in found.result["problems"]] == [["x\N{REPLACEMENT CHARACTER}y"]]
