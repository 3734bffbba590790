"""Which column holds which field: by name, alias, label, unit in brackets, or a mapping file."""

from __future__ import annotations

from pathlib import Path

import pytest

from twinwheel.errors import RegisterError, UsageError
from twinwheel.packs import Pack
from twinwheel.registers import open_register
from twinwheel.registers.columns import Plan, plan, read_mapping, subject_of
from twinwheel.registers.problems import Findings


def planned(pack: Pack, *headings: str, mapping: Path | None = None) -> tuple[Plan, Findings]:
    findings = Findings("a.csv", lambda row: None)
    return plan(pack, "enterprise", headings, findings, mapping), findings


@pytest.mark.parametrize(
    ("heading", "field", "exponent"),
    [
        ("营业收入", "营业收入", 0),
        ("年营收", "营业收入", 0),
        ("revenue", "营业收入", 0),
        ("Revenue", "营业收入", 0),
        ("营业收入(万元)", "营业收入", 0),
        ("营业收入（元）", "营业收入", -4),
        ("营业收入 （单位：亿元）", "营业收入", 4),
        ("年营收[元]", "营业收入", -4),
        ("研发占比(%)", "研发占比", -2),
        ("研发占比（％）", "研发占比", -2),
    ],
)
def test_headings(pack: Pack, heading: str, field: str, exponent: int) -> None:
    found, findings = planned(pack, "subject_id", heading)
    assert [column.field for column in found.columns] == ["subject_id", field]
    assert found.columns[1].rule.exponent == exponent  # type: ignore[attr-defined]
    assert findings.problems() == ()


def test_what_is_no_field_is_said_once(pack: Pack) -> None:
    found, findings = planned(pack, "subject_id", "从业人数量", "", "营业收入")
    assert [column.field for column in found.columns] == ["subject_id", "营业收入"]
    assert [(note.kind, note.what, note.advice) for note in findings.problems()] == [
        ("note", '"从业人数量" is no field of this pack and is left out', 'Did you mean "从业人数"? A mapping file can name the field.'),
        ("note", "column 3 has no heading and is left out", "Give it the name of a field."),
    ]  # fmt: skip


def test_the_key_identifies_where_there_is_no_subject_id(pack: Pack) -> None:
    found, _ = planned(pack, "企业名称", "统一社会信用代码")
    assert [(column.role, column.position) for column in found.columns] == [("id", 1), ("name", 0)]
    assert found.key == 1
    found, _ = planned(pack, "统一社会信用代码", "subject_id")
    assert [(column.role, column.position) for column in found.columns] == [("id", 1)]
    assert found.key == 0
    with pytest.raises(RegisterError, match="no column holds the subject's id"):
        planned(pack, "人员编号")


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (("subject_id", "营业收入(美元)"), 'the unit "美元" does not fit the field 营业收入'),
        (("subject_id", "居民企业(元)"), 'the unit "元" does not fit the field 居民企业'),
        (("subject_id", "年营收", "Revenue"), '"年营收" and "Revenue" both hold the field 营业收入'),
        (("subject_id", "企业名称", "subject_name"), "both hold the field subject_name"),
        (("subject_id", "从业人数[min]"), "从业人数[min] without 从业人数[max]"),
    ],
)
def test_columns_that_cannot_be_used(pack: Pack, headings: tuple[str, ...], words: str) -> None:
    with pytest.raises(RegisterError) as caught:
        planned(pack, *headings)
    assert words in str(caught.value)


def test_mapping(pack: Pack, tmp_path: Path) -> None:
    mapping = tmp_path / "columns.yaml"
    mapping.write_text(
        "代码: subject_id\n年度营收: {field: 营业收入, unit: 元}\n高企: {field: 资质, values: {是: 高新技术企业, 否: 无}}\n"
        "标签: {field: 涉及行业, separator: /}\n从业人数: null\n",
        encoding="utf-8",
    )
    file = tmp_path / "a.csv"
    file.write_text(
        "代码,年度营收,高企,标签,从业人数\n1,50000000,是,制造业/A,5\n2,,否,,x\n", encoding="utf-8"
    )
    register = open_register(pack, file, mapping=mapping)
    assert register.problems == ()
    assert register.columns == ("营业收入", "资质", "涉及行业")
    one, two = register.find("1"), register.find("2")
    assert one is not None and two is not None
    assert (one["营业收入"], one["资质"], one["涉及行业"]) == (
        5000.0,
        ["高新技术企业"],
        ["制造业", "农、林、牧、渔业"],
    )
    assert (two["营业收入"], two["资质"], two["涉及行业"]) == (None, [], None)


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (
            "x: 营业收人\n代码: subject_id\n",
            '"营业收人" is no field of this pack\n  Did you mean "营业收入"?',
            None,
        ),
        ("代码: subject_id\ny: 营业收入\n", 'names a column "y" that the register does not have', None),
        ("代码: {field: 营业收入, units: 元}\n", "units: Extra inputs are not permitted", 1),
        ("- x\n", "a mapping is expected", 1),
        ("代码: [\n", "not YAML", 2),
        ("代码: &a subject_id\n", "anchors and aliases", 1),
        ("代码: subject_id\n代码: subject_id\n", "stands here twice", 2),
    ],
)
def test_mappings_that_cannot_be_used(
    pack: Pack, tmp_path: Path, text: str, words: str, line: int | None
) -> None:
    mapping = tmp_path / "columns.yaml"
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        planned(pack, "代码", "x", mapping=mapping)
    assert words in str(caught.value)
    assert caught.value.problems[0].file == str(mapping)
    assert caught.value.problems[0].line == line


def test_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="there is no such file"):
        read_mapping(tmp_path / "columns.yaml")


def test_subject_type(pack: Pack) -> None:
    assert subject_of(pack, None) == "enterprise"
    assert subject_of(pack, "person") == "person"
    with pytest.raises(UsageError, match='no subject type "firm"'):
        subject_of(pack, "firm")
