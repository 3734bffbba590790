"""What the API answers is what the library says."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from twinwheel.cli.main import main
from twinwheel.registers.sample import write_sample
from twinwheel_web import clock, pack
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import standing

DAY = "2026-11-21"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("api") / "some.parquet"
    write_sample(pack.current(), file, 60, subject="enterprise", seed=7)
    return file


def of_cli(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert main([*words, "--json", "--as-of", DAY]) == 0
    return json.loads(capsys.readouterr().out)


def test_match_says_what_the_command_explain_says(ask: Any, token_of: Any, sample: Path, capsys: Any) -> None:
    subject = Subject.objects.get(organisation__memberships__user__username="enterprise-manager")
    said = of_cli(capsys, "explain", str(pack.current().folder), str(sample), subject.code)
    own = ask(f"/own/subjects/enterprise/{subject.code}/decisions", key=token_of(), as_of=DAY).json()
    assert own == said
    found = ask("/match", {"values": standing(subject, clock.today()), "as_of": DAY}).json()
    assert found == {name: each for name, each in said.items() if name != "subject_id"}


@pytest.mark.parametrize("number", [17, 42])
def test_one_measure_is_that_of_the_command(ask: Any, sample: Path, capsys: Any, number: int) -> None:
    subject = Subject.objects.filter(type="enterprise").order_by("id")[number]
    words = [str(pack.current().folder), str(sample), subject.code, "--measure", "nat-rd-deduct-2023"]
    said = of_cli(capsys, "explain", *words)
    body = {"values": standing(subject, clock.today()), "as_of": DAY}
    assert said.pop("subject_id") == subject.code
    assert ask("/match", body | {"measure": "nat-rd-deduct-2023"}).json() == said
    assert ask("/explain/nat-rd-deduct-2023", body).json() == said["decisions"][0]


def test_ways_are_left_out_where_nobody_asks_for_them(ask: Any) -> None:
    body = {"values": {"研发费用占销售收入比": 0.01, "最近一年销售收入": 100}, "as_of": DAY}
    quick = {each["measure"]: each for each in ask("/match", body | {"ways": False}).json()["decisions"]}
    whole = ask("/explain/nat-hnte-2016", body).json()
    assert whole["outcome"] == "ineligible" and whole["ways"] + whole["obstacles"]
    assert quick["nat-hnte-2016"] == whole | {"ways": [], "obstacles": []}


def test_what_is_not_known_stays_unknown(ask: Any) -> None:
    found = ask("/match", {"values": {"居民企业": None}, "as_of": DAY, "ways": False}).json()
    assert found == ask("/match", {"values": {}, "as_of": DAY, "ways": False}).json()
    (hnte,) = [each for each in found["decisions"] if each["measure"] == "nat-hnte-2016"]
    assert hnte["outcome"] == "unknown" and "居民企业" in hnte["missing"]
    assert {each["verdict"] for each in hnte["criteria"]} == {"unknown"}


def test_questions_follow_what_is_known(ask: Any) -> None:
    first = ask("/questions", {"values": {}, "limit": 3, "as_of": DAY}).json()["questions"]
    assert len(first) == 3
    answered = {each["field"]: [] if each["type"] == "codes" else None for each in first[:1]}
    assert answered == {first[0]["field"]: []}
    later = ask("/questions", {"values": answered, "limit": 3, "as_of": DAY}).json()["questions"]
    assert first[0]["field"] not in {each["field"] for each in later}


def test_every_measure_is_listed_and_can_be_had(ask: Any) -> None:
    found = pack.current()
    listed = [
        each["id"]
        for page in (1, 2)
        for each in ask("/measures", per_page=100, page=page, as_of=DAY).json()["items"]
    ]
    assert listed == list(found.measures)
    for id in ("nat-hnte-2016", "zgc-bonded-2023"):
        full = ask(f"/measures/{id}", as_of=DAY).json()
        spec = found.measures[id]
        assert [each["id"] for each in full["criteria"]] == [each.id for each in spec.criteria]
        assert full["source"]["document"] == spec.source.document
        assert full["title"] == spec.title.model_dump()


def test_thresholds_are_the_numbers_of_the_pack(ask: Any) -> None:
    found = {each["id"]: each for each in ask("/measures/nat-hnte-2016", as_of=DAY).json()["criteria"]}
    (threshold,) = found["staff-ratio"]["thresholds"]
    assert (threshold["fields"], threshold["values"]) == (["科技人员占比"], ["0.1"])
    assert threshold["words"]["en"].endswith("at least 10%")
    assert "第十一条" in found["rd-ratio"]["cite"]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"level": "zone"}, lambda each: each["level"]["value"] == "zone"),
        ({"theme": "tax"}, lambda each: each["theme"]["value"] == "tax"),
        ({"status": "ended"}, lambda each: each["status"] == "ended"),
        ({"subject": "person"}, lambda each: each["subject"]["value"] == "person"),
        ({"q": "研发"}, lambda each: True),
    ],
    ids=["level", "theme", "status", "subject", "words"],
)
def test_filters_hold(ask: Any, query: dict[str, str], holds: Callable[[Any], bool]) -> None:
    items = ask("/measures", per_page=200, as_of=DAY, **query).json()["items"]
    assert 0 < len(items) < len(pack.current().measures)
    assert all(map(holds, items))


def test_words_that_stand_nowhere_find_nothing(ask: Any) -> None:
    assert ask("/measures", q="研白").json()["total"] == 0


def test_status_is_that_of_the_day(ask: Any) -> None:
    status = {
        day: ask("/measures/nat-hnte-2016", as_of=day).json()["status"]
        for day in ("2015-12-31", "2016-01-01")
    }
    assert status == {"2015-12-31": "to_come", "2016-01-01": "in_force"}


def test_every_figure_of_the_zone_has_its_source(ask: Any) -> None:
    zone = pack.current().zone
    assert zone is not None
    found = ask("/zone/figures", per_page=200).json()
    assert found["total"] == len(found["items"])
    assert found["items"][0]["value"] == str(zone.area.value)
    assert all(each["source"]["document"] and Decimal(each["value"]) is not None for each in found["items"])


def test_fields_and_codes_are_the_packs(ask: Any) -> None:
    items = ask("/fields", per_page=200, subject="person").json()["items"]
    assert [each["name"] for each in items] == list(pack.current().fields_of("person"))
    assert {each["codes"] for each in items if each["codes"]} <= set(pack.current().code_lists)
    assert ask("/codes/themes").json()["count"] == len(pack.current().code_lists["themes"].codes)


def test_search_finds_two_characters(ask: Any) -> None:
    from twinwheel_web.search import service as search

    search.put([search.Item("measure", "x", "研发费用加计扣除", "/policies/x/", ("研发",))])
    found = ask("/search", q="研发", kind="measure").json()
    assert [each["key"] for each in found["items"]].count("x") == 1
    assert found["items"][0]["url"].startswith("http://")
    assert ask("/search", q="研白").json()["items"] == []


def test_counts_are_those_of_the_newest_run(ask: Any) -> None:
    from twinwheel_web.matches.models import Run

    Run.objects.all().delete()
    assert ask("/counts").json()["total"] == 0
    one = {
        "title": {"zh": "某", "en": "Some"},
        "outcomes": {"eligible": 3, "needs_review": 0, "unknown": 1, "ineligible": 56},
        "amount_yuan": "12.50",
        "amounts_unknown": 1,
    }
    now = clock.now()
    Run.objects.create(
        type="enterprise",
        as_of=clock.today(),
        pack_hash="x",
        status="done",
        summary={"measures": {"some": one}, "register": {"rows": 60}},
        asked_at=now,
        ended_at=now,
    )
    (found,) = ask("/counts").json()["items"]
    assert found["outcomes"] == one["outcomes"]
    assert (found["amount_yuan"], found["rows"], found["measure"]) == ("12.50", 60, "some")


def test_only_what_is_published_is_shown(ask: Any) -> None:
    from twinwheel_web.documents.models import DocumentSet, Record

    now = clock.now()
    sets = [
        DocumentSet.objects.create(title=title, added_at=now, moved_at=now, published_at=at)
        for title, at in (("seen", now), ("hidden", None))
    ]
    for each in sets:
        for number in (1, 2):
            Record.objects.create(
                set=each,
                record_id=f"f{number}",
                type="fact",
                kind="number",
                turn=number,
                words="40亿元",
                data={"value": 40},
            )
    sets[0].decisions.create(record_id="f2", decision="rejected", by="somebody", at=now)
    titles = [each["title"] for each in ask("/documents", per_page=200).json()["items"]]
    assert "seen" in titles and "hidden" not in titles
    assert [each["id"] for each in ask(f"/documents/{sets[0].pk}/records").json()["items"]] == ["f1"]
    assert ask(f"/documents/{sets[1].pk}/records").status_code == 404
