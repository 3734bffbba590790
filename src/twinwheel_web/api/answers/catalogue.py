"""What a pack holds besides measures: fields, code lists, and the figures of the zone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from twinwheel.packs import Pack
from twinwheel.packs.model import Figure, Text
from twinwheel_web.api.answers.forms import exact, unknown, words

LIST = {"zh": "代码表", "en": "code list"}
PLACES = ("clusters", "parks", "institutions", "platforms")


def fields(pack: Pack, type: str) -> list[dict[str, Any]]:
    """The fields a type of subject has, in the order of a form: ``shapes.FieldShape``."""
    return [
        {
            "name": name,
            "en": spec.en,
            "group": words(group.title),
            "type": spec.type,
            "unit": spec.unit,
            "codes": spec.codes,
            "question": words(spec.question),
            "min": _end(spec.min),
            "max": _end(spec.max),
            "integer": spec.integer,
            "band": spec.band,
            "fixed": spec.fixed,
            "follows": name in pack.definitions,
            "note": words(spec.note),
        }
        for group in pack.groups.values()
        if type in group.subjects
        for name, spec in group.fields.items()
    ]


def code_lists(pack: Pack) -> list[dict[str, Any]]:
    """``shapes.CodeListLine``."""
    return [_list_line(pack, id) for id in sorted(pack.code_lists)]


def code_list(pack: Pack, id: str) -> dict[str, Any]:
    """``shapes.CodeListShape``.

    Raises:
        Unknown: no list is called that.
    """
    if id not in pack.code_lists:
        raise unknown(LIST, id, list(pack.code_lists))
    codes = [
        {
            "value": each.value,
            "zh": next(iter(each.aliases), each.value) if each.value.isascii() else each.value,
            "en": each.en,
            "code": each.code,
            "parent": each.parent,
        }
        for each in pack.code_lists[id].codes
    ]
    return _list_line(pack, id) | {"codes": codes}


def figures(pack: Pack) -> list[dict[str, Any]]:
    """Every figure of the zone, each with its source: ``shapes.FigureShape``. A pack may have no zone."""
    return list(_figures(pack))


def _figures(pack: Pack) -> Iterator[dict[str, Any]]:
    zone = pack.zone
    if zone is None:
        return
    called = _names_of_figures(pack)
    yield _figure(None, zone.title, "area", called.get("area"), zone.area)
    for kind in PLACES:
        for place in getattr(zone, kind):
            for name, series in place.figures.items():
                for each in series:
                    yield _figure(place.id, place.title, name, called.get(name), each)
    for indicator in zone.indicators:
        for each in indicator.figures:
            yield _figure(indicator.id, indicator.title, indicator.id, words(indicator.scope), each)


def _figure(place: str | None, title: Text, name: str, label: Any, figure: Figure) -> dict[str, Any]:
    return {
        "place": place,
        "title": words(title),
        "name": name,
        "label": label,
        "value": exact(figure.value),
        "upper": exact(figure.upper),
        "unit": figure.unit,
        "as_of": figure.as_of,
        "status": figure.status,
        "qualifier": figure.qualifier,
        "source": {
            "document": figure.source.document,
            "date": figure.source.date,
            "note": words(figure.source.note),
        },
    }


def _names_of_figures(pack: Pack) -> dict[str, dict[str, str]]:
    """Names of figures by slug, where the pack has a list of them."""
    found = pack.code_lists.get("place-figures")
    return (
        {each.code: {"zh": each.value, "en": each.en} for each in found.codes if each.code} if found else {}
    )


def _list_line(pack: Pack, id: str) -> dict[str, Any]:
    found = pack.code_lists[id]
    return {
        "id": id,
        "title": words(found.title),
        "source": found.source,
        "open": found.open,
        "count": len(found.codes),
    }


def _end(end: Any) -> str | None:
    return exact(end) if isinstance(end, Decimal) else end.isoformat() if end else None
