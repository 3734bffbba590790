"""Synthetic registers: reproducible, valid, plausible, and of nobody."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from twinwheel.errors import UsageError
from twinwheel.packs import Pack
from twinwheel.registers import check_register, open_register, sample, uscc
from twinwheel.registers.sample import fields_drawn, write_sample

N = 4000


@pytest.fixture(scope="module")
def enterprises(real_pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "enterprises.parquet"
    write_sample(real_pack, path, N)
    return path


@pytest.fixture(scope="module")
def table(enterprises: Path) -> pa.Table:
    return pq.read_table(enterprises)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_same_seed_same_bytes(real_pack: Pack, tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_sample(real_pack, tmp_path / name, 300, seed=seed)
    assert digest(tmp_path / "a") == digest(tmp_path / "b") != digest(tmp_path / "c")


def test_blocks_join_without_a_seam(real_pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "BLOCK", 100)
    write_sample(real_pack, tmp_path / "a", 250)
    table = pq.read_table(tmp_path / "a")
    assert table.num_rows == 250
    assert pc.count_distinct(table["subject_id"]).as_py() == 250
    assert table["营业收入"][:100].to_pylist() != table["营业收入"][100:200].to_pylist()


def test_a_sample_is_a_clean_register(real_pack: Pack, enterprises: Path, tmp_path: Path) -> None:
    assert open_register(real_pack, enterprises).path == enterprises
    table = pq.read_table(enterprises)
    plain = tmp_path / "plain.parquet"
    pq.write_table(table.replace_schema_metadata(None), plain)  # without its mark every cell is checked
    found = check_register(real_pack, plain)
    assert (found.rows, found.rejected, found.problems) == (N, 0, ())


@pytest.mark.parametrize(
    "subject",
    [
        "person",
        "incubator",
        "foreign_investment",
        "receivable",
        "project",
        "dataset",
        "bonded_account",
        "investor",
    ],
)
def test_every_subject_type(real_pack: Pack, tmp_path: Path, subject: str) -> None:
    rows, fields = write_sample(real_pack, tmp_path / "a.parquet", 200, subject=subject)
    register = open_register(real_pack, tmp_path / "a.parquet")
    assert (register.subject, register.rows, len(register.columns)) == (subject, rows, fields)
    assert fields >= 5
    plain = tmp_path / "plain.parquet"
    pq.write_table(pq.read_table(tmp_path / "a.parquet").replace_schema_metadata(None), plain)
    assert check_register(real_pack, plain, subject=subject).problems == ()


def test_nobody_is_in_it(table: pa.Table) -> None:
    assert uscc.valid(table["subject_id"].combine_chunks()).all()
    assert pc.all(pc.starts_with(table["subject_id"], "91000000")).as_py()  # no place has the code 000000
    assert pc.all(pc.match_substring_regex(table["subject_name"], "^示例[0-9]{7}号科技有限公司$")).as_py()


def test_it_has_what_the_measures_read_and_no_definition(real_pack: Pack) -> None:
    drawn = fields_drawn(real_pack, "enterprise")
    assert "成立日期" in drawn
    assert not set(drawn) & set(real_pack.definitions)
    assert {"研发费用占销售收入比", "有效资质", "从业人数", "行业门类", "注册区", "所在功能区"} <= set(drawn)


def test_about_a_tenth_is_missing(real_pack: Pack, table: pa.Table, tmp_path: Path) -> None:
    fields = list(fields_drawn(real_pack, "enterprise"))
    known = [np.asarray(table[name].is_valid()) for name in fields]
    for name in fields:
        if f"{name}[min]" in table.column_names:
            known[fields.index(name)] = known[fields.index(name)] | np.asarray(
                table[f"{name}[min]"].is_valid()
            )
    assert 0.08 < 1 - np.mean(known) < 0.13
    finance = np.array([known[fields.index(name)] for name in ("资产总额", "应纳税所得额", "资产负债率")])
    assert (~finance).all(
        axis=0
    ).mean() > 10 * 0.1**3  # they are missing together far more often than by chance
    for share, least, most in ((0.0, 0.0, 0.05), (1.0, 1.0, 1.0)):
        write_sample(real_pack, tmp_path / "a", 200, missing=share)
        nulls = pq.read_table(tmp_path / "a", columns=["成立日期", "居民企业", "有效资质", "行业门类"])
        assert least <= np.mean([column.null_count / 200 for column in nulls.columns]) <= most


def column(table: pa.Table, *names: str) -> list[Any]:
    """Values of several fields, of the rows that have them all."""
    part = table.select(names).drop_null()
    return [
        np.array(part[name].to_pylist(), dtype=object if pa.types.is_list(part[name].type) else None)
        for name in names
    ]


def rank_correlation(a: Any, b: Any) -> float:
    return float(np.corrcoef(np.argsort(np.argsort(a)), np.argsort(np.argsort(b)))[0, 1])


def test_what_belongs_together_goes_together(table: pa.Table) -> None:
    assert rank_correlation(*column(table, "从业人数", "营业收入")) > 0.7
    assert rank_correlation(*column(table, "营业收入", "资产总额")) > 0.7
    assert rank_correlation(*column(table, "研发人员占比", "研发费用占销售收入比")) > 0.5
    ratio, rd, revenue = column(table, "研发费用占销售收入比", "研发费用", "销售收入")
    assert np.allclose(ratio, rd / np.maximum(revenue, 0.01), atol=0.01)
    two, mean = column(table, "近两年研发费用合计", "近两年年均研发费用")
    assert np.allclose(two, 2 * mean, atol=0.02)
    first, granted = column(table, "I类知识产权数", "授权知识产权数")
    assert (first <= granted).all()
    two_years, three_years = column(table, "近两年新增股权融资", "近三年新增股权融资")
    assert (two_years <= three_years + 0.01).all()


def test_titles_form_a_ladder(table: pa.Table) -> None:
    titles, ratio = column(table, "有效资质", "研发费用占销售收入比")
    held = Counter(title for row in titles for title in row)
    assert N / 6 < held["高新技术企业"] < N / 2
    assert held["创新型中小企业"] > held["专精特新中小企业"] > held["专精特新小巨人企业"] > 0
    for row in titles:
        if "专精特新小巨人企业" in row:
            assert "专精特新中小企业" in row
        if "专精特新中小企业" in row:
            assert "创新型中小企业" in row
    high = np.array(["高新技术企业" in row for row in titles])
    assert np.median(ratio[high]) > 2 * np.median(ratio[~high])


def test_places_agree(real_pack: Pack, table: pa.Table) -> None:
    province, district = column(table, "注册省市", "注册区")
    assert len(set(province)) == 1  # a district of the list is at home
    assert Counter(table["注册省市"].to_pylist()).most_common(1)[0][1] > 0.7 * N
    parents = {code.value: code.parent for code in real_pack.code_lists["zones"].codes}
    district, parks = column(table, "注册区", "所在功能区")
    for where, row in zip(district, parks, strict=True):
        for park in row:
            assert parents[park] is None or parents[park] in row
        if "海淀园" in row:
            assert where == "海淀区"


def test_dates_are_not_after_the_day(real_pack: Pack, tmp_path: Path) -> None:
    write_sample(real_pack, tmp_path / "a", 500, as_of=date(2020, 1, 1))
    latest = pc.max(pq.read_table(tmp_path / "a", columns=["成立日期"])["成立日期"]).as_py()
    assert date(2019, 1, 1) < latest <= date(2020, 1, 1)


def test_ranges_hold_what_they_stand_for(table: pa.Table) -> None:
    exact, low, high = (table[f"从业人数{end}"] for end in ("", "[min]", "[max]"))
    assert 0.02 * N < N - low.null_count < 0.1 * N
    assert not pc.any(pc.and_(exact.is_valid(), low.is_valid())).as_py()
    assert pc.all(pc.less(low, high)).as_py()
    assert (low.null_count, high.null_count) == (high.null_count, low.null_count)


def test_a_pack_without_places_or_measures(pack: Pack, tmp_path: Path) -> None:
    rows, fields = write_sample(pack, tmp_path / "a.parquet", 50)
    assert (rows, fields) == (50, 3)  # 成立日期, 从业人数, 营业收入
    assert open_register(pack, tmp_path / "a.parquet").rows == 50
    with pytest.raises(UsageError):
        write_sample(pack, tmp_path / "a.parquet", 50, subject="firm")
