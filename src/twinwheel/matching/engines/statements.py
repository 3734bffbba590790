"""The plan of a run as SQL: a few dozen measures a statement, every distinct condition once in each.

A statement of all measures is planned in more than linear time by most engines (DuckDB: 0.1 s for 50 measures, 28 s
for 800), so they are cut into statements of some dozens; what measures of different statements share is worked out
in each. No statement writes anything: a reader's rights on the table are enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from twinwheel.criteria import logic
from twinwheel.criteria.dialects import FILED, Dialect
from twinwheel.criteria.stages import KEY, Ladder, Stage, ladder, mark_beside
from twinwheel.matching.plan import Candidate, Outcome, Plan
from twinwheel.packs.model import Text

MEASURES = 40
"""Measures of one statement, at most."""

COLUMNS = 1_200
"""Columns of all its stages, at most: PostgreSQL takes 1,664 in one."""

LENGTH = 200_000
"""Characters of one statement, at most: ClickHouse reads 262,144 bytes unless told otherwise."""


@dataclass(frozen=True)
class Table:
    """A register on an engine: its name as SQL, and which canonical columns it has."""

    name: str
    columns: frozenset[str]


@dataclass(frozen=True)
class Statement:
    """Some measures of a plan as one query. ``start`` is the place of the first in the plan."""

    plan: Plan
    start: int
    candidates: tuple[Candidate, ...]
    dialect: Dialect
    table: Table
    carried: tuple[str, ...] = ()

    @cached_property
    def _ladder(self) -> Ladder:
        conditions = [rule.condition for each in self.candidates for rule in each.rules]
        vocabulary = self.plan.pack.vocabulary
        return ladder(
            vocabulary,
            self.table.columns,
            self.dialect,
            self.table.name,
            conditions or [logic.TRUE],
            self.carried,
        )

    @property
    def columns(self) -> int:
        return self._ladder.columns

    @cached_property
    def _names(self) -> list[str]:
        """The columns of the verdicts, m1, m2 … or what is beside fields and measures that are called so."""
        mark = mark_beside([*self.plan.pack.vocabulary.fields, *(each.id for each in self.candidates)])
        return [f"{mark}m{number}" for number in range(1, len(self.candidates) + 1)]

    def outcomes(self, lang: str = "zh") -> str:
        """A row per subject: its id, and the outcome of every measure as a word, the column named as the measure."""
        lines = []
        for name, each in zip(self._names, self.candidates, strict=True):
            best = Outcome.NEEDS_REVIEW if each.humans else Outcome.ELIGIBLE
            words = [self.dialect.text(outcome) for outcome in (best, Outcome.INELIGIBLE, Outcome.UNKNOWN)]
            text = "CASE WHEN {0} THEN {1} WHEN NOT {0} THEN {2} ELSE {3} END".format(name, *words)
            lines.append(f",\n  {text} AS {self.dialect.column(each.id)}")
        return f"{self._with(lang)}SELECT\n  {KEY}{''.join(lines)}\nFROM measures"

    def verdicts(self, *, ineligible: bool) -> str:
        """A row per subject that is not ineligible for all (or per subject): id, m1 … as booleans, what is carried."""
        carried = [self.dialect.column(each) for each in self.carried]
        open_ones = " OR ".join(f"COALESCE({name}, TRUE)" for name in self._names)
        where = "" if ineligible else f"\nWHERE {open_ones}"
        return f"{self._with('zh')}SELECT {', '.join([KEY, *self._names, *carried])}\nFROM measures{where}"

    def _with(self, lang: str) -> str:
        carried = [self.dialect.column(each) for each in self.carried]
        measures = [
            (
                name,
                " AND ".join(dict.fromkeys(self._ladder.names[r.condition] for r in each.rules)) or "TRUE",
            )
            for name, each in zip(self._names, self.candidates, strict=True)
        ]
        handed = [(name, name) for name in [KEY, *carried]]
        last = Stage("measures", (*measures, *handed), "criteria")
        notes = [_about_measure(each, lang) for each in self.candidates]
        stages = [*self._ladder.sql(self.dialect, self._about_criteria(lang)), last.sql(self.dialect, notes)]
        joined = ",\n".join(stages)
        return f"WITH {joined}\n"

    def _about_criteria(self, lang: str) -> list[list[str]]:
        """For each distinct condition, whose criterion it is and where that is written."""
        found: dict[logic.Logic, list[str]] = {each: [] for each in self._ladder.names}
        for candidate in self.candidates:
            for rule in candidate.rules:
                cited = f" ({rule.spec.cite})" if rule.spec.cite else ""
                label = _in(rule.spec.label, lang)
                found[rule.condition].append(f"{candidate.id}/{rule.spec.id}: {label}{cited}")
        return list(found.values())


def statements(
    plan: Plan, table: Table, dialect: Dialect, *, carry: bool = False, measures: int = MEASURES
) -> Iterator[Statement]:
    """The plan in statements that no engine plans for long, measures in the order of the plan.

    ``carry`` makes each hand on the columns of the table that its amounts and unknown answers need.
    """
    for start in range(0, len(plan.candidates), measures):
        yield from _fitting(plan, start, plan.candidates[start : start + measures], table, dialect, carry)


def _fitting(
    plan: Plan, start: int, candidates: tuple[Candidate, ...], table: Table, dialect: Dialect, carry: bool
) -> Iterator[Statement]:
    carried = tuple(needed(candidates, table, dialect)) if carry else ()
    found = Statement(plan, start, candidates, dialect, table, carried)
    if len(candidates) == 1 or (found.columns <= COLUMNS and len(found.outcomes()) <= LENGTH):
        yield found
        return
    half = len(candidates) // 2
    yield from _fitting(plan, start, candidates[:half], table, dialect, carry)
    yield from _fitting(plan, start + half, candidates[half:], table, dialect, carry)


def needed(candidates: Sequence[Candidate], table: Table, dialect: Dialect) -> list[str]:
    """The columns of the table from which amounts and missing fields of some measures are worked out."""
    parts: list[logic.Part] = [rule.condition for each in candidates for rule in each.rules]
    for amount in (amount for each in candidates for amount in each.amounts):
        parts += [each for each in (amount.base, amount.rate, amount.floor, amount.cap) if each is not None]
    fields = sorted({name for part in parts for name in logic.read_fields(part)})
    ends = ("", "[min]", "[max]", *(() if dialect.lists_are_null else (FILED,)))
    return [name + end for name in fields for end in ends if name + end in table.columns]


def _about_measure(candidate: Candidate, lang: str) -> list[str]:
    source = candidate.spec.source
    number = f" {source.number}" if source.number else ""
    lines = [f"{candidate.id}: {_in(candidate.spec.title, lang)} 《{source.document}》{number}"]
    for each in candidate.humans:
        cited = f" ({each.cite})" if each.cite else ""
        lines.append(f"+ {each.id}, a person decides: {_in(each.label, lang)}{cited}")
    return lines


def _in(text: Text, lang: str) -> str:
    return str(getattr(text, lang))
