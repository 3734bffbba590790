"""Which of the values filed stands on which day; and that every value says on which filing it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.errors import ExpressionError
from twinwheel_web import clock
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.registers import history
from twinwheel_web.registers.models import Filing, Ground, Subject
from twinwheel_web.registers.service import file_values, standing, take, values_of

END = date(2026, 12, 31)
BEFORE, AFTER = END, END + timedelta(days=1)
CERTIFIED, DECLARED = Ground.CERTIFIED, Ground.DECLARED


def said(value: object, ground: str = DECLARED, until: date | None = None, **values: object) -> Filing:
    return Filing(values={"x": value, **values}, ground=ground, source="office", until=until)


def after(*filings: Filing) -> Subject:
    subject = Subject(values={}, certificates={})
    for each in filings:
        take(subject, each)
    return subject


@pytest.mark.parametrize(
    ("filings", "on_its_last_day", "the_day_after"),
    [
        ([said(1)], 1, 1),
        ([said(1), said(2)], 2, 2),
        ([said(1), said(None)], None, None),
        ([said(1, CERTIFIED, END)], 1, None),
        ([said(1, CERTIFIED)], 1, 1),
        # what was declared before a certificate is older than what it said: it does not come back
        ([said(1), said(2, CERTIFIED, END)], 2, None),
        # what was declared beside a certificate waits for its end
        ([said(2, CERTIFIED, END), said(3)], 2, 3),
        ([said(2, CERTIFIED, END), said(3), said(None)], 2, None),
        ([said(2, CERTIFIED), said(3)], 2, 2),
        # a newer certificate replaces all, and only an office takes one back
        ([said(2, CERTIFIED, END), said(3), said(4, CERTIFIED)], 4, 4),
        ([said(2, CERTIFIED, END), said(None)], 2, None),
        ([said(2, CERTIFIED, END), said(None, CERTIFIED)], None, None),
        ([said(False, CERTIFIED, END), said(0)], False, 0),
    ],
)
def test_what_stands(filings: list[Filing], on_its_last_day: object, the_day_after: object) -> None:
    subject = after(*filings)
    assert (standing(subject, BEFORE).get("x"), standing(subject, AFTER).get("x")) == (
        on_its_last_day,
        the_day_after,
    )


filings = st.lists(
    st.builds(
        Filing,
        values=st.dictionaries(
            st.sampled_from("abc"), st.one_of(st.none(), st.integers(0, 3), st.booleans())
        ),
        ground=st.sampled_from([CERTIFIED, DECLARED]),
        source=st.sampled_from(["one", "other"]),
        until=st.one_of(st.none(), st.dates(END, END + timedelta(days=3))),
    ),
    max_size=8,
)


@given(filings, st.dates(END - timedelta(days=1), END + timedelta(days=4)))
def test_every_value_that_stands_is_that_of_the_filing_it_is_said_to_stand_on(
    found: list[Filing], day: date
) -> None:
    held = history.fold(found)
    on = {name: filing.values[name] for name, each in held.items() if (filing := each.on(day))}
    assert standing(after(*found), day) == on


@given(filings)
def test_a_filing_leaves_those_before_it_as_they_were(found: list[Filing]) -> None:
    subject = after(*found)
    values, certificates = subject.values, subject.certificates
    kept = repr((values, certificates))
    take(subject, said(7, a=1, b=None))
    assert repr((values, certificates)) == kept


@pytest.fixture
def subject(db: None) -> Subject:
    return Subject.objects.filter(type="enterprise").order_by("pk")[0]


def test_values_filed_in_the_database_can_be_told_apart_and_replayed(subject: Subject) -> None:
    name, day = next(iter(subject.values)), clock.today()
    old, second = (
        subject.values[name],
        Subject.objects.filter(values__has_key=name).exclude(pk=subject.pk)[0].values[name],
    )
    file_values(subject, {name: second}, NOBODY, ground=CERTIFIED, source="office", until=day)
    file_values(subject, {name: None}, NOBODY)
    subject.refresh_from_db()
    assert [entry.value for entry in history.of(subject, name)] == [None, second, old]
    assert history.provenance(subject, day)[name].source == "office"
    assert name not in history.provenance(subject, day + timedelta(days=1))
    kept = dict(subject.values), dict(subject.certificates)
    history.replay(subject)
    assert (subject.values, subject.certificates) == kept


def test_a_value_that_does_not_fit_its_field_is_refused_whole(subject: Subject) -> None:
    good = next(iter(subject.values))
    before = Filing.objects.count()
    with pytest.raises(ExpressionError):
        file_values(subject, {good: subject.values[good], "no such field": 1}, NOBODY)
    assert Filing.objects.count() == before


def test_fields_the_pack_no_longer_has_are_left_out(subject: Subject) -> None:
    subject.values["a field of yesterday"] = 1
    assert "a field of yesterday" not in values_of(subject, clock.today())
