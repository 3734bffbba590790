"""``twinwheel explain`` and ``twinwheel ask``: one subject."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinwheel.cli.language import Lang, language

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Scalar, Subject
    from twinwheel.matching.explain import Explanation, Reason
    from twinwheel.matching.one import Decision
    from twinwheel.matching.plan import Plan
    from twinwheel.packs import Pack
    from twinwheel.registers.register import Register

PackFolder = Annotated[Path, typer.Argument(metavar="PACK", help="folder of the pack", show_default=False)]
RegisterFile = Annotated[
    str,
    typer.Argument(metavar="REGISTER", help="Parquet, CSV, Excel or JSON; - for stdin", show_default=False),
]
SubjectId = Annotated[
    str, typer.Argument(metavar="SUBJECT_ID", help="as in the register", show_default=False)
]
Day = Annotated[
    datetime,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="the day to decide as of, such as 2026-11-21",
    ),
]
Type = Annotated[
    str | None,
    typer.Option("--subject", metavar="TYPE", help="type of subject; by default what the register says"),
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="YAML that names the columns")
]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object")]

MARKS = {"met": "[green]✓[/]", "not_met": "[red]✗[/]", "unknown": "[yellow]?[/]", None: "[blue]☐[/]"}
OUTCOMES = {
    "eligible": ("[green]", "符合", "eligible"),
    "needs_review": ("[blue]", "待人工认定", "needs review"),
    "unknown": ("[yellow]", "待补充", "unknown"),
    "ineligible": ("[red]", "不符合", "ineligible"),
}


def explain(
    pack: PackFolder,
    register: RegisterFile,
    subject_id: SubjectId,
    as_of: Day,
    measure: Annotated[
        str | None, typer.Option(metavar="ID", help="only this measure, with every criterion")
    ] = None,
    subject: Type = None,
    mapping: MappingFile = None,
    lang: Annotated[Lang, language("the explanation")] = "zh",
    as_json: AsJson = False,
) -> None:
    """Say for one subject what it may have and why, criterion by criterion.

    \b
    twinwheel explain packs/beijing-sti enterprises.parquet ID --measure nat-hnte-2016 --as-of 2026-11-21
    """
    from rich.console import Console

    from twinwheel.matching.explain import as_json as to_json
    from twinwheel.matching.explain import explain as make

    plan, values, _ = _open(pack, register, subject_id, as_of, subject, mapping, measure)
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
    limit: Annotated[int, typer.Option(min=1, metavar="COUNT", help="how many questions")] = 5,
    subject: Type = None,
    mapping: MappingFile = None,
    lang: Annotated[Lang, language("the questions")] = "zh",
    as_json: AsJson = False,
) -> None:
    """The next questions to ask one subject, the most deciding first.

    \b
    twinwheel ask packs/beijing-sti enterprises.parquet ID --as-of 2026-11-21
    """
    from rich.console import Console

    from twinwheel.matching.ask import as_json as to_json
    from twinwheel.matching.ask import ask as make

    plan, values, subjects = _open(pack, register, subject_id, as_of, subject, mapping, None)
    questions = make(plan, values, next(subjects.batches(4096)), limit=limit)
    if as_json:
        rows = to_json(plan, questions)
        print(
            json.dumps(
                {"subject_id": subject_id, "as_of": plan.as_of.isoformat(), "questions": rows},
                ensure_ascii=False,
            )
        )
        return
    console = Console(highlight=False, soft_wrap=True)
    for number, each in enumerate(questions, 1):
        console.print(f"{number}. {getattr(each.spec.question, lang)}", style="bold", markup=False)
        count = len(each.measures)
        waits = f"{count} 项措施在等它，平均可判定 {each.decides:.1f} 项"
        if lang == "en":
            wait = "measure waits" if count == 1 else "measures wait"
            waits = f"{count} {wait} for it; the answer decides {each.decides:.1f} of them on average"
        console.print(f"   {_label(plan.pack, each.field, lang)} · {waits}", markup=False)
    if not questions:
        console.print("没有待补的信息。" if lang == "zh" else "Nothing is open.")


def _open(
    pack: Path,
    register: str,
    subject_id: str,
    as_of: datetime,
    subject: str | None,
    mapping: Path | None,
    measure: str | None,
) -> tuple[Plan, Subject, Register]:
    from twinwheel.criteria.values import from_row
    from twinwheel.errors import NotFound, Problem, UsageError
    from twinwheel.matching.plan import plan as make_plan
    from twinwheel.packs import read_pack
    from twinwheel.registers import open_register

    found = read_pack(pack)
    subjects = open_register(found, register, subject=subject, mapping=mapping)
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


def _label(pack: Pack, field: str, lang: str) -> str:
    """A field's name in the language: its own is the Chinese one."""
    return field if lang == "zh" else pack.fields[field].en


def _value(pack: Pack, name: str, value: Scalar, lang: Lang) -> str:
    """A value in words: 312人, 是, 高新技术企业."""
    from twinwheel.criteria import wording
    from twinwheel.criteria.subject import Band

    field = pack.vocabulary.fields[name]
    no, yes, none = ("否", "是", "无") if lang == "zh" else ("no", "yes", "none")
    match value:
        case bool():
            return yes if value else no
        case tuple():
            known = [wording.code(each, field, lang) for each in value if each is not None]
            return ("、" if lang == "zh" else ", ").join(known) or none
        case str():
            return wording.code(value, field, lang)
        case date():
            return wording.day(value, lang)
        case Band(low, high):
            first = "" if isinf(low) else wording.plain(Decimal(str(low)))
            last = "" if isinf(high) else _value(pack, name, high, lang)
            return f"{first}–{last}"
        case int() | float():
            return wording.quantity(Decimal(str(value)), field.unit, lang)
    return "?"


