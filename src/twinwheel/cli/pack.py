"""``twinwheel pack``: check, test, schema, new."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

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
    strict: Annotated[bool, typer.Option("--strict", help="warnings fail too")] = False,
    as_json: AsJson = False,
) -> None:
    """Find everything that is wrong with a pack, in one run.

    \b
    twinwheel pack check packs/beijing-sti
    """
    from rich.console import Console

    from twinwheel.packs.check import check_pack

    found, findings = check_pack(pack, as_of.date() if as_of else None)
    errors = sum(each.severity == "error" for each in findings)
    warnings = len(findings) - errors
    measures = len(found.measures) if found else 0
    if as_json:
        rows = [
            {
                "code": each.code,
                "severity": each.severity,
                "file": each.problem.file,
                "line": each.problem.line,
            }
            | {"what": each.problem.what, "advice": each.problem.advice}
            for each in findings
        ]
        print(
            json.dumps(
                {"measures": measures, "errors": errors, "warnings": warnings, "findings": rows},
                ensure_ascii=False,
            )
        )
    else:
        console = Console(highlight=False, soft_wrap=True)
        for each in findings:
            colour = "red" if each.severity == "error" else "yellow"
            console.print(f"[{colour}]{each.severity}[/] [dim]{each.code}[/]", end=" ")
            console.print(str(each.problem), markup=False)
        own = f" ({len(found.own)} of its own)" if found and len(found.own) < measures else ""
        console.print(f"measures: {measures}{own}, errors: {errors}, warnings: {warnings}")
    if errors or (strict and warnings):
        raise typer.Exit(1)


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
