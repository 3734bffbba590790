"""The form of a pack: what each YAML file may hold, and nothing else.

These classes are the single source of the pack format. The reader checks files against them, the
JSON Schema for editors is exported from them, and the reference page is generated from them, so the
three cannot drift. Numbers arrive as ``int`` or ``Decimal``, never ``float``; dates as ISO text.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from twinwheel.messages import joined, message

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=8000)]
Confidence = Literal["A", "B", "C"]
Precision = Literal["day", "month", "estimated"]


def _written_out(value: object) -> object:
    """A bare year or number would otherwise be taken for seconds since 1970."""
    if isinstance(value, int | float | Decimal):
        raise ValueError(message("not a day; write it as 2016-01-01"))
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
BandEnds = Annotated[list[Decimal | None], Field(min_length=2, max_length=2)]


class Part(BaseModel):
    """Base of everything in a pack: unknown keys are an error, values do not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """Words a person reads, Chinese first, English complete."""

    zh: str = Field(min_length=1, description="Chinese")
    en: str = Field(min_length=1, description="English")


# --- pack.yaml ------------------------------------------------------------------------------


class PackInfo(Part):
    """``pack.yaml``: what this folder is and what it stands on."""

    id: Slug = Field(description="name of the pack, as the folder is called")
    title: Text = Field(description="what people call the pack")
    description: Text = Field(description="one sentence: what the pack holds")
    version: str = Field(
        description="version of the pack, for the reader's eye; the hash is what identifies it"
    )
    extends: list[str] = Field(
        default=[], description="folders of the packs this one stands on, relative to this one"
    )
    reviewed: Day = Field(
        description="the day a person last held the pack against its sources; tests run as of it"
    )
    licence: str = Field(default="Apache-2.0", description="licence of the data, as an SPDX name")


class SubjectType(Part):
    """``subjects.yaml``: a type of subject that measures decide about."""

    label: Text = Field(description="what one subject is called")
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

    value: Name = Field(description="the Chinese name")
    en: str = Field(min_length=1, description="English name")
    code: str | None = Field(
        default=None, description="the code of the standard, accepted in registers instead of the value"
    )
    parent: str | None = Field(default=None, description="the value one level up")
    aliases: list[Name] = Field(default=[], description="other names that registers use for the same value")


class CodeList(Part):
    """``codes/ID.yaml``: the values a code field may hold."""

    title: Text = Field(description="what the list is called")
    source: str | None = Field(default=None, description="the standard or document the list is from")
    open: bool = Field(
        default=False, description="true: values outside the list are kept; false: they are refused"
    )
    adds: bool = Field(
        default=False,
        description="true: the values join the list of the same name in a pack this one extends",
    )
    codes: list[Code] = Field(min_length=1, description="the values, in the order they are shown")

    @model_validator(mode="after")
    def _values_are_unique(self) -> CodeList:
        values = [code.value for code in self.codes]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValueError(message("values stand here twice: {values}", values=", ".join(twice)))
        return self


# --- fields/*.yaml --------------------------------------------------------------------------


class FieldSpec(Part):
    """One attribute of a subject. The key it stands under is its name and its Chinese label."""

    type: Literal["number", "ratio", "date", "bool", "code", "codes", "text"] = Field(
        description="ratio: a share of 1; code: one value of a list; codes: several"
    )
    en: str = Field(min_length=1, description="English label")
    unit: str | None = Field(default=None, description="unit of a number; ratios are shares of 1")
    codes: Slug | None = Field(default=None, description="code list of a code or codes field")
    question: Text = Field(description="what to ask an enterprise to learn this value")
    aliases: list[Name] = Field(
        default=[], description="older names and column headings that load as this field"
    )
    min: Decimal | Day | None = Field(default=None, description="smallest possible value")
    max: Decimal | Day | None = Field(default=None, description="largest possible value")
    integer: bool = Field(default=False, description="only whole numbers are taken")
    band: bool = Field(
        default=False, description="a register may give a range such as 20-49 instead of a number"
    )
    fixed: bool = Field(
        default=False,
        description="true: nobody can change the value by acting; only time or a correction does",
    )
    bands: list[BandEnds] = Field(
        default=[],
        description="the bands registers use, if they use fixed ones: both ends included, null for an open one",
    )
    note: Text | None = Field(default=None, description="for whoever fills the register in")

    @model_validator(mode="after")
    def _bands_ascend(self) -> FieldSpec:
        if self.bands and not self.band:
            raise ValueError(message("bands are given, but the field takes none; add `band: true`"))
        ends = [end for band in self.bands for end in band]
        known = [end for end in (self.min, *ends, self.max) if isinstance(end, Decimal)]
        if ends and (None in ends[1:-1] or known != sorted(known)):
            raise ValueError(
                message(
                    "bands run upwards, none into the next, from min to max; only the outer ends may be null"
                )
            )
        return self

    @model_validator(mode="after")
    def _domain_fits(self) -> FieldSpec:
        ends = [each for each in (self.min, self.max) if each is not None]
        bounded = {"number": Decimal, "ratio": Decimal, "date": date}.get(self.type)
        if any(bounded is None or not isinstance(each, bounded) for each in ends):
            raise ValueError(
                message(
                    "min and max of a {type} field cannot be {ends}",
                    type=self.type,
                    ends=joined(message(" and "), map(str, ends)),
                )
            )
        if len(ends) == 2 and ends[1] < ends[0]:  # type: ignore[operator]
            raise ValueError(
                message("max {high} is less than min {low}", high=str(ends[1]), low=str(ends[0]))
            )
        return self


