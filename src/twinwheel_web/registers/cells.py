"""Texts of other people in a file that is opened in a spreadsheet: none of them is a formula there."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""How a text begins that a spreadsheet would take for a formula."""


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, marked as text; a number stays one."""
    return (
        f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) and not _number(value) else value
    )


def make_harmless(file: Path) -> None:
    """The same for every cell of a CSV file."""
    csv.field_size_limit(2**30)  # a cell that is too long is one of the reasons for which rows are refused
    marked = file.with_name(f"{file.name}.marked")
    with (
        file.open(encoding="utf-8-sig", newline="") as old,
        marked.open("w", encoding="utf-8-sig", newline="") as new,
    ):
        csv.writer(new).writerows([harmless(each) for each in line] for line in csv.reader(old))
    marked.replace(file)


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
