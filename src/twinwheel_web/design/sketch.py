"""``map.geojson`` of a pack: where the places of its zone lie. Optional; a zone without it is shown as a list.

A GeoJSON feature collection in longitude and latitude. A feature belongs to a place of ``zone.yaml`` by ``properties.id``,
or is there for orientation alone (a river, a square) and brings its own ``properties.title``, {zh, en}. ``sketch: true`` says of
each that it was not surveyed; a member ``note``, {zh, en}, says so in words, and the page shows it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from twinwheel.errors import PackError, Problem
from twinwheel.packs.model import Place, Text, ZoneSpec
from twinwheel_web import pack

LOG = logging.getLogger("twinwheel.sketch")
FILE = "map.geojson"
LARGEST = 512 * 1024  # bytes
MOST_FEATURES = 500
MOST_POSITIONS = 20_000  # over all features
DEPTH = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 3}
"""The kinds of geometry the page draws, and how deep their positions are nested."""


class Feature(NamedTuple):
    """One thing on the map. ``id`` None: for orientation; ``title`` None: that of the place."""

    id: str | None
    title: Text | None
    sketch: bool
    geometry: dict[str, Any]


class Sketch(NamedTuple):
    features: tuple[Feature, ...]
    note: Text | None


def read_sketch(folder: Path, zone: ZoneSpec) -> Sketch | None:
    """The map in a pack's folder; None where there is none.

    Raises:
        PackError: everything that is wrong with it.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    if file.stat().st_size > LARGEST:
        raise PackError(
            [_problem(file, f"larger than {LARGEST // 1024} KiB", "Leave points of the outlines out.")]
        )
    try:
        value = json.loads(file.read_text("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise PackError([_problem(file, f"not JSON: {error}", "")]) from error
    problems = [_problem(file, what, advice) for what, advice in _wrong(value, zone)]
    if problems:
        raise PackError(problems)
    return Sketch(tuple(_feature(each) for each in value["features"]), _text(value.get("note")))


def places(zone: ZoneSpec) -> dict[str, Place]:
    """Every place of a zone by its id."""
    return {each.id: each for each in zone.places().values()}


@lru_cache(maxsize=1)
def current() -> Sketch | None:
    """The map of the pack; None where it has none, or where it is wrong: the page then shows the list alone.

    ``python -m twinwheel_web check`` says what is wrong with it.
    """
    here = pack.current()
    if here.zone is None:
        return None
    try:
        return read_sketch(here.folder, here.zone)
    except PackError as error:
        LOG.error("%s", error)
        return None


def geojson(zone: ZoneSpec, sketch: Sketch, language: str) -> dict[str, Any]:
    """The map for a page's script: GeoJSON whose properties are id, kind and title in one language."""
    known = {place.id: (kind, place.title) for (kind, _), place in zone.places().items()}
    features = []
    for each in sketch.features:
        kind, title = known[each.id] if each.id else ("context", None)
        words = each.title or title
        said = {"id": each.id, "kind": kind, "title": getattr(words, language), "sketch": each.sketch}
        features.append({"type": "Feature", "properties": said, "geometry": each.geometry})
    return {"type": "FeatureCollection", "features": features}


def _feature(value: dict[str, Any]) -> Feature:
    said = value["properties"]
    return Feature(said.get("id"), _text(said.get("title")), said["sketch"], value["geometry"])


def _wrong(value: object, zone: ZoneSpec) -> Iterator[tuple[str, str]]:
    """What is wrong with the file, and what to do about it."""
    features = value.get("features") if isinstance(value, dict) else None
    if (
        not isinstance(value, dict)
        or value.get("type") != "FeatureCollection"
        or not isinstance(features, list)
    ):
        yield "not a GeoJSON FeatureCollection", 'It begins {"type": "FeatureCollection", "features": [ … ]}.'
        return
    if len(features) > MOST_FEATURES:
        yield f"{len(features):,} features; {MOST_FEATURES:,} at most", "Leave some out."
        return
    if "note" in value and _text(value["note"]) is None:
        yield "note is not {zh, en}", "Write both languages."
    known, positions = places(zone), 0
    seen: set[str | None] = set()
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(said := feature.get("properties"), dict):
            yield f"feature {number}: no properties", "Give it an id of zone.yaml, or a title of its own."
            continue
        id = said.get("id")
        named = f"feature {number} ({id})" if id else f"feature {number}"
        if id is None and _text(said.get("title")) is None:
            yield (
                f"{named}: neither an id nor a title {{zh, en}}",
                "A feature without an id is for orientation and needs a title.",
            )
        elif id is not None and (not isinstance(id, str) or id not in known):
            yield f"{named}: zone.yaml has no place of this id", f"Places: {', '.join(sorted(known))}."
        elif id is not None and id in seen:
            yield f"{named}: stands here twice", "Use one MultiPolygon for a place in several pieces."
        else:
            seen.add(id)
        if not isinstance(said.get("sketch"), bool):
            yield f"{named}: sketch is not said", "Write sketch: true, or false for what was surveyed."
        if (found := _count(feature.get("geometry"))) is None:
            advice = f"Kinds: {', '.join(DEPTH)}; positions are [longitude, latitude], rings of a polygon end where they begin."
            yield f"{named}: its geometry cannot be drawn", advice
        positions += found or 0
    if positions > MOST_POSITIONS:
        yield f"{positions:,} positions; {MOST_POSITIONS:,} at most", "Leave points of the outlines out."


def _count(geometry: object) -> int | None:
    """How many positions a geometry has; None: it is none that can be drawn."""
    if not isinstance(geometry, dict) or geometry.get("type") not in DEPTH:
        return None
    return _positions(geometry.get("coordinates"), DEPTH[geometry["type"]], "Polygon" in geometry["type"])


def _positions(value: object, depth: int, rings: bool) -> int | None:
    if depth == 0:
        return 1 if _is_position(value) else None
    if not isinstance(value, list) or not value:
        return None
    if depth == 1 and (len(value) < (4 if rings else 2) or (rings and value[0] != value[-1])):
        return None
    found = [_positions(each, depth - 1, rings) for each in value]
    return None if None in found else sum(each or 0 for each in found)


def _is_position(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    numbers = [each for each in value if isinstance(each, int | float) and not isinstance(each, bool)]
    return len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90


def _text(value: object) -> Text | None:
    try:
        return Text.model_validate(value)
    except ValidationError:
        return None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _problem(file: Path, what: str, advice: str) -> Problem:
    return Problem(str(file), None, None, None, what, advice)
