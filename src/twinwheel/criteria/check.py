"""Types, units and codes: an expression that passes cannot fail later, only be unknown.

Every finding of an expression is reported, not only the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.criteria.nearest import nearest
from twinwheel.criteria.vocabulary import SHARE, FieldType, Kind, Vocabulary
from twinwheel.errors import ExpressionError
from twinwheel.messages import joined, message

Finding = ExpressionError


@dataclass(frozen=True)
class Type:
    """Type of an expression. ``unit`` None on a number: a bare literal, fits any unit.

    ``field`` is set where a single field is meant, so that literals beside it are held to its code list.
    """

    kind: Kind | str  # Kind, or "null", "interval", "any" (already reported)
    unit: str | None = None
    field: FieldType | None = None

    @property
    def words(self) -> str:
        kind = KINDS[self.kind]
        return message("{kind} in {unit}", kind=kind, unit=self.unit) if self.unit else kind


KINDS = {
    "number": message("number"),
    "date": message("date"),
    "bool": message("bool"),
    "code": message("code"),
    "codes": message("codes"),
    "text": message("text"),
    "null": message("null"),
    "interval": message("interval"),
    "any": message("any"),
}
"""Types of expressions by the words of a message."""

ANY = Type("any")
NULL = Type("null")
BOOL = Type("bool")


def check(
    node: tree.Node, vocabulary: Vocabulary, *, subject_fields: frozenset[str] | None = None
) -> list[Finding]:
    """Every reason why ``node`` is not a condition over ``vocabulary``; empty when it is one.

    ``subject_fields`` narrows the known fields to those of one type of subject.
    """
    checker = _Checker(vocabulary, subject_fields)
    checker.expect_bool(node)
    return checker.findings


def type_of(
    node: tree.Node, vocabulary: Vocabulary, *, subject_fields: frozenset[str] | None = None
) -> tuple[Type, list[Finding]]:
    """Type of a value expression (a definition, the base of an amount) and what is wrong with it."""
    checker = _Checker(vocabulary, subject_fields)
    return checker.type(node), checker.findings


def results(node: tree.Node) -> Iterator[tree.Literal]:
    """The texts that an expression may come to: the branches of a CASE, the last resort of a coalesce."""
    match node:
        case tree.Case(branches, default):
            for value in (*(each for _, each in branches), default):
                yield from results(value)
        case tree.Call(_, arguments):
            for each in arguments:
                yield from results(each)
        case tree.Literal(value) if isinstance(value, str):
            yield node


class _Checker:
    def __init__(self, vocabulary: Vocabulary, subject_fields: frozenset[str] | None) -> None:
        self.vocabulary = vocabulary
        self.known = frozenset(vocabulary.fields) if subject_fields is None else subject_fields
        self.findings: list[Finding] = []
        self._types: dict[int, Type] = {}

    def report(self, what: str, advice: str = "") -> Type:
        self.findings.append(ExpressionError(what, advice))
        return ANY

    def expect_bool(self, node: tree.Node) -> None:
        found = self.type(node)
        if found.kind not in {"bool", "null", "any"}:
            self.report(
                message("a condition is wanted here, not a {kind}", kind=found.words),
                message("Compare it with something."),
            )

    def type(self, node: tree.Node) -> Type:
        """Type of a node; worked out, and found wrong, once however often it is asked for."""
        if id(node) not in self._types:
            self._types[id(node)] = self._type(node)
        return self._types[id(node)]

    def _type(self, node: tree.Node) -> Type:
        match node:
            case tree.Literal(value):
                return _literal_type(value)
            case tree.Name(name):
                return self._field(name)
            case tree.Given(name):
                return self._given(name)
            case tree.Interval():
                return Type("interval")
            case tree.Negative(operand):
                return self._number(operand)
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Case(branches, default):
                for condition, _ in branches:
                    self.expect_bool(condition)
                return self._common([value for _, value in branches] + [default], message("branches of CASE"))
            case tree.Call(name, arguments):
                if name == "coalesce":
                    self._coalesce(arguments)
                common = self._common(list(arguments), message("arguments of {function}", function=name))
                if name != "coalesce" and common.kind not in {"number", "date", "any"}:
                    return self.report(
                        message("{name} needs numbers or dates, not {kind}", name=name, kind=common.words)
                    )
                return common
            case tree.Compare(op, left, right):
                self._compare(op, left, right)
            case tree.Between(operand, low, high):
                self._compare(">=", operand, low)
                self._compare("<=", operand, high)
            case tree.In(operand, values):
                self._in(operand, values)
            case tree.IsNull(operand):
                if not isinstance(operand, tree.Name):
                    self.report(
                        message("IS NULL asks whether one field was filed"), message("Write field IS NULL.")
                    )
                elif operand.name in self.vocabulary.definitions:
                    self._defined(operand.name)
                self.type(operand)
            case tree.Has(operand, _, values):
                self._has(operand, values)
            case tree.StartsWith(operand, prefix):
                found = self.type(operand)
                if found.kind not in {"text", "code", "any"} or not isinstance(operand, tree.Name):
                    self.report(
                        message("starts_with needs a text or code field, not {kind}", kind=found.words)
                    )
                if not _is_text(prefix):
                    self.report(message("the prefix must be a text in quotes"))
            case tree.Not(operand):
                self.expect_bool(operand)
            case tree.And(items) | tree.Or(items):
                for item in items:
                    self.expect_bool(item)
        return BOOL

    def _coalesce(self, arguments: tuple[tree.Node, ...]) -> None:
        for each in arguments[:-1]:
            if not isinstance(each, tree.Name):
                self.report(
                    message("coalesce asks whether fields were filed"),
                    message("Only its last value may be no field."),
                )
            elif each.name in self.vocabulary.definitions:
                self._defined(each.name)

    def _defined(self, name: str) -> None:
        what = message(
            '"{name}" follows from other fields, so it is not a question whether it was filed', name=name
        )
        self.report(
            what,
            message(
                "Ask for an input: {fields}.",
                fields=", ".join(sorted(tree.names(self.vocabulary.definitions[name]))),
            ),
        )

    def _field(self, name: str) -> Type:
        known = self.vocabulary.fields.get(name)
        if known is None:
            guess = nearest(name, self.known)
            advice = message("Declare it in fields/ first.")
            if guess:
                described = _described(self.vocabulary.fields[guess])
                advice = message('Did you mean "{guess}" ({kind})?', guess=guess, kind=described)
            return self.report(message('unknown {kind} "{word}"', kind=message("field"), word=name), advice)
        if name not in self.known:
            return self.report(
                message('field "{name}" does not belong to this type of subject', name=name),
                message("See fields/, `subjects`."),
            )
        return Type(known.kind, known.unit, known)

    def _given(self, name: str) -> Type:
        if name == "as_of":
            return Type("date")
        parameter = self.vocabulary.parameters.get(name)
        if parameter is None:
            guess = nearest(name, [*self.vocabulary.parameters, "as_of"])
            return self.report(
                message('unknown {kind} "{word}"', kind=message("parameter"), word=f":{name}"),
                message('Did you mean ":{guess}"?', guess=guess) if guess else "",
            )
        return Type("date") if isinstance(parameter.values[0], date) else Type("number", parameter.unit)

    def _number(self, node: tree.Node) -> Type:
        found = self.type(node)
        if found.kind in {"number", "any", "null"}:
            return Type("number", found.unit) if found.kind != "any" else ANY
        return self.report(message("a number is wanted here, not a {kind}", kind=found.words))

    def _arithmetic(self, node: tree.Arithmetic) -> Type:
        left, right = self.type(node.left), self.type(node.right)
        if "any" in {left.kind, right.kind}:
            return ANY
        if left.kind == "date" or right.kind == "interval":
            return self._dates(node, left, right)
        if left.kind not in {"number", "null"} or right.kind not in {"number", "null"}:
            return self.report(
                message("cannot compute {left} {op} {right}", left=left.words, op=node.op, right=right.words)
            )
        if node.op in "+-":
            if left.unit and right.unit and left.unit != right.unit:
                return self.report(
                    message(
                        "units differ: {left} {op} {right}", left=left.unit, op=node.op, right=right.unit
                    ),
                    message("Convert one of them."),
                )
            return Type("number", left.unit or right.unit)
        return Type("number", _product(node.op, left.unit, right.unit))

    def _dates(self, node: tree.Arithmetic, left: Type, right: Type) -> Type:
        if left.kind == "date" and right.kind == "date" and node.op == "-":
            return Type("number", "日")
        if left.kind == "date" and right.kind == "interval" and node.op in "+-":
            if any(isinstance(each, tree.Name | tree.Case | tree.Call) for each in tree.walk(node.left)):
                return self.report(
                    message("an INTERVAL can only move a constant date"),
                    message("Write field <= :as_of - INTERVAL 1 YEAR."),
                )
            return Type("date")
        return self.report(
            message("cannot compute {left} {op} {right}", left=left.words, op=node.op, right=right.words),
            message("Dates: date - date, :as_of - INTERVAL 1 YEAR."),
        )

    def _common(self, nodes: list[tree.Node], where: str) -> Type:
        types = [found for found in map(self.type, nodes) if found.kind not in {"null", "any"}]
        kinds = {"code" if found.kind == "text" else found.kind for found in types}
        units = {found.unit for found in types if found.unit}
        if len(kinds) > 1:
            names = joined(message(", "), [KINDS[kind] for kind in sorted(kinds)])
            return self.report(message("{where} are of different types: {types}", where=where, types=names))
        if len(units) > 1:
            return self.report(
                message(
                    "{where} are in different units: {units}", where=where, units=", ".join(sorted(units))
                )
            )
        if not types:
            return NULL
        return Type(types[0].kind, units.pop() if units else None)

    def _compare(self, op: tree.CompareOp, left: tree.Node, right: tree.Node) -> None:
        one, other = self.type(left), self.type(right)
        if "any" in {one.kind, other.kind}:
            return
        if "null" in {one.kind, other.kind}:
            self.report(message("nothing equals NULL"), message("Write IS NULL."))
        elif "interval" in {one.kind, other.kind}:
            self.report(
                message("an INTERVAL cannot be compared"),
                message("Compare dates: field <= :as_of - INTERVAL 1 YEAR."),
            )
        elif {one.kind, other.kind} <= {"code", "text"}:
            self._compare_codes(op, left, right, one, other)
        elif one.kind != other.kind:
            self.report(message("cannot compare {one} with {other}", one=one.words, other=other.words))
        elif one.kind == "codes":
            self.report(message("a list cannot be compared"), message("Write has(field, '…')."))
        elif one.kind == "bool" and (op not in {"=", "<>"} or not _is_constant_bool(left, right)):
            self.report(message("a yes/no field can only be compared with TRUE or FALSE"))
        elif one.unit and other.unit and one.unit != other.unit:
            self.report(
                message("units differ: {left} {op} {right}", left=one.unit, op=op, right=other.unit),
                message("Convert one of them."),
            )
        elif one.kind == "number":
            self._in_domain(one, right)
            self._in_domain(other, left)

    def _compare_codes(self, op: str, left: tree.Node, right: tree.Node, one: Type, other: Type) -> None:
        if op not in {"=", "<>"}:
            self.report(message("codes have no order: {op}", op=op), message("Use = , <> or IN."))
        elif _is_text(right):
            self._code(one, right)
        elif _is_text(left):
            self._code(other, left)
        else:
            self.report(message("a code can only be compared with a text in quotes"))

    def _in(self, operand: tree.Node, values: tuple[tree.Node, ...]) -> None:
        found = self.type(operand)
        for value in values:
            if not isinstance(value, tree.Literal) or value.value is None:
                self.report(message("IN lists constants only, and never NULL"))
            elif found.kind in {"code", "text"} and _is_text(value):
                self._code(found, value)
            elif found.kind == "number" and isinstance(value.value, Decimal):
                self._in_domain(found, value)
            elif found.kind != "any" and (found.kind != "date" or not isinstance(value.value, date)):
                self.report(
                    message(
                        "cannot compare {one} with {other}", one=found.words, other=self.type(value).words
                    )
                )

    def _has(self, operand: tree.Node, values: tuple[tree.Node, ...]) -> None:
        found = self.type(operand)
        if found.kind not in {"codes", "any"} or not isinstance(operand, tree.Name):
            self.report(
                message("has looks into a list field, not a {kind}", kind=found.words),
                message("For a single code write = or IN."),
            )
            return
        for value in values:
            if _is_text(value):
                self._code(found, value)
            else:
                self.report(message("has looks for texts in quotes"))

    def _code(self, found: Type, node: tree.Node) -> None:
        field = found.field
        if field is None or not isinstance(node, tree.Literal) or not field.values:
            return
        text = str(node.value)
        if text not in field.values:
            guess = nearest(text, field.values)
            advice = (
                message('Did you mean "{guess}"?', guess=guess)
                if guess
                else message("Values: {values}.", values=", ".join(list(field.labels)[:12]))
            )
            self.report(
                message('"{text}" is not in the code list of "{field}"', text=text, field=field.name), advice
            )

    def _in_domain(self, found: Type, node: tree.Node) -> None:
        """A ratio threshold of 5 is a slip for 0.05, and 500 for a share a slip for a number."""
        field = found.field
        if field is None or not isinstance(node, tree.Literal) or not isinstance(node.value, Decimal):
            return
        high = field.high if isinstance(field.high, Decimal) else None
        if field.unit == SHARE and high is not None and node.value > high:
            self.report(
                message('{value} is beyond the domain of "{field}"', value=str(node.value), field=field.name),
                message("A ratio is a share of 1: 5 % is 0.05."),
            )


def _literal_type(value: Decimal | str | bool | date | None) -> Type:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, Decimal):
        return Type("number")
    return Type("date") if isinstance(value, date) else Type("text")


def _product(op: str, left: str | None, right: str | None) -> str | None:
    if op == "*":
        if right in {None, SHARE}:
            return left
        return right if left in {None, SHARE} else f"{left}·{right}"
    if right in {None, SHARE}:
        return left
    return SHARE if left == right else f"{left or '1'}/{right}"


def _is_text(node: tree.Node) -> bool:
    return isinstance(node, tree.Literal) and isinstance(node.value, str)


def _is_constant_bool(*nodes: tree.Node) -> bool:
    return any(isinstance(node, tree.Literal) for node in nodes)


def _described(field: FieldType) -> str:
    kind = KINDS[field.kind]
    return message("{kind}, {unit}", kind=kind, unit=field.unit) if field.unit else kind