class FieldGroup(Part):
    """``fields/ID.yaml``: fields that belong together on a form."""

    title: Text = Field(description="heading of the group on a form")
    subjects: list[Slug] = Field(min_length=1, description="types of subject that have these fields")
    fields: dict[Name, FieldSpec] = Field(description="the fields by name; the name is the Chinese label")


# --- definitions.yaml and parameters/*.yaml -------------------------------------------------


class DefinitionSpec(Part):
    """How a declared field follows from others. A value the register files itself stands."""

    value: Expression = Field(description="expression over fields and other definitions")
    cite: str = Field(min_length=1, description="where the rule stands")
    note: Text | None = Field(default=None, description="for the reader")


class Dated(Part):
    """A value in force from a day on, until the next one."""

    since: Day = Field(description="first day of the value")
    value: Decimal | Day = Field(description="number or day")
    source: str = Field(min_length=1, description="where the value stands")


class ParameterSpec(Part):
    """A number or date that changes over time; written ``:name`` in an expression."""

    label: Text = Field(description="what the value is called")
    unit: str | None = Field(default=None, description="unit of a number")
    values: list[Dated] = Field(min_length=1, description="the values over time, the earliest first")

    @model_validator(mode="after")
    def _one_value_a_day(self) -> ParameterSpec:
        if len({type(each.value) for each in self.values}) > 1:
            raise ValueError(message("some values are numbers and some are dates"))
        if len({each.since for each in self.values}) < len(self.values):
            raise ValueError(message("two values begin on the same day"))
        return self


# --- reading/*.yaml -------------------------------------------------------------------------


class Phrasing(Part):
    """How texts say one field, where they do not use its name."""

    says: list[Name] = Field(default=[], description="other words for the field")
    made_of: list[Words] = Field(
        default=[],
        description="what a phrase for the field is made of: words that must all stand in it, in any order, "
        "with a blank between them and `|` between words that do as well",
    )
    beside: list[Name] = Field(
        default=[], description="words that may stand in such a phrase too, besides the commonplace ones"
    )
    denies: list[Name] = Field(default=[], description="of a yes/no field: words for its being false")
    named: bool = Field(
        default=False, description="of a code field: its values mean it only beside words for the field"
    )
    shunned: bool = Field(
        default=False, description="of a yes/no field: no policy asks for it, it only shuts out"
    )
    values: dict[Name, list[Name]] = Field(
        default={}, description="of a code field: other words for a value; several may share one"
    )
    groups: dict[Name, list[Name]] = Field(
        default={}, description="of a code field: one word that stands for several values"
    )
    ranked: bool = Field(
        default=False,
        description="of a code field: its list runs from the highest, so `or above` has a meaning",
    )


class Wordbook(Part):
    """``reading/ID.yaml``: how texts say what the fields of a pack mean; `twinwheel draft` reads by it."""

    words: dict[Name, str] = Field(
        default={},
        description="words that mean the same as one used below or in a name: spelling, and that word",
    )
    fields: dict[Name, Phrasing] = Field(default={}, description="phrases by field")
    subjects: dict[Slug, list[Name]] = Field(default={}, description="what texts call a subject, by its type")
    themes: dict[Slug, list[Name]] = Field(default={}, description="words of a theme, by its slug")


# --- measures/**.yaml -----------------------------------------------------------------------


class Validity(Part):
    """The days a measure is in force, both ends included; an open end is null."""

    since: Day | None = Field(default=None, alias="from", description="first day; null: open")
    until: Day | None = Field(default=None, alias="to", description="last day; null: open")
    precision: Precision = Field(default="day", description="how well the days are known")

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @model_validator(mode="after")
    def _ordered(self) -> Validity:
        if self.since and self.until and self.until < self.since:
            raise ValueError(
                message(
                    "ends on {until}, before it begins on {since}",
                    until=str(self.until),
                    since=str(self.since),
                )
            )
        return self


