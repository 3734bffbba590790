"""Plain Python: one function a measure, compiled from source, over the columns it reads.

Python's ``and`` knows two values, so each measure is asked twice: can it be met, and if so, surely?
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench import synthetic
from bench.contenders import Rails
from bench.synthetic import Atom, size_of

Decide = Callable[..., list[int]]


class Python:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        table = pq.read_table(folder / "register.parquet")
        self.columns: dict[str, Sequence[Any]] = {
            name: table[name].to_pylist() for name in table.column_names
        }

    def run(self) -> list[list[int]]:
        return [_compiled(each)(*(self.columns[name] for name in each.fields())) for each in self.measures]

    def answers(self, result: list[list[int]]) -> Iterator[Rails]:
        for found in result:
            codes = np.array(found)
            yield codes == 2, codes >= 1


def _compiled(measure: synthetic.Measure) -> Decide:
    """2 is met, 1 unknown, 0 not met."""
    names = ", ".join(measure.fields())
    possible = " and ".join(_rail(each, sure=False) for each in measure.criteria)
    sure = " and ".join(_rail(each, sure=True) for each in measure.criteria)
    decide: Decide = eval(  # the source is ours
        f"lambda *columns: [(2 if {sure} else 1) if {possible} else 0 for {names}, in zip(*columns)]",
        {"datetime": datetime},
    )
    return decide


def _rail(criterion: synthetic.Criterion, *, sure: bool) -> str:
    # Not surely not met is possibly met: under NOT the other rail is asked.
    surely = sure != isinstance(criterion, synthetic.Not)
    return synthetic.written(criterion, lambda atom: _atom(atom, surely), ("or", "not"))


def _atom(atom: Atom, sure: bool) -> str:
    unknown = f"{atom.field} is None"
    if atom.kind == "ratio":
        unknown = f"{unknown} or not {atom.over}"
    test = _test(atom)
    return f"(not ({unknown}) and {test})" if sure else f"({unknown} or {test})"


def _test(atom: Atom) -> str:
    field = atom.field
    match atom:
        case Atom("at_least" | "since", _, value):
            return f"{field} >= {value!r}"
        case Atom("at_most" | "until", _, value):
            return f"{field} <= {value!r}"
        case Atom("between", _, (low, high)):
            return f"{low} <= {field} <= {high}"
        case Atom("ratio", _, value, over):
            return f"{field} / {over} >= {value - synthetic.SLACK!r}"
        case Atom("one_of", _, values):
            return f"{field} in {set(values)!r}"
        case Atom("prefix", _, value):
            return f"{field}.startswith({value!r})"
    return field
