"""Which proposals stand: what a name is weighed by, shown on names made up for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.readings import reading
from twinwheel.reading.facts import naming
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.standing import Standing, is_place, kind

PIECES = st.sampled_from(
    [
        *"在由的与、，。（）“”\n",
        "上海",
        "高新区",
        "研究院",
        "云屏",
        "有限公司",
        "区委",
        "记者",
        "第三",
        "企业",
    ]
)


def standing(text: str) -> list[Candidate]:
    sheet = Sheet(reading(text), None)
    named, located = naming.proposed(sheet)
    return Standing(sheet, with_tagger=False).stand([*named, *located])


def weight(text: str, name: str, rule: str, of_type: str) -> float:
    sheet = Sheet(reading(text), None)
    start = text.index(name)
    return Standing(sheet, with_tagger=False).weight(Candidate(start, start + len(name), of_type, rule))


def test_a_border_speaks_for_a_name_and_a_cut_word_against_it() -> None:
    rule = ("organisations.ending", "institute")
    clear = weight("记者走进岚江研究院。", "岚江研究院", *rule)
    assert clear > weight("记者走进上岚江研究院士工作站。", "岚江研究院", *rule)


def test_what_is_said_again_is_likelier_a_name() -> None:
    once, often = "云屏河流过。", "云屏河流过。云屏河两岸，云屏河水清。"
    assert weight(often, "云屏河", "places.settlement", "other") > weight(
        once, "云屏河", "places.settlement", "other"
    )


@pytest.mark.parametrize(
    ("rule", "of_type", "is_"),
    [
        ("places.listed", "city", "listed"),
        ("places.ending", "zone", "place"),
        ("organisations.ending", "enterprise", "organisation"),
    ],
)
def test_the_kinds_have_weights_of_their_own(rule: str, of_type: str, is_: str) -> None:
    assert kind(Candidate(0, 2, of_type, rule)) == is_


def test_no_two_places_end_at_one_character_unless_a_list_has_one() -> None:
    found = [each for each in standing("澜湾新区云屏产业园和江澜市云屏产业园同日开园。") if is_place(each)]
    ends = [each.end for each in found if each.rule != "places.listed"]
    assert len(ends) == len(set(ends))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_stands_lies_in_what_was_proposed(text: str) -> None:
    sheet = Sheet(reading(text), None)
    named, located = naming.proposed(sheet)
    proposed = [*named, *located]
    for each in Standing(sheet, with_tagger=False).stand(proposed):
        assert any(
            one.start <= each.start < each.end == one.end and one.rule == each.rule for one in proposed
        )
