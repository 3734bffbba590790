"""``twinwheel pack``: check, test, schema, new."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from twinwheel.packs import Pack
    from twinwheel.packs.asking import Tally
    from twinwheel.packs.check import Finding

app = typer.Typer(no_args_is_help=True, help="Check, test and start packs; export their schema.")

PackFolder = Annotated[Path, typer.Argument(metavar="PACK", help="folder of the pack", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object")]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="count days as of this date; else the day of review",
    ),
]


@app.command()
def check(
    pack: PackFolder,
    as_of: Day = None,
    strict: Annotated[bool, typer.Option("--strict", help="warnings fail too; notes never do")] = False,
    deep: Annotated[
        bool,
        typer.Option(
            "--deep", help="also prove what holds for every subject there can be; needs twinwheel[prove]"
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find everything that is wrong with a pack, in one run.

    With --deep each finding of a proof comes with a subject that shows it, ready for `given:` of a test.

    \b
    twinwheel pack check packs/beijing-sti
    twinwheel pack check packs/cn --deep
    """
    from twinwheel.packs.check import check_pack

    day = as_of.date() if as_of else None
    if deep:
        _needs_prover()
    found, findings = check_pack(pack, day)
    proved = None
    if deep and found is not None and not any(each.code == "format" for each in findings):
        findings, proved = _deeply(found, day, findings)
    counts = {
        "errors": sum(each.severity == "error" for each in findings),
        "warnings": sum(each.severity == "warning" for each in findings),
    }
    if deep:
        counts["notes"] = sum(each.severity == "note" for each in findings)
    measures = len(found.measures) if found else 0
    if as_json:
        answer: dict[str, object] = {"measures": measures, **counts}
        if proved is not None:
            answer["questions"] = asdict(proved)
        print(
            json.dumps(
                {**answer, "findings": [_row(each) for each in findings]}, ensure_ascii=False, default=float
            )
        )
    else:
        own = f" ({len(found.own)} of its own)" if found and len(found.own) < measures else ""
        _listed(findings)
        print(
            ", ".join([f"measures: {measures}{own}", *(f"{name}: {count}" for name, count in counts.items())])
        )
        if proved is not None:
            print(
                f"questions: {proved.asked}, a subject found: {proved.found} ({proved.in_tests} in the tests),"
                f" proved that there is none: {proved.proved}, not decided: {proved.undecided}"
            )
        elif deep:
            print("Nothing was proved: correct the format first.")
    if counts["errors"] or (strict and counts["warnings"]):
        raise typer.Exit(1)


def _needs_prover() -> None:
    from importlib.util import find_spec

    from twinwheel.errors import UsageError

    if find_spec("z3") is None:
        raise UsageError(
            "--deep needs the solver z3, which is not installed", "pip install 'twinwheel[prove]'"
        )


def _deeply(pack: Pack, day: date | None, findings: list[Finding]) -> tuple[list[Finding], Tally]:
    """What was found already, and what is proved beside it."""
    from twinwheel.cli.progress import progress
    from twinwheel.packs.deep import lint_deeply

    with progress("proving", len(pack.own)) as advance:
        deep = lint_deeply(pack, day, advance)
    known = {(each.code, each.problem.place) for each in findings}
    return [
        *findings,
        *(each for each in deep.findings if (each.code, each.problem.place) not in known),
    ], deep.tally


def _row(finding: Finding) -> dict[str, object]:
    """A finding as a program wants it; with its witness, if it has one."""
    problem = finding.problem
    row: dict[str, object] = {"code": finding.code, "severity": finding.severity}
    row |= {"file": problem.file, "line": problem.line, "what": problem.what, "advice": problem.advice}
    return row if finding.witness is None else {**row, "given": finding.witness, "shows": finding.shows}