class Source(Part):
    """Where the words of a measure come from, and how sure we are of them."""

    document: str = Field(min_length=1, description="title of the document")
    number: str | None = Field(default=None, description="the document's official number; null: not seen")
    issuer: str | None = Field(default=None, description="who issued it")
    date: Annotated[Day | None, Field(description="day of issue; null: not known")]
    seen: str | None = Field(default=None, description="where it was seen, and what agrees with it")
    url: str | None = Field(default=None, description="where it can be read")
    confidence: Confidence = Field(
        description="A: original or two sources; B: one source; C: general knowledge, unchecked"
    )


class CriterionSpec(Part):
    """One condition. A ``rule`` is decided from fields; a ``human`` one waits for a person."""

    id: Slug = Field(description="unique in the measure; tests name it")
    label: Text = Field(description="the condition in the words of the officer")
    kind: Literal["rule", "human"] = Field(default="rule", description="who decides it")
    when: Expression | None = Field(
        default=None, description="SQL boolean expression; absent for a human criterion"
    )
    cite: str | None = Field(default=None, description="article; without one the measure's document is cited")
    note: Text | None = Field(default=None, description="how it is counted, for the reader")

    @model_validator(mode="after")
    def _rule_has_expression(self) -> CriterionSpec:
        if (self.kind == "rule") != (self.when is not None):
            raise ValueError(message("a rule needs `when`; a human criterion must not have it"))
        return self


Quantity = Annotated[Decimal, Field(ge=0, le=10**18)] | Expression


class Amount(Part):
    """Money: ``min(max(rate × base, floor), cap)``. Without ``base`` the amount is unknown."""

    base: Quantity | None = Field(default=None, description="number or expression, in `unit`")
    rate: Quantity = Field(default=Decimal(1), description="share of base; tiers are a CASE expression")
    floor: Quantity | None = Field(default=None, description="smallest amount, in `unit`")
    cap: Quantity | None = Field(default=None, description="largest amount, in `unit`")
    unit: Literal["元", "万元", "亿元"] = Field(default="万元", description="unit of base, floor and cap")
    per: Text | None = Field(default=None, description="what the cap counts for, such as a year or a project")
    upto: bool = Field(default=False, description="the source says at most: the figure is an upper bound")


class Benefit(Part):
    """What a measure gives or asks. Only ``amount`` is computed; ``values`` are figures to show."""

    kind: Slug = Field(description="a value of the code list benefit-kinds")
    title: Text = Field(description="what is given, in words")
    amount: Amount | None = None
    grants: Name | None = Field(default=None, description="the title it gives, as registers say it")
    years: Decimal | None = Field(default=None, description="how long what it gives lasts")
    values: dict[str, Decimal | bool | str | list[str]] = Field(
        default={}, description="figures to show beside it"
    )
    note: Text | None = Field(default=None, description="for the reader")


class Process(Part):
    """How to get it."""

    steps: list[Text] = Field(default=[], description="the steps, in order")
    window: Text | None = Field(default=None, description="when applications are taken, in words")
    opens: Day | None = Field(default=None, description="first day of applications")
    closes: Day | None = Field(default=None, description="last day of applications")
    time_limit: Text | None = Field(default=None, description="how long a decision takes, in words")
    note: Text | None = Field(default=None, description="for the reader")


class Recheck(Part):
    """When a person should hold the measure against its source again."""

    last: Day = Field(description="the day it was last held against its source")
    every_days: int = Field(gt=0, description="how many days that is good for")
    look_for: Text = Field(description="what to look for in the source")


OUTCOMES = ("eligible", "needs_review", "unknown", "ineligible")
VERDICTS = ("met", "not_met", "unknown")


class TestCase(Part):
    """One subject and what must come out. ``given`` is laid over the measure's ``example``; null takes a value away."""

    __test__ = False
    name: str = Field(min_length=1, description="a sentence a citizen would say")
    as_of: Day | None = Field(
        default=None, description="the day to decide as of; else the day the pack was reviewed"
    )
    given: dict[Name, Any] = Field(default={}, description="values by field")
    expect: dict[str, Any] = Field(
        min_length=1,
        description="outcome, amount (in yuan), missing (list of fields), or a criterion id with met, not_met or unknown",
    )

    @model_validator(mode="after")
    def _expectations_can_come_true(self) -> TestCase:
        for key, value in self.expect.items():
            allowed = OUTCOMES if key == "outcome" else VERDICTS
            if key not in {"amount", "missing"} and value not in allowed:
                raise ValueError(
                    message(
                        "expect.{key} cannot be {value!r}; it is one of {allowed}",
                        key=key,
                        value=str(value),
                        allowed=", ".join(allowed),
                    )
                )
        return self


