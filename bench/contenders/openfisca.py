"""OpenFisca-Core: a variable a field, two variables a measure, whose formulas are NumPy.

OpenFisca has no unknown: a missing input takes a default. To answer alike, numbers and dates are given as NaN,
texts as an enumeration with a value for unknown, yes/no as 1, 0 and -1, and each measure is asked twice: once for
what surely holds, once for what possibly does. Numbers are doubles here; OpenFisca's own are 32 bits, in which 0.1
is not at a threshold of 0.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench import synthetic
from bench.contenders import Rails
from bench.synthetic import Atom, size_of

DAY = "2026-11-21"
FIRST = date(1970, 1, 1).toordinal()
Values = np.ndarray
Read = Callable[[str], Values]


class OpenFisca:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        entity = build_entity(key="enterprise", plural="enterprises", label="enterprise", is_person=True)
        self.system = TaxBenefitSystem([entity])
        subjects = pl.read_parquet(folder / "register.parquet")
        self.inputs = {name: _input(subjects[name]) for name in subjects.columns if name != "subject_id"}
        for name, values in self.inputs.items():
            kind = float if values.dtype == np.float64 else int
            _add(self.system, name, values.dtype, value_type=kind, entity=entity)
        for measure in self.measures:
            for sure in (True, False):
                formula = _formula(measure, sure)
                name = _name(measure, sure)
                _add(self.system, name, np.dtype(bool), value_type=bool, entity=entity, formula=formula)
        self.rows = subjects.height

    def run(self) -> list[tuple[Values, Values]]:
        simulation = SimulationBuilder().build_default_simulation(self.system, count=self.rows)
        for name, values in self.inputs.items():
            simulation.set_input(name, DAY, values)
        return [
            tuple(simulation.calculate(_name(measure, sure), DAY) for sure in (True, False))
            for measure in self.measures
        ]

    def answers(self, result: list[tuple[Values, Values]]) -> Iterator[Rails]:
        yield from result


def _input(column: pl.Series) -> Values:
    """Numbers and dates as doubles, NaN unknown; texts as positions in their domain, yes/no as 1 and 0, -1 unknown."""
    if column.dtype == pl.String:
        places = {text: place for place, text in enumerate(synthetic.TEXTS[column.name])}
        return column.replace_strict(places, return_dtype=pl.Int16).fill_null(-1).to_numpy()
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int8).fill_null(-1).to_numpy()
    if column.dtype == pl.Date:
        column = column.to_physical()
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _add(system: Any, name: str, dtype: np.dtype, **attributes: Any) -> None:
    kind = type(name, (Variable,), {"definition_period": DateUnit.DAY, **attributes})
    system.add_variable(kind).dtype = dtype


def _name(measure: synthetic.Measure, sure: bool) -> str:
    return f"{measure.id.replace('-', '_')}_{'surely' if sure else 'possibly'}"


def _formula(measure: synthetic.Measure, sure: bool) -> Callable[[Any, Any], Values]:
    def formula(enterprise: Any, period: Any) -> Values:
        def read(name: str) -> Values:
            values: Values = enterprise(name, period)
            return values

        return reduce(and_, (_criterion(each, read, sure) for each in measure.criteria))

    return formula


def _criterion(criterion: synthetic.Criterion, read: Read, sure: bool) -> Values:
    match criterion:
        case synthetic.AnyOf(atoms):
            return reduce(or_, (_atom(each, read, sure) for each in atoms))
        case synthetic.Not(atom):
            return ~_atom(atom, read, not sure)
    return _atom(criterion, read, sure)


def _atom(atom: Atom, read: Read, sure: bool) -> Values:
    """What holds; or, no comparison with NaN being true, what does not fail."""
    values = read(atom.field)
    match atom:
        case Atom("at_least", _, value):
            return values >= value if sure else ~(values < value)
        case Atom("at_most", _, value):
            return values <= value if sure else ~(values > value)
        case Atom("between", _, (low, high)):
            return (values >= low) & (values <= high) if sure else ~((values < low) | (values > high))
        case Atom("since", _, value):
            day = value.toordinal() - FIRST
            return values >= day if sure else ~(values < day)
        case Atom("until", _, value):
            day = value.toordinal() - FIRST
            return values <= day if sure else ~(values > day)
        case Atom("ratio", _, value, over):
            divisor = read(over)
            share = np.divide(values, divisor, out=np.full(len(values), np.nan), where=divisor != 0)
            bound = value - synthetic.SLACK
            return share >= bound if sure else ~(share < bound)
        case Atom("one_of", field, wanted):
            found = reduce(or_, (values == synthetic.TEXTS[field].index(each) for each in wanted))
            return found if sure else found | (values < 0)
        case Atom("prefix", field, value):
            domain = synthetic.TEXTS[field]
            found = np.isin(values, [place for place, text in enumerate(domain) if text.startswith(value)])
            return found if sure else found | (values < 0)
    return values == 1 if sure else values != 0
