"""Who sees which set, who may do what, and what can be found."""

from __future__ import annotations

import re

import pytest

from twinwheel_web.documents import finding, service, texts
from twinwheel_web.search.service import find

EVERYBODY = (None, "person", "enterprise-officer", "bank-officer", "zone-analyst")


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        *((person, False) for person in EVERYBODY),
        ("zone-officer", True),  # of the organisation that added it
        ("department-officer", False),
        ("department-reviewer", True),
        ("zone-manager", True),
    ],
)
def test_an_unpublished_set_is_seen_by_who_works_on_it_alone(add_set, client_of, person, sees):
    found = add_set(organisation="administration")
    client, expected = client_of(person), 200 if sees else 404
    for page in ("", "progress/", "document.json", "facts.parquet", "texts/1.txt"):
        response = client.get(f"/documents/{found.pk}/{page}")
        assert response.status_code == expected, page
        b"".join(
            response
        ) if response.streaming else response.content  # to its end, so that the file is closed
    assert (f"/documents/{found.pk}/" in client.get("/documents/").content.decode()) == sees


@pytest.mark.parametrize("person", [*EVERYBODY, "zone-officer"])
def test_nobody_but_reviewers_decides_or_publishes(add_set, client_of, person):
    found = add_set(published=True)
    client = client_of(person)
    assert client.get(f"/documents/{found.pk}/").status_code == 200
    refused = {302} if person is None else {403}
    for page in ("review/", "review/history/", "review.yaml"):
        assert client.get(f"/documents/{found.pk}/{page}").status_code in refused, page
    for page in ("review/decide/", "review/undo/", "review/import/", "publish/"):
        assert client.post(f"/documents/{found.pk}/{page}").status_code in refused, page


def test_what_changes_something_is_not_had_by_looking(add_set, client_of):
    found = add_set()
    client = client_of("zone-reviewer")
    for page in ("again/", "publish/", "review/decide/", "review/undo/", "review/import/"):
        assert client.get(f"/documents/{found.pk}/{page}").status_code == 405, page


def test_a_department_does_not_have_another_bodys_set_read_again(add_set, client_of):
    found = add_set(published=True)
    assert client_of("department-officer").post(f"/documents/{found.pk}/again/").status_code == 404


def test_publishing_lets_everybody_see_and_find_and_unpublishing_ends_it(add_set, client_of):
    found = add_set()
    reviewer, visitor = client_of("zone-reviewer"), client_of(None)
    assert find("研发", ["article", "fact"]).total == 0
    reviewer.post(f"/documents/{found.pk}/publish/", {"publish": "yes"})
    hits = find("数据出境", ["article", "fact"])
    assert {hit.kind for hit in hits.hits} == {"article", "fact"}
    for hit in hits.hits:
        assert visitor.get(hit.url).status_code == 200
    assert find("研白", ["article", "fact"]).total == 0
    assert find("168", ["article"]).total == find("186", ["article"]).total == 1  # every reading of a variant
    assert hits.hits[0].url.split("#")[0] in visitor.get("/documents/?q=数据出境").content.decode().replace(
        "&amp;", "&"
    )
    reviewer.post(f"/documents/{found.pk}/publish/", {"publish": "no"})
    assert find("数据出境", ["article", "fact"]).total == 0
    assert visitor.get(f"/documents/{found.pk}/").status_code == 404


def test_the_end_of_a_long_article_is_found_and_leads_to_its_part(add_set, client_of, monkeypatch):
    monkeypatch.setattr(finding, "OVERLAP", 0)
    monkeypatch.setattr(texts, "WINDOW", 100)
    monkeypatch.setattr(texts, "LINE", 20)
    found = add_set(published=True)
    finding.put(found)
    hits = find("科技创新局负责解释", ["article"]).hits
    assert hits
    for hit in hits:
        page = client_of(None).get(hit.url).content.decode()
        assert "科技创新局" in re.sub(r"<[^>]+>", "", page)
    finding.remove(found)
    assert find("科技创新局负责解释", ["article", "fact"]).total == 0


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?list=facts&kind=indicator",
        "?list=variants",
        "?list=nonsense&page=99&part=x&file=99",
        "?at=no-such",
        "?part=99999999",
    ],
)
def test_every_address_of_a_set_answers_with_few_queries(
    add_set, client_of, django_assert_max_num_queries, asked
):
    found = add_set(published=True)
    client = client_of(None)
    with django_assert_max_num_queries(14):
        assert client.get(f"/documents/{found.pk}/{asked}").status_code == 200


def test_a_window_of_a_long_text_stays_light(add_set, client_of, monkeypatch):
    found = add_set(published=True)
    page = client_of(None).get(f"/documents/{found.pk}/?list=facts")
    assert len(page.content) < 300_000


def test_a_set_is_added_once_as_a_sample(db, tmp_path, monkeypatch):
    from twinwheel_web.accounts.models import User

    path = tmp_path / "sample.txt"
    path.write_text("示例湾新区集聚企业3200余家。", encoding="utf-8")
    by = User.objects.get(username="zone-reviewer")
    first = service.add_sample([path], by)
    assert first.status == "done"
    assert service.add_sample([path], by) == first
