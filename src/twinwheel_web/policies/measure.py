"""All that the page of one measure says, on a day. Nothing here depends on who reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from twinwheel_web import pack
from twinwheel_web.policies import library
from twinwheel_web.policies.benefits import Offer, offers
from twinwheel_web.policies.conditions import Condition, conditions
from twinwheel_web.policies.days import Event, events_of
from twinwheel_web.policies.library import Row, listed
from twinwheel_web.policies.versions import Difference, chain, difference

if TYPE_CHECKING:
    from twinwheel.packs.model import MeasureSpec, TestCase, Text

MOST_RELATED = 8
PAGES_KEPT = 256
"""Pages whose contents are kept a process; all measures on two days, about."""


@dataclass(frozen=True)
class Version:
    """One version in the history; ``differences`` are those from the versions it replaces."""

    row: Row
    here: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Apart:
    """A measure that cannot be had beside this one, and what the sources say of it."""

    spec: MeasureSpec
    why: tuple[Text, ...]


@dataclass(frozen=True)
class Example:
    """One test of the measure: a subject as far as it differs from the usual one, and what must come out.

    ``amount`` counts only where ``priced``; None is then an amount that must be unknown.
    """

    name: str
    as_of: date | None
    given: tuple[tuple[str, Mapping[str, str]], ...]
    outcome: str
    criteria: tuple[tuple[Text, str], ...]
    priced: bool
    amount: Any
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """``rules`` and ``humans`` count its conditions: what fields decide, and what only a person can."""

    row: Row
    spec: MeasureSpec
    day: date
    theme: Mapping[str, str]
    level: Mapping[str, str]
    subject: Text
    conditions: tuple[Condition, ...]
    offers: tuple[Offer, ...]
    citation: str
    precision: Mapping[str, str]
    confidence: Mapping[str, str]
    events: tuple[Event, ...]
    versions: tuple[Version, ...]
    allowed: tuple[MeasureSpec, ...]
    related: tuple[MeasureSpec, ...]
    excluded: tuple[Apart, ...]
    examples: tuple[Example, ...]
    replaced_by: tuple[MeasureSpec, ...]

    @property
    def rules(self) -> int:
        return sum(each.rule is not None for each in self.conditions)

    @property
    def humans(self) -> int:
        return len(self.conditions) - self.rules


def page(id: str, day: date) -> Page:
    """The page of a measure of the pack on a day.

    Raises:
        KeyError: the pack has no such measure.
    """
    return _page(pack.current().hash, id, day)


@lru_cache(maxsize=PAGES_KEPT)
def _page(pack_hash: str, id: str, day: date) -> Page:
    from twinwheel.matching.explain import citation
    from twinwheel.reports.words import CONFIDENCE, PRECISION

    found = pack.current()
    spec, row = found.measures[id], library.rows(day)[id]
    allowed = {*spec.allows, *(other for other, each in found.measures.items() if id in each.allows)}
    return Page(
        row,
        spec,
        day,
        listed("themes", spec.theme),
        listed("levels", spec.level),
        found.subjects[spec.subject].label,
        conditions(spec, day),
        offers(spec, day),
        citation(spec),
        PRECISION[spec.valid.precision]._asdict(),
        CONFIDENCE[spec.source.confidence]._asdict(),
        events_of(spec),
        _versions(id, day),
        tuple(found.measures[other] for other in sorted(allowed)),
        _related(spec, allowed, day),
        tuple(_excluded(spec)),
        tuple(_example(spec, each) for each in spec.tests),
        tuple(each for each in found.measures.values() if id in each.supersedes and _begun(each, day)),
    )


def _begun(spec: MeasureSpec, day: date) -> bool:
    return spec.valid.since is None or spec.valid.since <= day


def _versions(id: str, day: date) -> tuple[Version, ...]:
    """The history, the oldest first; empty where there is but one version."""
    found, rows = pack.current(), library.rows(day)
    specs = chain(found, id)
    if len(specs) == 1:
        return ()
    return tuple(
        Version(
            rows[each.id],
            each.id == id,
            tuple(difference(found.measures[old], each) for old in each.supersedes),
        )
        for each in specs
    )


def _related(spec: MeasureSpec, but: set[str], day: date) -> tuple[MeasureSpec, ...]:
    """Others in force on the same theme for the same kind of subject, those of the same issuers first."""
    near = [
        row.spec
        for row in library.rows(day).values()
        if row.status == "in_force"
        and (row.spec.theme, row.spec.subject) == (spec.theme, spec.subject)
        and row.id != spec.id
        and row.id not in but
    ]
    near.sort(key=lambda each: -len(set(each.issuer) & set(spec.issuer)))
    return tuple(near[:MOST_RELATED])


def _excluded(spec: MeasureSpec) -> Iterator[Apart]:
    """Both ways: named here, or naming this one."""
    found = pack.current()
    pairs = (pair for pair in found.exclusions if spec.id in pair)
    for other in sorted(next(iter(pair - {spec.id})) for pair in pairs):
        why = dict.fromkeys(
            each.stacking.zh for each in (spec, found.measures[other]) if each.stacking is not None
        )
        texts = {each.stacking.zh: each.stacking for each in (spec, found.measures[other]) if each.stacking}
        yield Apart(found.measures[other], tuple(texts[zh] for zh in why))


def _example(spec: MeasureSpec, test: TestCase) -> Example:
    labels = {each.id: each.label for each in spec.criteria}
    return Example(
        test.name,
        test.as_of,
        tuple((name, _value(name, value)) for name, value in test.given.items()),
        str(test.expect.get("outcome", "")),
        tuple((labels[key], str(value)) for key, value in test.expect.items() if key in labels),
        "amount" in test.expect,
        test.expect.get("amount"),
        tuple(test.expect.get("missing", ())),
    )


def _value(name: str, value: Any) -> Mapping[str, str]:
    """A value of a test as reports write it; one taken away is said not to be filed."""
    from twinwheel.criteria.values import canonical_subject
    from twinwheel.reports.words import value as written

    vocabulary = pack.current().vocabulary
    read = canonical_subject(vocabulary, {} if value is None else {name: value})
    return written(vocabulary.fields[name], read.get(name))._asdict()
