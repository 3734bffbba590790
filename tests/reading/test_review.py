"""What people decide is kept beside the machine's values, and what should be looked at comes in order of worth."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from twinwheel.errors import DataError, NotFound, UsageError
from twinwheel.reading import review
from twinwheel.reading.review import Decision, decide, load, queue, record_of

RAW = "示例湾新区有企业3200家。负责人说，“好。”"


def document(**changes: Any) -> dict[str, Any]:
    """A record of document.json with one fact of each sort that goes to a person."""
    fact = {
        "fact_id": "f-1",
        "kind": "indicator",
        "article_id": "a-1",
        "quote": "3200家",
        "value": 3200,
        "unit": "家",
        "rule": "figures",
        "review": True,
        "spans": {"a.txt": [[8, 13]]},
        "quotes": {"a.txt": ["3200家"]},
        "accepted": None,
    }
    quote = fact | {
        "fact_id": "f-2",
        "kind": "quote",
        "quote": "好。",
        "speaker": None,
        "spans": {"a.txt": [[20, 22]]},
    }
    variant = {
        "variant_id": "v-1",
        "article_id": "a-1",
        "kind": "ocr_shape",
        "readings": {"a.txt": "3200", "b.txt": "3300"},
        "spans": {"a.txt": [8, 12], "b.txt": [8, 12]},
        "chosen": "3200",
        "review": True,
        "why": "",
        "accepted": None,
    }
    article = {
        "article_id": "a-1",
        "title": None,
        "kind": "article",
        "segments": [[0, len(RAW)]],
        "accepted": None,
    }
    return {
        "file": "a.txt",
        "articles": [article],
        "variants": [variant],
        "facts": [fact, quote],
        "doubtful": [[0, 2, 0.5]],
    } | changes


def decision(**changes: Any) -> Decision:
    return Decision.model_validate(
        {"id": "f-1", "decision": "accepted", "by": "张三", "at": "2026-11-22"} | changes
    )


def test_the_queue_begins_with_what_does_most_harm() -> None:
    items = queue([(document(), RAW)])
    assert [item.reason for item in items] == [
        "number_differs",
        "unsure",
        "headless",
        "unattributed",
        "doubtful",
    ]
    assert items[0].words == "3200 | 3300"
    assert items[-1].words == "示例"


def test_what_differs_within_a_name_is_a_name_that_differs() -> None:
    variant = document()["variants"][0] | {
        "readings": {"a.txt": "湾", "b.txt": "弯"},
        "spans": {"a.txt": [2, 3]},
        "chosen": "湾",
    }
    place = document()["facts"][0] | {
        "fact_id": "f-3",
        "kind": "place",
        "review": False,
        "spans": {"a.txt": [[0, 5]]},
    }
    items = queue([(document(variants=[variant], facts=[place]), RAW)])
    assert items[0].reason == "name_differs"


def test_what_is_decided_comes_last() -> None:
    facts = document()["facts"]
    facts[0]["accepted"] = {"decision": "accepted"}
    items = queue([(document(facts=facts), RAW)])
    assert items[-1].id == "f-1"
    assert items[-1].decided


def test_a_thing_of_two_files_is_looked_at_once() -> None:
    assert len(queue([(document(), RAW), (document(file="b.txt", doubtful=[]), RAW)])) == 5


def test_decisions_are_written_read_and_replaced_one_by_one(tmp_path: Path) -> None:
    record = document()["facts"][0]
    decide(tmp_path, record, decision())
    decide(tmp_path, record | {"fact_id": "f-2"}, decision(id="f-2", decision="rejected"))
    decide(tmp_path, record, decision(decision="corrected", value={"value": 3300}, note="见原件"))
    found = load(tmp_path)
    assert list(found) == ["f-1", "f-2"]
    assert found["f-1"].value == {"value": 3300}
    assert found["f-1"].machine == {"value": 3200}
    assert found["f-1"].at == date(2026, 11, 22)
    assert "见原件" in (tmp_path / "review.yaml").read_text(encoding="utf-8")


def test_a_machine_that_changed_its_mind_is_told(tmp_path: Path) -> None:
    record = document()["facts"][0]
    decide(tmp_path, record, decision())
    same = review.accepted(record, "f-1", load(tmp_path))
    other = review.accepted(record | {"value": 3300}, "f-1", load(tmp_path))
    assert same is not None
    assert other is not None
    assert (same["machine_changed"], other["machine_changed"]) == (False, True)


def test_nobody_can_decide_about_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="f-1 has no value colour"):
        decide(tmp_path, document()["facts"][0], decision(decision="corrected", value={"colour": "红"}))
    with pytest.raises(NotFound, match=r'Did you mean "f-[12]"'):
        record_of([document()], "f-l")
    assert not (tmp_path / "review.yaml").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: f-1", "it is no list"),
        ("- id: f-1\n- 甲", "Input should be a valid dictionary"),
        ("- {id: f-1, decision: accepted, by: 张三, at: yesterday}", "at: Input should be a valid date"),
        ("- [", "not YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "review.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says):
        load(tmp_path)


def test_what_the_page_writes_can_be_read(tmp_path: Path) -> None:
    line = '- {"id":"f-1","decision":"corrected","value":{"value":3300},"machine":{"value":3200},"by":"张三","at":"2026-11-22"}\n'
    (tmp_path / "review.yaml").write_text(line, encoding="utf-8")
    assert load(tmp_path)["f-1"].value == {"value": 3300}


def test_a_number_with_places_survives_the_next_decision(tmp_path: Path) -> None:
    record = document()["facts"][0] | {"value": 12.6}
    decide(tmp_path, record, decision(value={}, decision="accepted"))
    decide(tmp_path, record | {"fact_id": "f-2"}, decision(id="f-2", value={}, decision="accepted"))
    assert {id: str(entry.machine["value"]) for id, entry in load(tmp_path).items()} == {
        "f-1": "12.6",
        "f-2": "12.6",
    }
