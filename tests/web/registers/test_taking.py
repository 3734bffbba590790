"""A register goes into the database and comes out again the same; taken twice it changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import inf, isfinite
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.criteria.subject import Band
from twinwheel.criteria.values import canonical_subject, from_row
from twinwheel.matching.explain import explain
from twinwheel.registers.canonical import read_row
from twinwheel.registers.sample import write_sample
from twinwheel_web import clock, pack
from twinwheel_web.registers.models import Filing, Import, Subject
from twinwheel_web.registers.rows import from_batch, write_register
from twinwheel_web.registers.service import standing, values_of
from twinwheel_web.registers.taking import take_rows

TYPE = "enterprise"


def new_import(type: str = TYPE, **more: object) -> Import:
    return Import.objects.create(type=type, file_name="x", sha256="", asked_at=clock.now(), **more)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    write_sample(pack.current(), tmp_path / "sample.parquet", 90, subject=TYPE, seed=11)
    return tmp_path / "sample.parquet"


@pytest.mark.parametrize("type", ["incubator", "project"])
def test_what_was_taken_is_written_again_the_same_and_decided_the_same(
    db: None, type: str, tmp_path: Path
) -> None:
    sample, again, day = tmp_path / "sample.parquet", tmp_path / "again.parquet", clock.today()
    write_sample(pack.current(), sample, 90, subject=type, seed=11)
    assert take_rows(new_import(type), sample) == {"new": 90}
    subjects = list(Subject.objects.filter(type=type).order_by("pk"))
    rows = [(each.code, each.name, standing(each, day)) for each in subjects]
    assert write_register(again, type, rows) == 90
    one, other = pq.read_table(sample), pq.read_table(again)
    for name in one.column_names:
        assert one[name].combine_chunks().equals(other[name].combine_chunks()), name
    assert all(other[name].null_count == 90 for name in set(other.column_names) - set(one.column_names))
    plan = pack.plan(type, day)
    for place, subject in enumerate(subjects[:12]):
        filed = from_row(pack.current().vocabulary, read_row(sample, place))
        assert values_of(subject, day) == filed
        assert explain(plan, values_of(subject, day)) == explain(plan, filed)


def test_a_second_run_of_an_import_changes_nothing(db: None, sample: Path) -> None:
    import_ = new_import()
    first = take_rows(import_, sample)
    state = list(Subject.objects.order_by("pk").values()), Filing.objects.count()
    assert sum(first.values()) == 90
    assert not take_rows(import_, sample)
    assert state == (list(Subject.objects.order_by("pk").values()), Filing.objects.count())


def test_a_new_import_counts_who_is_new_changed_or_as_before(db: None, sample: Path, tmp_path: Path) -> None:
    take_rows(new_import(), sample)
    table = pq.read_table(sample)
    name = next(each for each in table.column_names if str(table[each].type) == "bool")
    turned = [None if value is None else not value for value in table[name].to_pylist()]
    place = table.column_names.index(name)
    pq.write_table(table.set_column(place, table.schema.field(name), [turned]), tmp_path / "turned.parquet")
    counts = take_rows(new_import(), tmp_path / "turned.parquet")
    known = sum(value is not None for value in turned)
    assert counts == {"changed": known, "unchanged": 90 - known}


def test_what_an_office_certified_outlives_a_declared_import(db: None, sample: Path) -> None:
    office = new_import(ground="certified", source="office", until=date(2027, 3, 31))
    take_rows(office, sample)
    take_rows(new_import(), sample)
    subject = Subject.objects.get(code=pq.read_table(sample)["subject_id"][0].as_py())
    name = next(name for name in subject.certificates)
    assert subject.certificates[name] == {
        "source": "office",
        "until": "2027-03-31",
        "then": subject.values[name],
    }


def test_a_row_of_a_merged_subject_is_filed_under_its_own_code(db: None, sample: Path) -> None:
    take_rows(new_import(), sample)
    kept, gone = Subject.objects.order_by("-pk")[:2]
    gone.merged_into = kept
    gone.save()
    assert take_rows(new_import(), sample)["merged"] == 1
    assert gone.filings.count() == 2


def drawn(kind) -> st.SearchStrategy:
    """Values of a field as the library holds them."""
    low = float(kind.low) if isinstance(kind.low, int | float | Decimal) else 0.0
    numbers = st.integers(int(low) + 1, int(low) + 1).map(float) if kind.integer else st.just(low)
    match kind.kind:
        case "number":
            return st.one_of(numbers, st.just(Band(low, inf))) if kind.band else numbers
        case "bool":
            return st.booleans()
        case "date":
            return st.dates(date(1990, 1, 1), date(2030, 1, 1))
        case "code":
            return st.sampled_from(sorted(kind.labels)) if kind.labels else st.just("x")
        case "codes":
            item = st.one_of(st.none(), st.sampled_from(sorted(kind.labels)) if kind.labels else st.just("x"))
            return st.lists(item, max_size=3, unique=True).map(tuple)
        case _:
            return st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=9)


@settings(max_examples=25)
@given(st.data())
def test_any_subject_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    from twinwheel.registers import open_register

    vocabulary = pack.current().vocabulary
    names = sorted(pack.current().fields_of(TYPE))
    values = {
        name: data.draw(drawn(vocabulary.fields[name]))
        for name in data.draw(st.lists(st.sampled_from(names), max_size=12, unique=True))
    }
    as_json = {name: _as_json(value) for name, value in values.items()}
    assert canonical_subject(vocabulary, as_json) == values
    path = tmp_path_factory.mktemp("one") / "one.parquet"
    write_register(path, TYPE, [("1", "one", as_json)])
    batches = open_register(pack.current(), path, subject=TYPE).batches()
    assert [row for batch in batches for row in from_batch(batch)] == [("1", "one", as_json)]


def _as_json(value: object) -> object:
    match value:
        case Band(low, high):
            return [low if isfinite(low) else None, high if isfinite(high) else None]
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
    return value
