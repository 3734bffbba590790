"""Every measure of the pack as one row on a day, and how many there are of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import said

if TYPE_CHECKING:
    from twinwheel.packs import Pack
    from twinwheel.packs.model import MeasureSpec

FACETS: dict[str, str | Promise] = {
    "status": _("Status on the day"),
    "level": _("Level"),
    "theme": _("Theme"),
    "subject": _("For whom"),
    "benefit": _("Kind of benefit"),
    "amount": _("Most it can come to"),
    "department": _("Issued by"),
}
STATUSES: dict[str, str | Promise] = {
    "in_force": pgettext_lazy("measure", "In force"),
    "coming": pgettext_lazy("measure", "Not yet in force"),
    "ended": pgettext_lazy("measure", "Ended"),
}
AMOUNTS: dict[str, str | Promise] = {
    "to-100k": _("up to CNY 100,000"),
    "to-1m": _("above CNY 100,000 up to CNY 1 million"),
    "to-10m": _("above CNY 1 million up to CNY 10 million"),
    "above-10m": _("above CNY 10 million"),
    "open": _("money without a stated maximum"),
    "none": _("not money"),
}
_STEPS = ((Decimal(100_000), "to-100k"), (Decimal(1_000_000), "to-1m"), (Decimal(10_000_000), "to-10m"))

Label = str | Promise | Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One measure on a day. ``most``: yuan it can come to at most; None where no such figure can be told.

    ``status`` is ``ended`` for what another measure has replaced, even if its own days run on. ``facets`` holds the
    values it counts under, by facet.
    """

    id: str
    spec: MeasureSpec
    status: str
    most: Decimal | None
    facets: Mapping[str, frozenset[str]]

    @property
    def status_name(self) -> str | Promise:
        return STATUSES[self.status]

    @property
    def level_name(self) -> Mapping[str, str]:
        return listed("levels", self.spec.level)

    @property
    def theme_name(self) -> Mapping[str, str]:
        return listed("themes", self.spec.theme)

    @property
    def matched(self) -> bool:
        """A programme is shown, never matched."""
        return self.spec.kind == "rule"


@dataclass(frozen=True)
class Choice:
    """One value of a facet; ``count``: how many would be listed, all other facets as they are."""

    value: str
    label: Label
    count: int
    chosen: bool

    @property
    def name(self) -> str:
        return str(said(self.label) if isinstance(self.label, Mapping) else self.label)


@dataclass(frozen=True)
class Facet:
    name: str
    title: str | Promise
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> tuple[Choice, ...]:
        return tuple(each for each in self.choices if each.chosen)

    @property
    def chosen_late(self) -> bool:
        """Whether one of those is chosen that are folded away."""
        return any(each.chosen for each in self.choices[10:])


def rows(day: date) -> Mapping[str, Row]:
    """Every measure by its id, in the order of the pack."""
    return _rows(pack.current().hash, day)


@lru_cache(maxsize=pack.DAYS_KEPT)
def _rows(pack_hash: str, day: date) -> Mapping[str, Row]:
    found = pack.current()
    replaced = found.replaced_on(day)
    most = _most(found, day)
    return {
        id: Row(id, spec, status := _status(spec, replaced, day), most[id], _facets(spec, status, most[id]))
        for id, spec in found.measures.items()
    }


def _status(spec: MeasureSpec, replaced: Collection[str], day: date) -> str:
    if spec.id in replaced or (spec.valid.until is not None and spec.valid.until < day):
        return "ended"
    return "in_force" if spec.valid.covers(day) else "coming"


def _most(found: Pack, day: date) -> dict[str, Decimal | None]:
    """The upper bound of every measure's amounts for somebody of whom nothing is known."""
    from twinwheel.criteria.columns import Batch
    from twinwheel.criteria.values import to_batch
    from twinwheel.matching.amount import BEYOND, bounds, yuan
    from twinwheel.matching.plan import candidate

    nobody, lowering = Batch(to_batch(found.vocabulary, [{}])), found.lowering(day)
    most: dict[str, Decimal | None] = dict.fromkeys(found.measures)
    for id, spec in found.measures.items():
        amounts = candidate(id, spec, lowering).amounts
        if amounts and (high := int(bounds(amounts, nobody)[1][0])) < BEYOND:
            most[id] = yuan(high)
    return most


def _facets(spec: MeasureSpec, status: str, most: Decimal | None) -> dict[str, frozenset[str]]:
    return {
        "status": frozenset({status}),
        "amount": frozenset({_range(spec, most)}),
        **{name: of(spec) for name, of in pack.FACETS.items()},
    }


def _range(spec: MeasureSpec, most: Decimal | None) -> str:
    if not any(each.amount for each in spec.benefit):
        return "none"
    if most is None:
        return "open"
    return next((name for limit, name in _STEPS if most <= limit), "above-10m")


# --- choosing and counting ----------------------------------------------------------------------


def chosen(among: Iterable[Row], wanted: Mapping[str, Collection[str]], but: str = "") -> list[Row]:
    """The rows that have one of the values wanted in every facet, ``but`` left out of account."""
    asked = [(facet, set(values)) for facet, values in wanted.items() if values and facet != but]
    return [row for row in among if all(row.facets[facet] & values for facet, values in asked)]


def facets(among: Collection[Row], wanted: Mapping[str, Collection[str]]) -> list[Facet]:
    """Every facet with its values and counts; a value nothing has is left out, unless it is chosen."""
    result = []
    for name, title in FACETS.items():
        counts = Counter(value for row in chosen(among, wanted, but=name) for value in row.facets[name])
        picked = set(wanted.get(name, ()))
        values = [value for value in order(name) if counts[value] or value in picked]
        if name == "department":
            values.sort(key=lambda value: -counts[value])
        choices = (Choice(value, label(name, value), counts[value], value in picked) for value in values)
        result.append(Facet(name, title, tuple(choices)))
    return result


def label(facet: str, value: str) -> Label:
    """What a value of a facet is called."""
    found = pack.current()
    if facet in {"status", "amount"}:
        return (STATUSES if facet == "status" else AMOUNTS)[value]
    if facet == "subject":
        return found.subjects[value].label.model_dump()
    return listed(pack.LISTS[facet], value)


@lru_cache(maxsize=512)
def listed(code_list: str, value: str) -> Mapping[str, str]:
    """A value of a code list by its name, {zh, en}."""
    from twinwheel.reports.words import listed_code

    return listed_code(pack.current(), code_list, value)._asdict()


@lru_cache(maxsize=len(FACETS))
def order(facet: str) -> tuple[str, ...]:
    """The values of a facet in the order they are shown: that of the pack's own lists."""
    found = pack.current()
    if facet in {"status", "amount"}:
        return tuple(STATUSES if facet == "status" else AMOUNTS)
    if facet == "subject":
        return tuple(found.subjects)
    if facet != "department":
        return tuple(code.value for code in found.code_lists[pack.LISTS[facet]].codes)
    return tuple(dict.fromkeys(each for spec in found.measures.values() for each in pack.issuers(spec)))
