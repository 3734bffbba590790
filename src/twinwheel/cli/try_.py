"""``twinwheel try``: a policy on the whole register before it is issued."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinwheel.cli.language import Lang, language
from twinwheel.cli.progress import progress
from twinwheel.errors import UsageError

if TYPE_CHECKING:
    from twinwheel.matching.sandbox.tried import Tried
    from twinwheel.packs import Pack

FILES = ("try.json", "try.html", "losers.parquet", "winners.parquet")


def try_(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="folder of the pack", show_default=False)],
    register: Annotated[
        str,
        typer.Argument(
            metavar="REGISTER", help="Parquet, CSV, Excel or JSON; - for stdin", show_default=False
        ),
    ],
    as_of: Annotated[
        datetime,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="the day to decide as of, such as 2026-11-21",
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="TARGET=VALUE",
            help="MEASURE/CRITERION.threshold=V, .threshold[2]=V, .when=EXPRESSION, =off; "
            "MEASURE/amount.cap=V (rate, floor, cap, base); :PARAMETER=V; may be given several times",
        ),
    ] = None,
    other: Annotated[
        Path | None, typer.Option("--with", metavar="PACK2", help="folder of a second pack to compare with")
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(
            "--sweep", metavar="TARGET=LOW..HIGH", help="the whole curve of one threshold or parameter"
        ),
    ] = None,
    step: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="step of the sweep; by default a round one")
    ] = None,
    points: Annotated[
        int | None, typer.Option(metavar="COUNT", help="points of the sweep, instead of a step")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="folder for the results; made if need be"),
    ] = None,
    subject: Annotated[
        str | None, typer.Option(metavar="TYPE", help="type of subject; by default what the register says")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML that says which field each column holds")
    ] = None,
    lang: Annotated[Lang, language("the summary")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="print the result as JSON")] = False,
) -> None:
    """Try a changed policy: who wins, who loses, what it costs. The pack is never written.

    With -o writes try.html, try.json, winners.parquet and losers.parquet, and sweep.parquet after a sweep.

    \b
    twinwheel try packs/beijing-sti enterprises.parquet --as-of 2026-11-21 --set nat-hnte-2016/rd-ratio.threshold=0.04
    twinwheel try packs/beijing-sti enterprises.parquet --as-of 2026-11-21 --sweep nat-hnte-2016/rd-ratio.threshold=0.03..0.06 -o results
    """
    if not settings and other is None and over is None:
        raise UsageError(
            "nothing to try", "Give --set TARGET=VALUE, --with PACK2 or --sweep TARGET=LOW..HIGH."
        )
    if settings and other is not None:
        raise UsageError("--set and --with are two ways to say what changes", "Give one of them.")
    if over is not None and other is not None:
        raise UsageError(
            "--sweep moves a number of PACK, not of --with",
            "Give the second pack as PACK and leave --with out.",
        )
    if over is None and (step is not None or points is not None):
        raise UsageError("--step and --points belong to --sweep", "Add --sweep TARGET=LOW..HIGH.")
    if step is not None and points is not None:
        raise UsageError("a sweep has a step or a number of points", "Give one of them.")
    if str(output) == "-":
        raise UsageError("several files do not go to stdout", "Give a folder; --json prints the result.")

    from twinwheel.matching.plan import plan as make_plan
    from twinwheel.matching.sandbox.proposal import Proposal, constant, propose
    from twinwheel.matching.sandbox.sandbox import Sandbox
    from twinwheel.matching.sandbox.sweep import read_range, sweep
    from twinwheel.matching.sandbox.tried import compared, covers, tried
    from twinwheel.matching.sandbox.tried_files import as_json as facts_of
    from twinwheel.packs import read_pack
    from twinwheel.registers import open_register

    found = read_pack(pack)
    second = read_pack(other) if other is not None else None
    proposal = compared(found, second) if second is not None else None
    day = as_of.date()
    distance = None if step is None else constant(step)
    if distance is not None and not isinstance(distance, Decimal):
        raise UsageError(f'"{step}" is no step', "Write a number, such as 0.005.")
    range_ = None if over is None else read_range(over, step=distance, points=points)
    if proposal is None:
        proposal = propose(found, day, settings or []) if settings else Proposal((), found, frozenset())
    reader: Pack = second if second is not None and not covers(found, second) else found
    with progress("reading") as advance:
        subjects = open_register(reader, register, subject=subject, mapping=mapping, advance=advance)
    plan = make_plan(found, subjects.subject, day)
    with progress("deciding", subjects.rows) as advance:
        sandbox = Sandbox(plan, subjects, advance)
        curves = () if range_ is None else sweep(sandbox, range_, proposal.settings)
        result = tried(sandbox, proposal, curves)
        facts = facts_of(result)
    if output is not None:
        _write(output, result, facts)
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    from rich.console import Console

    from twinwheel.cli.try_tables import WIDTH, Printer

    Printer(Console(highlight=False, width=WIDTH, soft_wrap=True), result, lang).all()
    if output is not None:
        Console(stderr=True, highlight=False).print(
            f"{'页面：' if lang == 'zh' else 'page: '}{output / 'try.html'}", markup=False, soft_wrap=True
        )


def _write(output: Path, result: Tried, facts: dict[str, Any]) -> None:
    import pyarrow.parquet as pq

    from twinwheel.matching.output import Files, write_json
    from twinwheel.matching.sandbox.sweep import table
    from twinwheel.matching.sandbox.tried_files import listed
    from twinwheel.reports.tried import write_page

    with Files(output) as written:
        paths = {name: written.path(name) for name in (*FILES, *(["sweep.parquet"] if result.curves else []))}
        write_json(facts, paths["try.json"])
        write_page(paths["try.html"], result)
        for name in ("winners", "losers"):
            pq.write_table(
                listed(result, winners=name == "winners"),
                paths[f"{name}.parquet"],
                compression="zstd",
                store_schema=False,
            )
        if result.curves:
            pq.write_table(
                table(result.curves), paths["sweep.parquet"], compression="zstd", store_schema=False
            )
