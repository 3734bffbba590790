"""What a criterion may say: each construct with an example, decided by the code when the page is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pages.words import made, table
from twinwheel.criteria import parse as parsing
from twinwheel.criteria.check import check
from twinwheel.criteria.parse import parse
from twinwheel.criteria.subject import verdict
from twinwheel.criteria.values import canonical_subject
from twinwheel.packs import Pack, read_pack

PACK = Path(__file__).resolve().parent.parent.parent / "packs" / "cn"
DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Form:
    """One construct. ``names`` are the functions it documents; ``given`` are subjects to decide the example for."""

    form: str
    means: str
    example: str
    given: tuple[dict[str, Any], ...]
    names: tuple[str, ...] = ()


def _of(field: str, *values: Any) -> tuple[dict[str, Any], ...]:
    return tuple({field: value} for value in values)


# fmt: off
OPERATORS = (
    Form("`field`", "a yes/no field stands for itself", "居民企业", _of("居民企业", True, False, None)),
    Form("`=` `<>`", "equal, not equal", "贷款用途 <> '固定资产'", _of("贷款用途", "流动资金", "固定资产", None)),
    Form("`<` `<=`", "less, at most", "从业人数 < 300 OR 资产总额 <= 5000", _of("从业人数", 299, 300)),
    Form("`>` `>=`", "more, at least", "营业收入 > 100 AND 从业人数 >= 20", ({"营业收入": 101, "从业人数": 20}, {"营业收入": 100})),
    Form("`BETWEEN a AND b`", "both ends included", "从业人数 BETWEEN 20 AND 300", _of("从业人数", 20, 301)),
    Form("`IN (…)`", "one of these constants", "企业规模类型 IN ('小型', '微型')", _of("企业规模类型", "小型", "大型", None)),
    Form("`NOT IN (…)`", "none of these", "企业规模类型 NOT IN ('大型')", _of("企业规模类型", "小型", "大型", None)),
    Form("`IS NULL` `IS NOT NULL`", "was it filed? never unknown", "经营期 IS NOT NULL", _of("经营期", 15, None)),
    Form("`NOT a`", "the opposite; unknown stays unknown", "NOT 严重失信", _of("严重失信", True, False, None)),
    Form("`a AND b`", "not met where one is not met", "居民企业 AND 查账征收", ({"居民企业": False}, {"居民企业": True})),
    Form("`a OR b`", "met where one is met", "居民企业 OR 查账征收", ({"居民企业": True}, {"居民企业": False})),
    Form(
        "`CASE WHEN … THEN … ELSE … END`",
        "tiers; unknown unless every branch still possible agrees",
        "研发费用占销售收入比 >= CASE WHEN 最近一年销售收入 <= 5000 THEN 0.05 ELSE 0.03 END",
        ({"研发费用占销售收入比": Decimal("0.06")}, {"研发费用占销售收入比": Decimal("0.04")}, {"研发费用占销售收入比": Decimal("0.04"), "最近一年销售收入": 9000}),
    ),
    Form("`+` `-` `*`", "numbers of one unit; a share times anything", "营业收入 * 0.05 + 10 - -2 <= 研发费用", ({"营业收入": 1000, "研发费用": 62},)),
    Form("`/`", "a share, where both have one unit; division by zero is unknown", "研发费用 / 营业收入 >= 0.05", ({"研发费用": 5, "营业收入": 100}, {"研发费用": 5, "营业收入": 0})),
    Form("`date - date`", "the days between", ":as_of - 成立日期 >= 365", _of("成立日期", date(2025, 11, 21), date(2025, 11, 22))),
    Form("`:as_of`", "the day of the decision", "贷款发放日 <= :as_of", _of("贷款发放日", DAY, date(2026, 11, 22))),
    Form("`INTERVAL n YEAR`, `MONTH`, `DAY`", "moves a constant day", "成立日期 <= :as_of - INTERVAL 1 YEAR", _of("成立日期", date(2025, 11, 21), date(2025, 11, 22))),
    Form("`DATE 'yyyy-mm-dd'`", "a day", "贷款发放日 >= DATE '2026-01-01'", _of("贷款发放日", date(2026, 1, 1), date(2025, 12, 31))),
    Form("`:name`", "a dated parameter of the pack", "从业人数 <= :创投被投企业从业人数上限", _of("从业人数", 300, 301)),
    Form("`(…)`, `TRUE`, `FALSE`, `NULL`", "brackets and constants; NULL is unknown", "(居民企业 = TRUE) AND coalesce(查账征收, NULL) = TRUE", ({"居民企业": True, "查账征收": True}, {"居民企业": True})),
)
FUNCTIONS = (
    Form("`has(list, 'a')`", "the list holds a", "has(有效资质, '高新技术企业')", _of("有效资质", ["高新技术企业"], [], None), ("has",)),
    Form("`has_any(list, 'a', 'b')`", "it holds at least one", "has_any(有效资质, '高新技术企业', '科技型中小企业')", _of("有效资质", ["科技型中小企业"], []), ("has_any",)),
    Form("`has_all(list, 'a', 'b')`", "it holds every one", "has_all(有效资质, '高新技术企业', '科技型中小企业')", _of("有效资质", ["高新技术企业", "科技型中小企业"], ["科技型中小企业"]), ("has_all",)),
    Form("`starts_with(text, 'a')`", "a text or code begins with a", "starts_with(行业大类, '软件')", _of("行业大类", "软件和信息技术服务业", "医药制造业", None), ("starts_with",)),
    Form("`least(a, b, …)`", "the smallest; unknown where one is", "least(研发费用, 500) >= 100", _of("研发费用", 100, 99, None), ("least",)),
    Form("`greatest(a, b, …)`", "the largest; unknown where one is", "greatest(研发费用, 100) <= 500", _of("研发费用", 20, 501, None), ("greatest",)),
    Form("`coalesce(a, b, …)`", "the first that was filed", "coalesce(营业收入, 销售收入) >= 100", ({"销售收入": 100}, {"营业收入": 99, "销售收入": 100}, {}), ("coalesce",)),
)
# fmt: on


@cache
def pack() -> Pack:
    return read_pack(PACK)


def outcomes(form: Form) -> Iterator[str]:
    """What the example comes to for each subject. A page is not made from an example that does not check."""
    vocabulary = pack().vocabulary
    node = parse(form.example)
    assert not check(node, vocabulary), (form.example, check(node, vocabulary))
    condition = pack().lowering(DAY).condition(node)
    for given in form.given:
        filed = {name: value for name, value in given.items() if value is not None}
        found = verdict(condition, canonical_subject(vocabulary, filed)).value
        yield f"{_shown(filed)} → *{found}*"


def _shown(filed: dict[str, Any]) -> str:
    if not filed:
        return "nothing filed"
    texts = (each if isinstance(each, str) else _json(each) for each in filed.values())
    return ", ".join(f"{name} {text}" for name, text in zip(filed, texts, strict=True))


def _json(value: Any) -> str:
    return str(value) if isinstance(value, date | Decimal) else json.dumps(value, ensure_ascii=False)


def page() -> str:
    lines = made(
        "tools/pages/functions.py and src/twinwheel/criteria/", "Operators and functions of a criterion"
    )
    lines += [
        "A criterion is one SQL boolean expression from this list; everything else is refused. What unknown values",
        "do, and how numbers, bands and units compare, is on the page [criteria](criteria.md). The examples are",
        f"decided by the code itself, with the fields of `packs/cn` as of {DAY}.",
        "",
        "Fields stand by their name, bare; a name that is no plain word stands in double quotes. Texts stand in",
        "single quotes. A number takes the unit of the other side; 万元 and 元 do not compare.",
        "",
    ]
    for title, forms in (("Operators", OPERATORS), ("Functions", FUNCTIONS)):
        lines += [f"## {title}", ""]
        rows = ((each.form, each.means, f"`{each.example}`", "<br>".join(outcomes(each))) for each in forms)
        lines += table(("form", "means", "example", "with … it is …"), rows)
    lines += ["## Limits", ""]
    limits = (
        (f"{parsing.MAX_LENGTH:,}", "characters of one expression"),
        (parsing.MAX_NESTING, "brackets and CASEs inside each other"),
        (parsing.MAX_OPERATORS, "operators"),
        (parsing.MAX_DEPTH, "levels of the tree"),
        (parsing.MAX_DIGITS, "significant digits of a number"),
    )
    lines += table(("at most", "of"), limits)
    return "\n".join(lines)
