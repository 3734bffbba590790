"""What the sandbox shows is what ``twinwheel try`` says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from twinwheel.cli.main import main
from twinwheel.messages import in_language
from twinwheel_web import pack
from twinwheel_web.matches.models import Run
from twinwheel_web.sandbox import service
from twinwheel_web.sandbox.moves import address, read_moves

pytestmark = pytest.mark.once

MEASURE, AS_OF = "nat-hnte-2016", "2026-11-21"
HTMX = {"HX-Request": "true"}


def by_command(capsys: pytest.CaptureFixture[str], run: Run, *options: str) -> dict[str, Any]:
    capsys.readouterr()
    assert (
        main(["try", str(settings.TWINWHEEL.pack), str(run.register), "--as-of", AS_OF, "--json", *options])
        == 0
    )
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


PROPOSALS = [
    (MEASURE, {"staff-ratio.threshold[1]": "5%"}),
    (MEASURE, {"innovation-score.threshold[1]": "90", "rd-ratio.threshold[2]": "0.06"}),
    (MEASURE, {"innovation-score": "off"}),
    ("nat-key-software-2020", {":企业所得税法定税率": "20%"}),
]


@pytest.mark.parametrize(("measure", "moved"), PROPOSALS)
def test_a_moved_number_does_what_the_command_says(
    measure: str, moved: dict[str, str], analyst: Client, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared = service.ready(measure)
    moves = read_moves(service.dials(prepared, measure), moved)
    options = [part for each in moves.settings for part in ("--set", each)]
    wanted = by_command(capsys, run, *options)
    assert wanted["measures"], "the proposal changes nothing, so it proves nothing"
    assert service.facts_of(service.try_out(prepared, moves.settings)) == wanted
    page = analyst.get(f"/sandbox/{measure}/", moved, headers=HTMX).content.decode()
    shown = dict(_numbers(page))
    for each in wanted["measures"]:
        outcomes = each["after"]["outcomes"]
        assert shown[each["measure"]] == {
            "reached": outcomes["eligible"] + outcomes["needs_review"],
            "unknown": outcomes["unknown"],
            "winners": each["winners"],
            "losers": each["losers"],
        }


def _numbers(page: str) -> list[tuple[str, dict[str, int]]]:
    parts = page.split('data-measure="')[1:]
    found = [(part.split('"')[0], re.findall(r'data-number="(\w+)">([\d,]+)<', part)) for part in parts]
    return [(id, {name: int(number.replace(",", "")) for name, number in numbers}) for id, numbers in found]


def test_a_curve_is_the_sweep_of_the_command(
    analyst: Client, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    key, other = "staff-ratio.threshold[1]", "innovation-score.threshold[1]"
    prepared = service.ready(MEASURE)
    dial = service.dials(prepared, MEASURE).by_key[key]
    wanted = by_command(
        capsys, run, "--set", f"{MEASURE}/{other}=60",
        "--sweep", f"{MEASURE}/{key}={dial.low}..{dial.high}", "--step", str(dial.stride),
    )["sweeps"]  # fmt: skip
    response = analyst.get(f"/sandbox/{MEASURE}/curve/", {"over": key, other: "60", key: "20%"}, headers=HTMX)
    (curve,) = response.context["curves"]
    assert [each["reached"] for each in curve["points"]] == [each["reached"] for each in wanted[0]["points"]]
    assert [each["possible"] for each in curve["points"]] == [
        each["possible"] for each in wanted[0]["points"]
    ]
    assert len({each["reached"] for each in curve["points"]}) > 3
    assert curve["drawn"]["now"] == 10 and curve["drawn"]["here"] == 20  # per cent


def test_what_is_not_moved_is_shown_as_it_stands(analyst: Client, run: Run) -> None:
    response = analyst.get(f"/sandbox/{MEASURE}/", {"innovation-score.threshold[1]": "70", "over": "x"})
    assert response.context["settings"] == ()
    (now,) = response.context["measures"]
    assert now["moved"] is False
    side = service.present(service.ready(MEASURE), MEASURE).effect.before
    assert now["reached"] == (side.reached, side.reached)
    assert f'data-number="reached">{side.reached}<' in response.content.decode()


def test_every_number_of_every_measure_is_a_dial_that_the_library_takes(run: Run) -> None:
    from twinwheel.criteria import edit
    from twinwheel.criteria.parse import parse
    from twinwheel.matching.sandbox.proposal import propose

    found, seen = pack.current(), 0
    for measure in found.in_force("enterprise", run.as_of):
        prepared = service.ready(measure)
        dials = service.dials(prepared, measure)
        numbers = sum(
            len(edit.numbers(parse(each.when))) for each in found.measures[measure].criteria if each.when
        )
        assert sum(".threshold[" in key for key in dials.by_key) == numbers
        for key, dial in dials.by_key.items():
            seen += 1
            assert read_moves(dials, {key: dial.typed}).settings == ()  # it reads back as what stands
            if dial.low is None or dial.high is None or dial.step is None:
                continue
            assert isinstance(dial.value, Decimal) and dial.low <= dial.value <= dial.high
            assert 0 < dial.step <= dial.high - dial.low
            other = dial.low if dial.low != dial.value else dial.high
            (text,) = read_moves(dials, {key: dial.typing(other)}).settings
            propose(found, run.as_of, [text])
            back = address(dials, [text])
            assert read_moves(dials, back).settings == (text,)
    assert seen > 60


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"staff-ratio.threshold[1]": "many"}, "write a number"),
        ({"staff-rato.threshold[1]": "0.2"}, "staff-rato.threshold[1]"),
        (dict.fromkeys(("resident", "one-year"), "off"), 'data-number="winners"'),
    ],
)
def test_the_address_says_what_is_tried_and_mistakes_are_told(
    moved: dict[str, str], said: str, analyst: Client
) -> None:
    for headers in ({}, HTMX):
        response = analyst.get(f"/sandbox/{MEASURE}/", moved, headers={"Accept-Language": "en", **headers})
        assert response.status_code == 200
        assert said in response.content.decode()


def test_a_wrong_value_stays_in_its_field(analyst: Client) -> None:
    page = analyst.get(f"/sandbox/{MEASURE}/", {"staff-ratio.threshold[1]": '"><b>'}).content.decode()
    assert f'value="{escape(chr(34) + "><b>")}"' in page and 'aria-invalid="true"' in page


def test_conflicts_a_proposal_brings_are_proved(analyst: Client) -> None:
    pytest.importorskip("z3")
    url = f"/sandbox/{MEASURE}/checks/"
    nobody = analyst.get(url, {"innovation-score.threshold[1]": "100"}, headers=HTMX)
    assert [each.code for each in nobody.context["checked"].brought] == ["never-true"]
    fine = analyst.get(url, {"innovation-score.threshold[1]": "75"}, headers=HTMX)
    assert fine.context["checked"].brought == ()


def test_without_a_run_or_its_files_the_page_says_so(
    client_of: Callable[[str | None], Client], make_run: Callable[[], Run]
) -> None:
    client = client_of("zone-analyst")
    Run.objects.all().delete()
    url = f"/sandbox/{MEASURE}/"
    assert client.get(url).context["refused"].reason == "run"
    run = make_run()
    run.register.rename(run.folder / "away")
    assert client.get(url).context["refused"].reason == "kept"
    assert client.get("/sandbox/no-such-measure/").status_code == 404
    assert client.get(f"{url}curve/").status_code == 404
    programme = next((id for id, spec in pack.current().measures.items() if spec.kind == "programme"), None)
    if programme:
        assert client.get(f"/sandbox/{programme}/").context["refused"].reason == "programme"


def test_a_measure_to_come_is_tried_on_its_first_day(analyst: Client, run: Run) -> None:
    from twinwheel_web.sandbox.service import day_of
    from twinwheel_web.sandbox.shown import measures_to_try

    chosen = {each.id: each for type in measures_to_try() if type.run for each in type.choices}
    assert set(pack.current().in_force("enterprise", run.as_of)) <= set(chosen)
    for each in chosen.values():
        assert each.coming == (day_of(each.spec, run.as_of) > run.as_of)


def test_the_list_is_filtered_by_words_of_a_title(analyst: Client) -> None:
    types = analyst.get("/sandbox/", {"q": "高新技术企业 认定"}).context["types"]
    ids = [each.id for type in types for each in type.choices]
    assert MEASURE in ids and len(ids) < 5


def test_queries_do_not_grow(
    analyst: Client, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    url = f"/sandbox/{MEASURE}/"
    analyst.get(url)
    with django_assert_max_num_queries(10):
        analyst.get(url, {"staff-ratio.threshold[1]": "12%"}, headers=HTMX)
    with django_assert_max_num_queries(14):
        analyst.get("/sandbox/")


@pytest.mark.parametrize("person", ["zone-officer", "bank-officer", "enterprise-manager", "person"])
def test_others_are_not_let_in(person: str, client_of: Callable[[str | None], Client], run: Run) -> None:
    client = client_of(person)
    for url in ("/sandbox/", f"/sandbox/{MEASURE}/", f"/sandbox/{MEASURE}/curve/", "/sandbox/compare/"):
        assert client.get(url).status_code == 403


def test_the_settings_to_keep_are_those_of_the_command(analyst: Client) -> None:
    page = analyst.get(
        f"/sandbox/{MEASURE}/", {"staff-ratio.threshold[1]": "12.5%"}, headers=HTMX
    ).content.decode()
    assert f'name="setting" value="{MEASURE}/staff-ratio.threshold[1]=0.125"' in page


LANGUAGES = ("zh-hans", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_prover_finds_is_said_in_the_language_of_the_page(analyst: Client, language: str) -> None:
    pytest.importorskip("z3")
    page = analyst.get(
        f"/sandbox/{MEASURE}/checks/",
        {"innovation-score.threshold[1]": "100"},
        headers=HTMX | {"Accept-Language": language},
    )
    (found,) = page.context["checked"].brought
    for text in (found.problem.what, found.problem.advice):
        assert said_in(page, text) == {language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_threshold_is_said_in_the_language_of_the_page(analyst: Client, language: str) -> None:
    headers = {"Accept-Language": language}
    moved = {"staff-ratio.threshold[1]": "300%"}
    page = analyst.get(f"/sandbox/{MEASURE}/", moved, headers=HTMX | headers)
    refused = page.context["refused"]
    for text in (refused.what, refused.advice):
        assert said_in(page, text) == {language}
    form = {"title": "三倍", "note": "", "setting": [f"{MEASURE}/staff-ratio.threshold[1]=3"]}
    kept = analyst.post(f"/sandbox/{MEASURE}/keep/", form, headers=headers)
    assert said_in(kept, refused.what) == {language}


def said_in(page: Any, text: str) -> set[str]:
    """The languages in which a page says a text of the library."""
    return {each for each in LANGUAGES if escape(in_language(text, each)) in page.content.decode()}
