"""What is shown and not matched, and how sure we are of what is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from twinwheel.matching.explain import citation
from twinwheel.matching.plan import Plan
from twinwheel.packs.model import MeasureSpec
from twinwheel.reports import words as say
from twinwheel.reports.words import Words, listed_code, words


@dataclass(frozen=True)
class Listed:
    """A measure in a list. ``why``: why it is not matched; ``url`` is None unless it is a web address;
    ``precision``: how rough the days are, None where they are sure.
    """

    id: str
    title: Words
    subject: Words
    level: Words
    theme: Words
    citation: str
    url: str | None
    confidence: str
    days: Words
    precision: Words | None
    why: Words | None
    gives: tuple[Words, ...]


@dataclass(frozen=True)
class Doubt:
    """Something to know before relying on a measure."""

    title: Words
    what: tuple[Words, ...]


@dataclass(frozen=True)
class Sources:
    """``confidence`` counts the measures in force by how sure their source is, ``precision`` by their dates."""

    programmes: tuple[Listed, ...]
    not_in_force: tuple[Listed, ...]
    others: tuple[tuple[Words, tuple[Listed, ...]], ...]
    confidence: tuple[tuple[str, Words, int], ...]
    precision: tuple[tuple[Words, int], ...]
    doubts: tuple[Doubt, ...]


def sources(plan: Plan) -> Sources:
    """Every measure of the pack that is not matched in this run, and notes on those that are."""
    pack = plan.pack
    matched = {each.id for each in plan.candidates}
    rest = {id: each for id, each in pack.measures.items() if id not in matched}
    programmes = [_listed(plan, id, each) for id, each in rest.items() if each.kind == "programme"]
    rules = {id: each for id, each in rest.items() if each.kind == "rule"}
    confidence = Counter[str](each.spec.source.confidence for each in plan.candidates)
    precision = Counter[str](each.spec.valid.precision for each in plan.candidates)
    return Sources(
        tuple(programmes),
        tuple(_listed(plan, id, each) for id, each in rules.items() if each.subject == plan.subject),
        tuple(
            (
                words(kind.label),
                tuple(_listed(plan, id, each) for id, each in rules.items() if each.subject == name),
            )
            for name, kind in pack.subjects.items()
            if name != plan.subject and any(each.subject == name for each in rules.values())
        ),
        tuple((letter, text, confidence[letter]) for letter, text in say.CONFIDENCE.items()),
        tuple((text, precision[name]) for name, text in say.PRECISION.items()),
        tuple(doubt for each in plan.candidates if (doubt := _doubt(each.spec)).what),
    )


def web(url: str | None) -> str | None:
    """An address a reader may follow; nothing else that looks like one, such as a script."""
    return url if url is not None and url.startswith(("https://", "http://")) else None


def _listed(plan: Plan, id: str, measure: MeasureSpec) -> Listed:
    pack = plan.pack
    return Listed(
        id,
        words(measure.title),
        words(pack.subjects[measure.subject].label),
        listed_code(pack, "levels", measure.level),
        listed_code(pack, "themes", measure.theme),
        citation(measure),
        web(measure.source.url),
        measure.source.confidence,
        _days(measure),
        None if measure.valid.precision == "day" else say.PRECISION[measure.valid.precision],
        _why(plan, id, measure),
        tuple(words(each.title) for each in measure.benefit),
    )


def _days(measure: MeasureSpec) -> Words:
    since, until = measure.valid.since, measure.valid.until
    return Words(f"{since or '不详'} 至 {until or '今'}", f"{since or 'unknown'} to {until or 'now'}")


def _why(plan: Plan, id: str, measure: MeasureSpec) -> Words | None:
    if measure.kind == "programme":
        return None
    if measure.valid.since and plan.as_of < measure.valid.since:
        return Words("尚未施行", "not yet in force")
    if measure.valid.until and measure.valid.until < plan.as_of:
        return Words("已失效", "no longer in force")
    for other in plan.pack.measures.values():
        if id in other.supersedes and other.valid.covers(plan.as_of):
            return Words(f"被《{other.title.zh}》取代", f"superseded by: {other.title.en}")
    return None


def _doubt(measure: MeasureSpec) -> Doubt:
    what = []
    if measure.source.confidence == "C":
        what.append(Words("出处未核：凭一般知识", "source unchecked: general knowledge"))
    if measure.valid.precision != "day":
        name = say.PRECISION[measure.valid.precision]
        what.append(Words(f"施行日期{name.zh}", f"dates {name.en}"))
    return Doubt(words(measure.title), (*what, *map(words, measure.gaps)))
