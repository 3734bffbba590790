"""DuckDB: one boolean column a measure, its own three values, all threads.

50 measures a query: the planning of a wide projection grows faster than its width.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from bench import synthetic
from bench.contenders import Rails
from bench.synthetic import size_of

CHUNK = 50


class DuckDb:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        self.base = duckdb.connect()
        register = str(folder / "register.parquet")
        self.base.execute(
            "CREATE TABLE subjects AS SELECT * FROM read_parquet(?, file_row_number = true)", [register]
        )

    def run(self) -> list[pa.Table]:
        return ask(self.base, "subjects", "file_row_number", [_condition(each) for each in self.measures])

    def answers(self, result: list[pa.Table]) -> Iterator[Rails]:
        return in_order(result)


def ask(base: duckdb.DuckDBPyConnection, table: str, row: str, conditions: list[str]) -> list[pa.Table]:
    """One boolean a condition, beside the number of the row: with several threads they come in any order."""
    result = []
    for start in range(0, len(conditions), CHUNK):
        columns = ", ".join(f"{each} AS m{n}" for n, each in enumerate(conditions[start : start + CHUNK]))
        result.append(base.sql(f'SELECT "{row}", {columns} FROM "{table}"').to_arrow_table())
    return result


def in_order(result: list[pa.Table]) -> Iterator[Rails]:
    """NULL is unknown; rows by their number."""
    for table in result:
        order = np.argsort(table.column(0).to_numpy(), kind="stable")
        for column in table.columns[1:]:
            sure, possible = (column.fill_null(each).to_numpy() for each in (False, True))
            yield sure.astype(bool)[order], possible.astype(bool)[order]


def _condition(measure: synthetic.Measure) -> str:
    return " AND ".join(synthetic.written(each, _atom) for each in measure.criteria)


def _atom(atom: synthetic.Atom) -> str:
    if atom.kind == "ratio":  # DuckDB divides by zero to infinity, which would be met
        return f"{atom.field} / NULLIF({atom.over}, 0) >= {atom.value - synthetic.SLACK!r}"
    return synthetic.sql(atom)
