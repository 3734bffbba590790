"""What the answers look like. The OpenAPI schema and the output schemas of the tools are made from these classes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["in_force", "to_come", "ended", "replaced"]
Outcome = Literal["eligible", "needs_review", "unknown", "ineligible"]
Verdict = Literal["met", "not_met", "unknown"]
Day = Annotated[str, Field(description="a day, such as 2026-11-22", pattern=r"^\d{4}-\d{2}-\d{2}$")]
Exact = Annotated[str, Field(description="an exact number, as text")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Words(Shape):
    """The same in both languages."""

    zh: str
    en: str


class Named(Words):
    """A value of a code list, with its names."""

    value: str


class PackIs(Shape):
    """What decided: the hash changes with any byte of the rules."""

    id: str
    hash: str


# --- measures


class Valid(Shape):
    """In force from ``since`` to ``until``, both included; null: open. ``precision``: how well the days are known."""

    since: Day | None
    until: Day | None
    precision: str


class MeasureLine(Shape):
    """One measure of a list."""

    id: str
    title: Words
    kind: Literal["rule", "programme"] = Field(description="a programme is shown, never decided")
    status: Status = Field(description="on the day asked about")
    subject: Named = Field(description="what it decides about")
    level: Named
    theme: Named
    benefits: list[Named] = Field(description="kinds of what it gives")
    issuer: list[str]
    department: Words | None
    valid: Valid
    closes: Day | None = Field(description="last day of applications, where there is one")
    confidence: Literal["A", "B", "C"] = Field(
        description="A: original or two sources; B: one source; C: general knowledge, unchecked"
    )


class Source(Shape):
    """The document a measure comes from."""

    document: str
    number: str | None
    issuer: str | None
    date: Day | None
    seen: str | None
    url: str | None
    confidence: Literal["A", "B", "C"]


class Threshold(Shape):
    """One comparison a criterion makes: the fields it reads, the numbers and days it compares with, and the whole in words."""

    fields: list[str]
    values: list[str] = Field(
        description="numbers and days as they are written; those of a parameter as of the day"
    )
    words: Words


class Criterion(Shape):
    """One condition. ``rule`` is its expression in words; null where only a person can decide."""

    id: str
    label: Words
    kind: Literal["rule", "human"]
    rule: Words | None
    expression: str | None
    fields: list[str] = Field(description="fields it comes down to")
    thresholds: list[Threshold]
    cite: str = Field(description="document, number and article")
    note: Words | None


class Amount(Shape):
    """min(max(rate x base, floor), cap), in ``unit``; a number or an expression each."""

    base: str | None
    rate: str
    floor: str | None
    cap: str | None
    unit: str
    per: Words | None
    upto: bool = Field(description="the source says at most")


class Benefit(Shape):
    kind: Named
    title: Words
    amount: Amount | None
    grants: str | None
    years: Exact | None
    values: dict[str, Any] = Field(description="figures to show beside it")
    note: Words | None


class Process(Shape):
    steps: list[Words]
    window: Words | None
    opens: Day | None
    closes: Day | None
    time_limit: Words | None
    note: Words | None


class Measure(MeasureLine):
    """One measure as of a day, with the words and numbers of each criterion and where they come from."""

    as_of: Day
    source: Source
    criteria: list[Criterion]
    gives: list[Benefit]
    materials: list[Words]
    process: Process
    excludes: list[str] = Field(description="measures that cannot be had beside it, read both ways")
    allows: list[str]
    supersedes: list[str]
    stacking: Words | None
    notes: list[Words]
    gaps: list[Words] = Field(description="what is not known, said plainly")


# --- decisions


class Shortfall(Words):
    """What a criterion lacks, in words; the day from which time alone meets it."""

    met_from: Day | None


class Reason(Shape):
    """One criterion for one subject. ``verdict`` null: only a person can decide."""

    id: str
    label: Words
    kind: Literal["rule", "human"]
    verdict: Verdict | None
    rule: Words | None
    observed: dict[str, Any] = Field(description="the values it read")
    shortfall: list[Shortfall]
    cite: str


class Decision(Shape):
    """One measure for one subject, as `twinwheel explain --json` prints it."""

    measure: str
    title: Words
    outcome: Outcome
    amount_yuan: Exact | None
    missing: list[str] = Field(
        description="the fields that can still change an unknown outcome, and no others"
    )
    confidence: Literal["A", "B", "C"]
    date_precision: str
    criteria: list[Reason]
    ways: list[dict[str, Any]] = Field(description="the nearest changes that would make the subject eligible")
    obstacles: list[dict[str, Any]] = Field(description="what no change of its own can remove")


class Dropped(Shape):
    measure: str
    because: list[str]
    amount_yuan: Exact | None


class Best(Shape):
    """The eligible measures that may lawfully be had together and are worth most."""

    chosen: list[str]
    dropped: list[Dropped]
    amount_yuan: Exact
    amount_unknown: list[str]
    doubtful: list[str]


class Decisions(Shape):
    """Every measure in force for one subject on a day."""

    as_of: Day
    pack: PackIs
    decisions: list[Decision]
    best: Best


class OwnDecisions(Decisions):
    """The same for a subject of the register, exactly as `twinwheel explain --json` prints it."""

    subject_id: str


# --- fields, code lists, questions


class FieldShape(Shape):
    """One attribute of a subject: how a value of it is written."""

    name: str = Field(description="its name and its Chinese label")
    en: str
    group: Words
    type: Literal["number", "ratio", "date", "bool", "code", "codes", "text"]
    unit: str | None
    codes: str | None = Field(description="its code list")
    question: Words
    min: str | None
    max: str | None
    integer: bool
    band: bool = Field(description="a range is taken too, as a list of its two ends, null for an open one")
    fixed: bool = Field(description="nobody can change it by acting")
    follows: bool = Field(description="follows from other fields where it is not given")
    note: Words | None


class CodeShape(Named):
    code: str | None
    parent: str | None


class CodeListLine(Shape):
    id: str
    title: Words
    source: str | None
    open: bool = Field(description="values outside the list are taken too")
    count: int


class CodeListShape(CodeListLine):
    codes: list[CodeShape]


class Question(Shape):
    """A field to ask for next. ``decides``: measures its answer settles on average."""

    field: str
    question: Words
    type: str
    unit: str | None
    values: list[str] | None
    decides: float
    measures: list[str] = Field(description="all that wait for it")


class Questions(Shape):
    as_of: Day
    questions: list[Question]


# --- the zone


class Cited(Shape):
    document: str
    date: str
    note: Words | None


class FigureShape(Shape):
    """One number with its unit, its time, how sure the source was, and the source."""

    place: str | None = Field(
        description="id of the cluster, park, institution, platform or indicator; null: the zone"
    )
    title: Words
    name: str
    label: Words | None = Field(description="what the figure is called")
    value: Exact
    upper: Exact | None
    unit: str
    as_of: str
    status: Literal["actual", "target", "forecast", "planned"]
    qualifier: str | None
    source: Cited
