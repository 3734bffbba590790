"""What tells a person's name: evidence adds up, and the likelier reading of the same characters wins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.readings import reading
from twinwheel.reading.facts import ceiling
from twinwheel.reading.facts.names_model import model
from twinwheel.reading.facts.scale import Scale
from twinwheel.reading.facts.sheet import Sheet, is_han

NEWS = "示范区管委会主任叶知秋、副主任卫东阳出席，随后说道王小红在现场介绍情况、何家店镇，。黄金管线高水平"


def scale(text: str, tagged: set[tuple[int, int]] | None = None) -> Scale:
    return Scale(Sheet(reading(text), None), tagged)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("园区负责人沈若兰说，厂房已经交付。", ["沈若兰"]),
        ("参加活动的有冯立群、蒋晓梅、欧阳文修等。", ["冯立群", "蒋晓梅", "欧阳文修"]),
        ("管委会副主任何立当场回应。", ["何立"]),
        ("陈岩所透露的数字让人意外。", ["陈岩"]),
        ("会上，卫玥表示将加快建设。", ["卫玥"]),
        ("石油价格上涨，黄金走低，马路拓宽。", []),
        ("党员干部、技术骨干和高水平团队。", []),
        ("回族、蒙古族、高山族群众一起过节。", []),
    ],
)
def test_who_is_named(text: str, people: list[str]) -> None:
    assert [text[start:end] for start, end, _ in scale(text).likely(0.0)] == people


def test_the_same_characters_weigh_more_where_somebody_speaks() -> None:
    said, bought = "局长文静说，手续会更快。", "环境文静优雅，适合办公。"
    assert scale(said).weight(2, 4) > scale(bought).weight(2, 4) + 3


def test_what_a_tagger_marks_weighs_more() -> None:
    text = "与沈若兰一同到访"
    assert scale(text, {(1, 4)}).weight(1, 4) > scale(text, set()).weight(1, 4)


def test_every_weight_is_of_evidence_there_is() -> None:
    """A name of evidence that was changed in the code and not fitted again would count for nothing."""
    text = "副总裁王小红（左）与叶知秋、卫东阳、何立说，王小红在场。" * 2 + "各界群众和业余选手直奔会场去"
    seen = {
        name
        for at in range(len(text))
        for end in scale(text).ends(at)
        for name, _ in scale(text).evidence(at, end)
    }
    fitted = model().weights["rules"].keys() & model().weights["tagger"].keys()
    assert {"bias", "surname", "given", "before title", "after speech", "again", "in a list"} <= seen & fitted
    assert len(seen - fitted) <= 5, "too rare to be fitted, or renamed and not fitted again"


@given(st.lists(st.sampled_from([*sorted(set(NEWS)), "说", "主任", "、"]), max_size=40).map("".join))
def test_names_never_overlap_and_are_chinese_characters(text: str) -> None:
    last = 0
    for start, end, weight in scale(text).likely(0.0):
        assert start >= last
        assert 2 <= end - start <= 4
        assert is_han(text[start:end])
        assert weight >= 0
        last = end


@given(
    st.lists(st.sampled_from([*sorted(set(NEWS)), "说", "主任", "、", "欧阳文修"]), max_size=40).map("".join)
)
def test_no_name_weighs_more_than_its_ceiling(text: str) -> None:
    """Or names would be passed over that weigh enough."""
    for tagged in (None, {(1, 4), (6, 8)}):
        weighing = scale(text, tagged)
        of = ceiling.fitted("rules" if tagged is None else "tagger")
        single = [at for at in range(len(text)) if weighing.surname(at) == 1]
        for floor in (-6.0, -2.0, 0.0, 2.0):
            promising = set(of.promising(weighing.sheet, floor, tagged=tagged is not None))
            heavy = {
                (at, end) for at in single for end in weighing.ends(at) if weighing.weight(at, end) >= floor
            }
            assert heavy <= promising
