"""Files as they come, hostile ones among them: each is read or says why not, and none does harm."""

from __future__ import annotations

import io
import zipfile
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.looking import english_in
from twinwheel.messages import in_language
from twinwheel_web.documents.models import DocumentSet
from twinwheel_web.documents.service import safe_name
from twinwheel_web.documents.texts import raw_of

GOOD = "示例湾新区集聚企业3200余家。\n".encode()
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'


def zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def docx(body: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body})


HOSTILE = {
    "truncated.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "bomb.docx": docx(b" " * 110_000_000),
    "entity.docx": docx(f'{DOCTYPE}<w:document xmlns:w="w"><w:t>&y;</w:t></w:document>'.encode()),
    "wrong.pdf": b"\x00\x01\x02 not a PDF at all \xff\xfe",
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "archive.zip": zipped({"readme.txt": b"hello"}),
}


def add(client, files: dict[str, bytes], title: str = ""):
    uploads = [SimpleUploadedFile(name, data) for name, data in files.items()]
    return client.post("/documents/add/", {"documents": uploads, "title": title}, follow=True)


def test_hostile_files_say_why_in_plain_words_and_the_good_one_is_read(client_of):
    client = client_of("zone-officer")
    page = add(client, HOSTILE | {"good.txt": GOOD})
    found = DocumentSet.objects.get()
    status = {each.name: each.status for each in found.documents.all()}
    assert status == dict.fromkeys(HOSTILE, "failed") | {"good.txt": "done"}
    assert found.status == "done"
    text = unescape(page.content.decode())
    assert english_in(text) == []
    client.cookies["language"] = "en"
    in_english = unescape(client.get(f"/documents/{found.pk}/").content.decode())
    for document in found.documents.filter(status="failed"):
        for words in filter(None, (document.problem, document.advice)):
            assert in_language(words, "zh") != words
            assert in_language(words, "zh") in text
            assert words in in_english
    assert "Traceback" not in text
    assert "root:" not in text
    assert not any("root:" in each.words for each in found.records.all())


def test_a_set_of_which_nothing_can_be_read_is_failed_and_can_be_tried_again(client_of):
    client = client_of("zone-officer")
    page = add(client, {"empty.txt": b""}, title="空文件")
    found = DocumentSet.objects.get()
    assert found.status == "failed"
    assert f"/documents/{found.pk}/again/" in page.content.decode()
    again = client.post(f"/documents/{found.pk}/again/", follow=True)
    assert again.status_code == 200
    found.refresh_from_db()
    assert found.status == "failed"


def test_a_web_page_with_an_entity_and_a_script_is_read_as_text(client_of):
    page = f"{DOCTYPE}<html><body><h1>示例通知</h1><script>alert(1)</script><p onclick='x()'>新区集聚企业3200余家。&y;</p></body></html>"
    add(client_of("zone-officer"), {"page.html": page.encode()})
    found = DocumentSet.objects.get()
    assert found.status == "done"
    raw = (found.read / "page.html.txt").read_text()
    assert "3200余家" in raw
    assert "root:" not in raw
    assert "alert" not in raw


def test_what_no_page_can_hold_is_marked_and_offsets_hold(add_set):
    found = add_set()
    document = found.documents.first()
    path = found.read / document.text_file
    path.write_bytes("示\x00例\ud800湾".encode("utf-8", "surrogatepass"))
    assert raw_of(document) == "示\ufffd例\ufffd湾"


def test_a_file_above_the_limit_is_refused_at_the_door(client_of, settings):
    from dataclasses import replace

    settings.TWINWHEEL = replace(settings.TWINWHEEL, upload_mb=1)
    client = client_of("zone-officer")
    client.cookies["language"] = "en"
    response = client.post(
        "/documents/add/", {"documents": [SimpleUploadedFile("big.txt", b"x" * 1_000_001)]}
    )
    assert response.status_code == 400
    assert "at most 1 MB" in response.content.decode()
    assert not DocumentSet.objects.exists()


def test_nothing_chosen_is_said(client_of):
    response = client_of("zone-officer").post("/documents/add/", {})
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\报告.pdf", "报告.pdf"),
        ('<img src=x onerror="x()">.txt', "-img src=x onerror=-x()-.txt"),
        ("长" * 300 + ".pdf", "长" * 60 + ".pdf"),
        ("...", "document"),
        ("a\x00b\n.txt", "a-b-.txt"),
    ],
)
def test_a_name_is_kept_without_what_could_do_harm(name, kept):
    assert safe_name(name) == kept


def test_two_files_of_one_name_are_told_apart(client_of):
    client = client_of("zone-officer")
    client.post(
        "/documents/add/",
        {"documents": [SimpleUploadedFile("a.txt", GOOD), SimpleUploadedFile("a.txt", GOOD)]},
    )
    found = DocumentSet.objects.get()
    assert sorted(each.name for each in found.documents.all()) == ["1/a.txt", "2/a.txt"]
    assert {each.status for each in found.documents.all()} == {"done"}


@pytest.mark.parametrize("person", [None, "enterprise-officer", "zone-analyst", "operating-officer"])
def test_who_may_not_add_is_refused(client_of, person):
    assert client_of(person).get("/documents/add/").status_code in {302, 403}
    assert client_of(person).post(
        "/documents/add/", {"documents": [SimpleUploadedFile("a.txt", GOOD)]}
    ).status_code in {302, 403}
    assert not DocumentSet.objects.exists()


def test_progress_is_asked_for_until_it_is_over_and_one_whose_reader_died_can_be_read_again(
    add_set, client_of
):
    from twinwheel_web import clock
    from twinwheel_web.documents.models import Status
    from twinwheel_web.documents.service import SILENT_FOR

    found = add_set()
    client = client_of("zone-officer")
    found.status, found.stage, found.done, found.total = Status.RUNNING, "scans", 2, 7
    found.save()
    page = client.get(f"/documents/{found.pk}/progress/")
    assert "2 / 7" in page.content.decode()
    assert "hx-trigger" in page.content.decode()
    assert "HX-Refresh" not in page
    again = f"/documents/{found.pk}/again/"
    assert again not in client.get(f"/documents/{found.pk}/").content.decode()
    client.post(again)
    found.refresh_from_db()
    assert found.status == Status.RUNNING
    found.moved_at = clock.now() - SILENT_FOR * 2
    found.save()
    assert again in client.get(f"/documents/{found.pk}/").content.decode()
    client.post(again)
    found.refresh_from_db()
    assert found.status == Status.DONE
    assert client.get(f"/documents/{found.pk}/progress/")["HX-Refresh"] == "true"
