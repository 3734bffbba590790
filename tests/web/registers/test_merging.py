"""Two subjects that are one: found, merged, brought apart; nothing is lost by it."""

from __future__ import annotations

import pytest

from twinwheel.errors import UsageError
from twinwheel_web import clock
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.matches.models import Run
from twinwheel_web.registers import history, merging
from twinwheel_web.registers.models import Filing, Subject
from twinwheel_web.registers.service import file_values, standing


def new(code: str, name: str, type: str = "enterprise", **values: object) -> Subject:
    now = clock.now()
    subject = Subject.objects.create(type=type, code=code, name=name, created_at=now, changed_at=now)
    if values:
        file_values(subject, values, NOBODY)
        subject.refresh_from_db()
    return subject


@pytest.fixture
def fields(db: None) -> list[str]:
    """Three fields with a value each that somebody has."""
    return [
        name for name, value in Subject.objects.order_by("pk")[0].values.items() if isinstance(value, bool)
    ][:3]


@pytest.fixture
def two(fields: list[str]) -> tuple[Subject, Subject]:
    a, b, _ = fields
    return new("91X0", "甲乙丙科技有限公司", **{a: True}), new(
        "91XO", "甲乙丙科技（有限）公司", **{a: False, b: True}
    )


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (("91110108MA000000X1", "甲"), ("91110108ma0000o0x1", "乙"), True),  # O for 0, small letters
        (("A-1", "丙丁戊己生物技术有限公司"), ("B-2", "丙丁戊己生物技术有限责任公司"), True),
        (("A-1", "北京丙丁戊己生物技术有限公司"), ("B-2", "丙丁戊己生物技术有限公司"), True),
        (("A-1", "丙丁第1分公司"), ("B-2", "丙丁第2分公司"), False),
        (("A-1", "甲乙丙丁"), ("B-2", "戊己庚辛"), False),
    ],
)
def test_the_likely_pairs_are_found(
    db: None, one: tuple[str, str], other: tuple[str, str], found: bool
) -> None:
    pair = {new(*one, type="incubator"), new(*other, type="incubator")}
    assert ([{each.one, each.other} for each in merging.candidates("incubator")] == [pair]) is found


def test_the_kept_one_takes_over_what_was_chosen(two: tuple[Subject, Subject], fields: list[str]) -> None:
    gone, kept = two
    a, b, c = fields
    file_values(gone, {c: True}, NOBODY, ground="certified", source="office")
    merging.merge(gone, kept, [a, c], NOBODY)
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.merged_into, kept.code) == (kept, "91XO")
    assert standing(kept, clock.today()) == {a: True, b: True, c: True}
    assert kept.certificates == {c: {"source": "office", "until": None}}
    assert {entry.value for entry in history.of(kept, a)} == {True, False}
    assert {entry.filing.subject for entry in history.of(kept, a)} == {gone, kept}


def test_who_can_get_what_is_decided_anew_after_each(two: tuple[Subject, Subject]) -> None:
    gone, kept = two
    runs = Run.objects.filter(type="enterprise")
    before = runs.count()
    merged = merging.merge(gone, kept, [], NOBODY)
    assert runs.count() == before + 1
    merging.undo(merged, NOBODY)
    assert runs.count() == before + 2


def test_undoing_brings_both_back_and_loses_nothing_filed_since(
    two: tuple[Subject, Subject], fields: list[str]
) -> None:
    gone, kept = two
    a, b, c = fields
    filings = Filing.objects.count()
    merged = merging.merge(gone, kept, [a], NOBODY)
    file_values(kept, {c: False}, NOBODY)
    merging.undo(merged, NOBODY)
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert gone.merged_into is None
    assert gone.values == {a: True}
    assert kept.values == {a: False, b: True, c: False}
    assert Filing.objects.count() == filings + 2
    assert [entry.counts for entry in history.of(kept, a)] == [False, True]
    with pytest.raises(UsageError):
        merging.undo(merged, NOBODY)


def test_the_owner_goes_with_it_and_comes_back(two: tuple[Subject, Subject]) -> None:
    gone, kept = two
    owner = Subject.objects.exclude(organisation=None)[0].organisation
    gone.organisation = owner
    gone.save()
    merged = merging.merge(gone, kept, [], NOBODY)
    assert Subject.objects.get(pk=kept.pk).organisation == owner
    merging.undo(merged, NOBODY)
    assert (Subject.objects.get(pk=gone.pk).organisation, Subject.objects.get(pk=kept.pk).organisation) == (
        owner,
        None,
    )


def test_what_cannot_be_merged_is_refused_and_left_as_it_was(two: tuple[Subject, Subject]) -> None:
    gone, kept = two
    one, other = Subject.objects.exclude(organisation=None)[:2]
    third = new("91X2", "甲乙丙")
    merging.merge(gone, kept, [], NOBODY)
    for pair in (
        (one, other),
        (kept, kept),
        (gone, third),
        (third, gone),
        (third, new("I-1", "x", "incubator")),
    ):
        with pytest.raises(UsageError):
            merging.merge(*pair, [], NOBODY)
    later = merging.merge(kept, third, [], NOBODY)
    with pytest.raises(UsageError):
        merging.undo(kept.merges.get(), NOBODY)
    merging.undo(later, NOBODY)
    merging.undo(kept.merges.get(), NOBODY)
    assert not Subject.objects.exclude(merged_into=None).exists()
