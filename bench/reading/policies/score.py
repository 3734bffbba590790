"""One draft held against its gold: what it says right, what it left out, what it made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from bench.reading.policies import draft as drafts
from bench.reading.policies import figures, gold
from bench.reading.policies.align import Alignment, Found, Verdict, align, overlapping
from bench.reading.policies.same import Same, fields
from twinwheel.criteria.parse import parse
from twinwheel.errors import ExpressionError

YUAN = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}


@dataclass
class Score:
    """Counts of one text; those of several add up. A pair is (right, of how many)."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """In words, for whoever tunes on ``dev``."""

    def __add__(self, other: Score) -> Score:
        return Score(self.counts + other.counts, [*self.wrong, *other.wrong])

    def share(self, part: str, whole: str) -> float | None:
        return self.counts[part] / self.counts[whole] if self.counts[whole] else None

    def add(self, name: str, right: bool, note: str = "") -> None:
        self.counts[f"{name} of"] += 1
        self.counts[name] += right
        if note and not right:
            self.wrong.append(f"{name}: {note}")


def score(given: gold.PolicyText, draft: drafts.Draft, same: Same) -> Score:
    """Score the draft of one text."""
    drafted = draft.criteria()
    aligned = align(given, drafted, same)
    found = Score()
    _criteria(found, given, aligned, drafted)
    _measures(found, given, draft, drafted, aligned, same)
    _benefits(found, given, draft)
    _numbers(found, given, draft)
    _around(found, given, draft)
    _coverage(found, given, draft)
    return found


def _criteria(
    found: Score, given: gold.PolicyText, aligned: Alignment, drafted: list[drafts.Criterion]
) -> None:
    for each in aligned.rules:
        if each.counts:
            found.counts["checkable"] += 1
            found.counts[each.verdict.value] += 1
            if each.verdict is not Verdict.EXACT:
                said = [drafted[number].when for number in each.by]
                found.wrong.append(
                    f"{each.verdict.value}: {each.gold.quote} | {each.gold.when} | {said or ''}"
                )
    for each in aligned.humans:
        if not each.gold.optional:
            found.add("human kept", each.verdict is not Verdict.LOST, each.gold.quote)
    found.counts["drafted rules"] += sum(each.when is not None for each in drafted)
    found.counts["invented"] += len(aligned.invented)
    found.counts["read into human"] += len(aligned.read_into)
    found.counts["more for a person"] += aligned.extra_humans
    for kind, numbers in (("invented", aligned.invented), ("read into human", aligned.read_into)):
        found.wrong += [
            f"{kind}: {drafted[each].when} | {_words(given, drafted[each].spans)}" for each in numbers
        ]


def _words(given: gold.PolicyText, spans: Iterable[gold.Range]) -> str:
    return " … ".join(given.text[start:end] for start, end in spans)


# --- measures as a whole ---------------------------------------------------------------------


def _measures(
    found: Score,
    given: gold.PolicyText,
    draft: drafts.Draft,
    drafted: list[drafts.Criterion],
    aligned: Alignment,
    same: Same,
) -> None:
    number = {each: at for at, each in enumerate(drafted)}
    holds = [{number[each] for each in measure.criteria} for measure in draft.measures]
    by_gold = {id(each.gold): each for each in (*aligned.rules, *aligned.humans)}
    pairs = _paired(given, draft, holds, by_gold)
    for at, measure in enumerate(given.gold.rules):
        asked = [by_gold[id(each)] for each in (*given.gold.common, *measure.criteria)]
        mine = pairs.get(at)
        right = mine is not None and (
            _holds_all(asked, holds[mine], given, drafted, same)
            or same.all_of(
                [each.gold.when for each in asked if each.gold.when and not each.gold.optional],
                [when for each in holds[mine] if (when := drafted[each].when)],
            )
        )
        found.add("measure", right, measure.title)
        for number_of in sorted(holds[mine]) if mine is not None else ():
            if when := drafted[number_of].when:
                lets_in = _lets_in(when, number_of, asked, given, same)
                found.add("lets in", lets_in, f"{measure.title}: {when}")
        found.add(
            "subject", mine is not None and draft.measures[mine].subject == measure.subject, measure.title
        )


def _lets_in(when: str, number: int, asked: list[Found], given: gold.PolicyText, same: Same) -> bool:
    """Whether a rule of a draft refuses nobody whom the text lets in."""
    if any(each.verdict is Verdict.EXACT and number in each.by for each in asked):
        return True
    if any(same(when, right) for right in _allowed(given, asked)):
        return True
    return same.follows(when, [each.gold.when for each in asked if each.gold.when])


def _allowed(given: gold.PolicyText, asked: list[Found]) -> list[str]:
    """What a measure may hold: all that is right for it, and what exclusions may become."""
    return [
        *(each.may for each in given.gold.excludes if each.may),
        *(right for each in asked for right in each.gold.right),
    ]


def _holds_all(
    asked: list[Found],
    held: set[int],
    given: gold.PolicyText,
    drafted: list[drafts.Criterion],
    same: Same,
) -> bool:
    """Whether a measure of a draft holds every condition it should, rightly, and none it should not."""
    for each in asked:
        if each.counts and not (each.verdict is Verdict.EXACT and each.by <= held):
            return False
    answered = {number for each in asked if each.verdict is Verdict.EXACT for number in each.by}
    may = _allowed(given, asked)
    return all(
        number in answered or any(same(when, each) for each in may)
        for number in held
        if (when := drafted[number].when) is not None
    )


def _paired(
    given: gold.PolicyText, draft: drafts.Draft, holds: list[set[int]], by_gold: dict[int, Found]
) -> dict[int, int]:
    """Which measure of the draft is which of the gold: the pair that shares most goes first."""
    weights = []
    for at, measure in enumerate(given.gold.rules):
        own = {number for each in measure.criteria for number in by_gold[id(each)].by}
        places = [place for each in measure.benefits for place in given.places(each.quote)]
        for other, drafted in enumerate(draft.measures):
            if drafted.kind == "rule":
                benefits = sum(overlapping(each.spans, places) for each in drafted.benefits)
                weights.append((2 * len(own & holds[other]) + benefits, -at, -other))
    pairs: dict[int, int] = {}
    for weight, at, other in sorted(weights, reverse=True):
        if weight and -at not in pairs and -other not in pairs.values():
            pairs[-at] = -other
    return pairs


# --- benefits --------------------------------------------------------------------------------


def _benefits(found: Score, given: gold.PolicyText, draft: drafts.Draft) -> None:
    drafted = [each for measure in draft.measures for each in measure.benefits]
    for measure in given.gold.rules:
        for wanted in measure.benefits:
            if wanted.optional:
                continue
            places = given.places(wanted.quote)
            here = [each for each in drafted if overlapping(each.spans, places)]
            found.add("benefit", bool(here), wanted.quote)
            kinds = {wanted.kind, *wanted.also_kinds}
            found.add(
                "benefit kind",
                any(each.kind in kinds for each in here),
                f"{wanted.quote} | {[each.kind for each in here]}",
            )
            if _has_figures(wanted):
                found.add("benefit figures", _figures_right(wanted, here), wanted.quote)
            if isinstance(wanted.base, str) or wanted.floor is not None:
                found.add("benefit amount", any(_computes(wanted, each) for each in here), wanted.quote)


def _has_figures(wanted: gold.Benefit) -> bool:
    parts = (wanted.rate, wanted.floor, wanted.cap, wanted.years)
    return bool(wanted.figures) or isinstance(wanted.base, Decimal) or any(each is not None for each in parts)


def _figures_right(wanted: gold.Benefit, here: list[drafts.Benefit]) -> bool:
    """Every number of the text is there, in whatever form."""
    shown = {number for each in here for number in _shown(each)}
    titles = " ".join(each.title for each in here)
    unit = YUAN[wanted.unit]
    needed = [number * unit for number in (wanted.floor, wanted.cap) if number is not None]
    needed += [wanted.base * unit] if isinstance(wanted.base, Decimal) else []
    needed += [*_constants(wanted.rate), *([wanted.years] if wanted.years is not None else [])]
    figured = all(each in titles or (figures.numbers(each) - {Decimal(0)}) & shown for each in wanted.figures)
    return figured and set(needed) <= shown


def _shown(benefit: drafts.Benefit) -> Iterator[Decimal]:
    """Every number of a drafted benefit: rates and years as they are, money in yuan."""
    if benefit.amount:
        unit = YUAN[benefit.amount.unit]
        yield from _constants(benefit.amount.rate)
        for part in (benefit.amount.base, benefit.amount.floor, benefit.amount.cap):
            yield from (each * unit for each in _constants(part))
    for _, value in benefit.values:
        for each in _constants(value):
            yield from (each * unit for unit in YUAN.values())
    yield from _constants(benefit.years)


def _constants(value: object) -> Iterator[Decimal]:
    """The numbers of a number, of an expression or of a list of them."""
    match value:
        case None | bool():
            return
        case int() | Decimal():
            yield Decimal(value)
        case list() | tuple():
            for each in value:
                yield from _constants(each)
        case str():
            try:
                yield Decimal(value)
            except InvalidOperation:
                try:
                    yield from (each for each in figures.constants(parse(value)) if isinstance(each, Decimal))
                except ExpressionError:
                    return


def _computes(wanted: gold.Benefit, drafted: drafts.Benefit) -> bool:
    """Whether the draft would pay the same: base, rate, floor and cap."""
    amount = drafted.amount
    if amount is None:
        return False
    unit, other = YUAN[wanted.unit], YUAN[amount.unit]
    for want, have in ((wanted.floor, amount.floor), (wanted.cap, amount.cap)):
        if (want is None) != (have is None):
            return False
        if want is not None and list(_constants(have)) != [want / other * unit]:
            return False
    if isinstance(wanted.base, str) and fields(wanted.base) != fields(str(amount.base)):
        return False
    return set(_constants(wanted.rate)) <= set(_constants(amount.rate))


# --- numbers, what stands around, coverage ---------------------------------------------------


def _numbers(found: Score, given: gold.PolicyText, draft: drafts.Draft) -> None:
    """Numbers the text does not bear out. There should be none at all."""
    borne = figures.numbers(given.text)
    for criterion in draft.criteria():
        if criterion.when is None:
            continue
        made_up = figures.invented(parse(criterion.when), given.text)
        found.counts["invented numbers"] += len(made_up)
        found.wrong += [f"invented number {each}: {criterion.when}" for each in made_up]
    for measure in draft.measures:
        for benefit in measure.benefits:
            amount = benefit.amount
            parts: list[object] = []
            if amount:
                parts = [getattr(amount, key) for key in amount.model_fields_set - {"unit", "per", "upto"}]
            parts += [benefit.years, *(value for _, value in benefit.values)]
            odd = [each for part in parts for each in _constants(part) if abs(each) not in borne]
            found.counts["invented numbers"] += len(odd)
            found.wrong += [f"invented number {each}: {benefit.title}" for each in odd]


def _around(found: Score, given: gold.PolicyText, draft: drafts.Draft) -> None:
    """Windows, validity, departments and the document's own head."""
    head = given.gold
    rules = [each for each in draft.measures if each.kind == "rule"]
    for at, measure in enumerate(head.rules):
        window = measure.window or head.window
        if window and (window.opens or window.closes):
            wanted = {str(each) for each in (window.opens, window.closes) if each}
            has = any(wanted <= {each.opens, each.closes} for each in rules)
            if at == 0 or measure.window:
                found.add("window", has, window.quote)
        for name in (*measure.departments, *(head.departments if at == 0 else ())):
            found.add(
                "department", any(_bare(name) in _bare(each.department) for each in draft.measures), name
            )
    if head.valid:
        wanted = {str(each) for each in (head.valid.since, head.valid.to) if each}
        found.add(
            "validity", any(wanted <= {each.since, each.until} for each in draft.measures), head.valid.quote
        )
    if head.document.number:
        found.add("number", draft.number == head.document.number, head.document.number)
    for name in head.document.issuer:
        found.add("issuer", _bare(name) in _bare(draft.issuers), name)


def _bare(words: str) -> str:
    """Without the blanks that a broken line leaves."""
    return "".join(words.split())


def _coverage(found: Score, given: gold.PolicyText, draft: drafts.Draft) -> None:
    """Every sentence is claimed by something, or listed as out of scope."""
    told = [*draft.claimed, *draft.out_of_scope]
    for start, end in given.sentences:
        found.add("sentence", overlapping([(start, end)], told), given.text[start:end])
