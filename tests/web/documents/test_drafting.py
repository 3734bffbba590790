"""Measures drafted from a policy: those of the library, beside the text they stand in."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest
import yaml

from twinwheel_web.documents import drafting


@pytest.fixture
def drafted(add_set, client_of):
    found = add_set(published=True)
    response = client_of("zone-reviewer").post(f"/documents/{found.pk}/draft/1/")
    assert response.status_code == 302
    return found


def test_the_draft_stands_beside_its_text(drafted, client_of):
    page = client_of("zone-reviewer").get(f"/documents/{drafted.pk}/draft/1/").content.decode()
    shown = drafting.shown(drafted.documents.first())
    raw = (drafted.folder / "files/1/notice.txt").read_text(encoding="utf-8")
    assert "".join(piece["text"] for piece in shown["pieces"]) == raw
    assert shown["counts"]["measures"] == len(shown["cards"]) > 0
    for card in shown["cards"]:
        for row in card["rows"]:
            assert page.count(f'id="{row["key"]}"') == 1
            assert not row["stands"] or f'id="s-{row["key"]}"' in page
    text = re.search(r'<div class="raw"[^>]*>(.*?)</div></section>', page, re.S)[1]
    assert html.unescape(re.sub(r"<[^>]+>", "", text)) == raw
    assert "<script>alert" not in page


def test_the_pack_that_goes_out_is_the_librarys(drafted, client_of):
    response = client_of("zone-reviewer").get(f"/documents/{drafted.pk}/draft/1.zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        info = yaml.safe_load(archive.read("draft/pack.yaml"))
        measures = [name for name in archive.namelist() if name.startswith("draft/measures/")]
    assert len(measures) == drafting.shown(drafted.documents.first())["counts"]["measures"]
    assert info["extends"]


@pytest.mark.parametrize("person", [None, "zone-officer", "enterprise-officer"])
def test_nobody_but_reviewers_sees_or_makes_a_draft(drafted, client_of, person):
    client = client_of(person)
    for response in (
        client.get(f"/documents/{drafted.pk}/draft/1/"),
        client.post(f"/documents/{drafted.pk}/draft/1/"),
        client.get(f"/documents/{drafted.pk}/draft/1.zip"),
    ):
        assert response.status_code in {302, 403}
        assert response.get("Location", "/sign/").startswith("/sign/")
