"""Texts as tokens, queries as phrases: no database needed."""

from __future__ import annotations

import re

import pytest

from twinwheel_web.search.snippets import cut, is_word, mark
from twinwheel_web.search.tokens import LONGEST_QUERY, bigrams, compiled, fold, phrases

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("研发费用", ["研发", "发费", "费用", "用"]),
        ("税", ["税"]),
        ("研发。费用", ["研发", "发", "费用", "用"]),
        ("进口白名單", ["进口", "口白", "白名", "名单", "单"]),
        ("AI与RISC-V芯片", ["ai", "与", "risc", "v", "芯片", "片"]),
        ("ＡＩ ２０２５", ["ai", "2025"]),
        ("人工\n  智能", ["人工", "工智", "智能", "能"]),
        ("张三 李四", ["张三", "三", "李四", "四"]),
        ("\0\ud800'\"*()|&:", []),
        ("", []),
    ],
)
def test_a_text_becomes_these_tokens(text: str, tokens: list[str]) -> None:
    assert bigrams(text) == tokens


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "".join(chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000)
    assert len(fold(text)) == len(text)
    assert fold("ＡＩ與研發 É") == "ai与研发 é"


@pytest.mark.parametrize(
    ("query", "tokens", "is_open"),
    [
        ("研发", [("研发",)], [False]),
        ("税", [("税",)], [True]),
        ("区块链 政务服务", [("区块", "块链"), ("政务", "务服", "服务")], [False, False]),
        ("RISC-V芯", [("risc", "v", "芯")], [True]),
        ("AI", [("ai",)], [False]),
        ("incubator", [("incubator",)], [True]),
        ("研发AI", [("研发", "发", "ai")], [False]),
        ("研发 研发", [("研发",)], [False]),
        ('" OR *', [("or",)], [False]),
    ],
)
def test_a_query_becomes_these_phrases(
    query: str, tokens: list[tuple[str, ...]], is_open: list[bool]
) -> None:
    found = phrases(query)
    assert [each.tokens for each in found] == tokens
    assert [each.open for each in found] == is_open


def test_a_very_long_query_is_read_only_so_far() -> None:
    assert sum(len(each.tokens) for each in phrases("研" * 10_000)) < LONGEST_QUERY


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("研发", "企业研發费用", "企业[研發]费用"),
        ("ai", "AI 与 OpenAI", "[AI] 与 OpenAI"),
        ("risc-v芯片", "采用 RISC-V 芯片", "采用 [RISC-V 芯片]"),
        ("费用 研发", "研发费用和费用", "[研发][费用]和[费用]"),
        ("a.b", "axb", "axb"),
    ],
)
def test_a_hit_is_marked_in_the_text_as_it_is_written(query: str, text: str, shown: str) -> None:
    parts = mark(text, query).parts
    assert "".join(f"[{part}]" if marked else part for part, marked in parts) == shown


def test_a_snippet_is_cut_around_the_first_hit_and_stays_in_its_reading() -> None:
    snippet = cut("前" * 200 + "\f" + "中" * 50 + "研发" + "后" * 300, "研发")
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["研发"]
    assert snippet.text.startswith("…中") and snippet.text.endswith("后…")
    assert "前" not in snippet.text and len(snippet.text) <= 122


def test_a_word_of_its_own_is_told_from_one_across_two() -> None:
    assert is_word("北京大学", "北京大学")
    assert is_word("支持大学科技园", "大学")
    assert not is_word("扩大学校规模", "大学")


def test_nothing_typed_makes_a_pattern_that_does_not_compile() -> None:
    for query in ("(((", "[a", "\\", "a{99999}", "研(", "*" * 300, "\0"):
        pattern = compiled(query)
        assert pattern is None or isinstance(pattern, re.Pattern)
