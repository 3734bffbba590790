"""People, organisations and places: who is named, by which title, where, and under which other names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.readings import reading, told
from twinwheel.reading.facts import naming
from twinwheel.reading.facts.committees import type_in_its_house
from twinwheel.reading.facts.tagger import tagger

CASES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *"，。：；、！？\n“”‘’（）()《》·王于和的说市区县部局",
        "表示",
        "某某科技",
        "石港市",
        "北京",
        "经济和信息化局",
        "董事长",
        "创始人",
        "蒂莫·哈拉卡",
        "希望",
        "有限公司",
        "片区",
        "31.85平方公里",
        "（以下简称",
        "等企业",
        "书记",
        "记者 ",
        "ABC",
        "𠮷",
        "🙂",
        "\t",
        "\u3000",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_names_of_a_text(case: dict[str, Any]) -> None:
    names = naming.find(reading(case["text"]), None)
    if "people" in case:
        assert [[p.name, p.title, p.organisation] for p in names.people] == case["people"]
    if "organisations" in case:
        assert [fact.name for fact in names.organisations] == case["organisations"]
    if "places" in case:
        assert [fact.name for fact in names.places] == case["places"]
    facts = {fact.name: fact for fact in (*names.organisations, *names.places)}
    for name, expected in case.get("aliases", {}).items():
        assert list(facts[name].aliases) == expected
    for name, area in case.get("areas", {}).items():
        place = next(place for place in names.places if place.name == name)
        assert f"{place.area} {place.area_unit}" == area
    for name, times in case.get("times", {}).items():
        assert len(next(p for p in names.people if p.name == name).mentions) == times


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_mention_is_the_name_or_an_alias_of_it(case: dict[str, Any]) -> None:
    _mentions_slice(case["text"])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_and_every_mention_slices(text: str) -> None:
    _mentions_slice(text)


@given(st.text(max_size=80))
def test_no_characters_are_too_strange(text: str) -> None:
    _mentions_slice(text)


def _mentions_slice(text: str) -> None:
    names = told(reading(text)).names
    for fact in (*names.people, *names.organisations, *names.places):
        aliases = getattr(fact, "aliases", ())
        for mention in fact.mentions:
            said = text[mention.start : mention.end]
            assert said == fact.name or said in aliases or fact.name.endswith(said)
        assert list(fact.mentions) == sorted(set(fact.mentions))


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_two_names_share_a_character(text: str) -> None:
    names = naming.find(reading(text), None)
    facts = (*names.people, *names.organisations, *names.places)
    taken = [at for fact in facts for span in fact.mentions for at in range(span.start, span.end)]
    assert len(taken) == len(set(taken))


def test_a_long_text_takes_its_length() -> None:
    """Twice the text, about twice the work: counted in steps of the finders, not by a clock."""
    text = "石港市经济和信息化局局长贺晓棠表示，澄沙光电将在北岸组团建厂。“产能会翻番。”她说。\n"
    few, many = (told(reading(text * times)) for times in (20, 200))
    assert len(many.quotes) == 10 * len(few.quotes)
    assert [fact.name for fact in many.names.people] == [fact.name for fact in few.names.people]
    assert len(many.names.people[0].mentions) == 10 * len(few.names.people[0].mentions)


def test_names_are_found_by_place() -> None:
    text = "苏州发布计划。常州市税务局局长沈若兰说，\n无锡没有表态。"
    names = naming.find(reading(text), None)
    end = len(text)
    assert names.place_before(end) is not None
    assert names.place_before(end).name == "无锡"  # type: ignore[union-attr]
    assert names.organisation_before(end) is None  # it is named in another paragraph
    assert names.organisation_before(end, since=0).name == "常州市税务局"  # type: ignore[union-attr]
    assert names.person_before(text.index("说")).name == "沈若兰"  # type: ignore[union-attr]
    assert text[slice(*names.sentence(3))] == "苏州发布计划。"


needs_tagger = pytest.mark.skipif(tagger("auto") is None, reason="needs the extra [tagger]")


@needs_tagger
@pytest.mark.parametrize(
    "case", [case for case in CASES if case.get("people")], ids=lambda case: case["case"]
)
def test_with_the_tagger_the_people_are_the_same(case: dict[str, Any]) -> None:
    names = naming.find(reading(case["text"]), tagger("lac"))
    assert [[p.name, p.title, p.organisation] for p in names.people] == case["people"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("澄沙公司专家委员会", "enterprise"),
        ("石港大学学术委员会", "university"),
        ("石港市住房委员会", "government"),
        ("全国钟表标准化技术委员会", "government"),
    ],
)
def test_a_committee_is_of_the_kind_of_its_house(name: str, kind: str) -> None:
    assert type_in_its_house(name, "government") == kind
