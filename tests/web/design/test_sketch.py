"""``map.geojson``: what is taken, and what is said of a file that is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twinwheel.errors import PackError
from twinwheel.packs.model import ZoneSpec
from twinwheel_web import pack
from twinwheel_web.design import sketch as module
from twinwheel_web.design.sketch import places, read_sketch

GOOD: dict[str, Any] = {
    "type": "FeatureCollection",
    "note": {"zh": "示意", "en": "a sketch"},
    "features": [
        {
            "type": "Feature",
            "properties": {"id": "", "sketch": True},
            "geometry": {"type": "Point", "coordinates": [116.3, 40]},
        },
        {
            "type": "Feature",
            "properties": {"title": {"zh": "河", "en": "A river"}, "sketch": True},
            "geometry": {"type": "LineString", "coordinates": [[116.1, 40], [116.2, 40.1]]},
        },
    ],
}


@pytest.fixture
def zone() -> ZoneSpec:
    found = pack.current().zone
    assert found
    return found


@pytest.fixture
def good(zone: ZoneSpec) -> dict[str, Any]:
    value = copy.deepcopy(GOOD)
    value["features"][0]["properties"]["id"] = zone.parks[0].id
    return value


def write(folder: Path, value: object) -> Path:
    (folder / "map.geojson").write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return folder


def test_a_good_file_keeps_its_features_in_order(
    tmp_path: Path, zone: ZoneSpec, good: dict[str, Any]
) -> None:
    found = read_sketch(write(tmp_path, good), zone)
    assert found and [each.id for each in found.features] == [zone.parks[0].id, None]
    assert found.features[1].title and found.features[1].title.en == "A river"
    assert found.note and found.note.zh == "示意"


def test_no_file_is_no_map(tmp_path: Path, zone: ZoneSpec) -> None:
    assert read_sketch(tmp_path, zone) is None


def test_the_map_of_the_pack_is_right_and_says_of_everything_that_it_is_a_sketch(zone: ZoneSpec) -> None:
    found = read_sketch(pack.current().folder, zone)
    assert found and found.note
    assert all(each.sketch for each in found.features)
    assert (
        {each.id for each in zone.clusters} <= {each.id for each in found.features} <= {*places(zone), None}
    )


def change(path: str, to: object) -> Callable[[dict[str, Any]], object]:
    """Puts something at a path such as features.0.geometry; the whole file where the path is empty."""

    def changed(value: dict[str, Any]) -> object:
        if not path:
            return to
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        here: Any = value
        for step in steps:
            here = here[step]
        here[last] = to
        return value

    return changed


RING = [[116, 40], [117, 40], [117, 41], [116, 40]]
WRONG = {
    "not json": (change("", "{"), "not JSON"),
    "infinite": (change("", '{"type": "FeatureCollection", "features": [NaN]}'), "NaN is not a number"),
    "deep": (change("", "[" * 5000 + "]" * 5000), "not"),
    "a list": (change("", []), "not a GeoJSON FeatureCollection"),
    "another type": (change("type", "Feature"), "not a GeoJSON FeatureCollection"),
    "no properties": (change("features.0.properties", None), "feature 1: no properties"),
    "no such place": (change("features.0.properties.id", "atlantis"), "zone.yaml has no place of this id"),
    "an id that is no text": (change("features.0.properties.id", ["x"]), "zone.yaml has no place of this id"),
    "nameless": (change("features.1.properties.title", None), "neither an id nor a title"),
    "one language": (change("features.1.properties.title", {"zh": "河"}), "neither an id nor a title"),
    "sketch not said": (change("features.0.properties.sketch", "yes"), "sketch is not said"),
    "note in one language": (change("note", {"zh": "示意"}), "note is not {zh, en}"),
    "a circle": (change("features.0.geometry.type", "Circle"), "its geometry cannot be drawn"),
    "off the earth": (change("features.0.geometry.coordinates", [40, 116]), "its geometry cannot be drawn"),
    "true as a number": (
        change("features.0.geometry.coordinates", [True, 40]),
        "its geometry cannot be drawn",
    ),
    "a line of one point": (
        change("features.1.geometry.coordinates", [[116, 40]]),
        "its geometry cannot be drawn",
    ),
    "an open ring": (
        change("features.1.geometry", {"type": "Polygon", "coordinates": [[*RING[:3], [1, 1]]]}),
        "cannot be drawn",
    ),
    "no geometry": (change("features.1.geometry", None), "its geometry cannot be drawn"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_file(
    tmp_path: Path, zone: ZoneSpec, good: dict[str, Any], name: str
) -> None:
    changed, words = WRONG[name]
    with pytest.raises(PackError) as error:
        read_sketch(write(tmp_path, changed(good)), zone)
    assert words in str(error.value)
    assert "map.geojson" in str(error.value)


def test_a_place_stands_on_the_map_once(tmp_path: Path, zone: ZoneSpec, good: dict[str, Any]) -> None:
    good["features"].append(good["features"][0])
    with pytest.raises(PackError, match="stands here twice"):
        read_sketch(write(tmp_path, good), zone)


def test_areas_in_one_and_in_several_pieces_are_taken(
    tmp_path: Path, zone: ZoneSpec, good: dict[str, Any]
) -> None:
    good["features"][0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[RING], [RING]]}
    good["features"][1]["geometry"] = {"type": "Polygon", "coordinates": [RING]}
    assert read_sketch(write(tmp_path, good), zone)


@pytest.mark.parametrize(
    ("limit", "words"),
    [("LARGEST", "larger than"), ("MOST_FEATURES", "features"), ("MOST_POSITIONS", "positions")],
)
def test_a_file_beyond_the_limits_is_refused(
    tmp_path: Path,
    zone: ZoneSpec,
    good: dict[str, Any],
    limit: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, limit, 1)
    with pytest.raises(PackError, match=words):
        read_sketch(write(tmp_path, good), zone)
