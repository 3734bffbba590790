"""The zone as its pages show it: every figure with its source, places by kind, the map, series over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from twinwheel.packs.model import Cited, Figure, Indicator, Place, Text, ZoneSpec
from twinwheel_web.design import sketch

KINDS = ("clusters", "parks", "institutions", "platforms")


class Number(NamedTuple):
    """A figure on a page. ``anchor`` is its id there, ``source`` its number in the page's list of sources.

    ``name`` is a code of the pack's list ``place-figures``, or the title of an indicator; ``of`` is what it is a figure of.
    """

    anchor: str
    name: str | Text
    of: Text
    figure: Figure
    source: int


class Spot(NamedTuple):
    """A place with its figures. ``on_map``: it has a feature there. ``source`` as in Number."""

    place: Place
    within: Place | None
    numbers: tuple[Number, ...]
    source: int
    on_map: bool


class Series(NamedTuple):
    """An indicator, its figures in the order of time."""

    indicator: Indicator
    numbers: tuple[Number, ...]

    @property
    def several(self) -> bool:
        return len(self.numbers) > 1


class Scope(NamedTuple):
    """All indicators counted over the same place."""

    title: Text
    series: tuple[Series, ...]

    @property
    def several(self) -> bool:
        return any(each.several for each in self.series)


class Sources:
    """The sources of a page, each once, numbered from 1 in the order they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[Cited, int] = {}

    def number(self, source: Cited) -> int:
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def __iter__(self) -> Iterator[Cited]:
        return iter(self._numbers)


def headline(zone: ZoneSpec, sources: Sources) -> list[Number]:
    """The zone's area, and the figures of its large parts."""
    area = Number("figure-area", "area", zone.title, zone.area, sources.number(zone.area.source))
    return [area, *(number for cluster in zone.clusters for number in _of_place(cluster, sources))]


def spots(zone: ZoneSpec, sources: Sources) -> dict[str, tuple[Spot, ...]]:
    """The places of a zone by kind, each with its figures."""
    known, drawn = (
        sketch.places(zone),
        {each.id for each in found.features} if (found := sketch.current()) else set(),
    )
    return {
        kind: tuple(
            Spot(
                place,
                known.get(place.within or ""),
                _of_place(place, sources),
                sources.number(place.source),
                place.id in drawn,
            )
            for place in getattr(zone, kind)
        )
        for kind in KINDS
    }


def _of_place(place: Place, sources: Sources) -> tuple[Number, ...]:
    return tuple(
        Number(f"figure-{place.id}-{name}-{at}", name, place.title, figure, sources.number(figure.source))
        for name, series in place.figures.items()
        for at, figure in enumerate(series, 1)
    )


def series(indicator: Indicator, sources: Sources) -> Series:
    ordered = sorted(indicator.figures, key=lambda each: (period(each.as_of)[::-1], each.status))
    numbers = (
        Number(
            f"figure-{indicator.id}-{at}", indicator.title, indicator.scope, each, sources.number(each.source)
        )
        for at, each in enumerate(ordered, 1)
    )
    return Series(indicator, tuple(numbers))


def followed(zone: ZoneSpec) -> list[Indicator]:
    """The indicators that have more than one figure: followed over time, or held against a target."""
    return [each for each in zone.indicators if len(each.figures) > 1]


def scopes(indicators: Iterable[Indicator], sources: Sources) -> list[Scope]:
    """Indicators by what they are counted over, in the order of the pack."""
    found: dict[Text, list[Series]] = {}
    for each in indicators:
        found.setdefault(each.scope, []).append(series(each, sources))
    return [Scope(title, tuple(members)) for title, members in found.items()]


def points(series: Series, written: Callable[[str], str]) -> list[dict[str, str]]:
    """What a chart needs of each figure: the last day of its period, that period in words and in kind, value and status."""
    return [
        {
            "at": period(each.figure.as_of)[1].isoformat(),
            "label": written(each.figure.as_of),
            "span": span(each.figure.as_of),
            "value": str(each.figure.value),
            "status": each.figure.status,
        }
        for each in series.numbers
    ]


def period(as_of: str) -> tuple[date, date]:
    """First and last day of 2025, 2025H1, 2025-06 or 2025-06-30."""
    if "H" in as_of:
        year, half = int(as_of[:4]), int(as_of[-1])
        return (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    parts = [int(part) for part in as_of.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def span(as_of: str) -> str:
    """What kind of period it is. Figures of a half year and of a year are never joined by a line."""
    return "half" if "H" in as_of else {4: "year", 7: "month", 10: "day"}[len(as_of)]
