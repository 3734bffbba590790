"""Many conditions as one query that has every part of them once.

A query is a ladder of stages, each a common table expression over the one before::

    codes_1          the codes that conditions on one field ask for, and which of them each meets
    subject          one row per subject: its key, the fields that are read, and what its codes meet
    level_1 …        atoms, then what is made of atoms: choices, scores, and whatever more than one part reads
    criteria         the conditions asked for, c1, c2 …

No expression is written twice, so its length grows with the number of distinct parts, not of their uses; and an
engine that writes a stage into the next is kept from it (``Dialect.fence``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import count

from twinwheel.criteria import logic
from twinwheel.criteria.dialects import FILED, Dialect
from twinwheel.criteria.logic import Logic, Part, Term
from twinwheel.criteria.sql import Ends, SqlWriter
from twinwheel.criteria.vocabulary import Vocabulary

KEY = "subject_id"


@dataclass(frozen=True)
class Stage:
    """One common table expression: its name, its columns as SQL, and what comes after SELECT."""

    name: str
    columns: tuple[tuple[str, str], ...]  # (name, SQL), both as they are written
    source: str
    all_before: bool = False
    """Whether it also hands on all columns of the stage it reads."""

    def sql(self, dialect: Dialect, comments: Sequence[Sequence[str]] = ()) -> str:
        """The stage, with lines of comment above some of its columns."""
        lines = ["    *"] if self.all_before else []
        notes = [*comments, *([()] * (len(self.columns) - len(comments)))]
        texts = [*lines, *(_column(*each, note) for each, note in zip(self.columns, notes, strict=True))]
        listed = ",\n".join(texts)
        return f"{self.name} AS (\n  SELECT\n{listed}\n  FROM {self.source}{dialect.fence}\n)"


def comment(text: str) -> str:
    """A comment of one line, whatever is in the text.

    For Spark a backslash at the end would join the next line to it, and ``${…}`` would be replaced.
    """
    return f"-- {' '.join(text.split())}".rstrip("\\").replace("${", "$ {")


def mark_beside(names: Iterable[str]) -> str:
    """What our own column names begin with so that none is one of ``names``: mostly nothing, else underscores.

    Engines read ``A1`` as ``a1``, and ClickHouse takes what is named in a SELECT before a column of its source.
    """
    ours = (re.fullmatch(r"(_*)[acmst]\d+(_low|_high)?", name.lower()) for name in names)
    return "_" * max((1 + len(found[1]) for found in ours if found), default=0)


def _column(name: str, text: str, notes: Sequence[str]) -> str:
    above = "".join(f"    {comment(note)}\n" for note in notes)
    return f"{above}    {text}" if text == name else f"{above}    {text} AS {name}"


@dataclass(frozen=True)
class Ladder:
    """The stages under some conditions. ``names`` are the columns of the last, one per distinct condition."""

    codes: tuple[str, ...]
    stages: tuple[Stage, ...]
    names: dict[Logic, str]

    @property
    def columns(self) -> int:
        """How many columns the widest stage has."""
        return sum(len(stage.columns) for stage in self.stages)

    def sql(self, dialect: Dialect, comments: Sequence[Sequence[str]] = ()) -> list[str]:
        """The common table expressions, the conditions last; ``comments`` go above each of those."""
        *below, last = self.stages
        return [*self.codes, *(stage.sql(dialect) for stage in below), last.sql(dialect, comments)]


def ladder(
    vocabulary: Vocabulary,
    columns: frozenset[str],
    dialect: Dialect,
    table: str,
    conditions: Sequence[Logic],
    carried: Sequence[str] = (),
) -> Ladder:
    """The stages for some conditions over a table. ``carried`` columns are handed through to the last stage."""
    return _Builder(vocabulary, columns, dialect, conditions).ladder(table, carried)


class _Builder:
    def __init__(
        self, vocabulary: Vocabulary, columns: frozenset[str], dialect: Dialect, conditions: Sequence[Logic]
    ) -> None:
        self.vocabulary, self.columns, self.dialect = vocabulary, columns, dialect
        self.conditions = list(dict.fromkeys(conditions))
        self.named: dict[Logic, str] = {}
        self.ends: dict[Term, Ends] = {}
        self.writer = SqlWriter(vocabulary, columns, dialect, self.named, self.ends)
        self.bare = SqlWriter(vocabulary, columns, dialect)
        self.order = list(_below_first(self.conditions))
        self.numbers = count(1)
        self.mark = mark_beside(vocabulary.fields)
        self.users = Counter(part for each in self.order for part in _parts(each))

    def ladder(self, table: str, carried: Sequence[str]) -> Ladder:
        codes, joins, met = self._codes()
        subject = Stage("subject", tuple(self._subject(carried) + met), f"{table} AS r{''.join(joins)}")
        stages = [subject, *self._levels()]
        passed = [self.dialect.column(name) for name in carried]
        names = {condition: f"{self.mark}c{n}" for n, condition in enumerate(self.conditions, 1)}
        last = [(name, self.writer.condition(condition)) for condition, name in names.items()]
        handed = [(name, name) for name in (KEY, *passed)]
        return Ladder(
            tuple(codes), (*stages, Stage("criteria", tuple(last + handed), stages[-1].name)), names
        )

    # --- the subject: what is read of the table -------------------------------------------

    def _subject(self, carried: Sequence[str]) -> list[tuple[str, str]]:
        found = {KEY: self.dialect.cast(f"r.{self.dialect.column(KEY)}", "text")}
        for name in carried:
            found[self.dialect.column(name)] = self._as_it_lies(name)
        for name in sorted({name for part in self.order for name in self._read(part)}):
            kind = self.vocabulary.fields[name].kind
            column = self.dialect.column(name)
            if kind == "number":
                ends = self.bare.field(name, "r.")
                names = self._end_names(name) if not ends.exact else (column, column)
                found |= dict(zip(names, (ends.low, ends.high), strict=True))
                self.ends[logic.FieldTerm(name)] = Ends(*names)
            elif name in self.columns:
                found[column] = self._as_it_lies(name)
                if kind == "codes" and not self.dialect.lists_are_null:
                    filed = self.dialect.column(name + FILED)
                    found[filed] = f"r.{filed}"
        return list(found.items())

    def _end_names(self, name: str) -> tuple[str, str]:
        return self.dialect.column(f"{name}[low]"), self.dialect.column(f"{name}[high]")

    def _as_it_lies(self, name: str) -> str:
        """A column of the table in its canonical type."""
        base, end = name.removesuffix("[min]").removesuffix("[max]"), name.endswith("]")
        column = f"r.{self.dialect.column(name)}"
        if name.endswith(FILED):
            return column
        kind = "number" if end else self.vocabulary.fields[base].kind
        return column if kind == "codes" else self.dialect.cast(column, kind)

    def _read(self, part: Part) -> frozenset[str]:
        """The fields a part reads itself, other than through a column made in the subject stage."""
        reading = logic.FieldTerm | logic.HasPrefix | logic.Flag | logic.Holds
        return frozenset({part.field}) if isinstance(part, reading) else frozenset()

    def _codes(self) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        """A table of codes for each field that is asked for some; the joins, and what the subject's code meets."""
        asked: dict[str, list[logic.IsCode]] = {}
        met: list[tuple[str, str]] = []
        for part in self.order:
            if isinstance(part, logic.IsCode) and part.field in self.columns:
                asked.setdefault(part.field, []).append(part)
            elif isinstance(part, logic.IsAbsent):
                self.named[part] = f"{self.mark}s{len(self.named) + 1}"
                met.append((self.named[part], self.bare.absent(part.field, "r.")))
        tables, joins = [], []
        for number, (name, atoms) in enumerate(asked.items(), 1):
            codes, column = f"codes_{number}", f"r.{self.dialect.column(name)}"
            tests = [f"is_{n}" for n in range(1, len(atoms) + 1)]
            rows = [
                (self.dialect.text(value), *(str(value in atom.values).upper() for atom in atoms))
                for value in sorted(frozenset().union(*(atom.values for atom in atoms)))
            ]
            listed = self.dialect.rows(["code", *tests], rows)
            tables.append(f"{codes} AS (\n  SELECT code, {', '.join(tests)} FROM {listed}\n)")
            joins.append(f"\n  LEFT JOIN {codes} ON {column} = {codes}.code")
            for atom, test in zip(atoms, tests, strict=True):
                # A code that is not listed is none of those asked for; one that is not known stays so.
                self.named[atom] = f"{self.mark}s{len(self.named) + 1}"
                text = f"CASE WHEN {column} IS NOT NULL THEN COALESCE({codes}.{test}, FALSE) END"
                met.append((self.named[atom], text))
        return tables, joins, met

    # --- the levels -------------------------------------------------------------------------

    def _levels(self) -> list[Stage]:
        """Every part that is worth a name, above all the parts it reads."""
        height: dict[Part, int] = {}
        levels: dict[int, list[Part]] = {}
        for part in self.order:
            below = max((height[each] for each in _parts(part)), default=0)
            height[part] = below + 1 if self._worth_a_name(part) else below
            if height[part] > below:
                levels.setdefault(height[part], []).append(part)
        stages, before = [], "subject"
        for number, level in sorted(levels.items()):
            columns: list[tuple[str, str]] = []
            made = [(part, self._written(part, columns)) for part in level]
            for part, name in made:  # only now: the parts of a level do not read each other
                if isinstance(name, Ends):
                    self.ends[part] = name  # type: ignore[index]
                else:
                    self.named[part] = name  # type: ignore[index]
            stages.append(Stage(f"level_{number}", tuple(columns), before, all_before=True))
            before = f"level_{number}"
        return stages

    def _written(self, part: Part, columns: list[tuple[str, str]]) -> str | Ends:
        number = next(self.numbers)
        if not isinstance(part, Term):
            columns.append((f"{self.mark}a{number}", self.writer.condition(part)))
            return columns[-1][0]
        found, name = self.writer.term(part), f"{self.mark}t{number}"
        names = (name, name) if found.exact else (f"{name}_low", f"{name}_high")
        columns += dict(zip(names, (found.low, found.high), strict=True)).items()
        return Ends(*names)

    def _worth_a_name(self, part: Part) -> bool:
        """Atoms, and what would otherwise be written more than once."""
        if part in self.named or isinstance(part, logic.Truth | logic.Flag | logic.Constant | logic.Nothing):
            return False
        shared = self.users[part] > 1
        match part:
            case logic.FieldTerm():
                return False
            case logic.Negation():
                return False
            case logic.Conjunction() | logic.Disjunction():
                return shared
            case logic.Operation(op):
                return shared or op in "*/"
            case logic.Choice() | logic.TermChoice():
                return shared or part not in self._inside_chains
        return True

    @cached_property
    def _inside_chains(self) -> frozenset[Part]:
        """Choices that only go on where another ends."""
        kinds = logic.Choice | logic.TermChoice
        ends = [part.otherwise for part in self.order if isinstance(part, kinds)]
        return frozenset(each for each in ends if isinstance(each, kinds))


def _below_first(conditions: Iterable[Logic]) -> Iterable[Part]:
    """Every distinct part of some conditions, what it is made of before it."""
    done: dict[Part, None] = {}

    def visit(part: Part) -> None:
        if part not in done:
            for each in _parts(part):
                visit(each)
            done[part] = None

    for condition in conditions:
        visit(condition)
    return done


def _parts(part: Part) -> list[Part]:
    """What a part is directly made of."""
    found: list[Part] = []
    for each in fields(part):
        value = getattr(part, each.name)
        found += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Part)]
    return found
