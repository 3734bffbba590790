"""JsonLogic (datalogic, Rust): all measures of a subject as one rule, a list; subjects are parsed before.

JsonLogic knows two values, so each rule asks twice, with the guards written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datalogic_py import DataHandle, Engine

from bench import synthetic
from bench.contenders import Rails, rows
from bench.synthetic import Atom, size_of

Rule = dict[str, Any]


class JsonLogic:
    def load(self, folder: Path) -> None:
        size = size_of(folder)
        self.measures = synthetic.measures(size.measures, size.seed)
        self.subjects = [DataHandle(each) for each in rows.subjects(folder)]

    def run(self) -> list[list[int]]:
        engine = Engine()
        all_of_them = engine.compile([_rule(each) for each in self.measures])
        with engine.session() as session:
            return [session.evaluate_data(all_of_them, each) for each in self.subjects]

    def answers(self, result: list[list[int]]) -> Iterator[Rails]:
        return rows.rails(result)


def _rule(measure: synthetic.Measure) -> Rule:
    possible, sure = ({"and": [_rail(each, sure) for each in measure.criteria]} for sure in (False, True))
    return {"if": [possible, {"if": [sure, rows.MET, rows.UNKNOWN]}, rows.NOT_MET]}


def _rail(criterion: synthetic.Criterion, sure: bool) -> Rule:
    asked = rows.surely(criterion, sure)
    match criterion:
        case synthetic.AnyOf(atoms):
            return {"or": [_atom(each, asked) for each in atoms]}
        case synthetic.Not(atom):
            return {"!": [_atom(atom, asked)]}
    return _atom(criterion, asked)


def _atom(atom: Atom, sure: bool) -> Rule:
    """``null`` equals only itself under ``===``; the others convert it to zero or to false."""
    field = {"var": atom.field}
    if atom.kind == "flag":
        return {"===": [field, True]} if sure else {"!==": [field, False]}
    unknown: list[Rule] = [{"===": [field, None]}]
    if atom.over:
        over = {"var": atom.over}
        unknown += [{"===": [over, None]}, {"==": [over, 0]}]
    if sure:
        return {"and": [*({"!": [each]} for each in unknown), _test(atom, field)]}
    return {"or": [*unknown, _test(atom, field)]}


def _test(atom: Atom, field: Rule) -> Rule:
    match atom:
        case Atom("at_least", _, value):
            return {">=": [field, value]}
        case Atom("at_most", _, value):
            return {"<=": [field, value]}
        case Atom("between", _, (low, high)):
            return {"<=": [low, field, high]}
        case Atom("since", _, value):
            return {">=": [field, rows.days(value)]}
        case Atom("until", _, value):
            return {"<=": [field, rows.days(value)]}
        case Atom("ratio", _, value, over):
            return {">=": [{"/": [field, {"var": over}]}, value - synthetic.SLACK]}
        case Atom("one_of", _, values):
            return {"in": [field, list(values)]} if len(values) > 1 else {"===": [field, values[0]]}
        case Atom("prefix", _, value):
            return {"starts_with": [field, value]}
    raise AssertionError(atom)
