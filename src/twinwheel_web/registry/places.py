"""How many subjects stand where: as rows, and on the zone's map where the pack ties a code to a place that is drawn."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from twinwheel.packs.model import Text
from twinwheel_web import pack
from twinwheel_web.design import sketch
from twinwheel_web.design.templatetags.words import english
from twinwheel_web.matches import reading
from twinwheel_web.matches.models import Run
from twinwheel_web.registry.forms import NONE, UNKNOWN
from twinwheel_web.registry.values import code_text


class Drawn(NamedTuple):
    """The map of counts: GeoJSON, its note, a bubble by id of place, and how many rows have none."""

    shapes: dict[str, Any]
    note: Text | None
    bubbles: dict[str, dict[str, Any]]
    elsewhere: int


def rows(run: Run, field: str, measure: str) -> list[dict[str, Any]]:
    """Subjects by the value of a field, most first; with a measure also its outcomes and the share that is eligible."""
    found: list[dict[str, Any]] = []
    decided = reading.counts(run, measure, field) if measure else {}
    for value, number in reading.index(run).count(field).most_common():
        row = {
            "value": value,
            "subjects": number,
            "name": code_text(field, value) if value else "",
            "href": _list(run.type, field, value, measure),
        }
        if measure:
            row |= decided[value] | {"percent": f"{100 * decided[value]['eligible'] / number:.1f}%"}
        found.append(row)
    return found


def on_map(rows: list[dict[str, Any]], measure: str) -> Drawn | None:
    """The rows whose value is the code of a drawn place, as bubbles; None where there is no map or nothing to draw on it."""
    zone, drawn = pack.current().zone, sketch.current()
    if zone is None or drawn is None:
        return None
    lie = {each.id for each in drawn.features}
    ids = {each.code: each.id for each in zone.places().values() if each.code and each.id in lie}
    bubbles = {
        ids[row["value"]]: {
            "name": row["name"],
            "number": row["eligible" if measure else "subjects"],
            "href": row["href"],
        }
        for row in rows
        if row["value"] in ids
    }
    if not bubbles:
        return None
    shapes = sketch.geojson(zone, drawn, "en" if english() else "zh")
    shapes["features"] = [each for each in shapes["features"] if each["properties"]["id"] in {None, *bubbles}]
    return Drawn(shapes, drawn.note, bubbles, len(rows) - len(bubbles))


def _list(type: str, field: str, value: str | None, measure: str) -> str:
    asked = {"type": type, field: UNKNOWN if value is None else value or NONE}
    if measure:
        asked |= {"measure": measure, "outcome": "eligible"}
    return f"{reverse('registry:list')}?{urlencode(asked)}"
