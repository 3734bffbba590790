"""``twinwheel match --since``: only what changed against an earlier run, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twinwheel.cli.progress import progress
from twinwheel.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.table import Table

    from twinwheel.matching.changes.basis import Basis
    from twinwheel.matching.changes.changes import Totals, Update
    from twinwheel.matching.plan import Plan
    from twinwheel.packs import Pack
    from twinwheel.registers import Register

WIDTH = 80
SHOWN = 15  # measures in the table
TOLD = 5  # changes that are told one by one

KINDS = {
    "field": ("对象的资料变了", "a value of the subject changed"),
    "rule": ("条件的文字变了", "the text of a criterion changed"),
    "amount": ("金额的规定变了", "the stated amounts changed"),
    "parameter": ("参数值变了", "a parameter has another value"),
    "definition": ("定义变了", "a definition changed"),
    "codes": ("代码表或单位变了", "a code list or unit changed"),
    "day": ("判定日变了", "the day moved"),
    "subject_new": ("新增对象", "the subject is new"),
    "subject_removed": ("对象已不在名册", "the subject is gone"),
    "measure_new": ("新增措施", "the measure is new"),
    "measure_removed": ("措施已删除", "the measure is gone"),
    "in_force": ("措施开始施行", "the measure came into force"),
    "lapsed": ("措施失效", "the measure lapsed"),
    "superseded": ("措施被取代", "the measure was replaced"),
    "verdict": ("条件的判定变了", "the verdict of a criterion turned"),
}
OUTCOMES = {
    None: ("—", "—"),
    "eligible": ("符合", "eligible"),
    "needs_review": ("待人工认定", "needs review"),
    "unknown": ("待补充", "unknown"),
    "ineligible": ("不符合", "ineligible"),
}
VERDICTS = {
    None: ("—", "—"),
    "met": ("满足", "met"),
    "not_met": ("不满足", "not met"),
    "unknown": ("未知", "unknown"),
}


def since(
    folder: Path,
    pack: Path,
    register: str,
    as_of: date,
    output: Path,
    read: dict[str, Any],
    *,
    every: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Write what changed against the run in ``folder``: changes.parquet, summary.json and the next basis.

    ``read`` says how to read the register: its subject type and mapping, as ``match`` was told.
    """
    import time

    from rich.console import Console

    from twinwheel.matching import output as files
    from twinwheel.matching.changes import basis as basis_of
    from twinwheel.matching.changes.changes import SCHEMA, Update
    from twinwheel.matching.plan import plan as make_plan
    from twinwheel.packs import read_pack
    from twinwheel.registers import open_register

    began = time.perf_counter()
    if output.resolve() == folder.resolve():
        raise UsageError(
            "--since and -o name one folder", "Give another folder; the earlier run stays as it is."
        )
    earlier, found = basis_of.read_basis(folder), read_pack(pack)
    with progress("reading") as advance:
        subjects = open_register(found, register, **read, advance=advance)
    plan = make_plan(found, subjects.subject, as_of)
    update = Update(earlier, plan, subjects, ineligible=every)
    told: list[dict[str, Any]] = []
    with files.Files(output) as written:
        paths = {name: written.path(name) for name in ("summary.json", "changes.parquet")}
        with progress("comparing", subjects.rows) as advance:
            for table in files.write_tables(update.tables(advance), SCHEMA, paths["changes.parquet"]):
                told += _first(table, told)
        basis_of.write_basis(written, plan, subjects)
        facts = _facts(earlier, plan, subjects, update)
        files.write_json(facts, paths["summary.json"])
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        _print(Console(highlight=False, width=WIDTH), earlier, found, update, told, lang)
    Console(stderr=True, highlight=False).print(
        f"[dim]{update.totals.decided:,} decisions made anew · {time.perf_counter() - began:.2f} s[/]",
        soft_wrap=True,
    )


