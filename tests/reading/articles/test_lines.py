"""What a line is by its form, by examples."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from twinwheel.reading.articles.lines import ends_sentence, form_of, is_person

CASES = yaml.safe_load((Path(__file__).parent / "forms.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["line"][:12] for case in CASES])
def test_the_form_of_a_line(case: dict[str, str]) -> None:
    assert form_of(case["line"]) == case["form"]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("滨江市软件行业协会会长卓南星", True),
        ("云帆科技创始人、首席执行官郁文洲", True),
        ("滨江市软件行业协会会长卓南星出席开幕式", False),
        ("尽快出台数据交易规则", False),
    ],
)
def test_a_line_that_is_a_person(line: str, person: bool) -> None:
    assert is_person(line) is person


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("他这样说。", True),
        ("“就这么办！”", True),
        ("会议结束。（冯 川）", True),
        ("他这样说，", False),
        ("老街“新生”【深度】", False),
        ("全市有三百家", False),
    ],
)
def test_where_a_sentence_ends(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


@pytest.mark.parametrize(
    "piece", [">", "> ", "记者 ", "、", "（", "编辑 ", "A", "一", " 一", "关于", "来源:", "1", "1.", "·", "/"]
)
def test_no_line_takes_long(piece: str) -> None:
    began = time.process_time()
    for length in (20, 60, 119, 160, 5000):
        form_of((piece * length)[:length])
        form_of((piece * length)[:length] + "\n，")
        is_person((piece * length)[:length])
    assert time.process_time() - began < 0.5
