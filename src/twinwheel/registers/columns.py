"""Headings of a file go in; which field each column holds, in which unit, comes out.

A heading names a field by its name, an alias or its English label, with a unit in brackets or without:
``营业收入``, ``营业收入（元）``, ``operating revenue``. A mapping file says the rest::

    年度营收: {field: 营业收入, unit: 元}
    高企: {field: 有效资质, values: {是: 高新技术企业, 否: 无}}
    标签: {field: 产业领域, separator: "/"}
    统一代码: subject_id
    备注: null                      # left out on purpose

Columns that are no field are left out, and said so once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from twinwheel.criteria.nearest import nearest
from twinwheel.errors import Problem, RegisterError, UsageError
from twinwheel.messages import heard, message
from twinwheel.packs import Pack
from twinwheel.packs.model import FieldSpec, SubjectType
from twinwheel.packs.yaml12 import load
from twinwheel.registers import units
from twinwheel.registers.limits import MAX_ID
from twinwheel.registers.problems import Findings, printable, quoted
from twinwheel.registers.values import EndRule, IdRule, Replacing, Rule, TextRule, rule_for, tidy

SUBJECT_ID, SUBJECT_NAME = "subject_id", "subject_name"
Role = Literal["id", "key", "name", "value", "min", "max"]

_UNIT = re.compile(r"(.+?)\s*[(（\[【]\s*(?:单位[:：]?\s*)?([^()（）\[\]【】]+?)\s*[)）\]】]")
_END = re.compile(r"(.+)\[(min|max)\]")


@dataclass(frozen=True)
class Plan:
    """The columns that are read, in the order of the pack, and where the key of the subject type stands."""

    columns: tuple[Column, ...]
    key: int | None


@dataclass(frozen=True)
class Column:
    """One column of the file that is read: where it stands, what it holds, and the rule for its cells."""

    position: int
    heading: str
    field: str  # canonical name, "subject_id" or "subject_name"
    role: Role
    spec: FieldSpec | None
    rule: Rule


class Target(BaseModel):
    """What a mapping file says of one column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    unit: str | None = None
    values: dict[str, str] = {}
    separator: str | None = None


def subject_of(pack: Pack, wanted: str | None) -> str:
    """The type of subject of a register: the one asked for, the pack's only one, or ``enterprise``."""
    if wanted is not None:
        if wanted not in pack.subjects:
            raise UsageError(
                message('the pack has no subject type "{subject}"', subject=wanted),
                message("It has: {subjects}.", subjects=", ".join(pack.subjects)),
            )
        return wanted
    if len(pack.subjects) == 1:
        return next(iter(pack.subjects))
    if "enterprise" in pack.subjects:
        return "enterprise"
    raise UsageError(
        message("which type of subject does this register hold?"),
        message("Say --subject {subjects}.", subjects=" | ".join(pack.subjects)),
    )


def read_mapping(path: Path) -> dict[str, Target | None]:
    """A mapping file: column heading to field, or null to leave the column out.

    Raises:
        RegisterError: it is not there, is not YAML, or does not follow the form.
    """
    document = load(path, str(path))
    if document.problems:
        raise RegisterError(document.problems)
    value = document.value
    if not isinstance(value, dict):
        raise RegisterError(
            [
                Problem(
                    str(path),
                    1,
                    None,
                    None,
                    message("a mapping is expected"),
                    message("Write column: field."),
                )
            ]
        )
    shorthand = {key: {"field": each} if isinstance(each, str) else each for key, each in value.items()}
    try:
        return TypeAdapter(dict[str, Target | None]).validate_python(shorthand)
    except ValidationError as error:
        raise RegisterError(
            Problem(
                str(path),
                document.line(tuple(each["loc"])),
                None,
                str(each["loc"][0]),
                message("{place}: {what}", place=".".join(map(str, each["loc"])), what=heard(each["msg"])),
                message(
                    "Write column: field, or column: {{field: …, unit: …, values: {{…}}, separator: …}}."
                ),
            )
            for each in error.errors()
        ) from error


def plan(
    pack: Pack, subject: str, headings: tuple[str, ...], findings: Findings, mapping: Path | None = None
) -> Plan:
    """What each column of a file holds. Columns that are left out become notes in ``findings``.

    Raises:
        RegisterError: no column holds the subject's id, two columns hold the same field, a unit does not
            fit, or the mapping names what is not there.
    """
    planner = _Planner(pack, subject, findings.file)
    targets = read_mapping(mapping) if mapping else {}
    file = str(mapping)
    for heading in targets.keys() - set(headings):
        what = message(
            "the mapping names a column {heading} that the register does not have", heading=quoted(heading)
        )
        near = nearest(heading, headings)
        planner.wrong(
            what,
            message("Did you mean {near}?", near=quoted(near)) if near else message("Remove the line."),
            heading,
            file,
        )
    columns: list[Column] = []
    for position, heading in enumerate(headings):
        if heading in targets:
            target = targets[heading]
            column = planner.mapped(position, heading, target, file) if target else None
        else:
            column = planner.named(position, heading)
            if column is None:
                findings.note(*planner.unknown(position, heading), field=printable(heading))
        if column:
            columns.append(column)
    return planner.settled(columns, headings)


