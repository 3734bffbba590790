"""Text to tree.

sqlglot reads the SQL; this module accepts the few constructs a criterion may use and refuses every
other by name. Length and nesting are capped on the text, *before* the parser sees it: a deeply nested
expression can exhaust the stack of any recursive parser, where no exception is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from twinwheel.criteria import tree
from twinwheel.criteria.nearest import nearest
from twinwheel.errors import ExpressionError
from twinwheel.messages import message

_DUCKDB = Dialect.get_or_raise("duckdb")

MAX_LENGTH = 8_000  # characters; the longest real one, the size table of 2011, has about 3,000
MAX_NESTING = 40  # open brackets and CASEs
MAX_OPERATORS = 600  # sqlglot nests `a AND b AND c` to the left, one level each
MAX_DEPTH = 80  # levels of the tree; every later pass is recursive
MAX_DIGITS = 15  # significant; so that a number is one double and back

FUNCTIONS = ("has", "has_any", "has_all", "starts_with", "least", "greatest", "coalesce")


@lru_cache(maxsize=16_384)
def parse(text: str) -> tree.Node:
    """Read one expression.

    Raises:
        ExpressionError: it is too long or too deep, is not SQL, or uses something outside the subset.
    """
    _cap(text)
    try:
        parsed = _DUCKDB.parse_into(exp.Condition, text)
        if len(parsed) != 1 or not isinstance(parsed[0], exp.Expression):
            raise ExpressionError(
                message("one expression is wanted"), message("Write a single condition, without `;`.")
            )
        node = _convert(parsed[0])
        deep = _depth(node) > MAX_DEPTH
    except sqlglot.errors.SqlglotError as error:
        raise ExpressionError(_near(error)) from None
    except RecursionError:
        deep = True
    if deep:
        raise ExpressionError(
            message("nested deeper than {levels} levels", levels=MAX_DEPTH),
            message("Move parts of it into definitions."),
        )
    return node


def _depth(node: tree.Node) -> int:
    return 1 + max(map(_depth, tree.children(node)), default=0)


def _cap(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            message(
                "longer than {max_length} characters ({length})", max_length=MAX_LENGTH, length=len(text)
            ),
            message("Move parts of it into definitions."),
        )
    if "\0" in text:
        raise ExpressionError(message("contains a NUL character"))
    depth = deepest = operators = 0
    quote = ""
    word = ""
    for position, character in enumerate(text + " "):
        if quote:
            quote = "" if character == quote else quote
            continue
        if character.isalnum() or character == "_":
            word += character
            continue
        # Whatever else can hide a quote or a bracket from this count is refused.
        if text[position : position + 2] in {"--", "/*"} or character in "$`\\#":
            found = text[position : position + 2].strip()
            advice = message("Put comments in the YAML, after a #.") if found in {"--", "/*"} else ""
            raise ExpressionError(message("not allowed in a criterion: {part}", part=found), advice)
        if character in "'\"" and word.upper() in {"B", "E", "N", "R", "U", "X"}:
            raise ExpressionError(
                message("not allowed in a criterion: {part}", part=f"{word}{character}"),
                message("Write texts as 'text'."),
            )
        upper, word = word.upper(), ""
        depth += (upper == "CASE") - (upper == "END") + (character in "([{") - (character in ")]}")
        operators += (
            upper in {"AND", "OR", "NOT", "WHEN", "IN", "BETWEEN"} or character in "+-*/<>=!,~@#^&|%:?."
        )
        deepest = max(deepest, depth)
        if character in "'\"":
            quote = character
    if deepest > MAX_NESTING:
        raise ExpressionError(
            message("nested deeper than {levels} levels", levels=MAX_NESTING),
            message("Move parts of it into definitions."),
        )
    if operators > MAX_OPERATORS:
        raise ExpressionError(
            message("more than {max_operators} operators", max_operators=MAX_OPERATORS),
            message("Move parts of it into definitions."),
        )


def _near(error: sqlglot.errors.SqlglotError) -> str:
    """What the parser says, and where it stopped."""
    details = error.errors[0] if isinstance(error, sqlglot.errors.ParseError) and error.errors else None
    if details is None:
        return message("not a valid expression: a quote is not closed")
    wanted = str(details.get("description") or "").removeprefix("Expecting ")
    before = f"{details.get('start_context') or ''}{details.get('highlight') or ''}"
    place = " ".join(before.split())[-30:]
    if len(wanted) == 1:
        return message(
            'not a valid expression after "{place}": {wanted} is missing', place=place, wanted=wanted
        )
    return message('not a valid expression after "{place}"', place=place)


def _convert(node: exp.Expression) -> tree.Node:
    handler = _HANDLERS.get(type(node))
    if handler is not None:
        return handler(node)
    if isinstance(node, exp.Func):
        name = node.this if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        raise _unknown_function(str(name), str(name))
    shown = _shown(node) or type(node).__name__
    raise ExpressionError(
        message("not allowed in a criterion: {part}", part=shown),
        message("See docs/reference/criteria.md for what is."),
    )


def _unknown_function(written: str, name: str) -> ExpressionError:
    what = message('unknown {kind} "{word}"', kind=message("function"), word=written)
    guess, functions = nearest(name, FUNCTIONS), ", ".join(FUNCTIONS)
    if guess:
        advice = message('Did you mean "{guess}"? Functions: {functions}.', guess=guess, functions=functions)
    else:
        advice = message("Functions: {functions}.", functions=functions)
    return ExpressionError(what, advice)


def _shown(node: exp.Expression) -> str:
    return node.sql(dialect="duckdb", unsupported_level=sqlglot.ErrorLevel.IGNORE)[:60]


def _number(text: str) -> tree.Literal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ExpressionError(message("not a number: {text}", text=text[:40])) from None
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    if value and (len(digits) > MAX_DIGITS or not -15 <= value.adjusted() <= 18):
        raise ExpressionError(
            message("number {text} is out of range", text=text[:40]),
            message("At most {max_digits} digits, up to 1e18.", max_digits=MAX_DIGITS),
        )
    return tree.Literal(value)


def _literal(node: exp.Literal) -> tree.Literal:
    return tree.Literal(str(node.this)) if node.is_string else _number(str(node.this))


def _column(node: exp.Column) -> tree.Name:
    if not isinstance(node.this, exp.Identifier) or node.args.get("table"):
        raise ExpressionError(
            message("not a field name: {part}", part=_shown(node)), message("Write the bare name of a field.")
        )
    return tree.Name(node.name)


def _alias(node: exp.Alias) -> tree.Node:
    """sqlglot takes the colon in ``- :name`` for DuckDB's ``alias: value`` and leaves an alias without a name."""
    if node.args.get("alias") is not None:
        raise ExpressionError(
            message("not allowed in a criterion: {part}", part=_shown(node)),
            message("A value has no second name here."),
        )
    return _convert(node.this)


