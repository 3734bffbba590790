"""The front page on a given day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from twinwheel_web import clock, pack
from twinwheel_web.home import service
from twinwheel_web.matches.models import Run

pytestmark = pytest.mark.once

Clients = Callable[[str | None], Client]
DAYS = [
    date(2021, 3, 1),
    date(2026, 8, 1),
    date(2026, 8, 31),
    date(2026, 9, 1),
    date(2027, 12, 31),
    date(2035, 1, 1),
]


@pytest.mark.parametrize("day", DAYS)
def test_what_is_new_is_in_force_and_nothing_left_out_is_newer(day: date) -> None:
    found = service.new(day)
    shown = {each.measure.id for each in found}
    assert [each.day for each in found] == sorted((each.day for each in found), reverse=True)
    for each in found:
        assert each.measure.valid.covers(day) and each.day <= day
    for measure in pack.current().measures.values():
        began = measure.valid.since or measure.source.date
        if (
            len(found) == service.SHOWN
            and measure.valid.covers(day)
            and began
            and began <= day
            and measure.id not in shown
        ):
            assert began <= found[-1].day


@pytest.mark.parametrize("day", DAYS)
def test_what_ends_soon_has_not_ended_and_nothing_left_out_ends_sooner(day: date) -> None:
    found = service.ending(day)
    shown = {each.measure.id for each in found}
    for each in found:
        assert day <= each.day <= day + service.SOON and each.days == (each.day - day).days
        assert each.day == (each.measure.process.closes if each.closes else each.measure.valid.until)
    for measure in pack.current().measures.values():
        for end in (measure.valid.until, measure.process.closes):
            if (
                end
                and measure.valid.covers(day)
                and day <= end <= day + service.SOON
                and measure.id not in shown
            ):
                assert len(found) == service.SHOWN and end >= found[-1].day


def test_the_last_day_of_an_application_window_is_still_there_and_the_next_is_not() -> None:
    last = next(each for each in pack.current().measures.values() if each.process.closes)
    day = last.process.closes
    assert day
    everything = [each for each in service.ending(day) if each.closes]
    assert any(each.day == day and each.days == 0 for each in everything)
    assert not any(each.closes and each.day == day for each in service.ending(day + timedelta(days=1)))


def test_measures_in_force_are_those_of_the_pack() -> None:
    day = date(2026, 11, 22)
    assert (
        service.in_force(day) == sum(each.valid.covers(day) for each in pack.current().measures.values()) > 50
    )


def test_the_figures_are_those_of_the_zone_and_each_has_its_source() -> None:
    zone = pack.current().zone
    assert zone
    numbers, sources = service.figures(zone)
    listed = list(sources)
    assert numbers[0].figure == zone.area
    assert all(listed[each.source - 1] == each.figure.source for each in numbers)
    assert service.figures(None)[0] == []


def test_every_figure_leads_to_itself_on_the_page_of_the_zone(client_of: Clients) -> None:
    home, zone = (client_of(None).get(each).content.decode() for each in ("/", "/zone/"))
    anchors = re.findall(r'href="/zone/#([^"]+)"', home)
    assert len(anchors) > 3
    for each in anchors:
        assert f'id="{each}"' in zone


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        (
            None,
            ["/policies/", "/zone/", "/documents/", "/sign/login/"],
            ["/mine/", "/sandbox/", "/register/"],
        ),
        ("enterprise-officer", ["/mine/", "/policies/"], ["/sandbox/", "/register/"]),
        ("zone-analyst", ["/sandbox/", "/register/"], ["/mine/"]),
        ("bank-officer", ["/policies/"], ["/mine/", "/sandbox/", "/register/"]),
    ],
)
def test_the_ways_in_are_those_of_the_role(
    client_of: Clients, who: str | None, there: list[str], not_there: list[str]
) -> None:
    html = client_of(who).get("/").content.decode()
    cards = re.findall(r'<h2><a href="([^"]+)"', html)
    assert len(cards) == len(set(cards))
    assert set(there) <= set(cards)
    assert not set(not_there) & set(cards)


def test_the_box_searches_the_policies(client_of: Clients) -> None:
    html = client_of(None).get("/").content.decode()
    form = re.search(r'<form class="search"[^>]*action="([^"]+)"', html)
    assert form and form[1] == "/policies/" and 'name="q"' in html


def test_counts_come_from_the_newest_run_that_finished(client_of: Clients) -> None:
    html = client_of(None).get("/").content.decode()
    assert 'id="reach"' not in html and service.counted() is None
    kept = {"type": "enterprise", "as_of": date(2026, 11, 1), "pack_hash": "x", "rows": 12345}
    summary = {
        "totals": {"outcomes": {"eligible": 6789}},
        "register": {"rows": 12345},
        "measures": {"a": {}, "b": {}},
    }
    moment = clock.now()
    Run.objects.create(**kept, status=Run.Status.DONE, asked_at=moment, summary=summary)
    Run.objects.create(**kept, status=Run.Status.RUNNING, asked_at=moment + timedelta(hours=1))
    html = client_of(None).get("/").content.decode()
    assert "12,345" in html and "6,789" in html


def test_the_page_asks_the_database_one_thing_for_a_visitor(client_of: Clients) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert client_of(None).get("/").status_code == 200
    assert len(asked) <= 1
