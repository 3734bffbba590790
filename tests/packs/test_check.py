"""``pack check``: one example of everything it finds in a pack that is otherwise sound."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from small_pack import FILES, Write
from twinwheel.errors import NotFound
from twinwheel.packs.check import CODES, check_pack

MEASURE, FIELDS = "measures/tax/m1.yaml", "fields/firm.yaml"
WHEN = "when: 人数 <= :人数上限"
LABEL = "label: {zh: 人数不超过上限, en: not too many staff}"
ZONE = """\
id: zone
title: {zh: 片区, en: Zone}
positioning: {zh: 定位, en: Positioning}
area: {value: 31.85, unit: 平方公里, as_of: "2020", source: {document: " ", date: "2020"}}
clusters: []
parks: []
institutions: []
platforms: []
indicators: []
"""


def when(expression: str) -> dict[str, tuple[str, str]]:
    return {MEASURE: (WHEN, f"when: {expression}")}


Changes = Mapping[str, str | None]
Edits = Mapping[str, tuple[str, str]]

EXAMPLES: list[tuple[str, Changes, Edits, str]] = [
    ("format", {}, when("收人 > 1"), 'pack/measures/tax/m1.yaml:12: criterion "staff": unknown field "收人"'),
    (
        "always-true",
        {},
        when("人数 >= 0 AND 人数 <= :人数上限 OR 人数 > :人数上限"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" always holds',
    ),
    ("always-true", {}, when("占比 <= 1"), 'pack/measures/tax/m1.yaml:12: criterion "staff" always holds'),
    (
        "always-true",
        {},
        when("规模 IN ('大型', '小型')"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" always holds',
    ),
    (
        "always-true",
        {},
        when("居民 OR NOT 居民"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" always holds',
    ),
    ("never-true", {}, when("人数 < 0"), 'pack/measures/tax/m1.yaml:12: criterion "staff" can never hold'),
    (
        "never-true",
        {},
        when("人数 > 300 AND 人数 < 301"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" can never hold',
    ),
    (
        "never-true",
        {},
        when("收入 > 10 AND 收入 < 10"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" can never hold',
    ),
    (
        "never-true",
        {},
        when("规模 = '大型' AND 规模 = '小型'"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" can never hold',
    ),
    (
        "never-true",
        {},
        when("成立日期 > DATE '2020-01-01' AND 成立日期 < DATE '2020-01-02'"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" can never hold',
    ),
    (
        "always-unknown",
        {},
        when("人数 > NULL + 1"),
        'pack/measures/tax/m1.yaml:12: criterion "staff" is unknown for everyone on 2026-11-21',
    ),
    (
        "always-unknown",
        {"parameters/limits.yaml": FILES["parameters/limits.yaml"].replace("since: 2018", "since: 2027")},
        {},
        'pack/measures/tax/m1.yaml:12: criterion "staff" is unknown for everyone on 2026-11-21',
    ),
    (
        "same-measure",
        {"measures/m2.yaml": FILES[MEASURE].replace("id: m1", "id: m2")},
        {},
        'pack/measures/tax/m1.yaml:1: says the same as "m2"',
    ),
    ("no-citation", {"zone.yaml": ZONE}, {}, "pack/zone.yaml:4: a figure without a source"),
    (
        "no-citation",
        {},
        {MEASURE: ("document: 样例文件", "document: ' '")},
        'pack/measures/tax/m1.yaml:10: criterion "staff" cites nothing',
    ),
    (
        "no-tests",
        {MEASURE: FILES[MEASURE].partition("tests:")[0]},
        {},
        "pack/measures/tax/m1.yaml:1: no test expects eligible or ineligible or unknown",
    ),
    (
        "no-tests",
        {},
        {MEASURE: ("outcome: unknown, ", "")},
        "pack/measures/tax/m1.yaml:18: no test expects unknown",
    ),
    (
        "no-tests",
        {},
        {
            MEASURE: (
                "benefit:\n",
                "  - {id: expert, kind: human, label: {zh: 专家评审, en: experts}}\nbenefit:\n",
            )
        },
        "pack/measures/tax/m1.yaml:19: no test expects needs_review",
    ),
    (
        "untested-threshold",
        {},
        {MEASURE: ("given: {人数: 300}", "given: {人数: 299}")},
        'pack/measures/tax/m1.yaml:12: criterion "staff": no test has 人数 at 300',
    ),
    (
        "expired",
        {},
        {MEASURE: ("to: null", "to: 2025-12-31")},
        "pack/measures/tax/m1.yaml:7: ended on 2025-12-31 and nothing supersedes it",
    ),
    (
        "window-closed",
        {},
        {MEASURE: ("benefit:\n", "process: {closes: 2026-04-15}\nbenefit:\n")},
        "pack/measures/tax/m1.yaml:13: applications closed on 2026-04-15",
    ),
    (
        "recheck-due",
        {},
        {
            MEASURE: (
                "benefit:\n",
                "recheck: {last: 2026-01-01, every_days: 90, look_for: {zh: 修订, en: amendments}}\nbenefit:\n",
            )
        },
        "pack/measures/tax/m1.yaml:13: last held against its source on 2026-01-01",
    ),
    (
        "unused",
        {},
        when("人数 <= 300"),
        'pack/parameters/limits.yaml:1: parameter ":人数上限" is used nowhere',
    ),
]


@pytest.mark.parametrize(
    ("code", "changes", "edits", "wanted"), EXAMPLES, ids=[f"{e[0]}-{n}" for n, e in enumerate(EXAMPLES)]
)
def test_an_example_of_each_finding(
    code: str, changes: Changes, edits: Edits, wanted: str, small_pack: Write
) -> None:
    _, findings = check_pack(small_pack(changes, edits=edits))
    found = [str(each.problem).partition("\n")[0] for each in findings if each.code == code]
    assert found == [wanted]
    assert all(each.severity == CODES[each.code][0] for each in findings)


def test_there_is_an_example_of_every_finding() -> None:
    assert {code for code, *_ in EXAMPLES} == set(CODES)


def test_a_sound_pack_has_no_findings(small_pack: Write) -> None:
    pack, findings = check_pack(small_pack())
    assert pack is not None
    assert findings == []


def test_nothing_is_linted_while_the_format_is_wrong(small_pack: Write) -> None:
    folder = small_pack({MEASURE: FILES[MEASURE].partition("tests:")[0] + "color: red\n"})
    _, findings = check_pack(folder)
    assert [each.code for each in findings] == ["format"]


def test_without_a_pack_file_there_is_nothing_to_check(small_pack: Write) -> None:
    pack, findings = check_pack(small_pack({"pack.yaml": "id: [1"}))
    assert pack is None
    assert [each.code for each in findings] == ["format"]
    with pytest.raises(NotFound):
        check_pack(small_pack(at="other").parent)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2026-04-15", []),
        ("2026-04-16", ["window-closed"]),
        ("2027-01-01", ["expired"]),
        ("2026-12-31", ["window-closed"]),
    ],
)
def test_days_count_as_of_the_day_that_is_given(day: str, codes: list[str], small_pack: Write) -> None:
    folder = small_pack(
        {
            MEASURE: FILES[MEASURE]
            .replace("to: null", "to: 2026-12-31")
            .replace("benefit:\n", "process: {closes: 2026-04-15}\nbenefit:\n")
        }
    )
    _, findings = check_pack(folder, date.fromisoformat(day))
    assert [each.code for each in findings] == codes


def test_a_measure_that_was_superseded_may_end(small_pack: Write) -> None:
    """Its successor says something else, or the two would be the same."""
    old = FILES[MEASURE].replace("to: null", "to: 2020-12-31")
    new = (
        FILES[MEASURE]
        .replace("id: m1", "id: m2")
        .replace("from: 2018", "from: 2021")
        .replace("example:", "supersedes: [m1]\nexample:")
    )
    _, findings = check_pack(small_pack({MEASURE: old, "measures/m2.yaml": new}))
    assert findings == []


@pytest.mark.parametrize(
    "expression",
    [
        "人数 >= 1",
        "人数 > 0",
        "占比 < 1",
        "收入 >= 0",
        "人数 > 300 AND 人数 < 302",
        "规模 <> '大型' OR 居民",
        "has(资质, '大型') AND has(资质, '小型')",
        "收入 IS NULL",
        "成立日期 > DATE '2020-01-01' AND 成立日期 < DATE '2020-01-03'",
        "收入 / 人数 > 3",
    ],
)
def test_what_depends_on_the_subject_is_not_found(expression: str, small_pack: Write) -> None:
    _, findings = check_pack(small_pack(edits=when(expression)))
    assert not {each.code for each in findings} & {"always-true", "never-true", "always-unknown"}


def test_labels_do_not_matter_for_what_is_the_same(small_pack: Write) -> None:
    other = FILES[MEASURE].replace("id: m1", "id: m2").replace(LABEL, "label: {zh: 别的, en: other}")
    _, findings = check_pack(small_pack({"measures/m2.yaml": other}))
    assert [each.code for each in findings] == ["same-measure"]
    different = other.replace(WHEN, "when: 人数 < :人数上限")
    _, findings = check_pack(small_pack({"measures/m2.yaml": different}, at="second"))
    assert [each.code for each in findings] == []
