"""The recogniser and how it is held against the rules: probabilities, what is told of a character, which names fall and stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.facts.readings import reading
from twinwheel.reading.facts import naming, programmes, settling
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.people import Found
from twinwheel.reading.facts.programme_words import Named
from twinwheel.reading.facts.recogniser import KINDS, MARKS, Kind, Seen, marks_of, seen, words_of
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.tagger import tagger
from twinwheel.reading.facts.titles import Title

needs_tagger = pytest.mark.skipif(tagger("auto") is None, reason="needs the extra [tagger]")
TEXTS = st.lists(
    st.sampled_from(
        [*"，。\n“”和的在市AＡ１𠮷🙂", "澜湾新区", "褚望舒", "科技有限公司", "主任", "“澜算”平台"]
    ),
    max_size=80,
).map("".join)


def believing(length: int, *names: tuple[int, int, Kind, float]) -> Seen:
    """A Seen of a text of this length with these names and how likely each is."""
    likely = np.zeros((length, 1 + 2 * len(KINDS)), np.float32)
    likely[:, 0] = 1
    for start, end, kind, chance in names:
        begins = 1 + 2 * KINDS.index(kind)
        likely[start:end, 0] = 1 - chance
        likely[start, begins] = chance
        likely[start + 1 : end, begins + 1] = chance
    return Seen(likely)


# --- what it makes of a text ---


def test_a_name_is_as_likely_as_its_least_sure_character() -> None:
    likely = believing(6, (1, 4, "place", 0.9)).likely.copy()
    likely[2, 2 + 2 * KINDS.index("place")] = 0.4
    assert Seen(likely).of(1, 4, "place") == pytest.approx(0.4)


def test_a_piece_of_a_longer_name_is_none() -> None:
    found = believing(6, (1, 5, "organisation", 0.9))
    assert found.of(1, 5, "organisation") == pytest.approx(0.9)
    assert found.of(1, 3, "organisation") == pytest.approx(0.1)
    assert found.of(3, 5, "organisation") == 0
    assert found.of(1, 5, "place") == 0


def test_names_stand_side_by_side_and_at_both_ends() -> None:
    found = believing(
        7, (0, 2, "place", 0.8), (2, 4, "place", 0.7), (5, 7, "place", 0.9), (4, 5, "person", 0.9)
    )
    assert list(found.names("place")) == [(0, 2), (2, 4), (5, 7)]
    assert list(found.names("programme")) == []


@needs_tagger
@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_every_character_has_its_probabilities(text: str) -> None:
    sheet = Sheet(reading(text), tagger("lac"))
    likely = seen(sheet, []).likely
    assert likely.shape == (len(sheet.text), 1 + 2 * len(KINDS))
    assert np.allclose(likely.sum(axis=1), 1, atol=1e-3)


@needs_tagger
def test_it_has_learned_what_names_are() -> None:
    text = "近日，澜湾新区管委会副主任褚望舒到云杼智能科技有限公司调研，察看“澜算”公共算力平台。"
    names = {
        kind: [text[start:end] for start, end in _of(text).names(kind)]
        for kind in ("person", "organisation", "place", "programme")
    }
    assert names["person"] == ["褚望舒"]
    assert "云杼智能科技有限公司" in names["organisation"]
    assert any("澜算" in name for name in names["programme"])


def _of(text: str) -> Seen:
    sheet = Sheet(reading(text), tagger("lac"))
    named, located = naming.proposed(sheet)
    return seen(sheet, [*named, *located])


@needs_tagger
def test_a_text_is_the_sum_of_its_pieces() -> None:
    """So time grows with the text, and what stands far away changes nothing."""
    one = (
        "澜湾新区新增企业20家。" * 7 + "褚望舒说，缺场景，也缺人。\n"
    ) * 3  # three pieces, a window: another sentence has no room
    assert np.allclose(_of(one + one).likely[: len(one)], _of(one).likely, atol=1e-5)


@given(TEXTS)
def test_what_is_told_of_a_character(text: str) -> None:
    sheet = Sheet(reading(text), None)
    named, located = naming.proposed(sheet)
    words, marks = words_of(sheet), marks_of(sheet, [*named, *located])
    assert len(words) == len(marks) == len(sheet.text)
    assert marks.shape[1] == MARKS
    assert words.min(initial=0) >= 0 and words.max(initial=0) < 128
    assert all(words[token.start] and words[token.end - 1] for token in sheet.words)
    begins, inside = marks[:, [1, 4, 6, 8, 10]], marks[:, [2, 5, 7, 9, 11]]
    assert (begins <= inside).all()


@needs_tagger
def test_its_names_are_found_where_the_rules_have_none() -> None:
    given = reading("走进翎途空间的车间，工人正在装配卫星。云杼智能将与沧浦新区共建澜算一号集群。")
    names = naming.find(given, tagger("lac"))
    assert {each.rule for each in names.organisations if each.name == "翎途空间"} == {
        "organisations.recogniser"
    }
    assert any("澜算一号" in each.name for each in programmes.find(given, names))
    alone = naming.find(given, None)
    assert "翎途空间" not in [each.name for each in alone.organisations]
    assert programmes.find(given, alone) == []


# --- held against the rules ---


def test_a_name_of_the_rules_falls_where_it_is_hardly_believed() -> None:
    stand = [Candidate(0, 4, "enterprise", "organisations.trade"), Candidate(6, 10, "zone", "places.shape")]
    found = believing(12, (0, 4, "organisation", 0.01), (6, 10, "place", 0.3))
    assert settling.settled(found, "云杼智能到达澜湾新区了。", stand) == stand[1:]


def test_a_name_falls_where_another_is_sure_across_it() -> None:
    stand = [Candidate(2, 6, "enterprise", "organisations.trade")]
    text = "云杼智能科技到了"
    found = believing(8, (0, 6, "organisation", 0.9))
    assert [(each.start, each.end, each.rule) for each in settling.settled(found, text, stand)] == [
        (0, 6, "organisations.recogniser")
    ]
    unsure = believing(8, (0, 6, "organisation", 0.6))
    assert settling.settled(unsure, text, [Candidate(0, 6, "enterprise", "organisations.trade")])


def test_a_name_of_another_kind_gives_way_to_the_sure_one() -> None:
    stand = [Candidate(0, 4, "zone", "places.shape")]
    found = believing(6, (0, 4, "organisation", 0.9))
    found.likely[0:4, 1 + 2 * KINDS.index("place")] = 0.1
    assert [each.rule for each in settling.settled(found, "云杼智能到了", stand)] == [
        "organisations.recogniser"
    ]


def test_what_is_missing_is_added_with_its_type() -> None:
    text = "苍梧大学在沧浦市"
    found = believing(8, (0, 4, "organisation", 0.9), (5, 8, "place", 0.9))
    assert settling.settled(found, text, []) == [
        Candidate(0, 4, "university", "organisations.recogniser"),
        Candidate(5, 8, "city", "places.recogniser"),
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "stands"),
    [
        ("芯片商Orvell、Cimena发布", 3, 9, True),
        ("芯片商Orvell、Cimena发布", 3, 8, False),  # cuts a word
        ("with broken lines in it", 5, 17, False),  # the recogniser has learned no English
        ("云杼智能2024年", 0, 6, False),  # cuts a number
    ],
)
def test_foreign_words_and_numbers_stay_whole(text: str, start: int, end: int, stands: bool) -> None:
    found = believing(len(text), (start, end, "organisation", 0.9))
    assert bool(settling.settled(found, text, [])) is stands


PEOPLE = "市长褚望舒、裴云舟与阮青川、Kim Roe、Ann Lee（李安）出席"


@pytest.mark.parametrize(
    ("believed", "stand"),
    [
        ([], ["褚望舒"]),  # a title names him, and nobody the other
        ([("裴云舟", 0.1)], ["褚望舒", "裴云舟"]),
        ([("裴云舟", 0.1), ("阮青川", 0.9)], ["褚望舒", "裴云舟", "阮青川"]),
        ([("褚望", 0.9)], ["褚望"]),  # something is a name there
        ([("Kim Roe", 0.9)], ["褚望舒", "Kim Roe"]),
        ([("Ann Lee", 0.9), ("李安", 0.9)], ["褚望舒", "李安"]),
    ],
)
def test_people_are_those_whom_a_title_names_or_the_recogniser_believes(
    believed: list[tuple[str, float]], stand: list[str]
) -> None:
    sheet = Sheet(reading(PEOPLE), None)
    title = Title(0, 2, generic=False)
    rules = [Found(2, 5, title, "people.title_before"), Found(6, 9, None, "people.likely")]
    places = [
        (PEOPLE.index(name), PEOPLE.index(name) + len(name), "person", chance) for name, chance in believed
    ]
    found = settling.settled_people(believing(len(PEOPLE), *places), sheet, rules)
    assert [PEOPLE[each.start : each.end] for each in found] == stand


def test_a_person_the_recogniser_adds_has_the_title_before_the_name() -> None:
    text = "市长褚望舒出席"
    [found] = settling.settled_people(
        believing(len(text), (2, 5, "person", 0.9)), Sheet(reading(text), None), []
    )
    assert found.title is not None
    assert text[found.title.start : found.title.end] == "市长"


def test_programmes_are_asked_for_with_and_without_the_marks_around_them() -> None:
    text = "上线“澜算平台”和沧浦通办"
    rules = [Named(2, 8, "platform", None, False, made=True)]
    found = believing(len(text), (3, 7, "programme", 0.9), (9, 13, "programme", 0.9))
    assert [(each.start, each.end) for each in settling.settled_programmes(found, text, rules)] == [
        (2, 8),
        (9, 13),
    ]
    wider = believing(len(text), (0, 5, "programme", 0.9))
    assert [(each.start, each.end) for each in settling.settled_programmes(wider, text, rules)] == [(0, 5)]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(2, 8), st.sampled_from(KINDS), st.floats(0.3, 1))),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8), st.booleans())),
)
def test_what_is_sure_stands_and_nothing_lies_across_it(
    believed: list[tuple[int, int, Kind, float]], proposed: list[tuple[int, int, bool]]
) -> None:
    found = believing(
        40, *((start, start + length, kind, chance) for start, length, kind, chance in believed)
    )
    stand = [
        Candidate(start, start + length, "zone", "places.shape" if is_place else "organisations.trade")
        for start, length, is_place in proposed
    ]
    kept = settling.settled(found, "园" * 40, stand)
    for kind in ("organisation", "place"):
        for start, end in found.names(kind):
            if end - start > 1 and found.of(start, end, kind) >= settling.SURE[kind]:
                assert any((each.start, each.end) == (start, end) for each in kept)
                assert not any(
                    each.start < end and start < each.end and (each.start, each.end) != (start, end)
                    for each in kept
                )


def test_a_programme_that_is_hardly_believed_falls() -> None:
    text = "上线“澜算平台”"
    rules = [Named(2, 8, "platform", None, False, made=True)]
    assert settling.settled_programmes(believing(len(text), (3, 7, "programme", 0.001)), text, rules) == rules
    assert settling.settled_programmes(believing(len(text)), text, rules) == []


@pytest.mark.parametrize(
    ("text", "kind", "believed", "name"),
    [
        ("搭建“澜算平台”", "programme", "“澜算平台", "澜算平台"),
        ("搭建“澜算平台”", "programme", "澜算平台”", "澜算平台"),
        ("搭建“澜算”平台", "programme", "“澜算”平台", "“澜算”平台"),
        ("正如裴云舟所透露的", "person", "裴云舟所", "裴云舟"),
    ],
)
def test_a_name_has_no_half_pair_of_marks_and_no_particle(
    text: str, kind: str, believed: str, name: str
) -> None:
    start = text.index(believed)
    seen = believing(len(text), (start, start + len(believed), kind, 0.9))
    found = [
        *settling.settled_programmes(seen, text, []),
        *settling.settled_people(seen, Sheet(reading(text), None), []),
    ]
    assert [text[each.start : each.end] for each in found] == [name]
