"""The zone's pages: every figure of the pack, each with its source; the map beside a list of the same places."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from twinwheel_web import pack
from twinwheel_web.design import sketch
from twinwheel_web.zones import service
from twinwheel_web.zones.checks import check_map

pytestmark = pytest.mark.once

Clients = Callable[[str | None], Client]


def page(client: Client, address: str, language: str = "zh-hans") -> str:
    client.cookies["language"] = language
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str) -> set[str]:
    """The ids of all figures of a page."""
    return set(re.findall(r'class="cite" id="([^"]+)"', html))


def test_every_figure_of_every_place_is_on_the_page(client_of: Clients) -> None:
    zone = pack.current().zone
    assert zone
    places = [*zone.clusters, *zone.parks, *zone.institutions, *zone.platforms]
    wanted = {
        f"figure-{p.id}-{name}-{at}"
        for p in places
        for name, all in p.figures.items()
        for at in range(1, len(all) + 1)
    }
    assert wanted | {"figure-area"} <= shown(page(client_of(None), "/zone/"))


def test_every_figure_of_every_indicator_is_on_its_page(client_of: Clients) -> None:
    zone = pack.current().zone
    assert zone
    wanted = {f"figure-{each.id}-{at}" for each in zone.indicators for at in range(1, len(each.figures) + 1)}
    assert shown(page(client_of(None), "/zone/indicators/")) == wanted


@pytest.mark.parametrize("address", ["/zone/", "/zone/indicators/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_link_within_the_page_leads_somewhere_and_every_id_is_there_once(
    client_of: Clients, address: str, language: str
) -> None:
    html = page(client_of(None), address, language)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= {*ids, "main"}


def test_a_figure_leads_to_the_source_the_pack_names(client_of: Clients) -> None:
    zone = pack.current().zone
    assert zone
    html = page(client_of(None), "/zone/indicators/")
    for indicator in zone.indicators[:5]:
        found = re.search(rf'id="figure-{indicator.id}-1" href="#(source-\d+)"', html)
        assert found
        source = re.search(rf'<li id="{found[1]}">(.*?)</li>', html, re.DOTALL)
        assert source and indicator.figures[0].source.document in source[1]


def test_each_source_is_listed_once() -> None:
    zone = pack.current().zone
    assert zone
    sources = service.Sources()
    service.spots(zone, sources)
    listed = list(sources)
    assert len(listed) == len(set(listed)) > 3
    assert [sources.number(each) for each in listed] == list(range(1, len(listed) + 1))


def test_the_map_and_the_list_beside_it_hold_the_same_places(client_of: Clients) -> None:
    html = page(client_of(None), "/zone/", "en")
    found = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', html)
    assert found
    features = json.loads(found[1])["features"]
    beside = re.search(r'<div class="mapped">(.*?)</nav>', html, re.DOTALL)
    assert beside
    listed = set(re.findall(r'data-spot="([^"]+)"', beside[1]))
    assert listed == {each["properties"]["id"] for each in features if each["properties"]["id"]}
    for each in features:
        assert each["properties"]["title"].isascii(), "the map speaks the language of the page"


def test_a_pack_without_a_map_shows_the_list_alone(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch, "current", lambda: None)
    html = page(client_of(None), "/zone/")
    assert 'id="map"' not in html and "leaflet" not in html
    assert "place-" in html


def test_a_pack_without_a_zone_has_no_zone_page(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    without = dataclasses.replace(pack.current(), zone=None)
    monkeypatch.setattr(pack, "current", lambda: without)
    assert client_of(None).get("/zone/").status_code == 404
    assert client_of(None).get("/").status_code == 200


def test_a_broken_map_is_said_by_check_and_the_page_goes_on(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "map.geojson").write_text("{}", "utf-8")
    broken = dataclasses.replace(pack.current(), folder=tmp_path)
    assert check_map() == []
    monkeypatch.setattr(pack, "current", lambda: broken)
    assert "not a GeoJSON FeatureCollection" in str(check_map()[0].msg)
    sketch.current.cache_clear()
    try:
        assert 'id="map"' not in page(client_of(None), "/zone/")
    finally:
        sketch.current.cache_clear()


@pytest.mark.parametrize(
    ("as_of", "first", "last", "kind"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("2025H1", date(2025, 1, 1), date(2025, 6, 30), "half"),
        ("2025H2", date(2025, 7, 1), date(2025, 12, 31), "half"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31), "month"),
        ("2026-06-03", date(2026, 6, 3), date(2026, 6, 3), "day"),
    ],
)
def test_a_period_has_its_first_and_last_day(as_of: str, first: date, last: date, kind: str) -> None:
    assert service.period(as_of) == (first, last)
    assert service.span(as_of) == kind


def test_a_series_runs_in_the_order_of_time_and_the_chart_has_the_values_of_the_pack() -> None:
    zone = pack.current().zone
    assert zone
    for indicator in service.followed(zone):
        made = service.points(service.series(indicator, service.Sources()), str)
        assert [each["at"] for each in made] == sorted(each["at"] for each in made)
        assert sorted(each["value"] for each in made) == sorted(str(each.value) for each in indicator.figures)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["over 20,000", "400–600", "January 2021", "Target"]),
        ("zh-hans", ["超过20,000", "400–600", "2021年1月", "目标"]),
    ],
)
def test_figures_are_written_as_their_source_says_them(
    client_of: Clients, language: str, wanted: list[str]
) -> None:
    html = page(client_of(None), "/zone/", language)
    for words in wanted:
        assert words in html


def test_every_unit_and_every_name_of_a_figure_has_its_english(client_of: Clients) -> None:
    for address in ("/zone/", "/zone/indicators/"):
        html = page(client_of(None), address, "en")
        for part in re.findall(r'class="cite".*?</a>', html, re.DOTALL):
            assert not re.search(r"[一-鿿]", part), part


def test_the_pages_ask_the_database_nothing_for_a_visitor(
    client_of: Clients, django_assert_num_queries: Callable[..., object]
) -> None:
    client = client_of(None)
    for address in ("/zone/", "/zone/indicators/"):
        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200
