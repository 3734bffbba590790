"""Variants are kept for the organisation, compared, brought up to date, and written as drafts that touch no pack."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape

from twinwheel.matching.sandbox.proposal import propose
from twinwheel.messages import from_json, in_language
from twinwheel_web import clock, pack
from twinwheel_web.accounts.models import Membership, Organisation, User
from twinwheel_web.matches.models import Run
from twinwheel_web.sandbox import texts
from twinwheel_web.sandbox.models import Draft, Variant

MEASURE = "nat-hnte-2016"


def keep(client: Client, title: str, *settings: str, measure: str = MEASURE) -> Variant:
    response = client.post(f"/sandbox/{measure}/keep/", {"title": title, "note": "", "setting": settings})
    assert response.status_code == 302
    return Variant.objects.get(title=title)


def test_a_variant_keeps_what_was_found_and_can_be_opened_again(analyst: Client, run: Run) -> None:
    made = keep(
        analyst,
        "八十五分",
        f"{MEASURE}/innovation-score.threshold[1]=85",
        f"{MEASURE}/rd-ratio.threshold[2]=0.06",
    )
    assert (made.run, made.pack_hash, made.organisation.kind) == (run, pack.current().hash, "administration")
    page = analyst.get(f"/sandbox/variants/{made.pk}/")
    assert page.context["stale"] is False
    again = analyst.get(page.context["address"])
    assert sorted(again.context["settings"]) == sorted(made.settings)
    (shown,) = (each for each in again.context["measures"] if each["page"].id == MEASURE)
    assert made.effect is not None and shown["page"].losers == made.effect["losers"] > 0
    assert shown["reached"] == made.reached


def test_what_cannot_be_tried_is_not_kept_and_nothing_typed_is_lost(analyst: Client) -> None:
    for settings, title in (
        ([f"{MEASURE}/no-such.threshold=1"], "坏的"),
        ([f"{MEASURE}/innovation-score.threshold[1]=80"], ""),
    ):
        response = analyst.post(
            f"/sandbox/{MEASURE}/keep/", {"title": title, "note": "因为", "setting": settings}
        )
        assert response.status_code == 422
        page = response.content.decode()
        assert settings[0] in page and "因为" in page
    assert not Variant.objects.exists()


def test_another_organisation_sees_nothing_of_it(
    analyst: Client, client_of: Callable[[str | None], Client]
) -> None:
    made = keep(analyst, "我们的", f"{MEASURE}/innovation-score.threshold[1]=85")
    draft = drafted(made)
    other = Organisation.objects.create(kind="administration", name="另一管委会", created_at=clock.now())
    person = User.objects.get(username="person")
    Membership.objects.create(user=person, organisation=other, role="analyst", since=clock.today())
    stranger = client_of("person")
    assert stranger.get(f"/sandbox/{MEASURE}/").status_code == 200
    assert "我们的" not in stranger.get("/sandbox/").content.decode()
    for url in (f"variants/{made.pk}/", f"drafts/{draft.pk}/", f"drafts/{draft.pk}/file/"):
        assert stranger.get(f"/sandbox/{url}").status_code == 404
    for url in ("again", "remove", "draft"):
        assert stranger.post(f"/sandbox/variants/{made.pk}/{url}/").status_code == 404
    assert Variant.objects.filter(pk=made.pk).exists()


def test_a_variant_is_out_of_date_when_the_pack_or_the_run_is_newer(
    analyst: Client, make_run: Callable[[], Run], run: Run
) -> None:
    made = keep(analyst, "旧的", f"{MEASURE}/innovation-score.threshold[1]=85")
    Variant.objects.filter(pk=made.pk).update(pack_hash="0" * 64)
    assert analyst.get(f"/sandbox/variants/{made.pk}/").context["stale"] is True
    analyst.post(f"/sandbox/variants/{made.pk}/again/")
    assert analyst.get(f"/sandbox/variants/{made.pk}/").context["stale"] is False
    newer = make_run()
    Run.objects.filter(pk=newer.pk).update(asked_at=run.asked_at + timedelta(hours=1))
    assert analyst.get(f"/sandbox/variants/{made.pk}/").context["stale"] is True
    analyst.post(f"/sandbox/variants/{made.pk}/again/")
    made.refresh_from_db()
    assert made.run == newer


def test_variants_beside_each_other_show_their_own_numbers(analyst: Client) -> None:
    made = [
        keep(analyst, f"{score}分", f"{MEASURE}/innovation-score.threshold[1]={score}")
        for score in (60, 80, 90)
    ]
    found = analyst.get("/sandbox/compare/", {"variant": [each.pk for each in made]}).context
    reached = [each.reached for each in made]
    assert found["lines"]["reached"] == [each[1] for each in reached if each]
    assert found["lines"]["reached"] == sorted(found["lines"]["reached"], reverse=True)
    assert found["bars"]["reached"] == [found["lines"]["reached_now"], *found["lines"]["reached"]]
    for division in found["lines"]["divisions"]:
        for row in division["rows"]:
            assert any(row["changes"]) and row["said"].zh
    one_value = [each for each in found["lines"]["divisions"] if each["field"] == "企业规模类型"]
    totals = [sum(row["changes"][place] for row in one_value[0]["rows"]) for place in range(3)]
    assert totals == [each[1] - each[0] for each in reached if each]


def test_many_variants_are_listed_with_as_few_queries_as_few(
    analyst: Client, run: Run, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    made = keep(analyst, "零", f"{MEASURE}/innovation-score.threshold[1]=85")
    for place in range(1, 12):
        made.pk, made.title = None, str(place)
        made.save(force_insert=True)
    for url in ("/sandbox/", f"/sandbox/{MEASURE}/"):
        analyst.get(url)
        with django_assert_max_num_queries(14):
            page = analyst.get(url)
        assert [each.stale for each in page.context["variants"]] == [False] * 12


@pytest.mark.parametrize("number", [0, 1, 5])
def test_only_two_to_four_are_compared(number: int, analyst: Client) -> None:
    made = [
        keep(analyst, str(place), f"{MEASURE}/innovation-score.threshold[1]={60 + place}")
        for place in range(number)
    ]
    assert analyst.get("/sandbox/compare/", {"variant": [each.pk for each in made]}).status_code == 302


def drafted(variant: Variant) -> Draft:
    """A draft as it is kept, without writing and checking one."""
    return Draft.objects.create(
        organisation=variant.organisation, variant=variant, measure=variant.measure, title=variant.title,
        files={f"cn/measures/{variant.measure}.yaml": "# 草案\nid: x\n"}, made_at=clock.now(),
    )  # fmt: skip


# --- drafts ---------------------------------------------------------------------------------


def digest(folder: Path) -> str:
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()


def test_a_draft_is_the_measure_with_other_numbers_and_the_pack_stays(analyst: Client) -> None:
    folders = texts.folders(pack.current().folder)
    before = [digest(each) for each in folders]
    made = keep(
        analyst,
        "草案一",
        f"{MEASURE}/rd-ratio.threshold[2]=0.06",
        f"{MEASURE}/one-year.threshold[1]=730",
        f"{MEASURE}/no-incident=off",
    )
    response = analyst.post(f"/sandbox/variants/{made.pk}/draft/", follow=True)
    assert [digest(each) for each in folders] == before
    draft = Draft.objects.get()
    ((path, text),) = draft.files.items()
    assert path.endswith(f"/{MEASURE}.yaml")
    page = response.content.decode()
    assert "0.06" in page and "草案一" in page
    old = next(each.parent / path for each in folders if (each.parent / path).is_file()).read_text()
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("# "))
    lines = texts.differing(old, body)
    assert [each["text"].strip() for each in lines if each["kind"] == "new"] == [
        "when: 成立日数 >= 730",
        "研发费用占销售收入比 >= CASE WHEN 最近一年销售收入 <= 5000 THEN 0.06",
    ]
    assert "no-incident" not in "".join(each["text"] for each in lines if each["kind"] == "new")
    assert not [each for each in draft.findings if each["severity"] == "error"]
    assert any("4.9%" in name or "正好5%" in name for name in draft.tests)
    assert "草案" in analyst.get("/sandbox/").content.decode()


def test_what_checking_a_draft_found_is_said_in_the_language_of_whoever_reads_it(analyst: Client) -> None:
    made = keep(analyst, "满分", f"{MEASURE}/innovation-score.threshold[1]=100")
    analyst.post(f"/sandbox/variants/{made.pk}/draft/")
    draft = Draft.objects.get()
    found = [from_json(each["what"]) for each in draft.findings if each["severity"] == "error"]
    assert found
    pages = {
        language: analyst.get(
            f"/sandbox/drafts/{draft.pk}/", headers={"Accept-Language": language}
        ).content.decode()
        for language in ("zh-hans", "en")
    }
    for what in found:
        for language, page in pages.items():
            assert {other for other in pages if escape(in_language(what, other)) in page} == {language}


def test_the_file_is_downloaded_as_it_is(analyst: Client) -> None:
    draft = drafted(keep(analyst, "一", f"{MEASURE}/innovation-score.threshold[1]=85"))
    response = analyst.get(f"/sandbox/drafts/{draft.pk}/file/")
    assert response["Content-Disposition"] == f'attachment; filename="{MEASURE}.yaml"'
    assert response.content.decode() == next(iter(draft.files.values()))


def test_a_parameter_is_written_where_it_stands(analyst: Client) -> None:
    id = "nat-key-software-2020"
    first = pack.current().measures[id].criteria[0].id
    made = keep(analyst, "税率", ":企业所得税法定税率=0.2", f"{id}/{first}=off", measure=id)
    analyst.post(f"/sandbox/variants/{made.pk}/draft/")
    draft = Draft.objects.get()
    assert sorted(name.rpartition("/")[2] for name in draft.files)[0] == "nat-key-software-2020.yaml"
    parameters = next(text for name, text in draft.files.items() if "parameters" in name)
    assert re.search(r"\{since: 2008-01-01, value: 0.2, source", parameters)
    with zipfile.ZipFile(BytesIO(analyst.get(f"/sandbox/drafts/{draft.pk}/file/").content)) as archive:
        assert sorted(archive.namelist()) == sorted(draft.files)


@pytest.mark.once
def test_every_number_of_every_measure_can_be_written_back(run: Run, tmp_path: Path) -> None:
    """What stands in the file reads back as the proposal, and no line changes that need not."""
    from twinwheel.criteria import edit, tree
    from twinwheel.criteria.parse import parse
    from twinwheel.packs.model import MeasureSpec
    from twinwheel.packs.yaml12 import load

    found, seen = pack.current(), 0
    for id, spec in found.measures.items():
        if spec.kind != "rule":
            continue
        settings = []
        for criterion in spec.criteria:
            numbers = edit.numbers(parse(criterion.when)) if criterion.when else []
            for place, number in enumerate(numbers, 1):
                value = number.value if isinstance(number, tree.Literal) else None
                if isinstance(value, Decimal):
                    moved = f"{value * 7 / 8 if value else 1:f}"
                elif isinstance(value, date):
                    moved = str(value + timedelta(days=3))
                else:
                    continue
                settings.append(f"{id}/{criterion.id}.threshold[{place}]={moved}")
        if not settings:
            continue
        seen += len(settings)
        proposed = propose(found, run.as_of, settings).pack
        ((path, text),) = texts.rewritten(found, proposed).items()
        copy = tmp_path / path.name
        copy.write_text(text)
        document = load(copy, path.name)
        assert not document.problems
        again = MeasureSpec.model_validate(document.value)
        wanted = proposed.measures[id]
        assert [parse(each.when) for each in again.criteria if each.when] == [
            parse(each.when) for each in wanted.criteria if each.when
        ]
        assert again.tests == spec.tests
        changed = [each for each in texts.differing(path.read_text(), text) if each["kind"] == "new"]
        assert len(changed) <= len(settings)
    assert seen > 100


def test_a_removed_variant_leaves_its_draft(analyst: Client) -> None:
    made = keep(analyst, "一", f"{MEASURE}/innovation-score.threshold[1]=85")
    drafted(made)
    assert analyst.get(f"/sandbox/variants/{made.pk}/remove/").status_code == 405
    assert analyst.post(f"/sandbox/variants/{made.pk}/remove/").status_code == 302
    assert Draft.objects.get().variant is None
    assert analyst.get(f"/sandbox/drafts/{Draft.objects.get().pk}/").status_code == 200
