"""Accept, correct, reject, take back: beside the machine's values, and never silently over one another."""

from __future__ import annotations

import json

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from twinwheel.reading import results, review
from twinwheel_web.documents import service, taking
from twinwheel_web.documents.models import Decision


def decide(client, found, record, verdict="accepted", seen=0, **values):
    return client.post(
        f"/documents/{found.pk}/review/decide/",
        {"record": record.record_id, "verdict": verdict, "seen": seen, **values},
    )


@pytest.fixture
def found(add_set):
    return add_set(published=True)


@pytest.fixture
def reviewer(client_of):
    return client_of("zone-reviewer")


def test_a_decision_leads_to_the_next_thing_of_the_queue(found, reviewer):
    first, second = service.queue(found)[:2]
    response = decide(reviewer, found, first)
    assert response.status_code == 302
    assert f"at={second.record_id}".replace("@", "%40") in response["Location"]
    assert first not in service.queue(found)
    assert first in service.queue(found, decided=True)


def test_a_corrected_value_stands_beside_the_machines_with_who_and_when(found, reviewer, client_of):
    record = found.records.filter(type="fact", kind="indicator").first()
    decide(reviewer, found, record, "corrected", value="187", unit=record.data["unit"], note="见原件")
    made = Decision.objects.get()
    assert (made.value, made.machine) == ({"value": 187}, {"value": record.data["value"]})
    for person, sees_name in (("department-reviewer", True), (None, False)):
        page = (
            client_of(person)
            .get(f"/documents/{found.pk}/{'review/' if sees_name else ''}?at={record.record_id}")
            .content.decode()
        )
        assert "<ins>187</ins>" in page
        assert f"<del>{record.data['value']}</del>" in page
        assert (made.by in page, "见原件" in page) == (sees_name, sees_name)
        assert str(made.organisation) in page


def test_the_second_reviewer_is_told_and_nothing_is_overwritten(found, reviewer, client_of):
    record = service.queue(found).first()
    decide(reviewer, found, record, "rejected")
    response = decide(
        client_of("department-reviewer"), found, record, "corrected", chosen="169", note="我看过"
    )
    assert response.status_code == 409
    page = response.content.decode()
    made = Decision.objects.get()
    assert made.decision == "rejected"
    assert made.by in page
    assert 'value="169"' in page
    assert 'value="我看过"' in page
    assert f'name="seen" value="{made.pk}"' in page
    again = decide(client_of("department-reviewer"), found, record, "corrected", seen=made.pk, chosen="169")
    assert again.status_code == 302
    assert Decision.objects.count() == 2


def test_taking_back_lets_the_one_before_stand_again_and_is_kept(found, reviewer):
    record = service.queue(found).first()
    decide(reviewer, found, record)
    first = Decision.objects.get()
    decide(reviewer, found, record, "rejected", seen=first.pk)
    second = Decision.objects.last()
    response = reviewer.post(
        f"/documents/{found.pk}/review/undo/", {"record": record.record_id, "seen": second.pk}
    )
    assert response.status_code == 302
    second.refresh_from_db()
    assert second.taken_back_at is not None
    page = reviewer.get(f"/documents/{found.pk}/review/?at={record.record_id}").content.decode()
    assert f'name="seen" value="{first.pk}"' in page
    assert (
        reviewer.post(
            f"/documents/{found.pk}/review/undo/", {"record": record.record_id, "seen": second.pk}
        ).status_code
        == 409
    )
    assert reviewer.get(f"/documents/{found.pk}/review/history/").content.decode().count("<tr>") == 3


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Nothing differs"),
        ({"value": "两百"}, "is not a number"),
        ({"status": "<b>vielleicht"}, "cannot stand there"),
    ],
)
def test_what_cannot_stand_there_is_said_and_what_was_typed_is_kept(found, reviewer, values, told):
    reviewer.cookies["language"] = "en"
    record = found.records.filter(type="fact", kind="indicator").first()
    response = decide(reviewer, found, record, "corrected", **values)
    assert response.status_code == 400
    page = response.content.decode()
    assert told in page
    assert "<b>vielleicht" not in page
    assert not values.get("value") or f'value="{values["value"]}"' in page
    assert not Decision.objects.exists()