def _exactly(value: Scalar, lang: Lang) -> str:
    """A field that is filed as a range is missing only in so far as it is not exact."""
    from twinwheel.criteria.subject import Band

    return ("（准确数）" if lang == "zh" else " (exactly)") if isinstance(value, Band) else ""


def _print_overview(console: Any, found: Explanation, lang: Lang) -> None:
    """Decisions by outcome, the good news first; then what may be had together."""
    stop = "、" if lang == "zh" else ", "
    for outcome, (colour, *words) in OUTCOMES.items():
        decisions = [each for each in found.decisions if each.outcome.value == outcome]
        if decisions:
            console.print(f"{colour}{words[lang == 'en']}[/] {len(decisions)}")
        for decision in decisions:
            title = getattr(decision.candidate.spec.title, lang)
            line = f"  {decision.candidate.id}  {title}"
            if decision.amount is not None:
                line += f" · {_yuan(decision.amount, lang)}"
            if decision.missing:
                names = [_label(found.plan.pack, name, lang) for name in decision.missing]
                line += f" · {'缺' if lang == 'zh' else 'missing:'} {stop.join(names)}"
            failed = [
                getattr(each.spec.label, lang)
                for each in found.reasons[decision.candidate.id]
                if each.verdict == "not_met"
            ]
            if failed:
                line += f" · {'未满足：' if lang == 'zh' else 'not met: '}{('；' if lang == 'zh' else '; ').join(failed[:3])}"
                line += " …" if len(failed) > 3 else ""
            console.print(line, markup=False)
    choice = found.best
    count, money = len(choice.chosen), _yuan(choice.amount, lang)
    if lang == "zh":
        console.print(f"[bold]最优合法组合[/]：{count} 项，{money}")
    else:
        measures = "measure" if count == 1 else "measures"
        console.print(f"[bold]best lawful combination[/]: {count} {measures}, {money}")
    for each in choice.dropped:
        taken = stop.join(each.because)
        why = f"不能与 {taken} 同享，未选" if lang == "zh" else f"cannot be had beside {taken}, not chosen"
        console.print(f"  {each.measure}: {why}", markup=False)


def _yuan(amount: Decimal, lang: str) -> str:
    return f"{amount:,.2f} 元" if lang == "zh" else f"CNY {amount:,.2f}"


def _print_reasons(console: Any, found: Explanation, lang: Lang) -> None:
    """One measure: every criterion with its verdict, its rule, what was read, and what is lacking."""
    from twinwheel.matching.explain import citation

    pack = found.plan.pack
    for decision in found.decisions:
        colour, *words = OUTCOMES[decision.outcome.value]
        spec = decision.candidate.spec
        console.print(getattr(spec.title, lang), spec.id, style="bold", end=" ", markup=False)
        console.print(f"{colour}{words[lang == 'en']}[/]")
        console.print(f"  {citation(spec)}", style="dim", markup=False)
        for reason in found.reasons[spec.id]:
            _print_reason(console, pack, reason, lang)
        if decision.missing:
            read = {name: value for each in found.reasons[spec.id] for name, value in each.observed.items()}
            names = [_label(pack, name, lang) + _exactly(read.get(name), lang) for name in decision.missing]
            console.print(f"  缺 {'、'.join(names)}" if lang == "zh" else f"  missing: {', '.join(names)}")
        if decision.amount is not None:
            console.print(f"  {'金额' if lang == 'zh' else 'amount'} {_yuan(decision.amount, lang)}")
        if decision.outcome.value in ("ineligible", "unknown"):
            _print_ways(console, found, decision, lang)


def _print_ways(console: Any, found: Explanation, decision: Decision, lang: Lang) -> None:
    """The nearest changes that would make the subject eligible, or why there are none."""
    from twinwheel.matching.ways.advice import obstacle_in_words, way_in_words

    vocabulary = found.plan.pack.vocabulary
    ways = found.ways(decision)
    heading = "怎样才能符合" if lang == "zh" else "how it could be eligible"
    console.print(f"  [bold]{heading}[/]")
    for number, way in enumerate(ways.ways, 1):
        console.print(f"      {number}. {way_in_words(way, vocabulary, lang)}", markup=False)
    labels = {each.id: getattr(each.label, lang) for each in decision.candidate.spec.criteria}
    for each in ways.obstacles:
        label = f"{labels[each.criterion]}: " if each.criterion else ""
        console.print(f"      ✗ {label}{obstacle_in_words(each, vocabulary, lang)}", markup=False)


def _print_reason(console: Any, pack: Pack, reason: Reason, lang: Lang) -> None:
    from twinwheel.criteria.describe import describe

    console.print(f"  {MARKS[reason.verdict]}", end=" ")
    console.print(getattr(reason.spec.label, lang), end="  " if reason.spec.cite else "\n", markup=False)
    if reason.spec.cite:
        console.print(reason.spec.cite, style="dim", markup=False)
    if reason.rule:
        console.print(f"      {getattr(reason.rule, lang)}", markup=False)
    if reason.observed:
        values = [
            f"{_label(pack, name, lang)} = {_value(pack, name, value, lang)}"
            for name, value in reason.observed.items()
        ]
        console.print(f"      {', '.join(values)}", markup=False)
    for lack in reason.shortfalls:
        console.print(f"      → {describe(lack, pack.vocabulary, lang)}", markup=False)
