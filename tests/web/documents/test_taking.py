"""What the library wrote, and what the portal shows of it: the same characters."""

from __future__ import annotations

import html
import json
import re

import pytest

from twinwheel.reading import results, review
from twinwheel_web.documents import desk, service, texts
from twinwheel_web.documents.models import Place, Record


def test_every_place_slices_back_to_the_quote_of_the_library(add_set):
    found = add_set()
    shown = 0
    for document in found.documents.all():
        raw = texts.raw_of(document)
        for place in Place.objects.filter(document=document, record__type="fact").select_related("record"):
            quote = place.record.data["quotes"][document.name][place.turn - 1]
            assert raw[place.start : place.end] == quote
            shown += 1
        for place in Place.objects.filter(document=document, record__type="variant").select_related("record"):
            assert raw[place.start : place.end] == place.record.data["readings"][document.name]
            shown += 1
    assert shown > 10


def test_the_records_are_those_of_document_json_once_each(add_set):
    found = add_set()
    ids = {"article": set(), "variant": set(), "fact": set()}
    for document in results.documents(found.read):
        for type, ids_of in ids.items():
            ids_of |= {record[f"{type}_id"] for record in document[f"{type}s"]}
    for type, expected in ids.items():
        assert sorted(found.records.filter(type=type).values_list("record_id", flat=True)) == sorted(expected)
    assert ids["variant"]


def test_the_queue_is_the_librarys(add_set):
    found = add_set()
    expected = review.queue(
        (document, results.raw_text(found.read, document)) for document in results.documents(found.read)
    )
    assert [(item.id, item.worth, item.reason) for item in expected] == [
        (each.record_id, each.worth, each.reason) for each in service.queue(found)
    ]
    assert expected[0].reason == "number_differs"


@pytest.mark.parametrize("size", [37, 6000])
def test_windows_put_together_are_the_raw_text(add_set, monkeypatch, size):
    monkeypatch.setattr(texts, "WINDOW", size)
    monkeypatch.setattr(texts, "LINE", 15)
    document = add_set().documents.first()
    raw = texts.raw_of(document)
    windows = [texts.window(raw, number) for number in range(1, texts.window(raw, 1).of + 1)]
    pieces = [piece for window in windows for piece in texts.pieces(document, raw, window)]
    assert "".join(piece.text for piece in pieces) == raw
    assert all(raw[piece.start : piece.start + len(piece.text)] == piece.text for piece in pieces)
    assert [window.low for window in windows[1:]] == [window.high for window in windows[:-1]]
    for offset in range(len(raw)):
        window = texts.window_at(raw, offset)
        assert window.low <= offset < window.high


def test_what_the_card_shows_around_a_mention_stands_there_in_the_text(add_set):
    found = add_set()
    for record in found.records.exclude(type="article"):
        for mention in texts.mentions(record, desk.MENTIONS):
            raw = texts.raw_of(mention.document)
            place = mention.place
            assert raw[place.start : place.end] == mention.quote
            assert f"{mention.before}{mention.quote}{mention.after}" in raw


def test_the_page_shows_the_text_escaped_and_nothing_else(add_set, client_of):
    found = add_set(published=True)
    page = client_of(None).get(f"/documents/{found.pk}/?file=1").content.decode()
    assert "<script>alert" not in page
    inside = re.search(r'<div class="raw"[^>]*>(.*?)</div>\s*</section>', page, re.S)[1]
    shown = html.unescape(re.sub(r"<[^>]+>", "", inside))
    raw = texts.raw_of(found.documents.first())
    assert re.sub(r"\s+", "", shown) == re.sub(r"\s+", "", raw)
    assert "alert('引语')" in shown


def test_a_mark_carries_exactly_the_characters_of_its_fact(add_set, client_of):
    found = add_set(published=True)
    record = found.records.filter(type="fact", kind="indicator").first()
    place = record.places.first()
    page = client_of(None).get(f"/documents/{found.pk}/?at={record.record_id}").content.decode()
    marked = re.search(rf'<a class="[^"]*now[^"]*" id="{record.record_id}"[^>]*>([^<]*)</a>', page)[1]
    raw = texts.raw_of(place.document)
    assert html.unescape(marked) == raw[place.start : place.end][: len(html.unescape(marked))]
    assert f"[{place.start}, {place.end})" in page


def test_document_json_goes_out_as_the_library_wrote_it(add_set, client_of):
    found = add_set(published=True)
    response = client_of(None).get(f"/documents/{found.pk}/document.json")
    assert json.loads(b"".join(response.streaming_content)) == list(results.documents(found.read))


def test_facts_and_raw_text_go_out_byte_for_byte(add_set, client_of):
    found = add_set(published=True)
    client = client_of(None)
    table = client.get(f"/documents/{found.pk}/facts.parquet")
    assert b"".join(table.streaming_content) == (found.read / "facts.parquet").read_bytes()
    text = client.get(f"/documents/{found.pk}/texts/2.txt")
    assert text.content == (found.read / "print.txt.txt").read_bytes()


def test_reading_again_puts_the_same_records_in_their_place(add_set, read_once):
    from twinwheel_web.documents import taking

    found = add_set()
    before = sorted(found.records.values_list("record_id", "turn", "worth"))
    taking.take(found, read_once[1])
    assert sorted(found.records.values_list("record_id", "turn", "worth")) == before
    assert Record.objects.filter(set=found).count() == len(before)
