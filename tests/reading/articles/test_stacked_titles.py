"""Titles of a text layer that stand on each other find their texts, which follow without a break."""

from __future__ import annotations

import textwrap
import time

import pytest
from tests.reading.articles.pages import plain, texts

from twinwheel.reading.articles import articles


@pytest.mark.parametrize("first", [0, 2, 4])
def test_each_title_of_a_stack_stands_over_its_own_text(first: int) -> None:
    one, two, three = (texts() * 2)[first : first + 3]
    lines = [one.title]
    for number, (text, width) in enumerate(((one, 20), (two, 23), (three, 18))):
        lines += [line for each in text.paragraphs for line in textwrap.wrap(each, width)]
        if not number:
            lines += [two.title, three.title]
    found = [each for each in articles(plain("\n\n".join(lines))) if each.kind not in ("imprint", "junk")]
    for text in (one, two, three):
        holder = max(found, key=lambda each: sum(line in each.text.text for line in text.paragraphs))
        assert holder.part("title") == text.title


@pytest.mark.parametrize(
    "line",
    [
        "安湖市。\n",
        "- 安湖市\n",
        "问：是吗\n答：是的。\n",
        "时间：三月\n地点：一楼\n",
        "甲 乙 丙\n",
        "[[[[](((*`\n",
    ],
)
def test_four_times_the_lines_take_about_four_times_as_long(line: str) -> None:
    assert seconds(line * 4_000) < 9 * seconds(line * 1_000) + 0.3  # a square would be 16


def seconds(text: str) -> float:
    """The best of three: a busy machine only ever adds to it."""
    took = []
    for _ in range(3):
        source = plain(text)
        started = time.process_time()
        articles(source)
        took.append(time.process_time() - started)
    return min(took)