def _listed(findings: list[Finding]) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for each in findings:
        colour = {"error": "red", "warning": "yellow"}.get(each.severity, "blue")
        console.print(f"[{colour}]{each.severity}[/] [dim]{each.code}[/]", end=" ")
        console.print(str(each.problem), markup=False)
        if each.witness is not None:
            from twinwheel.packs.deep import as_yaml

            console.print(f"  given: {as_yaml(each.witness)}  # {each.shows}", markup=False)


@app.command()
def test(
    pack: PackFolder,
    measure: Annotated[str | None, typer.Option(metavar="ID", help="only this measure")] = None,
    as_json: AsJson = False,
) -> None:
    """Run the tests inside the measures of a pack.

    \b
    twinwheel pack test packs/cn --measure nat-hnte-2016
    """
    from rich.console import Console

    from twinwheel.errors import UsageError
    from twinwheel.matching.trial import trials
    from twinwheel.packs import read_pack

    found = read_pack(pack)
    if measure is not None and measure not in found.measures:
        raise UsageError(f'no measure "{measure}" in {pack}', "List them with `twinwheel pack check`.")
    ran = list(trials(found, measure))
    failed = [each for each in ran if each.problems]
    if as_json:
        rows = [
            {"measure": each.measure, "test": each.test.name, "as_of": each.as_of.isoformat()}
            | {"passed": not each.problems, "problems": [problem.what for problem in each.problems]}
            for each in ran
        ]
        print(
            json.dumps(
                {"passed": len(ran) - len(failed), "failed": len(failed), "tests": rows}, ensure_ascii=False
            )
        )
    else:
        console = Console(highlight=False, soft_wrap=True)
        for each in failed:
            for problem in each.problems:
                console.print(f"[red]failed[/] [dim]as of {each.as_of}[/]", end=" ")
                console.print(str(problem), markup=False)
        measures = len({each.measure for each in ran})
        console.print(f"tests passed: {len(ran) - len(failed)}, failed: {len(failed)}, measures: {measures}")
    if failed:
        raise typer.Exit(1)


@app.command()
def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="pack, subjects, codes, fields, definitions, parameters, measure or zone"
        ),
    ] = "measure",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="write all of them into this folder"),
    ] = None,
) -> None:
    """Print the JSON Schema of one kind of file, for editors; or write all of them.

    \b
    twinwheel pack schema measure
    twinwheel pack schema -o schemas
    """
    from twinwheel.criteria.nearest import nearest
    from twinwheel.errors import UsageError
    from twinwheel.packs.schema import FILES
    from twinwheel.packs.schema import schema as made

    if kind not in FILES:
        guess = nearest(kind, FILES)
        raise UsageError(
            f'no schema "{kind}"', f'Did you mean "{guess}"?' if guess else f"There are: {', '.join(FILES)}."
        )
    if output is None:
        print(json.dumps(made(kind), ensure_ascii=False, indent=2))
        return
    output.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        path = output / f"{name}.schema.json"
        path.write_text(json.dumps(made(name), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        print(path)


@app.command()
def new(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="folder to make, or of the pack to add to", show_default=False),
    ],
    since: Annotated[
        datetime,
        typer.Option("--since", formats=["%Y-%m-%d"], metavar="DATE", help="the day it is in force from"),
    ],
    extends: Annotated[Path | None, typer.Option(metavar="PACK", help="pack to stand on")] = None,
    measure: Annotated[
        str | None, typer.Option(metavar="ID", help="add a measure with this id to the pack")
    ] = None,
    subject: Annotated[
        str | None, typer.Option(metavar="TYPE", help="type of subject of the measure")
    ] = None,
) -> None:
    """Start a pack with one measure, or add a measure to a pack. What is made passes check and test.

    \b
    twinwheel pack new packs/my-zone --extends packs/cn --since 2026-01-01
    twinwheel pack new packs/my-zone --measure my-zone-rent --since 2026-07-01
    """
    from twinwheel.packs.scaffold import new_measure, new_pack

    day = since.date().isoformat()
    files = [new_measure(folder, measure, subject, day)] if measure else new_pack(folder, extends, day)
    for path in files:
        print(path)
