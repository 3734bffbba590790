"""Rows, facets and orders: the same as counting by hand, and as the library decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.http import QueryDict
from django.utils import translation

from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.policies import asked as asking
from twinwheel_web.policies import library
from twinwheel_web.policies.library import FACETS, chosen, facets, rows

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 22)
DAYS = [date(2015, 6, 1), date(2021, 1, 1), date(2026, 3, 31), date(2026, 4, 1), TODAY, date(2031, 1, 1)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_in_force_is_what_the_library_matches_on_that_day(day: date) -> None:
    found = pack.current()
    matched = {id for subject in found.subjects for id in found.in_force(subject, day)}
    assert matched == {id for id, row in rows(day).items() if row.matched and row.status == "in_force"}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_measure_has_the_status_its_days_say(day: date) -> None:
    for row in rows(day).values():
        valid = row.spec.valid
        if row.status == "coming":
            assert valid.since is not None and valid.since > day
        if row.status == "in_force":
            assert valid.covers(day)
        if row.status == "ended" and valid.covers(day):
            assert any(row.id in each.supersedes for each in pack.current().measures.values())


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"theme": ("tax",)},
        {"theme": ("tax", "ai"), "status": ("in_force",)},
        {"level": ("national",), "benefit": ("tax",), "subject": ("enterprise",)},
        {"amount": ("above-10m",), "status": ("ended",)},
    ],
    ids=str,
)
def test_a_count_is_how_many_are_listed_when_the_value_is_chosen_alone(
    wanted: dict[str, tuple[str, ...]],
) -> None:
    among = list(rows(TODAY).values())
    for facet in facets(among, wanted):
        for choice in facet.choices:
            by_hand = [
                row
                for row in among
                if choice.value in row.facets[facet.name]
                and all(
                    any(value in row.facets[name] for value in values)
                    for name, values in wanted.items()
                    if name != facet.name and values
                )
            ]
            assert choice.count == len(by_hand), (facet.name, choice.value)
            assert choice.count == len(chosen(among, {**wanted, facet.name: (choice.value,)}))


def test_every_measure_counts_under_every_facet_once_or_more() -> None:
    for facet in facets(list(rows(TODAY).values()), {}):
        counted = sum(choice.count for choice in facet.choices)
        assert (
            counted >= len(rows(TODAY))
            if facet.name in {"benefit", "department"}
            else counted == len(rows(TODAY))
        )


def test_a_department_counts_once_however_its_documents_write_it() -> None:
    (facet,) = [each for each in facets(list(rows(TODAY).values()), {}) if each.name == "department"]
    counts = {choice.value: choice.count for choice in facet.choices}
    written = [set(row.spec.issuer) & {"税务总局", "国家税务总局"} for row in rows(TODAY).values()]
    assert "税务总局" not in counts
    assert counts["国家税务总局"] == sum(map(bool, written)) > sum("国家税务总局" in each for each in written)


def test_every_department_of_the_packs_has_its_english_name() -> None:
    for choice in next(
        each for each in facets(list(rows(TODAY).values()), {}) if each.name == "department"
    ).choices:
        assert said(choice.name) == choice.value
        with translation.override("en"):
            assert said(choice.name).isascii(), "its place is the code list departments of the pack"


def test_the_most_a_measure_can_come_to_is_never_less_than_its_own_examples_give() -> None:
    tests = [(row, test) for row in rows(TODAY).values() for test in row.spec.tests]
    for row, test in tests:
        if row.most is not None and test.expect.get("amount") is not None:
            assert Decimal(str(test.expect["amount"])) <= row.most, (row.id, test.name)


def test_amounts_fall_into_the_range_they_are_listed_under() -> None:
    limits = {
        "to-100k": (0, 10**5),
        "to-1m": (10**5, 10**6),
        "to-10m": (10**6, 10**7),
        "above-10m": (10**7, 10**18),
    }
    for row in rows(TODAY).values():
        (name,) = row.facets["amount"]
        assert (row.most is not None) == (name in limits)
        if row.most is not None:
            assert limits[name][0] < row.most <= limits[name][1]


def asked(address: str) -> asking.Asked:
    return asking.read(QueryDict(address), TODAY)


@pytest.mark.parametrize(
    "address", ["as_of=2026-13-01", "as_of=x", "as_of=0001-01-01", "as_of=9999-12-31", "as_of=%00"]
)
def test_a_day_that_is_none_is_said_and_today_taken(address: str) -> None:
    found = asked(address)
    assert found.day == TODAY and found.wrong


def test_what_an_address_does_not_know_is_left_out() -> None:
    found = asked("theme=tax&theme=nonsense&level='--&sort=rm&q=%00%20研发%20%00&status=in_force")
    assert (found.q, found.sort, found.day) == ("研发", "relevance", TODAY)
    assert {name: values for name, values in found.wanted.items() if values} == {
        "theme": ("tax",),
        "status": ("in_force",),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("date", lambda row: row.spec.valid.since or date.min),
        ("amount", lambda row: -1 if row.most is None else row.most),
    ],
)
def test_an_order_is_kept_from_first_to_last(sort: str, key: object) -> None:
    found = asking.ordered(asking.among(asked(f"sort={sort}")), asked(f"sort={sort}"))
    keys = [key(row) for row in found]  # type: ignore[operator]
    assert keys == sorted(keys, reverse=True) and len(found) == len(pack.current().measures)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "finds", "misses"),
    [
        ("研发", "nat-rd-deduct-2023", "nat-work-permit-a"),
        ("加计扣除", "nat-rd-deduct-2023", "nat-hnte-2016"),
        ("nat-hnte-2016", "nat-hnte-2016", "nat-rd-deduct-2023"),
        ("super-deduction", "nat-rd-deduct-2023", "nat-hnte-2016"),
        ("高新技术企业认定", "nat-hnte-2016", "nat-work-permit-a"),
    ],
)
def test_words_find_the_measures_that_say_them(words: str, finds: str, misses: str) -> None:
    found = [row.id for row in asking.among(asked(f"q={words}"))]
    assert finds in found and misses not in found


@pytest.mark.django_db
def test_two_characters_that_never_stand_together_find_nothing() -> None:
    assert asking.among(asked("q=研白")) == []


def test_every_value_of_every_facet_has_a_name_in_both_languages() -> None:
    values = [(name, value) for name in FACETS for value in library.order(name)]
    for name, value in values:
        label = library.label(name, value)
        assert str(label["zh"] if isinstance(label, dict) else label)


def test_all_days_and_values_can_be_asked_for_together() -> None:
    for day, theme in product(DAYS, ("tax", "ai")):
        assert all(row.spec.theme == theme for row in chosen(rows(day).values(), {"theme": (theme,)}))
