"""The calendar equals deciding every single day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import seeded
from random_worlds import World, first, happens
from twinwheel.matching.changes.calendar import Calendar

Row = tuple[date, str, str, str | None, str | None]


def by_every_day(world: World, first_day: date, last: date) -> set[Row]:
    """Every pair decided on every day, by the plain reading for one subject."""
    found: set[Row] = set()
    before = replace(world, day=first_day - timedelta(days=1)).decisions()
    for number in range((last - first_day).days + 1):
        day = first_day + timedelta(days=number)
        after = replace(world, day=day).decisions()
        for pair in before.keys() | after.keys():
            was, now = (side[pair][0] if pair in side else None for side in (before, after))
            if was != now and {was, now} != {None, "ineligible"}:
                found.add((day, *pair, was, now))
        before = after
    return found


def found_by(calendar: Calendar, world: World, folder: Path) -> list[dict[str, Any]]:
    register = world.register(folder / "register.parquet")
    return [row for table in calendar.tables(register.batches(2)) for row in table.to_pylist()]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_the_calendar_equals_deciding_every_single_day(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    choose = seeded(seed)
    world = first(choose)
    for _ in range(6):
        world = happens(choose, world)
    start = choose((date(2026, 11, 18), date(2026, 12, 15), date(2025, 2, 26), date(2028, 2, 20)))
    end = start + timedelta(days=choose((0, 4, 9)))
    calendar = Calendar(world.pack, "firm", start, end)
    rows = found_by(calendar, world, tmp_path_factory.mktemp("calendar"))
    keys = [(r["day"], r["subject_id"], r["measure_id"], r["before"], r["after"]) for r in rows]
    assert len(set(keys)) == len(keys)
    assert set(keys) == by_every_day(world, start, end)
    assert calendar.turned.gained.sum() + calendar.turned.lost.sum() + calendar.turned.other.sum() == len(
        rows
    )
    for row in rows:
        turns = None not in (row["before"], row["after"])
        assert (row["because"] in {"day", "parameter"}) == turns == bool(row["criteria"])
