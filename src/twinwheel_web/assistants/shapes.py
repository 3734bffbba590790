"""What the tools answer with, besides the shapes of the API."""

from __future__ import annotations

from pydantic import Field

from twinwheel_web.api.answers.shapes import (
    Benefit,
    Best,
    Criterion,
    Day,
    Decision,
    Exact,
    FieldShape,
    MeasureLine,
    Outcome,
    PackIs,
    Questions,
    Shape,
    Source,
    Status,
    Words,
)

__all__ = ["Citation", "Eligibility", "Explained", "FieldsFound", "MeasuresFound", "Questions"]


class MeasuresFound(Shape):
    as_of: Day
    total: int
    measures: list[MeasureLine]


class FieldsFound(Shape):
    """Fields, and the values of the code lists they take."""

    total: int
    fields: list[FieldShape]
    codes: dict[str, list[str]]


class ShortDecision(Shape):
    """One measure for one subject; ``explain`` has its reasons."""

    measure: str
    title: Words
    outcome: Outcome
    amount_yuan: Exact | None
    missing: list[str] = Field(description="fields that can still change an unknown outcome")
    not_met: list[Words] = Field(description="conditions that are not met")
    by_a_person: list[Words] = Field(description="conditions only a person can decide")
    confidence: str = Field(description="how sure the source is: A, B or C")


class Eligibility(Shape):
    as_of: Day
    pack: PackIs
    decisions: list[ShortDecision]
    best: Best


class Explained(Decision):
    as_of: Day


class Citation(Shape):
    measure: str
    title: Words
    as_of: Day
    status: Status
    pack: PackIs
    source: Source
    criteria: list[Criterion]
    gives: list[Benefit]