def _first(table: pa.Table, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of measures that are not told of yet the first change by which somebody has it now, or has it no more."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table.num_rows or len(told) >= TOLD:
        return []
    have = pa.array(["eligible", "needs_review"])
    had, has = (pc.is_in(table[f"outcome_{side}"], have) for side in ("before", "after"))
    turned = table.filter(pc.xor(had, has))
    seen = {row["measure_id"] for row in told}
    found: list[dict[str, Any]] = []
    for id in pc.unique(turned["measure_id"]).to_pylist():
        if id not in seen and len(told) + len(found) < TOLD:
            found += turned.slice(pc.index(turned["measure_id"], id).as_py(), 1).to_pylist()
    return found


def _facts(earlier: Basis, plan: Plan, register: Register, update: Update) -> dict[str, Any]:
    """What ``summary.json`` holds. Money is text."""
    from twinwheel import __version__

    totals = update.totals
    name = {None: "none"}

    def pairs(outcomes: Counter[Any]) -> dict[str, int]:
        ordered = sorted(outcomes.items(), key=lambda each: -each[1])
        return {f"{name.get(was, was)} -> {name.get(now, now)}": number for (was, now), number in ordered}

    return {
        "as_of": plan.as_of.isoformat(),
        "subject": plan.subject,
        "pack": {"id": plan.pack.info.id, "version": plan.pack.info.version, "hash": plan.pack.hash},
        "register": {"rows": register.rows, "hash": register.hash, "problems": register.cells},
        "since": {
            "as_of": earlier.as_of.isoformat(),
            "pack": {"hash": earlier.pack.hash},
            "register": {"rows": earlier.register.rows, "hash": earlier.register.hash},
        },
        "versions": {"twinwheel": __version__},
        "changes": {
            "pairs": totals.pairs,
            "subjects": totals.subjects,
            "by_reason": dict(totals.kinds.most_common()),
            "by_outcome": pairs(sum((each.outcomes for each in totals.measures.values()), Counter())),
        },
        "register_changes": {"new": totals.new, "removed": totals.removed, "changed": totals.changed},
        "measure_changes": {
            "altered": list(update.altered),
            "begun": list(update.begun),
            "ended": list(update.ended),
        },
        "measures": {
            id: {
                "title": _spec(earlier.pack, plan.pack, id).title.model_dump(),
                "gained": each.gained,
                "lost": each.lost,
                "other": each.other,
                "amount_yuan": str(each.amount_yuan),
                "by_outcome": pairs(each.outcomes),
            }
            for id, each in totals.measures.items()
        },
    }


def _spec(before: Pack, after: Pack, id: str) -> Any:
    return after.measures.get(id) or before.measures[id]


# --- for people -----------------------------------------------------------------------------


def _print(
    console: Any, earlier: Basis, pack: Pack, update: Update, told: list[dict[str, Any]], lang: str
) -> None:
    totals, en = update.totals, lang == "en"
    days = " → ".join(dict.fromkeys(f"{plan.as_of}" for plan in (update.before, update.after)))
    console.print(f"{getattr(pack.info.title, lang)} · {days}", style="bold", markup=False, soft_wrap=True)
    if en:
        line = f"changed decisions: {totals.pairs:,}, of subjects: {totals.subjects:,}"
        line += f" ({totals.new:,} new, {totals.removed:,} gone, {totals.changed:,} with other values)"
    else:
        line = f"{totals.subjects:,} 个对象的 {totals.pairs:,} 项结论变了"
        line += f"；对象新增 {totals.new:,}、减少 {totals.removed:,}、资料有变 {totals.changed:,}"
    console.print(line, markup=False)
    if totals.measures:
        console.print(_table(earlier.pack, pack, totals, lang))
    for kind, number in totals.kinds.most_common():
        if kind != "verdict":
            console.print(f"  {KINDS[kind][en]}  {number:,}", markup=False)
    if told:
        console.print("\nfor example" if en else "\n例如", style="bold")
    for row in told:
        for text in _told(earlier.pack, pack, row, lang):
            console.print(text, markup=False, soft_wrap=True)


def _table(before: Pack, after: Pack, totals: Totals, lang: str) -> Table:
    """The measures that changed most."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    headings = ("measure", "gained", "lost", "other", "CNY million")
    if lang == "zh":
        headings = ("措施", "新符合", "不再符合", "其他变化", "万元")
    table.add_column(headings[0], overflow="ellipsis", no_wrap=True, max_width=36)
    for heading in headings[1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    ranked = sorted(
        totals.measures.items(), key=lambda each: (-each[1].gained - each[1].lost, -each[1].other)
    )
    for id, each in ranked[:SHOWN]:
        scale, places = (10_000, 1) if lang == "zh" else (1_000_000, 2)
        money = f"{each.amount_yuan / scale:+,.{places}f}" if each.fen else ""
        counts = (f"{number:,}" if number else "" for number in (each.gained, each.lost, each.other))
        table.add_row(escape(getattr(_spec(before, after, id).title, lang)), *counts, money)
    if len(ranked) > SHOWN:
        more = len(ranked) - SHOWN
        table.caption = f"另有 {more} 项见 summary.json" if lang == "zh" else f"{more} more in summary.json"
        table.caption_justify = "left"
    return table


def _told(before: Pack, after: Pack, row: dict[str, Any], lang: str) -> Iterator[str]:
    """One change in words."""
    en = lang == "en"
    spec = _spec(before, after, row["measure_id"])
    was, now = (OUTCOMES[row[f"outcome_{side}"]][en] for side in ("before", "after"))
    yield f"{row['subject_id']}  {getattr(spec.title, lang)}: {was} → {now}"
    for reason in row["reasons"]:
        yield f"    {_reason(before, after, spec, reason, lang)}"


def _reason(before: Pack, after: Pack, spec: Any, reason: dict[str, Any], lang: str) -> str:
    en = lang == "en"
    names = [KINDS[reason["kind"]][en]]
    if reason["criterion"]:
        labels = {each.id: each.label for pack in (before, after) for each in _criteria(pack, spec.id)}
        names.append(getattr(labels[reason["criterion"]], lang))
    if reason["field"]:
        spec_of = after.fields.get(reason["field"]) or before.fields.get(reason["field"])
        names.append(spec_of.en if en and spec_of else reason["field"])
    if reason["before"] == reason["after"]:  # a validity that simply ran out is shown once
        names += [reason["before"]] if reason["before"] else []
        return ": ".join(names) if en else "：".join(names)
    sides = [reason["before"], reason["after"]]
    if reason["kind"] == "verdict":
        sides = [VERDICTS[each][en] for each in sides]
    shown = " → ".join("—" if each is None else " ".join(each.split()) for each in sides)
    return f"{': '.join(names)}: {shown}" if en else f"{'：'.join(names)}：{shown}"


def _criteria(pack: Pack, id: str) -> list[Any]:
    return list(pack.measures[id].criteria) if id in pack.measures else []
