"""pyarrow.compute: its Kleene kernels, one after another, on whole columns; one thread.

A kernel is a call and nothing is planned, so what two measures share is computed for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench import synthetic
from bench.contenders import Rails
from bench.synthetic import Atom, size_of


class Arrow:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        table = pq.read_table(folder / "register.parquet").combine_chunks()
        self.columns = {name: table[name].chunk(0) for name in table.column_names}

    def run(self) -> list[pa.BooleanArray]:
        return [reduce(pc.and_kleene, map(self._criterion, each.criteria)) for each in self.measures]

    def answers(self, result: list[pa.BooleanArray]) -> Iterator[Rails]:
        for found in result:
            sure, possible = (found.fill_null(each).to_numpy(zero_copy_only=False) for each in (False, True))
            yield sure, possible

    def _criterion(self, criterion: synthetic.Criterion) -> pa.BooleanArray:
        match criterion:
            case synthetic.AnyOf(atoms):
                return reduce(pc.or_kleene, map(self._atom, atoms))
            case synthetic.Not(atom):
                return pc.invert(self._atom(atom))
        return self._atom(criterion)

    def _atom(self, atom: Atom) -> pa.BooleanArray:
        field = self.columns[atom.field]
        match atom:
            case Atom("at_least" | "since", _, value):
                return pc.greater_equal(field, pa.scalar(value, field.type))
            case Atom("at_most" | "until", _, value):
                return pc.less_equal(field, pa.scalar(value, field.type))
            case Atom("between", _, (low, high)):
                ends = pa.scalar(low, field.type), pa.scalar(high, field.type)
                return pc.and_kleene(pc.greater_equal(field, ends[0]), pc.less_equal(field, ends[1]))
            case Atom("ratio", _, value, over):
                divisor = self.columns[over]
                share = pc.divide(field, pc.if_else(pc.equal(divisor, 0.0), None, divisor))
                return pc.greater_equal(share, value - synthetic.SLACK)
            case Atom("one_of", _, (value,)):
                return pc.equal(field, value)
            case Atom("one_of", _, values):  # `is_in` calls NULL false
                return pc.if_else(field.is_valid(), pc.is_in(field, pa.array(values)), None)
            case Atom("prefix", _, value):
                return pc.starts_with(field, value)
        return field
