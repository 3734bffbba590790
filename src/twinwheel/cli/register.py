"""``twinwheel register``: check, sample."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twinwheel.cli.progress import progress
from twinwheel.errors import UsageError

if TYPE_CHECKING:
    from twinwheel.registers import Checked

app = typer.Typer(no_args_is_help=True, help="Check a register, or make a synthetic one.")

PackFolder = Annotated[Path, typer.Argument(metavar="PACK", help="folder of the pack", show_default=False)]
Subject = Annotated[
    str | None, typer.Option("--subject", metavar="TYPE", help="type of subject, such as enterprise")
]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object")]

SHOWN = 50
"""Problems in the table; ``--json`` gives all that are listed, the rejects file every one."""

WIDTH = 80


@app.command()
def check(
    pack: PackFolder,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Parquet, CSV, TSV, Excel or JSON; - is stdin", show_default=False
        ),
    ],
    subject: Subject = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML that says which field each column holds")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write the rows with problems here, as CSV")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            "--out",
            metavar="FILE",
            help="write the good rows here, as Parquet; - is stdout",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold every cell of a register against the fields of a pack.

    Rows with any problem go to the rejects file with the reason; the others are kept. Without --rejects,
    -o CLEAN.parquet puts them beside it, in CLEAN.rejects.csv, so that nothing is lost.
    Ends with 1 where there are problems.

    \b
    twinwheel register check packs/beijing-sti enterprises.csv -o clean.parquet --rejects rejects.csv
    twinwheel register check packs/beijing-sti 名册.xlsx --mapping columns.yaml
    """
    from twinwheel.packs import read_pack
    from twinwheel.registers import check_register

    if out is not None and rejects is None and str(out) != "-":
        rejects = out.with_suffix(".rejects.csv")
    _apart(file, out, rejects)
    sound = read_pack(pack)
    with progress("checking") as advance:
        found = check_register(
            sound, file, subject=subject, mapping=mapping, clean=out, rejects=rejects, advance=advance
        )
    # Data on stdout, words on stderr: where the register itself goes to stdout, the words make way.
    stream = sys.stderr if str(out) == "-" or str(rejects) == "-" else sys.stdout
    if as_json:
        print(json.dumps(_facts(found), ensure_ascii=False), file=stream)
    else:
        _show(found, stream)
        for path, what, rows in ((out, "clean", found.clean), (rejects, "rejected", found.rejected)):
            if path is not None and str(path) != "-":
                print(f"{rows:,} {what} rows written to {path}", file=stream)
    if found.rejected:
        raise typer.Exit(1)


@app.command()
def sample(
    pack: PackFolder,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            "--out",
            metavar="FILE",
            help="Parquet file to write; - is stdout",
            show_default=False,
        ),
    ],
    n: Annotated[
        int, typer.Option("-n", "--number", min=1, max=10_000_000, metavar="COUNT", help="how many subjects")
    ] = 20_000,
    subject: Subject = None,
    seed: Annotated[
        int, typer.Option(min=0, metavar="NUMBER", help="the same seed gives the same register")
    ] = 7,
    missing: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="share of cells left empty")
    ] = 0.1,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="no date is later than this; else the pack's day of review",
        ),
    ] = None,
) -> None:
    """Make a synthetic register: plausible, reproducible, and of no real enterprise or person.

    \b
    twinwheel register sample packs/beijing-sti --subject enterprise -n 20000 --seed 7 -o enterprises.parquet
    """
    from twinwheel.packs import read_pack
    from twinwheel.registers.sample import write_sample

    sound = read_pack(pack)
    with progress("drawing", n) as advance:
        rows, columns = write_sample(
            sound,
            out,
            n,
            subject=subject,
            seed=seed,
            missing=missing,
            as_of=as_of.date() if as_of else None,
            advance=advance,
        )
    print(f"{rows:,} synthetic subjects with {columns} fields written to {out}", file=sys.stderr)


def _apart(file: Path, out: Path | None, rejects: Path | None) -> None:
    """Good rows, rejects and the register itself in one place would overwrite each other."""
    written = [
        str(each) if str(each) == "-" else each.resolve() for each in (out, rejects) if each is not None
    ]
    if len(set(written)) < len(written) or (str(file) != "-" and file.resolve() in written):
        raise UsageError(
            "the register, the good rows and the rejects cannot be the same file",
            "Give -o and --rejects a file each.",
        )


def _facts(found: Checked) -> dict[str, object]:
    return {
        "file": found.file,
        "hash": found.hash,
        "subject": found.subject,
        "fields": list(found.columns),
        "rows": found.rows,
        "clean": found.clean,
        "rejected": found.rejected,
        "counts": found.counts,
        "problems": [
            {"row": each.row, "line": each.line, "field": each.field, "kind": each.kind, "value": each.value}
            | {"what": each.what, "advice": each.advice, "cells": each.cells}
            for each in found.problems
        ],
    }


def _show(found: Checked, stream: object) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from twinwheel.registers.problems import KINDS

    # The same lines on every terminal, because people mail them to the owner of the file.
    console = Console(file=stream, highlight=False, width=WIDTH)  # type: ignore[arg-type]
    notes = [each for each in found.problems if each.row is None]
    cells = [each for each in found.problems if each.row is not None]
    for each in notes[:SHOWN]:
        console.print(str(each), markup=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left")
    table.title = Text(f"{found.file}: {found.subject}", style="bold")
    table.add_column("row", justify="right", no_wrap=True)
    table.add_column("column", max_width=26, overflow="fold")
    table.add_column("what is wrong, and what to do", overflow="fold")
    for each in cells[:SHOWN]:
        column, _, what = each.what.partition(": ")
        table.add_row(str(each.row), Text(column), Text(f"{what}\n{each.advice}"))
    if cells:
        console.print(table)
    if len(found.problems) > SHOWN:
        console.print(
            f"… and {len(found.problems) - SHOWN:,} more; --rejects FILE writes every row with its reasons"
        )
    for kind, count in found.counts.items():
        console.print(f"{kind}: {count:,} ({KINDS[kind]})", markup=False, soft_wrap=True)
    console.print(
        f"{found.rows:,} rows = {found.clean:,} clean + {found.rejected:,} rejected, {len(found.columns)} fields"
    )
