"""Towns, villages, streets and waters on no list, and what only looks like one."""

from __future__ import annotations

import pytest

from twinwheel.reading.facts import naming
from twinwheel.reading.facts.model import Reading


def read(text: str) -> naming.Names:
    return naming.find(Reading(text, (), "article", (), None, None), None)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("日前，沧源佤族自治县勐董镇的蔗农开始砍收。", ["沧源佤族自治县", "勐董镇"]),
        ("岚县河口乡、岚城镇最为集中。", ["岚县", "河口乡", "岚城镇"]),
        ("家住解放路138号的住户反映积水。", ["解放路"]),
        ("沿国道来到德清县阜溪街道。", ["德清县", "阜溪街道"]),
        ("入夏以来，鳌江水位上涨。", ["鳌江"]),
        ("榆林市横山区今年降水偏少。", ["榆林市", "横山区"]),
        ("重庆两江新区签约一批项目。", ["重庆", "两江新区"]),
        ("通往山外的致富路去年修好，全县村村通公路。", []),
        ("走遍了大江大河，城区的十字路口和背街小巷面貌一新。", []),
        ("年内启动“千医下县”工程。", []),
        ("北京、上海、广州三地同样偏长。", ["北京", "上海", "广州"]),
    ],
)
def test_places_on_no_list(text: str, places: list[str]) -> None:
    found = read(text).places
    assert [place.name for place in found] == places
    assert all(text[span.start : span.end] == place.name for place in found for span in place.mentions)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("刘斌、安澜、田沁源参加。", ["刘斌", "安澜", "田沁源"]),
        ("王桂兰（左）在摘茶叶。", ["王桂兰"]),
        ("负责人和师生交流，老板向集团汇报。", []),
        ("作者：张三丰 网编：李小璐", []),
    ],
)
def test_people_in_lists_captions_and_imprints(text: str, people: list[str]) -> None:
    assert [person.name for person in read(text).people] == people


def test_names_without_a_mark_between_them_are_parted() -> None:
    found = read("石鼓镇枫溪村" * 500).places
    assert [place.name for place in found] == ["石鼓镇", "枫溪村"]
    assert len(found[0].mentions) == 500
