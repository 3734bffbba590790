"""The pages, feeds, calendars and pictures as browsers and other programs get them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.http import http_date

from twinwheel_web import clock, pack
from twinwheel_web.design import fonts
from twinwheel_web.policies import pictures
from twinwheel_web.policies.days import between, deadlines, events_of
from twinwheel_web.policies.service import index_measures

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str | None], Client]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def visitor(client_of: ClientOf) -> Client:
    return client_of(None)


def text(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_library_lists_all_measures_page_by_page(visitor: Client) -> None:
    found: set[str] = set()
    for number in range(1, 8):
        shown = text(visitor, f"/policies/?page={number}")
        found |= {id for id in pack.current().measures if f'href="/policies/{id}/"' in shown}
    assert found == set(pack.current().measures)


def test_htmx_gets_the_part_that_changes_and_nothing_else(visitor: Client) -> None:
    part = text(visitor, "/policies/?theme=tax", **{"HX-Request": "true"})
    assert part.lstrip().startswith('<div id="library"') and "<html" not in part
    assert part.strip() in text(visitor, "/policies/?theme=tax")


def test_the_address_after_a_filter_says_no_more_than_it_must(visitor: Client) -> None:
    today = clock.today().isoformat()
    asked = f"/policies/?q=&as_of={today}&sort=relevance&theme=tax&nonsense=1"
    assert visitor.get(asked, headers={"HX-Request": "true"})["HX-Push-Url"] == "/policies/?theme=tax"
    asked = "/policies/?as_of=2020-01-01&sort=date"
    assert visitor.get(asked, headers={"HX-Request": "true"})["HX-Push-Url"] == asked


def test_a_list_of_another_day_leads_to_pages_of_that_day(visitor: Client) -> None:
    shown = text(visitor, "/policies/?as_of=2020-01-01&status=in_force&theme=tax")
    assert "?as_of=2020-01-01" in shown and "nat-rd-deduct-2023" not in shown


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --"])
def test_what_is_typed_is_only_ever_text(visitor: Client, q: str) -> None:
    shown = text(visitor, "/policies/?" + urlencode({"q": q, "as_of": q, "theme": q}))
    assert "<script>alert" not in shown and "<img src=x" not in shown


def test_hits_are_marked_in_titles_and_texts(visitor: Client) -> None:
    shown = text(visitor, "/policies/?q=研发")
    assert "<mark>研发</mark>费用加计扣除" in shown
    assert 'class="found' in shown


def test_words_that_stand_nowhere_together_are_offered_one_by_one(visitor: Client) -> None:
    assert "研发 白名单" in text(visitor, "/policies/?q=研发白名单")


def test_a_search_can_be_kept_where_the_portal_keeps_any(visitor: Client) -> None:
    from django.urls import NoReverseMatch, reverse

    try:
        address = reverse("mine:alert_new")
    except NoReverseMatch:
        pytest.skip("this portal keeps no alerts")
    assert f'href="{address}?q=%E7%A0%94%E5%8F%91"' in text(visitor, "/policies/?q=研发")


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/policies/", 0),
        ("/policies/?q=研发", 6),
        ("/policies/nat-hnte-2016/", 2),
        ("/policies/feed.atom", 0),
        ("/policies/deadlines.ics", 0),
    ],
)
def test_a_page_asks_the_database_few_questions(
    visitor: Client, address: str, most: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(most):
        visitor.get(address)


@pytest.mark.parametrize(
    "address",
    [
        "/policies/",
        "/policies/?q=税",
        "/policies/nat-hnte-2016/",
        "/policies/feed.atom",
        "/policies/deadlines.ics",
        "/policies/nat-hnte-2016.ics",
        "/policies/nat-hnte-2016/share.png",
    ],
)
def test_what_was_seen_before_is_not_sent_again(client_of: ClientOf, address: str) -> None:
    visitor = client_of(None)
    visitor.get(address)  # sets the cookie that forms need
    first = visitor.get(address)
    again = visitor.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    english = visitor.get(address, headers={"if-none-match": first["ETag"], "accept-language": "en"})
    assert english.status_code == 200
    signed_in = client_of("zone-analyst")
    assert signed_in.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_time_alone_says_nothing_of_the_language_a_page_was_read_in(visitor: Client) -> None:
    later = {"if-modified-since": http_date(2**31), "accept-language": "en"}
    response = visitor.get("/policies/", headers=later)
    assert response.status_code == 200 and "Last-Modified" not in response


def test_a_page_seen_yesterday_is_sent_anew(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.get("/policies/")
    first = visitor.get("/policies/")
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert visitor.get("/policies/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_feed_is_atom_with_the_newest_first(visitor: Client) -> None:
    response = visitor.get("/policies/feed.atom?theme=tax")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for name in ("title", "id", "updated", "link"):
        assert feed.find(f"{ATOM}{name}") is not None
    entries = feed.findall(f"{ATOM}entry")
    published = [each.findtext(f"{ATOM}published") or "" for each in entries]
    ids = [each.findtext(f"{ATOM}id") or "" for each in entries]
    assert published == sorted(published, reverse=True) and len(set(ids)) == len(ids)
    wanted = {id for id, spec in pack.current().measures.items() if spec.theme == "tax"}
    assert {id.rpartition(":")[2] for id in ids} == wanted


def test_a_calendar_holds_every_day_of_a_measure_under_a_lasting_name(visitor: Client) -> None:
    from icalendar import Calendar

    spec = pack.current().measures["bj-compute-voucher-2026"]
    response = visitor.get(f"/policies/{spec.id}.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    events = calendar.walk("VEVENT")
    assert calendar["VERSION"] == "2.0" and not any(each.errors for each in [calendar, *events])
    assert {(each["DTSTART"].dt, str(each["UID"])) for each in events} == {
        (each.day, f"{spec.id}.{each.kind}@{pack.current().info.id}.twinwheel") for each in events_of(spec)
    }
    assert spec.process.closes in {each["DTSTART"].dt for each in events}
    assert all(each["DTEND"].dt - each["DTSTART"].dt == timedelta(days=1) for each in events)
    assert response.content == visitor.get(f"/policies/{spec.id}.ics").content


def test_the_calendar_of_all_has_no_two_events_of_one_name(visitor: Client) -> None:
    from icalendar import Calendar

    events = Calendar.from_ical(visitor.get("/policies/deadlines.ics").content).walk("VEVENT")
    uids = [str(each["UID"]) for each in events]
    assert len(set(uids)) == len(uids) == len(between(clock.today() - timedelta(days=366), date.max))
    some = Calendar.from_ical(visitor.get("/policies/deadlines.ics?theme=tax").content).walk("VEVENT")
    assert 0 < len(some) < len(events)


def test_deadlines_are_what_ends_or_closes_and_nothing_replaced() -> None:
    found = deadlines(date(2026, 1, 1), date(2026, 12, 31))
    assert {each.kind for each in found} == {"closes", "ends"}
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert "nat-srdi-2022" in {each.spec.id for each in found}  # it ended the day before it was replaced
    by_hand = {
        spec.id
        for spec in pack.current().measures.values()
        if spec.valid.until and spec.valid.until.year == 2026
    }
    assert {each.spec.id for each in found if each.kind == "ends"} <= by_hand


@pytest.mark.skipif(fonts.chinese() is None, reason="no Chinese font on this machine")
def test_the_picture_to_share_is_a_png_of_the_size_networks_want(visitor: Client) -> None:
    from PIL import Image

    response = visitor.get("/policies/nat-hnte-2016/share.png")
    image = Image.open(BytesIO(response.content))
    assert (response["Content-Type"], image.format, image.size) == ("image/png", "PNG", (1200, 630))
    other = visitor.get("/policies/nat-rd-deduct-2023/share.png").content
    assert other != response.content
    shown = text(visitor, "/policies/nat-hnte-2016/")
    assert '<meta property="og:image" content="http://testserver/policies/nat-hnte-2016/share.png">' in shown


def test_without_a_chinese_font_there_is_no_picture(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "chinese", lambda: None)
    pictures.picture.cache_clear()
    assert visitor.get("/policies/nat-hnte-2016/share.png").status_code == 404
    pictures.picture.cache_clear()


def test_the_same_pack_is_indexed_once() -> None:
    from twinwheel_web.search.models import Indexed

    assert index_measures() is None
    Indexed.objects.filter(kind="measure").update(mark="another pack")
    assert index_measures() == len(pack.current().measures)
