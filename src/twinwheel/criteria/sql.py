"""A condition as SQL, for any engine that has the columns.

Written in DuckDB's dialect and transpiled by sqlglot for another. Every expression is a boolean that may be
NULL, and NULL is unknown. What engines disagree about is spelled out: numbers are cast to DOUBLE, divisors go
through NULLIF (DuckDB divides by zero to infinity, PostgreSQL fails), LEAST and GREATEST of a NULL are NULL
(most engines skip it), and a CASE never falls through an unknown WHEN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf, isinf

import sqlglot

from twinwheel.criteria import logic
from twinwheel.criteria.logic import Logic, Term
from twinwheel.criteria.vocabulary import Vocabulary

_TYPES = {
    "number": "DOUBLE",
    "date": "DATE",
    "bool": "BOOLEAN",
    "code": "VARCHAR",
    "text": "VARCHAR",
    "codes": "VARCHAR[]",
}


@dataclass(frozen=True)
class TermSql:
    """A term as SQL. ``low`` and ``high`` are the same text where it is exact, and then NULL is unknown."""

    low: str
    high: str
    known: str

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class SqlWriter:
    """Writes conditions over a table with the given columns; a field without a column is NULL everywhere."""

    vocabulary: Vocabulary
    columns: frozenset[str]

    def condition(self, node: Logic, dialect: str = "duckdb") -> str:
        """``node`` as a boolean SQL expression in ``dialect`` (a name sqlglot knows)."""
        text = self._three(node)
        return text if dialect == "duckdb" else sqlglot.transpile(text, read="duckdb", write=dialect)[0]

    def number(self, term: Term, dialect: str = "duckdb") -> str:
        """``term`` as a DOUBLE; NULL where it is unknown or known only to lie between two ends."""
        found = self._term(term)
        text = found.low
        if not found.exact:
            text = f"(CASE WHEN {found.known} AND {found.low} = {found.high} THEN {found.low} END)"
        return text if dialect == "duckdb" else sqlglot.transpile(text, read="duckdb", write=dialect)[0]

    # --- three values ---------------------------------------------------------------------

    def _three(self, node: Logic) -> str:
        match node:
            case logic.Truth(value):
                return "CAST(NULL AS BOOLEAN)" if value is None else str(value).upper()
            case logic.Negation(operand):
                return f"(NOT {self._three(operand)})"
            case logic.Conjunction(items):
                return f"({' AND '.join(map(self._three, items))})"
            case logic.Disjunction(items):
                return f"({' OR '.join(map(self._three, items))})"
            case logic.Choice():
                return (
                    f"(CASE WHEN {self._sure(node)} THEN TRUE WHEN NOT {self._possible(node)} THEN FALSE END)"
                )
            case logic.InRange():
                return self._in_range(node)
            case logic.IsCode(field, values):
                listed = ", ".join(map(_quoted, sorted(values)))
                return f"({self._field(field)} IN ({listed}))"
            case logic.HasPrefix(field, prefix):
                return f"STARTS_WITH({self._field(field)}, {_quoted(prefix)})"
            case logic.Flag(field):
                return self._field(field)
            case logic.IsAbsent(field):
                return self._absent(field)
            case logic.Holds(field, value):
                column = self._field(field)
                partial = f"LIST_AGGREGATE({column}, 'count') < LEN({column})"
                found = f"LIST_CONTAINS({column}, {_quoted(value)})"
                return f"(CASE WHEN {column} IS NULL THEN NULL WHEN {found} THEN TRUE WHEN {partial} THEN NULL ELSE FALSE END)"

    # --- the two rails, where a choice needs them -------------------------------------------

    def _sure(self, node: Logic) -> str:
        if isinstance(node, logic.Choice):
            return (
                f"((NOT {self._possible(node.condition)} OR {self._sure(node.then)})"
                f" AND ({self._sure(node.condition)} OR {self._sure(node.otherwise)}))"
            )
        return self._railed(node, self._sure, "IS TRUE", self._possible)

    def _possible(self, node: Logic) -> str:
        if isinstance(node, logic.Choice):
            return (
                f"(({self._possible(node.condition)} AND {self._possible(node.then)})"
                f" OR (NOT {self._sure(node.condition)} AND {self._possible(node.otherwise)}))"
            )
        return self._railed(node, self._possible, "IS NOT FALSE", self._sure)

    def _railed(
        self, node: Logic, rail: Callable[[Logic], str], test: str, other: Callable[[Logic], str]
    ) -> str:
        match node:
            case logic.Negation(operand):
                return f"(NOT {other(operand)})"
            case logic.Conjunction(items):
                return f"({' AND '.join(map(rail, items))})"
            case logic.Disjunction(items):
                return f"({' OR '.join(map(rail, items))})"
        return f"({self._three(node)} {test})"

    # --- atoms and terms --------------------------------------------------------------------

    def _in_range(self, atom: logic.InRange) -> str:
        term = self._term(atom.term)
        above, below = (">" if atom.low_open else ">="), ("<" if atom.high_open else "<=")
        inside, reaches = [], []
        if atom.low > -inf:
            inside.append(f"{term.low} {above} {_number(atom.low)}")
            reaches.append(f"{term.high} {above} {_number(atom.low)}")
        if atom.high < inf:
            inside.append(f"{term.high} {below} {_number(atom.high)}")
            reaches.append(f"{term.low} {below} {_number(atom.high)}")
        if term.exact:
            return f"({' AND '.join(inside)})"
        return (
            f"(CASE WHEN {term.known} AND {' AND '.join(inside)} THEN TRUE"
            f" WHEN {term.known} AND NOT ({' AND '.join(reaches)}) THEN FALSE END)"
        )

    def _term(self, term: Term) -> TermSql:
        match term:
            case logic.Constant(value):
                return _exact(_number(value))
            case logic.Nothing():
                return _exact("CAST(NULL AS DOUBLE)")
            case logic.FieldTerm(field):
                return self._field_term(field)
            case logic.Operation(op, left, right):
                return _computed(op, self._term(left), self._term(right))
            case logic.Extreme(name, arguments):
                terms = [self._term(each) for each in arguments]
                known = _all(each.known for each in terms)
                low, high = (
                    f"(CASE WHEN {known} THEN {name.upper()}({', '.join(ends)}) END)"
                    for ends in ([each.low for each in terms], [each.high for each in terms])
                )
                return _exact(low) if low == high else TermSql(low, high, known)
            case logic.TermChoice(condition, then, otherwise):
                return self._choice(condition, self._term(then), self._term(otherwise))

    def _choice(self, condition: Logic, then: TermSql, otherwise: TermSql) -> TermSql:
        sure, possible = self._sure(condition), self._possible(condition)
        if isinstance(condition, logic.IsAbsent) and then.exact and otherwise.exact:
            return _exact(f"(CASE WHEN {sure} THEN {then.low} ELSE {otherwise.low} END)")
        ends = []
        for pick, end, none in (("LEAST", "low", "'inf'"), ("GREATEST", "high", "'-inf'")):
            no = f"CAST({none} AS DOUBLE)"
            a = f"CASE WHEN {possible} THEN {getattr(then, end)} ELSE {no} END"
            b = f"CASE WHEN {sure} THEN {no} ELSE {getattr(otherwise, end)} END"
            ends.append(f"{pick}({a}, {b})")
        known = f"((NOT {possible} OR {then.known}) AND ({sure} OR {otherwise.known}))"
        return TermSql(ends[0], ends[1], known)

    def _field_term(self, field: str) -> TermSql:
        value = self._field(field)
        if self.vocabulary.fields[field].kind == "date":
            return _exact(f"CAST(DATE_DIFF('day', DATE '0001-01-01', {value}) + 1 AS DOUBLE)")
        value = f"CAST({value} AS DOUBLE)"
        if f"{field}[min]" not in self.columns:
            return _exact(value)
        low, high = (f"COALESCE({value}, {_name(f'{field}[{end}]')})" for end in ("min", "max"))
        return TermSql(low, high, f"({low} IS NOT NULL AND {high} IS NOT NULL)")

    def _field(self, field: str) -> str:
        if field in self.columns:
            return _name(field)
        return f"CAST(NULL AS {_TYPES[self.vocabulary.fields[field].kind]})"

    def _absent(self, field: str) -> str:
        absent = f"{self._field(field)} IS NULL"
        if f"{field}[min]" in self.columns:
            absent += f" AND {_name(f'{field}[min]')} IS NULL"
        return f"({absent})"


def _computed(op: str, one: TermSql, other: TermSql) -> TermSql:
    if one.exact and other.exact:
        right = f"NULLIF({other.low}, 0)" if op == "/" else other.low
        return _exact(f"({one.low} {op} {right})")
    known = _all((one.known, other.known))
    if op == "+":
        return TermSql(f"({one.low} + {other.low})", f"({one.high} + {other.high})", known)
    if op == "-":
        return TermSql(f"({one.low} - {other.high})", f"({one.high} - {other.low})", known)
    if op == "/":
        known = _all((known, f"(NOT ({other.low} <= 0 AND {other.high} >= 0))"))
    right_ends = [f"NULLIF({end}, 0)" if op == "/" else end for end in (other.low, other.high)]
    corners = ", ".join(dict.fromkeys(f"({a} {op} {b})" for a in (one.low, one.high) for b in right_ends))
    # An open end times zero is NaN, which is unknown; engines agree that it is the greatest number.
    known = _all((known, f"GREATEST({corners}) <> CAST('nan' AS DOUBLE)"))
    return TermSql(f"LEAST({corners})", f"GREATEST({corners})", known)


def _exact(text: str) -> TermSql:
    return TermSql(text, text, f"({text} IS NOT NULL)")


def _all(parts: Iterable[str]) -> str:
    return f"({' AND '.join(parts)})"


def _number(value: float) -> str:
    """A double, exactly: the exponent keeps engines from reading a decimal."""
    if isinf(value):
        return f"CAST('{'-' if value < 0 else ''}inf' AS DOUBLE)"
    text = repr(value)
    return text if "e" in text else f"{text}e0"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
