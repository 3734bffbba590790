"""CEL (Rust): one expression a measure, over contexts that hold what is known of a subject.

In CEL an error inside ``&&`` or ``||`` counts only where the other side does not decide, which is what unknown does. So
a field that is missing is left out of the context, asking for it is an error, and an error is unknown. What would
not be an error of itself, dividing by zero, is made one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cel

from bench import synthetic
from bench.contenders import Rails, rows
from bench.synthetic import Atom, size_of

ERRORS = (RuntimeError, ZeroDivisionError)


class Cel:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        known = (
            {name: value for name, value in each.items() if value is not None}
            for each in rows.subjects(folder)
        )
        self.subjects = [cel.Context(variables=each) for each in known]

    def run(self) -> list[list[int]]:
        programs = [cel.compile(_expression(each)) for each in self.measures]
        return [[_answer(each, subject) for each in programs] for subject in self.subjects]

    def answers(self, result: list[list[int]]) -> Iterator[Rails]:
        return rows.rails(result)


def _answer(program: cel.Program, subject: cel.Context) -> int:
    try:
        return rows.MET if program.execute(subject) else rows.NOT_MET
    except ERRORS:
        return rows.UNKNOWN


def _expression(measure: synthetic.Measure) -> str:
    return " && ".join(synthetic.written(each, _atom, ("||", "!")) for each in measure.criteria)


def _atom(atom: Atom) -> str:
    field = atom.field
    match atom:
        case Atom("at_least", _, value):
            return f"{field} >= {float(value)}"
        case Atom("at_most", _, value):
            return f"{field} <= {float(value)}"
        case Atom("between", _, (low, high)):
            return f"({field} >= {float(low)} && {field} <= {float(high)})"
        case Atom("since", _, value):
            return f"{field} >= {rows.days(value)}"
        case Atom("until", _, value):
            return f"{field} <= {rows.days(value)}"
        case Atom(
            "ratio", _, value, over
        ):  # dividing doubles by zero is infinity, dividing integers an error
            share = f"({over} != 0.0 ? {field} / {over} : 1 / 0)"
            return f"{share} >= {value - synthetic.SLACK!r}"
        case Atom("one_of", _, values):
            return f"({field} in {list(values)!r})" if len(values) > 1 else f"({field} == {values[0]!r})"
        case Atom("prefix", _, value):
            return f"{field}.startsWith({value!r})"
    return field
