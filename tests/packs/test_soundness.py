"""What keeps a pack from being matched: each with its line, what is wrong, and the nearest right name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from small_pack import FILES, Write
from twinwheel.errors import PackError
from twinwheel.packs import read_pack

FIELDS, MEASURE, DEFINITIONS = "fields/firm.yaml", "measures/tax/m1.yaml", "definitions.yaml"
WHEN = "when: 人数 <= :人数上限"
SECOND = FILES[MEASURE].replace("id: m1", "id: m2")


def when(expression: str) -> dict[str, tuple[str, str]]:
    return {MEASURE: (WHEN, f"when: {expression}")}


COUNTED = {"subjects.yaml": ("key: 编号}\nperson", "key: 编号, by: [规模]}\nperson")}


def zone(*codes: str) -> str:
    source = "source: {document: 样例, date: '2020'}"
    places = (
        f"  - {{id: place-{at}, title: {{zh: 园, en: Park}}, code: {code}, {source}}}\n"
        for at, code in enumerate(codes)
    )
    return (
        "id: zone\ntitle: {zh: 片区, en: Zone}\npositioning: {zh: 定位, en: Positioning}\n"
        f"area: {{value: 1, unit: 平方公里, as_of: '2020', {source}}}\nparks:\n{''.join(places)}"
        "clusters: []\ninstitutions: []\nplatforms: []\nindicators: []\n"
    )


CASES: list[tuple[Mapping[str, str | None], Mapping[str, tuple[str, str]], str]] = [
    # a criterion
    (
        {},
        when("成立日斯 IS NULL"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": unknown field "成立日斯"\n  Did you mean "成立日期" (date)?',
    ),
    (
        {},
        when("员工 <= 3"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": unknown field "员工"\n  Declare it in fields/ first.',
    ),
    (
        {},
        when("年龄 <= 3"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": field "年龄" does not belong to this type of subject\n  See fields/, `subjects`.',
    ),
    (
        {},
        when("hass(资质, '大型')"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": unknown function "hass"\n  Did you mean "has"? Functions: has, has_any, has_all, starts_with, least, greatest, coalesce.',
    ),
    (
        {},
        when("规模 = '大'"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": "大" is not in the code list of "规模"\n  Did you mean "大型"?',
    ),
    (
        {},
        when("人数 <= :人数上线"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": unknown parameter ":人数上线"\n  Did you mean ":人数上限"?',
    ),
    (
        {},
        when("收入 >= 人数"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": units differ: 万元 >= 人\n  Convert one of them.',
    ),
    (
        {},
        when("收入 >= '3'"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": cannot compare number in 万元 with text',
    ),
    (
        {},
        when("占比 >= 5"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": 5 is beyond the domain of "占比"\n  A ratio is a share of 1: 5 % is 0.05.',
    ),
    (
        {},
        when("人数 + 1"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": a condition is wanted here, not a number in 人\n  Compare it with something.',
    ),
    (
        {},
        when("(((人数 <= 3"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": not a valid expression after "(((人数 <= 3": ) is missing',
    ),
    (
        {},
        when("|\n      收人 >= 人数 AND\n      规模 = '中型'"),
        'pack/measures/tax/m1.yaml:12: criterion "staff": unknown field "收人"\n  Declare it in fields/ first.\n'
        'pack/measures/tax/m1.yaml:12: criterion "staff": "中型" is not in the code list of "规模"\n  Values: 大型, 小型.',
    ),
    (
        {},
        {MEASURE: ("criteria:\n", "criteria:\n  - {id: staff, label: {zh: 甲, en: a}, when: 居民}\n")},
        'pack/measures/tax/m1.yaml:11: criterion "staff" stands here twice\n  Ids are unique in a measure.',
    ),
    # the rest of a measure
    (
        {},
        {MEASURE: ("subject: firm", "subject: frim")},
        'pack/measures/tax/m1.yaml:6: unknown subject type "frim"\n  Did you mean "firm"?',
    ),
    (
        {},
        {MEASURE: ("theme: tax", "theme: taxes")},
        'pack/measures/tax/m1.yaml:3: unknown theme "taxes"\n  Did you mean "tax"?',
    ),
    (
        {},
        {MEASURE: ("level: national", "level: nation")},
        'pack/measures/tax/m1.yaml:4: unknown level "nation"\n  Did you mean "national"?',
    ),
    (
        {},
        {MEASURE: ("kind: tax", "kind: tac")},
        'pack/measures/tax/m1.yaml:14: unknown benefit kind "tac"\n  Did you mean "tax"?',
    ),
    ({}, {MEASURE: ("base: 收入", "base: 人数 * 2")}, ""),
    (
        {},
        {MEASURE: ("base: 收入", "base: 收人")},
        'pack/measures/tax/m1.yaml:16: amount base: unknown field "收人"\n  Declare it in fields/ first.',
    ),
    (
        {},
        {MEASURE: ("base: 收入", "base: 居民")},
        "pack/measures/tax/m1.yaml:16: amount base: a number is wanted, not a bool",
    ),
    (
        {},
        {MEASURE: ("cap: 50}", "cap: 收入, unit: 元}")},
        "pack/measures/tax/m1.yaml:16: amount base is in 万元, the amount in 元\n  Set `unit`.\npack/measures/tax/m1.yaml:16: amount cap is in 万元, the amount in 元\n  Set `unit`.",
    ),
    (
        {},
        {MEASURE: ("example: {人数", "excludes: [m1]\nallows: [m3]\nexample: {人数")},
        'pack/measures/tax/m1.yaml:17: excludes itself\n  Remove it.\npack/measures/tax/m1.yaml:18: unknown measure "m3"',
    ),
    (
        {},
        {MEASURE: ("example: {", "example: {成立日斯: 2020-01-01, ")},
        'pack/measures/tax/m1.yaml:17: unknown field "成立日斯"\n  Did you mean "成立日期"?',
    ),
    (
        {},
        {MEASURE: ("given: {人数: 301}", "given: {人口: 301}")},
        'pack/measures/tax/m1.yaml:20: unknown field "人口"',
    ),
    (
        {},
        {MEASURE: ("staff: not_met", "stuff: not_met")},
        'pack/measures/tax/m1.yaml:20: unknown criterion "stuff"\n  Did you mean "staff"?',
    ),
    (
        {"measures/m2.yaml": SECOND.replace("example:", "supersedes: [m1]\nexample:")},
        {MEASURE: ("example:", "supersedes: [m2]\nexample:")},
        "pack/measures/m2.yaml:17: measures supersede each other in a circle: m2 → m1 → m2\n  Break the circle.",
    ),
    # fields
    (
        {},
        {FIELDS: ("subjects: [firm]", "subjects: [firm, form]")},
        'pack/fields/firm.yaml:2: unknown subject type "form"\n  Did you mean "firm"?',
    ),
    (
        {},
        {FIELDS: ("居民: {type: bool", "居民: {type: bool, codes: sizes")},
        'pack/fields/firm.yaml:7: field "居民": a bool field has no code list\n  Remove `codes`.',
    ),
    (
        {},
        {FIELDS: ("规模: {type: code, codes: sizes", "规模: {type: code")},
        'pack/fields/firm.yaml:8: field "规模": a code field needs code list\n  Set `codes`.',
    ),
    (
        {},
        {FIELDS: ("规模: {type: code, codes: sizes", "规模: {type: code, codes: size")},
        'pack/fields/firm.yaml:8: unknown code list "size"\n  Did you mean "sizes"?',
    ),
    (
        {},
        {FIELDS: ("收入: {type: number, unit: 万元", "收入: {type: number")},
        'pack/fields/firm.yaml:5: field "收入": a number needs a unit\n  Add `unit: 人`.',
    ),
    (
        {},
        {FIELDS: ("aliases: [员工数]", "aliases: [收入]")},
        'pack/fields/firm.yaml:5: "收入" is already an alias of 人数\n  Keep one of the two.',
    ),
    # definitions
    (
        {},
        {DEFINITIONS: (":as_of - 成立日期", ":as_of - 成立日")},
        'pack/definitions.yaml:1: 成立天数: unknown field "成立日"\n  Did you mean "成立日期" (date)?',
    ),
    (
        {},
        {DEFINITIONS: (":as_of - 成立日期", "收入")},
        'pack/definitions.yaml:1: definition "成立天数" gives a number in 万元, but the field is a number in 日\n  Correct one of the two.',
    ),
    (
        {},
        {DEFINITIONS: ("成立天数: {", "成立年数: {")},
        'pack/definitions.yaml:1: unknown field "成立年数"\n  Did you mean "成立天数"?',
    ),
    (
        {DEFINITIONS: "规模:\n  value: CASE WHEN 人数 > 99 THEN '大型' ELSE '小形' END\n  cite: 样例\n"},
        {},
        'pack/definitions.yaml:2: 规模: "小形" is not in the code list of "规模"\n  Values: 大型, 小型.',
    ),
    (
        {DEFINITIONS: "收入: {value: 收入 * 2, cite: 样例}\n"},
        {},
        "pack/definitions.yaml:1: definitions go round: 收入 → 收入\n  Break the circle.",
    ),
    (
        {
            DEFINITIONS: "居民: {value: 人数 > 1, cite: 样例}\n人数: {value: CASE WHEN 居民 THEN 1 ELSE 2 END, cite: 样例}\n"
        },
        {},
        "pack/definitions.yaml:1: definitions go round: 居民 → 人数 → 居民\n  Break the circle.",
    ),
    # a place of the zone
    (
        {"zone.yaml": zone("大形", "小型")},
        COUNTED,
        'pack/zone.yaml:6: unknown value of 规模 "大形"',
    ),
    (
        {"zone.yaml": zone("大型", "大型")},
        COUNTED,
        'pack/zone.yaml:7: "大型" is already the code of "place-0"\n  Keep one of the two.',
    ),
    ({"zone.yaml": zone("大型", "小型")}, COUNTED, ""),
]


@pytest.mark.parametrize(("changes", "edits", "wanted"), CASES, ids=range(len(CASES)))
def test_each_error_with_its_line(
    changes: Mapping[str, str | None], edits: Mapping[str, tuple[str, str]], wanted: str, small_pack: Write
) -> None:
    folder = small_pack(changes, edits=edits)
    if not wanted:
        read_pack(folder)
        return
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    assert str(caught.value) == wanted


def chain(length: int, value: str) -> dict[str, str | None]:
    """Fields 甲0, 甲1, …, each defined by the one before."""
    field = "{type: number, unit: 万元, en: x, question: {zh: 甲?, en: A?}}"
    fields = "".join(f"  甲{n}: {field}\n" for n in range(length + 1))
    definitions = "".join(
        f"甲{n}: {{value: {value.format(f'甲{n - 1}')}, cite: 样例}}\n" for n in range(1, length + 1)
    )
    return {
        "fields/more.yaml": f"title: {{zh: 更多, en: More}}\nsubjects: [firm]\nfields:\n{fields}",
        DEFINITIONS: definitions,
    }


def test_definitions_may_use_definitions_but_not_without_end(small_pack: Write) -> None:
    assert read_pack(small_pack(chain(8, "{0} + 1"), at="few")).definitions.keys() >= {"甲8"}
    with pytest.raises(PackError, match=r"甲9. comes to .* parts, 9 definitions deep"):
        read_pack(small_pack(chain(9, "{0} + 1"), at="many"))
    with pytest.raises(PackError, match=r"comes to .* parts"):
        read_pack(small_pack(chain(6, " + ".join(["{0}"] * 6)), at="wide"))


def test_a_few_lines_that_would_lower_to_billions_of_parts_are_refused(small_pack: Write) -> None:
    text = "收入"
    for _ in range(18):
        text = f"CASE WHEN {text} BETWEEN 1 AND 2 THEN 1 ELSE 3 END"
    with pytest.raises(PackError, match="parts once definitions and choices are put in place"):
        read_pack(small_pack(edits={MEASURE: ("人数 <= :人数上限", f"{text} > 1")}))
