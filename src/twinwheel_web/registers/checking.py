"""An uploaded file is held against the pack by the library; what it found is kept for the page.

::

    {"rows": 120, "clean": 118, "rejected": 2, "fields": [field, ...],
     "notes": [{"what": message, "advice": message}, ...],
     "problems": [{"field": "注册资本", "kind": "not-a-number", "cells": 2, "rows": [5, 9], "values": ["无"], "advice": message}],
     "taken": {"new": 100, "changed": 10, "unchanged": 8, "merged": 0}}

A message is as ``messages.to_json`` files it, to be said in any language. ``kind`` is one of the library's; ``rows`` and ``values`` are the first few. ``taken`` is there once the rows are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twinwheel.messages import to_json
from twinwheel_web import pack

if TYPE_CHECKING:
    from twinwheel.errors import Problem
    from twinwheel.registers.problems import CellProblem

SHOWN = 5  # rows and values of each kind of problem


def check(
    type: str, file: Path, clean: Path, rejects: Path, advance: Callable[[int], None]
) -> dict[str, Any]:
    """Read the whole file: good rows go to ``clean`` (Parquet), the others with their reasons to ``rejects`` (CSV).

    Raises:
        RegisterError: the file cannot be read as a register at all.
    """
    from twinwheel.registers import check_register

    found = check_register(
        pack.current(),
        file,
        subject=type,
        clean=clean,
        rejects=rejects,
        languages=("zh", "en"),
        advance=advance,
    )
    return {
        "rows": found.rows,
        "clean": found.clean,
        "rejected": found.rejected,
        "fields": list(found.columns),
        "notes": [_note(each) for each in found.problems if each.kind == "note"],
        "problems": _by_kind([each for each in found.problems if each.kind != "note"]),
    }


def _note(problem: Problem) -> dict[str, object]:
    return {"what": to_json(problem.what), "advice": to_json(problem.advice)}


def _by_kind(problems: list[CellProblem]) -> list[dict[str, Any]]:
    """One entry for each field and kind; the most frequent first. Values are on one line, without signs no database keeps."""
    from twinwheel.registers.problems import printable

    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in problems:
        empty: dict[str, Any] = {
            "field": each.field,
            "kind": each.kind,
            "cells": 0,
            "rows": [],
            "values": [],
            "advice": to_json(each.advice),
        }
        entry = found.setdefault((each.field or "", each.kind), empty)
        entry["cells"] += each.cells
        if each.row is not None and len(entry["rows"]) < SHOWN:
            entry["rows"].append(each.row)
        value = None if each.value is None else printable(each.value)
        if value is not None and value not in entry["values"] and len(entry["values"]) < SHOWN:
            entry["values"].append(value)
    return sorted(found.values(), key=lambda entry: -entry["cells"])
