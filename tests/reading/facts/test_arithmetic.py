"""Sums between figures: a wrong digit shows."""

from __future__ import annotations

import pytest

from reading.facts.figures import reading
from twinwheel.reading.facts import arithmetic, indicators
from twinwheel.reading.facts.names import Names

CASES = [
    ("总面积31.85平方公里的片区，包括城东21.59平方公里和城西10.26平方公里。", [("sum", "ok")]),
    ("总面积31.85平方公里的片区，包括城东21.59平方公里和城西10.62平方公里。", [("sum", "differs")]),
    ("出口30亿元，进口20亿元，合计50亿元。", [("sum", "ok")]),
    ("全市有园区56家，其中市级46家，占82.1%。", [("share", "ok")]),
    ("全市有园区56家，其中市级46家，占28.1%。", [("share", "differs")]),
    ("完成50万标箱，比去年同期的40万标箱增加10万标箱。", [("growth", "ok")]),
    ("完成50万标箱，比去年同期的40万标箱增加12万标箱。", [("growth", "differs")]),
    ("完成50万标箱，比去年同期的40万标箱增长25%。", [("growth", "ok")]),
    # No claim that the parts are all of it, so nothing differs.
    ("全市有园区56家，其中市级20家，县级10家。", []),
    # 余 leaves room.
    ("全市有园区50余家，其中市级46家，占88.1%。", []),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text for text, _ in CASES])
def test_sums(text: str, wanted: list[tuple[str, str]]) -> None:
    found = arithmetic.checks(text, indicators.find(reading(text), Names(text)))
    assert [(check.kind, check.result) for check in found] == wanted
    for check in found:
        assert text[check.sentence.start : check.sentence.end] in text
        assert ("≠" in check.explanation) == (check.result == "differs")


def test_the_explanation_reads_as_a_sum() -> None:
    text = CASES[1][0]
    check = arithmetic.checks(text, indicators.find(reading(text), Names(text)))[0]
    assert check.explanation == "21.59 + 10.62 = 32.21 ≠ 31.85 平方公里"
