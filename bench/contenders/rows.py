"""Subjects one at a time, and what engines with two values have in common: a measure asked as 2, 1 or 0.

An engine that decides one subject at a time gets each as a mapping, dates as days since 1970. One that knows only
true and false is asked twice, first whether a measure can be met and then whether it surely is, each atom with
its guard against a missing value written out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench import synthetic
from bench.contenders import Rails

NOT_MET, UNKNOWN, MET = 0, 1, 2
EPOCH = date(1970, 1, 1)


def subjects(folder: Path) -> list[dict[str, Any]]:
    """Every field of every subject; None where it is missing."""
    table = pl.read_parquet(folder / "register.parquet").drop("subject_id")
    return table.with_columns(pl.col(pl.Date).to_physical()).rows(named=True)


def days(value: date) -> int:
    return (value - EPOCH).days


def rails(by_subject: Iterable[Iterable[int]]) -> Iterator[Rails]:
    """From one answer a measure, subject after subject."""
    found = np.array([np.fromiter(each, np.uint8) for each in by_subject])
    for column in found.T:
        yield column == MET, column >= UNKNOWN


def surely(criterion: synthetic.Criterion, sure: bool) -> bool:
    """Which of the two an atom is asked: what is not surely not met can be met, so NOT asks the other."""
    return sure != isinstance(criterion, synthetic.Not)
