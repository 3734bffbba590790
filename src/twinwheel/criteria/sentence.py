"""The expression as a sentence a clerk reads, so that the label of a criterion and its rule cannot drift.

The tree is walked once for both languages; what differs between them lies in one table of phrases. A
sentence may be shorter than its expression but never looser: each bracket level joins its parts with one kind
of word, and a label that holds such a word itself is put in quotes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from twinwheel.criteria import tree, wording
from twinwheel.criteria.check import type_of
from twinwheel.criteria.lower import moved
from twinwheel.criteria.vocabulary import FieldType, Vocabulary
from twinwheel.criteria.wording import Lang

MIRRORED: dict[str, tree.CompareOp] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE: dict[tree.CompareOp, tree.CompareOp] = {
    "=": "<>",
    "<>": "=",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}

# (Chinese, English). {x} is what is looked at, {y} what it is held against; English verbs agree through {be}, {do}, {s}.
_PHRASES = {
    "always": ("始终满足", "always met"),
    "never": ("始终不满足", "never met"),
    "undecided": ("不能判定", "undecided"),
    "met": ("满足", "met"),
    "not met": ("不满足", "not met"),
    "and": ("，且", ", and "),
    "or": ("，或", ", or "),
    "group": ("（{x}）", "({x})"),
    "not group": ("并非（{x}）", "not ({x})"),
    "if": ("如果{x}，则{y}", "if {x}, then {y}"),
    "not": ("没有“{x}”的情形", "not: {x}"),
    "says": ("{x}{y}", "{x} {be} {y}"),
    "tiers of": ("{x}：{y}", "{x}: {y}"),
    "tier": ("{x}的，{y}", "{y} if {x}"),
    "next tier": ("；其余", "; otherwise "),
    "value": ("为{y}", "{y}"),
    "number >=": ("不低于{y}", "at least {y}"),
    "number >": ("超过{y}", "above {y}"),
    "number <=": ("不超过{y}", "at most {y}"),
    "number <": ("低于{y}", "below {y}"),
    "number =": ("等于{y}", "exactly {y}"),
    "number <>": ("不等于{y}", "other than {y}"),
    "date >=": ("不早于{y}", "on or after {y}"),
    "date >": ("晚于{y}", "after {y}"),
    "date <=": ("不晚于{y}", "on or before {y}"),
    "date <": ("早于{y}", "before {y}"),
    "date =": ("是{y}", "{y}"),
    "date <>": ("不是{y}", "not {y}"),
    "code =": ("是{y}", "{y}"),
    "code <>": ("不是{y}", "not {y}"),
    "one of": ("是{y}之一", "one of {y}"),
    "none of": ("不是{y}中的任何一个", "none of {y}"),
    "between": ("{x}在{low}至{high}之间（含两端）", "{x} {be} from {low} to {high} (inclusive)"),
    "not between": ("{x}不在{low}至{high}之间（含两端）", "{x} {be} not from {low} to {high} (inclusive)"),
    "filed": ("已填报{x}", "{x} {be} filed"),
    "not filed": ("未填报{x}", "{x} {be} not filed"),
    "has": ("{x}包括{y}", "{x} include{s} {y}"),
    "has any": ("{x}包括{y}中的至少一项", "{x} include{s} at least one of {y}"),
    "has all": ("{x}同时包括{y}", "{x} include{s} all of {y}"),
    "lacks": ("{x}不包括{y}", "{x} {do} not include {y}"),
    "lacks any": ("{x}不包括{y}中的任何一项", "{x} {do} not include any of {y}"),
    "lacks all": ("{x}未同时包括{y}", "{x} {do} not include all of {y}"),
    "starts": ("{x}以“{y}”开头", '{x} start{s} with "{y}"'),
    "not starts": ("{x}不以“{y}”开头", '{x} {do} not start with "{y}"'),
    "coalesce": ("{x}（未填报按{y}计）", "{x} ({y} if not filed)"),
    "least": ("{y}中最小的", "the smallest of {y}"),
    "greatest": ("{y}中最大的", "the largest of {y}"),
    "today": ("判定日", "the day of decision"),
    "days": ("自{low}至{high}的日数", "days from {low} to {high}"),
    "before": ("{x}前{y}", "{y} before {x}"),
    "after": ("{x}后{y}", "{y} after {x}"),
    "given": ("{x}（{y}）", "{x} ({y})"),
    "no value": ("当日无值", "no value on that day"),
}
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SPANS = {
    "zh": {"DAY": "日", "MONTH": "个月", "YEAR": "年"},
    "en": {"DAY": "day", "MONTH": "month", "YEAR": "year"},
}

# A Chinese yes/no label that opens with a verb is denied by that verb's own particle.
_DENIED_BY = {
    "不": ("属于", "涉及", "含", "要求", "用于", "以", "向", "具有", "符合"),
    "未": ("列入", "纳入", "取得", "获得", "享受", "入选", "使用"),
}


def sentence(node: tree.Node, vocabulary: Vocabulary, lang: Lang, as_of: date | None = None) -> str:
    """A checked expression in words: a condition as a clause, a value as a phrase. No full stop, no capital.

    Shares are given in percent, money in English as CNY or USD in full. Definitions are called by their
    name. ``as_of`` fills in the day of decision and the parameters in force on it; without it they are
    spoken of by name.

    >>> from twinwheel.criteria.parse import parse
    >>> field = FieldType("营业收入", "number", "Operating revenue", "万元")
    >>> sentence(parse("营业收入 >= 5000"), Vocabulary({"营业收入": field}), "en")
    'Operating revenue is at least CNY 50 million'
    """
    writer = _Writer(vocabulary, lang, as_of)
    if writer.is_condition(node):
        return writer.clause(node)
    field = next(
        (vocabulary.fields[name] for name, each in vocabulary.definitions.items() if each == node), None
    )
    return writer.value(node, field.unit if field else writer.unit(node), False, field)


class _Writer:
    """``inner`` is set for what is part of something larger, and then gets its brackets or quotes."""

    def __init__(self, vocabulary: Vocabulary, lang: Lang, as_of: date | None) -> None:
        self.vocabulary = vocabulary
        self.lang: Lang = lang
        self.as_of = as_of
        self.phrases = {key: pair[lang == "en"] for key, pair in _PHRASES.items()}

    def say(self, phrase: str, x: str = "", y: str = "", low: str = "", high: str = "") -> str:
        many = wording.is_plural(x) if x else False
        verbs = {"be": "are", "do": "do", "s": ""} if many else {"be": "is", "do": "does", "s": "s"}
        return self.phrases[phrase].format(x=x, y=y, low=low, high=high, **verbs)

    def is_condition(self, node: tree.Node) -> bool:
        return type_of(node, self.vocabulary)[0].kind == "bool"

    def unit(self, *nodes: tree.Node) -> str | None:
        """The unit that the bare numbers among ``nodes`` take."""
        return next((unit for node in nodes if (unit := type_of(node, self.vocabulary)[0].unit)), None)

    # --- conditions -----------------------------------------------------------------------

    def clause(self, node: tree.Node, inner: bool = False) -> str:
        match node:
            case tree.Literal(value):
                return self.say("undecided" if value is None else "always" if value else "never")
            case tree.Name(name):
                return self.name(name, inner)
            case tree.Not(operand):
                return self.denied(operand, inner)
            case tree.And(items):
                return self.joined("and", items, inner)
            case tree.Or(items):
                return self.alternatives(items, inner)
            case tree.Case():
                return self.grouped(self.tiers(node, self.tier_clause), inner)
            case tree.Compare(op, left, right):
                return self.compared(op, left, right, inner)
            case tree.Call():
                return self.value(node, None, inner)
        return self.asked(node, inner, yes=True)

    def denied(self, node: tree.Node, inner: bool) -> str:
        match node:
            case tree.Not(operand):
                return self.clause(operand, inner)
            case tree.Name(name):
                return self.not_flag(name, inner)
            case tree.Compare(op, left, right):
                return self.compared(OPPOSITE[op], left, right, inner)
            case tree.In() | tree.IsNull() | tree.Has() | tree.StartsWith() | tree.Between():
                return self.asked(node, inner, yes=False)
        return self.say("not group", self.clause(node))

    def asked(self, node: tree.Node, inner: bool, yes: bool) -> str:
        """A test with a phrase of its own, for yes and for no."""
        match node:
            case tree.In(operand, values):
                return self.say("says", self.value(operand, None, True), self.among(operand, values, yes))
            case tree.Between(operand, low, high):
                unit = self.unit(operand, low, high)
                ends = self.value(low, unit, True), self.value(high, unit, True)
                return self.say(
                    "between" if yes else "not between", self.value(operand, unit, True), "", *ends
                )
            case tree.IsNull(operand):
                return self.say("not filed" if yes else "filed", self.value(operand, None, True))
            case tree.StartsWith(operand, tree.Literal(prefix)):
                return self.say(
                    "starts" if yes else "not starts", self.value(operand, None, True), str(prefix)
                )
            case tree.Has(operand, mode, values):
                phrase = ("has" if yes else "lacks") + (f" {mode}" if len(values) > 1 else "")
                named = self.listed(operand, values, "or" if mode == "any" else "and")
                return self.say(phrase, self.value(operand, None, True), named)
        raise AssertionError(f"not a condition: {node}")

    def not_flag(self, name: str, inner: bool) -> str:
        shown = self.name(name, inner)
        if self.lang == "zh" and shown == name:
            for particle, verbs in _DENIED_BY.items():
                if name.startswith(verbs):
                    return particle + name
        return self.say("not", name if self.lang == "zh" else shown)

    def joined(self, word: str, items: tuple[tree.Node, ...], inner: bool) -> str:
        return self.grouped(self.phrases[word].join(self.clause(item, inner=True) for item in items), inner)

    def alternatives(self, items: tuple[tree.Node, ...], inner: bool) -> str:
        """``NOT (a) OR b`` is how the language says "if a, then b"."""
        if not isinstance(items[0], tree.Not) or isinstance(items[0].operand, tree.IsNull):
            return self.joined("or", items, inner)  # IS NOT NULL is no premise, it is "was filed"
        premise, rest = items[0].operand, items[1:]
        conclusion = rest[0] if len(rest) == 1 else tree.Or(rest)
        return self.grouped(self.say("if", self.clause(premise, True), self.clause(conclusion, True)), inner)

    def grouped(self, text: str, inner: bool) -> str:
        return self.say("group", text) if inner else text

    # --- comparisons ----------------------------------------------------------------------

    def compared(self, op: tree.CompareOp, left: tree.Node, right: tree.Node, inner: bool) -> str:
        if tree.names(right) and not tree.names(left):
            return self.compared(MIRRORED.get(op, op), right, left, inner)
        if isinstance(right, tree.Literal) and isinstance(right.value, bool):
            return self.clause(left, inner) if (op == "=") == right.value else self.denied(left, inner)
        unit = self.unit(left, right)
        seen = self.value(left, unit, True)
        found = type_of(left, self.vocabulary)[0]
        kind = {"number": "number", "date": "date"}.get(str(found.kind), "code")

        def bound(node: tree.Node) -> str:
            if isinstance(node, tree.Case):
                return self.say("group", self.tiers(node, bound))
            if node == tree.Literal(None):
                return self.say("undecided")
            return self.say(f"{kind} {op}", y=self.value(node, unit, True, found.field))

        if isinstance(right, tree.Case):
            return self.grouped(self.say("tiers of", seen, self.tiers(right, bound)), inner)
        return self.say("says", seen, bound(right))

    def among(self, operand: tree.Node, values: tuple[tree.Node, ...], yes: bool) -> str:
        if len(values) == 1:
            return self.say("code =" if yes else "code <>", y=self.listed(operand, values, "or"))
        return self.say("one of" if yes else "none of", y=self.listed(operand, values, "or"))

    def listed(self, operand: tree.Node, values: tuple[tree.Node, ...], last: str) -> str:
        found = type_of(operand, self.vocabulary)[0]
        items = [self.value(each, found.unit, False, found.field) for each in values]
        return wording.listed(items, self.lang, "and" if last == "and" else "or")

    # --- tiers ----------------------------------------------------------------------------

    def tiers(self, node: tree.Case, read: Callable[[tree.Node], str]) -> str:
        parts = [self.say("tier", self.clause(when, inner=True), read(then)) for when, then in node.branches]
        return self.phrases["next tier"].join([*parts, read(node.default)])

    def tier_clause(self, node: tree.Node) -> str:
        if isinstance(node, tree.Literal) and node.value is not None:
            return self.say("met" if node.value else "not met")
        return self.clause(node, inner=True)

    def tier_value(self, node: tree.Node, unit: str | None, field: FieldType | None) -> str:
        text = self.value(node, unit, True, field)
        return text if isinstance(node, tree.Case) else self.say("value", y=text)

    # --- values ---------------------------------------------------------------------------

    def value(
        self, node: tree.Node, unit: str | None, inner: bool = False, field: FieldType | None = None
    ) -> str:
        """A number (in ``unit`` where it says none), date, code (of ``field``) or yes/no value in words."""
        match node:
            case tree.Literal(value):
                return self.constant(value, unit, field)
            case tree.Name(name) | tree.Filed(name):
                return self.name(name, inner)
            case tree.Given(name):
                return self.given(name)
            case tree.Negative(operand):
                return "−" + self.operand(operand, unit)
            case tree.Arithmetic(op, left, right):
                return self.arithmetic(op, left, right, unit)
            case tree.Call(name, arguments):
                return self.call(name, arguments, unit, field)
            case tree.Case():
                return self.grouped(self.tiers(node, lambda each: self.tier_value(each, unit, field)), inner)
        return self.clause(node, inner)

    def constant(
        self, value: Decimal | str | bool | date | None, unit: str | None, field: FieldType | None
    ) -> str:
        if value is None:
            return self.say("undecided")
        if isinstance(value, bool):
            return self.say("met" if value else "not met")
        if isinstance(value, Decimal):
            return wording.quantity(value, unit, self.lang)
        return (
            wording.day(value, self.lang)
            if isinstance(value, date)
            else wording.code(value, field, self.lang)
        )

    def name(self, name: str, inner: bool) -> str:
        text = wording.label(name, self.vocabulary, self.lang)
        return wording.quoted_if_joined(text, self.lang) if inner else text

    def given(self, name: str) -> str:
        if name == "as_of":
            return self.say("today") if self.as_of is None else wording.day(self.as_of, self.lang)
        parameter = self.vocabulary.parameters[name]
        text = name if self.lang == "zh" else parameter.label
        if self.as_of is None:
            return wording.quoted(text, self.lang)
        value = parameter.on(self.as_of)
        shown = self.say("no value") if value is None else self.constant(value, parameter.unit, None)
        return self.say("given", shown, text)

    def call(
        self, name: str, arguments: tuple[tree.Node, ...], unit: str | None, field: FieldType | None
    ) -> str:
        shown = [self.value(each, unit, True, field) for each in arguments]
        if name != "coalesce":
            return self.say(name, y=wording.listed(shown, self.lang, "and"))
        *firsts, text = shown
        for first in reversed(firsts):
            text = self.say("coalesce", first, text)
        return text

    def arithmetic(self, op: tree.ArithmeticOp, left: tree.Node, right: tree.Node, unit: str | None) -> str:
        if isinstance(right, tree.Interval):
            return self.moved(left, right, op)
        if type_of(left, self.vocabulary)[0].kind == "date":
            return self.say("days", low=self.value(right, None, True), high=self.value(left, None, True))
        inherited = unit if op in "+-" else None
        chained = isinstance(left, tree.Arithmetic) and left.op == op
        one = self.value(left, inherited, True) if chained else self.operand(left, inherited)
        return one + _SIGNS[op] + self.operand(right, inherited)

    def operand(self, node: tree.Node, unit: str | None) -> str:
        return self.grouped(self.value(node, unit, True), isinstance(node, tree.Arithmetic | tree.Negative))

    # --- dates ----------------------------------------------------------------------------

    def moved(self, base: tree.Node, interval: tree.Interval, op: tree.ArithmeticOp) -> str:
        """The day itself where it is known, else how far it lies before or after one that has a name."""
        start = self.known_day(base)
        found = moved(start, interval, -1 if op == "-" else 1) if start else None
        if found:
            return wording.day(found, self.lang)
        return self.say("before" if op == "-" else "after", self.value(base, None, True), self.span(interval))

    def known_day(self, node: tree.Node) -> date | None:
        match node:
            case tree.Literal(date() as value):
                return value
            case tree.Given("as_of"):
                return self.as_of
            case tree.Arithmetic(op, left, tree.Interval() as interval):
                start = self.known_day(left)
                return moved(start, interval, -1 if op == "-" else 1) if start else None
        return None

    def span(self, interval: tree.Interval) -> str:
        unit = _SPANS[self.lang][interval.unit]
        if self.lang == "zh":
            return f"{interval.count}{unit}"
        count = _COUNTS[interval.count] if 0 < interval.count < len(_COUNTS) else f"{interval.count:,}"
        return f"{count} {unit}{'' if interval.count == 1 else 's'}"
