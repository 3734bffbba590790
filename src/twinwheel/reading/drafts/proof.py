"""What a draft must never do: hold a number that does not stand in its text, or lose a sentence.

Both are looked at on the finished draft, by other means than it was made with: the figures of each span are read
again from the text alone, and every sentence is asked for who claims it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.packs import Pack
from twinwheel.reading.drafts.canonical import Spelling
from twinwheel.reading.drafts.model import Criterion, Drafted
from twinwheel.reading.drafts.quantities import Quantity, days, quantities
from twinwheel.reading.text import Span

CLAIMED_BY = {
    "head": "head",
    "foot": "foot",
    "heading": "heading",
    "listhead": "criterion",
    "condition": "criterion",
    "exclusion": "criterion",
    "benefit": "benefit",
    "materials": "material",
    "window": "window",
    "process": "process",
    "department": "department",
    "stacking": "stacking",
    "validity": "validity",
    "definition": "definition",
}
OUT_OF_SCOPE = {
    "contact": "how to reach the office; no measure holds it",
    "penalty": "what happens to who breaks the rules; no measure holds it",
    "purpose": "why the text was made; nothing to check",
    "other": "no condition, benefit, paper, window, office or rule was recognised in it",
}
"""Why a sentence of a role is no part of a draft."""


@dataclass(frozen=True)
class Fate:
    """What became of one sentence: claimed by ``targets``, or out of scope for ``reason``."""

    sentence: int
    fate: str
    targets: tuple[str, ...] = ()
    reason: str | None = None


def fates(drafted: Drafted) -> list[Fate]:
    """The fate of every sentence, in order. A sentence that nothing claims is out of scope, and says why."""
    claims: dict[int, list[str]] = {}
    places = [(each.start, each.end) for each in drafted.policy.sentences]
    for target, spans in _claims(drafted):
        for number, (start, end) in enumerate(places):
            if any(low < end and start < high for low, high in spans):
                claims.setdefault(number, []).append(target)
    found = []
    for sentence in drafted.policy.sentences:
        role = drafted.roles.get(sentence.number, "other")
        targets = tuple(dict.fromkeys(claims.get(sentence.number, ())))
        kind = CLAIMED_BY.get(role)
        if targets and kind in (None, "process", "department"):
            kind = targets[0].partition("/")[2].partition("/")[0].rstrip("0123456789") or "measure"
            kind = {"c": "criterion"}.get(kind, kind)
        if kind is None or (kind == "process" and not targets and not drafted.measures):
            found.append(
                Fate(sentence.number, "out_of_scope", (), OUT_OF_SCOPE.get(role, OUT_OF_SCOPE["other"]))
            )
        else:
            found.append(Fate(sentence.number, kind, targets))
    return found


def _claims(drafted: Drafted) -> Iterator[tuple[str, Sequence[Span]]]:
    for measure in drafted.measures:
        for criterion in measure.criteria:
            yield f"{measure.id}/{criterion.id}", criterion.spans
        for place, offer in enumerate(measure.offers, 1):
            yield f"{measure.id}/benefit/{place}", [offer.given.span]
        for name in ("materials", "departments", "stacking", "steps"):
            for _, span in getattr(measure, name):
                yield f"{measure.id}/{name}", [span]
        if measure.window:
            yield f"{measure.id}/window", [measure.window[1]]
        if measure.programme and measure.clause is not None:
            yield (
                f"{measure.id}/programme",
                [Span(each.start, each.end) for each in measure.clause.all_sentences()],
            )


def uncovered(drafted: Drafted) -> list[Span]:
    """Stretches of the text that say something and are in no sentence. Always empty; the tests hold it."""
    text = drafted.policy.text
    inside = bytearray(len(text))
    for each in drafted.policy.sentences:
        inside[each.start : each.end] = b"\x01" * (each.end - each.start)
    found: list[Span] = []
    for place, char in enumerate(text):
        if not inside[place] and char.isalnum():
            if found and found[-1].end == place:
                found[-1] = Span(found[-1].start, place + 1)
            else:
                found.append(Span(place, place + 1))
    return found


# --- numbers --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """The figures that stand in a piece of text, read from it alone."""

    figures: tuple[Quantity, ...]
    dates: frozenset[date]

    @classmethod
    def of(cls, text: str) -> Standing:
        spelled = Spelling({}).of(text).text
        firsts = {each.first for each in days(spelled)} | {each.last for each in days(spelled)}
        return cls(tuple(quantities(spelled)), frozenset(firsts))

    def holds(self, value: Decimal, unit: str | None) -> bool:
        if value == 0 and unit is not None:
            return any(each.into(unit) == 0 for each in self.figures) or unit == "零"
        return any(each.into(unit) == value or (each.parts and each.value == value) for each in self.figures)

    def lasts(self, interval: tree.Interval) -> bool:
        months = {"YEAR": 12, "MONTH": 1}.get(interval.unit)
        kind, size = ("months", interval.count * months) if months else ("days", interval.count)
        return any(each.kind == kind and each.value == size for each in self.figures)


def invented(node: tree.Node, text: str, pack: Pack) -> list[str]:
    """Numbers and days of a condition that do not stand in ``text``, in the unit they are compared in."""
    standing = Standing.of(text)
    zero = any(word in text for word in ("零", "0"))
    found: list[str] = []
    for value, unit in _constants(node, pack):
        if isinstance(value, tree.Interval):
            fine = standing.lasts(value)
        elif isinstance(value, date):
            fine = value in standing.dates
        else:
            fine = standing.holds(value, unit) or (value == 0 and zero)
        if not fine:
            found.append(
                f"{value}{unit or ''}"
                if not isinstance(value, tree.Interval)
                else f"{value.count} {value.unit}"
            )
    return found


_Constant = tuple[Decimal | date | tree.Interval, str | None]


def _constants(node: tree.Node, pack: Pack, unit: str | None = None) -> Iterator[_Constant]:
    """Every number, day and interval, each with the unit of what stands beside it."""
    match node:
        case tree.Literal(value) if isinstance(value, Decimal | date):
            yield value, unit
        case tree.Interval():
            yield node, None
        case tree.Arithmetic("/", tree.Literal(Decimal() as part), tree.Literal(Decimal() as whole)) if whole:
            yield part / whole, unit  # 三分之一 is one figure
        case tree.Compare(_, left, right) | tree.Arithmetic(_, left, right):
            beside = _unit(left, pack) or _unit(right, pack) or unit
            if _counts(
                left
            ):  # the sum of a list of which some are enough: its ones and noughts are no figures
                yield from (each for case in _cases(left) for each in _constants(case.branches[0][0], pack))
                yield from ((value, "个") for value, _ in _constants(right, pack))
                return
            yield from _constants(left, pack, beside)
            yield from _constants(right, pack, beside)
        case tree.Between(operand, low, high):
            beside = _unit(operand, pack)
            yield from _constants(low, pack, beside)
            yield from _constants(high, pack, beside)
        case tree.Case(branches, default):
            for when, then in branches:
                yield from _constants(when, pack)
                yield from _constants(then, pack, unit)
            yield from _constants(default, pack, unit)
        case _:
            for child in tree.children(node):
                yield from _constants(child, pack, unit)


def _unit(node: tree.Node, pack: Pack) -> str | None:
    match node:
        case tree.Name(name) if name in pack.fields:
            spec = pack.fields[name]
            return "比例" if spec.type == "ratio" else spec.unit
        case tree.Arithmetic("/", left, right) if _unit(left, pack) == _unit(right, pack):
            return "比例"
        case tree.Arithmetic(_, left, right):
            return _unit(left, pack) or _unit(right, pack)
    return None


def _counts(node: tree.Node) -> bool:
    cases = list(_cases(node))
    return bool(cases) and all(
        len(each.branches) == 1
        and each.branches[0][1] == tree.Literal(Decimal(1))
        and each.default == tree.Literal(Decimal(0))
        for each in cases
    )


def _cases(node: tree.Node) -> Iterator[tree.Case]:
    if isinstance(node, tree.Case):
        yield node
    elif isinstance(node, tree.Arithmetic) and node.op == "+":
        yield from _cases(node.left)
        yield from _cases(node.right)


def refuse_invented(drafted: Drafted, pack: Pack) -> None:
    """Turn what has a number that its span lacks over to a person, and take such an amount out."""
    text = drafted.policy.text
    for measure in drafted.measures:
        for criterion in measure.criteria:
            if criterion.node is None:
                continue
            missing = invented(criterion.node, said(text, criterion), pack)
            if missing:
                drafted.refused.append(
                    {
                        "measure": measure.id,
                        "criterion": criterion.id,
                        "why": f"not in its span: {', '.join(missing)}",
                    }
                )
                criterion.node = None
        for offer in measure.offers:
            money = offer.given.money
            for name, span in list(money.stands.items()) if money else ():
                assert money is not None
                value = getattr(money, name)
                unit = "比例" if name == "rate" else money.unit
                stands = Standing.of(text[span.start : span.end])
                bare = unit[0] if unit in ("万元", "亿元") else unit  # 奖励500万
                if isinstance(value, Decimal) and not (
                    stands.holds(value, unit) or stands.holds(value, bare)
                ):
                    setattr(money, name, Decimal(1) if name == "rate" else None)
                    del money.stands[name]
                    drafted.refused.append({"measure": measure.id, "benefit": name, "why": "not in its span"})


def refuse_shunned(drafted: Drafted, pack: Pack) -> None:
    """Turn over to a person what asks for a thing no policy asks for, as a bad record: it was an exclusion misread."""
    shunned = {
        name for book in pack.wordbooks.values() for name, phrasing in book.fields.items() if phrasing.shunned
    }
    for measure in drafted.measures:
        for criterion in measure.criteria:
            asked = _asked(criterion.node) & shunned if criterion.node is not None else set()
            if asked:
                drafted.refused.append(
                    {
                        "measure": measure.id,
                        "criterion": criterion.id,
                        "why": f"asks for what shuts out: {', '.join(sorted(asked))}",
                    }
                )
                criterion.node = None


def _asked(node: tree.Node) -> set[str]:
    """The yes/no fields that must be true in each or some way of meeting a condition."""
    match node:
        case tree.Name(name):
            return {name}
        case tree.And(items) | tree.Or(items):
            return {name for each in items for name in _asked(each)}
        case tree.Not(tree.Not(inner)):
            return _asked(inner)
        case tree.Not(tree.And(items) | tree.Or(items)):
            return {name for each in items for name in _asked(tree.Not(each))}
    return set()


def said(text: str, criterion: Criterion) -> str:
    """The words a criterion rests on."""
    return "\n".join(text[span.start : span.end] for span in criterion.spans)
