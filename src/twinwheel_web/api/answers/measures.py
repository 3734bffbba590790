"""Measures: listed, found by words, and one of them in full as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from twinwheel.criteria import edit, tree
from twinwheel.criteria.parse import parse
from twinwheel.criteria.sentence import sentence
from twinwheel.packs import Pack
from twinwheel.packs.model import Benefit, CriterionSpec, MeasureSpec
from twinwheel_web.api.answers.forms import Unknown, exact, named, plain, subject, unknown, words

SUBJECT = {"zh": "对象类型", "en": "type of subject"}
MEASURE = {"zh": "措施", "en": "measure"}
LISTS = {
    "level": ("levels", {"zh": "层级", "en": "level"}),
    "theme": ("themes", {"zh": "主题", "en": "theme"}),
    "benefit": ("benefit-kinds", {"zh": "待遇种类", "en": "kind of benefit"}),
}
"""Filters that take a value of a code list."""


@dataclass(frozen=True)
class Wanted:
    """Which measures; None: all. ``text``: every word of it must stand in the measure."""

    subject: str | None = None
    level: str | None = None
    theme: str | None = None
    benefit: str | None = None
    status: str | None = None
    text: str | None = None


def misnamed(pack: Pack, wanted: Wanted) -> Iterator[tuple[str, Unknown]]:
    """Each filter whose value nobody has, with the nearest."""
    known = {name: [each.value for each in pack.code_lists[id].codes] for name, (id, _) in LISTS.items()}
    called = {name: words for name, (_, words) in LISTS.items()}
    known["subject"], called["subject"] = list(pack.subjects), SUBJECT
    for name, values in known.items():
        value = getattr(wanted, name)
        if value is not None and value not in values:
            yield name, unknown(called[name], value, values)


def status(pack: Pack, spec: MeasureSpec, day: date) -> str:
    """What a measure is on a day: in_force, to_come, ended or replaced."""
    if spec.valid.since is not None and day < spec.valid.since:
        return "to_come"
    if not spec.valid.covers(day):
        return "ended"
    return "replaced" if spec.id in pack.replaced_on(day) else "in_force"


def listed(pack: Pack, day: date, wanted: Wanted) -> list[MeasureSpec]:
    """The measures that fit, in the order of the packs; where words are given, those they fit best first."""
    found = [each for each in pack.measures.values() if _fits(pack, each, day, wanted)]
    if not wanted.text or not (terms := list(_terms(wanted.text))):
        return found
    ranked = [(score, each) for each in found if (score := _score(each, terms))]
    return [each for _, each in sorted(ranked, key=lambda pair: (-pair[0], pair[1].id))]


def line(pack: Pack, spec: MeasureSpec, day: date) -> dict[str, Any]:
    """One measure as a list shows it: ``shapes.MeasureLine``."""
    kinds = list(dict.fromkeys(each.kind for each in spec.benefit))
    return {
        "id": spec.id,
        "title": words(spec.title),
        "kind": spec.kind,
        "status": status(pack, spec, day),
        "subject": subject(pack, spec.subject),
        "level": named(pack, "levels", spec.level),
        "theme": named(pack, "themes", spec.theme),
        "benefits": [named(pack, "benefit-kinds", kind) for kind in kinds],
        "issuer": spec.issuer,
        "department": words(spec.department),
        "valid": {
            "since": _day(spec.valid.since),
            "until": _day(spec.valid.until),
            "precision": spec.valid.precision,
        },
        "closes": _day(spec.process.closes),
        "confidence": spec.source.confidence,
    }


def spec_of(pack: Pack, id: str) -> MeasureSpec:
    """
    Raises:
        Unknown: no measure is called that.
    """
    if id not in pack.measures:
        raise unknown(MEASURE, id, list(pack.measures))
    return pack.measures[id]


def full(pack: Pack, spec: MeasureSpec, day: date) -> dict[str, Any]:
    """One measure with all its words and numbers: ``shapes.Measure``."""
    others = {id for pair in pack.exclusions if spec.id in pair for id in pair if id != spec.id}
    process = spec.process
    return line(pack, spec, day) | {
        "as_of": day.isoformat(),
        "source": spec.source.model_dump(mode="json"),
        "criteria": [criterion(pack, spec, each, day) for each in spec.criteria],
        "gives": [_benefit(pack, each) for each in spec.benefit],
        "materials": [words(each) for each in spec.materials],
        "process": {
            "steps": [words(each) for each in process.steps],
            "window": words(process.window),
            "opens": _day(process.opens),
            "closes": _day(process.closes),
            "time_limit": words(process.time_limit),
            "note": words(process.note),
        },
        "excludes": sorted(others),
        "allows": spec.allows,
        "supersedes": spec.supersedes,
        "stacking": words(spec.stacking),
        "notes": [words(each) for each in spec.notes],
        "gaps": [words(each) for each in spec.gaps],
    }


def criterion(pack: Pack, measure: MeasureSpec, spec: CriterionSpec, day: date) -> dict[str, Any]:
    """One criterion: the words and numbers of its rule, and where they come from."""
    from twinwheel.matching.explain import citation

    node = parse(spec.when) if spec.when is not None else None
    return {
        "id": spec.id,
        "label": words(spec.label),
        "kind": spec.kind,
        "rule": _said(pack, node, day) if node else None,
        "expression": spec.when,
        "fields": sorted(pack.vocabulary.inputs(frozenset(tree.names(node)))) if node else [],
        "thresholds": [_threshold(pack, each, day) for each in edit.comparisons(node)] if node else [],
        "cite": citation(measure, spec),
        "note": words(spec.note),
    }


def _threshold(pack: Pack, compared: tree.Compare, day: date) -> dict[str, Any]:
    return {
        "fields": sorted(tree.names(compared)),
        "values": list(_numbers(pack, edit.compared_with(compared), day)),
        "words": _said(pack, compared, day),
    }


def _numbers(pack: Pack, node: tree.Node, day: date) -> Iterator[str]:
    """The numbers and days of an expression in their order, parameters as of the day."""
    for each in tree.walk(node):
        match each:
            case tree.Literal(value) if value is not None and not isinstance(value, bool | str):
                yield _day(value) or "" if isinstance(value, date) else exact(value) or ""
            case tree.Interval():
                yield f"{each.count} {each.unit.lower()}"
            case tree.Given("as_of"):
                yield day.isoformat()
            case tree.Given(name) if (value := pack.vocabulary.parameters[name].on(day)) is not None:
                yield value.isoformat() if isinstance(value, date) else exact(value) or ""


def _said(pack: Pack, node: tree.Node, day: date) -> dict[str, str]:
    return {
        "zh": sentence(node, pack.vocabulary, "zh", day),
        "en": sentence(node, pack.vocabulary, "en", day),
    }


def _benefit(pack: Pack, each: Benefit) -> dict[str, Any]:
    amount = each.amount
    return {
        "kind": named(pack, "benefit-kinds", each.kind),
        "title": words(each.title),
        "amount": amount
        and {key: plain(getattr(amount, key)) for key in ("base", "rate", "floor", "cap", "unit", "upto")}
        | {"per": words(amount.per)},
        "grants": each.grants,
        "years": exact(each.years),
        "values": {name: plain(value) for name, value in each.values.items()},
        "note": words(each.note),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- finding by words


def _fits(pack: Pack, spec: MeasureSpec, day: date, wanted: Wanted) -> bool:
    return (
        wanted.subject in (None, spec.subject)
        and wanted.level in (None, spec.level)
        and wanted.theme in (None, spec.theme)
        and (wanted.benefit is None or any(each.kind == wanted.benefit for each in spec.benefit))
        and (wanted.status is None or status(pack, spec, day) == wanted.status)
    )


def _terms(text: str) -> Iterator[str]:
    """Words of Latin letters as they are; of a run of other letters each two that stand together."""
    import re

    for run in re.findall(r"[a-z0-9&]+|[^\W\da-z_]+", text.lower()):
        if run.isascii() or len(run) == 1:
            yield run
        else:
            yield from (run[place : place + 2] for place in range(len(run) - 1))


def _score(spec: MeasureSpec, terms: Iterable[str]) -> int:
    """0 where a term stands nowhere in the measure; else more the weightier the places it stands in."""
    weighed = [(weight, text.lower()) for weight, text in _texts(spec)]
    total = 0
    for term in terms:
        found = sum(weight for weight, text in weighed if term in text)
        if not found:
            return 0
        total += found
    return total


def _texts(spec: MeasureSpec) -> Iterator[tuple[int, str]]:
    yield 8, f"{spec.id} {spec.title.zh} {spec.title.en}"
    yield 4, " ".join(f"{each.title.zh} {each.title.en} {each.grants or ''}" for each in spec.benefit)
    yield 2, " ".join(f"{each.label.zh} {each.label.en}" for each in spec.criteria)
    yield 2, f"{spec.source.document} {spec.source.number or ''} {' '.join(spec.issuer)}"
    if spec.department:
        yield 1, f"{spec.department.zh} {spec.department.en}"
    yield 1, " ".join(f"{each.zh} {each.en}" for each in (*spec.materials, *spec.notes))
