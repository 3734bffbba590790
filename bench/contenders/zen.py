"""zen-engine (Rust): one compiled expression a subject, a list of what each measure comes to.

A decision graph with an output for every measure takes more than thirty times as long. Comparisons with null are
errors or false, so each measure is asked twice, with the guards written out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import zen

from bench import synthetic
from bench.contenders import Rails, rows
from bench.synthetic import Atom, size_of


class Zen:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        self.subjects = rows.subjects(folder)

    def run(self) -> list[list[float]]:
        all_of_them = zen.compile_expression(f"[{', '.join(map(_expression, self.measures))}]")
        return [all_of_them.evaluate(each) for each in self.subjects]

    def answers(self, result: list[list[float]]) -> Iterator[Rails]:
        return rows.rails(result)


def _expression(measure: synthetic.Measure) -> str:
    possible, sure = (
        " and ".join(_rail(each, sure=each_sure) for each in measure.criteria) for each_sure in (False, True)
    )
    return f"{possible} ? ({sure} ? {rows.MET} : {rows.UNKNOWN}) : {rows.NOT_MET}"


def _rail(criterion: synthetic.Criterion, *, sure: bool) -> str:
    asked = rows.surely(criterion, sure)
    return "(" + synthetic.written(criterion, lambda atom: _atom(atom, asked), ("or", "not")) + ")"


def _atom(atom: Atom, sure: bool) -> str:
    field = atom.field
    if atom.kind == "flag":
        return f"({field} == true)" if sure else f"({field} != false)"
    guards = [f"{field} != null"]
    if atom.over:
        guards += [f"{atom.over} != null", f"{atom.over} != 0"]
    known = " and ".join(guards)
    return f"({known} and {_test(atom)})" if sure else f"(not ({known}) or {_test(atom)})"


def _test(atom: Atom) -> str:
    field = atom.field
    match atom:
        case Atom("at_least", _, value):
            return f"{field} >= {value}"
        case Atom("at_most", _, value):
            return f"{field} <= {value}"
        case Atom("between", _, (low, high)):
            return f"({field} >= {low} and {field} <= {high})"
        case Atom("since", _, value):
            return f"{field} >= {rows.days(value)}"
        case Atom("until", _, value):
            return f"{field} <= {rows.days(value)}"
        case Atom("ratio", _, value, over):
            return f"{field} / {over} >= {value - synthetic.SLACK:.12f}"
        case Atom("one_of", _, values):
            return (
                f"{field} in {json.dumps(values)}"
                if len(values) > 1
                else f"{field} == {json.dumps(values[0])}"
            )
        case Atom("prefix", _, value):
            return f"startsWith({field}, {json.dumps(value)})"
    raise AssertionError(atom)
