"""How far a subject is from a criterion it does not meet: by how much, of what, and until when.

The tree is followed, not the logic, because the tree says which number is the threshold and which the
observed value. What is met and what is not is asked of the logic, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from twinwheel.criteria import tree
from twinwheel.criteria.check import type_of
from twinwheel.criteria.exact import Range, exact
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.sentence import MIRRORED, OPPOSITE
from twinwheel.criteria.subject import Scalar, Subject, truth
from twinwheel.criteria.waiting import met_from

ShortfallKind = Literal[
    "too_low",  # number: at least `required`, or above it where `strict`
    "too_high",  # number: at most `required`, or below it where `strict`
    "too_early",  # date: on or after `required`, or after it where `strict`
    "too_late",  # date: on or before `required`, or before it where `strict`
    "wrong_value",  # number or date: `required` exactly
    "barred_value",  # number or date: anything but `required`
    "wrong_code",  # code: one of `required`
    "barred_code",  # code: none of `required`
    "wrong_prefix",  # text: begins with `required`
    "barred_prefix",  # text: does not begin with `required`
    "lacks",  # list: `required` are all missing and all wanted; where `one_of`, any one of them will do
    "must_lack",  # list: `required` are all there and all unwanted; where `one_of`, any one of them has to go
    "must",  # yes/no: has to be yes
    "must_not",  # yes/no: has to be no
    "not_filed",  # has to be filed
    "filed",  # has not to be filed
    "closed",  # no value will do: the criterion refuses the case that `fields` make
    "any_of",  # one of `arms` has to be made good, whichever is easiest
    "depends",  # one of `arms` has to be made good, and which is not known
]
Quantity = Decimal | date | Range
Branches = tuple[tuple[tree.Node, tree.Node], ...]


@dataclass(frozen=True)
class Shortfall:
    """One thing that keeps a criterion from being met.

    ``fields`` begins with the field that falls short, then those that its value or the required one follows
    from. Numbers are exact and in ``unit``. ``gap`` is the least change that helps, in ``unit`` (a share of 1
    for a ratio, days for dates); None where there is no such number. A :class:`Range` stands where the
    register files a band, or where the tier that fixes ``required`` is unknown. ``met_from`` is the first day
    on which mere passing of time meets it, ``since`` the one date it counts from.

    ``arms`` are the alternatives of "any_of" and "depends", each a list that has to be made good as a whole.
    """

    fields: tuple[str, ...]
    kind: ShortfallKind
    required: Quantity | tuple[str, ...] | bool | None = None
    observed: Quantity | tuple[str, ...] | str | bool | None = None
    gap: Decimal | None = None
    unit: str | None = None
    strict: bool = False
    one_of: bool = False
    since: date | None = None
    met_from: date | None = None
    arms: tuple[tuple[Shortfall, ...], ...] = ()


def shortfall(node: tree.Node, lowering: Lowering, subject: Subject) -> list[Shortfall]:
    """Everything that has to change for a checked criterion that is not met; alternatives are one "any_of".

    Empty for a criterion that is met, and for an unknown one: what may still turn out met is no shortfall, and
    ``missing`` says what to ask. For the same reason the unknown parts of a criterion that is not met are left
    out. A yes/no definition is opened up into the parts that fall short; a computed number or code is shown
    itself, with the fields it is computed from.
    """
    finder = _Finder(lowering, subject)
    return finder.short(node, True) if finder.truth(node) is False else []


class _Finder:
    """``wanted`` is what a node should come to and surely does not: False below a NOT, which so moves inwards."""

    def __init__(self, lowering: Lowering, subject: Subject) -> None:
        self.lowering = lowering
        self.vocabulary = lowering.vocabulary
        self.subject = subject

    def truth(self, node: tree.Node) -> bool | None:
        return truth(self.lowering.condition(node), self.subject)

    def short(self, node: tree.Node, wanted: bool) -> list[Shortfall]:
        match node:
            case tree.Not(operand):
                return self.short(operand, not wanted)
            case tree.And(items):
                return self.joined(node, items, wanted, every=wanted)
            case tree.Or(items):
                return self.joined(node, items, wanted, every=not wanted)
            case tree.Between(operand, low, high):
                ends = tree.Compare(">=", operand, low), tree.Compare("<=", operand, high)
                return self.joined(node, ends, wanted, every=wanted)
            case tree.Case(branches, default):
                return self.case(branches, default, wanted)
            case tree.Call(arguments=arguments):
                return self.short(self.first_filed(arguments), wanted)
            case tree.Literal():
                return [Shortfall((), "closed")]
            case tree.Name(name) if self.is_computed(name):
                return self.short(self.vocabulary.definitions[name], wanted)
            case tree.Compare(op, left, right):
                return self.compared(op, left, right, wanted)
            case tree.In(operand, values):
                return self.among(operand, values, wanted)
        return [self.atom(node, wanted)]

    # --- what joins -----------------------------------------------------------------------

    def joined(
        self, node: tree.Node, items: Iterable[tree.Node], wanted: bool, every: bool
    ) -> list[Shortfall]:
        lists = [self.short(item, wanted) for item in items if self.truth(item) is (not wanted)]
        if every:
            return list(dict.fromkeys(each for part in lists for each in part))
        found = _alternatives("any_of", lists)
        return [self.waited(each, _asked(node, wanted)) if each.kind == "any_of" else each for each in found]

    def case(self, branches: Branches, default: tree.Node, wanted: bool) -> list[Shortfall]:
        """The branch that applies; where that is not known, every one that may apply falls short."""
        lists: list[list[Shortfall]] = []
        asked: list[tree.Node] = []
        for condition, value in (*branches, (tree.Literal(True), default)):
            asked.append(condition)
            applies = self.truth(condition)
            if applies is not False:
                lists.append([self.because(each, asked) for each in self.short(value, wanted)])
            if applies:
                break
        return _alternatives("depends", lists)

    def because(self, each: Shortfall, conditions: list[tree.Node]) -> Shortfall:
        """A flat refusal names the fields that led to it."""
        return replace(each, fields=self.fields(*conditions)) if each == Shortfall((), "closed") else each

    def first_filed(self, arguments: tuple[tree.Node, ...]) -> tree.Node:
        """The argument of ``coalesce`` that counts."""
        for each in arguments[:-1]:
            if not isinstance(each, tree.Name) or not self.truth(tree.IsNull(each)):
                return each
        return arguments[-1]

    def is_computed(self, name: str) -> bool:
        return name in self.vocabulary.definitions and self.subject.get(name) is None

    def fields(self, *nodes: tree.Node) -> tuple[str, ...]:
        """The fields read, in the order they are written, a computed one before what it is computed from."""
        return tuple(dict.fromkeys(name for node in nodes for name in self.names(node)))

    def names(self, node: tree.Node) -> Iterator[str]:
        for each in tree.walk(node):
            if isinstance(each, tree.Name):
                yield each.name
                if self.is_computed(each.name):
                    yield from self.names(self.vocabulary.definitions[each.name])

    # --- yes/no, lists and codes ----------------------------------------------------------

    def atom(self, node: tree.Node, wanted: bool) -> Shortfall:
        fields = self.fields(node)
        match node:
            case tree.Name():
                return Shortfall(fields, "must" if wanted else "must_not", wanted, not wanted)
            case tree.IsNull():
                return Shortfall(fields, "filed" if wanted else "not_filed")
            case tree.StartsWith(operand, tree.Literal(prefix)):
                kind: ShortfallKind = "wrong_prefix" if wanted else "barred_prefix"
                return Shortfall(fields, kind, (str(prefix),), _text(self.held(operand)))
            case tree.Has(operand, mode, values):
                codes = self.codes(operand, values)
                found = self.held(operand)
                held = tuple(code for code in found if code) if isinstance(found, tuple) else ()
                listed = tuple(code for code in codes if (code in held) is not wanted)
                one_of = (mode == "any") == wanted and len(codes) > 1
                return Shortfall(fields, "lacks" if wanted else "must_lack", listed, held, one_of=one_of)
        raise AssertionError(f"not a condition: {node}")

    def among(self, operand: tree.Node, values: tuple[tree.Node, ...], wanted: bool) -> list[Shortfall]:
        node = tree.In(operand, values)
        if type_of(operand, self.vocabulary)[0].kind in {"number", "date"}:
            equals = tuple(tree.Compare("=", operand, each) for each in values)
            return self.joined(node, equals, wanted, every=not wanted)
        kind: ShortfallKind = "wrong_code" if wanted else "barred_code"
        codes, held = self.codes(operand, values), _text(self.held(operand))
        return [self.waited(Shortfall(self.fields(operand), kind, codes, held), _asked(node, wanted))]

    def codes(self, operand: tree.Node, values: tuple[tree.Node, ...]) -> tuple[str, ...]:
        texts = [str(each.value) for each in values if isinstance(each, tree.Literal)]
        return tuple(dict.fromkeys(self.code(operand, text) for text in texts))

    def code(self, operand: tree.Node, text: str) -> str:
        """The value that a spelling stands for beside a field."""
        field = self.vocabulary.fields[operand.name] if isinstance(operand, tree.Name) else None
        return field.values.get(text, text) if field else text

    def held(self, node: tree.Node) -> Scalar:
        """The code, text or list that an expression comes to; None where that is unknown."""
        match node:
            case tree.Literal(str() as value):
                return value
            case tree.Name(name) if self.is_computed(name):
                found = self.held(self.vocabulary.definitions[name])
                return self.code(node, found) if isinstance(found, str) else found
            case tree.Name(name):
                return self.subject.get(name)
            case tree.Call(arguments=arguments):
                return self.held(self.first_filed(arguments))
            case tree.Case(branches, default):
                for condition, then in branches:
                    if (applies := self.truth(condition)) is not False:
                        return self.held(then) if applies else None
                return self.held(default)
        return None

    # --- numbers and dates ----------------------------------------------------------------

    def compared(
        self, op: tree.CompareOp, left: tree.Node, right: tree.Node, wanted: bool
    ) -> list[Shortfall]:
        if tree.names(right) and not tree.names(left):
            return self.compared(MIRRORED.get(op, op), right, left, wanted)
        if isinstance(right, tree.Literal) and isinstance(right.value, bool):
            return self.short(left, wanted == ((op == "=") == right.value))
        if isinstance(right, tree.Literal) and isinstance(right.value, str):
            return self.among(left, (right,), wanted == (op == "="))
        asked = tree.Compare(op if wanted else OPPOSITE[op], left, right)
        return [self.waited(self.measured(asked), asked)]

    def measured(self, node: tree.Compare) -> Shortfall:
        found, other = type_of(node.left, self.vocabulary)[0], type_of(node.right, self.vocabulary)[0]
        is_date = found.kind == "date"
        required = exact(self.lowering.term(node.right), self.subject)
        observed = exact(self.lowering.term(node.left), self.subject)
        return Shortfall(
            self.fields(node),
            (_DATE_KINDS if is_date else _NUMBER_KINDS)[node.op],
            _shown(required, is_date),
            _shown(observed, is_date),
            _gap(node.op, required, observed),
            "日" if is_date else found.unit or other.unit,
            strict=node.op in {"<", ">"},
        )

    def waited(self, each: Shortfall, node: tree.Node) -> Shortfall:
        """With the day on which it is met by itself, if there is one."""
        day = met_from(node, self.lowering, self.subject)
        if day is None:
            return each
        dates = [value for name in each.fields if isinstance(value := self.subject.get(name), date)]
        return replace(each, met_from=day, since=dates[0] if len(dates) == 1 else None)


_NUMBER_KINDS: dict[tree.CompareOp, ShortfallKind] = {
    ">=": "too_low",
    ">": "too_low",
    "<=": "too_high",
    "<": "too_high",
    "=": "wrong_value",
    "<>": "barred_value",
}
_DATE_KINDS: dict[tree.CompareOp, ShortfallKind] = {
    **_NUMBER_KINDS,
    ">=": "too_early",
    ">": "too_early",
    "<=": "too_late",
    "<": "too_late",
}


def _text(value: Scalar) -> str | None:
    return value if isinstance(value, str) else None


def _asked(node: tree.Node, wanted: bool) -> tree.Node:
    return node if wanted else tree.Not(node)


def _alternatives(kind: Literal["any_of", "depends"], lists: list[list[Shortfall]]) -> list[Shortfall]:
    """One shortfall with an arm for each list; an arm that is such a choice itself is opened up."""
    arms: dict[tuple[Shortfall, ...], None] = {}
    for each in lists:
        nested = each[0].arms if len(each) == 1 and each[0].kind == kind else (tuple(each),)
        arms.update(dict.fromkeys(nested))
    if len(arms) == 1:
        return list(next(iter(arms)))
    fields = dict.fromkeys(name for arm in arms for each in arm for name in each.fields)
    return [Shortfall(tuple(fields), kind, arms=tuple(arms))]


def _shown(found: Range | None, is_date: bool) -> Quantity | None:
    if found is None or not found.is_exact:
        return found
    return date.fromordinal(int(found.low)) if is_date else found.low


def _gap(op: tree.CompareOp, required: Range | None, observed: Range | None) -> Decimal | None:
    """From the nearer end where one is a range; None for no distance, as where 70 is to be above 70."""
    if required is None or observed is None or op == "<>":
        return None
    short, over = required.low - observed.high, observed.low - required.high
    gap = short if op in {">=", ">"} else over if op in {"<=", "<"} else max(short, over)
    return gap if gap > 0 and gap.is_finite() else None
