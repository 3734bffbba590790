"""Polars: one nullable boolean column a measure, its own three values, all threads, streaming engine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import and_, or_
from pathlib import Path

import polars as pl

from bench import synthetic
from bench.contenders import Rails
from bench.synthetic import Atom, size_of


class Polars:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        self.subjects = pl.read_parquet(folder / "register.parquet").with_row_index("row")

    def run(self) -> pl.DataFrame:
        columns = [reduce(and_, map(_criterion, each.criteria)).alias(each.id) for each in self.measures]
        return self.subjects.lazy().select("row", *columns).collect(engine="streaming")

    def answers(self, result: pl.DataFrame) -> Iterator[Rails]:
        ordered = result.sort("row")
        for measure in self.measures:
            column = ordered[measure.id]
            yield column.fill_null(False).to_numpy(), column.fill_null(True).to_numpy()


def _criterion(criterion: synthetic.Criterion) -> pl.Expr:
    match criterion:
        case synthetic.AnyOf(atoms):
            return reduce(or_, map(_atom, atoms))
        case synthetic.Not(atom):
            return ~_atom(atom)
    return _atom(criterion)


def _atom(atom: Atom) -> pl.Expr:
    field = pl.col(atom.field)
    match atom:
        case Atom("at_least" | "since", _, value):
            return field >= value
        case Atom("at_most" | "until", _, value):
            return field <= value
        case Atom("between", _, (low, high)):
            return field.is_between(low, high)
        case Atom("ratio", _, value, over):
            divisor = pl.col(over)
            return pl.when(divisor != 0).then(field / divisor) >= value - synthetic.SLACK
        case Atom("one_of", _, values):
            return field.is_in(list(values)) if len(values) > 1 else field == values[0]
        case Atom("prefix", _, value):
            return field.str.starts_with(value)
    return field
