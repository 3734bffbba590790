"""Typed tree to logic: choose the day, put definitions in place, turn CASE into logic.

Two rules differ from a database's and are the reason this step exists:

* **CASE.** SQL skips a WHEN that is unknown and so treats it as false. Here the answer is unknown unless
  the branches agree (see :func:`logic.choice`).
* **Computed numbers** compare with a tolerance of ``TOLERANCE`` (in the field's unit; far below a fen in
  万元), because 0.1 + 0.7 is not 0.8 in doubles. A field compared with a constant or another field is exact.
  The tolerance moves the constant, never the data, so every engine does the same.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import cached_property

from twinwheel.criteria import logic, tree
from twinwheel.criteria.logic import Logic, Term
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.errors import ExpressionError
from twinwheel.messages import message

TOLERANCE = 1e-9
MAX_STEPS = 20_000  # parts of one lowered expression; the largest real one has some 1,300

Value = Decimal | date | str | bool | None
Read = Callable[[tree.Node], Logic]
Rebuild = Callable[[tree.Node], tuple[tree.Node, tree.Node]]


@dataclass(frozen=True)
class Lowering:
    """Lowers expressions of one vocabulary as of one day."""

    vocabulary: Vocabulary
    as_of: date

    @cached_property
    def _memo(self) -> dict[tree.Node, Logic]:
        return {}

    @cached_property
    def _budget(self) -> list[int]:
        return [MAX_STEPS]

    def condition(self, node: tree.Node) -> Logic:
        """The logic of a checked condition.

        Raises:
            ExpressionError: it grows beyond all measure once definitions are in place and choices lifted out.
        """
        self._budget[0] = MAX_STEPS
        found = self._memo.get(node)
        if found is None:
            found = self._memo[node] = self._condition(node)
        return found

    def term(self, node: tree.Node) -> Term:
        """The term of a checked number or date expression. Raises as :meth:`condition` does."""
        self._budget[0] = MAX_STEPS
        return self._term(node)

    def _step(self) -> None:
        """A few lines can mean billions of parts: ``CASE WHEN (CASE … BETWEEN 1 AND 2) …``, doubled at each level."""
        self._budget[0] -= 1
        if self._budget[0] < 0:
            what = message(
                "more than {max_steps:,} parts once definitions and choices are put in place",
                max_steps=MAX_STEPS,
            )
            raise ExpressionError(what, message("Use each definition once, and compare it with a constant."))

    def _condition(self, node: tree.Node) -> Logic:
        self._step()
        match node:
            case tree.And(items):
                return logic.conjunction(*map(self._condition, items))
            case tree.Or(items):
                return logic.disjunction(*map(self._condition, items))
            case tree.Not(operand):
                return logic.negation(self._condition(operand))
            case tree.Literal(value):
                return logic.Truth(value if isinstance(value, bool) else None)
            case tree.Name(name):
                return self._filed_or(name, self._condition, logic.Flag(name))
            case tree.Case(branches, default):
                return self._chosen(branches, default, self._condition)
            case tree.Call(name="coalesce", arguments=arguments):
                return self._coalesced(arguments, self._condition)
            case tree.Compare(op, left, right):
                return self._compare(op, left, right)
            case tree.Between(operand, low, high):
                return logic.conjunction(
                    self._compare(">=", operand, low), self._compare("<=", operand, high)
                )
            case tree.In(operand, values):
                return self._in(operand, values)
            case tree.IsNull(tree.Name(name)):
                return logic.IsAbsent(name)
            case tree.Has(operand, mode, values):
                join = logic.disjunction if mode == "any" else logic.conjunction
                return join(*(self._has(operand, each) for each in values))
            case tree.StartsWith(operand, tree.Literal(prefix)):
                return self._tested(
                    operand,
                    lambda name: logic.HasPrefix(name, str(prefix)),
                    lambda text: logic.Truth(text.startswith(str(prefix))),
                )
        raise ExpressionError(message("not a condition: {node}", node=str(node)))

    # --- choices --------------------------------------------------------------------------

    def _chosen(
        self, branches: tuple[tuple[tree.Node, tree.Node], ...], default: tree.Node, read: Read
    ) -> Logic:
        result: Logic = read(default)
        for condition, value in reversed(branches):
            result = logic.choice(self._condition(condition), read(value), result)
        return result

    def _coalesced(self, arguments: tuple[tree.Node, ...], read: Read) -> Logic:
        *firsts, result_node = arguments
        result: Logic = read(result_node)
        for each in reversed(firsts):
            absent = logic.IsAbsent(each.name) if isinstance(each, tree.Name) else logic.FALSE
            result = logic.choice(absent, result, read(each))
        return result

    def _filed_or(self, name: str, read: Read, filed: Logic) -> Logic:
        """``filed``, or where the register files nothing and there is a definition, what that gives."""
        definition = self.vocabulary.definitions.get(name)
        if definition is None:
            return filed
        return logic.choice(logic.IsAbsent(name), read(definition), filed)

    # --- comparisons ----------------------------------------------------------------------

    def _compare(self, op: tree.CompareOp, left: tree.Node, right: tree.Node) -> Logic:
        if self._is_constant(left) and not self._is_constant(right):
            mirrored: dict[str, tree.CompareOp] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
            return self._compare(mirrored.get(op, op), right, left)
        if isinstance(right, tree.Literal) and isinstance(right.value, str):
            found = self._in(left, (right,))
            return found if op == "=" else logic.negation(found)
        if isinstance(right, tree.Literal) and isinstance(right.value, bool):
            found = self._condition(left)
            return found if (op == "=") == right.value else logic.negation(found)
        return self._compare_numbers(op, left, right)

    def _compare_numbers(self, op: tree.CompareOp, left: tree.Node, right: tree.Node) -> Logic:
        """A choice on either side is lifted out, so that each branch is an atom of its own and shared."""
        self._step()
        for side, rebuild in ((left, lambda new: (new, right)), (right, lambda new: (left, new))):

            def again(new: tree.Node, rebuild: Rebuild = rebuild) -> Logic:
                return self._compare_numbers(op, *rebuild(new))

            match side:
                case tree.Case(branches, default):
                    return self._chosen(branches, default, again)
                case tree.Name(name) if name in self.vocabulary.definitions:
                    return logic.choice(
                        logic.IsAbsent(name),
                        again(self.vocabulary.definitions[name]),
                        again(tree.Filed(name)),
                    )
        return _atom(op, self._term(left), self._term(right))

    def _in(self, operand: tree.Node, values: tuple[tree.Node, ...]) -> Logic:
        if not all(isinstance(each, tree.Literal) and isinstance(each.value, str) for each in values):
            return logic.disjunction(*(self._compare("=", operand, each) for each in values))
        written = [str(each.value) for each in values if isinstance(each, tree.Literal)]
        return self._tested(
            operand,
            lambda name: logic.IsCode(name, frozenset(self._code(name, text) for text in written)),
            lambda text: logic.Truth(text in written),
        )

    def _has(self, operand: tree.Node, value: tree.Node) -> Logic:
        text = str(value.value) if isinstance(value, tree.Literal) else ""
        return self._tested(
            operand, lambda name: logic.Holds(name, self._code(name, text)), lambda _: logic.FALSE
        )

    def _tested(
        self, operand: tree.Node, of_field: Callable[[str], Logic], of_text: Callable[[str], Logic]
    ) -> Logic:
        """A test of a code, text or list, carried through definitions, CASE and coalesce to where the value stands."""

        def again(node: tree.Node) -> Logic:
            return self._tested(node, of_field, of_text)

        self._step()
        match operand:
            case tree.Name(name):

                def defined(text: str) -> Logic:
                    """A constant in the definition of a field is a value of the field's code list."""
                    field = of_field(name)
                    if isinstance(field, logic.IsCode):
                        return logic.Truth(self._code(name, text) in field.values)
                    return of_text(self._code(name, text))

                return self._filed_or(
                    name, lambda node: self._tested(node, of_field, defined), of_field(name)
                )
            case tree.Literal(value):
                return logic.UNKNOWN if value is None else of_text(str(value))
            case tree.Case(branches, default):
                return self._chosen(branches, default, again)
            case tree.Call(name="coalesce", arguments=arguments):
                return self._coalesced(arguments, again)
        raise ExpressionError(message("not a code: {operand}", operand=str(operand)))

    def _code(self, name: str, text: str) -> str:
        """The value that a spelling stands for in the code list of a field."""
        return self.vocabulary.fields[name].values.get(text, text)

    # --- terms ----------------------------------------------------------------------------

    def _term(self, node: tree.Node) -> Term:
        self._step()
        if self._is_constant(node):
            value = self.constant(node)
            return logic.Nothing() if value is None else logic.Constant(_number(value))
        match node:
            case tree.Filed(name):
                return logic.FieldTerm(name)
            case tree.Name(name):
                definition = self.vocabulary.definitions.get(name)
                filed = logic.FieldTerm(name)
                if definition is None:
                    return filed
                return logic.TermChoice(logic.IsAbsent(name), self._term(definition), filed)
            case tree.Negative(operand):
                return logic.Operation("-", logic.Constant(0.0), self._term(operand))
            case tree.Arithmetic(op, left, right):
                return logic.Operation(op, self._term(left), self._term(right))
            case tree.Call(name="coalesce", arguments=arguments):
                *firsts, last = arguments
                result = self._term(last)
                for each in reversed(firsts):
                    absent = logic.IsAbsent(each.name) if isinstance(each, tree.Name) else logic.FALSE
                    result = logic.TermChoice(absent, result, self._term(each))
                return result
            case tree.Call(name="least" | "greatest" as name, arguments=arguments):
                return logic.Extreme(name, tuple(map(self._term, arguments)))
            case tree.Case(branches, default):
                result = self._term(default)
                for condition, each in reversed(branches):
                    result = logic.TermChoice(self._condition(condition), self._term(each), result)
                return result
        raise ExpressionError(message("not a number: {node}", node=str(node)))

    # --- constants ------------------------------------------------------------------------

    def _is_constant(self, node: tree.Node) -> bool:
        return not any(
            isinstance(each, tree.Name | tree.Filed | tree.Case | tree.Call) for each in tree.walk(node)
        )

    def constant(self, node: tree.Node) -> Value:
        """The value of an expression without fields; exact. None where a parameter has no value that day."""
        match node:
            case tree.Literal(value):
                return value
            case tree.Given("as_of"):
                return self.as_of
            case tree.Given(name):
                return self.vocabulary.parameters[name].on(self.as_of)
            case tree.Negative(operand):
                value = self.constant(operand)
                return -value if isinstance(value, Decimal) else None
            case tree.Arithmetic(op, left, right):
                return self._computed(op, left, right)
        raise ExpressionError(message("not a constant: {node}", node=str(node)))

    def _computed(self, op: tree.ArithmeticOp, left: tree.Node, right: tree.Node) -> Value:
        one = self.constant(left)
        if isinstance(right, tree.Interval):
            return None if not isinstance(one, date) else moved(one, right, -1 if op == "-" else 1)
        other = self.constant(right)
        if isinstance(one, date) and isinstance(other, date):
            return Decimal((one - other).days)
        if not isinstance(one, Decimal) or not isinstance(other, Decimal):
            return None
        try:
            return {"+": one + other, "-": one - other, "*": one * other}[op] if op != "/" else one / other
        except (DivisionByZero, InvalidOperation):
            return None


