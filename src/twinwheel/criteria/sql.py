"""A condition as SQL, for an engine that has the columns.

Every condition is a boolean that may be NULL, and NULL is unknown. Every term is two numbers, its ends: the same
text where it is exact, and NULL together where it is unknown. What engines disagree about is kept out of the SQL
rather than argued with: a divisor goes through NULLIF, LEAST and GREATEST never see a NULL, no NULL stands in a
list, no CASE falls through an unknown WHEN. What is left is in ``dialects``.

A writer writes an expression that stands alone; ``stages`` gives names to its parts, so that a query of many
conditions has each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from twinwheel.criteria import logic
from twinwheel.criteria.dialects import DIALECTS, FILED, Dialect
from twinwheel.criteria.logic import Logic, Part, Term
from twinwheel.criteria.vocabulary import Vocabulary


@dataclass(frozen=True)
class Ends:
    """A term as SQL: its low and its high end, NULL together."""

    low: str
    high: str

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class SqlWriter:
    """Writes conditions over a table with the given columns; a field without a column is NULL everywhere.

    ``conditions`` and ``terms`` are the parts that have a name already, which is written in their place.
    """

    vocabulary: Vocabulary
    columns: frozenset[str]
    dialect: Dialect = DIALECTS["duckdb"]
    conditions: Mapping[Logic, str] = field(default_factory=dict)
    terms: Mapping[Term, Ends] = field(default_factory=dict)

    def condition(self, node: Logic) -> str:
        """``node`` as a boolean expression that may be NULL."""
        if node in self.conditions:
            return self.conditions[node]
        match node:
            case logic.Truth(value):
                return self.dialect.null("bool") if value is None else str(value).upper()
            case logic.Negation(operand):
                return f"(NOT {self.condition(operand)})"
            case logic.Conjunction(items):
                return f"({' AND '.join(map(self.condition, items))})"
            case logic.Disjunction(items):
                return f"({' OR '.join(map(self.condition, items))})"
            case logic.Choice():
                return self._choice(node)
            case logic.InRange(term):
                return self._day_in_range(node) if self._is_date(term) else self._in_range(node)
            case logic.IsAbsent(name):
                return self.absent(name)
        return self._of_column(node)

    def number(self, term: Term) -> str:
        """``term`` as a double; NULL where it is unknown or known only to lie between two ends."""
        found = self.term(term)
        if found.exact:
            return found.low
        return f"(CASE WHEN {found.low} = {found.high} THEN {found.low} END)"

    # --- atoms ------------------------------------------------------------------------------

    def _of_column(self, node: logic.IsCode | logic.HasPrefix | logic.Flag | logic.Holds) -> str:
        if node.field not in self.columns:
            return self.dialect.null("bool")
        column = self.dialect.column(node.field)
        match node:
            case logic.IsCode(_, values):
                return f"({column} IN ({', '.join(map(self.dialect.text, sorted(values)))}))"
            case logic.HasPrefix(_, prefix):
                return self.dialect.starts_with(column, prefix)
            case logic.Flag():
                return column
            case logic.Holds(name, value):
                return self.dialect.holds(column, value, self.dialect.column(name + FILED))

    def absent(self, name: str, table: str = "") -> str:
        """That nothing was filed, in the table as it lies; ``table`` is written before each column."""
        parts = []
        if name in self.columns:
            column = table + self.dialect.column(name)
            listed = self.vocabulary.fields[name].kind == "codes" and not self.dialect.lists_are_null
            parts.append(f"NOT {table}{self.dialect.column(name + FILED)}" if listed else f"{column} IS NULL")
        if f"{name}[min]" in self.columns:
            parts.append(f"{table}{self.dialect.column(f'{name}[min]')} IS NULL")
        return f"({' AND '.join(parts)})" if parts else "TRUE"

    def _is_date(self, term: Term) -> bool:
        return isinstance(term, logic.FieldTerm) and self.vocabulary.fields[term.field].kind == "date"

    def _day_in_range(self, atom: logic.InRange) -> str:
        """A date held against dates, as a person would write it; where the dialect cannot, as numbers."""
        assert isinstance(atom.term, logic.FieldTerm)
        days = {end: self.dialect.day(end) for end in (atom.low, atom.high) if abs(end) < inf}
        if atom.term.field not in self.columns or None in days.values():
            return self._in_range(atom)
        return self._between(
            atom, self.dialect.column(atom.term.field), {k: v or "" for k, v in days.items()}
        )

    def _in_range(self, atom: logic.InRange) -> str:
        term = self.term(atom.term)
        numbers = {end: self.dialect.number(end) for end in (atom.low, atom.high)}
        if term.exact:
            return self._between(atom, term.low, numbers)
        inside = self._between(atom, term.low, numbers, term.high)
        reaches = self._between(atom, term.high, numbers, term.low)
        return f"(CASE WHEN {inside} THEN TRUE WHEN NOT {reaches} THEN FALSE END)"

    def _between(
        self, atom: logic.InRange, value: str, ends: Mapping[float, str], other: str | None = None
    ) -> str:
        """``value`` above the low end, and ``other`` (or it too) below the high one."""
        above, below = (">" if atom.low_open else ">="), ("<" if atom.high_open else "<=")
        parts = [f"{value} {above} {ends[atom.low]}"] if atom.low > -inf else []
        parts += [f"{other or value} {below} {ends[atom.high]}"] if atom.high < inf else []
        return f"({' AND '.join(parts)})"

    # --- choices ----------------------------------------------------------------------------

    def _choice(self, node: logic.Choice) -> str:
        """What all branches agree on that may be the one."""
        branches = [(each.missed, each.part) for each in self._branches(node)]
        yes, no = (
            " AND ".join(
                f"({missed} OR {test})"
                for missed, part in branches
                if (test := self._is(part, value))  # type: ignore[arg-type]  # branches of a condition are conditions
            )
            for value in (True, False)
        )
        return f"(CASE WHEN {yes or 'TRUE'} THEN TRUE WHEN {no or 'TRUE'} THEN FALSE END)"

    def _is(self, part: Logic, value: bool) -> str:
        """That a condition surely is ``value``; nothing where that goes without saying."""
        if isinstance(part, logic.Truth):
            return "" if part.value is value else "FALSE"
        return self._surely(part) if value else f"NOT {self._possibly(part)}"

    def _surely(self, part: Logic) -> str:
        return f"COALESCE({self.condition(part)}, FALSE)"

    def _possibly(self, part: Logic) -> str:
        return f"COALESCE({self.condition(part)}, TRUE)"

    def _branches(self, node: logic.Choice | logic.TermChoice) -> list[_Branch]:
        """The branches of a chain of choices, each with the test that it may be the one that counts."""
        found: list[_Branch] = []
        reached: list[str] = []
        missed: list[str] = []
        rest: Part = node
        while isinstance(rest, logic.Choice | logic.TermChoice) and (
            rest is node or not self._has_name(rest)
        ):
            sure, possible = self._surely(rest.condition), self._possibly(rest.condition)
            found.append(_Branch(_and(*reached, possible), _or(*missed, f"NOT {possible}"), rest.then))
            reached.append(f"NOT {sure}")
            missed.append(sure)
            rest = rest.otherwise
        return [*found, _Branch(_and(*reached), _or(*missed), rest)]

    def _has_name(self, part: Part) -> bool:
        return part in self.conditions or part in self.terms

    # --- terms ------------------------------------------------------------------------------

    def term(self, term: Term) -> Ends:
        """``term`` as its two ends."""
        if term in self.terms:
            return self.terms[term]
        match term:
            case logic.Constant(value):
                return _exact(self.dialect.number(value))
            case logic.Nothing():
                return _exact(self.dialect.null("number"))
            case logic.FieldTerm(name):
                return self.field(name)
            case logic.Operation(op, left, right):
                return self._computed(op, self.term(left), self.term(right))
            case logic.Extreme(name, arguments):
                return self._extreme(name, [self.term(each) for each in arguments])
            case logic.TermChoice():
                return self._chosen(term)

    def field(self, name: str, table: str = "") -> Ends:
        """A number or date field of the table as it lies, dates as ordinals."""
        is_date = self.vocabulary.fields[name].kind == "date"
        if name not in self.columns:
            value = self.dialect.null("number")
        elif is_date:
            days = self.dialect.days(table + self.dialect.column(name))
            return _exact(self.dialect.cast(days, "number"))
        else:
            value = self.dialect.cast(table + self.dialect.column(name), "number")
        if f"{name}[min]" not in self.columns:
            return _exact(value)
        low, high = (table + self.dialect.column(f"{name}[{end}]") for end in ("min", "max"))
        return Ends(
            *(
                f"COALESCE({value}, CASE WHEN {other} IS NOT NULL THEN {self.dialect.cast(end, 'number')} END)"
                for end, other in ((low, high), (high, low))
            )
        )

    def _computed(self, op: str, one: Ends, other: Ends) -> Ends:
        if op in "+-":
            ends = (other.low, other.high) if op == "+" else (other.high, other.low)
            return Ends(f"({one.low} {op} {ends[0]})", f"({one.high} {op} {ends[1]})")
        right = {
            end: f"NULLIF({end}, {self.dialect.number(0.0)})" if op == "/" else end
            for end in (other.low, other.high)
        }
        corners = [f"({a} {op} {right[b]})" for a in (one.low, one.high) for b in (other.low, other.high)]
        if one.exact and other.exact:
            return _exact(corners[0])
        unknown = [f"{each.low} IS NULL" for each in (one, other)]
        unknown += self._no_number(op, one, other)
        return self._guarded(unknown, corners, corners)

    def _no_number(self, op: str, one: Ends, other: Ends) -> list[str]:
        """When the corners of a product or quotient are no numbers: 0 × ∞, ∞ ÷ ∞, and a divisor that holds 0."""
        zero = self.dialect.number(0.0)

        def infinite(ends: Ends) -> str:
            below, above = self.dialect.number(-inf), self.dialect.number(inf)
            return f"({ends.low} = {below} OR {ends.high} = {above})"

        def naught(ends: Ends) -> str:
            return f"({ends.low} = {zero} OR {ends.high} = {zero})"

        if op == "/":
            return [
                f"({other.low} <= {zero} AND {other.high} >= {zero})",
                f"({infinite(one)} AND {infinite(other)})",
            ]
        return [f"({naught(one)} AND {infinite(other)})", f"({infinite(one)} AND {naught(other)})"]

    def _extreme(self, name: str, found: Sequence[Ends]) -> Ends:
        unknown = [f"{each.low} IS NULL" for each in found]
        low, high = (
            f"(CASE WHEN {' OR '.join(unknown)} THEN NULL ELSE {_call(name, ends)} END)"
            for ends in ([each.low for each in found], [each.high for each in found])
        )
        return Ends(low, high)

    def _chosen(self, term: logic.TermChoice) -> Ends:
        """The branch that counts; the hull of those that may be the one where that is unknown."""
        branches = [(each.reached, each.part, self.term(each.part)) for each in self._branches(term)]  # type: ignore[arg-type]  # of a term: terms
        if isinstance(term.condition, logic.IsAbsent) and len(branches) == 2:
            (_, _, then), (_, _, otherwise) = branches
            condition = self.condition(term.condition)
            low, high = (
                f"(CASE WHEN {condition} THEN {one} ELSE {other} END)"
                for one, other in ((then.low, otherwise.low), (then.high, otherwise.high))
            )
            return Ends(low, high)
        unknown = [
            f"({reached} AND {ends.low} IS NULL)"
            for reached, each, ends in branches
            if not isinstance(each, logic.Constant)
        ]
        lows, highs = (
            [
                f"CASE WHEN {reached} THEN {getattr(ends, end)} ELSE {self.dialect.number(none)} END"
                for reached, _, ends in branches
            ]
            for end, none in (("low", inf), ("high", -inf))
        )
        return self._guarded(unknown, lows, highs)

    def _guarded(self, unknown: Sequence[str], lows: Iterable[str], highs: Iterable[str]) -> Ends:
        """The least and the greatest, where nothing that would be unknown is looked at."""
        low, high = _call("least", lows), _call("greatest", highs)
        if not unknown:
            return Ends(low, high)
        guard = " OR ".join(unknown)
        return Ends(*(f"(CASE WHEN {guard} THEN NULL ELSE {end} END)" for end in (low, high)))


@dataclass(frozen=True)
class _Branch:
    """One branch of a chain of choices: that it may be the one that counts, that it cannot be, and what it gives."""

    reached: str
    missed: str
    part: Part


def _exact(text: str) -> Ends:
    return Ends(text, text)


def _and(*parts: str) -> str:
    return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"


def _or(*parts: str) -> str:
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def _call(name: str, arguments: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(arguments))
    return distinct[0] if len(distinct) == 1 else f"{name.upper()}({', '.join(distinct)})"
