"""The operator's console shows the register and changes nothing in it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from twinwheel.messages import message
from twinwheel_web import clock
from twinwheel_web.documents.models import Document, DocumentSet
from twinwheel_web.registers.models import Filing, Import


@pytest.mark.parametrize(
    "model",
    [
        "registers_subject",
        "registers_filing",
        "registers_import",
        "registers_merge",
        "registers_export",
        "matches_run",
    ],
)
def test_the_console_only_looks(client_of, model: str) -> None:
    client = client_of("operator")
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{model}_add")).status_code == 403


def test_a_filing_is_neither_changed_nor_deleted_there(client_of) -> None:
    client, filing = client_of("operator"), Filing.objects.order_by("pk")[0]
    for action in ("change", "delete"):
        address = reverse(f"admin:registers_filing_{action}", args=[filing.pk])
        assert client.post(address, {"ground": "certified", "post": "yes"}).status_code == 403
    assert Filing.objects.filter(pk=filing.pk, ground=filing.ground).exists()


def test_every_link_of_an_import_leads_somewhere(client_of) -> None:
    client = client_of("operator")
    made = Import.objects.create(
        type="project", file_name="x.csv", file="a/x.csv", rejects="a/y.csv", sha256="", asked_at=clock.now()
    )
    page = client.get(reverse("admin:registers_import_change", args=[made.pk])).content.decode()
    links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', page[page.index("<main") : page.index("</main>")]))
    assert links and [each for each in links if client.get(each, follow=True).status_code != 200] == []


def test_why_something_failed_is_told_in_the_language_of_the_page(client_of) -> None:
    why = message("it is empty")
    failed = Import.objects.create(type="project", file_name="x", sha256="", asked_at=clock.now(), error=why)
    documents = DocumentSet.objects.create(added_at=clock.now(), moved_at=clock.now())
    Document.objects.create(set=documents, name="x", number=1, size=0, problem=why)
    client = client_of("operator")
    for address in (
        reverse("admin:registers_import_change", args=[failed.pk]),
        reverse("admin:documents_document_changelist"),
    ):
        client.cookies["language"] = "zh-hans"
        chinese = client.get(address).content.decode()
        client.cookies["language"] = "en"
        assert "文件是空的" in chinese and "it is empty" not in chinese
        assert "it is empty" in client.get(address).content.decode()
    failed.refresh_from_db()
    assert failed.error == why


@pytest.mark.parametrize("model", ["registers_subject", "registers_import"])
def test_types_and_grounds_are_told_by_their_label(client_of, model: str) -> None:
    Import.objects.create(type="enterprise", file_name="x.csv", file="a/x.csv", asked_at=clock.now())
    page = client_of("operator").get(reverse(f"admin:{model}_changelist")).content.decode()
    shown = page[page.index("<main") : page.index("</main>")]
    assert "企业" in re.findall(r'<t[hd] class="field-named_type[^"]*">(?:<a [^>]*>)?([^<]*)', shown)
    assert not re.search(r">\s*(enterprise|declared)\s*<", shown)
