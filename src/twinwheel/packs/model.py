"""The form of a pack: what each YAML file may hold, and nothing else.

These classes are the single source of the pack format. The reader checks files against them, the
JSON Schema for editors is exported from them, and the reference page is generated from them, so the
three cannot drift. Numbers arrive as ``int`` or ``Decimal``, never ``float``; dates as ISO text.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=8000)]
Confidence = Literal["A", "B", "C"]
Precision = Literal["day", "month", "estimated"]


class Part(BaseModel):
    """Base of everything in a pack: unknown keys are an error, values do not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """Words a person reads, Chinese first, English complete."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


# --- pack.yaml ------------------------------------------------------------------------------


class PackInfo(Part):
    """``pack.yaml``: what this folder is and what it stands on."""

    id: Slug
    title: Text
    description: Text
    version: str = Field(
        description="version of the pack, for the reader's eye; the hash is what identifies it"
    )
    extends: list[str] = Field(
        default=[], description="folders of the packs this one stands on, relative to this one"
    )
    reviewed: date = Field(
        description="the day a person last held the pack against its sources; tests run as of it"
    )
    licence: str = "Apache-2.0"


class SubjectType(Part):
    """``subjects.yaml``: a type of subject that measures decide about."""

    label: Text
    key: Name = Field(description="the register column that identifies a subject when there is no subject_id")
    name: Name | None = Field(
        default=None, description="the register column with a subject's name, for display only"
    )
    by: list[Name] = Field(
        default=[], description="fields that results are broken down by; the place comes first"
    )


# --- codes/*.yaml ---------------------------------------------------------------------------


class Code(Part):
    """One value of a code list. ``value`` is what criteria and registers say."""

    value: Name
    en: str = Field(min_length=1)
    code: str | None = Field(
        default=None, description="the code of the standard, accepted in registers instead of the value"
    )
    parent: str | None = Field(default=None, description="the value one level up")
    aliases: list[Name] = Field(default=[], description="other names that registers use for the same value")


class CodeList(Part):
    """``codes/ID.yaml``: the values a code field may hold."""

    title: Text
    source: str | None = None
    open: bool = Field(
        default=False, description="true: values outside the list are kept; false: they are refused"
    )
    codes: list[Code] = Field(min_length=1)


# --- fields/*.yaml --------------------------------------------------------------------------


class FieldSpec(Part):
    """One attribute of a subject. The key it stands under is its name and its Chinese label."""

    type: Literal["number", "ratio", "date", "bool", "code", "codes", "text"]
    en: str = Field(min_length=1, description="English label")
    unit: str | None = Field(default=None, description="unit of a number; ratios are shares of 1")
    codes: Slug | None = Field(default=None, description="code list of a code or codes field")
    question: Text = Field(description="what to ask an enterprise to learn this value")
    aliases: list[Name] = Field(
        default=[], description="older names and column headings that load as this field"
    )
    min: Decimal | date | None = Field(default=None, description="smallest possible value")
    max: Decimal | date | None = Field(default=None, description="largest possible value")
    integer: bool = False
    band: bool = Field(
        default=False, description="a register may give a range such as 20-49 instead of a number"
    )
    note: Text | None = None


class FieldGroup(Part):
    """``fields/ID.yaml``: fields that belong together on a form."""

    title: Text
    subjects: list[Slug] = Field(min_length=1, description="types of subject that have these fields")
    fields: dict[Name, FieldSpec]


# --- definitions.yaml and parameters/*.yaml -------------------------------------------------


class DefinitionSpec(Part):
    """How a declared field follows from others. A value the register files itself stands."""

    value: Expression = Field(description="expression over fields and other definitions")
    cite: str = Field(min_length=1)
    note: Text | None = None


class Dated(Part):
    """A value in force from a day on, until the next one."""

    since: date
    value: Decimal | date
    source: str = Field(min_length=1)


class ParameterSpec(Part):
    """A number or date that changes over time; written ``:name`` in an expression."""

    label: Text
    unit: str | None = None
    values: list[Dated] = Field(min_length=1)


# --- measures/**.yaml -----------------------------------------------------------------------


class Validity(Part):
    """The days a measure is in force, both ends included; an open end is null."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")
    precision: Precision = "day"

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @model_validator(mode="after")
    def _ordered(self) -> Validity:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"ends on {self.until}, before it begins on {self.since}")
        return self


class Source(Part):
    """Where the words of a measure come from, and how sure we are of them."""

    document: str = Field(min_length=1)
    number: str | None = Field(default=None, description="the document's official number; null: not seen")
    issuer: str | None = None
    date: date | None
    seen: str | None = Field(default=None, description="where it was seen, and what agrees with it")
    url: str | None = None
    confidence: Confidence = Field(
        description="A: original or two sources; B: one source; C: general knowledge, unchecked"
    )


class CriterionSpec(Part):
    """One condition. A ``rule`` is decided from fields; a ``human`` one waits for a person."""

    id: Slug
    label: Text
    kind: Literal["rule", "human"] = "rule"
    when: Expression | None = Field(
        default=None, description="SQL boolean expression; absent for a human criterion"
    )
    cite: str | None = Field(default=None, description="article; without one the measure's document is cited")
    note: Text | None = None

    @model_validator(mode="after")
    def _rule_has_expression(self) -> CriterionSpec:
        if (self.kind == "rule") != (self.when is not None):
            raise ValueError("a rule needs `when`; a human criterion must not have it")
        return self