def _given(node: exp.Placeholder) -> tree.Given:
    name = node.args.get("this")
    if not isinstance(name, str) or not name or name.isdigit():
        raise ExpressionError(message("a parameter needs a name"), message("Write :as_of or :name."))
    return tree.Given(name)


def _cast(node: exp.Cast) -> tree.Node:
    inner = node.this
    if node.to.this == exp.DType.DATE and isinstance(inner, exp.Literal) and inner.is_string:
        try:
            return tree.Literal(date.fromisoformat(inner.this))
        except ValueError:
            raise ExpressionError(
                message("not a date: {text}", text=inner.this[:40]), message("Write DATE '2026-03-01'.")
            ) from None
    raise ExpressionError(
        message("not allowed in a criterion: {part}", part=_shown(node)),
        message("Only DATE 'yyyy-mm-dd' is a cast."),
    )


def _interval(node: exp.Interval) -> tree.Interval:
    unit = str(node.args.get("unit") or "").upper().rstrip("S")
    count = node.this.name if isinstance(node.this, exp.Literal) else ""
    if (
        unit not in {"DAY", "MONTH", "YEAR"}
        or not count.isascii()
        or not count.isdigit()
        or int(count) > 40_000
    ):
        raise ExpressionError(
            message("not an interval: {part}", part=_shown(node)),
            message("Write INTERVAL 1 YEAR, MONTH or DAY."),
        )
    return tree.Interval(int(count), cast("tree.CalendarUnit", unit))


