"""A pack that has been read, together with the packs it extends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from twinwheel.criteria import tree
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.vocabulary import SHARE, FieldType, Kind, Parameter, Vocabulary
from twinwheel.errors import Problem
from twinwheel.packs.model import (
    CodeList,
    DefinitionSpec,
    FieldGroup,
    FieldSpec,
    MeasureSpec,
    PackInfo,
    ParameterSpec,
    SubjectType,
    Wordbook,
    ZoneSpec,
)
from twinwheel.packs.yaml12 import Document, Path_


@dataclass(frozen=True)
class Pack:
    """Policy as data. Every mapping includes what the extended packs hold, theirs first.

    ``hash`` is over the bytes of all files, the extended packs' too, and identifies the rules that decided.
    ``own`` names the measures of this folder alone. ``documents`` keeps the lines for error messages, by
    (kind, id), such as ("measures", "nat-hnte-2016").
    """

    folder: Path
    info: PackInfo
    hash: str
    subjects: dict[str, SubjectType] = field(default_factory=dict)
    code_lists: dict[str, CodeList] = field(default_factory=dict)
    groups: dict[str, FieldGroup] = field(default_factory=dict)
    definitions: dict[str, DefinitionSpec] = field(default_factory=dict)
    parameters: dict[str, ParameterSpec] = field(default_factory=dict)
    measures: dict[str, MeasureSpec] = field(default_factory=dict)
    wordbooks: dict[str, Wordbook] = field(default_factory=dict)
    zone: ZoneSpec | None = None
    own: frozenset[str] = frozenset()
    documents: dict[tuple[str, str], tuple[Document, Path_]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        return {name: spec for group in self.groups.values() for name, spec in group.fields.items()}

    def fields_of(self, subject: str) -> dict[str, FieldSpec]:
        """The fields a type of subject has, in the order of the packs."""
        groups = [group for group in self.groups.values() if subject in group.subjects]
        return {name: spec for group in groups for name, spec in group.fields.items()}

    @cached_property
    def place_field(self) -> str | None:
        """The field that says where a subject is: what the first type of subject is counted by first."""
        by = [field for subject in self.subjects.values() for field in subject.by[:1]]
        return by[0] if by else None

    def measures_of(self, subject: str) -> dict[str, MeasureSpec]:
        return {id: measure for id, measure in self.measures.items() if measure.subject == subject}

    def replaced_on(self, day: date) -> frozenset[str]:
        """The measures that another one has replaced by a day.

        A measure that supersedes another replaces it from its first day on, for good: when it ends itself,
        the older one does not come back, and neither does what that one had replaced.
        """
        begun = (
            each for each in self.measures.values() if each.valid.since is None or each.valid.since <= day
        )
        return frozenset(old for measure in begun for old in measure.supersedes)

    def in_force(self, subject: str, day: date) -> dict[str, MeasureSpec]:
        """The measures that are matched for a type of subject on a day."""
        found = {
            id: measure
            for id, measure in self.measures_of(subject).items()
            if measure.kind == "rule" and measure.valid.covers(day)
        }
        replaced = self.replaced_on(day)
        return {id: measure for id, measure in found.items() if id not in replaced}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the expressions of this pack may speak of."""
        return Vocabulary(
            {name: self._field_type(name, spec) for name, spec in self.fields.items()},
            {name: parse(spec.value) for name, spec in self.definitions.items()},
            {name: _parameter(name, spec) for name, spec in self.parameters.items()},
        )

    def lowering(self, as_of: date) -> Lowering:
        """Reads this pack's expressions as of a day."""
        return Lowering(self.vocabulary, as_of)

    @cached_property
    def exclusions(self) -> frozenset[frozenset[str]]:
        """Pairs of measures that cannot be had together."""
        return frozenset(
            frozenset((id, other))
            for id, measure in self.measures.items()
            for other in measure.excludes
            if other != id
        )

    def problem(self, kind: str, id: str, path: Path_, what: str, advice: str = "") -> Problem:
        """A problem at its line: ``path`` leads to the value inside the measure, field or definition."""
        document, base = self.documents.get((kind, id), (Document(str(self.folder)), ()))
        return Problem(document.file, document.line((*base, *path)), None, None, what, advice)

    def expressions(self) -> Iterator[tuple[str, str, Path_, str, str | None]]:
        """Every expression with its place: (kind, id, path, text, subject or None)."""
        for name, definition in self.definitions.items():
            yield "definitions", name, ("value",), definition.value, None
        for id, measure in self.measures.items():
            for position, criterion in enumerate(measure.criteria):
                if criterion.when is not None:
                    yield "measures", id, ("criteria", position, "when"), criterion.when, measure.subject
            for position, benefit in enumerate(measure.benefit):
                for key in ("base", "rate", "floor", "cap") if benefit.amount else ():
                    if isinstance(text := getattr(benefit.amount, key), str):
                        yield "measures", id, ("benefit", position, "amount", key), text, measure.subject

    def _field_type(self, name: str, spec: FieldSpec) -> FieldType:
        kinds: dict[str, Kind] = {"ratio": "number"}
        codes = self.code_lists.get(spec.codes or "")
        values: dict[str, str] = {}
        labels: dict[str, str] = {}
        for code in codes.codes if codes else ():
            labels[code.value] = code.en
            for spelling in (code.code, code.en, *code.aliases):
                if spelling:
                    values.setdefault(spelling, code.value)
        values |= {value: value for value in labels}
        return FieldType(
            name,
            kinds.get(spec.type) or spec.type,  # type: ignore[arg-type]
            spec.en,
            SHARE if spec.type == "ratio" else spec.unit,
            values,
            labels,
            bool(codes and codes.open),
            spec.min,
            spec.max,
            spec.integer,
            spec.band,
        )


def _parameter(name: str, spec: ParameterSpec) -> Parameter:
    ordered = sorted(spec.values, key=lambda each: each.since)
    since = tuple(each.since for each in ordered)
    return Parameter(name, spec.label.en, spec.unit, since, tuple(each.value for each in ordered))


def definition_order(definitions: Mapping[str, tree.Node]) -> tuple[list[str], list[str]]:
    """Definitions so that each comes after those it uses, or no order and the circle they go round in."""
    uses = {name: sorted(tree.names(node) & definitions.keys()) for name, node in definitions.items()}
    try:
        return list(TopologicalSorter(uses).static_order()), []
    except CycleError as error:
        return [], list(error.args[1])
