"""What a register may hold, and how each cell is read."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from decimal import Decimal

from pages.functions import pack
from pages.words import constants, first_lines, made, prose, table
from twinwheel.registers import canonical, columns, limits, problems, units, values
from twinwheel.registers.formats import delimited, encoding, excel, json_records, parquet

FORMATS = {
    "Parquet": parquet,
    "CSV, TSV": delimited,
    "Excel": excel,
    "JSON": json_records,
}
CELLS = {
    "number": ("营业收入", ("1234.5", "1,234.5", "5000万元", "0.5亿", "50000元", "1２３", "300-500", "2000万元以上", "不足300万元", "5,00万", "约300", "1e3")),
    "number, whole": ("从业人数", ("46人", "20-49", "50人以上", "46.5")),
    "ratio": ("科技人员占比", ("0.05", "5%", "5‰", "5")),
    "date": ("成立日期", ("2024-01-05", "2024/1/5", "2024.1.5", "20240105", "2024年1月5日", "2024-01", "2024-02-30", "45296")),
    "bool": ("居民企业", ("是", "否", "yes", "0", "大概是")),
    "code": ("行业大类", ("软件和信息技术服务业", "65", "软件业")),
    "codes": ("有效资质", ("高新技术企业、科技型中小企业", '["高新技术企业"]', "无", "")),
}  # fmt: skip
"""Type of field -> a field of packs/cn with cells that show its rule. The page says what the rule makes of them."""

LIMITS = {name: getattr(limits, name) for name in constants(limits)}


def cells() -> Iterator[tuple[str, str, str, str]]:
    """Type, field, what is written and what is read."""
    for kind, (name, texts) in CELLS.items():
        spec = pack().fields[name]
        rule = values.rule_for(spec, pack().code_lists)
        field = f"{name}（{spec.unit}）" if spec.unit else name
        for text in texts:
            value, refused = rule(text)
            found = f"refused: {refused.what}" if refused else _read(value)
            yield kind, field, f"`{text}`" if text else "a blank cell", found


def _read(value: object) -> str:
    match value:
        case None:
            return "not known"
        case values.Band(low, high):
            return f"from {low:.15g} to {high:.15g}".replace("from -inf ", "").replace(" to inf", " on")
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.15g}"
        case list():
            return "、".join(map(str, value)) or "an empty list"
    return str(value)


def page() -> str:
    lines = made("src/twinwheel/registers/", "Registers")
    lines += [
        "A register is a table of subjects of one type: one row a subject, one column a field. Rows count from 1,",
        "without the heading. Nothing is guessed: a cell no rule covers is a problem, and a cell with a problem is",
        "missing for `match`, and rejects its row in `register check`.",
        "",
        "## Files",
        "",
    ]
    lines += table(("format", "read as"), ((name, first_lines(module)) for name, module in FORMATS.items()))
    lines += [first_lines(encoding), "", "## Columns", ""]
    text, _, rest = prose(inspect.getdoc(columns) or "").partition("::\n\n")
    example, _, after = rest.partition("\n\n")
    lines += [text.split("\n\n", 1)[1].strip() + ":", ""]
    lines += ["```yaml", *inspect.cleandoc(example).splitlines(), "```", "", after.strip(), ""]
    lines += [
        "## Cells",
        "",
        "The ends are trimmed and full-width digits read as plain ones. A cell that says nothing is not known: never",
        "false, never zero. The examples are read by the code itself, with the fields of `packs/cn`.",
        "",
    ]
    lines += table(("type", "field", "written", "read"), cells())
    lines += [f"`text`: any text of at most {limits.MAX_CELL:,} characters, without control characters.", ""]
    words = (
        ("not known", values.MISSING),
        ("an empty list", values.EMPTY_LIST),
        ("yes", values.YES),
        ("no", values.NO),
    )
    rows = (
        (name, " ".join(f"`{word}`" for word in sorted(found) if word) + _blank(found))
        for name, found in words
    )
    lines += table(("means", "written"), rows)
    lines += ["## Units", "", prose(inspect.getdoc(units) or "").split("\n\n", 1)[1], ""]
    rows = ((f"`{base}`", " ".join(f"`{name}`" for name in names)) for base, names in units.BASES.items())
    lines += table(("unit", "also written"), rows)
    rows = ((f"`{name or 'none'}`", f"10^{power}") for name, power in units.MULTIPLIERS.items())
    lines += table(("before a unit, or alone", "is"), rows)
    rows = ((f"`{name}`", f"10^{power} {base}") for name, (base, power) in units.SCALED.items())
    lines += table(("unit of its own", "is"), rows)
    lines += [
        "## Kinds of problem",
        "",
        "As `register check` counts them, and prints them with `--json`.",
        "",
    ]
    lines += table(("kind", "means"), ((f"`{kind}`", means) for kind, means in problems.KINDS.items()))
    lines += ["## Limits", "", first_lines(limits), ""]
    told = constants(limits)
    lines += table(
        ("limit", "is", "of"), ((f"`{name}`", _number(value), told[name]) for name, value in LIMITS.items())
    )
    lines += ["## The form registers are written in", "", "By `register sample` and `register check -o`.", ""]
    lines += ["```text", inspect.getdoc(canonical) or "", "```", ""]
    return "\n".join(lines)


def _blank(words: frozenset[str]) -> str:
    return " and a blank cell" if "" in words else ""


def _number(value: object) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int | Decimal) else str(value)
