"""Units of an article → its paragraphs: an open end and what it goes on in are one."""

from __future__ import annotations

from collections.abc import Sequence

from twinwheel.reading.articles import glue
from twinwheel.reading.articles.unit import Unit

GOES_ON = 2.0
"""The dictionary's gain from which a paragraph goes on after a jump."""


def paragraphs(found: Sequence[Unit], order: dict[int, int], geometry: bool) -> list[list[Unit]]:
    """Units, with those that are one paragraph together: an open end and what it goes on in."""
    joined: list[list[Unit]] = []
    for unit in found:
        last = joined[-1][-1] if joined else None
        if last and unit.kind == "body" and last.open_end and _goes_on(last, unit, order, geometry):
            joined[-1].append(unit)
        else:
            joined.append([unit])
    return joined


def _goes_on(last: Unit, unit: Unit, order: dict[int, int], geometry: bool) -> bool:
    line = unit.lines[0]
    if (
        unit.anchored
        or unit.row
        or line.bullet
        or line.block.role in ("table", "list")
        or line.form == "numbered"
    ):
        return False
    if last.lines[-1].block.role in ("table", "list") or last.lines[-1].bullet:
        return False
    if geometry:
        return True
    gain = glue.gain(last.text, unit.text)
    if gain >= GOES_ON or glue.starts_badly(unit.text):
        return True
    if glue.open_quotes(last.text) > 0 > glue.open_quotes(unit.text):
        return True
    here = order.get(line.block.start, -1)
    there = order.get(last.lines[-1].block.start, -9)
    return here == there + 1 and not glue.starts_well(unit.text)
