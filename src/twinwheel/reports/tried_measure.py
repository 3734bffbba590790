"""One measure on the page of a trial: what changes, who gains and loses, where, and by how much others fall short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from twinwheel.criteria import wording
from twinwheel.criteria.wording import Lang
from twinwheel.matching.bits.kernel import count as bits_set
from twinwheel.matching.breakdown import NONE, NOT_FILED
from twinwheel.matching.plan import Outcome
from twinwheel.matching.sandbox.money import Budget
from twinwheel.matching.sandbox.near import NearMiss
from twinwheel.matching.sandbox.places import Division
from twinwheel.matching.sandbox.sandbox import Share
from twinwheel.matching.sandbox.tried import Found, Tried
from twinwheel.packs.model import Text
from twinwheel.reports import words as say
from twinwheel.reports.numbers import count, exact_money, fen, money, width
from twinwheel.reports.tried_curve import NOW, Line, signed, signed_money
from twinwheel.reports.words import Words, words

SHOWN = 12  # rows of a table that stand open


@dataclass(frozen=True)
class Bar:
    """One stacked bar: parts with a class and a width, and what is said beside it."""

    label: Words
    parts: tuple[tuple[str, str], ...]
    text: Words


@dataclass(frozen=True)
class Place:
    label: Words
    subjects: int
    before: int
    after: int
    gained: int
    lost: int
    gained_width: str
    lost_width: str
    money: Words | None


@dataclass(frozen=True)
class By:
    """One division; ``rest`` are values nothing changes for, or that come later."""

    title: Words
    several: bool
    rows: tuple[Place, ...]
    rest: int


@dataclass(frozen=True)
class Step:
    """One step of a histogram of distances."""

    label: Words
    subjects: int
    height: str


@dataclass(frozen=True)
class Near:
    label: Words
    sure: int
    possible: int
    median: Words | None
    steps: tuple[Step, ...]
    unknown: int


@dataclass(frozen=True)
class Beside:
    title: Words
    subjects: int
    excluded: bool
    width: str


@dataclass(frozen=True)
class Part:
    label: Words
    before: Words | None
    after: Words | None


@dataclass(frozen=True)
class Measure:
    id: str
    title: Words
    parts: tuple[Part, ...]
    winners: int
    losers: int
    detail: Words
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    budgets: tuple[Bar, ...]
    notes: tuple[Words, ...]
    by: tuple[By, ...]
    near: tuple[Near, ...]
    beside: tuple[Beside, ...]


def measure(found: Tried, each: Found) -> Measure:
    effect = each.effect
    gained, more, lost, less = (
        count(bits_set(bits)) for bits in (effect.gained, effect.more, effect.lost, effect.less)
    )
    return Measure(
        effect.id,
        words(each.title),
        tuple(Part(words(part.part), _words(part.before), _words(part.after)) for part in each.wording),
        effect.winners,
        effect.losers,
        Words(
            f"新符合 {gained}，金额增加 {more}；不再符合 {lost}，金额减少 {less}",
            f"{gained} newly eligible, {more} with more money; {lost} no longer, {less} with less",
        ),
        tuple(_bars(found, each)),
        tuple(_lines(each)),
        tuple(_budgets(each)),
        tuple(_notes(each)),
        tuple(
            _by(found, division, shares)
            for division, shares in zip(found.sandbox.divisions, effect.shares, strict=True)
        ),
        tuple(_near(found, each, near) for near in each.near),
        tuple(_beside(found, each)),
    )


def _words(text: Text | None) -> Words | None:
    return None if text is None else words(text)


TRIED = Words("试算", "tried")
_CLASSES = {
    Outcome.ELIGIBLE: "eligible",
    Outcome.NEEDS_REVIEW: "review",
    Outcome.UNKNOWN: "unknown",
}


def _bars(found: Tried, each: Found) -> list[Bar]:
    """Before and after, on the scale of the larger of the two, so that a small change can be seen."""
    sides = (each.effect.before, each.effect.after)
    most = max(sum(n for o, n in side.outcomes.items() if o in _CLASSES) for side in sides)
    return [
        Bar(
            name,
            tuple((kind, width(side.outcomes[outcome], most)) for outcome, kind in _CLASSES.items()),
            Words(
                f"{count(side.reached)}，最多 {count(side.reached + side.outcomes[Outcome.UNKNOWN])}",
                f"{count(side.reached)}, at most {count(side.reached + side.outcomes[Outcome.UNKNOWN])}",
            ),
        )
        for name, side in zip((NOW, TRIED), sides, strict=True)
    ]


def _lines(each: Found) -> list[Line]:
    before, after = each.effect.before, each.effect.after
    result = []
    for outcome, number in after.outcomes.items():
        was = before.outcomes[outcome]
        if number or was:
            result.append(
                Line(say.OUTCOMES[outcome], *map(say.both, (count(was), count(number), signed(number - was))))
            )
    for label, key in (
        (Words("已知金额", "Known money"), "known"),
        (Words("预算下限", "Lower bound"), "low"),
        (Words("预算上限", "Upper bound"), "high"),
    ):
        pair = [None if side.budget is None else getattr(side.budget, key) for side in (before, after)]
        if before.budget or after.budget:
            cells = [_amount(value, side.budget) for value, side in zip(pair, (before, after), strict=True)]
            old, new = pair
            change = say.both("") if old is None or new is None else signed_money(new - old)
            result.append(Line(label, cells[0], cells[1], change))
    return result


def _amount(value: int | None, budget: Budget | None) -> Words:
    if value is not None:
        return exact_money(fen(value))
    if budget is None:
        return Words("不涉及", "none")
    return Words(
        f"没有已知上限（{count(budget.unbounded)} 户未定价）",
        f"no upper bound known ({count(budget.unbounded)} unpriced)",
    )


def _budgets(each: Found) -> list[Bar]:
    """Known money, and the span between the bounds as far as there is an upper one."""
    sides = [side for side in (each.effect.before, each.effect.after) if side.budget]
    if not sides:
        return []
    most = max(
        max(side.budget.known, side.budget.low, side.budget.high_rest) for side in sides if side.budget
    )
    result = []
    for name, side in zip((NOW, TRIED), (each.effect.before, each.effect.after), strict=True):
        budget = side.budget
        if budget is None:
            continue
        # Without an upper bound the open part runs to the end of the bar.
        beyond = max(0, (most if budget.high is None else budget.high_rest) - budget.known)
        top = (
            Words(f"上限 {money(fen(budget.high_rest)).zh}", f"at most {money(fen(budget.high_rest)).en}")
            if budget.high is not None
            else Words("没有已知上限", "no upper bound known")
        )
        text = Words(f"{money(fen(budget.known)).zh}，{top.zh}", f"{money(fen(budget.known)).en}, {top.en}")
        parts = (("eligible", width(budget.known, most)), ("unknown", width(beyond, most)))
        result.append(Bar(name, parts, text))
    return result


def _notes(each: Found) -> list[Words]:
    result = []
    budget = each.effect.after.budget
    if budget is not None and budget.unpriced:
        n = count(budget.unpriced)
        result.append(
            Words(
                f"{n} 户符合但金额未知，不在已知金额内",
                f"{n} are eligible for an amount that is not known; it is not in the known money",
            )
        )
    if budget is not None and budget.unbounded:
        n = count(budget.unbounded)
        result.append(
            Words(
                f"{n} 户的金额没有上限可依，预算因而没有已知上限",
                f"for {n} nothing bounds the amount, so no upper bound of the budget is known",
            )
        )
    if budget is not None and budget.review:
        result.append(
            Words("还须人工认定，因此下限为零", "a person decides as well, so the lower bound is zero")
        )
    for zh, en, value in (
        ("每个符合对象的已知金额", "Known money per subject reached", each.per_reached),
        ("每个新增对象的已知金额", "Known money per additional subject", each.per_additional),
    ):
        if value is not None:
            amount = exact_money(value)
            result.append(Words(f"{zh}：{amount.zh}", f"{en}: {amount.en}"))
    return result


def division_title(found: Tried, division: Division) -> Words:
    """What a division is called."""
    if division.title is not None:
        return words(division.title)
    return say.field(division.field, found.sandbox.plan.pack.vocabulary)


def value_words(found: Tried, division: Division, value: str | None) -> Words:
    """What one value of a division is called."""
    if value is NOT_FILED:
        return say.NOT_FILED
    if value == NONE:
        return say.NONE
    if division.title is not None:
        return words(division.titles[list(division.values).index(value)])
    return say.code(value, found.sandbox.plan.pack.vocabulary.fields[division.field])


def _by(found: Tried, division: Division, shares: Sequence[Share]) -> By:
    moved = [each for each in shares if each.gained or each.lost or each.fen_before != each.fen_after]
    moved.sort(
        key=lambda each: (-(each.gained + each.lost), -abs(each.fen_after - each.fen_before), str(each.value))
    )
    most = max((max(each.gained, each.lost) for each in moved), default=0)
    rows = [
        Place(
            value_words(found, division, each.value),
            each.subjects,
            each.before,
            each.after,
            each.gained,
            each.lost,
            width(each.gained, most),
            width(each.lost, most),
            None if each.fen_before == each.fen_after else _short(each.fen_after - each.fen_before),
        )
        for each in moved[:SHOWN]
    ]
    return By(division_title(found, division), division.several, tuple(rows), len(moved) - len(rows))


def _short(amount: int) -> Words:
    found = money(fen(abs(amount)))
    sign = "+" if amount > 0 else "−"
    return Words(sign + found.zh, sign + found.en)


def _near(found: Tried, each: Found, near: NearMiss) -> Near:
    candidate = each.effect.after.candidate
    assert candidate is not None
    label = next(rule.spec.label for rule in candidate.rules if rule.spec.id == near.criterion)
    distances = near.distances
    if distances is None:
        return Near(words(label), near.sure, near.possible, None, (), 0)
    highest = max(distances.counts)
    ends = [*distances.ends, None]
    steps = tuple(
        Step(_upto(end, distances.ends[-1], distances.unit), number, width(number, highest))
        for end, number in zip(ends, distances.counts, strict=True)
    )
    return Near(
        words(label),
        near.sure,
        near.possible,
        _difference(distances.median, distances.unit),
        steps,
        distances.unknown,
    )


def _upto(end: Decimal | None, last: Decimal, unit: str | None) -> Words:
    shown = _difference(last if end is None else end, unit)
    return Words(f">{shown.zh}", f">{shown.en}") if end is None else Words(f"≤{shown.zh}", f"≤{shown.en}")


def _difference(value: Decimal, unit: str | None) -> Words:
    langs: tuple[Lang, Lang] = ("zh", "en")
    return Words(*(wording.difference(value, unit, lang) for lang in langs))


def _beside(found: Tried, each: Found) -> list[Beside]:
    pack = found.sandbox.plan.pack
    gained = bits_set(each.effect.gained)
    ordered = sorted(each.overlaps, key=lambda other: (not other.excluded, -other.subjects))
    return [
        Beside(
            words(pack.measures[other.measure].title),
            other.subjects,
            other.excluded,
            width(other.subjects, gained),
        )
        for other in ordered[:SHOWN]
    ]