class _Planner:
    def __init__(self, pack: Pack, subject: str, file: str) -> None:
        self.pack, self.file = pack, file
        self.type: SubjectType = pack.subjects[subject]
        self.fields = pack.fields_of(subject)
        self.names = _names(self.fields)
        self.problems: list[Problem] = []

    def wrong(self, what: str, advice: str, field: str, file: str | None = None) -> None:
        self.problems.append(
            Problem(file or self.file, None, None, printable(field), printable(what), advice)
        )

    def named(self, position: int, heading: str) -> Column | None:
        """The column its own heading describes."""
        if heading == SUBJECT_ID:
            return Column(position, heading, SUBJECT_ID, "id", None, IdRule())
        if heading == self.type.key:
            return Column(position, heading, SUBJECT_ID, "key", None, IdRule())
        if heading in (SUBJECT_NAME, self.type.name):
            return Column(position, heading, SUBJECT_NAME, "name", None, TextRule(MAX_ID))
        if (end := _END.fullmatch(heading)) and (spec := self.fields.get(end[1])) and spec.band:
            role: Role = "min" if end[2] == "min" else "max"
            return Column(position, heading, end[1], role, spec, EndRule(spec))
        if name := self.names.get(_key(heading)):
            return self._column(position, heading, name, None)
        if (match := _UNIT.fullmatch(heading)) and (name := self.names.get(_key(match[1]))):
            return self._column(position, heading, name, match[2])
        return None

    def mapped(self, position: int, heading: str, target: Target, file: str) -> Column | None:
        """The column a mapping describes."""
        column = self.named(position, target.field)
        if column is None or column.role in ("min", "max"):
            near = nearest(target.field, [*self.fields, SUBJECT_ID, SUBJECT_NAME])
            advice = (
                message("Did you mean {near}?", near=quoted(near))
                if near
                else message("Name a field of the pack, or subject_id.")
            )
            self.wrong(
                message("{field} is no field of this pack", field=quoted(target.field)), advice, heading, file
            )
            return None
        if column.spec:
            column = self._column(position, heading, column.field, target.unit, target.separator)
        rule = Replacing(column.rule, target.values) if target.values else column.rule
        return Column(position, heading, column.field, column.role, column.spec, rule)

    def _column(
        self, position: int, heading: str, name: str, unit: str | None, separator: str | None = None
    ) -> Column:
        spec = self.fields[name]
        exponent = 0
        if unit is not None:
            wanted = "比例" if spec.type == "ratio" else spec.unit
            power = units.exponent(tidy(unit), wanted) if spec.type in ("number", "ratio") else None
            if power is None:
                what = message(
                    "{heading}: the unit {unit} does not fit the field {name}",
                    heading=quoted(heading),
                    unit=quoted(unit),
                    name=name,
                )
                self.wrong(
                    what,
                    message("The field is in {wanted}.", wanted=wanted)
                    if wanted
                    else message("The field has no unit."),
                    heading,
                )
            exponent = power or 0
        rule = rule_for(spec, self.pack.code_lists, exponent=exponent, separator=separator)
        return Column(position, heading, name, "value", spec, rule)

    def unknown(self, position: int, heading: str) -> tuple[str, str]:
        if not heading:
            return (
                message("column {column} has no heading and is left out", column=position + 1),
                message("Give it the name of a field."),
            )
        near = nearest(heading, self.fields)
        return (
            message("{heading} is no field of this pack and is left out", heading=quoted(heading)),
            message("Did you mean {near}? A mapping file can name the field.", near=quoted(near))
            if near
            else message("A mapping file can name the field."),
        )

    def settled(self, columns: list[Column], headings: tuple[str, ...]) -> Plan:
        """The key identifies a subject where there is no subject_id; then look for clashes."""
        key = next((column for column in columns if column.role == "key"), None)
        if key and all(column.role != "id" for column in columns):
            columns = [replace(column, role="id") if column is key else column for column in columns]
        columns = [column for column in columns if column.role != "key"]
        if all(column.role != "id" for column in columns):
            shown = "、".join(heading[:30] for heading in headings[:12]) + ("…" if len(headings) > 12 else "")
            self.wrong(
                message(
                    "no column holds the subject's id (the file has {headings})", headings=printable(shown)
                ),
                message(
                    'Name a column "{subject_id}" or "{key}"; the headings must be in the first row.',
                    subject_id=SUBJECT_ID,
                    key=self.type.key,
                ),
                SUBJECT_ID,
            )
        held: dict[tuple[str, Role], Column] = {}
        for column in columns:
            first = held.setdefault((column.field, column.role), column)
            if first is not column:
                what = message(
                    "{one} and {other} both hold the field {field}",
                    one=quoted(first.heading),
                    other=quoted(column.heading),
                    field=column.field,
                )
                self.wrong(what, message("Remove one of them, or map it to null."), column.heading)
        for field, role in list(held):
            other = {"min": "max", "max": "min"}.get(role)
            if other and all(key != (field, other) for key in held):
                self.wrong(
                    message("{field}[{role}] without {field}[{other}]", field=field, role=role, other=other),
                    message("A range needs both ends."),
                    field,
                )
        if self.problems:
            raise RegisterError(self.problems)
        order = {name: index for index, name in enumerate([SUBJECT_ID, SUBJECT_NAME, *self.fields])}
        ordered = sorted(columns, key=lambda column: (order[column.field], column.position))
        return Plan(tuple(ordered), key.position if key else None)


def _names(fields: Mapping[str, FieldSpec]) -> dict[str, str]:
    """Every heading that means a field. Names go before aliases, aliases before English labels; one that
    two fields share at the same rank means neither.
    """
    known: dict[str, str] = {}
    for rank in range(3):
        here: dict[str, str | None] = {}
        for name, spec in fields.items():
            for heading in ((name,), spec.aliases, (spec.en,))[rank]:
                key = _key(heading)
                if key not in known:
                    here[key] = name if here.get(key, name) == name else None
        known |= {key: name for key, name in here.items() if name is not None}
    return known


def _key(heading: str) -> str:
    return tidy(heading).casefold()
