"""Polars: one nullable boolean column a measure, its own three values, all threads, streaming engine.

Twice: on texts as they are read, and on texts kept as Enum, which is its own way of keeping codes.
"""

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
    """Texts kept as codes of a known list."""

    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        self.subjects = self.read(folder / "register.parquet").with_row_index("row")

    def read(self, register: Path) -> pl.DataFrame:
        kinds = {name: pl.Enum(domain) for name, domain in synthetic.TEXTS.items()}
        return pl.read_parquet(register).cast(kinds)

    def run(self) -> pl.DataFrame:
        columns = [reduce(and_, map(self._criterion, each.criteria)).alias(each.id) for each in self.measures]
        return self.subjects.lazy().select("row", *columns).collect(engine="streaming")

    def answers(self, result: pl.DataFrame) -> Iterator[Rails]:
        ordered = result.sort("row")
        for measure in self.measures:
            column = ordered[measure.id]
            yield column.fill_null(False).to_numpy(), column.fill_null(True).to_numpy()

    def _criterion(self, criterion: synthetic.Criterion) -> pl.Expr:
        match criterion:
            case synthetic.AnyOf(atoms):
                return reduce(or_, map(self._atom, atoms))
            case synthetic.Not(atom):
                return ~self._atom(atom)
        return self._atom(criterion)

    def _atom(self, atom: Atom) -> pl.Expr:
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
                return self.starts_with(field, value)
        return field

    def starts_with(self, field: pl.Expr, prefix: str) -> pl.Expr:
        return field.cat.starts_with(prefix)


class PolarsText(Polars):
    """Texts as they are read."""

    def read(self, register: Path) -> pl.DataFrame:
        return pl.read_parquet(register)

    def starts_with(self, field: pl.Expr, prefix: str) -> pl.Expr:
        return field.str.starts_with(prefix)
