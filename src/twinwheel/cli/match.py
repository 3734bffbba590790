"""``twinwheel match``."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from twinwheel.cli.clock import Clock
from twinwheel.cli.language import Lang, language
from twinwheel.cli.outcomes import WIDTH, table
from twinwheel.cli.progress import progress
from twinwheel.errors import UsageError

FILES = ("summary.json", "combinations.parquet", "decisions.parquet")
REPORT = "report.html"
NOTED = 25  # problems of the register


def match(
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
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="folder for the results; made if need be")
    ],
    subject: Annotated[
        str | None, typer.Option(metavar="TYPE", help="type of subject; by default what the register says")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML that says which field each column holds")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="write ineligible rows too")] = False,
    eligible: Annotated[
        bool, typer.Option("--eligible", help="write only what a subject can have: eligible and needs_review")
    ] = False,
    no_report: Annotated[bool, typer.Option("--no-report", help="leave report.html out")] = False,
    no_codes: Annotated[
        bool,
        typer.Option("--no-codes", help="keep nothing in REGISTER.codes, which makes the next run faster"),
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with a run into the same folder that was stopped")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="keep what was decided from in FOLDER/basis, for --since; private")
    ] = False,
    since: Annotated[
        Path | None,
        typer.Option("--since", metavar="DIR", help="only what changed against the run kept in DIR, and why"),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="URL",
            help="decide where the register lies, REGISTER being its table: duckdb://, postgres://, spark://, clickhouse://",
        ),
    ] = None,
    lang: Annotated[Lang, language("the summary")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Decide every measure in force for every subject of a register.

    Writes decisions.parquet, combinations.parquet, summary.json and report.html; with --since, changes.parquet
    and summary.json.

    \b
    twinwheel match packs/beijing-sti enterprises.parquet --as-of 2026-11-21 -o results
    """
    from rich.console import Console
    from rich.markup import escape

    if str(output) == "-":
        raise UsageError("several files do not go to stdout", "Give a folder; --json prints the summary.")
    if since is not None:
        from twinwheel.cli.since import since as update

        if engine is not None or resume or eligible:
            what = "--since goes with neither --engine, --resume nor --eligible"
            raise UsageError(what, "Leave them out: only what changed is decided and written.")
        how = {"subject": subject, "mapping": mapping}
        update(since, pack, register, as_of.date(), output, how, every=every, lang=lang, as_json=as_json)
        return
    if engine is not None:
        from twinwheel.cli.on_engine import match_on_engine, refuse

        refuse(mapping=mapping, eligible=eligible, resume=resume, keep=keep)
        match_on_engine(
            engine, pack, register, as_of.date(), output, subject, every=every, lang=lang, as_json=as_json
        )
        return
    if every and eligible:
        raise UsageError("--all and --eligible say opposite things", "Give one of them, or none.")
    clock = Clock()
    with clock.step("read the pack"):
        from twinwheel.matching import output as files
        from twinwheel.matching.bits.kept import codes_of
        from twinwheel.matching.changes.basis import discard, write_basis
        from twinwheel.matching.plan import plan as make_plan
        from twinwheel.matching.survey import Survey
        from twinwheel.matching.writing.piecewise import Listed, Piecewise
        from twinwheel.packs import read_pack
        from twinwheel.registers import open_register

        found = read_pack(pack)
    with clock.step("open the register"), progress("reading") as advance:
        subjects = open_register(found, register, subject=subject, mapping=mapping, advance=advance)
    with clock.step("compile the rules"):
        plan = make_plan(found, subjects.subject, as_of.date())
        program = plan.program
        survey = None if no_report else Survey(plan)
    with clock.step("encode"), progress("encoding", subjects.rows) as advance:
        codes = codes_of(subjects, program, advance, keep=not no_codes)
    listed = Listed.ALL if every else Listed.MATCHES if eligible else Listed.OPEN
    work = Piecewise(plan, subjects, codes, listed, [survey] if survey else [])
    names = (*FILES, *([REPORT] if survey else []))
    with files.Files(output) as written:  # what is in the way is seen before the work begins
        for name in names:
            written.check(name)
    with ExitStack() as stack:
        parts = stack.enter_context(work.parts(output, resume=resume))
        with clock.step("decide and write"), progress("matching", subjects.rows) as advance:
            done = work.run(parts, advance)
        written = stack.enter_context(files.Files(output))
        paths = {name: written.path(name) for name in names}
        with clock.step("join"):
            work.join(parts, done, paths["decisions.parquet"], paths["combinations.parquet"])
        with clock.step("sum up"):
            tally = done.counts.tallies(plan)
            facts = files.summary(plan, subjects, tally, done.dropped_yuan)
            files.write_json(facts, paths["summary.json"])
        if survey is not None:
            with clock.step("write the report"):
                from twinwheel.reports.report import write_report

                write_report(paths[REPORT], plan, survey, tally, facts)
        if keep:
            with clock.step("keep the basis"):
                write_basis(written, plan, subjects)
    if not keep:
        discard(output)
    if survey is None:  # one of an earlier run would tell of other decisions
        (output / REPORT).unlink(missing_ok=True)
    console = Console(stderr=True, highlight=False)
    for problem in subjects.problems[:NOTED]:
        console.print(f"[yellow]note[/] {escape(str(problem))}", soft_wrap=True)
    if len(subjects.problems) > NOTED:
        console.print(
            f"[yellow]note[/] these are the first {NOTED}; "
            "`twinwheel register check --rejects FILE` writes every row with its reasons",
            soft_wrap=True,
        )
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        Console(highlight=False, width=WIDTH).print(table(plan, tally, lang))
    if resume:
        again = f"{done.resumed} of {len(done.parts)} parts were there already"
        console.print(f"[dim]{again}[/]", soft_wrap=True)
    if survey is not None:
        console.print(
            f"{'报告：' if lang == 'zh' else 'report: '}{output / REPORT}", markup=False, soft_wrap=True
        )
    size = f"{len(plan.candidates)} measures, {program.atoms} distinct conditions"
    console.print(f"[dim]{size} · {clock}[/]", soft_wrap=True)
