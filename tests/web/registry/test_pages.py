"""The register's pages: lists that are as long as the counts, one subject, history, runs; and who may see them."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import translation

from twinwheel.packs.model import ZoneSpec
from twinwheel.registers import check_register, open_register
from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.accounts.models import View
from twinwheel_web.design import sketch
from twinwheel_web.matches import reading
from twinwheel_web.matches.models import Run
from twinwheel_web.registers.models import Export, Import, Subject
from twinwheel_web.registers.service import file_values
from twinwheel_web.registry.listing import Listing

BY = pack.current().subjects["enterprise"].by


@pytest.fixture
def subject(db: None) -> Subject:
    return Subject.objects.filter(type="enterprise").order_by("pk")[0]


def pages(subject: Subject) -> dict[str, str]:
    import_ = Import.objects.order_by("pk")[0]
    run = Run.objects.order_by("pk").first()
    other = Subject.objects.exclude(pk=subject.pk).order_by("pk")[5]
    return {
        "list": reverse("registry:list"),
        "places": reverse("registry:places"),
        "subject": reverse("registry:subject", args=[subject.pk]),
        "history": reverse("registry:history", args=[subject.pk]),
        "field": reverse("registry:history", args=[subject.pk])
        + f"?field={quote(next(iter(subject.values)))}",
        "files": reverse("registry:files"),
        "file": reverse("registry:file", args=[import_.pk]),
        "new": reverse("registry:new"),
        "duplicates": reverse("registry:duplicates"),
        "compare": reverse("registry:compare", args=[subject.pk, other.pk]),
        "runs": reverse("registry:runs"),
        "run": reverse("registry:run", args=[run.pk]) if run else reverse("registry:runs"),
    }


KEEPERS = {"new", "duplicates", "compare"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(run: Run, subject: Subject, client_of, language: str) -> None:
    client = client_of("zone-officer")
    client.cookies["language"] = language
    with translation.override(language):
        for name, address in pages(subject).items():
            page = client.get(address)
            assert page.status_code == 200, name
            assert "<h1>" in page.content.decode(), name


def test_who_may_open_them(run: Run, subject: Subject, client_of) -> None:
    for who in ("zone-analyst", "operating-officer"):
        client = client_of(who)
        for name, address in pages(subject).items():
            assert client.get(address).status_code == (403 if name in KEEPERS else 200), (who, name)
    for who in ("enterprise-officer", "bank-officer", "person", "department-officer", "agent"):
        client = client_of(who)
        assert {client.get(address).status_code for address in pages(subject).values()} == {403}, who
    visitor = client_of(None)
    assert {visitor.get(address).status_code for address in pages(subject).values()} == {302}


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("list", 12),
        ("places", 12),
        ("subject", 20),
        ("history", 18),
        ("files", 12),
        ("file", 12),
        ("runs", 12),
        ("run", 12),
        ("duplicates", 12),
        ("compare", 28),
    ],
)
def test_pages_ask_the_database_a_bounded_number_of_times(
    run: Run, subject: Subject, client_of, django_assert_max_num_queries, address: str, most: int
) -> None:
    client, where = client_of("zone-officer"), pages(subject)[address]
    with django_assert_max_num_queries(most):
        client.get(where)


def test_a_list_is_as_long_as_the_count_beside_it(run: Run, client_of) -> None:
    index = reading.index(run)
    for field in BY:
        for value, number in index.count(field).items():
            assert len(Listing("enterprise", by={field: value}).all()) == number, (field, value)
    client = client_of("zone-officer")
    for measure, each in list(run.summary["measures"].items())[:6]:
        for outcome, number in each["outcomes"].items():
            page = client.get(reverse("registry:list"), {"measure": measure, "outcome": outcome})
            assert page.context["page"].paginator.count == number, (measure, outcome)


def test_a_value_that_follows_from_others_is_shown_as_the_run_counted_it(run: Run) -> None:
    _, shown = Listing("enterprise").page(None)
    defined = [field for field in BY if field in pack.current().vocabulary.definitions]
    assert defined
    for each in shown:
        for field, value in each.by:
            if field in defined:
                assert reading.index(run).having(field, value)[reading.index(run).rows[each.subject.code]]


def test_bubbles_of_the_map_are_the_counts_of_the_list_behind_them(run: Run, client_of) -> None:
    client, address = client_of("zone-analyst"), reverse("registry:places")
    measure = next(iter(run.summary["measures"]))
    codes = {place.id: place.code for place in pack.current().zone.places().values() if place.code}
    for asked in ({}, {"measure": measure}):
        page = client.get(address, asked).context
        assert page["map"].bubbles
        drawn = {each["properties"]["id"] for each in page["map"].shapes["features"]} - {None}
        assert drawn == page["map"].bubbles.keys() <= codes.keys()
        assert page["map"].elsewhere == len(page["rows"]) - len(drawn)
        for id, bubble in page["map"].bubbles.items():
            row = next(row for row in page["rows"] if row["value"] == codes[id])
            assert bubble["number"] == row["eligible" if asked else "subjects"]
            assert client.get(bubble["href"]).context["page"].paginator.count == bubble["number"]


@pytest.mark.parametrize("wrong", ["no map", "no codes", "another field"])
def test_without_a_place_on_a_map_the_counts_are_a_list(
    run: Run, client_of, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    asked = {"by": BY[1]} if wrong == "another field" else {}
    if wrong == "no map":
        monkeypatch.setattr(sketch, "current", lambda: None)
    elif wrong == "no codes":
        bare = {
            where: each.model_copy(update={"code": None})
            for where, each in pack.current().zone.places().items()
        }
        monkeypatch.setattr(ZoneSpec, "places", lambda _: bare)
    page = client_of("zone-analyst").get(reverse("registry:places"), asked)
    assert page.context["map"] is None and page.context["rows"]
    assert "leaflet" not in page.content.decode()


def test_filters_are_read_from_the_address(run: Run, client_of) -> None:
    client, address = client_of("zone-analyst"), reverse("registry:list")
    everybody = client.get(address).context
    assert (everybody["page"].paginator.count, len(everybody["shown"])) == (60, 50)
    assert len(client.get(address, {"page": "2"}).context["shown"]) == 10
    one = everybody["shown"][7].subject
    for q in (one.code, one.name, one.code.lower()):
        assert [each.subject for each in client.get(address, {"q": q}).context["shown"]] == [one]
    unknown = client.get(address, {BY[1]: "?"}).context["page"].paginator.count
    assert unknown == reading.index(run).count(BY[1])[None]
    assert client.get(address, {BY[1]: "no such place"}).status_code == 200
    assert client.get(address, {"type": "no-such-type"}).status_code == 404


def test_without_a_run_the_list_can_be_searched(client_of, subject: Subject) -> None:
    page = client_of("zone-officer").get(reverse("registry:list"), {"q": subject.code})
    assert [each.subject for each in page.context["shown"]] == [subject]
    assert set(page.context["form"].fields) == {"q"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_taken_along_can_be_read_again_and_says_the_same(
    run: Run, client_of, tmp_path, form: str
) -> None:
    client = client_of("zone-officer")
    answer = client.get(reverse("registry:export", args=[form]))
    file = tmp_path / f"list.{form}"
    file.write_bytes(b"".join(answer.streaming_content))
    checked = check_register(pack.current(), file, subject="enterprise", clean=tmp_path / "clean.parquet")
    assert (checked.rows, checked.rejected) == (60, 0), checked.problems[:3]
    one, other = (
        open_register(pack.current(), path, subject="enterprise")
        for path in (run.register, tmp_path / "clean.parquet")
    )
    for code in reading.index(run).codes[:20]:
        assert {k: v for k, v in one.find(code).items() if v is not None} == {
            k: v for k, v in other.find(code).items() if v is not None
        }
    noted = Export.objects.get()
    assert (noted.rows, noted.form, noted.user.username) == (60, form, "zone-officer")
    assert client_of("zone-analyst").get(reverse("registry:export", args=[form])).status_code == 403
    assert client.get(reverse("registry:export", args=["exe"])).status_code == 404


def test_a_text_that_a_spreadsheet_would_obey_is_marked_as_text(client_of, subject: Subject) -> None:
    Subject.objects.filter(pk=subject.pk).update(name='=HYPERLINK("http://x")')
    answer = client_of("zone-officer").get(reverse("registry:export", args=["csv"]), {"q": subject.code})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[1][:2] == [subject.code, '\'=HYPERLINK("http://x")']


def test_a_look_at_a_subject_is_noted_for_it(client_of, subject: Subject) -> None:
    client_of("zone-officer").get(reverse("registry:subject", args=[subject.pk]))
    assert View.objects.get(subject_code=subject.code).user.username == "zone-officer"


def test_a_subject_says_who_certified_a_value_and_its_history_who_said_what(
    client_of, subject: Subject
) -> None:
    name = next(name for name, value in subject.values.items() if value is True)
    file_values(
        subject, {name: False}, NOBODY, ground="certified", source="市场监管部门", until=clock.today()
    )
    client = client_of("zone-officer")
    page = client.get(reverse("registry:subject", args=[subject.pk])).content.decode()
    assert "市场监管部门" in page
    history = client.get(reverse("registry:history", args=[subject.pk]), {"field": name})
    assert [entry.value for entry in history.context["entries"]] == [False, True]


def test_a_run_can_be_started_watched_and_its_files_taken(client_of) -> None:
    client = client_of("zone-analyst")
    answer = client.post(reverse("registry:start"), {"type": "enterprise"}, follow=True)
    run = Run.objects.get()
    assert answer.context["found"] == run
    assert client.get(reverse("registry:start")).status_code == 405
    assert client.post(reverse("registry:start"), {"type": "x"}).status_code == 404
    keeper = client_of("zone-officer")
    report = keeper.get(reverse("registry:run_file", args=[run.pk, "report.html"]))
    assert report["Content-Disposition"].startswith("attachment")
    assert b"<script" in b"".join(report.streaming_content)
    summary = keeper.get(reverse("registry:run_file", args=[run.pk, "summary.json"]))
    assert json.loads(b"".join(summary.streaming_content)) == run.summary
    for name in ("register.parquet", "..%2f..%2fportal.sqlite3", "x"):
        assert keeper.get(f"/register/runs/{run.pk}/{name}").status_code == 404
    part = client.get(reverse("registry:run", args=[run.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" not in part  # it has ended


def test_what_is_under_way_says_how_far_it_is(client_of, subject: Subject) -> None:
    from twinwheel_web.registers.background import working

    run = Run.objects.create(type="enterprise", as_of=clock.today(), status="running", asked_at=clock.now())
    with working(run.work) as progress:
        progress.stage("match", 200)
        page = client_of("zone-officer").get(reverse("registry:run", args=[run.pk])).content.decode()
    assert '<progress max="200" value="0"' in page
    assert 'hx-trigger="every 1s"' in page


def test_two_are_merged_and_brought_apart_on_their_pages(client_of) -> None:
    client = client_of("zone-officer")
    kept, gone = Subject.objects.filter(organisation=None).order_by("pk")[:2]
    name = next(name for name in gone.values if name not in kept.values)
    page = client.get(reverse("registry:compare", args=[kept.pk, gone.pk]))
    assert next(row for row in page.context["rows"] if row["name"] == name)["take"]
    client.post(reverse("registry:compare", args=[kept.pk, gone.pk]), {"take": [name]})
    kept.refresh_from_db()
    assert kept.values[name] == gone.values[name]
    assert client.get(reverse("registry:list"), {"q": gone.code}).context["page"].paginator.count == 0
    merge = kept.merges.get()
    assert client.get(reverse("registry:duplicates")).status_code == 200
    client.post(reverse("registry:undo", args=[merge.pk]))
    kept.refresh_from_db()
    assert name not in kept.values
    again = client.post(reverse("registry:undo", args=[merge.pk]), follow=True)
    assert [str(each) for each in again.context["messages"]]
