"""A set whose reader was killed is read after all, one that is being read is left alone, and a set can be taken away."""

from __future__ import annotations

import pytest
from django.urls import reverse

from twinwheel_web.documents import finding, service, tasks
from twinwheel_web.documents.models import Decision, DocumentSet, Record, Status
from twinwheel_web.registers import background
from twinwheel_web.search.models import Entry
from twinwheel_web.search.service import find


@pytest.mark.parametrize("status", [Status.WAITING, Status.RUNNING])
def test_what_a_killed_process_left_is_read_at_the_next_start_and_nothing_is_doubled(add_set, status):
    found = add_set(published=True)
    service.read_again(found)  # with the tagger, where it is installed
    before = set(found.records.values_list("record_id", flat=True))
    DocumentSet.objects.filter(pk=found.pk).update(status=status, attempts=1)
    assert service.renew(None) == "document sets taken up again: 1"
    found.refresh_from_db()
    assert found.status == Status.DONE
    assert set(found.records.values_list("record_id", flat=True)) == before
    assert service.renew(None) is None


def test_what_kills_its_process_each_time_is_given_up(add_set):
    found = add_set()
    DocumentSet.objects.filter(pk=found.pk).update(status=Status.RUNNING, attempts=background.ATTEMPTS)
    service.recover()
    found.refresh_from_db()
    assert found.status == Status.FAILED
    assert found.problem
    service.read_again(found)
    found.refresh_from_db()
    assert (found.status, found.attempts) == (Status.DONE, 1)


def test_a_draft_whose_process_was_killed_can_be_asked_for_again(add_set):
    document = add_set().documents.get(number=1)
    type(document).objects.filter(pk=document.pk).update(draft=Status.WAITING)
    service.recover()
    document.refresh_from_db()
    assert document.draft == Status.FAILED


def test_a_set_somebody_reads_is_left_to_them(add_set, monkeypatch):
    found = add_set()
    DocumentSet.objects.filter(pk=found.pk).update(status=Status.RUNNING)
    monkeypatch.setattr(background, "PATIENCE", 0.1)
    with background.working(found.work):
        tasks.read.call(found.pk)
        assert service.recover() == []
    found.refresh_from_db()
    assert found.status == Status.RUNNING


def test_what_stops_a_reading_says_nothing_of_the_machine(add_set, monkeypatch, caplog):
    found = add_set()
    DocumentSet.objects.filter(pk=found.pk).update(status=Status.WAITING)
    (found.folder / "read").rename(found.folder / "elsewhere")
    (found.folder / "read").touch()  # a file, where a folder is to be
    tasks.read.call(found.pk)
    found.refresh_from_db()
    assert found.status == Status.FAILED
    assert found.problem
    assert str(found.folder) not in found.problem


def test_what_is_unpublished_while_it_is_indexed_is_not_found(add_set, client_of, monkeypatch):
    found = add_set(published=True)
    put = finding.search.put

    def meanwhile(items):
        items = list(items)
        service.unpublish(DocumentSet.objects.get(pk=found.pk))
        put(items)

    monkeypatch.setattr(finding.search, "put", meanwhile)
    finding.put(found)
    assert find("数据出境", ["article", "fact"]).total == 0


def test_a_hit_of_a_set_nobody_may_see_is_not_shown(add_set, client_of):
    found = add_set(published=True)
    finding.put(found)
    DocumentSet.objects.filter(pk=found.pk).update(published_at=None)  # behind the back of the index
    assert "数据出境" not in client_of(None).get("/documents/?q=数据出境").content.decode().partition(
        "<main"
    )[2].replace('value="数据出境"', "")


def test_deleting_takes_records_decisions_search_and_files(
    add_set, client_of, django_capture_on_commit_callbacks
):
    found, client = add_set(published=True), client_of("zone-reviewer")
    finding.put(found)
    folder, address = found.folder, reverse("documents:delete", args=[found.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert DocumentSet.objects.filter(pk=found.pk).exists()  # asked first
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).url == reverse("documents:list")
    assert not folder.exists()
    for model, of in ((DocumentSet, "pk"), (Record, "set"), (Decision, "set")):
        assert not model.objects.filter(**{of: found.pk}).exists()
    assert not Entry.objects.filter(key__startswith=f"{found.pk}/").exists()
    for task in (tasks.read, tasks.index):
        task.call(found.pk)  # what still waits in the queue finds nothing to do


def test_what_is_being_read_is_not_deleted(add_set, client_of):
    found, client = add_set(), client_of("zone-reviewer")
    with background.working(found.work):
        client.post(reverse("documents:delete", args=[found.pk]))
    assert found.folder.is_dir()
    assert DocumentSet.objects.filter(pk=found.pk).exists()


@pytest.mark.parametrize(
    "person", [None, "zone-officer", "department-officer", "enterprise-manager", "operator"]
)
def test_nobody_but_reviewers_deletes(add_set, client_of, person):
    found = add_set(published=True)
    assert client_of(person).post(reverse("documents:delete", args=[found.pk])).status_code in {302, 403}
    assert DocumentSet.objects.filter(pk=found.pk).exists()


@pytest.mark.parametrize("model", ["documentset", "document", "record", "decision"])
def test_the_console_only_looks(add_set, client_of, model):
    add_set()
    client = client_of("operator")
    page = client.get(reverse(f"admin:documents_{model}_changelist"))
    assert page.status_code == 200
    assert client.get(reverse(f"admin:documents_{model}_add")).status_code == 403


@pytest.mark.parametrize("seen", ["²", "-1", "9" * 5000, "x", ""])
def test_a_number_that_no_page_sends_is_refused(add_set, client_of, seen):
    found, client = add_set(), client_of("zone-reviewer")
    record = found.records.first().record_id
    for action in ("decide", "undo"):
        sent = {"record": record, "seen": seen, "verdict": "accepted"}
        assert client.post(reverse(f"documents:{action}", args=[found.pk]), sent).status_code == 400
    assert client.get(reverse("documents:review", args=[found.pk]), {"said": seen}).status_code == 200