class MeasureSpec(Part):
    """``measures/**.yaml``: one support, duty or permission, readable by the officer who owns it."""

    id: Slug = Field(description="unique over all packs; the file is called after it")
    title: Text = Field(description="what the measure is called")
    kind: Literal["rule", "programme"] = Field(
        default="rule", description="a programme is shown and tracked, never matched"
    )
    theme: Slug = Field(description="a value of the code list themes")
    level: Slug = Field(description="a value of the code list levels")
    issuer: list[str] = Field(min_length=1, description="who issued it")
    subject: Slug = Field(description="type of subject it decides about")
    valid: Validity
    source: Source
    criteria: list[CriterionSpec] = []
    benefit: list[Benefit] = Field(min_length=1)
    materials: list[Text] = Field(default=[], description="papers to hand in")
    department: Text | None = Field(default=None, description="who is responsible")
    process: Process = Process()
    excludes: list[Slug] = Field(
        default=[], description="measures that cannot be had beside this one, read both ways"
    )
    allows: list[Slug] = Field(
        default=[], description="measures the source says may be had beside this one, for the reader"
    )
    stacking: Text | None = Field(default=None, description="how it combines, in words")
    supersedes: list[Slug] = Field(
        default=[], description="measures this one replaces while both are in force"
    )
    notes: list[Text] = Field(default=[], description="remarks for the reader")
    gaps: list[Text] = Field(default=[], description="what is not known, said plainly")
    recheck: Recheck | None = None
    example: dict[Name, Any] = Field(default={}, description="a subject that is eligible; tests change it")
    tests: list[TestCase] = []

    @model_validator(mode="after")
    def _programmes_have_no_criteria(self) -> MeasureSpec:
        if self.kind == "programme" and (self.criteria or self.tests):
            raise ValueError(message("a programme has no criteria and no tests: it is never matched"))
        if self.kind == "rule" and not self.criteria:
            raise ValueError(
                message("a measure that is matched needs criteria; if it is only shown, say kind: programme")
            )
        return self


# --- zone.yaml ------------------------------------------------------------------------------


class Cited(Part):
    """Where a figure was published."""

    document: str = Field(min_length=1, description="title of the document")
    date: str = Field(description="year, month or day of the document, as far as known")
    note: Text | None = Field(default=None, description="how the figure was read")


class Figure(Part):
    """One number of the zone with its unit, day and source."""

    value: Decimal = Field(description="the number, in `unit`; the lower end of a range")
    unit: str = Field(description="unit of the value")
    as_of: str = Field(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?|H[12])?$", description="2025, 2025-06, 2025-06-30 or 2025H1"
    )
    status: Literal["actual", "target", "forecast", "planned"] = Field(
        default="actual", description="what kind of figure it is"
    )
    qualifier: Literal["about", "over", "at_least", "at_most", "nearly"] | None = Field(
        default=None, description="how the source qualifies it"
    )
    upper: Decimal | None = Field(default=None, description="upper end where the source gives a range")
    source: Cited


class Place(Part):
    """A cluster, park, institution or platform."""

    id: Slug = Field(description="unique in the zone")
    title: Text = Field(description="what it is called")
    within: Slug | None = Field(default=None, description="the place this one lies in")
    code: str | None = Field(
        default=None,
        description="the same place in a register: a value of the field that the first type of subject is counted by first",
    )
    figures: dict[Slug, list[Figure]] = Field(
        default={}, description="figures by name, each as a series over time"
    )
    industries: list[Text] = Field(default=[], description="what it is known for")
    note: Text | None = Field(default=None, description="for the reader")
    source: Cited


class Indicator(Part):
    """A figure followed over time, with its targets."""

    id: Slug = Field(description="unique in the zone")
    title: Text = Field(description="what is counted")
    scope: Text = Field(description="what it is counted over")
    figures: list[Figure] = Field(min_length=1, description="the series, actual and target")


class ZoneSpec(Part):
    """``zone.yaml``: the zone itself."""

    id: Slug = Field(description="name of the zone")
    title: Text = Field(description="what the zone is called")
    positioning: Text = Field(description="what the zone is for")
    area: Figure = Field(description="its area")
    clusters: list[Place] = Field(description="its large parts")
    parks: list[Place] = Field(description="its sites")
    institutions: list[Place] = Field(description="institutions in it")
    platforms: list[Place] = Field(description="platforms for enterprises")
    indicators: list[Indicator] = Field(description="figures followed over time")

    def places(self) -> dict[tuple[str, int], Place]:
        """Every place by where it stands: its kind (such as ``parks``) and its position there."""
        kinds = ("clusters", "parks", "institutions", "platforms")
        return {(kind, at): place for kind in kinds for at, place in enumerate(getattr(self, kind))}