def test_review_yaml_is_read_by_the_library_and_survives_a_reading(found, reviewer):
    fact = found.records.filter(type="fact", kind="indicator").first()
    variant = found.records.filter(type="variant").first()
    decide(reviewer, found, fact, "corrected", value="3300")
    decide(reviewer, found, variant, "accepted")
    response = reviewer.get(f"/documents/{found.pk}/review.yaml")
    entries = yaml.safe_load(b"".join(response.streaming_content))
    assert {each["id"]: each["decision"] for each in entries} == {
        fact.record_id: "corrected",
        variant.record_id: "accepted",
    }
    assert set(review.load(found.read)) == {fact.record_id, variant.record_id}
    taking.read_set(found)
    kept = {
        record["fact_id"]: record["accepted"]
        for document in results.documents(found.read)
        for record in document["facts"]
    }
    assert kept[fact.record_id]["value"] == {"value": 3300}
    assert kept[fact.record_id]["machine_changed"] is False
    assert Decision.objects.count() == 2


def test_the_download_names_the_person_to_reviewers_alone(found, reviewer, client_of):
    fact = found.records.filter(type="fact").first()
    decide(reviewer, found, fact, "rejected", note="内部意见")
    texts = {
        person: b"".join(
            client_of(person).get(f"/documents/{found.pk}/document.json").streaming_content
        ).decode()
        for person in ("department-reviewer", None)
    }
    made = Decision.objects.get()
    for person, text in texts.items():
        decided = [
            record["accepted"]
            for document in json.loads(text)
            for record in document["facts"]
            if record["fact_id"] == fact.record_id
        ]
        assert {each["decision"] for each in decided} == {"rejected"}
        assert ("内部意见" in text) == (person is not None)
        assert {each["by"] for each in decided} == {made.by if person else str(made.organisation)}


def test_decisions_made_elsewhere_come_in_beside_those_made_here(found, reviewer):
    mine, theirs = found.records.filter(type="fact")[:2]
    decide(reviewer, found, mine, "accepted")
    text = yaml.safe_dump(
        [
            {"id": mine.record_id, "decision": "rejected", "by": "张三", "at": "2026-11-01"},
            {
                "id": theirs.record_id,
                "decision": "corrected",
                "value": {"name": "甲"},
                "by": "张三",
                "at": "2026-11-01",
            },
        ]
    )
    page = reviewer.post(
        f"/documents/{found.pk}/review/import/",
        {"file": SimpleUploadedFile("review.yaml", text.encode())},
        follow=True,
    )
    assert page.status_code == 200
    assert [(each.record_id, each.decision, each.by) for each in Decision.objects.order_by("id")][1:] == [
        (theirs.record_id, "corrected", "张三")
    ]


def test_a_broken_review_yaml_is_said_with_its_line(found, reviewer):
    reviewer.cookies["language"] = "en"
    page = reviewer.post(
        f"/documents/{found.pk}/review/import/",
        {"file": SimpleUploadedFile("review.yaml", b"- id: f-1\n  decision: maybe\n")},
        follow=True,
    ).content.decode()
    assert "Line 1" in page
    assert not Decision.objects.exists()


def test_the_page_works_by_keyboard_without_scripts(found, reviewer):
    record = service.queue(found).first()
    page = reviewer.get(f"/documents/{found.pk}/review/?at={record.record_id}").content.decode()
    for id in ("accept", "reject", "correct", "keys", "card", "keys-on"):
        assert page.count(f'id="{id}"') == 1
    for button in (
        'name="verdict" value="accepted"',
        'name="verdict" value="rejected"',
        'name="verdict" value="corrected"',
    ):
        assert page.count(button) == 1
    assert f'href="#{record.anchor}"' in page or f"#{record.anchor}" in page
    assert "onclick" not in page
    assert "style=" not in page