def _case(node: exp.Case) -> tree.Case:
    if node.args.get("this") is not None:
        raise ExpressionError(
            message("CASE with an operand is not allowed"), message("Write CASE WHEN condition THEN value.")
        )
    branches = tuple((_convert(each.this), _convert(each.args["true"])) for each in node.args["ifs"])
    default = node.args.get("default")
    if default is None:
        return tree.Case(branches, tree.Literal(None), has_else=False)
    return tree.Case(branches, _convert(default))


def _in(node: exp.In) -> tree.In:
    if node.args.get("query") is not None or node.args.get("unnest") is not None or not node.expressions:
        raise ExpressionError(message("IN needs a list of values"), message("Write field IN ('a', 'b')."))
    return tree.In(_convert(node.this), tuple(map(_convert, node.expressions)))


def _is(node: exp.Is) -> tree.IsNull:
    if not isinstance(node.expression, exp.Null):
        raise ExpressionError(
            message("not allowed in a criterion: {part}", part=_shown(node)),
            message("A condition that may be unknown stays unknown."),
        )
    return tree.IsNull(_convert(node.this))


def _anonymous(node: exp.Anonymous) -> tree.Has:
    name = str(node.this).lower()
    modes: dict[str, tree.HasMode] = {"has": "any", "has_any": "any", "has_all": "all"}
    if name not in modes:
        raise _unknown_function(str(node.this), name)
    arguments = tuple(map(_convert, node.expressions))
    if len(arguments) < 2 or (name == "has" and len(arguments) != 2):
        raise ExpressionError(
            message("{name} needs a list field and the values looked for", name=name),
            message("Write has(有效资质, '…')."),
        )
    return tree.Has(arguments[0], modes[name], arguments[1:])


def _call(node: exp.Func) -> tree.Call:
    name = cast("tree.CallName", type(node).__name__.lower())
    arguments = tuple(_convert(each) for each in (node.this, *node.expressions))
    if len(arguments) < 2:
        raise ExpressionError(message("{name} needs two or more values", name=name))
    return tree.Call(name, arguments)


def _compare(op: tree.CompareOp) -> Callable[[exp.Binary], tree.Compare]:
    return lambda node: tree.Compare(op, _convert(node.this), _convert(node.expression))


def _arithmetic(op: tree.ArithmeticOp) -> Callable[[exp.Binary], tree.Arithmetic]:
    return lambda node: tree.Arithmetic(op, _convert(node.this), _convert(node.expression))


def _negative(node: exp.Neg) -> tree.Node:
    operand = _convert(node.this)
    if isinstance(operand, tree.Literal) and isinstance(operand.value, Decimal):
        return tree.Literal(-operand.value)
    return tree.Negative(operand)


_HANDLERS: dict[type[exp.Expression], Callable[..., tree.Node]] = {
    exp.Literal: _literal,
    exp.Boolean: lambda node: tree.Literal(bool(node.this)),
    exp.Null: lambda node: tree.Literal(None),
    exp.Column: _column,
    exp.Placeholder: _given,
    exp.Alias: _alias,
    exp.Cast: _cast,
    exp.Interval: _interval,
    exp.Paren: lambda node: _convert(node.this),
    exp.Neg: _negative,
    exp.Add: _arithmetic("+"),
    exp.Sub: _arithmetic("-"),
    exp.Mul: _arithmetic("*"),
    exp.Div: _arithmetic("/"),
    exp.Case: _case,
    exp.Least: _call,
    exp.Greatest: _call,
    exp.Coalesce: _call,
    exp.EQ: _compare("="),
    exp.NEQ: _compare("<>"),
    exp.LT: _compare("<"),
    exp.LTE: _compare("<="),
    exp.GT: _compare(">"),
    exp.GTE: _compare(">="),
    exp.Between: lambda node: tree.Between(
        _convert(node.this), _convert(node.args["low"]), _convert(node.args["high"])
    ),
    exp.In: _in,
    exp.Is: _is,
    exp.Anonymous: _anonymous,
    exp.StartsWith: lambda node: tree.StartsWith(_convert(node.this), _convert(node.expression)),
    exp.Not: lambda node: tree.Not(_convert(node.this)),
    exp.And: lambda node: tree.And(tuple(_convert(each) for each in node.flatten())),
    exp.Or: lambda node: tree.Or(tuple(_convert(each) for each in node.flatten())),
}
