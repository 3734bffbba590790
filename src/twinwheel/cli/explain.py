"""``twinwheel explain`` and ``twinwheel ask``: one subject."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject
    from twinwheel.matching.explain import Explanation, Reason
    from twinwheel.matching.plan import Plan
    from twinwheel.registers.register import Register

PackFolder = Annotated[Path, typer.Argument(help="folder of the pack", show_default=False)]
RegisterFile = Annotated[
    str, typer.Argument(help="Parquet, CSV, Excel or JSON; - for stdin", show_default=False)
]
SubjectId = Annotated[str, typer.Argument(help="subject_id, as in the register", show_default=False)]
Day = Annotated[datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="the day rules and facts count")]
Type = Annotated[
    str | None, typer.Option("--subject", help="type of subject; by default what the register says")
]
Language = Annotated[str, typer.Option("--lang", help="zh or en")]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object")]

MARKS = {"met": "[green]✓[/]", "not_met": "[red]✗[/]", "unknown": "[yellow]?[/]", None: "[blue]☐[/]"}
OUTCOMES = {
    "eligible": ("[green]", "符合", "eligible"),
    "needs_review": ("[blue]", "待人工审核", "needs review"),
    "unknown": ("[yellow]", "待补信息", "unknown"),
    "ineligible": ("[red]", "不符合", "ineligible"),
}


def explain(
    pack: PackFolder,
    register: RegisterFile,
    subject_id: SubjectId,
    as_of: Day,
    measure: Annotated[str | None, typer.Option(help="only this measure, with every criterion")] = None,
    subject: Type = None,
    lang: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """Say for one subject what it may have and why, criterion by criterion.

    \b
    twinwheel explain packs/beijing-sti enterprises.parquet ID --measure nat-hnte-2016 --as-of 2026-11-21
    """
    from rich.console import Console

    from twinwheel.matching.explain import as_json as to_json
    from twinwheel.matching.explain import explain as make

    plan, values, _ = _open(pack, register, subject_id, as_of, subject, measure)
    found = make(plan, values)
    if as_json:
        print(json.dumps(to_json(found, subject_id), ensure_ascii=False))
    else:
        console = Console(highlight=False, soft_wrap=True)
        (_print_reasons if measure else _print_overview)(console, found, lang)


def ask(
    pack: PackFolder,
    register: RegisterFile,
    subject_id: SubjectId,
    as_of: Day,
    limit: Annotated[int, typer.Option(min=1, help="how many questions")] = 5,
    subject: Type = None,
    lang: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """The next questions to ask one subject, the most deciding first.

    \b
    twinwheel ask packs/beijing-sti enterprises.parquet ID --as-of 2026-11-21
    """
    from rich.console import Console

    from twinwheel.matching.ask import ask as make

    plan, values, subjects = _open(pack, register, subject_id, as_of, subject, None)
    questions = make(plan, values, next(subjects.batches(4096)), limit=limit)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "field": each.field,
                "question": each.spec.question.model_dump(),
                "type": each.spec.type,
                "unit": each.spec.unit,
                "values": [code.value for code in plan.pack.code_lists[each.spec.codes].codes]
                if each.spec.codes
                else None,
                "decides": round(each.decides, 3),
                "measures": list(each.measures),
            }
            for each in questions
        ]
        print(
            json.dumps(
                {"subject_id": subject_id, "as_of": plan.as_of.isoformat(), "questions": rows},
                ensure_ascii=False,
            )
        )
        return
    console = Console(highlight=False, soft_wrap=True)
    for number, each in enumerate(questions, 1):
        console.print(f"[bold]{number}. {getattr(each.spec.question, _lang(lang))}[/]", markup=True)
        waits = f"关系到 {len(each.measures)} 项措施,预计判定 {each.decides:.1f} 项"
        if lang == "en":
            waits = f"{len(each.measures)} measures wait for it; it decides {each.decides:.1f} on average"
        console.print(f"   {each.field} · {waits}", markup=False)
    if not questions:
        console.print("没有待补的信息。" if lang == "zh" else "Nothing is open.")


def _lang(lang: str) -> str:
    from twinwheel.errors import UsageError

    if lang not in {"zh", "en"}:
        raise UsageError(f'no language "{lang}"', "Languages: zh, en.")
    return lang


def _open(
    pack: Path, register: str, subject_id: str, as_of: datetime, subject: str | None, measure: str | None
) -> tuple[Plan, Subject, Register]:
    from twinwheel.criteria.values import from_row
    from twinwheel.errors import NotFound, Problem, UsageError
    from twinwheel.matching.plan import plan as make_plan
    from twinwheel.packs import read_pack
    from twinwheel.registers import open_register

    found = read_pack(pack)
    subjects = open_register(found, register, subject=subject)
    plan = make_plan(found, subjects.subject, as_of.date(), only=measure)
    if measure is not None and not plan.candidates:
        spec = found.measures[measure]
        if spec.kind == "programme":
            why = "it is a programme: shown, never matched"
        elif spec.subject != subjects.subject:
            why = f"it is about {spec.subject}, the register about {subjects.subject}"
        else:
            why = f"it is not in force on {plan.as_of} ({spec.valid.since} to {spec.valid.until or 'open'})"
        raise UsageError(f'measure "{measure}" is not decided: {why}', "Choose another measure or day.")
    row = subjects.find(subject_id)
    if row is None:
        problem = Problem(
            register,
            None,
            None,
            None,
            f'no subject "{subject_id}" in the register',
            "Look for its subject_id.",
        )
        raise NotFound([problem])
    return plan, from_row(found.vocabulary, row), subjects


def _print_overview(console: Any, found: Explanation, lang: str) -> None:
    lang = _lang(lang)
    order = list(OUTCOMES)
    for decision in sorted(found.decisions, key=lambda each: order.index(each.outcome.value)):
        colour, zh, en = OUTCOMES[decision.outcome.value]
        title = getattr(decision.candidate.spec.title, lang)
        parts = [f"{decision.amount:,.2f} 元"] if decision.amount is not None else []
        if decision.missing:
            parts.append(("缺 " if lang == "zh" else "missing ") + "、".join(decision.missing))
        failed = [
            each.spec.label for each in found.reasons[decision.candidate.id] if each.verdict == "not_met"
        ]
        if failed:
            parts.append("; ".join(getattr(label, lang) for label in failed[:3]))
        console.print(f"{colour}{zh if lang == 'zh' else en:<6}[/] {decision.candidate.id}  ", end="")
        console.print(f"{title}  {' · '.join(parts)}", markup=False)
    choice = found.best
    if choice.dropped:
        for each in choice.dropped:
            taken = "、".join(each.because)
            words = (
                f"不能与 {taken} 同享,未选" if lang == "zh" else f"cannot be had beside {taken}, not chosen"
            )
            console.print(f"  {each.measure}: {words}", markup=False)
    total = "最优合法组合" if lang == "zh" else "best lawful combination"
    console.print(f"[bold]{total}[/]: {len(choice.chosen)}, {choice.amount:,.2f} 元")


def _print_reasons(console: Any, found: Explanation, lang: str) -> None:
    lang = _lang(lang)
    for decision in found.decisions:
        colour, zh, en = OUTCOMES[decision.outcome.value]
        spec = decision.candidate.spec
        console.print(
            f"[bold]{getattr(spec.title, lang)}[/] {spec.id} {colour}{zh if lang == 'zh' else en}[/]"
        )
        for reason in found.reasons[spec.id]:
            _print_reason(console, found, reason, lang)
        if decision.amount is not None:
            console.print(f"  {decision.amount:,.2f} 元")


def _print_reason(console: Any, found: Explanation, reason: Reason, lang: str) -> None:
    from twinwheel.criteria.shortfall import describe
    from twinwheel.matching.explain import plain

    console.print(f"  {MARKS[reason.verdict]} {getattr(reason.spec.label, lang)}", end="  ")
    console.print(f"[dim]{reason.cite}[/]")
    if reason.rule:
        console.print(f"      {getattr(reason.rule, lang)}", markup=False)
    if reason.observed:
        values = ", ".join(f"{name} = {plain(value)}" for name, value in reason.observed.items())
        console.print(f"      {values}", markup=False)
    for lack in reason.shortfalls:
        console.print(f"      → {describe(lack, found.plan.pack.vocabulary, lang)}", markup=False)  # type: ignore[arg-type]