def moved(day: date, interval: tree.Interval, sign: int) -> date | None:
    """``day`` moved by calendar time; the 31st or the 29th of February falls back to the month's last day."""
    try:
        if interval.unit == "DAY":
            return day + timedelta(days=sign * interval.count)
        months = (
            day.year * 12 + day.month - 1 + sign * interval.count * (12 if interval.unit == "YEAR" else 1)
        )
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _number(value: Value) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)  # type: ignore[arg-type]


def _atom(op: tree.CompareOp, left: Term, right: Term) -> Logic:
    if isinstance(left, logic.Nothing) or isinstance(right, logic.Nothing):
        return logic.UNKNOWN
    fields_only = isinstance(left, logic.FieldTerm) and isinstance(right, logic.FieldTerm | logic.Constant)
    slack = 0.0 if fields_only or isinstance(left, logic.Constant) else TOLERANCE
    if isinstance(right, logic.Constant):
        term, bound = left, right.value
    else:
        term, bound = logic.Operation("-", left, right), 0.0
    if isinstance(term, logic.Constant):
        return logic.Truth(_holds(op, term.value, bound))
    match op:
        case ">=":
            return logic.InRange(term, low=bound - slack)
        case ">":
            return logic.InRange(term, low=bound + slack, low_open=True)
        case "<=":
            return logic.InRange(term, high=bound + slack)
        case "<":
            return logic.InRange(term, high=bound - slack, high_open=True)
        case "=":
            return logic.InRange(term, bound - slack, bound + slack)
        case "<>":
            return logic.negation(logic.InRange(term, bound - slack, bound + slack))


def _holds(op: tree.CompareOp, left: float, right: float) -> bool:
    return {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]
