"""Which themes reach whom: by place, district, industry and size."""

from __future__ import annotations

from dataclasses import dataclass

from twinwheel.matching.breakdown import NONE, NOT_FILED, Breakdown
from twinwheel.matching.plan import Plan
from twinwheel.matching.survey import Findings
from twinwheel.reports import words as say
from twinwheel.reports.numbers import share
from twinwheel.reports.words import Words, listed_code

STEPS = (5, 15, 30, 50, 75)
"""Percent: the upper bounds of the shades of the map, the last shade lying beyond them."""

SHOWN = 16  # rows that stand open; the others can be opened


@dataclass(frozen=True)
class Cell:
    """Subjects of a row with at least one eligible measure of a theme; ``shade`` 0 is none, 6 the darkest."""

    reached: int
    share: str
    shade: int


@dataclass(frozen=True)
class Row:
    label: Words
    subjects: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Map:
    """One table. ``several``: a subject may stand in more than one row. ``every`` is all subjects together."""

    title: Words
    several: bool
    every: Row
    rows: tuple[Row, ...]
    rest: tuple[Row, ...]


@dataclass(frozen=True)
class Maps:
    themes: tuple[Words, ...]
    maps: tuple[Map, ...]


def places(plan: Plan, found: Findings) -> Maps:
    """One map for each field that the type of subject is broken down by; themes by how many they reach."""
    themes = sorted(
        {each.spec.theme for each in plan.candidates}, key=lambda each: (-found.themes[each], each)
    )
    every = _row(Words("全部", "All"), found.subjects, [found.themes[theme] for theme in themes])
    return Maps(
        tuple(listed_code(plan.pack, "themes", each) for each in themes),
        tuple(_map(plan, each, themes, every) for each in found.breakdowns),
    )


def _map(plan: Plan, breakdown: Breakdown, themes: list[str], every: Row) -> Map:
    field = plan.pack.vocabulary.fields[breakdown.name]
    last = (NOT_FILED, NONE)
    values = sorted(breakdown.subjects, key=lambda each: (each in last, -breakdown.subjects[each], str(each)))
    rows = []
    for value in values:
        label = say.NOT_FILED if value is NOT_FILED else say.NONE if value == NONE else say.code(value, field)
        reached = [breakdown.reached[theme, value] for theme in themes]
        rows.append(_row(label, breakdown.subjects[value], reached))
    special = [row for row, value in zip(rows, values, strict=True) if value in last]
    named = rows[: len(rows) - len(special)]
    return Map(
        say.field(breakdown.name, plan.pack.vocabulary),
        field.kind == "codes",
        every,
        (*named[:SHOWN], *special),
        tuple(named[SHOWN:]),
    )


def _row(label: Words, subjects: int, reached: list[int]) -> Row:
    return Row(
        label, subjects, tuple(Cell(each, share(each, subjects), _shade(each, subjects)) for each in reached)
    )


def _shade(reached: int, subjects: int) -> int:
    return 1 + sum(100 * reached > step * subjects for step in STEPS) if reached else 0
