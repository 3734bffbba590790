"""The page of one measure says what the library says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from twinwheel.matching.explain import citation, explain
from twinwheel_web import pack
from twinwheel_web.policies import benefits
from twinwheel_web.policies.conditions import conditions
from twinwheel_web.policies.measure import page
from twinwheel_web.policies.versions import Piece, chain, difference, pieces
from twinwheel_web.policies.views import body

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 22)
ClientOf = Callable[[str | None], Client]


def test_conditions_are_said_as_explain_says_them() -> None:
    for subject in pack.current().subjects:
        found = explain(pack.plan(subject, TODAY), {})
        for id, reasons in found.reasons.items():
            said = conditions(pack.current().measures[id], TODAY)
            assert [each.rule for each in said] == [each.rule and each.rule.model_dump() for each in reasons]
            assert [each.cite for each in said] == [each.cite for each in reasons]


def test_parameters_are_those_of_the_day() -> None:
    spec = next(
        spec
        for spec in pack.current().measures.values()
        if any(
            isinstance(each.amount.rate, str) and ":as_of" in each.amount.rate
            for each in spec.benefit
            if each.amount
        )
    )
    phrases = {day: benefits.offers(spec, day)[0].amount for day in (date(2020, 6, 1), date(2021, 6, 1))}
    assert phrases[date(2020, 6, 1)] != phrases[date(2021, 6, 1)]


@pytest.mark.parametrize(
    ("id", "zh", "en"),
    [
        (
            "bj-data-trade-2023",
            "首年数据交易额的4%，最高200万元（每家企业每年）",
            "4% of Value traded in the first year, at most CNY 2 million (per enterprise and year)",
        ),
        ("bj-opc-voucher-2026", "最高10万元（每家企业）", "at most CNY 100,000 (per enterprise)"),
    ],
)
def test_an_amount_is_said_in_words(id: str, zh: str, en: str) -> None:
    assert {"zh": zh, "en": en} in [
        each.amount for each in benefits.offers(pack.current().measures[id], TODAY)
    ]


def test_a_share_of_a_difference_is_not_read_as_the_difference_of_a_share() -> None:
    amounts = [each.amount for each in benefits.offers(pack.current().measures["nat-cit-small-2022"], TODAY)]
    assert amounts[1] and amounts[1]["zh"].startswith("（应纳税所得额 − 100万元）的20%")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("不低于5%", "不低于15%", "不低于[-5%][+15%]"),
        ("满3年", "满3年", "满3年"),
        ("at least CNY 10 million", "at least CNY 15 million", "at least CNY [-10][+15] million"),
        ("甲乙丙", "xyz", "[-甲乙丙][+xyz]"),
        ("", "新的", "[+新的]"),
    ],
)
def test_a_difference_is_shown_word_by_word(old: str, new: str, shown: str) -> None:
    marks = {"same": "{}", "del": "[-{}]", "ins": "[+{}]"}
    assert "".join(marks[each.kind].format(each.text) for each in pieces(old, new)) == shown


def test_a_difference_holds_both_texts_whole() -> None:
    texts = [each.label.zh for spec in pack.current().measures.values() for each in spec.criteria][:150]
    for old, new in pairwise(texts):
        found = pieces(old, new)
        assert "".join(each.text for each in found if each.kind != "ins") == old
        assert "".join(each.text for each in found if each.kind != "del") == new


def test_versions_that_follow_each_other_are_told_apart_condition_by_condition() -> None:
    measures = pack.current().measures
    pairs = [(measures[old], new) for new in measures.values() for old in new.supersedes]
    assert len(pairs) > 10
    for old, new in pairs:
        found = difference(old, new)
        added = sum(each.kind == "added" for each in found.conditions)
        removed = sum(each.kind == "removed" for each in found.conditions)
        assert len(new.criteria) - len(old.criteria) == added - removed
    found = difference(measures["nat-srdi-2022"], measures["nat-srdi-2026"])
    changed = [each.detail["zh"] for each in found.conditions if each.kind == "changed"]
    assert any(Piece("del", "2") in each and Piece("ins", "3") in each for each in changed)


def test_a_chain_runs_from_the_oldest_to_the_newest_from_wherever_one_looks() -> None:
    ids = ["nat-cit-small-2019", "nat-cit-small-2022", "nat-cit-small-2023"]
    for id in ids:
        assert [each.id for each in chain(pack.current(), id)] == ids


def test_exclusions_are_read_both_ways() -> None:
    for pair in pack.current().exclusions:
        one, other = sorted(pair)
        assert other in [each.spec.id for each in page(one, TODAY).excluded]
        assert one in [each.spec.id for each in page(other, TODAY).excluded]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_measure_has_a_page_with_its_source_and_what_is_not_known(language: str) -> None:
    for id, spec in pack.current().measures.items():
        with translation.override({"zh": "zh-hans"}.get(language, language)):
            text = body(pack.current().hash, id, TODAY, f"test {language}", None)
        texts = [
            spec.title,
            *spec.gaps,
            *spec.notes,
            *spec.materials,
            *(each.label for each in spec.criteria),
        ]
        for each in [citation(spec), *(getattr(each, language) for each in texts)]:
            assert escape(each) in text, (id, each)


@pytest.mark.django_db
def test_a_page_shows_what_holds_on_the_day_asked_for(client_of: ClientOf) -> None:
    client = client_of(None)

    def status(day: str) -> str:
        return client.get(f"/policies/nat-srdi-2026/?as_of={day}").content.decode()

    assert "尚未施行，自" in status("2026-03-31")
    assert "尚未施行，自" not in status("2026-04-01")
    assert "已被取代" in client.get("/policies/nat-srdi-2022/").content.decode()
    assert "已被取代" not in client.get("/policies/nat-srdi-2022/?as_of=2025-01-01").content.decode()


@pytest.mark.django_db
def test_the_numbers_of_who_is_reached_are_those_of_the_run(client_of: ClientOf) -> None:
    from twinwheel_web.accounts.actors import Actor
    from twinwheel_web.accounts.models import User
    from twinwheel_web.matches.service import start

    client = client_of(None)
    assert "尚未计算" in client.get("/policies/nat-hnte-2016/").content.decode()
    run = start("enterprise", TODAY, Actor(User.objects.get(username="zone-analyst")))
    counts = run.summary["measures"]["nat-hnte-2016"]["outcomes"]
    text = client.get("/policies/nat-hnte-2016/").content.decode()
    assert "尚未计算" not in text
    for outcome, count in counts.items():
        row = text[text.index(f'<th scope="row"><span class="chip {outcome}">') :]
        assert f'<td class="n">{count}</td>' in row[:200], outcome
    assert sum(counts.values()) == run.summary["register"]["rows"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/policies/no-such/", "/policies/no-such.ics", "/policies/no-such/share.png"]
)
def test_what_is_not_there_is_not_found(client_of: ClientOf, path: str) -> None:
    assert client_of(None).get(path).status_code == 404
