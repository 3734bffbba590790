"""What is wrong with a pack is said in Chinese as it is in English: whole, and with the same facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from twinwheel.messages import Message, in_language
from twinwheel.packs import model
from twinwheel.packs.check import Finding, check_pack
from twinwheel.packs.misfit import misfit

HERE = Path(__file__).parent
WORDS = re.compile(r"(?:\b[a-z]{2,} ){2}[a-z]{2,}")
"""Three words of English in a row; code has none."""
NOT_OURS = re.compile(r"`[^`]*`|did not find expected|day value is outside expected range")
"""Commands, and what the readers of YAML and of days say themselves."""


@pytest.mark.parametrize("name", ["broken", "mistaken", "contrary"])
def test_every_finding_is_said_in_chinese(name: str) -> None:
    pack, findings = check_pack(HERE / name)
    if name == "contrary":
        assert pack is not None
        findings += _deep(pack)
    texts = {
        text for each in findings for text in (each.problem.what, each.problem.advice, each.shows) if text
    }
    assert len(texts) > 15
    for text in texts:
        assert isinstance(text, Message), f"{text!r} is English wherever it is read"
        chinese = in_language(text, "zh-hans")
        assert re.search("[一-鿿]", chinese)
        assert not WORDS.search(NOT_OURS.sub("", chinese)), chinese


def _deep(pack: Any) -> list[Finding]:
    pytest.importorskip("z3")
    from twinwheel.packs.deep import lint_deeply

    return lint_deeply(pack).findings


WRONG: list[tuple[type[BaseModel], Mapping[str, Any]]] = [
    (model.PackInfo, {"id": "A B", "title": {"zh": "", "en": 3}, "description": [], "extends": "x", "reviewed": []}),
    (model.PackInfo, {"id": "a" * 90, "reviewed": "2020-1"}),
    (model.FieldSpec, {"type": "x", "min": "a", "max": [], "integer": "a", "band": [], "bands": [[1], [1, 2, 3], 3]}),
    (model.Recheck, {"last": 2020, "every_days": 0}),
    (model.Recheck, {"every_days": "x", "look_for": "x"}),
    (model.Recheck, {"every_days": 1.5}),
    (model.Recheck, {"every_days": []}),
    (model.Amount, {"base": -1, "rate": 10**19, "cap": "", "floor": "x" * 8001, "unit": "x"}),
    (model.MeasureSpec, {"issuer": [], "benefit": {}}),
    (model.FieldGroup, {"fields": []}),
    (model.CodeList, {"codes": [{"value": "a", "en": "a"}] * 2, "title": {"zh": "甲", "en": "a"}}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values"), WRONG)
def test_what_pydantic_finds_is_said_in_chinese(kind: type[BaseModel], values: Mapping[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(values)
    for each in caught.value.errors():
        if each["type"] in {"missing", "extra_forbidden"}:
            continue  # the reader has words of its own for these
        text = misfit(each)
        plain = each["msg"].removeprefix("Value error, ")
        assert text.lower() == plain.lower()
        assert isinstance(text, Message) and re.search("[一-鿿]", in_language(text, "zh-hans")), text