Quantity = Decimal | Expression


class Amount(Part):
    """Money: ``min(max(rate × base, floor), cap)``. Without ``base`` the amount is unknown."""

    base: Quantity | None = Field(default=None, description="number or expression, in `unit`")
    rate: Quantity = Field(default=Decimal(1), description="share of base; tiers are a CASE expression")
    floor: Quantity | None = None
    cap: Quantity | None = None
    unit: Literal["元", "万元", "亿元"] = "万元"
    per: Text | None = Field(default=None, description="what the cap counts for, such as a year or a project")
    upto: bool = Field(default=False, description="the source says at most: the figure is an upper bound")


class Benefit(Part):
    """What a measure gives or asks. Only ``amount`` is computed; ``values`` are figures to show."""

    kind: Slug = Field(description="a value of the code list benefit-kinds")
    title: Text
    amount: Amount | None = None
    grants: Name | None = Field(default=None, description="the title it gives, as registers say it")
    years: Decimal | None = Field(default=None, description="how long what it gives lasts")
    values: dict[str, Decimal | bool | str | list[str]] = {}
    note: Text | None = None


class Process(Part):
    """How to get it."""

    steps: list[Text] = []
    window: Text | None = Field(default=None, description="when applications are taken, in words")
    opens: date | None = None
    closes: date | None = None
    time_limit: Text | None = None
    note: Text | None = None


class Recheck(Part):
    """When a person should hold the measure against its source again."""

    last: date
    every_days: int = Field(gt=0)
    look_for: Text


class TestCase(Part):
    """One subject and what must come out. ``given`` is laid over the measure's ``example``; null takes a value away."""

    __test__ = False
    name: str = Field(min_length=1)
    as_of: date | None = None
    given: dict[Name, Any] = {}
    expect: dict[str, Any] = Field(
        min_length=1,
        description="outcome, amount (in yuan), missing (list of fields), or a criterion id with met, not_met or unknown",
    )


class MeasureSpec(Part):
    """``measures/**.yaml``: one support, duty or permission, readable by the officer who owns it."""

    id: Slug
    title: Text
    kind: Literal["rule", "programme"] = Field(
        default="rule", description="a programme is shown and tracked, never matched"
    )
    theme: Slug
    level: Slug
    issuer: list[str] = Field(min_length=1)
    subject: Slug
    valid: Validity
    source: Source
    criteria: list[CriterionSpec] = []
    benefit: list[Benefit] = Field(min_length=1)
    materials: list[Text] = []
    department: Text | None = None
    process: Process = Process()
    excludes: list[Slug] = Field(
        default=[], description="measures that cannot be had beside this one, read both ways"
    )
    allows: list[Slug] = []
    stacking: Text | None = Field(default=None, description="how it combines, in words")
    supersedes: list[Slug] = []
    notes: list[Text] = []
    gaps: list[Text] = Field(default=[], description="what is not known, said plainly")
    recheck: Recheck | None = None
    example: dict[Name, Any] = Field(default={}, description="a subject that is eligible; tests change it")
    tests: list[TestCase] = []

    @model_validator(mode="after")
    def _programmes_have_no_criteria(self) -> MeasureSpec:
        if self.kind == "programme" and (self.criteria or self.tests):
            raise ValueError("a programme has no criteria and no tests: it is never matched")
        if self.kind == "rule" and not self.criteria:
            raise ValueError(
                "a measure that is matched needs criteria; if it is only shown, say kind: programme"
            )
        return self


# --- zone.yaml ------------------------------------------------------------------------------


class Cited(Part):
    """Where a figure was published."""

    document: str = Field(min_length=1)
    date: str = Field(description="year, month or day of the document, as far as known")
    note: Text | None = None


class Figure(Part):
    """One number of the zone with its unit, day and source."""

    value: Decimal
    unit: str
    as_of: str = Field(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?|H[12])?$", description="2025, 2025-06, 2025-06-30 or 2025H1"
    )
    status: Literal["actual", "target", "forecast", "planned"] = "actual"
    qualifier: Literal["about", "over", "at_least", "at_most", "nearly"] | None = None
    upper: Decimal | None = Field(default=None, description="upper end where the source gives a range")
    source: Cited


class Place(Part):
    """A cluster, park, institution or platform."""

    id: Slug
    title: Text
    within: Slug | None = Field(default=None, description="the place this one lies in")
    figures: dict[Slug, list[Figure]] = {}
    industries: list[Text] = []
    note: Text | None = None
    source: Cited


class Indicator(Part):
    """A figure followed over time, with its targets."""

    id: Slug
    title: Text
    scope: Text
    figures: list[Figure] = Field(min_length=1)


class ZoneSpec(Part):
    """``zone.yaml``: the zone itself."""

    id: Slug
    title: Text
    positioning: Text
    area: Figure
    clusters: list[Place]
    parks: list[Place]
    institutions: list[Place]
    platforms: list[Place]
    indicators: list[Indicator]
