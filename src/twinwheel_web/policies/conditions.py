"""The conditions of a measure as sentences, each with where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from twinwheel_web import pack

if TYPE_CHECKING:
    from twinwheel.packs.model import MeasureSpec, Text


@dataclass(frozen=True)
class Condition:
    """``label`` are its author's words, ``rule`` the expression's own, {zh, en}; None: only a person can decide it."""

    id: str
    label: Text
    when: str | None
    rule: Mapping[str, str] | None
    cite: str
    note: Text | None

    @property
    def says_more(self) -> dict[str, bool]:
        """By language: whether the rule says anything but what its author's words say already."""
        label, rule = self.label.model_dump(), self.rule or {}
        return {lang: _bare(text) != _bare(label[lang]) for lang, text in rule.items()}


def _bare(text: str) -> str:
    return "".join(each for each in text.lower() if each.isalnum() or each in "%.")


def conditions(spec: MeasureSpec, day: date) -> tuple[Condition, ...]:
    """Every condition, with the parameters of a day filled in, as ``twinwheel explain`` says them."""
    from twinwheel.criteria.parse import parse
    from twinwheel.criteria.sentence import sentence
    from twinwheel.matching.explain import citation

    vocabulary = pack.current().vocabulary

    def rule(when: str) -> dict[str, str]:
        node = parse(when)
        return {"zh": sentence(node, vocabulary, "zh", day), "en": sentence(node, vocabulary, "en", day)}

    return tuple(
        Condition(
            each.id,
            each.label,
            each.when,
            None if each.when is None else rule(each.when),
            citation(spec, each),
            each.note,
        )
        for each in spec.criteria
    )
