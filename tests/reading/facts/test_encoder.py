"""The encoder: a state for every character, whatever the text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.reading.facts.encoder import WIDTH, states
from twinwheel.reading.facts.tagger import tagger

pytestmark = pytest.mark.skipif(tagger("auto") is None, reason="needs the extra [tagger]")

# Characters that are made alike before they are cut: full width, written out as many, left out, joined with the next.
ODD = "ＡＢ１２㍿㎡﷽①½ｶﾞé\u0301\u200b\u00ad\ufeff\x00\t 　𠮷🙂澜▁"


def alike(one: str, other: str) -> float:
    """The cosine of the means of their states."""
    a, b = (states(text).mean(axis=0) for text in (one, other))
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def test_every_character_has_the_state_of_its_word_piece() -> None:
    found = states("截至今年3月底，新区有企业1260家。")
    assert found.shape == (19, WIDTH)
    assert np.abs(found).sum(axis=1).min() > 0
    assert (found[0] == found[1]).all()  # 截至 is one piece
    assert (found[1] != found[2]).any()


def test_what_means_the_same_is_alike_whatever_its_characters() -> None:
    assert alike("新能源汽车销量大增", "电动车卖得更多") > alike("新能源汽车销量大增", "水稻育种取得进展")


def test_a_character_means_something_else_in_other_company() -> None:
    whole, alone = states("中关村科学城"), states("关")
    assert np.abs(whole[1] - alone[0]).max() > 0.1


def test_a_text_of_nothing_and_one_of_many_windows() -> None:
    assert states("").shape == (0, WIDTH)
    long = "新区新增企业1260家，增长12.5%。" * 100
    assert np.abs(states(long)).sum(axis=1).min() > 0


def test_characters_that_are_written_out_as_many() -> None:
    """Each becomes eighteen; positions run out, the states do not fail."""
    assert np.isfinite(states("﷽" * 300)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*ODD, "新区", "企业", "2025年", "AI"]), max_size=60).map("".join))
def test_whatever_the_text(text: str) -> None:
    found = states(text)
    assert found.shape == (len(text), WIDTH)
    assert np.isfinite(found).all()
